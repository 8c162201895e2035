//! What goes to the client, in order, on a thread of its own.
//!
//! Nobody waits for a client that does not read. Diagnostics that were not sent yet are replaced by
//! later ones of the same document, so that a slow client costs one list for each document.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, BufWriter, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::json;

use super::frames::write_body;
use super::types::PublishDiagnosticsParams;

/// Bytes that may wait; above them, no more input is taken.
const FULL: usize = 64 << 20;

/// A way to send. Copies share one queue.
#[derive(Clone, Default)]
pub struct Outbox(Arc<Shared>);

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    items: VecDeque<Item>,
    /// The latest list of each document that waits, by its URI.
    diagnostics: BTreeMap<String, Vec<u8>>,
    bytes: usize,
    is_closed: bool,
    /// The writer has nothing left to do, or nobody reads any more.
    is_done: bool,
}

enum Item {
    Message(Vec<u8>),
    Diagnostics(String),
}

impl Outbox {
    /// Starts the thread that writes.
    pub fn start(output: impl Write + Send + 'static) -> io::Result<Self> {
        let outbox = Self::default();
        let own = outbox.clone();
        thread::Builder::new().name("output".to_owned()).spawn(move || own.write_all(output))?;
        Ok(outbox)
    }

    pub fn send(&self, message: &impl Serialize) {
        let Ok(body) = serde_json::to_vec(message) else { return };
        let mut queue = self.lock();
        queue.bytes += body.len();
        queue.items.push_back(Item::Message(body));
        self.0.changed.notify_all();
    }

    pub fn notify(&self, method: &str, params: &impl Serialize) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    pub fn publish(&self, params: &PublishDiagnosticsParams) {
        let message =
            json!({ "jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": params });
        let Ok(body) = serde_json::to_vec(&message) else { return };
        let uri = params.uri.as_str().to_owned();
        let mut queue = self.lock();
        queue.bytes += body.len();
        match queue.diagnostics.insert(uri.clone(), body) {
            Some(outdated) => queue.bytes -= outdated.len(),
            None => queue.items.push_back(Item::Diagnostics(uri)),
        }
        self.0.changed.notify_all();
    }

    /// Waits while the client has more to read than anybody reads.
    pub fn wait_for_room(&self) {
        let mut queue = self.lock();
        while queue.bytes > FULL && !queue.is_done {
            queue = self.0.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Nothing more will come. Gives the writer a while to finish.
    pub fn close(&self, patience: Duration) {
        let end = Instant::now() + patience;
        let mut queue = self.lock();
        queue.is_closed = true;
        self.0.changed.notify_all();
        while !queue.is_done {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            queue = self.0.changed.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_all(&self, output: impl Write) {
        let mut output = BufWriter::with_capacity(1 << 16, output);
        while let Some((body, is_last)) = self.next() {
            let written = write_body(&mut output, &body);
            if written.and_then(|()| if is_last { output.flush() } else { Ok(()) }).is_err() {
                break;
            }
        }
        let mut queue = self.lock();
        queue.is_done = true;
        queue.items.clear();
        queue.diagnostics.clear();
        queue.bytes = 0;
        self.0.changed.notify_all();
    }

    /// The next body, and whether nothing waits behind it.
    fn next(&self) -> Option<(Vec<u8>, bool)> {
        let mut queue = self.lock();
        loop {
            let body = match queue.items.pop_front() {
                Some(Item::Message(body)) => Some(body),
                Some(Item::Diagnostics(uri)) => queue.diagnostics.remove(&uri),
                None if queue.is_closed => return None,
                None => {
                    queue = self.0.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
                    None
                }
            };
            if let Some(body) = body {
                queue.bytes -= body.len();
                self.0.changed.notify_all();
                return Some((body, queue.items.is_empty()));
            }
        }
    }
}
