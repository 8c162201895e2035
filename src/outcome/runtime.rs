//! What a program asks of the interpreter as a whole: collections, threads, caches over functions.

use super::keeping::{Domain, Scene};
use crate::base::Symbol;

/// What is done to the collector.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Collecting {
    /// `gc.disable()`
    Off,
    /// `gc.collect()` at each round of a loop.
    Again,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CollectorCall {
    pub scene: Scene,
    pub what: Collecting,
    /// At module or class level.
    pub is_import: bool,
    /// In the code of a test.
    pub is_test: bool,
}

/// Threads over a function that computes and never waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BusyThread {
    pub scene: Scene,
    /// `threading.Thread`, `ThreadPoolExecutor`
    pub maker: Symbol,
    /// The function that they run.
    pub target: Symbol,
    /// In the code of a test.
    pub is_test: bool,
}

/// A module-level function under a cache without a bound.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CachedFunction {
    pub scene: Scene,
    /// `cache`, `lru_cache`
    pub decorator: &'static str,
    /// The widest of its parameters.
    pub keys: Domain,
}

/// All of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Runtime {
    pub collector: Vec<CollectorCall>,
    /// Something in the project switches the collector on (again).
    pub enables: bool,
    pub threads: Vec<BusyThread>,
    pub cached: Vec<CachedFunction>,
}
