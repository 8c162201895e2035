//! Generators when everything is known: suspended frames, resumed and closed.
//!
//! A suspended generator holds what its frame held under `Temp(slot)`; the rest of the frame is kept
//! beside the heap. It is finalized (closed) only when it is suspended inside a `try`.

use crate::base::Symbol;
use crate::exec::flow::Flow;
use crate::exec::machine::{EMPTY, Frame, Machine, Step, Stop};
use crate::exec::native::Modelled;
use crate::exec::statics;
use crate::exec::value::message::V311;
use crate::heap::{Flags, Kind, Label, ObjId, Payload};
use crate::ir::{Body, Inst, Slot};

use super::delegate::delegate_slot;

/// The part of a suspended frame that is not on the heap.
#[derive(Clone, Debug)]
pub(in crate::exec) struct Suspended {
    pub(super) frame: Frame,
    /// Where the value sent in goes; none before the first step.
    pub waiting: Option<Slot>,
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

    /// An attribute of a generator, coroutine or asynchronous generator, owned.
    pub(super) fn generator_attr(&mut self, generator: ObjId, name: Symbol) -> Modelled<ObjId> {
        let Payload::Code(code) = *self.payload(generator) else { return Ok(None) };
        let (own, qualified) = self.body_name(code);
        let runs = self.natives.running.contains(&generator);
        let state = self.natives.suspended.get(&generator);
        let (is_over, is_new) =
            (state.is_none() && !runs, state.is_some_and(|state| state.waiting.is_none()));
        let delegate = state.and_then(|state| state.delegate).map(|slot| Label::Temp(slot.0));
        Ok(match name.as_str() {
            "__name__" => Some(self.interned(own)),
            "__qualname__" => Some(self.interned(qualified)),
            "gi_running" | "cr_running" | "ag_running" => Some(self.new_bool(runs)),
            "gi_suspended" | "cr_suspended" if self.version() >= V311 => {
                Some(self.new_bool(!runs && !is_over && !is_new))
            }
            "gi_frame" | "cr_frame" | "ag_frame" if is_over => Some(statics::NONE),
            "gi_frame" | "cr_frame" | "ag_frame" if !runs => {
                let known = self.heap.target(generator, Label::Frame);
                let object = known.unwrap_or_else(|| {
                    let payload = Payload::Code(code);
                    let made = self.new_object(Kind::Frame, statics::FRAME, payload);
                    self.hold(generator, Label::Frame, made);
                    made
                });
                Some(self.share(object))
            }
            "gi_code" | "cr_code" | "ag_code" => Some(self.code_object(code)),
            "gi_yieldfrom" | "cr_await" | "ag_await" => {
                let waits_for = delegate.and_then(|label| self.heap.target(generator, label));
                Some(waits_for.map_or(statics::NONE, |delegate| self.share(delegate)))
            }
            _ => None,
        })
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

    /// Whether a generator stopped at a `yield`.
    pub(in crate::exec) fn is_started(&self, generator: ObjId) -> bool {
        self.natives.suspended.get(&generator).is_some_and(|state| state.waiting.is_some())
    }

    /// `generator.send(value)` (owned): the item, or `StopIteration`.
    pub(in crate::exec) fn resume_once(&mut self, generator: ObjId, value: ObjId) -> Modelled<ObjId> {
        let fresh = self.natives.suspended.get(&generator).is_some_and(|state| state.waiting.is_none());
        if fresh && value != statics::NONE {
            self.drop_ref(value);
            let what = body_kind(self.kind(generator));
            return Err(self.type_error(&format!("can't send non-None value to a just-started {what}")));
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
                let what = body_kind(self.kind(generator));
                Err(self.error(statics::RUNTIME_ERROR, &format!("{what} ignored GeneratorExit")))
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
    pub(super) fn resume(&mut self, generator: ObjId, sent: Result<ObjId, ObjId>) -> Modelled<Option<ObjId>> {
        if self.natives.running.contains(&generator) {
            let what = body_kind(self.kind(generator));
            return Err(self.value_error(&format!("{what} already executing")));
        }
        let Some(mut state) = self.wake(generator) else {
            return match sent {
                Ok(_) if self.kind(generator) == Kind::Coroutine => {
                    Err(self.error(statics::RUNTIME_ERROR, "cannot reuse already awaited coroutine"))
                }
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
                let what = body_kind(self.kind(generator));
                let stop = self.error(statics::RUNTIME_ERROR, &format!("{what} raised StopIteration"));
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
        self.push_level(frame);
        let flow = match (sent, state.waiting, state.delegate) {
            (sent, Some(_), Some(_)) => match self.instruction_before(frame) {
                Some(inst) => self.resume_waiting(frame, inst, sent),
                None => Flow::Halt,
            },
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
        self.pop_level(frame);
        self.call_depth -= 1;
        self.site = site;
        self.natives.handled.truncate(depth + frame.handled.len());
        let (waiting, delegate) = self.waiting_at(frame);
        Ok((flow, waiting, delegate))
    }

    /// An exception arrives at the place where the frame is suspended.
    pub(super) fn raise_inside(&mut self, frame: &mut Frame, exc: ObjId) -> Flow {
        if self.unwind(frame, exc, 0) { self.run_body(frame) } else { Flow::Raise(exc) }
    }

    /// Where a resumed frame takes up: the slot for what is sent, and the delegate's.
    fn waiting_at(&self, frame: &Frame) -> (Option<Slot>, Option<Slot>) {
        match self.instruction_before(frame) {
            Some(Inst::Yield { dst, .. }) => (Some(dst), None),
            Some(inst) => (delegate_slot(inst), delegate_slot(inst)),
            None => (None, None),
        }
    }
}

fn body_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Coroutine => "coroutine",
        Kind::AsyncGenerator => "async generator",
        _ => "generator",
    }
}
