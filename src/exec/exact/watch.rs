//! A second look: the same run again, up to an event of the first, to see what an object weighs there.
//!
//! A run is deterministic, so a number of events names a moment of it. What changes an object without
//! any event still belongs to the line that the moment is on.

use crate::base::Span;
use crate::exec::machine::{CodeRef, Machine};
use crate::heap::ObjId;

/// The moment, and what is asked of it.
#[derive(Clone, Debug)]
pub struct Watch {
    pub subject: ObjId,
    /// Events of the run up to the moment.
    pub after: usize,
    /// The line it is on.
    pub line: Span,
    /// What `sys.getsizeof` says of the subject, in bytes, as far as the run has come.
    pub size: Option<i64>,
    /// The instruction before was on the line, or the moment has just come.
    pub(super) is_due: bool,
}

impl Watch {
    pub fn new(subject: ObjId, after: usize, line: Span) -> Self {
        Self { subject, after, line, size: None, is_due: true }
    }
}

impl Machine {
    /// Looks between two instructions; `false` once the moment has passed.
    pub(in crate::exec) fn look(&mut self, code: Option<CodeRef>) -> bool {
        let Some(mut watch) = self.watch.take() else { return true };
        let events = self.heap.timeline().map_or(0, |timeline| timeline.events().len());
        let has_come = events >= watch.after;
        let goes_on = !has_come || watch.is_due || events == watch.after;
        if has_come && watch.is_due {
            let lives = self.heap.get(watch.subject).is_some();
            watch.size = if lives { self.size_of(watch.subject) } else { None };
        }
        if has_come {
            watch.is_due = code.is_some_and(|code| code.unit == 0 && self.is_on(watch.line));
        }
        self.watch = Some(watch);
        goes_on
    }

    fn is_on(&self, line: Span) -> bool {
        let span = self.units[0].ir.sites.get(self.site);
        span.is_some_and(|span| line.start <= span.start && span.start < line.end)
    }
}
