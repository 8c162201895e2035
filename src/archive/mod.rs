//! Facts of files as bytes that travel: what one process made of a file, for another that lets files meet.
//!
//! An *archive* is one line of text and what that line speaks of: which heaplint wrote it, for which
//! version of Python, how long the rest is and what its digest is. The rest holds *entries*, one for each
//! file: its path, its bytes, and its facts. Equal files give equal bytes on every machine. Nothing of an
//! archive is believed: what is cut short, changed, foreign or written by another heaplint is a `Problem`,
//! and facts that do not hold together are none.

mod first_line;
mod problem;
mod sealed;
mod shelf;

use serde::{Deserialize, Serialize};

pub use first_line::{digest, maker};
pub use problem::Problem;
pub use sealed::{Sealed, Text};
pub use shelf::{Kept, Shelf};

use crate::check::Facts;
use crate::ir::Version;

/// How archives begin.
const MARK: &str = "heaplint-facts";

/// What came of one file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// As reports show it.
    pub path: String,
    pub content: Content,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Content {
    /// The file is there, and its bytes could not be had.
    Unread,
    /// A defect of heaplint's ended the work on it.
    Crashed(String),
    Read {
        text: Text,
        facts: Sealed,
    },
}

impl Entry {
    /// From what a file's own run gave.
    pub fn new(path: &str, bytes: Option<&[u8]>, facts: Result<Option<&Facts>, &str>) -> Self {
        let content = match (bytes, facts) {
            (_, Err(what)) => Content::Crashed(what.to_owned()),
            (Some(bytes), Ok(Some(facts))) => {
                Content::Read { text: Text::of(bytes), facts: Sealed::of(facts) }
            }
            _ => Content::Unread,
        };
        Self { path: path.to_owned(), content }
    }
}

/// Entries, and the version of Python that they were made for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Archive {
    pub target: Version,
    /// Sorted by path.
    pub entries: Vec<Entry>,
}

impl Archive {
    pub fn to_bytes(&self) -> Vec<u8> {
        // What is written here is plain data in memory, which nothing can refuse.
        let body = postcard::to_allocvec(&self.entries).unwrap_or_default();
        first_line::put_before(&body, MARK, self.target)
    }

    pub fn of_bytes(bytes: &[u8]) -> Result<Self, Problem> {
        let (target, body) = first_line::read(bytes, MARK)?;
        let (entries, rest) = postcard::take_from_bytes::<Vec<Entry>>(body).map_err(|_| Problem::Damaged)?;
        match rest.is_empty() && entries.is_sorted_by(|a, b| a.path < b.path) {
            true => Ok(Self { target, entries }),
            false => Err(Problem::Damaged),
        }
    }
}
