//! Exceptions, handlers, `with`, and `match` tests.
//!
//! In a symbolic run an exception holds its traceback, and the traceback the frame it passed, under
//! one label; what the frame still holds is added when the body ends (`summarize`).

use crate::base::Symbol;
use crate::heap::{Kind, Label, ObjId, Origin, Payload};
use crate::ir::{Body, Inst, Slot};

use super::call::Args;
use super::machine::{EMPTY, Frame, Machine, Step, Stop};
use super::statics;

impl Machine {
    pub(super) fn step_exception(&mut self, frame: &mut Frame, inst: Inst) -> Step<()> {
        match inst {
            Inst::HandlerStart { dst } => {
                let exc = self.caught(frame);
                let handled = self.share(exc);
                frame.handled.push(handled);
                if self.exact {
                    self.natives.handled.push(handled);
                }
                self.put(frame, dst, exc);
            }
            Inst::Caught { exc } if !self.exact => self.take_up(frame, exc),
            Inst::HandlerEnd => {
                let done = frame.handled.pop().unwrap_or(EMPTY);
                if self.exact {
                    self.natives.handled.pop();
                }
                self.drop_ref(done);
            }
            Inst::MatchException { dst, exc, class } => {
                let exc = self.peek(frame, exc);
                let class = self.take(frame, class);
                let known = self.exact_match_exception(exc, class)?;
                self.drop_ref(class);
                let value = self.known_bool(known);
                self.put(frame, dst, value);
            }
            Inst::Raise { exc, cause } => {
                let exc = exc.map(|slot| self.take(frame, slot));
                let cause = cause.map(|slot| self.take(frame, slot));
                return Err(self.raise(frame, exc, cause)?);
            }
            Inst::Reraise { exc } => {
                let exc = self.take(frame, exc);
                return Err(Stop::Raise(exc));
            }
            Inst::WithEnter { exit, value, manager, is_async } => {
                let manager = self.take(frame, manager);
                let (leave, entered) = self.with_enter(manager, is_async)?;
                self.put(frame, exit, leave);
                self.put(frame, value, entered);
            }
            Inst::WithExit { exit, is_async } => {
                let leave = self.take(frame, exit);
                let result = self.with_exit(leave, statics::NONE, is_async)?;
                self.drop_ref(result);
            }
            Inst::WithExitException { dst, exit, exc, is_async } => {
                let leave = self.take(frame, exit);
                let exc = self.peek(frame, exc);
                if !self.exact {
                    self.mark_traceback(frame, exc);
                }
                let result = self.with_exit(leave, exc, is_async)?;
                let known = self.truth(result)?;
                self.drop_ref(result);
                let value = self.known_bool(known);
                self.put(frame, dst, value);
            }
            _ => {}
        }
        Ok(())
    }

    /// The exception that a handler starts with.
    fn caught(&mut self, frame: &mut Frame) -> ObjId {
        let pending = std::mem::replace(&mut frame.pending, EMPTY);
        if self.exact {
            return if pending == EMPTY { statics::UNKNOWN } else { pending };
        }
        match pending {
            EMPTY => self.new_object(Kind::Exception, statics::EXCEPTION, Payload::Unknown),
            exc => exc,
        }
    }

    /// A clause of a symbolic run gets an exception of its own, unless it is known which one came.
    fn take_up(&mut self, frame: &mut Frame, slot: Slot) {
        let exc = self.peek(frame, slot);
        let is_anyone =
            self.kind(exc) == Kind::Exception && self.heap.get(exc).is_some_and(|o| o.refs.is_empty());
        if is_anyone {
            let own = self.new_object(Kind::Exception, statics::EXCEPTION, Payload::Unknown);
            for held in frame.slots.iter_mut().chain(frame.handled.last_mut()) {
                if *held == exc {
                    *held = own;
                }
            }
        }
        let exc = self.peek(frame, slot);
        self.mark_traceback(frame, exc);
    }

    /// A symbolic run's exception has passed through this frame.
    pub(super) fn mark_traceback(&mut self, frame: &Frame, exc: ObjId) {
        if frame.object == EMPTY {
            return;
        }
        self.frame_used = true;
        for part in self.alternatives(exc) {
            if part == statics::UNKNOWN || self.heap.is_static(part) {
                continue;
            }
            self.hold_and_record(part, Label::Traceback, frame.object);
        }
    }

    fn raise(&mut self, frame: &mut Frame, exc: Option<ObjId>, cause: Option<ObjId>) -> Step<Stop> {
        if self.exact
            && let Some(stop) = self.exact_raise(frame, exc, cause)?
        {
            return Ok(stop);
        }
        let Some(exc) = exc else {
            let again = frame.handled.last().copied().unwrap_or(statics::UNKNOWN);
            return Ok(Stop::Raise(again));
        };
        if let Some(cause) = cause
            && cause != statics::NONE
        {
            for part in self.alternatives(exc) {
                self.store(part, Label::Cause, cause);
            }
        }
        self.leave_by_raise(frame, exc);
        Ok(Stop::Raise(exc))
    }

    /// What raising `exc` leaves: the traceback holds the frame. Only an exception that something
    /// besides the raise holds can close a cycle with it.
    pub(super) fn leave_by_raise(&mut self, frame: &Frame, exc: ObjId) {
        if self.exact {
            return;
        }
        for part in self.alternatives(exc) {
            let in_local = frame.slots.contains(&part);
            let older =
                matches!(self.origin(part), Some(Origin::Path(_) | Origin::Param(_) | Origin::Capture(_)));
            if in_local || older {
                self.mark_traceback(frame, part);
            }
        }
    }

    // --- with

    fn with_enter(&mut self, manager: ObjId, is_async: bool) -> Step<(ObjId, ObjId)> {
        if self.exact
            && let Some(pair) = self.exact_with_enter(manager, is_async)?
        {
            return Ok(pair);
        }
        let name = if is_async { "__aenter__" } else { "__enter__" };
        let entered = self.call_method_symbolically(manager, Symbol::new(name), &Args::default());
        let entered = if is_async { self.awaited(entered) } else { entered };
        Ok((manager, entered))
    }

    fn with_exit(&mut self, leave: ObjId, exc: ObjId, is_async: bool) -> Step<ObjId> {
        if self.exact
            && let Some(result) = self.exact_with_exit(leave, exc, is_async)?
        {
            return Ok(result);
        }
        let name = if is_async { "__aexit__" } else { "__exit__" };
        let args = Args::of(&[statics::SOME_SCALAR, exc, statics::SOME_SCALAR]);
        Ok(self.call_method_symbolically(leave, Symbol::new(name), &args))
    }

    // --- match

    pub(super) fn step_match(&mut self, frame: &mut Frame, body: &Body, inst: Inst) -> Step<()> {
        if self.exact && self.exact_match(frame, body, inst)? {
            return Ok(());
        }
        match inst {
            Inst::MatchSequence { dst, .. }
            | Inst::MatchMapping { dst, .. }
            | Inst::MatchLength { dst, .. } => {
                self.put(frame, dst, statics::SOME_SCALAR);
            }
            Inst::MatchKeys { dst, subject, keys } => {
                let subject = self.peek(frame, subject);
                let keys = self.take_list(frame, body, keys);
                let mut found = Vec::new();
                for key in keys {
                    found.push(self.load_item(subject, key)?);
                }
                let value = self.perhaps_tuple(&found);
                self.put(frame, dst, value);
            }
            Inst::MatchClass { dst, subject, class, positional, names } => {
                let subject = self.peek(frame, subject);
                let class = self.take(frame, class);
                self.drop_ref(class);
                let mut found = vec![statics::UNKNOWN; positional as usize];
                for name in self.constant_names(frame.code.unit, names) {
                    found.push(self.load_attr(subject, name)?);
                }
                let value = self.perhaps_tuple(&found);
                self.put(frame, dst, value);
            }
            Inst::MatchRest { dst, subject, keys } => {
                let subject = self.peek(frame, subject);
                for key in self.take_list(frame, body, keys) {
                    self.drop_ref(key);
                }
                let rest = self.new_object(Kind::Dict, statics::DICT, Payload::Unknown);
                self.extend(rest, subject);
                self.put(frame, dst, rest);
            }
            _ => {}
        }
        Ok(())
    }

    /// A tuple of these, or None.
    fn perhaps_tuple(&mut self, items: &[ObjId]) -> ObjId {
        let tuple = self.new_object(Kind::Tuple, statics::TUPLE, Payload::None);
        for item in items {
            self.append_item(tuple, *item);
        }
        self.one_of(&[tuple, statics::NONE])
    }

    pub(super) fn constant_names(&self, unit: u32, names: crate::ir::ConstId) -> Vec<Symbol> {
        let module = &self.units[unit as usize].ir;
        let Some(crate::ir::Const::Tuple(items)) = module.consts.get(names) else { return Vec::new() };
        items
            .iter()
            .filter_map(|item| match module.consts.get(*item) {
                Some(crate::ir::Const::Str(text)) => Some(Symbol::new(text)),
                _ => None,
            })
            .collect()
    }
}
