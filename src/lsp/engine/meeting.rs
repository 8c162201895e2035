//! Letting files meet, and turning what they are found to do into reports.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Shared;
use super::project::{Gathered, Link, Open};
use crate::base::FileId;
use crate::check::{Facts, Met, meet, text_of};
use crate::diagnostic::Diagnostic;
use crate::fixes;
use crate::ir::Version;
use crate::lsp::features::Features;
use crate::lsp::report::{Finding, Linked};
use crate::lsp::show::{Files, Shown, finding, uri_of};
use crate::lsp::types::Uri;
use crate::syntax::SourceFile;

/// Lets the files of a project meet.
pub fn link(shared: &Shared, gathered: Gathered) -> (Link, Vec<String>) {
    shared.work.meetings.fetch_add(1, Ordering::Relaxed);
    let facts: Vec<Option<&Facts>> = gathered.facts.iter().map(|facts| Some(facts.as_ref())).collect();
    let met = meet(&facts, &gathered.paths, &gathered.scopes.run);
    let crashes = met.crashes.iter().map(|crash| crash.what.clone()).collect();
    let Met { found, outcome, .. } = met;
    let mut by_file: BTreeMap<FileId, Vec<Diagnostic>> = BTreeMap::new();
    for found in found {
        by_file.entry(found.spot.file).or_default().push(found);
    }
    let linked = Arc::new(Linked { root: gathered.root, paths: gathered.paths, outcome });
    let (open, generation) = (gathered.open, gathered.generation);
    (Link { linked, found: by_file, open, met: BTreeMap::new(), generation }, crashes)
}

/// Where the texts of a meeting's files are: open ones at hand, others on the disk.
pub struct Sources<'a> {
    pub linked: &'a Linked,
    pub open: &'a BTreeMap<String, Open>,
    /// The document that is being answered for, which may lie outside all folders.
    pub own: Option<(FileId, Shown)>,
}

impl Sources<'_> {
    pub fn fetch(&self, file: FileId) -> Option<Shown> {
        if let Some((own, shown)) = &self.own
            && *own == file
        {
            return Some(shown.clone());
        }
        let path = self.linked.paths.get(file.0 as usize)?;
        let root = self.linked.root.as_deref()?;
        let uri = Arc::new(uri_of(root, path)?);
        if let Some(open) = self.open.get(path) {
            return Some(Shown { uri, source: open.source.clone(), cells: open.cells.clone() });
        }
        let bytes = std::fs::read(root.join(path)).ok()?;
        Some(Shown { uri, source: text_of(path, &bytes).0, cells: None })
    }
}

/// Findings as the client sees them, with their fixes.
pub fn show(
    mut found: Vec<Diagnostic>,
    sources: &Sources<'_>,
    version: Version,
    features: &Features,
) -> Vec<Finding> {
    let fetch = |file| sources.fetch(file);
    // Edits of a notebook that is not open would be edits of another file.
    let text = |file| fetch(file).filter(|shown| shown.source.cell(0).is_none()).map(|shown| shown.source);
    fixes::attach(&mut found, version, &text);
    let mut files = Files::new(&fetch, features);
    found.into_iter().filter_map(|found| finding(found, &mut files)).collect()
}

/// The own document of `Sources`. A notebook is told as a whole, and its report then cell by cell.
pub fn own(file: FileId, uri: &Arc<Uri>, source: &SourceFile) -> Option<(FileId, Shown)> {
    Some((file, Shown { uri: uri.clone(), source: source.clone(), cells: None }))
}
