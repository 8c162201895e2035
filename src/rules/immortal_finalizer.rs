//! Finalizers that hold what they wait for.

use super::rule;
use crate::diagnostic::{Confidence, Diagnostic};
use crate::outcome::{HeldFinalizer, Outcome};

rule! {
    /// ## What it does
    /// Finds `weakref.finalize(obj, callback, ...)` where the callback or an argument holds `obj` itself.
    ///
    /// ## Why is this bad
    /// `weakref` keeps the callback and its arguments in a global table until the object dies. If they hold
    /// the object, it never dies: the finalizer runs at exit, if at all, and the object is leaked with
    /// everything it refers to.
    ///
    /// ## Example
    /// ```python
    /// import weakref
    ///
    ///
    /// class Channel:
    ///     def __init__(self, socket):
    ///         self.socket = socket
    ///         self._finalizer = weakref.finalize(self, self.close)  # error: [immortal-finalizer] "`self.close`"
    ///
    ///     def close(self):
    ///         self.socket.close()
    /// ```
    ///
    /// ## How to fix
    /// Hand the callback only what it needs, through a function that does not see the object:
    ///
    /// ```python
    /// import weakref
    ///
    ///
    /// class Channel:
    ///     def __init__(self, socket):
    ///         self.socket = socket
    ///         self._finalizer = weakref.finalize(self, socket.close)
    /// ```
    ///
    /// ## Limits
    /// A callback that reaches the object by a longer way, such as a method of an object which holds it, is
    /// not seen.
    pub static RULE = {
        name: "immortal-finalizer",
        code: "HL202",
        group: Finalizers,
        level: Error,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    outcome.keeping.finalizers.iter().map(finding).collect()
}

fn finding(held: &HeldFinalizer) -> Diagnostic {
    let what = if held.what.contains(' ') { held.what.clone() } else { format!("`{}`", held.what) };
    let message = format!(
        "the finalizer of {} holds {what}: the object cannot die before the process ends, and the finalizer never runs in time",
        held.object
    );
    let mut found = RULE.finding(Confidence::Certain, held.scene.spot, message);
    found.symbol = Some(held.scene.symbol.to_string());
    found.key = held.what.clone();
    found.help = Some("give it a static method or function, and only the values that it needs".to_owned());
    found
}
