//! Exceptions that nothing catches while something before them was not known: the run goes on.
//!
//! In an exact run an exception that nobody catches ends the program. Once a value was unknown, the
//! exception may be our own doing (an attribute that an unknown call would have set, an entry that is
//! not there), and the program most likely goes on. Then the instruction that raised gives an unknown
//! value instead. Only a frame that the program reached by plain calls may go on, for natives and
//! library models often catch what is raised below them.

use crate::exec::flow::{Flow, Next};
use crate::exec::machine::{Block, CodeRef, Frame, Machine};
use crate::exec::{limits, statics};
use crate::heap::{Label, ObjId, Payload};
use crate::ir::Inst;
use crate::summary::LossKind;

impl Machine {
    /// What follows an exception that left an instruction uncaught in its frame; `None`: it is raised.
    pub(in crate::exec) fn survive(&mut self, frame: &mut Frame, inst: Inst, exc: ObjId) -> Option<Next> {
        if !self.exact || !self.natives.follows || self.natives.guards > 0 {
            return None;
        }
        let level = *self.natives.stack.last()?;
        if self.natives.unknowns == 0 {
            if !level.is_module || !self.is_own_mistake(exc) {
                return None;
            }
            self.lose_exactness(LossKind::UnknownCall, "what a library does");
        }
        if !level.is_direct || frame.code.unit != 0 || self.ends_program(exc, level.is_module) {
            return None;
        }
        let often = self.natives.survived.entry(self.site).or_default();
        *often += 1;
        if *often > limits::SURVIVED {
            return None;
        }
        // What the bodies between would still have printed is not known.
        let is_raise = matches!(inst, Inst::Raise { .. });
        let kind = match is_raise || self.came_through_program(exc) {
            true => LossKind::UnknownBranch,
            false => LossKind::UnknownCall,
        };
        self.lose_exactness(kind, "an exception that unknown values may have caused");
        self.drop_ref(exc);
        match inst {
            Inst::Raise { .. } if !level.is_module => {
                return Some(Next::Leave(Flow::Return(statics::UNKNOWN)));
            }
            Inst::Reraise { .. } => {
                let depth = frame.handled.len().saturating_sub(1);
                self.forget_handled(frame, depth);
            }
            Inst::ForNext { exit, .. } | Inst::LoopTest { exit, .. } => frame.pc = exit,
            _ => {}
        }
        Some(Next::Go)
    }

    /// Whether a library model that would have to guess gives up instead: what called it goes on with
    /// an unknown result, and nobody waits for a loop that only known values end.
    pub(in crate::exec) fn abandons(&mut self, frame: &Frame) -> bool {
        if self.natives.containers == 0 || frame.code.unit == 0 {
            return false;
        }
        self.natives.abandons = true;
        self.lose_exactness(LossKind::UnknownCall, "what a library makes of an unknown value");
        true
    }

    /// Exits are meant; unknown values seldom cause them. A recursion is over as a whole.
    fn ends_program(&mut self, exc: ObjId, is_module: bool) -> bool {
        !self.is_a(exc, statics::EXCEPTION) || !is_module && self.is_a(exc, statics::RECURSION_ERROR)
    }

    /// An exception of a kind that libraries do not let out, from within one: its model is at fault.
    fn is_own_mistake(&mut self, exc: ObjId) -> bool {
        let kinds = [statics::ATTRIBUTE_ERROR, statics::NAME_ERROR, statics::TYPE_ERROR];
        let is_meant = self.natives.meant_by_library == Some(exc);
        if is_meant || !kinds.iter().any(|kind| self.is_a(exc, *kind)) {
            return false;
        }
        let mut entry = self.heap.target(exc, Label::Traceback);
        let mut innermost = None;
        while let Some(traceback) = entry {
            innermost = self.heap.target(traceback, Label::Frame);
            entry = self.heap.target(traceback, Label::TracebackNext);
        }
        let unit = innermost.and_then(|frame| match *self.payload(frame) {
            Payload::Code(code) => Some(CodeRef::unpack(code).unit),
            _ => None,
        });
        unit.is_some_and(|unit| unit != 0 && !self.natives.texts.contains_key(&unit))
    }

    /// Some other frame of the program was left by the exception.
    fn came_through_program(&self, exc: ObjId) -> bool {
        let next = |traceback| self.heap.target(traceback, Label::TracebackNext);
        let mut entry = self.heap.target(exc, Label::Traceback).and_then(next);
        while let Some(traceback) = entry {
            let frame = self.heap.target(traceback, Label::Frame);
            let code = frame.map(|frame| self.payload(frame));
            if !matches!(code, Some(Payload::Code(code)) if CodeRef::unpack(*code).unit != 0) {
                return true;
            }
            entry = next(traceback);
        }
        false
    }

    /// Regions of a frame that may catch what is raised inside them.
    pub(in crate::exec) fn guards_of(frame: &Frame) -> u32 {
        frame.blocks.iter().filter(|block| block.may_catch).count() as u32
    }

    /// A running body has one such region more, or less.
    pub(in crate::exec) fn guard(&mut self, block: Block) {
        self.natives.guards += u32::from(block.may_catch);
    }

    pub(in crate::exec) fn unguard(&mut self, block: Block) {
        self.natives.guards = self.natives.guards.saturating_sub(u32::from(block.may_catch));
    }
}
