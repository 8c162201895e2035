//! Inner functions kept by an object that they capture.

use super::ring::{self, Family};
use super::rule;
use crate::diagnostic::Diagnostic;
use crate::outcome::{Outcome, Ring};

rule! {
    /// ## What it does
    /// Finds lambdas and inner functions that capture an object which, directly or through what it
    /// owns, keeps them.
    ///
    /// ## Why is this bad
    /// The function holds what it captures. The object and the function stay until the cycle collector
    /// looks.
    ///
    /// ## Example
    /// ```python
    /// class Cache:
    ///     def __init__(self):
    ///         self.load = lambda key: self.read(key)  # error: [closure-cycle]
    ///
    ///     def read(self, key): ...
    /// ```
    ///
    /// ## How to fix
    /// Capture only what the function needs, capture a weak reference, or make it a method.
    ///
    /// ## Limits
    /// Functions handed to code outside of the project are followed only where that has a model.
    pub static RULE = {
        name: "closure-cycle",
        code: "HL103",
        group: Cycles,
        level: Warning,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    ring::findings(outcome, &RULE, Family::Closure, remedy)
}

fn remedy(_ring: &Ring) -> String {
    "let the inner function capture a weak reference, or only the values that it needs".to_owned()
}
