//! Telling the main loop what a meeting changed: only files whose findings are not what was last told.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::Shared;
use super::meeting::{Sources, own, show};
use super::project::{Open, Project};
use crate::base::FileId;
use crate::check::{Facts, RulesOf, choose};
use crate::diagnostic::Diagnostic;
use crate::lsp::events::Event;
use crate::lsp::report::{FileFindings, Report, Scope};
use crate::lsp::show::uri_of;

/// Every file of the project but the one that is answered for.
pub(super) fn all(shared: &Shared, project: &mut Project, except: Option<&str>) {
    let Some(link) = &project.link else { return };
    let linked = link.linked.clone();
    let facts: Vec<Option<&Facts>> =
        linked.paths.iter().map(|path| project.facts(path).map(AsRef::as_ref)).collect();
    let found = link.found.values().flatten().cloned().collect();
    let absolute = |path: &String| project.absolute(path);
    let by_path: Vec<_> =
        linked.paths.iter().map(|path| project.scopes.rules(absolute(path).as_deref())).collect();
    let rules = RulesOf { usual: &project.scopes.run.rules, by_file: &by_path };
    let mut by_file: BTreeMap<FileId, Vec<Diagnostic>> = BTreeMap::new();
    for found in choose(found, &facts, &linked.paths, rules) {
        by_file.entry(found.spot.file).or_default().push(found);
    }
    let mut closed = Vec::new();
    for (at, path) in linked.paths.iter().enumerate() {
        if except != Some(path) {
            let file = FileId(at as u32);
            let found = by_file.remove(&file).unwrap_or_default();
            closed.extend(tell(shared, project, file, path, found));
        }
    }
    // Files that are gone have nothing to tell.
    let gone: Vec<String> = project.told.keys().filter(|path| linked.file(path).is_none()).cloned().collect();
    for path in gone {
        project.told.remove(&path);
        let uri = project.root.as_deref().and_then(|root| uri_of(root, &path));
        closed.extend(uri.map(|uri| FileFindings { uri, findings: Arc::default() }));
    }
    shared.send(Event::Findings(closed));
}

/// Some files of the project.
pub(super) fn files(shared: &Shared, project: &mut Project, files: &[FileId], except: Option<&str>) {
    let mut closed = Vec::new();
    for &file in files {
        let Some(link) = &project.link else { return };
        let Some(path) = link.linked.paths.get(file.0 as usize).cloned() else { continue };
        let Some(facts) = project.facts(&path).filter(|_| except != Some(&path)).cloned() else { continue };
        let found = project.chosen(link, file, &facts);
        closed.extend(tell(shared, project, file, &path, found));
    }
    if !closed.is_empty() {
        shared.send(Event::Findings(closed));
    }
}

/// Tells of an open document at once; of another file, what there is to tell.
fn tell(
    shared: &Shared,
    project: &mut Project,
    file: FileId,
    path: &str,
    found: Vec<Diagnostic>,
) -> Option<FileFindings> {
    let linked = project.link.as_ref()?.linked.clone();
    let telling = project.telling(&linked, &found);
    let is_told = match project.told.get(path) {
        Some(told) => told.is_same(&telling),
        None => found.is_empty() && !project.open.contains_key(path),
    };
    if is_told || (project.open.contains_key(path) && !project.is_settled(path)) {
        return None;
    }
    project.told.insert(path.to_owned(), telling);
    let open = project.open.get(path);
    let own = open.and_then(|open| own(file, &open.document.uri, &open.source));
    let sources = Sources { linked: &linked, open: &project.open, own };
    let findings = show(found, &sources, project.scopes.run.target, &shared.features);
    let Some(Open { document, source, .. }) = open else {
        let uri = uri_of(project.root.as_deref()?, path)?;
        return Some(FileFindings { uri, findings: Arc::new(findings) });
    };
    shared.send(Event::Report(Box::new(Report {
        uri: document.uri.clone(),
        version: document.version,
        revision: document.revision,
        source: source.clone(),
        findings,
        scope: Scope::Project,
        linked,
        file,
        moved: project.moved(path),
        took: Duration::ZERO,
    })));
    None
}
