//! What stays: module and class level values, caches, registries and hooks, and what they keep.

use crate::base::{Spot, Symbol};

/// A module or class level name that keeps much memory from import on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LargeValue {
    /// `TABLE`, `Codec.TABLE`
    pub name: String,
    pub spot: Spot,
    pub bytes: u64,
    /// `a dictionary of 5,000 keys`
    pub what: Box<str>,
    /// How many numbers it is a list of, where it holds nothing else.
    pub numbers: Option<u64>,
    /// `pickle.load`: it is read from a file, and as large as that makes it.
    pub source: Option<Symbol>,
    /// Qualified names of the functions of its file that read it.
    pub readers: Vec<Symbol>,
}
