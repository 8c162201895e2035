//! What a test tells of the value it tested, on each way of a fork of a symbolic run.
//!
//! A value of several possibilities loses those that the test rules out, in every local that holds
//! it. Nothing here decides a test; values that are not a choice stay as they are.

use crate::heap::{Kind, ObjId};

use super::machine::{Frame, Machine};
use super::statics;

/// What was tested.
#[derive(Clone, Copy)]
pub(super) enum Test {
    Truth(ObjId),
    /// Whether the value is None, or (not `is_none`) whether it is something else.
    None {
        value: ObjId,
        is_none: bool,
    },
}

impl Machine {
    /// Goes on as if the test had come out this way.
    pub(super) fn narrow(&mut self, frame: &mut Frame, test: Test, outcome: bool) {
        let value = match test {
            Test::Truth(value) | Test::None { value, .. } => value,
        };
        if self.exact || self.kind(value) != Kind::OneOf {
            return;
        }
        let parts = self.alternatives(value);
        let left: Vec<ObjId> =
            parts.iter().copied().filter(|&part| self.allows(part, test, outcome)).collect();
        if left.is_empty() || left.len() == parts.len() {
            return;
        }
        let narrowed = self.one_of(&left);
        for slot in &mut frame.slots {
            if *slot == value {
                *slot = narrowed;
            }
        }
    }

    fn allows(&self, part: ObjId, test: Test, outcome: bool) -> bool {
        let is_none = part == statics::NONE;
        match test {
            Test::None { is_none: wanted, .. } => {
                let may_be_none = is_none || part == statics::UNKNOWN || self.kind(part) == Kind::Symbolic;
                if outcome == wanted { may_be_none } else { !is_none }
            }
            Test::Truth(_) if outcome => !is_none,
            // Exceptions, functions and frames are true whatever they hold.
            Test::Truth(_) => {
                !matches!(self.kind(part), Kind::Exception | Kind::Function | Kind::Frame | Kind::Traceback)
            }
        }
    }
}
