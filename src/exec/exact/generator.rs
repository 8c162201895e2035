//! Generators when everything is known: suspended frames, resumed and closed.
//!
//! A suspended generator holds what its frame held under `Temp(slot)`; the rest of the frame is kept
//! beside the heap. It is finalized (closed) only when it is suspended inside a `try`.

use crate::exec::flow::Flow;
use crate::exec::machine::{EMPTY, Frame, Machine, Step, Stop};
use crate::exec::native::Modelled;
use crate::exec::statics;
use crate::heap::{Flags, Kind, Label, ObjId, Payload};
use crate::ir::{Body, Inst, Slot};

/// The part of a suspended frame that is not on the heap.
#[derive(Clone, Debug)]
pub(in crate::exec) struct Suspended {
    frame: Frame,
    /// Where the value sent in goes; none before the first step.
    waiting: Option<Slot>,
    /// The iterator that `yield from` draws from, a slot of the frame.
    delegate: Option<Slot>,
}

impl Machine {
    /// A generator over a frame that is ready to start.
    pub(in crate::exec) fn new_generator(&mut self, frame: Frame, body: &Body, _function: ObjId) -> ObjId {
        let (kind, class) = match (body.is_generator, body.is_async) {
            (true, true) => (Kind::AsyncGenerator, statics::ASYNC_GENERATOR),
            (_, true) => (Kind::Coroutine, statics::COROUTINE),
            _ => (Kind::Generator, statics::GENERATOR),
        };
        let generator = self.new_object(kind, class, Payload::Code(frame.code.pack()));
        self.suspend(generator, frame, None, None);
        generator
    }

    fn suspend(&mut self, generator: ObjId, mut frame: Frame, waiting: Option<Slot>, delegate: Option<Slot>) {
        for at in 0..frame.slots.len() {
            let value = std::mem::replace(&mut frame.slots[at], EMPTY);
            if value != EMPTY {
                self.hold(generator, Label::Temp(at as u16), value);
            }
        }
        for exc in std::mem::take(&mut frame.handled) {
            self.natives.handled.pop();
            self.hold(generator, Label::Retained, exc);
        }
        if frame.object != EMPTY {
            let object = std::mem::replace(&mut frame.object, EMPTY);
            self.hold(generator, Label::Frame, object);
        }
        // Closing it breaks the cycles it is in; a body that has not begun is only dropped from 3.12 on.
        let old = self.version() < crate::exec::value::message::V312;
        if let Some(object) = self.heap.get_mut(generator) {
            if waiting.is_some() || old {
                object.flags.set(Flags::HAS_DEL);
            } else {
                object.flags.clear(Flags::HAS_DEL);
            }
        }
        self.natives.suspended.insert(generator, Suspended { frame, waiting, delegate });
    }

    /// The frame with what the heap kept of it.
    fn wake(&mut self, generator: ObjId) -> Option<Suspended> {
        let mut state = self.natives.suspended.remove(&generator)?;
        for at in 0..state.frame.slots.len() {
            if let Some(value) = self.heap.take_ref(generator, Label::Temp(at as u16)) {
                state.frame.slots[at] = value;
            }
        }
        while let Some(exc) = self.heap.take_ref(generator, Label::Retained) {
            state.frame.handled.push(exc);
            self.natives.handled.push(exc);
        }
        if let Some(object) = self.heap.take_ref(generator, Label::Frame) {
            state.frame.object = object;
        }
        Some(state)
    }

    /// `next(generator)` inside a loop: not modelled, the end, or an owned item.
    pub(in crate::exec) fn exact_generator_next(&mut self, generator: ObjId) -> Modelled<Option<ObjId>> {
        let item = self.resume(generator, Ok(statics::NONE))?;
        if matches!(item, Some(None))
            && let Some(value) = self.natives.returned.take()
        {
            self.drop_ref(value);
        }
        Ok(item)
    }

    /// `generator.send(value)` (owned): the item, or `StopIteration`.
    pub(in crate::exec) fn resume_once(&mut self, generator: ObjId, value: ObjId) -> Modelled<ObjId> {
        let fresh = self.natives.suspended.get(&generator).is_some_and(|state| state.waiting.is_none());
        if fresh && value != statics::NONE {
            self.drop_ref(value);
            return Err(self.type_error("can't send non-None value to a just-started generator"));
        }
        match self.resume(generator, Ok(value))? {
            Some(Some(item)) => Ok(Some(item)),
            Some(None) => Err(Stop::Raise(self.stop_iteration(generator))),
            None => Ok(None),
        }
    }

    /// `generator.throw(...)`
    pub(in crate::exec) fn throw_into(&mut self, generator: ObjId, operands: &[ObjId]) -> Modelled<ObjId> {
        let Some(first) = operands.first().copied() else { return Ok(None) };
        let exc = match (self.kind(first), operands.get(1).copied()) {
            (Kind::Exception, _) => self.share(first),
            (_, Some(value)) if self.kind(value) == Kind::Exception => self.share(value),
            (Kind::Class, value) => {
                let args: Vec<ObjId> = value.into_iter().filter(|value| *value != statics::NONE).collect();
                self.call_with(first, &args)?
            }
            _ => return Ok(None),
        };
        match self.resume(generator, Err(exc))? {
            Some(Some(item)) => Ok(Some(item)),
            Some(None) => Err(Stop::Raise(self.stop_iteration(generator))),
            None => Ok(None),
        }
    }

    /// `generator.close()`; `false` when not modelled.
    pub(in crate::exec) fn close_generator(&mut self, generator: ObjId) -> Step<bool> {
        let Some(state) = self.natives.suspended.get(&generator) else { return Ok(true) };
        if state.waiting.is_none() || state.frame.blocks.is_empty() {
            self.discard(generator);
            return Ok(true);
        }
        let exc = self.new_exception(statics::GENERATOR_EXIT, Vec::new());
        match self.resume(generator, Err(exc)) {
            Ok(Some(Some(item))) => {
                self.drop_ref(item);
                Err(self.error(statics::RUNTIME_ERROR, "generator ignored GeneratorExit"))
            }
            Ok(Some(None)) => {
                if let Some(value) = self.natives.returned.take() {
                    self.drop_ref(value);
                }
                Ok(true)
            }
            Ok(None) => Ok(false),
            Err(Stop::Raise(exc))
                if self.is_a(exc, statics::GENERATOR_EXIT) || self.is_a(exc, statics::STOP_ITERATION) =>
            {
                self.drop_ref(exc);
                Ok(true)
            }
            Err(stop) => Err(stop),
        }
    }

    /// A generator that is over without running its code lets go of its frame.
    fn discard(&mut self, generator: ObjId) {
        if let Some(mut state) = self.wake(generator) {
            let unit = self.unit(state.frame.code);
            let body = &unit.bodies[state.frame.code.body];
            self.end_frame(&mut state.frame, body);
        }
        if let Some(object) = self.heap.get_mut(generator) {
            object.flags.clear(Flags::HAS_DEL);
        }
    }

    /// Runs on until the next `yield`: an item, or the end (its value in `natives.returned`).
    fn resume(&mut self, generator: ObjId, sent: Result<ObjId, ObjId>) -> Modelled<Option<ObjId>> {
        if self.natives.running.contains(&generator) {
            return Err(self.value_error("generator already executing"));
        }
        let Some(mut state) = self.wake(generator) else {
            return match sent {
                Ok(value) => {
                    self.drop_ref(value);
                    Ok(Some(None))
                }
                Err(exc) => Err(Stop::Raise(exc)),
            };
        };
        self.natives.running.push(generator);
        let kept = self.share(generator);
        let result = self.resume_frame(&mut state, sent);
        self.natives.running.pop();
        let outcome = match result {
            Ok((Flow::Yield(item), waiting, delegate)) => {
                self.suspend(generator, state.frame, waiting, delegate);
                Ok(Some(Some(item)))
            }
            Ok((flow, _, _)) => self.finish_generator(generator, state.frame, flow),
            Err(stop) => Err(stop),
        };
        self.drop_ref(kept);
        outcome
    }

    fn finish_generator(
        &mut self,
        generator: ObjId,
        mut frame: Frame,
        flow: Flow,
    ) -> Modelled<Option<ObjId>> {
        if !self.exact {
            return Ok(None);
        }
        if let Some(object) = self.heap.get_mut(generator) {
            object.flags.clear(Flags::HAS_DEL);
        }
        let unit = self.unit(frame.code);
        let body = &unit.bodies[frame.code.body];
        self.end_frame(&mut frame, body);
        match flow {
            Flow::Return(value) => {
                self.natives.returned = Some(value);
                Ok(Some(None))
            }
            Flow::Raise(exc) if self.is_a(exc, statics::STOP_ITERATION) => {
                let stop = self.error(statics::RUNTIME_ERROR, "generator raised StopIteration");
                if let Stop::Raise(new) = stop {
                    let cause = self.share(exc);
                    self.put_attr(new, Label::Cause, cause);
                    self.put_attr(new, Label::Context, exc);
                }
                Err(stop)
            }
            Flow::Raise(exc) => Err(Stop::Raise(exc)),
            _ => Err(Stop::Halt),
        }
    }

    fn resume_frame(
        &mut self,
        state: &mut Suspended,
        sent: Result<ObjId, ObjId>,
    ) -> Step<(Flow, Option<Slot>, Option<Slot>)> {
        let site = self.site;
        let depth = self.natives.handled.len() - state.frame.handled.len();
        self.call_depth += 1;
        let frame = &mut state.frame;
        let level = self.natives.globals.len();
        self.natives.globals.push((frame.globals, false));
        let flow = match (sent, state.waiting, state.delegate) {
            (sent, Some(dst), Some(delegate)) => self.resume_delegate(frame, dst, delegate, sent),
            (Ok(value), Some(dst), None) => {
                frame.slots[dst.0 as usize] = value;
                self.run_body(frame)
            }
            (Ok(value), None, _) => {
                self.drop_ref(value);
                self.run_body(frame)
            }
            (Err(exc), _, _) => self.raise_inside(frame, exc),
        };
        self.natives.globals.truncate(level);
        self.call_depth -= 1;
        self.site = site;
        self.natives.handled.truncate(depth + frame.handled.len());
        let (waiting, delegate) = self.waiting_at(frame);
        Ok((flow, waiting, delegate))
    }

    /// An exception arrives at the place where the frame is suspended.
    fn raise_inside(&mut self, frame: &mut Frame, exc: ObjId) -> Flow {
        if self.unwind(frame, exc, 0) { self.run_body(frame) } else { Flow::Raise(exc) }
    }

    /// The instruction before the program counter: what a resumed frame waits for.
    fn waiting_at(&self, frame: &Frame) -> (Option<Slot>, Option<Slot>) {
        let unit = &self.units[frame.code.unit as usize].ir;
        let code = &unit.bodies[frame.code.body].code;
        match (frame.pc as usize).checked_sub(1).and_then(|at| code.get(at)) {
            Some(Inst::Yield { dst, .. }) => (Some(*dst), None),
            Some(Inst::YieldFrom { dst, value }) => (Some(*dst), Some(*value)),
            _ => (None, None),
        }
    }

    /// One step of `yield from`: the delegate's item, or the end of the delegation.
    fn resume_delegate(
        &mut self,
        frame: &mut Frame,
        dst: Slot,
        delegate: Slot,
        sent: Result<ObjId, ObjId>,
    ) -> Flow {
        let inner = frame.slots[delegate.0 as usize];
        let step = match sent {
            Ok(value) if self.kind(inner) == Kind::Generator => self.resume(inner, Ok(value)),
            Ok(value) => {
                self.drop_ref(value);
                self.next_item(inner)
            }
            Err(exc) if self.kind(inner) == Kind::Generator && self.is_a(exc, statics::GENERATOR_EXIT) => {
                match self.close_generator(inner) {
                    Ok(_) => Err(Stop::Raise(exc)),
                    Err(stop) => Err(stop),
                }
            }
            Err(exc) if self.kind(inner) == Kind::Generator => self.resume(inner, Err(exc)),
            Err(exc) => Err(Stop::Raise(exc)),
        };
        match step {
            Ok(Some(Some(item))) => Flow::Yield(item),
            Ok(Some(None)) => {
                let value = self.natives.returned.take().unwrap_or(statics::NONE);
                let spent = std::mem::replace(&mut frame.slots[delegate.0 as usize], EMPTY);
                self.drop_ref(spent);
                frame.slots[dst.0 as usize] = value;
                self.run_body(frame)
            }
            Ok(None) => {
                self.give_up("a delegation to an unknown value");
                Flow::Halt
            }
            Err(Stop::Raise(exc)) => {
                let spent = std::mem::replace(&mut frame.slots[delegate.0 as usize], EMPTY);
                self.drop_ref(spent);
                self.raise_inside(frame, exc)
            }
            Err(Stop::Halt) => Flow::Halt,
        }
    }

    /// Starts `yield from value`: the first item, or the value of an empty delegation.
    pub(in crate::exec) fn start_delegation(
        &mut self,
        frame: &mut Frame,
        dst: Slot,
        slot: Slot,
    ) -> Step<Option<Flow>> {
        let value = std::mem::replace(&mut frame.slots[slot.0 as usize], EMPTY);
        let iterator = match self.iterator_over(value)? {
            Some(iterator) => iterator,
            None => {
                self.give_up("a delegation to an unknown value");
                return Err(Stop::Halt);
            }
        };
        let step = match self.kind(iterator) {
            Kind::Generator => self.resume(iterator, Ok(statics::NONE)),
            _ => self.next_item(iterator),
        };
        match step? {
            Some(Some(item)) => {
                frame.slots[slot.0 as usize] = iterator;
                Ok(Some(Flow::Yield(item)))
            }
            Some(None) => {
                self.drop_ref(iterator);
                let value = self.natives.returned.take().unwrap_or(statics::NONE);
                frame.slots[dst.0 as usize] = value;
                Ok(None)
            }
            None => {
                self.give_up("a delegation to an unknown value");
                Err(Stop::Halt)
            }
        }
    }
}
