//! Facts of files at hand: kept beside a project, so that what has not changed is not run again.
//!
//! A shelf holds no texts, packs nothing and is read in one go: it is made for one machine and for being
//! quick. A file's facts stand under its path and the digest of its text.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize, Serializer};

use super::sealed::{read_facts, write_facts};
use super::{Problem, first_line};
use crate::check::Facts;
use crate::ir::Version;

/// How shelves begin.
const MARK: &str = "heaplint-shelf";

/// The facts of one file, as they are written.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Kept<'a> {
    pub path: &'a str,
    /// Digest of the text.
    pub text: u128,
    #[serde(serialize_with = "as_bytes")]
    facts: &'a [u8],
}

/// At once, not as a list of numbers; both are written alike.
fn as_bytes<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_bytes(bytes)
}

impl<'a> Kept<'a> {
    pub fn write(facts: &Facts) -> Vec<u8> {
        write_facts(facts)
    }

    /// `facts` are those that `write` gave.
    pub fn new(path: &'a str, text: u128, facts: &'a [u8]) -> Self {
        Self { path, text, facts }
    }

    pub fn open(&self) -> Result<Facts, Problem> {
        read_facts(self.facts)
    }
}

/// Kept facts by path; a path is there once.
#[derive(Clone, Default, Debug)]
pub struct Shelf<'a> {
    kept: Vec<Kept<'a>>,
    by_path: FxHashMap<&'a str, usize>,
}

impl<'a> Shelf<'a> {
    /// What stands on a shelf that this heaplint wrote for the same version of Python.
    pub fn of_bytes(bytes: &'a [u8], target: Version) -> Result<Self, Problem> {
        let (of, body) = first_line::read(bytes, MARK)?;
        let kept: Vec<Kept<'a>> = postcard::from_bytes(body).map_err(|_| Problem::Damaged)?;
        if of != target {
            return Err(Problem::Foreign);
        }
        let by_path = kept.iter().enumerate().map(|(at, kept)| (kept.path, at)).collect();
        Ok(Self { kept, by_path })
    }

    pub fn to_bytes(kept: &[Kept<'_>], target: Version) -> Vec<u8> {
        // What is written here is plain data in memory, which nothing can refuse.
        let body = postcard::to_allocvec(kept).unwrap_or_default();
        first_line::put_before(&body, MARK, target)
    }

    pub fn get(&self, path: &str, text: u128) -> Option<Kept<'a>> {
        self.of(path).filter(|kept| kept.text == text)
    }

    /// The facts of a file, whatever its text was.
    pub fn of(&self, path: &str) -> Option<Kept<'a>> {
        self.kept.get(*self.by_path.get(path)?).copied()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Kept<'a>> {
        self.kept.iter()
    }
}
