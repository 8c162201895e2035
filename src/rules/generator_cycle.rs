//! Suspended generators kept by what their frame holds.

use super::ring::{self, Family};
use super::rule;
use crate::diagnostic::Diagnostic;
use crate::outcome::{Outcome, Ring};

rule! {
    /// ## What it does
    /// Finds generators, coroutines and tasks that an object keeps which their frame holds.
    ///
    /// ## Why is this bad
    /// A suspended frame holds its arguments, `self` among them. Until it is exhausted or closed, the
    /// object and the generator keep each other alive.
    ///
    /// ## Example
    /// ```python
    /// class Reader:
    ///     def __init__(self):
    ///         self.rows = self.read()  # error: [generator-cycle]
    ///
    ///     def read(self):
    ///         yield self
    /// ```
    ///
    /// ## How to fix
    /// Make the generator a static function over the values that it needs, or close it when the owner
    /// is closed.
    ///
    /// ## Limits
    /// Whether a generator is run to its end is not followed.
    pub static RULE = {
        name: "generator-cycle",
        code: "HL106",
        group: Cycles,
        level: Warning,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    ring::findings(outcome, &RULE, Family::Generator, remedy)
}

fn remedy(ring: &Ring) -> String {
    format!(
        "make the generator of `{}` a function that does not need the object, or close it with its owner",
        ring::back_link(ring)
    )
}
