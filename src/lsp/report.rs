//! What is known of one version of an open document, ready to be shown.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::types::{self, TextEdit, Uri};
use crate::base::{FileId, Span};
use crate::check::Facts;
use crate::diagnostic::Diagnostic;
use crate::outcome::Outcome;
use crate::syntax::SourceFile;

/// Files that met, and what came of it.
#[derive(Default, Debug)]
pub struct Linked {
    /// The folder that paths are relative to; `None` for a document outside all folders.
    pub root: Option<PathBuf>,
    /// Sorted; a file's number is its place here.
    pub paths: Vec<String>,
    pub outcome: Outcome,
}

impl Linked {
    pub fn file(&self, path: &str) -> Option<FileId> {
        self.paths.binary_search_by(|known| known.as_str().cmp(path)).ok().map(|at| FileId(at as u32))
    }
}

/// How much of the project a report rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// The file alone, with what its project added before.
    Alone,
    Project,
}

/// A finding as the client sees it, and as we do.
#[derive(Clone, Debug)]
pub struct Finding {
    pub shown: types::Diagnostic,
    pub found: Diagnostic,
    /// The changes of its fix, by document; `None` for a fix that is only to be read.
    pub edits: Option<Vec<(Uri, Vec<TextEdit>)>>,
}

/// What is found in a file that is not open.
#[derive(Clone, Debug)]
pub struct FileFindings {
    pub uri: Uri,
    pub findings: Arc<Vec<Finding>>,
}

/// The findings of one version of one document.
#[derive(Debug)]
pub struct Report {
    pub uri: Arc<Uri>,
    pub version: i32,
    pub revision: u64,
    pub source: SourceFile,
    pub findings: Vec<Finding>,
    pub scope: Scope,
    pub linked: Arc<Linked>,
    /// The document's own number in `linked`.
    pub file: FileId,
    /// The facts that met and those of this text, where `linked` is of an earlier one that was the same
    /// elsewhere.
    pub moved: Option<(Arc<Facts>, Arc<Facts>)>,
    /// How long it took from text to findings.
    pub took: Duration,
}

impl Report {
    /// Where a place of the document that `linked` names is in this text.
    pub fn place(&self, span: Span) -> Span {
        let Some((met, own)) = &self.moved else { return span };
        let number = met.places().iter().position(|place| *place == span);
        number.and_then(|number| own.places().get(number).copied()).unwrap_or(span)
    }
}
