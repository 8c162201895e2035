//! What a request sees: the state of the server when it arrived, whenever it is worked on.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{oneshot, watch};

use super::document::Document;
use super::engine::Engine;
use super::events::Event;
use super::features::Features;
use super::notebook::Cells;
use super::report::{Finding, Report};
use super::settings::ClientSettings;
use super::types::{InitializeResult, Position, Range, Uri};
use crate::diagnostic::Confidence;
use crate::ir::Version;

/// Given to a request as it arrives.
pub struct Ticket {
    pub features: Arc<Features>,
    pub settings: Arc<ClientSettings>,
    pub engine: Option<Engine>,
    pub events: UnboundedSender<Event>,
    /// The Python that the document is for.
    pub target: Version,
    /// The least sure cycles that the user wants to hear of.
    pub least: Confidence,
    /// The document that the request is about, if it is open.
    pub document: Option<Document>,
    /// Where its cells are, if it is a notebook or one of its cells.
    pub cells: Option<Cells>,
    /// Its report, once there is one of its newest text; that of the notebook for a cell.
    pub report: Option<oneshot::Receiver<Arc<Report>>>,
    pub view: watch::Receiver<Arc<View>>,
    /// The answer to `initialize`.
    pub offer: Option<InitializeResult>,
}

/// What is found in every file, as last told.
#[derive(Clone, Default)]
pub struct View {
    pub files: BTreeMap<String, Entry>,
    /// Whether folders are still being read for the first time.
    pub is_growing: bool,
}

#[derive(Clone)]
pub struct Entry {
    pub uri: Uri,
    /// Of an open document.
    pub version: Option<i32>,
    /// Changes whenever the findings do.
    pub id: u64,
    pub findings: Arc<Vec<Finding>>,
}

impl Entry {
    pub fn result_id(&self) -> String {
        self.id.to_string()
    }
}

tokio::task_local! {
    static TICKET: RefCell<Option<Ticket>>;
}

/// Runs a request's work with its ticket.
pub async fn with<F: Future>(ticket: Ticket, work: F) -> F::Output {
    TICKET.scope(RefCell::new(Some(ticket)), work).await
}

impl Ticket {
    /// Has everything analysed again, as if the server had just been started.
    pub fn analyse_anew(&self) {
        // Nobody listens where the server is ending.
        let _ = self.events.send(Event::Anew);
    }

    /// The ticket of the request that is being worked on. A request has one, and takes it once.
    pub fn take() -> Option<Self> {
        TICKET.try_with(|ticket| ticket.borrow_mut().take()).ok().flatten()
    }

    /// Where a position of the document is in the text of its report.
    pub fn to_whole(&self, at: Position) -> Position {
        self.cells.as_ref().map_or(at, |cells| cells.to_whole(at))
    }

    /// Where a range of the report's text is in the document; `None` where it is in another cell.
    pub fn to_own(&self, range: Range) -> Option<Range> {
        match &self.cells {
            Some(cells) => cells.to_own(range),
            None => Some(range),
        }
    }

    /// The report of the document's newest text; `None` where it is not open, not Python, or closed
    /// while waiting.
    pub async fn report(&mut self) -> Option<Arc<Report>> {
        self.report.take()?.await.ok()
    }
}
