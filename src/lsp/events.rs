//! Everything that can wake the server, beside messages of the client.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use super::report::{FileFindings, Report};
use super::types::Uri;

/// What happened.
pub enum Event {
    /// A document was analysed.
    Report(Box<Report>),
    /// A defect of ours left a version of a document without a report.
    Failed(Arc<Uri>, u64),
    /// What is found in files that are not open has changed.
    Findings(Vec<FileFindings>),
    ScanBegun(String),
    Scanned {
        key: String,
        done: usize,
        total: usize,
    },
    /// The files of a folder that was read are let meet.
    Meeting(String),
    ScanEnded(String),
    /// Folders that hold files of ours.
    Folders(Vec<PathBuf>),
    TooManyFiles(String, usize),
    /// A defect of ours, in words.
    Crash(String),
    /// The client's settings, one for each folder and then one for all.
    Settings(Vec<Value>),
    /// Our own watcher saw files change.
    Files(Vec<PathBuf>),
    /// The time has come to read folders, answered or not.
    Start,
    /// Everything is to be analysed again.
    Anew,
}
