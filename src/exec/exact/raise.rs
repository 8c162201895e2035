//! Exceptions when everything is known: raised, chained, caught; tracebacks and the frames they keep.

use crate::base::Symbol;
use crate::exec::machine::{EMPTY, Frame, Machine, Step, Stop};
use crate::exec::native::Modelled;
use crate::exec::statics;
use crate::exec::value::message::V310;
use crate::heap::{Kind, Label, ObjId, Payload, SymbolKey};

impl Machine {
    /// `raise exc from cause`; operands are consumed.
    pub(in crate::exec) fn raise_known(
        &mut self,
        exc: Option<ObjId>,
        cause: Option<ObjId>,
    ) -> Modelled<Stop> {
        let Some(exc) = exc else {
            let Some(handled) = self.natives.handled.last().copied() else {
                return Ok(Some(self.error(statics::RUNTIME_ERROR, "No active exception to reraise")));
            };
            return Ok(Some(Stop::Raise(self.share(handled))));
        };
        let Some(exc) = self.as_exception(exc)? else { return Ok(None) };
        if let Some(cause) = cause {
            if cause == statics::NONE {
                let label = Label::Keyword(SymbolKey(Symbol::new("suppress")));
                let reference = self.reference(label, statics::TRUE);
                self.heap.set_ref(exc, reference);
            } else {
                let is_exception = match self.kind(cause) {
                    Kind::Exception => true,
                    Kind::Class => self.inherits(cause, statics::BASE_EXCEPTION),
                    _ => self.is_vague(cause),
                };
                if !is_exception {
                    return Err(self.type_error("exception causes must derive from BaseException"));
                }
                let Some(cause) = self.as_exception(cause)? else { return Ok(None) };
                self.put_attr(exc, Label::Cause, cause);
            }
        }
        self.chain(exc);
        Ok(Some(Stop::Raise(exc)))
    }

    /// An exception instance out of an instance or class; consumes and gives owned.
    fn as_exception(&mut self, value: ObjId) -> Modelled<ObjId> {
        match self.kind(value) {
            Kind::Exception => Ok(Some(value)),
            Kind::Class if self.inherits(value, statics::BASE_EXCEPTION) => {
                let class = self.share(value);
                let made = self.call(value, crate::exec::call::Args::default())?;
                if self.kind(made) != Kind::Exception && !self.is_vague(made) {
                    let (shown, kind) = (self.repr_text(class)?, self.repr_text(self.class(made))?);
                    let (Some(shown), Some(kind)) = (shown, kind) else { return Ok(None) };
                    let words = "should have returned an instance of BaseException, not";
                    return Err(self.type_error(&format!("calling {shown} {words} {kind}")));
                }
                self.drop_ref(class);
                Ok(self.exact.then_some(made))
            }
            _ if self.is_vague(value) => Ok(None),
            _ => {
                self.drop_ref(value);
                Err(self.type_error("exceptions must derive from BaseException"))
            }
        }
    }

    /// A field that a built-in exception type fills from its arguments, owned.
    pub(super) fn exception_field(&mut self, exc: ObjId, name: Symbol) -> Modelled<ObjId> {
        let args = self.exception_args(exc);
        let at = |at: usize| args.get(at).copied();
        let names_reasons = self.version() >= V310;
        let mut is_a = |class| self.is_a(exc, class);
        let found = match name.as_str() {
            "msg" if is_a(statics::SYNTAX_ERROR) => at(0),
            "filename" | "lineno" | "offset" | "text" | "end_lineno" | "end_offset"
                if is_a(statics::SYNTAX_ERROR) =>
            {
                let names = ["filename", "lineno", "offset", "text", "end_lineno", "end_offset"];
                let place = names.iter().position(|known| *known == name.as_str());
                at(1).and_then(|details| self.elements(details).get(place?).copied())
            }
            "msg" if is_a(statics::IMPORT_ERROR) => at(0).filter(|_| args.len() == 1),
            "name" | "path" if is_a(statics::IMPORT_ERROR) => None,
            "errno" | "strerror" | "filename" | "filename2" if is_a(statics::OS_ERROR) => None,
            "name" | "obj" if is_a(statics::ATTRIBUTE_ERROR) && names_reasons => None,
            "name" if is_a(statics::NAME_ERROR) && names_reasons => None,
            "encoding" | "object" | "start" | "end" | "reason"
                if is_a(statics::UNICODE_ERROR) && args.len() > 3 =>
            {
                let names = ["encoding", "object", "start", "end", "reason"];
                let skipped = usize::from(is_a(statics::UNICODE_TRANSLATE_ERROR));
                let place = names.iter().position(|known| *known == name.as_str()).unwrap_or(0);
                place.checked_sub(skipped).and_then(at)
            }
            _ => return Ok(None),
        };
        Ok(Some(found.map_or(statics::NONE, |value| self.share(value))))
    }

    /// Sets the context of an exception to the one being handled.
    pub(in crate::exec) fn chain(&mut self, exc: ObjId) {
        let Some(handled) = self.natives.handled.last().copied() else { return };
        if handled == exc || self.kind(exc) != Kind::Exception || self.heap.is_static(exc) {
            return;
        }
        // A context that leads back to the exception is cut.
        let mut at = handled;
        for _ in 0..1000 {
            match self.heap.target(at, Label::Context) {
                Some(next) if next == exc => {
                    self.heap.remove_ref(at, Label::Context);
                    self.settle();
                    break;
                }
                Some(next) => at = next,
                None => break,
            }
        }
        let handled = self.share(handled);
        self.put_attr(exc, Label::Context, handled);
    }

    /// The exception passes through this frame: its traceback gets an entry.
    pub(in crate::exec) fn add_traceback(&mut self, frame: &mut Frame, exc: ObjId) {
        if self.kind(exc) != Kind::Exception {
            return;
        }
        let old = self.heap.target(exc, Label::Traceback);
        if old.is_none() && self.heap.target(exc, Label::Context).is_none() {
            self.chain(exc);
        }
        let object = self.own_frame_object(frame);
        if object == EMPTY || old.is_some_and(|old| self.heap.target(old, Label::Frame) == Some(object)) {
            return;
        }
        let traceback = self.new_object(Kind::Traceback, statics::TRACEBACK, Payload::None);
        if let Some(old) = old {
            let old = self.share(old);
            self.hold(traceback, Label::TracebackNext, old);
        }
        let object = self.share(object);
        self.hold(traceback, Label::Frame, object);
        self.put_attr(exc, Label::Traceback, traceback);
    }

    pub(in crate::exec) fn set_traceback(&mut self, exc: ObjId, traceback: ObjId) {
        if traceback == statics::NONE {
            self.heap.remove_ref(exc, Label::Traceback);
            self.settle();
        } else {
            let traceback = self.share(traceback);
            self.put_attr(exc, Label::Traceback, traceback);
        }
    }

    /// Whether an `except` clause of that class (or tuple) takes the exception.
    pub(in crate::exec) fn caught_by(&mut self, exc: ObjId, class: ObjId) -> Modelled<bool> {
        if self.is_vague(class) || self.is_vague(exc) {
            return Ok(None);
        }
        let candidates = if self.kind(class) == Kind::Tuple { self.elements(class) } else { vec![class] };
        for candidate in candidates {
            if self.kind(candidate) != Kind::Class || !self.inherits(candidate, statics::BASE_EXCEPTION) {
                let words = "catching classes that do not inherit from BaseException is not allowed";
                return Err(self.type_error(words));
            }
            if self.is_a(exc, candidate) {
                return Ok(Some(true));
            }
        }
        Ok(Some(false))
    }

    // --- with

    /// `__exit__` bound, and the result of `__enter__`; the manager is consumed.
    pub(in crate::exec) fn enter_with(&mut self, manager: ObjId) -> Modelled<(ObjId, ObjId)> {
        if self.is_vague(manager) {
            return Ok(None);
        }
        let class = self.class(manager);
        let (enter, exit) = (Symbol::new("__enter__"), Symbol::new("__exit__"));
        let found = (self.lookup(class, enter), self.lookup(class, exit));
        let (Some((_, enter)), Some((_, exit))) = found else {
            let shown = self.class_name(class);
            let old = self.version() < crate::exec::value::message::V311;
            let missing = if found.0.is_none() { "__enter__" } else { "__exit__" };
            self.drop_ref(manager);
            return Err(if old {
                self.error(statics::ATTRIBUTE_ERROR, missing)
            } else {
                let words = format!("'{shown}' object does not support the context manager protocol");
                let words = if missing == "__exit__" { words + " (missed __exit__ method)" } else { words };
                self.type_error(&words)
            });
        };
        let leave = self.new_bound(exit, manager);
        let entered = if self.version() < crate::exec::value::message::V311 {
            let bound = self.new_bound(enter, manager);
            self.drop_ref(manager);
            let entered = self.call_with(bound, &[]);
            self.drop_ref(bound);
            entered
        } else {
            let entered = self.call_with(enter, &[manager]);
            self.drop_ref(manager);
            entered
        };
        match entered {
            Ok(entered) if self.exact => Ok(Some((leave, entered))),
            Ok(_) => Ok(None),
            Err(stop) => {
                self.drop_ref(leave);
                Err(stop)
            }
        }
    }

    /// Calls the bound `__exit__` (consumed) with an exception (kept) or three None.
    pub(in crate::exec) fn exit_with(&mut self, leave: ObjId, exc: ObjId) -> Modelled<ObjId> {
        let operands = if exc == statics::NONE {
            vec![statics::NONE; 3]
        } else {
            let class = self.class(exc);
            let traceback = self.heap.target(exc, Label::Traceback).unwrap_or(statics::NONE);
            self.share_all(&[class, exc, traceback])
        };
        let args = crate::exec::call::Args { positional: operands, ..Default::default() };
        // The bound method stays on the stack while it runs.
        let callee = self.share(leave);
        let result = self.call(callee, args);
        self.drop_ref(leave);
        let result = result?;
        Ok(self.exact.then_some(result))
    }

    /// `StopIteration` for a generator or iterator that ends, with the value it returned.
    pub(in crate::exec) fn stop_iteration(&mut self, _iterator: ObjId) -> ObjId {
        let value = self.natives.returned.take();
        let arguments = match value {
            Some(value) if value != statics::NONE => vec![value],
            _ => Vec::new(),
        };
        let held = arguments.first().copied();
        let exc = self.new_exception(statics::STOP_ITERATION, arguments);
        let reference = self.reference(Label::attr(Symbol::new("value")), held.unwrap_or(statics::NONE));
        self.heap.set_ref(exc, reference);
        exc
    }

    /// What a running body's exception handlers hold, released down to a depth.
    pub(in crate::exec) fn forget_handled(&mut self, frame: &mut Frame, depth: usize) {
        while frame.handled.len() > depth {
            let gone = frame.handled.pop().unwrap_or(EMPTY);
            self.natives.handled.pop();
            self.drop_ref(gone);
        }
    }

    /// A step that never fails, for results that only matter by their effect.
    pub(in crate::exec) fn ignore(&mut self, result: Step<ObjId>) {
        match result {
            Ok(value) => self.drop_ref(value),
            Err(Stop::Raise(exc)) => self.drop_ref(exc),
            Err(Stop::Halt) => {}
        }
    }
}
