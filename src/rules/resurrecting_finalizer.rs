//! `__del__` that stores its object.

use super::rule;
use crate::diagnostic::{Confidence, Diagnostic};
use crate::outcome::{Outcome, Resurrection};

rule! {
    /// ## What it does
    /// Finds `__del__` methods that put `self` into a module or class level container or name.
    ///
    /// ## Why is this bad
    /// The object comes back to life while it is being freed. It must not be used as if nothing happened:
    /// its `__del__` is not called a second time, weak references to it are gone, and what belongs to the
    /// same cycle may have been finalized already.
    ///
    /// ## Example
    /// ```python
    /// POOL = []
    ///
    ///
    /// class Buffer:
    ///     def __del__(self):
    ///         POOL.append(self)  # error: [resurrecting-finalizer] "`POOL`"
    /// ```
    ///
    /// ## How to fix
    /// Hand objects back to a pool by an explicit call, such as `close` or `__exit__`, and pool what the
    /// object wraps rather than the object:
    ///
    /// ```python
    /// POOL = []
    ///
    ///
    /// class Buffer:
    ///     def __init__(self):
    ///         self.data = POOL.pop() if POOL else bytearray(1024)
    ///
    ///     def __del__(self):
    ///         POOL.append(self.data)
    /// ```
    ///
    /// ## Limits
    /// Stores through a helper function are not followed.
    pub static RULE = {
        name: "resurrecting-finalizer",
        code: "HL204",
        group: Finalizers,
        level: Warning,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    outcome.keeping.resurrections.iter().map(finding).collect()
}

fn finding(again: &Resurrection) -> Diagnostic {
    let message = format!(
        "`__del__` of `{}` puts the dying object into `{}`: it lives again, and is not finalized a second time",
        again.class, again.target
    );
    let mut found = RULE.finding(Confidence::Probable, again.scene.spot, message);
    found.symbol = Some(again.scene.symbol.to_string());
    found.key = again.target.clone();
    found.help =
        Some("hand it back by an explicit call (`close`, `__exit__`), or pool what it wraps".to_owned());
    found
}
