//! Instances that hold each other and wait for the collector.

use super::ring::{self, Family};
use super::rule;
use crate::diagnostic::Diagnostic;
use crate::outcome::{Outcome, Ring};

rule! {
    /// ## What it does
    /// Finds objects that hold each other strongly, through attributes and containers.
    ///
    /// ## Why is this bad
    /// Reference counting frees an object when its last reference goes. Objects in a ring always have
    /// one reference left: that of their neighbour. They, and all that hangs off them, stay until the
    /// cycle collector happens to look at their generation.
    ///
    /// ## Example
    /// ```python
    /// class Tree:
    ///     def __init__(self):
    ///         self.root = Node(self)
    ///
    ///
    /// class Node:
    ///     def __init__(self, tree):
    ///         self.tree = tree  # error: [reference-cycle]
    /// ```
    ///
    /// ## How to fix
    /// Make the reference that points back weak (`weakref.ref`, `weakref.proxy`), pass the object where
    /// it is needed instead of keeping it, or cut the link in a method that every user calls.
    ///
    /// ## Limits
    /// Objects that live as long as the process (modules, classes, what they hold) are not reported.
    pub static RULE = {
        name: "reference-cycle",
        code: "HL101",
        group: Cycles,
        level: Warning,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    ring::findings(outcome, &RULE, Family::Instances, remedy)
}

fn remedy(ring: &Ring) -> String {
    format!(
        "keep `{}` as a weak reference (`weakref.ref`), or cut it when the owner is closed",
        ring::back_link(ring)
    )
}
