//! Exceptions kept by a frame that their traceback holds.

use super::ring::{self, Family};
use super::rule;
use crate::diagnostic::Diagnostic;
use crate::outcome::{Outcome, Ring};

rule! {
    /// ## What it does
    /// Finds exceptions, tracebacks and frames that a local variable, or an object which such a frame
    /// holds, keeps: `last = exc`, `info = sys.exc_info()`, `frame = sys._getframe()`,
    /// `future.set_exception(exc)`.
    ///
    /// ## Why is this bad
    /// An exception holds its traceback, the traceback the frames it came through, and every frame all
    /// its locals: they stay until the cycle collector looks.
    ///
    /// ## Example
    /// ```python
    /// def attempt(job):
    ///     error = None
    ///     try:
    ///         job()
    ///     except ValueError as exc:  # error: [traceback-cycle]
    ///         error = exc
    ///     return error
    /// ```
    ///
    /// ## How to fix
    /// `del` the name in a `finally`, keep `str(exc)`, or `exc.with_traceback(None)`.
    ///
    /// ## Limits
    /// Frames of callers are not followed.
    pub static RULE = {
        name: "traceback-cycle",
        code: "HL105",
        group: Cycles,
        level: Warning,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    ring::findings(outcome, &RULE, Family::Traceback, remedy)
}

fn remedy(ring: &Ring) -> String {
    format!("delete `{}` in a `finally`, or keep `exc.with_traceback(None)`", ring::back_link(ring))
}
