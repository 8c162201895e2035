//! Bodies that wait for another: `yield from`, `await`, `async for`, `async with`.
//!
//! The *delegate* is the generator, coroutine or iterator that is waited for. It stands in a slot
//! that the waiting instruction names, so that it is kept and closed with the frame; the program
//! counter stays behind that instruction until the delegate is done.

use crate::base::Symbol;
use crate::exec::flow::{Flow, Next};
use crate::exec::machine::{EMPTY, Frame, Machine, Step, Stop};
use crate::exec::native::Modelled;
use crate::exec::statics;
use crate::exec::value::message;
use crate::heap::{Kind, Label, ObjId, Payload};
use crate::ir::{Inst, Slot};

/// One step of a delegate.
enum Progress {
    /// It waits itself and hands this out.
    Pending(ObjId),
    Done(ObjId),
}

/// The slot in which an instruction keeps what it waits for.
pub(super) fn delegate_slot(inst: Inst) -> Option<Slot> {
    match inst {
        Inst::YieldFrom { value, .. } | Inst::Await { value, .. } => Some(value),
        Inst::AsyncForNext { dst, .. } => Some(dst),
        Inst::WithEnter { value, is_async: true, .. } => Some(value),
        Inst::WithExit { exit, is_async: true } | Inst::WithExitException { exit, is_async: true, .. } => {
            Some(exit)
        }
        _ => None,
    }
}

impl Machine {
    /// The instruction before the program counter: the one a suspended frame waits at.
    pub(in crate::exec) fn instruction_before(&self, frame: &Frame) -> Option<Inst> {
        let unit = &self.units[frame.code.unit as usize].ir;
        let code = &unit.bodies[frame.code.body].code;
        (frame.pc as usize).checked_sub(1).and_then(|at| code.get(at)).copied()
    }

    /// Runs a waiting instruction for the first time. Its operands are consumed.
    pub(in crate::exec) fn start_waiting(&mut self, frame: &mut Frame, inst: Inst) -> Result<Next, Stop> {
        let Some(slot) = delegate_slot(inst) else { return Ok(Next::Go) };
        let Some(delegate) = self.first_delegate(frame, inst)? else {
            let unknown = self.unknown_of(&[], "a wait for an unknown value").ok_or(Stop::Halt)?;
            let flow = self.done_waiting(frame, inst, unknown)?;
            return Ok(flow.map_or(Next::Go, Next::Leave));
        };
        frame.slots[slot.0 as usize] = delegate;
        let flow = self.drive(frame, inst, Ok(statics::NONE))?;
        Ok(flow.map_or(Next::Go, Next::Leave))
    }

    /// Goes on with a frame that waits: what it does next.
    pub(super) fn resume_waiting(
        &mut self,
        frame: &mut Frame,
        inst: Inst,
        sent: Result<ObjId, ObjId>,
    ) -> Flow {
        match self.drive(frame, inst, sent) {
            Ok(Some(flow)) => flow,
            Ok(None) => self.run_body(frame),
            Err(Stop::Raise(exc)) => self.raise_inside(frame, exc),
            Err(Stop::Halt) => Flow::Halt,
        }
    }

    /// Steps the delegate: `None` once it is done and the instruction with it.
    fn drive(&mut self, frame: &mut Frame, inst: Inst, sent: Result<ObjId, ObjId>) -> Step<Option<Flow>> {
        let Some(slot) = delegate_slot(inst) else { return Ok(None) };
        let delegate = frame.slots[slot.0 as usize];
        match self.step_delegate(delegate, sent) {
            Ok(Some(Progress::Pending(item))) => Ok(Some(Flow::Yield(item))),
            Ok(Some(Progress::Done(value))) => {
                self.let_go(frame, slot);
                self.done_waiting(frame, inst, value)
            }
            Ok(None) => {
                self.let_go(frame, slot);
                let unknown = self.unknown_of(&[], "a wait for an unknown value").ok_or(Stop::Halt)?;
                self.done_waiting(frame, inst, unknown)
            }
            Err(Stop::Raise(exc)) => {
                self.let_go(frame, slot);
                match inst {
                    Inst::AsyncForNext { iter, exit, .. }
                        if self.is_a(exc, statics::STOP_ASYNC_ITERATION) =>
                    {
                        self.drop_ref(exc);
                        self.let_go(frame, iter);
                        frame.pc = exit;
                        Ok(None)
                    }
                    _ => Err(Stop::Raise(exc)),
                }
            }
            Err(stop) => Err(stop),
        }
    }

    fn let_go(&mut self, frame: &mut Frame, slot: Slot) {
        let gone = std::mem::replace(&mut frame.slots[slot.0 as usize], EMPTY);
        self.drop_ref(gone);
    }

    /// Puts the result where the instruction wants it.
    fn done_waiting(&mut self, frame: &mut Frame, inst: Inst, value: ObjId) -> Step<Option<Flow>> {
        match inst {
            Inst::YieldFrom { dst, .. } | Inst::Await { dst, .. } | Inst::AsyncForNext { dst, .. } => {
                frame.slots[dst.0 as usize] = value;
            }
            Inst::WithEnter { value: dst, .. } => frame.slots[dst.0 as usize] = value,
            Inst::WithExitException { dst, .. } => {
                let truth = self.truth(value)?;
                self.drop_ref(value);
                frame.slots[dst.0 as usize] = self.known_bool(truth);
            }
            _ => self.drop_ref(value),
        }
        Ok(None)
    }

    /// What the instruction waits for; `None` where that is not known.
    fn first_delegate(&mut self, frame: &mut Frame, inst: Inst) -> Modelled<ObjId> {
        match inst {
            Inst::YieldFrom { value, .. } => {
                let value = self.take(frame, value);
                if self.kind(value) == Kind::Coroutine {
                    return Ok(Some(value));
                }
                self.iterator_over(value)
            }
            Inst::Await { value, .. } => {
                let value = self.take(frame, value);
                self.awaitable(value)
            }
            Inst::AsyncForNext { iter, .. } => {
                let iter = self.peek(frame, iter);
                if self.kind(iter) == Kind::AsyncGenerator {
                    return Ok(Some(self.share(iter)));
                }
                self.async_call(iter, "__anext__", &[])
            }
            Inst::WithEnter { exit, manager, .. } => {
                let manager = self.take(frame, manager);
                let found = self.async_manager(manager);
                self.drop_ref(manager);
                let Some((leave, entered)) = found? else { return Ok(None) };
                frame.slots[exit.0 as usize] = leave;
                Ok(Some(entered))
            }
            Inst::WithExit { exit, .. } => self.async_exit(frame, exit, statics::NONE),
            Inst::WithExitException { exit, exc, .. } => {
                let exc = self.peek(frame, exc);
                self.async_exit(frame, exit, exc)
            }
            _ => Ok(None),
        }
    }

    /// `__aexit__` bound, and the awaitable that `__aenter__` gives; the manager is borrowed.
    fn async_manager(&mut self, manager: ObjId) -> Modelled<(ObjId, ObjId)> {
        if self.is_vague(manager) {
            return Ok(None);
        }
        let class = self.class(manager);
        let (enter, exit) = (Symbol::new("__aenter__"), Symbol::new("__aexit__"));
        let (Some(_), Some((_, exit))) = (self.lookup(class, enter), self.lookup(class, exit)) else {
            let shown = self.class_name(class);
            return Err(if self.version() < message::V311 {
                self.error(statics::ATTRIBUTE_ERROR, "__aenter__")
            } else {
                let words = "object does not support the asynchronous context manager protocol";
                self.type_error(&format!("'{shown}' {words}"))
            });
        };
        let leave = self.new_bound(exit, manager);
        match self.async_call(manager, "__aenter__", &[]) {
            Ok(Some(entered)) => Ok(Some((leave, entered))),
            other => {
                self.drop_ref(leave);
                other.map(|_| None)
            }
        }
    }

    fn async_exit(&mut self, frame: &mut Frame, exit: Slot, exc: ObjId) -> Modelled<ObjId> {
        let leave = self.take(frame, exit);
        let Some(awaitable) = self.exit_with(leave, exc)? else { return Ok(None) };
        self.awaitable(awaitable)
    }

    /// Calls a method for something to wait for; `None` where that is not known.
    fn async_call(&mut self, obj: ObjId, name: &str, rest: &[ObjId]) -> Modelled<ObjId> {
        if self.is_vague(obj) {
            return Ok(None);
        }
        match self.call_method(obj, name, rest)? {
            Some(awaitable) => self.awaitable(awaitable),
            None => Ok(None),
        }
    }

    /// The iterator behind an awaitable, which is consumed.
    fn awaitable(&mut self, value: ObjId) -> Modelled<ObjId> {
        if self.kind(value) == Kind::Coroutine {
            return Ok(Some(value));
        }
        if self.is_vague(value) {
            return Ok(None);
        }
        let awaits = |code: &u32| self.natives.awaitable_codes.contains(code);
        if matches!(self.payload(value), Payload::Code(code) if self.kind(value) == Kind::Generator && awaits(code))
        {
            return Ok(Some(value));
        }
        let Some(method) = self.overrides(value, "__await__") else {
            let shown = self.type_name_of(value);
            self.drop_ref(value);
            let words = if self.since_314() {
                format!("'{shown}' object can't be awaited")
            } else {
                format!("object {shown} can't be used in 'await' expression")
            };
            return Err(self.type_error(&words));
        };
        let iterator = self.call_own(method, &[value]);
        self.drop_ref(value);
        iterator
    }

    fn since_314(&self) -> bool {
        self.version() >= crate::ir::Version::new(3, 14)
    }

    fn step_delegate(&mut self, delegate: ObjId, sent: Result<ObjId, ObjId>) -> Modelled<Progress> {
        let is_body = matches!(self.kind(delegate), Kind::Generator | Kind::Coroutine | Kind::AsyncGenerator);
        let value = match sent {
            Err(exc) if is_body && self.is_a(exc, statics::GENERATOR_EXIT) => {
                let closed = self.close_generator(delegate);
                return closed.and(Err(Stop::Raise(exc)));
            }
            Err(exc) if !is_body => return self.throw_into_iterator(delegate, exc),
            Err(exc) => Err(exc),
            Ok(value) => Ok(value),
        };
        if !is_body {
            if let Ok(value) = value {
                self.drop_ref(value);
            }
            let next = self.next_item(delegate)?;
            return Ok(next.map(|next| next.map_or(Progress::Done(statics::NONE), Progress::Pending)));
        }
        let is_async = self.kind(delegate) == Kind::AsyncGenerator;
        match self.resume(delegate, value)? {
            None => Ok(None),
            Some(Some(item)) => Ok(Some(match self.unwrapped(item) {
                Some(value) if is_async => Progress::Done(value),
                _ => Progress::Pending(item),
            })),
            Some(None) => {
                let value = self.natives.returned.take().unwrap_or(statics::NONE);
                if is_async {
                    self.drop_ref(value);
                    return Err(Stop::Raise(self.new_exception(statics::STOP_ASYNC_ITERATION, Vec::new())));
                }
                Ok(Some(Progress::Done(value)))
            }
        }
    }

    /// One step of an asynchronous generator: whether it yielded, or waits, and what.
    pub(in crate::exec) fn step_async(
        &mut self,
        generator: ObjId,
        sent: Result<ObjId, ObjId>,
    ) -> Modelled<(bool, ObjId)> {
        Ok(match self.step_delegate(generator, sent)? {
            Some(Progress::Done(value)) => Some((true, value)),
            Some(Progress::Pending(item)) => Some((false, item)),
            None => None,
        })
    }

    /// An iterator of the program that is delegated to may have a `throw` of its own.
    fn throw_into_iterator(&mut self, delegate: ObjId, exc: ObjId) -> Modelled<Progress> {
        let Some(method) = self.overrides(delegate, "throw") else { return Err(Stop::Raise(exc)) };
        let item = self.call_own(method, &[delegate, exc]);
        self.drop_ref(exc);
        Ok(item?.map(Progress::Pending))
    }

    /// `aiter(value)`; the value is consumed.
    pub(in crate::exec) fn async_iterator(&mut self, value: ObjId) -> Modelled<ObjId> {
        if self.kind(value) == Kind::AsyncGenerator {
            return Ok(Some(value));
        }
        if self.is_vague(value) {
            return Ok(None);
        }
        let Some(method) = self.overrides(value, "__aiter__") else {
            let shown = self.type_name_of(value);
            self.drop_ref(value);
            let words = format!("'async for' requires an object with __aiter__ method, got {shown}");
            return Err(self.type_error(&words));
        };
        let iterator = self.call_own(method, &[value]);
        self.drop_ref(value);
        iterator
    }

    /// Marks what an asynchronous generator yields, apart from what it waits for.
    pub(in crate::exec) fn wrap_yielded(&mut self, value: ObjId) -> ObjId {
        let name = Symbol::new("async_generator_wrapped_value");
        let wrapper = self.new_object(Kind::External, statics::OBJECT, Payload::Name(name));
        self.hold(wrapper, Label::Inner(0), value);
        wrapper
    }

    /// What is inside such a wrapper, which is consumed; `None` leaves the item as it is.
    fn unwrapped(&mut self, item: ObjId) -> Option<ObjId> {
        let object = self.heap.get(item)?;
        let is_wrapper = object.kind == Kind::External
            && matches!(object.payload, Payload::Name(name) if name.as_str() == "async_generator_wrapped_value");
        if !is_wrapper {
            return None;
        }
        let value = self.heap.target(item, Label::Inner(0))?;
        let value = self.share(value);
        self.drop_ref(item);
        Some(value)
    }
}
