//! Weak references to what nothing else holds.

use super::rule;
use crate::diagnostic::{Confidence, Diagnostic};
use crate::outcome::{DeadWeakref, Outcome};

rule! {
    /// ## What it does
    /// Finds weak references to a bound method, to a lambda, or to an object that is made for the purpose
    /// and held by nothing else.
    ///
    /// ## Why is this bad
    /// A bound method is a new object each time it is read. Nothing but the weak reference refers to it, so
    /// it is freed at once: the reference is dead before the statement ends, and the callback never runs.
    ///
    /// ## Example
    /// ```python
    /// import weakref
    ///
    ///
    /// class View:
    ///     def attach(self, model):
    ///         model.callback = weakref.ref(self.refresh)  # error: [dead-weakref] "`refresh`"
    ///
    ///     def refresh(self):
    ///         pass
    /// ```
    ///
    /// ## How to fix
    /// `weakref.WeakMethod` holds the object weakly and makes the method anew:
    ///
    /// ```python
    /// import weakref
    ///
    ///
    /// class View:
    ///     def attach(self, model):
    ///         model.callback = weakref.WeakMethod(self.refresh)
    ///
    ///     def refresh(self):
    ///         pass
    /// ```
    ///
    /// ## Limits
    /// Only methods of classes of the project are known to be methods.
    pub static RULE = {
        name: "dead-weakref",
        code: "HL203",
        group: Finalizers,
        level: Error,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    outcome.keeping.dead.iter().map(finding).collect()
}

fn finding(dead: &DeadWeakref) -> Diagnostic {
    let message = format!("`{}` to {} is dead at once: nothing else holds it", dead.call, dead.what);
    let mut found = RULE.finding(Confidence::Certain, dead.scene.spot, message);
    found.symbol = Some(dead.scene.symbol.to_string());
    found.key = dead.what.clone();
    let help = if dead.is_method { "use `weakref.WeakMethod`" } else { "keep a strong reference somewhere" };
    found.help = Some(help.to_owned());
    found
}
