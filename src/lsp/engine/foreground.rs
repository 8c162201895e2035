//! Open documents: from a new text to its report.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use super::alone::alone;
use super::meeting::{Sources, link, own, show};
use super::project::{Carried, Link, Open, Plan, Project};
use super::{Job, Shared, deliver, lock, pool};
use crate::base::{Cancel, FileId};
use crate::check::Facts;
use crate::diagnostic::Diagnostic;
use crate::lsp::events::Event;
use crate::lsp::report::{Finding, Linked, Report, Scope};
use crate::syntax::SourceFile;

/// Answers for documents until the engine is closed.
pub(super) fn run(shared: &Arc<Shared>) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(4);
    let pool = pool(threads);
    while let Some((job, cancel)) = next(shared) {
        let work = || answer(shared, &job, &cancel);
        let report = shared.guarded(|| match &pool {
            Some(pool) => pool.install(work),
            None => work(),
        });
        lock(&shared.jobs).running = None;
        match report {
            Some(Some(report)) => shared.send(Event::Report(Box::new(report))),
            Some(None) => {}
            None => shared.send(Event::Failed(job.document.uri.clone(), job.document.revision)),
        }
    }
}

fn next(shared: &Shared) -> Option<(Job, Cancel)> {
    let mut jobs = lock(&shared.jobs);
    loop {
        if jobs.is_closed {
            return None;
        }
        if let Some(uri) = jobs.order.pop_front()
            && let Some(job) = jobs.by_uri.remove(&uri)
        {
            let cancel = Cancel::default();
            jobs.running = Some((uri, cancel.clone()));
            return Some((job, cancel));
        }
        jobs = shared.jobs_changed.wait(jobs).unwrap_or_else(std::sync::PoisonError::into_inner);
    }
}

/// `None` where a newer text has come meanwhile.
fn answer(shared: &Shared, job: &Job, cancel: &Cancel) -> Option<Report> {
    let started = Instant::now();
    let path = &job.home.path;
    let mut source = SourceFile::from_text(path.clone(), job.document.text());
    source.cells = job.cells.is_some().then(Arc::default);
    let facts = Arc::new(Facts::of(FileId(0), &source, &job.scopes.run));
    shared.work.analysed.fetch_add(1, Ordering::Relaxed);
    if cancel.is_cancelled() {
        return None;
    }
    let (document, cells) = (job.document.clone(), job.cells.clone());
    let open = Open { document, facts, source, cells, alone: Vec::new() };
    let mut projects = lock(&shared.projects);
    // Asked under the lock: a document that is closed meanwhile must not come back.
    if cancel.is_cancelled() {
        return None;
    }
    let project = projects
        .entry(job.home.key.clone())
        .or_insert_with(|| Project::new(job.home.root.clone(), job.scopes.clone()));
    project.adopt(&job.scopes);
    let plan = project.edit(path, open.clone());
    drop(projects);
    let mut answer = match plan {
        Plan::Moved(files) => moved(shared, job, &open, &files)?,
        Plan::All(gathered) => {
            let linking = Instant::now();
            let (link, crashes) = link(shared, gathered);
            crashes.into_iter().for_each(|what| shared.tell_crash(what));
            settled(shared, job, &open, link, linking)?
        }
        Plan::Alone(carried) => by_itself(shared, job, &open, &carried),
    };
    answer.findings.sort_by_key(|finding| (finding.shown.range.start, finding.shown.range.end));
    Some(Report {
        uri: job.document.uri.clone(),
        version: job.document.version,
        revision: job.document.revision,
        source: open.source,
        findings: answer.findings,
        scope: answer.scope,
        linked: answer.linked,
        file: answer.file,
        moved: answer.moved,
        took: started.elapsed(),
    })
}

/// The part of a report that depends on who met.
struct Answer {
    findings: Vec<Finding>,
    scope: Scope,
    linked: Arc<Linked>,
    file: FileId,
    moved: Option<(Arc<Facts>, Arc<Facts>)>,
}

/// From the last meeting, which still stands.
fn moved(shared: &Shared, job: &Job, open: &Open, files: &[FileId]) -> Option<Answer> {
    let mut projects = lock(&shared.projects);
    let project = projects.get_mut(&job.home.key)?;
    let answer = from_link(shared, project, job, open);
    deliver::files(shared, project, files, Some(&job.home.path));
    answer
}

/// From a meeting that has just been.
fn settled(shared: &Shared, job: &Job, open: &Open, link: Link, since: Instant) -> Option<Answer> {
    let mut projects = lock(&shared.projects);
    let project = projects.get_mut(&job.home.key)?;
    let is_due = project.settle(link, since.elapsed());
    let answer = from_link(shared, project, job, open);
    deliver::all(shared, project, Some(&job.home.path));
    drop(projects);
    if is_due {
        shared.is_due(&job.home.key);
    }
    answer
}

fn from_link(shared: &Shared, project: &mut Project, job: &Job, open: &Open) -> Option<Answer> {
    // It may have been closed meanwhile.
    project.open.get(&job.home.path)?;
    let link = project.link.as_ref()?;
    let file = link.linked.file(&job.home.path)?;
    let found = project.chosen(link, file, &open.facts);
    let linked = link.linked.clone();
    let telling = project.telling(&linked, &found);
    project.told.insert(job.home.path.clone(), telling);
    let moved = project.moved(&job.home.path);
    let sources =
        Sources { linked: &linked, open: &project.open, own: own(file, &job.document.uri, &open.source) };
    let findings = show(found, &sources, job.scopes.run.target, &shared.features);
    Some(Answer { findings, scope: Scope::Project, linked, file, moved })
}

/// From the file alone, with what the project is known to change.
fn by_itself(shared: &Shared, job: &Job, open: &Open, carried: &Carried) -> Answer {
    let path = &job.home.path;
    let alone = alone(job.home.root.as_deref(), path, &open.facts, &job.scopes);
    alone.crashes.into_iter().for_each(|what| shared.tell_crash(what));
    let kept: Vec<Diagnostic> =
        alone.found.iter().filter(|found| carried.keeps(path, found)).cloned().collect();
    let mut projects = lock(&shared.projects);
    let mut others = std::collections::BTreeMap::new();
    if let Some(project) = projects.get_mut(&job.home.key) {
        if let Some(open) = project.open.get_mut(path) {
            open.alone = alone.found;
        }
        project.told.remove(path);
        others = project.open.clone();
    }
    drop(projects);
    if carried.is_due {
        shared.is_due(&job.home.key);
    }
    let own_document = |file| own(file, &job.document.uri, &open.source);
    let sources = Sources { linked: &alone.linked, open: &others, own: own_document(alone.file) };
    let mut findings = show(kept, &sources, job.scopes.run.target, &shared.features);
    if let Some(linked) = &carried.linked {
        let own = linked.file(path).and_then(own_document);
        let sources = Sources { linked, open: &others, own };
        findings.extend(show(carried.added.clone(), &sources, job.scopes.run.target, &shared.features));
    }
    Answer { findings, scope: Scope::Alone, linked: alone.linked, file: alone.file, moved: None }
}
