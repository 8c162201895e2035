//! What the server says of itself: to the client's log and, if asked, to a file.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::outbox::Outbox;

/// How grave a message is, as the protocol numbers it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Grade {
    Error = 1,
    Warning = 2,
    Info = 3,
    Debug = 4,
}

impl Grade {
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "error" => Some(Self::Error),
            "warning" | "warn" => Some(Self::Warning),
            "info" => Some(Self::Info),
            "debug" | "trace" => Some(Self::Debug),
            _ => None,
        }
    }
}

/// Repeats of one message are told a few times only.
const REPEATS: usize = 3;

pub struct Log {
    outbox: Outbox,
    most: Grade,
    file: Option<File>,
    /// Before `initialize` is answered the client must not hear anything.
    pub is_open: bool,
    last: String,
    repeats: usize,
}

impl Log {
    pub fn new(outbox: Outbox) -> Self {
        Self { outbox, most: Grade::Warning, file: None, is_open: false, last: String::new(), repeats: 0 }
    }

    /// Where and how much to log; the reason why a file cannot be written.
    pub fn configure(&mut self, most: Grade, file: Option<&Path>) -> Result<(), String> {
        self.most = most;
        self.file = None;
        let Some(path) = file else { return Ok(()) };
        let opened = OpenOptions::new().create(true).append(true).open(path);
        self.file =
            Some(opened.map_err(|error| format!("cannot write the log to `{}`: {error}", path.display()))?);
        Ok(())
    }

    pub fn say(&mut self, grade: Grade, message: &str) {
        if grade > self.most {
            return;
        }
        self.repeats = if self.last == message { self.repeats + 1 } else { 0 };
        if self.repeats >= REPEATS {
            return;
        }
        message.clone_into(&mut self.last);
        if let Some(file) = &mut self.file {
            // A log that cannot be written is no reason to stop.
            let _ = writeln!(file, "{grade:?}: {message}");
        }
        if self.is_open {
            self.outbox.notify("window/logMessage", &json!({ "type": grade as u8, "message": message }));
        }
    }

    /// Something that the user should see even without looking.
    pub fn show(&mut self, grade: Grade, message: &str) {
        self.say(grade, message);
        if self.is_open {
            self.outbox.notify("window/showMessage", &json!({ "type": grade as u8, "message": message }));
        }
    }
}
