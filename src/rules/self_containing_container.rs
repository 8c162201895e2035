//! Containers that reach themselves.

use super::ring::{self, Family};
use super::rule;
use crate::diagnostic::Diagnostic;
use crate::outcome::{Outcome, Ring};

rule! {
    /// ## What it does
    /// Finds lists, dictionaries and sets that contain themselves.
    ///
    /// ## Why is this bad
    /// The container is freed by the cycle collector only, with all its content.
    ///
    /// ## Example
    /// ```python
    /// def ring():
    ///     items = []
    ///     items.append(items)  # error: [self-containing-container]
    ///     return items
    /// ```
    ///
    /// ## How to fix
    /// Break the ring when the content is no longer needed, or use an index instead of a reference.
    ///
    /// ## Limits
    /// Containers of objects are told by the class of the objects, as `reference-cycle`.
    pub static RULE = {
        name: "self-containing-container",
        code: "HL107",
        group: Cycles,
        level: Warning,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    ring::findings(outcome, &RULE, Family::Container, remedy)
}

fn remedy(_ring: &Ring) -> String {
    "use an index instead of a reference, or clear the container when it is done with".to_owned()
}
