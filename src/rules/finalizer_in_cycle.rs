//! Finalizers on objects that wait for the collector.

use super::{ring, rule};
use crate::diagnostic::{Diagnostic, Label};
use crate::outcome::{Outcome, Ring};

rule! {
    /// ## What it does
    /// Finds classes with `__del__` whose objects are in a reference cycle.
    ///
    /// ## Why is this bad
    /// The finalizer runs when the cycle collector gets there, in no useful order, perhaps only at exit.
    /// Before Python 3.4 such objects were never freed at all.
    ///
    /// ## Example
    /// ```python
    /// class Connection:
    ///     def __init__(self):
    ///         self.on_close = self.closed  # error: [finalizer-in-cycle]  # error: [bound-method-cycle]
    ///
    ///     def closed(self): ...
    ///
    ///     def __del__(self): ...
    /// ```
    ///
    /// ## How to fix
    /// Break the cycle, or replace `__del__` by a context manager or `weakref.finalize`.
    ///
    /// ## Limits
    /// Those of the rule that finds the cycle.
    pub static RULE = {
        name: "finalizer-in-cycle",
        code: "HL201",
        group: Finalizers,
        level: Warning,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    outcome.rings.iter().flatten().filter_map(finding).collect()
}

fn finding(cycle: &Ring) -> Option<Diagnostic> {
    let node = cycle.nodes.iter().find(|node| node.has_finalizer)?;
    let closing = &cycle.edges[cycle.closing];
    let message = format!(
        "`{}` has `__del__` and is in a reference cycle (`{}`): the finalizer waits for the cycle collector",
        node.name, closing.label
    );
    let mut found = RULE.finding(ring::confidence(cycle), cycle.spot, message);
    found.symbol = Some(cycle.symbol.clone()).filter(|symbol| !symbol.is_empty());
    found.key = format!("{} {}", node.label, closing.label);
    found.help = Some("break the cycle, or use a context manager instead of `__del__`".to_owned());
    found.labels = vec![Label { spot: node.spot, text: format!("`{}` has `__del__`", node.name) }];
    Some(found)
}
