//! Module and class level containers that only grow.

use super::{growth, rule};
use crate::diagnostic::Diagnostic;
use crate::outcome::{Container, Outcome};

rule! {
    /// ## What it does
    /// Finds containers bound by a module or a class into which functions put objects, and from which
    /// nothing in the project ever takes one out.
    ///
    /// ## Why is this bad
    /// The container lives until the process ends, and everything in it too. A server that adds an object
    /// for each request, connection or file grows until it is killed.
    ///
    /// ## Example
    /// ```python
    /// SESSIONS = []  # error: [growing-global] "`open_session`"
    ///
    ///
    /// def open_session(user):
    ///     session = {"user": user}
    ///     SESSIONS.append(session)
    ///     return session
    /// ```
    ///
    /// ## How to fix
    /// Take the entry out when its object is done with, bound the container (`deque(maxlen=...)`), or hold
    /// the objects weakly:
    ///
    /// ```python
    /// import weakref
    ///
    /// LOCKS = weakref.WeakKeyDictionary()
    ///
    ///
    /// def lock_of(file, lock):
    ///     LOCKS[file] = lock
    /// ```
    ///
    /// ## Limits
    /// Silent where entries are put in at import only (registering decorators, `__init_subclass__`), where
    /// keys are classes or constants, and where the container is handed to code that may empty it. Keys that
    /// are names or numbers may be few: such findings are only possible ones.
    pub static RULE = {
        name: "growing-global",
        code: "HL302",
        group: Globals,
        level: Warning,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    outcome.keeping.containers.iter().filter_map(judge).collect()
}

fn judge(container: &Container) -> Option<Diagnostic> {
    let (add, confidence) =
        growth::of(container, |add| !growth::is_cache(container, add) && !growth::is_own(container, add))?;
    let message = format!(
        "`{}` only grows: `{}` puts objects into it, nothing takes them out, and they live until the process ends",
        container.name, add.scene.symbol
    );
    let mut found = growth::finding(&RULE, confidence, container, add, message);
    found.help =
        Some("take entries out when they are done with, bound the container, or hold them weakly".to_owned());
    Some(found)
}
