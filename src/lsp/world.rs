//! The state of the server. The main loop alone owns it; requests get tickets.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{oneshot, watch as watching};
use tower_lsp_server::Client;

use super::document::Document;
use super::engine::{Engine, Home, Job};
use super::events::Event;
use super::features::Features;
use super::log::{Grade, Log};
use super::notebook::Notebook;
use super::outbox::Outbox;
use super::progress::Progress;
use super::report::{FileFindings, Report};
use super::settings::ClientSettings;
use super::ticket::{Entry, Ticket, View};
use super::types::*;
use super::watch;
use super::workspace::Workspace;
use crate::diagnostic::Confidence;
use crate::ir::Version;

/// Where the connection stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Nothing but `initialize` is taken in.
    New,
    Running,
    /// `shutdown` was asked for: nothing but `exit` is taken in.
    Ending,
}

/// An open document with where it belongs and what is known of it.
pub struct OpenDocument {
    pub document: Document,
    pub home: Home,
    /// Whether it is analysed at all.
    pub is_python: bool,
    pub report: Option<Arc<Report>>,
    /// Requests that wait for a report of the newest text.
    waiting: Vec<oneshot::Sender<Arc<Report>>>,
}

pub struct World {
    pub phase: Phase,
    pub client: Client,
    pub outbox: Outbox,
    pub log: Log,
    pub events: UnboundedSender<Event>,
    pub engine: Option<Engine>,
    pub features: Arc<Features>,
    pub settings: Arc<ClientSettings>,
    pub workspace: Workspace,
    pub documents: BTreeMap<String, OpenDocument>,
    pub notebooks: BTreeMap<String, Notebook>,
    /// Whether folders have been asked for.
    pub is_started: bool,
    /// Folders that wait to be read, or are being read.
    pub reading: BTreeSet<String>,
    /// Of the folders that are being read.
    pub progress: BTreeMap<String, Progress>,
    /// Where the client cannot watch files.
    pub watcher: Option<watch::Own>,
    view: watching::Sender<Arc<View>>,
    revision: u64,
}

impl World {
    pub fn new(client: Client, outbox: Outbox, events: UnboundedSender<Event>) -> Self {
        Self {
            phase: Phase::New,
            client,
            log: Log::new(outbox.clone()),
            outbox,
            events,
            engine: None,
            features: Arc::default(),
            settings: Arc::default(),
            workspace: Workspace::default(),
            documents: BTreeMap::new(),
            notebooks: BTreeMap::new(),
            is_started: false,
            reading: BTreeSet::new(),
            progress: BTreeMap::new(),
            watcher: None,
            view: watching::Sender::new(Arc::default()),
            revision: 0,
        }
    }

    /// What a request about a document gets to see.
    pub fn ticket(&mut self, uri: Option<&str>) -> Ticket {
        let document = uri.and_then(|uri| Some(self.documents.get(uri)?.document.clone()));
        let cells = uri.and_then(|uri| self.cells(uri));
        // A cell is known as a part of its notebook.
        let whole = cells.as_ref().map(|cells| cells.notebook().as_str()).or(uri);
        let open = whole.and_then(|uri| self.documents.get_mut(uri));
        let home = open.as_ref().map(|open| open.home.clone());
        let report = open.and_then(OpenDocument::wait);
        let scopes = home.map(|home| self.workspace.scopes(&home, &self.settings));
        Ticket {
            features: self.features.clone(),
            settings: self.settings.clone(),
            engine: self.engine.clone(),
            events: self.events.clone(),
            target: scopes.as_ref().map_or(Version::DEFAULT, |scopes| scopes.run.target),
            least: scopes.map_or(Confidence::Probable, |scopes| scopes.run.rules.min_confidence),
            document,
            cells,
            report,
            view: self.view.subscribe(),
            offer: None,
        }
    }

    pub fn next_revision(&mut self) -> u64 {
        self.revision += 1;
        self.revision
    }

    pub fn open(&mut self, item: TextDocumentItem) {
        let uri = Arc::new(item.uri);
        let home = self.workspace.home(&uri);
        let document = Document::new(uri.clone(), item.version, &item.text, self.next_revision());
        let is_python = is_python(&item.language_id, &uri);
        let open = OpenDocument { document, home, is_python, report: None, waiting: Vec::new() };
        if self.documents.insert(uri.as_str().to_owned(), open).is_some() {
            self.log.say(Grade::Warning, &format!("`{}` was opened twice", uri.as_str()));
        }
        self.analyse(uri.as_str());
    }

    /// A cell is analysed as a part of its notebook alone.
    pub fn open_cell(&mut self, item: TextDocumentItem) {
        let uri = Arc::new(item.uri);
        let home = self.workspace.home(&uri);
        let document = Document::new(uri.clone(), item.version, &item.text, self.next_revision());
        let open = OpenDocument { document, home, is_python: false, report: None, waiting: Vec::new() };
        self.documents.insert(uri.as_str().to_owned(), open);
    }

    /// A notebook as one text.
    pub fn open_whole(&mut self, uri: Uri, version: i32, text: &str) {
        let uri = Arc::new(uri);
        let home = self.workspace.home(&uri);
        let document = Document::new(uri.clone(), version, text, self.next_revision());
        let open = OpenDocument { document, home, is_python: true, report: None, waiting: Vec::new() };
        self.documents.insert(uri.as_str().to_owned(), open);
        self.analyse(uri.as_str());
    }

    pub fn change(&mut self, uri: &str, version: Option<i32>, changes: &[TextDocumentContentChangeEvent]) {
        let revision = self.next_revision();
        let Some(open) = self.documents.get_mut(uri) else {
            self.log.say(Grade::Warning, &format!("`{uri}` was changed without being open"));
            return;
        };
        let refused = open.document.apply(changes, self.features.encoding);
        open.document.version = version.unwrap_or(open.document.version);
        open.document.revision = revision;
        if let Err(refused) = refused {
            let message = format!("an impossible change of `{uri}` was refused ({refused:?})");
            self.log.say(Grade::Warning, &message);
        }
        self.analyse(uri);
    }

    pub fn close(&mut self, uri: &str) {
        let Some(open) = self.documents.remove(uri) else { return };
        if let Some(engine) = &self.engine {
            engine.forget(uri, &open.home);
        }
        self.told(uri, None);
        if !self.features.pulls && open.is_python {
            self.publish(Uri::clone(&open.document.uri), None, Vec::new());
        }
    }

    /// Asks the engine for a report of the document as it stands.
    pub fn analyse(&mut self, uri: &str) {
        let (Some(open), Some(engine)) = (self.documents.get(uri), &self.engine) else { return };
        if !open.is_python {
            return;
        }
        let scopes = self.workspace.scopes(&open.home, &self.settings);
        let cells = self.notebooks.contains_key(uri).then(|| self.cells(uri)).flatten();
        let (document, home) = (open.document.clone(), open.home.clone());
        engine.answer(Job { document, home, scopes, cells });
    }

    /// Everything anew, after settings or folders changed.
    pub fn analyse_all(&mut self) {
        let uris: Vec<String> = self.documents.keys().cloned().collect();
        for uri in uris {
            let revision = self.next_revision();
            if let Some(open) = self.documents.get_mut(&uri) {
                open.home = self.workspace.home(&open.document.uri);
                open.document.revision = revision;
            }
            self.analyse(&uri);
        }
    }

    /// Takes in what the engine says of a document, unless it has been edited since.
    pub fn report(&mut self, report: Report) {
        let report = Arc::new(report);
        let uri = report.uri.as_str();
        let Some(open) = self.documents.get_mut(uri) else { return };
        if open.document.revision != report.revision {
            return;
        }
        let (took, scope) = (report.took.as_millis(), report.scope);
        self.log.say(Grade::Debug, &format!("`{uri}` took {took} ms ({scope:?})"));
        let was_asked = !open.waiting.is_empty();
        let is_update = open.report.as_ref().is_some_and(|before| before.revision == report.revision);
        open.report = Some(report.clone());
        if self.tell_cells(&report) {
            return self.wake(&report);
        }
        let shown: Vec<Diagnostic> = report.findings.iter().map(|finding| finding.shown.clone()).collect();
        let entry = Entry {
            uri: Uri::clone(&report.uri),
            version: Some(report.version),
            id: 0,
            findings: Arc::new(report.findings.clone()),
        };
        let is_changed = self.told(uri, Some(entry));
        self.wake(&report);
        if !self.features.pulls && (is_changed || !is_update) {
            self.publish(Uri::clone(&report.uri), Some(report.version), shown);
        }
        if is_changed && is_update && !was_asked {
            self.refresh();
        }
    }

    /// Wakes who waits for a report, after the view was changed: its ids are part of the answer.
    fn wake(&mut self, report: &Arc<Report>) {
        if let Some(open) = self.documents.get_mut(report.uri.as_str()) {
            open.waiting.drain(..).for_each(|waiting| drop(waiting.send(report.clone())));
        }
    }

    /// A version of a document has no report: whoever waits gets none.
    pub fn failed(&mut self, uri: &Uri, revision: u64) {
        if let Some(open) = self.documents.get_mut(uri.as_str())
            && open.document.revision == revision
        {
            open.waiting.clear();
        }
    }

    /// Takes in what is found in files that are not open.
    pub fn findings(&mut self, files: Vec<FileFindings>) {
        for FileFindings { uri, findings } in files {
            let key = uri.as_str().to_owned();
            if self.documents.contains_key(&key) {
                continue;
            }
            let shown = findings.iter().map(|finding| finding.shown.clone()).collect();
            let entry = Entry { uri: uri.clone(), version: None, id: 0, findings };
            if self.told(&key, Some(entry)) && !self.features.pulls {
                self.publish(uri, None, shown);
            }
        }
    }

    /// Remembers what is found in a file; whether it is another list than before.
    pub fn told(&mut self, uri: &str, entry: Option<Entry>) -> bool {
        let id = self.next_revision();
        self.view.send_if_modified(|view| {
            let before = view.files.get(uri);
            let is_same = match (before, &entry) {
                (Some(before), Some(entry)) => {
                    let shown = |entry: &Entry| {
                        entry.findings.iter().map(|finding| finding.shown.clone()).collect::<Vec<_>>()
                    };
                    shown(before) == shown(entry)
                }
                (None, Some(entry)) => entry.findings.is_empty() && entry.version.is_none(),
                (before, None) => before.is_none(),
            };
            let id = match before {
                Some(before) if is_same => before.id,
                _ => id,
            };
            let view = Arc::make_mut(view);
            match entry {
                Some(entry) if !entry.findings.is_empty() || entry.version.is_some() => {
                    view.files.insert(uri.to_owned(), Entry { id, ..entry });
                }
                _ => {
                    view.files.remove(uri);
                }
            }
            !is_same
        })
    }

    /// A folder left the workspace: what was found in its files is not told any more.
    pub fn forget_below(&mut self, root: &Path) {
        let below: Vec<Uri> = {
            let view = self.view.borrow();
            let files = view.files.values().filter(|entry| entry.version.is_none());
            let inside = |uri: &Uri| path_of(uri).is_some_and(|path| path.starts_with(root));
            files.map(|entry| entry.uri.clone()).filter(inside).collect()
        };
        self.findings(below.into_iter().map(|uri| FileFindings { uri, findings: Arc::default() }).collect());
    }

    /// Tells requests whether folders are being read.
    pub fn grows(&self, is_growing: bool) {
        self.view.send_if_modified(|view| {
            let is_news = view.is_growing != is_growing;
            Arc::make_mut(view).is_growing = is_growing;
            is_news
        });
    }

    pub fn publish(&self, uri: Uri, version: Option<i32>, diagnostics: Vec<Diagnostic>) {
        self.outbox.publish(&PublishDiagnosticsParams { uri, diagnostics, version });
    }

    /// Asks the client to ask again. Nobody waits for its answer.
    pub fn refresh(&self) {
        let client = self.client.clone();
        let diagnostics = self.features.refreshes_diagnostics && self.features.pulls;
        let lenses = self.features.refreshes_lenses && self.settings.code_lens;
        let hints = self.features.refreshes_hints && self.settings.inlay_hints;
        tokio::spawn(async move {
            if diagnostics {
                let _ = client.workspace_diagnostic_refresh().await;
            }
            if lenses {
                let _ = client.code_lens_refresh().await;
            }
            if hints {
                let _ = client.inlay_hint_refresh().await;
            }
        });
    }
}

impl OpenDocument {
    fn wait(&mut self) -> Option<oneshot::Receiver<Arc<Report>>> {
        if !self.is_python {
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        match &self.report {
            Some(report) if report.revision == self.document.revision => drop(sender.send(report.clone())),
            _ => {
                // Requests that were cancelled wait no more.
                self.waiting.retain(|waiting| !waiting.is_closed());
                self.waiting.push(sender);
            }
        }
        Some(receiver)
    }
}

fn is_python(language: &str, uri: &Uri) -> bool {
    let path = uri.path().as_str();
    language == "python" || path.ends_with(".py") || path.ends_with(".pyi")
}

/// The path of a file's URI.
pub fn path_of(uri: &Uri) -> Option<PathBuf> {
    if !uri.scheme().as_str().eq_ignore_ascii_case("file") {
        return None;
    }
    let path = uri.to_file_path()?;
    Some(path.into_owned()).filter(|path: &PathBuf| Path::is_absolute(path))
}
