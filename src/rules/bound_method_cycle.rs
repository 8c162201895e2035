//! Objects that keep a bound method of their own.

use super::ring::{self, Family};
use super::rule;
use crate::diagnostic::Diagnostic;
use crate::outcome::{Outcome, Ring, RingEdge};

rule! {
    /// ## What it does
    /// Finds objects that keep one of their own bound methods, or a partial of it, directly or through
    /// what they own.
    ///
    /// ## Why is this bad
    /// A bound method holds its object. An object that keeps it, keeps itself, until the cycle collector
    /// looks.
    ///
    /// ## Example
    /// ```python
    /// class Button:
    ///     def __init__(self):
    ///         self.handler = self.click  # error: [bound-method-cycle]
    ///
    ///     def click(self): ...
    /// ```
    ///
    /// ## How to fix
    /// Keep the name of the method and look it up at the call, keep the plain function
    /// (`type(self).click`), or a `weakref.WeakMethod`.
    ///
    /// ## Limits
    /// What a library keeps is known for the libraries that have a model.
    pub static RULE = {
        name: "bound-method-cycle",
        code: "HL102",
        group: Cycles,
        level: Warning,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    ring::findings(outcome, &RULE, Family::BoundMethod, remedy)
}

fn remedy(ring: &Ring) -> String {
    let bound = ring.nodes.iter().zip(&ring.edges).find(|(_, edge)| edge.via.is_bound);
    let place = match bound {
        Some((node, RingEdge { name: Some(name), .. })) => format!("{}.{name}", node.name),
        _ => ring::back_link(ring),
    };
    format!("keep the method in `{place}` as a `weakref.WeakMethod`, or look it up at each call")
}
