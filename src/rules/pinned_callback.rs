//! Hooks of the interpreter that keep objects.

use super::rule;
use crate::diagnostic::{Confidence, Diagnostic};
use crate::outcome::{Outcome, PinnedCallback};

rule! {
    /// ## What it does
    /// Finds methods that register a bound method of their own object, or a function that captures it, or
    /// the object itself, with `atexit.register`, `os.register_at_fork`, `signal.signal`, a logger, a list
    /// of hooks such as `gc.callbacks`, or a module-level object of the project that keeps callbacks.
    ///
    /// ## Why is this bad
    /// The interpreter keeps what is registered until the process ends, and a bound method keeps its
    /// object. Every object that registers itself is never freed, whatever else lets go of it; a fork hook
    /// cannot even be taken back.
    ///
    /// ## Example
    /// ```python
    /// import atexit
    ///
    ///
    /// class Journal:
    ///     def __init__(self, path):
    ///         self.file = open(path, "a")
    ///         atexit.register(self.close)  # error: [pinned-callback] "`Journal`"
    ///
    ///     def close(self):
    ///         self.file.close()
    /// ```
    ///
    /// ## How to fix
    /// Register something that holds the object weakly, or `weakref.finalize`, which runs at exit too:
    ///
    /// ```python
    /// import weakref
    ///
    ///
    /// class Journal:
    ///     def __init__(self, path):
    ///         self.file = open(path, "a")
    ///         self.close = weakref.finalize(self, self.file.close)
    /// ```
    ///
    /// An `atexit` hook can be taken back with `atexit.unregister` when the object is closed.
    ///
    /// ## Limits
    /// Where all instances are made while modules are imported the finding is only a possible one, and so
    /// it is for hooks of which there is one at a time, such as handlers of signals. Where the file calls
    /// what takes callbacks back (`atexit.unregister`, `removeHandler`), nothing is reported.
    pub static RULE = {
        name: "pinned-callback",
        code: "HL307",
        group: Globals,
        level: Warning,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    outcome.keeping.pinned.iter().map(finding).collect()
}

fn finding(pinned: &PinnedCallback) -> Diagnostic {
    let message = format!(
        "`{}` keeps {} and with it every `{}` until the process ends",
        pinned.registry,
        told(&pinned.what),
        pinned.class
    );
    let confidence = if pinned.is_singleton { Confidence::Possible } else { Confidence::Probable };
    let mut found = RULE.finding(confidence, pinned.scene.spot, message);
    found.symbol = Some(pinned.scene.symbol.to_string());
    found.key = pinned.what.clone();
    found.help = Some(
        "register a function that holds the object weakly (`weakref.WeakMethod`, `weakref.finalize`)"
            .to_owned(),
    );
    found
}

/// Code in backticks, words as they are.
fn told(what: &str) -> String {
    if what.contains(' ') { what.to_owned() } else { format!("`{what}`") }
}
