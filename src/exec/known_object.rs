//! What happens when every value is known: references released, attributes, calls, classes,
//! imports, exceptions.
//!
//! Each function answers `None` where the exact result is not modelled, after giving up exactness;
//! its caller then goes on symbolically. The work itself is in `exact` and `native`.

use crate::base::Symbol;
use crate::heap::{Due, Kind, Label, ObjId, Payload};
use crate::ir::{Body, Inst, Intrinsic, LocalKind, Pc};
use crate::summary::LossKind;

use super::call::Args;
use super::machine::{EMPTY, Frame, Machine, Step, Stop};
use super::statics;

impl Machine {
    /// Releases an owned reference.
    pub(super) fn drop_ref(&mut self, value: ObjId) {
        if self.exact && value != EMPTY {
            self.heap.decref(value);
            self.settle();
        }
    }

    /// Lets dying objects run what they have to run.
    pub(super) fn settle(&mut self) {
        if !self.exact || !self.heap.has_due() {
            return;
        }
        while let Some(due) = self.heap.next_due() {
            match due {
                Due::Finalize(id) => {
                    self.run_finalizer(id);
                    if !self.exact {
                        return;
                    }
                    self.heap.finalized(id);
                }
                Due::Callback { weakref, callback } => {
                    self.run_callback(weakref, callback);
                    if !self.exact {
                        return;
                    }
                    self.heap.called_back(weakref);
                }
                Due::Collected(collected) => self.note_collection(collected),
                Due::Freed { id, object } => self.note_death(id, &object),
            }
        }
    }

    /// A collection is over: what it found, and what `DEBUG_SAVEALL` keeps.
    fn note_collection(&mut self, collected: crate::heap::Collected) {
        self.natives.found = collected.found;
        if collected.saved.is_empty() {
            return;
        }
        let gc = self.natives.modules.get(&Symbol::new("gc")).copied();
        let list = gc.map(|gc| self.load_attr(gc, Symbol::new("garbage")));
        if let Some(Ok(list)) = list {
            self.extend_list(list, collected.saved);
            self.drop_ref(list);
        }
    }

    /// Calls `__del__`, or closes a generator; an exception is reported and ends there.
    pub(super) fn run_finalizer(&mut self, id: ObjId) {
        let site = self.site;
        let result = match self.kind(id) {
            Kind::AsyncGenerator if self.natives.async_closer.is_some() && self.is_started(id) => {
                let closer = self.natives.async_closer.unwrap_or(statics::NONE);
                self.call_with(closer, &[id])
            }
            Kind::Generator | Kind::Coroutine | Kind::AsyncGenerator => {
                self.close_generator(id).map(|_| statics::NONE)
            }
            _ => {
                let class = self.class(id);
                match self.lookup(class, Symbol::new("__del__")) {
                    Some((_, method)) => self.call_with(method, &[id]),
                    None => Ok(statics::NONE),
                }
            }
        };
        self.site = site;
        self.report_unraisable(result);
    }

    fn run_callback(&mut self, weakref: ObjId, callback: ObjId) {
        let site = self.site;
        let result = self.call_with(callback, &[weakref]);
        self.site = site;
        self.report_unraisable(result);
    }

    /// An exception that cannot be raised goes to `sys.unraisablehook`.
    fn report_unraisable(&mut self, result: Step<ObjId>) {
        match result {
            Ok(value) => self.drop_ref(value),
            Err(Stop::Raise(exc)) => {
                if let Some(hook) = self.unraisable_hook() {
                    let info = self.new_object(Kind::External, statics::SIMPLENAMESPACE, Default::default());
                    let class = self.class(exc);
                    let traceback = self.heap.target(exc, Label::Traceback).unwrap_or(statics::NONE);
                    let parts = [("exc_type", class), ("exc_value", exc), ("exc_traceback", traceback)];
                    for (name, part) in parts {
                        let part = self.share(part);
                        self.hold(info, Label::attr(Symbol::new(name)), part);
                    }
                    for name in ["err_msg", "object"] {
                        self.hold(info, Label::attr(Symbol::new(name)), statics::NONE);
                    }
                    let result = self.call_with(hook, &[info]);
                    self.ignore(result);
                    self.drop_ref(info);
                }
                self.drop_ref(exc);
            }
            Err(Stop::Halt) => {}
        }
    }

    /// Finds the handler for an exception above the floor and goes there.
    pub(super) fn unwind(&mut self, frame: &mut Frame, exc: ObjId, floor: usize) -> bool {
        if self.exact {
            self.add_traceback(frame, exc);
        }
        while frame.blocks.len() > floor {
            let Some(block) = frame.blocks.pop() else { break };
            self.unguard(block);
            if block.handler == Pc::MAX {
                continue;
            }
            for at in (block.depth.0 as usize..frame.slots.len()).rev() {
                let value = std::mem::replace(&mut frame.slots[at], EMPTY);
                self.drop_ref(value);
            }
            if self.exact {
                self.forget_handled(frame, block.handled);
            }
            frame.pending = exc;
            frame.pc = block.handler;
            return true;
        }
        false
    }

    pub(super) fn unbound_local(&mut self, name: Symbol) -> Stop {
        let words = if self.version() >= crate::exec::value::message::V311 {
            format!("cannot access local variable '{name}' where it is not associated with a value")
        } else {
            format!("local variable '{name}' referenced before assignment")
        };
        self.error(statics::UNBOUND_LOCAL_ERROR, &words)
    }

    pub(super) fn unbound_cell(&mut self, local: crate::ir::Local) -> Stop {
        let name = local.name;
        if local.kind == LocalKind::Cell {
            return self.unbound_local(name);
        }
        let words = if self.version() >= crate::exec::value::message::V311 {
            format!(
                "cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
            )
        } else {
            format!("free variable '{name}' referenced before assignment in enclosing scope")
        };
        self.error(statics::NAME_ERROR, &words)
    }

    pub(super) fn unbound_name(&mut self, name: Symbol) -> Stop {
        self.error(statics::NAME_ERROR, &format!("name '{name}' is not defined"))
    }

    pub(super) fn exact_attr(&mut self, obj: ObjId, name: Symbol) -> Step<Option<ObjId>> {
        let value = self.get_attr(obj, name)?;
        if value.is_none() && self.is_argument(obj) {
            return Ok(Some(self.argument_attr(obj, name)));
        }
        if value.is_none() {
            return Ok(self.unknown_of(&[], &format!("attribute {name}")));
        }
        Ok(value)
    }

    pub(super) fn exact_store_attr(&mut self, obj: ObjId, name: Symbol, value: ObjId) -> Step<bool> {
        let done = self.set_attr(obj, name, value)?;
        if !done && self.is_argument(obj) {
            self.put_attr(obj, Label::attr(name), value);
            return Ok(true);
        }
        if !done {
            return Ok(self.unknown_of(&[value], "a store to an attribute of an unknown value").is_some());
        }
        Ok(done)
    }

    pub(super) fn exact_delete_attr(&mut self, obj: ObjId, name: Symbol) -> Step<bool> {
        let done = self.del_attr(obj, name)?;
        if !done {
            return Ok(self.unknown_of(&[], "the removal of an attribute of an unknown value").is_some());
        }
        Ok(done)
    }

    pub(super) fn exact_method(&mut self, obj: ObjId, name: Symbol) -> Step<Option<(ObjId, ObjId)>> {
        let pair = self.get_method(obj, name)?;
        if pair.is_none() {
            let unknown = self.unknown_of(&[obj], &format!("method {name}"));
            return Ok(unknown.map(|value| (value, EMPTY)));
        }
        Ok(pair)
    }

    pub(super) fn exact_super(&mut self, class: ObjId, instance: ObjId, name: Symbol) -> Step<Option<ObjId>> {
        let value = self.super_lookup(class, instance, name)?;
        if value.is_none() {
            return Ok(self.unknown_of(&[], "super"));
        }
        Ok(value)
    }

    pub(super) fn exact_builtin(&mut self, name: Symbol) -> Option<ObjId> {
        if name.as_str() == "memoryview" {
            return self.view_class();
        }
        let found = super::native::find(&format!("builtins.{name}")).map(statics::native);
        if found.is_none() && super::attribute::BUILTINS.contains(&name.as_str()) {
            return self.unknown_of(&[], name.as_str());
        }
        found
    }

    pub(super) fn exact_call(&mut self, callee: ObjId, args: &Args) -> Step<Option<ObjId>> {
        let library = !self.natives.guessing && self.is_library_code(callee);
        let calls_back = library && args.positional.iter().any(|value| self.is_code(*value));
        self.natives.containers += u32::from(library);
        let result = self.invoke(callee, args);
        self.natives.containers -= u32::from(library);
        if library && (self.natives.guessing || self.natives.abandons) {
            // What would still have called back may have printed.
            let unsure = self.natives.abandons && calls_back;
            let value = self.contained(result);
            if unsure {
                self.lose_exactness(LossKind::UnknownBranch, "a call of an unknown value with code to run");
            }
            return Ok(Some(value));
        }
        let result = result?;
        if result.is_none() {
            let mut operands = args.positional.clone();
            operands.extend(args.keywords.iter().map(|(_, value)| *value));
            operands.extend([args.star, args.double_star].into_iter().flatten());
            operands.push(callee);
            // What is handed code to run may print, now or later: the lines after it have no place.
            if operands.iter().any(|value| self.is_code(*value)) {
                self.lose_exactness(LossKind::UnknownBranch, "a call of an unknown value with code to run");
            }
            return Ok(self.unknown_of(&operands, "a call of an unknown value"));
        }
        Ok(result)
    }

    /// `memoryview`, which is modelled in Python.
    fn view_class(&mut self) -> Option<ObjId> {
        let module = self.import_library(Symbol::new("_buffers"), true).ok()??;
        let class = self.get_attr(module, Symbol::new("memoryview")).ok().flatten();
        self.drop_ref(module);
        class
    }

    /// A function or class of a library model that the program itself is about to call.
    fn is_library_code(&self, callee: ObjId) -> bool {
        let in_program = self.natives.stack.last().is_some_and(|level| level.code.unit == 0);
        in_program
            && match (self.kind(callee), self.payload(callee)) {
                (Kind::Function, Payload::Code(code)) => super::machine::CodeRef::unpack(*code).unit != 0,
                (Kind::Class, _) => self.is_library_class(callee),
                _ => false,
            }
    }

    /// The library had to guess about an unknown argument: its result is not known, the program's
    /// own way still is.
    fn contained(&mut self, result: Step<Option<ObjId>>) -> ObjId {
        self.natives.guessing = false;
        self.natives.abandons = false;
        match result {
            Ok(Some(value)) | Err(Stop::Raise(value)) => self.drop_ref(value),
            Ok(None) | Err(Stop::Halt) => {}
        }
        statics::UNKNOWN
    }

    /// A function of the program, or something that holds one to call.
    fn is_code(&self, value: ObjId) -> bool {
        matches!(self.kind(value), Kind::Function | Kind::Method | Kind::Partial | Kind::Generator)
    }

    pub(super) fn exact_build_class(
        &mut self,
        function: ObjId,
        name: Symbol,
        args: &Args,
    ) -> Step<Option<ObjId>> {
        let class = self.make_class_statement(function, name, args)?;
        if class.is_none() {
            return Ok(self.unknown_of(&[], "a class statement"));
        }
        Ok(class)
    }

    pub(super) fn exact_import(
        &mut self,
        _frame: &Frame,
        module: Symbol,
        level: u16,
        fromlist: bool,
    ) -> Step<Option<ObjId>> {
        let found = if level == 0 { self.import_library(module, fromlist)? } else { None };
        if found.is_none() {
            return Ok(self.unknown_of(&[], &format!("module {module}")));
        }
        Ok(found)
    }

    pub(super) fn exact_import_from(&mut self, module: ObjId, name: Symbol) -> Step<Option<ObjId>> {
        let value = match self.get_attr(module, name) {
            Err(Stop::Raise(exc)) if self.is_a(exc, statics::ATTRIBUTE_ERROR) => {
                self.drop_ref(exc);
                // Where the module's file lies is not known.
                let from = self.own_text(module, "__name__").unwrap_or_default();
                let words = format!("cannot import name '{name}' from '{from}' (?)");
                return Err(self.error(statics::IMPORT_ERROR, &words));
            }
            value => value?,
        };
        if value.is_none() {
            return Ok(self.unknown_of(&[], &format!("import of {name}")));
        }
        Ok(value)
    }

    pub(super) fn exact_intrinsic(
        &mut self,
        frame: &mut Frame,
        kind: Intrinsic,
        inputs: &[ObjId],
    ) -> Step<Option<ObjId>> {
        match (kind, inputs) {
            (Intrinsic::ListToTuple, [list]) => {
                let items = self.elements(*list);
                let items = self.share_all(&items);
                let tuple = self.new_tuple(items);
                self.drop_ref(*list);
                Ok(Some(tuple))
            }
            (Intrinsic::PrepReraiseStar, &[original, list]) => Ok(Some(self.gather_raised(original, list)?)),
            (Intrinsic::AsyncGenWrap, [value]) => Ok(Some(self.wrap_yielded(*value))),
            (Intrinsic::AssertionError, _) => {
                Ok(Some(self.new_exception(statics::ASSERTION_ERROR, inputs.to_vec())))
            }
            (Intrinsic::ImportStar, &[module]) => {
                let done = self.import_all(frame, module)?;
                self.drop_ref(module);
                Ok(done.or_else(|| self.unknown_of(&[], "the names of an unknown module")))
            }
            (
                Intrinsic::TypeVar
                | Intrinsic::ParamSpec
                | Intrinsic::TypeVarTuple
                | Intrinsic::SubscriptGeneric
                | Intrinsic::TypeAlias,
                _,
            ) => {
                let made = self.type_parameter(kind, inputs)?;
                if made.is_some() {
                    self.drop_all(inputs.to_vec());
                }
                Ok(made.or_else(|| self.unknown_of(inputs, "a type parameter")))
            }
            _ => Ok(self.unknown_of(inputs, "an operation that is not modelled")),
        }
    }

    pub(super) fn exact_match_exception(&mut self, exc: ObjId, class: ObjId) -> Step<Option<bool>> {
        if !self.exact {
            return Ok(None);
        }
        let caught = self.caught_by(exc, class)?;
        if caught.is_none() {
            self.lose_exactness(LossKind::UnknownBranch, "an unknown exception");
        }
        Ok(caught.or(self.exact.then_some(true)))
    }

    pub(super) fn exact_raise(
        &mut self,
        _frame: &mut Frame,
        exc: Option<ObjId>,
        cause: Option<ObjId>,
    ) -> Step<Option<Stop>> {
        let stop = self.raise_known(exc, cause)?;
        if stop.is_none() {
            let raised = self.unknown_of(&[], "an unknown exception");
            return Ok(raised.map(Stop::Raise));
        }
        Ok(stop)
    }

    pub(super) fn exact_with_enter(
        &mut self,
        manager: ObjId,
        is_async: bool,
    ) -> Step<Option<(ObjId, ObjId)>> {
        let pair = if is_async { None } else { self.enter_with(manager)? };
        if pair.is_none() {
            let unknown = self.unknown_of(&[manager], "a context manager");
            return Ok(unknown.map(|value| (value, value)));
        }
        Ok(pair)
    }

    pub(super) fn exact_with_exit(
        &mut self,
        leave: ObjId,
        exc: ObjId,
        is_async: bool,
    ) -> Step<Option<ObjId>> {
        let result = if is_async { None } else { self.exit_with(leave, exc)? };
        if result.is_none() {
            // An unknown manager lets exceptions pass.
            return Ok(self.unknown_of(&[], "a context manager").map(|_| statics::FALSE));
        }
        Ok(result)
    }

    pub(super) fn exact_match(&mut self, frame: &mut Frame, body: &Body, inst: Inst) -> Step<bool> {
        self.match_known(frame, body, inst)
    }
}
