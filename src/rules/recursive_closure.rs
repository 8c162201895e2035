//! Inner functions that refer to themselves.

use super::ring::{self, Family};
use super::rule;
use crate::diagnostic::Diagnostic;
use crate::outcome::{Outcome, Ring};

rule! {
    /// ## What it does
    /// Finds inner functions that call themselves, or each other, by name.
    ///
    /// ## Why is this bad
    /// An inner function finds its own name in a cell, the cell holds the function: every call of the
    /// outer function leaves a cycle behind, together with everything the inner function captures.
    ///
    /// ## Example
    /// ```python
    /// def depth(tree):
    ///     def walk(node):  # error: [recursive-closure]
    ///         return 1 + max((walk(child) for child in node.children), default=0)
    ///
    ///     return walk(tree)
    /// ```
    ///
    /// ## How to fix
    /// Move the function to module level or make it a method, use a loop, or `del` the name before
    /// the outer function returns.
    ///
    /// ## Limits
    /// A name that is deleted or rebound on every way out is not reported.
    pub static RULE = {
        name: "recursive-closure",
        code: "HL104",
        group: Cycles,
        level: Warning,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    ring::findings(outcome, &RULE, Family::RecursiveClosure, remedy)
}

fn remedy(ring: &Ring) -> String {
    format!(
        "move `{}` to module level, or delete its name before the outer function returns",
        ring.nodes[0].name
    )
}
