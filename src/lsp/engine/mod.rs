//! The analysis behind the server, on threads of its own: texts and files in, reports out.
//!
//! One thread answers for open documents, the latest edit of each first and nothing outdated; another
//! reads folders and lets their files meet. A defect of ours costs one answer. Results are events for
//! the main loop; nothing here talks to the client.

mod alone;
mod background;
mod deliver;
mod foreground;
mod meeting;
mod moved;
mod project;
mod scan;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use tokio::sync::mpsc::UnboundedSender;

use super::document::Document;
use super::events::Event;
use super::features::Features;
use super::notebook::Cells;
use super::scopes::Scopes;
use crate::base::{Cancel, guard};
use project::Project;

/// Analysis is recursive in places; a thread's stack is address space, not memory, until it is used.
const STACK: usize = 64 << 20;

/// Where a document belongs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Home {
    /// Names the project: its folder, or the document itself where it lies outside all folders.
    pub key: String,
    pub root: Option<PathBuf>,
    /// As findings name it: relative to the folder, with slashes.
    pub path: String,
}

/// A document to answer for.
#[derive(Clone)]
pub struct Job {
    pub document: Document,
    pub home: Home,
    pub scopes: Arc<Scopes>,
    /// Of a notebook, whose cells may hold commands that are not Python.
    pub cells: Option<Cells>,
}

/// A folder of the workspace.
#[derive(Clone)]
pub struct Folder {
    pub key: String,
    pub root: PathBuf,
    pub scopes: Arc<Scopes>,
    pub most_files: usize,
}

/// The engine. Copies share it.
#[derive(Clone)]
pub struct Engine(Arc<Shared>);

struct Shared {
    features: Arc<Features>,
    events: UnboundedSender<Event>,
    jobs: Mutex<Jobs>,
    jobs_changed: Condvar,
    tasks: Mutex<Tasks>,
    tasks_changed: Condvar,
    projects: Mutex<BTreeMap<String, Project>>,
    work: Work,
}

/// What was done since the start.
#[derive(Default)]
struct Work {
    /// Files and versions of documents that were run by themselves.
    analysed: AtomicU64,
    /// How often the files of a project met.
    meetings: AtomicU64,
}

#[derive(Default)]
struct Jobs {
    /// URIs in the order in which they wait.
    order: VecDeque<String>,
    by_uri: BTreeMap<String, Job>,
    running: Option<(String, Cancel)>,
    is_closed: bool,
}

/// What waits for the thread in the background.
#[derive(Default)]
struct Tasks {
    scans: VecDeque<Folder>,
    /// Files of the disk that changed, by project.
    changed: BTreeMap<String, BTreeSet<PathBuf>>,
    /// Projects whose files have to meet.
    due: BTreeSet<String>,
    running: Option<Cancel>,
    is_closed: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Engine {
    /// Starts the thread for open documents. The other one starts when a folder comes.
    pub fn start(features: Arc<Features>, events: UnboundedSender<Event>) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            features,
            events,
            jobs: Mutex::default(),
            jobs_changed: Condvar::new(),
            tasks: Mutex::default(),
            tasks_changed: Condvar::new(),
            projects: Mutex::default(),
            work: Work::default(),
        });
        let own = shared.clone();
        let open = thread::Builder::new().name("documents".to_owned()).stack_size(STACK);
        open.spawn(move || foreground::run(&own))?;
        let own = shared.clone();
        let folders = thread::Builder::new().name("folders".to_owned()).stack_size(STACK);
        folders.spawn(move || background::run(&own))?;
        Ok(Self(shared))
    }

    /// Answers for this version of the document; an answer for an earlier one is not needed any more.
    pub fn answer(&self, job: Job) {
        let uri = job.document.uri.as_str().to_owned();
        let mut jobs = lock(&self.0.jobs);
        if let Some((running, cancel)) = &jobs.running
            && *running == uri
        {
            cancel.cancel();
        }
        if jobs.by_uri.insert(uri.clone(), job).is_none() {
            jobs.order.push_back(uri);
        }
        self.0.jobs_changed.notify_all();
    }

    /// The document is closed: what the disk holds counts again.
    pub fn forget(&self, uri: &str, home: &Home) {
        let mut jobs = lock(&self.0.jobs);
        jobs.by_uri.remove(uri);
        jobs.order.retain(|waiting| waiting != uri);
        if let Some((running, cancel)) = &jobs.running
            && running == uri
        {
            cancel.cancel();
        }
        drop(jobs);
        let mut projects = lock(&self.0.projects);
        match &home.root {
            None => {
                projects.remove(&home.key);
            }
            Some(root) => {
                if let Some(project) = projects.get_mut(&home.key) {
                    project.close(&home.path);
                }
                drop(projects);
                self.changed(&home.key, [root.join(&home.path)]);
            }
        }
    }

    /// Reads a folder and lets its files meet.
    pub fn scan(&self, folder: Folder) {
        let mut tasks = lock(&self.0.tasks);
        tasks.scans.retain(|waiting| waiting.key != folder.key);
        tasks.scans.push_back(folder);
        self.0.tasks_changed.notify_all();
    }

    /// A folder left the workspace.
    pub fn drop_folder(&self, key: &str) {
        let mut tasks = lock(&self.0.tasks);
        tasks.scans.retain(|waiting| waiting.key != key);
        tasks.changed.remove(key);
        tasks.due.remove(key);
        drop(tasks);
        lock(&self.0.projects).remove(key);
    }

    /// Files of the disk changed, came or went.
    pub fn changed(&self, key: &str, paths: impl IntoIterator<Item = PathBuf>) {
        let mut tasks = lock(&self.0.tasks);
        tasks.changed.entry(key.to_owned()).or_default().extend(paths);
        self.0.tasks_changed.notify_all();
    }

    /// Gives up reading folders.
    pub fn cancel_scans(&self) {
        let mut tasks = lock(&self.0.tasks);
        tasks.scans.clear();
        if let Some(cancel) = &tasks.running {
            cancel.cancel();
        }
    }

    /// Figures for `heaplint/status`.
    pub fn figures(&self) -> Vec<Figures> {
        let projects = lock(&self.0.projects);
        let of_project = |(key, project): (&String, &Project)| Figures {
            key: key.clone(),
            files: project.disk.len(),
            open: project.open.len(),
            is_scanned: project.is_scanned,
        };
        projects.iter().map(of_project).collect()
    }

    /// Texts that were run by themselves, and meetings of projects, since the start.
    pub fn work(&self) -> (u64, u64) {
        let work = &self.0.work;
        (work.analysed.load(Ordering::Relaxed), work.meetings.load(Ordering::Relaxed))
    }

    pub fn close(&self) {
        lock(&self.0.jobs).is_closed = true;
        self.0.jobs_changed.notify_all();
        let mut tasks = lock(&self.0.tasks);
        tasks.is_closed = true;
        if let Some(cancel) = &tasks.running {
            cancel.cancel();
        }
        self.0.tasks_changed.notify_all();
    }
}

/// What is known of a project, in numbers.
pub struct Figures {
    pub key: String,
    pub files: usize,
    pub open: usize,
    pub is_scanned: bool,
}

impl Shared {
    fn send(&self, event: Event) {
        // The loop has ended when nobody receives.
        let _ = self.events.send(event);
    }

    /// The files of a project have to meet again.
    fn is_due(&self, key: &str) {
        lock(&self.tasks).due.insert(key.to_owned());
        self.tasks_changed.notify_all();
    }

    fn tell_crash(&self, what: String) {
        self.send(Event::Crash(what));
    }

    /// Runs work that may panic; the defect is told.
    fn guarded<T>(&self, work: impl FnOnce() -> T) -> Option<T> {
        guard(work).map_err(|what| self.tell_crash(what)).ok()
    }
}

/// Threads for analysis, with a stack that is deep enough.
fn pool(threads: usize) -> Option<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build().ok()
}
