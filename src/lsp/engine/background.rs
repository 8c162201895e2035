//! Folders: reading them, following their files, and letting their files meet.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use rayon::ThreadPool;

use super::meeting::link;
use super::project::Project;
use super::scan::{read, relative, scan, walk};
use super::{Folder, Shared, deliver, lock, pool};
use crate::base::Cancel;
use crate::lsp::events::Event;
use crate::lsp::scopes::Scopes;

/// Edits that follow each other closely are taken in together.
const PAUSE: Duration = Duration::from_millis(150);

/// A large machine has other things to do, too.
const MOST_THREADS: usize = 8;

enum Task {
    Scan(Folder),
    Changed(String, BTreeSet<PathBuf>),
    Meet(String),
}

/// Works on folders until the engine is closed.
pub(super) fn run(shared: &Arc<Shared>) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut beside = None;
    while let Some((task, cancel)) = next(shared) {
        shared.guarded(|| match task {
            // Nothing is known yet, so nothing is worth more than to know it soon.
            Task::Scan(_) => perform(shared, task, &cancel, pool(threads.min(MOST_THREADS)).as_ref()),
            // One thread less than there are, so that open documents are answered for meanwhile.
            _ => {
                let few = || pool(threads.saturating_sub(1).clamp(1, MOST_THREADS));
                perform(shared, task, &cancel, beside.get_or_insert_with(few).as_ref());
            }
        });
        lock(&shared.tasks).running = None;
    }
}

fn next(shared: &Shared) -> Option<(Task, Cancel)> {
    let mut tasks = lock(&shared.tasks);
    loop {
        if tasks.is_closed {
            return None;
        }
        let task = if let Some(folder) = tasks.scans.pop_front() {
            Some(Task::Scan(folder))
        } else if let Some((key, paths)) = tasks.changed.pop_first() {
            Some(Task::Changed(key, paths))
        } else {
            tasks.due.first().cloned().map(Task::Meet)
        };
        if let Some(task) = task {
            let cancel = Cancel::default();
            tasks.running = Some(cancel.clone());
            return Some((task, cancel));
        }
        tasks = shared.tasks_changed.wait(tasks).unwrap_or_else(PoisonError::into_inner);
    }
}

fn perform(shared: &Shared, task: Task, cancel: &Cancel, pool: Option<&ThreadPool>) {
    match task {
        Task::Scan(folder) => first_scan(shared, &folder, cancel, pool),
        Task::Changed(key, paths) => {
            if follow(shared, &key, paths) {
                shared.is_due(&key);
            }
        }
        Task::Meet(key) => {
            std::thread::sleep(PAUSE);
            lock(&shared.tasks).due.remove(&key);
            meet(shared, &key, pool);
        }
    }
}

fn first_scan(shared: &Shared, folder: &Folder, cancel: &Cancel, pool: Option<&ThreadPool>) {
    shared.send(Event::ScanBegun(folder.key.clone()));
    let files = scan(shared, folder, cancel, pool);
    let is_whole = !cancel.is_cancelled();
    {
        let mut projects = lock(&shared.projects);
        let project = projects
            .entry(folder.key.clone())
            .or_insert_with(|| Project::new(Some(folder.root.clone()), folder.scopes.clone()));
        project.adopt(&folder.scopes);
        project.disk = files;
        project.is_scanned = is_whole;
        project.changed();
    }
    if is_whole {
        shared.send(Event::Meeting(folder.key.clone()));
        meet(shared, &folder.key, pool);
    }
    shared.send(Event::ScanEnded(folder.key.clone()));
}

/// Reads files of the disk again; whether files have to meet. Those that are open count as the editor
/// has them.
fn follow(shared: &Shared, key: &str, paths: BTreeSet<PathBuf>) -> bool {
    let Some((root, scopes)) = lock(&shared.projects)
        .get(key)
        .and_then(|project| Some((project.root.clone()?, project.scopes.clone())))
    else {
        return false;
    };
    let mut is_due = false;
    for path in paths {
        let Some(shown) = relative(&root, &path) else { continue };
        if path.is_dir() {
            let (inside, folders) = walk(&root, &path, &scopes, usize::MAX, &Cancel::default());
            shared.send(Event::Folders(folders));
            for shown in inside {
                is_due |= follow_one(shared, key, &root.join(&shown), &shown, &scopes);
            }
        } else {
            is_due |= follow_one(shared, key, &path, &shown, &scopes);
        }
    }
    is_due
}

fn follow_one(shared: &Shared, key: &str, path: &Path, shown: &str, scopes: &Scopes) -> bool {
    let is_open = |project: &Project| project.open.contains_key(shown);
    if lock(&shared.projects).get(key).is_none_or(is_open) {
        return false;
    }
    let facts = read(path, shown, &scopes.run);
    shared.work.analysed.fetch_add(u64::from(facts.is_some()), Ordering::Relaxed);
    let mut projects = lock(&shared.projects);
    let Some(project) = projects.get_mut(key) else { return false };
    let is_due = project.read(shown, facts.map(Arc::new));
    let link = project.link.as_mut().filter(|_| !is_due);
    let naming = link.and_then(|link| Some(link.naming(link.linked.file(shown)?)));
    if let Some(files) = naming {
        deliver::files(shared, project, &files, None);
    }
    is_due
}

fn meet(shared: &Shared, key: &str, pool: Option<&ThreadPool>) {
    let gathered = match lock(&shared.projects).get(key) {
        Some(project) if project.is_scanned => project.gather(),
        _ => return,
    };
    let started = Instant::now();
    let work = || link(shared, gathered);
    let (link, crashes) = match pool {
        Some(pool) => pool.install(work),
        None => work(),
    };
    crashes.into_iter().for_each(|what| shared.tell_crash(what));
    let mut projects = lock(&shared.projects);
    // Settings that changed meanwhile have the folder read again.
    let Some(project) = projects.get_mut(key).filter(|project| project.is_scanned) else { return };
    let is_due = project.settle(link, started.elapsed());
    deliver::all(shared, project, None);
    drop(projects);
    if is_due {
        shared.is_due(key);
    }
}

/// Whether a path is one of Python source, or of a notebook.
pub(super) fn is_python(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "py" || extension == "pyi" || extension == "ipynb")
}
