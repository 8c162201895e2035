//! Facts of files as bytes that travel: what one process made of a file, for another that lets files meet.
//!
//! An *archive* is one line of text and what that line speaks of: which heaplint wrote it, for which
//! version of Python, how long the rest is and what its digest is. The rest holds *entries*, one for each
//! file: its path, its bytes, and its facts. Equal files give equal bytes on every machine. Nothing of an
//! archive is believed: what is cut short, changed, foreign or written by another heaplint is a `Problem`,
//! and facts that do not hold together are none.

mod problem;
mod sealed;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

pub use problem::Problem;
pub use sealed::{Sealed, Text};

use crate::check::Facts;
use crate::ir::Version;

/// How the first line begins; the number is that of the line's own form.
const MARK: &str = "heaplint-facts";
const FORM: &str = "1";

/// A first line is shorter than this.
const LONGEST_LINE: usize = 400;

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
        let mut bytes = first_line(&own_maker(), self.target, &body).into_bytes();
        bytes.extend(body);
        bytes
    }

    pub fn of_bytes(bytes: &[u8]) -> Result<Self, Problem> {
        let line = bytes.iter().take(LONGEST_LINE).position(|&byte| byte == b'\n');
        let line = line.filter(|_| bytes.starts_with(MARK.as_bytes()));
        let Some(end) = line else {
            let is_begun = !bytes.is_empty() && MARK.as_bytes().starts_with(bytes);
            return Err(if is_begun { Problem::Cut } else { Problem::Foreign });
        };
        let (line, body) = (&bytes[..end], &bytes[end + 1..]);
        let line = std::str::from_utf8(line).map_err(|_| Problem::Damaged)?;
        let target = judge(line, body)?;
        let (entries, rest) = postcard::take_from_bytes::<Vec<Entry>>(body).map_err(|_| Problem::Damaged)?;
        match rest.is_empty() && entries.is_sorted_by(|a, b| a.path < b.path) {
            true => Ok(Self { target, entries }),
            false => Err(Problem::Damaged),
        }
    }
}

/// Which heaplint it is: its version, and the digest of its sources.
fn own_maker() -> String {
    format!("{} {}", env!("CARGO_PKG_VERSION"), env!("HEAPLINT_SOURCES"))
}

fn first_line(maker: &str, target: Version, body: &[u8]) -> String {
    format!(
        "{MARK} {FORM} {maker} py{}.{} {} {:032x}\n",
        target.major,
        target.minor,
        body.len(),
        xxh3_128(body)
    )
}

/// Whether this heaplint may read what the first line speaks of.
fn judge(line: &str, body: &[u8]) -> Result<Version, Problem> {
    let words: Vec<&str> = line.split(' ').collect();
    let [mark, form, rest @ ..] = words.as_slice() else { return Err(Problem::Foreign) };
    if *mark != MARK {
        return Err(Problem::Foreign);
    }
    let ([version, sources, target, length, digest], FORM) = (rest, *form) else {
        // The third word stays the version in every form of the line.
        let version = rest.first().map_or("an unknown version", |version| version);
        return Err(Problem::OtherVersion(printable(version)));
    };
    let own = own_maker();
    if format!("{version} {sources}") != own {
        return Err(match *version == env!("CARGO_PKG_VERSION") {
            true => Problem::OtherBuild,
            false => Problem::OtherVersion(printable(version)),
        });
    }
    let wanted: usize = length.parse().map_err(|_| Problem::Damaged)?;
    if body.len() < wanted {
        return Err(Problem::Cut);
    }
    if body.len() > wanted || *digest != format!("{:032x}", xxh3_128(body)) {
        return Err(Problem::Damaged);
    }
    target.strip_prefix("py").and_then(Version::parse).ok_or(Problem::Damaged)
}

fn printable(word: &str) -> String {
    word.chars().filter(|c| !c.is_control()).take(40).collect()
}
