//! Calls when everything is known: arguments bound to parameters, bodies run, natives called.
//!
//! Up to 3.10 the caller keeps the arguments until the call is over, so a callee sees one reference
//! more and its parameters die last; from 3.11 on they move into the callee's frame.

use crate::base::Symbol;
use crate::exec::call::Args;
use crate::exec::flow::Flow;
use crate::exec::machine::{CodeRef, EMPTY, Frame, Machine, Step, Stop};
use crate::exec::native::{self, Modelled};
use crate::exec::value::message;
use crate::exec::{limits, statics};
use crate::heap::{Kind, Label, ObjId, Payload, SymbolKey};
use crate::ir::{Body, LocalKind, ParamKind};
use crate::summary::LossKind;

impl Machine {
    /// Calls with owned callee and arguments. `None` where that is not modelled: nothing is consumed.
    pub(in crate::exec) fn invoke(&mut self, callee: ObjId, args: &Args) -> Modelled<ObjId> {
        let by_instruction = std::mem::take(&mut self.natives.by_instruction);
        let direct = std::mem::take(&mut self.natives.direct);
        if args.star.is_some() || args.double_star.is_some() {
            return Ok(None);
        }
        if callee == statics::SOME_SCALAR {
            return Ok(Some(self.settle_call(callee, args, statics::SOME_SCALAR)));
        }
        if self.is_vague(callee) {
            return Ok(None);
        }
        match self.kind(callee) {
            Kind::Function => {
                self.natives.direct = direct;
                self.call_function(callee, args, by_instruction).map(Some)
            }
            Kind::Method => {
                self.natives.direct = direct;
                self.call_bound(callee, args, by_instruction)
            }
            Kind::Native => self.call_native(callee, args),
            Kind::Class => {
                let result = self.instantiate(callee, args);
                self.conclude_call(callee, args, result)
            }
            Kind::Partial => {
                let result = self.call_partial(callee, args);
                self.conclude_call(callee, args, result)
            }
            Kind::WeakRef
                if self.class(callee) == statics::WEAKREF || self.overrides(callee, "__call__").is_none() =>
            {
                self.call_weakref(callee, args)
            }
            Kind::Descriptor
                if self.version() >= message::V310 && self.class(callee) == statics::STATICMETHOD =>
            {
                let function = self.heap.target(callee, Label::Func).unwrap_or(statics::UNKNOWN);
                let function = self.share(function);
                self.drop_ref(callee);
                self.invoke(function, args)
            }
            _ if self.is_alias(callee) => {
                let origin = self.inner_parts(callee).first().copied().unwrap_or(statics::UNKNOWN);
                let origin = self.share(origin);
                self.drop_ref(callee);
                self.invoke(origin, args)
            }
            _ => self.call_instance(callee, args),
        }
    }

    fn call_bound(&mut self, callee: ObjId, args: &Args, by_instruction: bool) -> Modelled<ObjId> {
        let function = self.heap.target(callee, Label::Func).unwrap_or(statics::UNKNOWN);
        let target = self.heap.target(callee, Label::SelfArg).unwrap_or(statics::UNKNOWN);
        let (function, target) = (self.share(function), self.share(target));
        let mut inner = args.clone();
        inner.positional.insert(0, target);
        // From 3.11 on the bound method goes once it is unpacked into the callee's frame.
        if self.version() >= message::V311 {
            self.drop_ref(callee);
            return self.invoke(function, &inner);
        }
        let held = if by_instruction { self.share_all(&args.positional) } else { Vec::new() };
        let result = self.invoke(function, &inner);
        self.drop_all(held.into_iter().rev().collect());
        self.drop_ref(callee);
        result
    }

    /// A weak reference gives its referent; a proxy passes the call on.
    fn call_weakref(&mut self, callee: ObjId, args: &Args) -> Modelled<ObjId> {
        if !matches!(self.class(callee), statics::WEAKPROXY | statics::WEAKCALLABLEPROXY) {
            let target = self.heap.target(callee, Label::Referent).unwrap_or(statics::NONE);
            let target = self.share(target);
            return Ok(Some(self.settle_call(callee, args, target)));
        }
        let target = self.proxied(callee)?;
        let target = self.share(target);
        let result = self.invoke(target, args);
        self.drop_ref(callee);
        result
    }

    fn call_instance(&mut self, callee: ObjId, args: &Args) -> Modelled<ObjId> {
        let Some(method) = self.overrides(callee, "__call__") else {
            let class = self.type_name_of(callee);
            self.settle_call(callee, args, statics::NONE);
            return Err(self.type_error(&message::not_callable(&class)));
        };
        if self.is_too_deep() {
            self.settle_call(callee, args, statics::NONE);
            return Err(self.too_deep(""));
        }
        let method = self.share(method);
        let mut inner = args.clone();
        inner.positional.insert(0, self.share(callee));
        // The stack keeps the arguments, and so does a tuple that C code passes on.
        let mut held = self.hold_arguments(args);
        held.extend(self.hold_arguments(args));
        self.call_depth += 1;
        let result = self.invoke(method, &inner);
        self.call_depth -= 1;
        self.drop_all(held);
        self.drop_ref(callee);
        result
    }

    /// Releases callee and arguments after a call that borrowed them.
    fn settle_call(&mut self, callee: ObjId, args: &Args, result: ObjId) -> ObjId {
        for value in &args.positional {
            self.drop_ref(*value);
        }
        for (_, value) in &args.keywords {
            self.drop_ref(*value);
        }
        self.drop_ref(callee);
        result
    }

    fn conclude_call(&mut self, callee: ObjId, args: &Args, result: Step<Option<ObjId>>) -> Modelled<ObjId> {
        match result {
            Ok(None) => Ok(None),
            Ok(Some(value)) => Ok(Some(self.settle_call(callee, args, value))),
            Err(stop) => {
                self.settle_call(callee, args, statics::NONE);
                Err(stop)
            }
        }
    }

    fn call_native(&mut self, callee: ObjId, args: &Args) -> Modelled<ObjId> {
        let Payload::Native(id) = *self.payload(callee) else { return Ok(None) };
        let result = match self.heap.target(callee, Label::SelfArg) {
            Some(target) => {
                let mut inner = args.clone();
                inner.positional.insert(0, target);
                native::run(self, id, &inner)
            }
            None if self.class(callee) == statics::WRAPPER => {
                // A slot wrapper gets its arguments in a tuple.
                let held = self.hold_arguments(args);
                let result = native::run(self, id, args);
                self.drop_all(held);
                result
            }
            None => native::run(self, id, args),
        };
        let result = match result {
            // What is unknown may well have been of the right type.
            Err(Stop::Raise(exc))
                if self.is_a(exc, statics::TYPE_ERROR)
                    && args.positional.iter().any(|arg| self.is_vague(*arg)) =>
            {
                self.drop_ref(exc);
                Ok(None)
            }
            result => result,
        };
        if matches!(result, Ok(None)) {
            self.give_up(native::name_of(id));
        }
        self.conclude_call(callee, args, result)
    }

    /// A callee in an error about its arguments: `print()`, `__main__.f()`.
    pub(in crate::exec) fn callee_name(&mut self, callee: ObjId) -> String {
        let qualified = match self.get_attr(callee, Symbol::new("__qualname__")) {
            Ok(Some(name)) => self.text(name).map(|name| name.to_string()),
            _ => None,
        };
        let Some(qualified) = qualified else { return self.type_name_of(callee) + " object" };
        let from_39 = self.version() >= message::V39;
        if !from_39 || self.kind(callee) == Kind::Native || statics::is_type(callee) {
            return format!("{qualified}()");
        }
        let module = match self.get_attr(callee, Symbol::new("__module__")) {
            Ok(Some(name)) => self.text(name).map(|name| name.to_string()),
            _ => None,
        };
        match module {
            Some(module) if module != "builtins" => format!("{module}.{qualified}()"),
            _ => format!("{qualified}()"),
        }
    }

    /// Whether one more body would exceed the program's recursion limit, or ours.
    pub(in crate::exec) fn is_too_deep(&self) -> bool {
        let limit = u32::try_from(self.natives.recursion_limit).unwrap_or(0).min(limits::RECURSION);
        self.call_depth + 1 >= limit
    }

    /// The end of a recursion without bottom: an error of the program's, or our own limit.
    pub(in crate::exec) fn too_deep(&mut self, place: &str) -> Stop {
        if self.natives.recursion_limit > i64::from(limits::RECURSION) {
            self.lose(LossKind::OutOfFuel, "a recursion too deep to follow");
            return Stop::Halt;
        }
        self.error(statics::RECURSION_ERROR, &format!("maximum recursion depth exceeded{place}"))
    }

    /// Runs a function of the program; callee and arguments are consumed.
    fn call_function(&mut self, function: ObjId, args: &Args, by_instruction: bool) -> Step<ObjId> {
        let direct = std::mem::take(&mut self.natives.direct);
        let Payload::Code(code) = *self.payload(function) else { return Err(Stop::Halt) };
        let code = CodeRef::unpack(code);
        if self.is_too_deep() {
            self.settle_call(function, args, statics::NONE);
            return Err(self.too_deep(""));
        }
        let unit = self.unit(code);
        let body = &unit.bodies[code.body];
        let mut frame = self.frame(code, EMPTY, EMPTY);
        if let Some(globals) = self.heap.target(function, Label::Globals) {
            frame.globals = globals;
        }
        let kept = by_instruction && self.version() < message::V311;
        let held: Vec<ObjId> = if kept {
            args.positional.iter().chain(args.keywords.iter().map(|(_, value)| value)).copied().collect()
        } else {
            Vec::new()
        };
        let held = self.share_all(&held);
        if let Err(stop) = self.bind_arguments(&mut frame, body, function, args) {
            self.clear_frame(&mut frame, body);
            self.drop_all(held);
            self.drop_ref(function);
            return Err(stop);
        }
        self.fill_closure(&mut frame, body, function);
        self.make_cells(&mut frame, body);
        let result = if body.is_generator || body.is_async {
            Ok(self.new_generator(frame, body, function))
        } else {
            self.collect_at_check();
            self.call_depth += 1;
            self.natives.direct = direct && self.natives.stack.last().is_some_and(|level| level.is_direct);
            let result = self.run_frame(&mut frame, body);
            self.call_depth -= 1;
            result
        };
        // The caller's stack is popped from its top.
        self.drop_all(held.into_iter().rev().collect());
        self.drop_ref(function);
        result
    }

    /// Runs a frame to its end and clears it.
    pub(in crate::exec) fn run_frame(&mut self, frame: &mut Frame, body: &Body) -> Step<ObjId> {
        let site = self.site;
        let depth = self.natives.handled.len();
        self.push_level(frame);
        let flow = stacker::maybe_grow(256 * 1024, 8 * 1024 * 1024, || self.run_body(frame));
        self.pop_level(frame);
        self.natives.handled.truncate(depth);
        if !self.exact {
            return match flow {
                Flow::Return(value) => Ok(value),
                Flow::Raise(exc) => Err(Stop::Raise(exc)),
                Flow::Halt => Err(Stop::Halt),
                _ => Ok(statics::UNKNOWN),
            };
        }
        self.end_frame(frame, body);
        self.site = site;
        if let Some(level) = self.natives.stack.last() {
            self.heap.set_place(crate::base::FileId(level.code.unit), site);
        }
        match flow {
            Flow::Return(value) => Ok(value),
            Flow::Raise(exc) => Err(Stop::Raise(exc)),
            _ => Err(Stop::Halt),
        }
    }

    /// Order in which a frame lets go of its slots.
    fn slot_order(body: &Body, slots: usize) -> Vec<usize> {
        let params = body.params.len();
        let rank = |at: usize| match body.locals.get(at).map(|local| local.kind) {
            _ if at < params => 0,
            Some(LocalKind::Fast) => 0,
            Some(LocalKind::Cell) => 1,
            Some(LocalKind::Free) => 2,
            None => 3,
        };
        let mut order: Vec<usize> = (0..slots).collect();
        order.sort_by_key(|at| rank(*at));
        order
    }

    /// Releases everything a frame holds.
    pub(in crate::exec) fn clear_frame(&mut self, frame: &mut Frame, body: &Body) {
        for exc in std::mem::take(&mut frame.handled) {
            self.drop_ref(exc);
        }
        for at in Self::slot_order(body, frame.slots.len()) {
            let value = std::mem::replace(&mut frame.slots[at], EMPTY);
            self.drop_ref(value);
        }
    }

    /// A frame is left: what a traceback still refers to keeps its locals, anything else lets go.
    pub(in crate::exec) fn end_frame(&mut self, frame: &mut Frame, body: &Body) {
        let object = std::mem::replace(&mut frame.object, EMPTY);
        if object != EMPTY && self.heap.count(object).is_some_and(|count| count > 1) {
            self.natives.ended_at.insert(object, self.site);
            for exc in std::mem::take(&mut frame.handled) {
                self.drop_ref(exc);
            }
            for at in Self::slot_order(body, frame.slots.len()) {
                let value = std::mem::replace(&mut frame.slots[at], EMPTY);
                if value == EMPTY {
                    continue;
                }
                match body.locals.get(at) {
                    Some(local) => self.hold(object, Label::local(local.name), value),
                    None => self.drop_ref(value),
                }
            }
            self.link_back(object);
        } else {
            self.clear_frame(frame, body);
        }
        self.drop_ref(object);
    }

    // --- arguments

    /// Moves owned arguments into the parameter slots.
    fn bind_arguments(&mut self, frame: &mut Frame, body: &Body, function: ObjId, args: &Args) -> Step<()> {
        let mut positional = args.positional.iter().copied();
        let mut by_position = 0;
        let mut star = None;
        let mut double_star = None;
        for (at, param) in body.params.iter().enumerate() {
            match param.kind {
                ParamKind::PositionalOnly | ParamKind::Positional => {
                    if let Some(value) = positional.next() {
                        frame.slots[at] = value;
                        by_position += 1;
                    }
                }
                ParamKind::Star => star = Some(at),
                ParamKind::DoubleStar => double_star = Some(at),
                ParamKind::KeywordOnly => {}
            }
        }
        let extra: Vec<ObjId> = positional.collect();
        let too_many = !extra.is_empty() && star.is_none();
        if let Some(at) = star {
            frame.slots[at] = self.new_tuple(extra);
        } else {
            self.drop_all(extra);
        }
        let mut rest = Vec::new();
        let mut wrong = None;
        for (name, value) in &args.keywords {
            let named = |p: &crate::ir::Param| {
                p.name == *name && matches!(p.kind, ParamKind::Positional | ParamKind::KeywordOnly)
            };
            match body.params.iter().position(named) {
                Some(at) if frame.slots[at] == EMPTY => frame.slots[at] = *value,
                Some(_) => {
                    wrong = wrong.or(Some(format!("got multiple values for argument '{name}'")));
                    self.drop_ref(*value);
                }
                None => rest.push((*name, *value)),
            }
        }
        if let Some(at) = double_star {
            let dict = self.new_dict();
            frame.slots[at] = dict;
            for (name, value) in rest {
                let key = self.interned(name);
                self.dict_set(dict, key, value)?;
            }
        } else if let Some((name, _)) = rest.first() {
            let positional_only =
                body.params.iter().any(|p| p.name == *name && p.kind == ParamKind::PositionalOnly);
            let words = if positional_only {
                format!("got some positional-only arguments passed as keyword arguments: '{name}'")
            } else {
                format!("got an unexpected keyword argument '{name}'")
            };
            wrong = wrong.or(Some(words));
            for (_, value) in rest {
                self.drop_ref(value);
            }
        }
        let shown = self.function_name(function, body);
        if let Some(words) = wrong {
            return Err(self.type_error(&format!("{shown}() {words}")));
        }
        if too_many {
            return Err(self.too_many(&shown, frame, body, args));
        }
        self.bind_defaults(frame, body, function, by_position, &shown)
    }

    /// How errors name a function: its qualified name from 3.10 on.
    fn function_name(&self, function: ObjId, body: &Body) -> String {
        if self.version() < message::V310 {
            return body.name.as_str().to_owned();
        }
        let given = self.heap.target(function, Label::attr(Symbol::new("__qualname__")));
        let given = given.and_then(|name| self.text(name)).map(|name| name.to_string());
        given.unwrap_or_else(|| body.qualname.as_str().to_owned())
    }

    fn too_many(&mut self, shown: &str, frame: &Frame, body: &Body, args: &Args) -> Stop {
        let is_positional = |kind| matches!(kind, ParamKind::PositionalOnly | ParamKind::Positional);
        let wanted = body.params.iter().filter(|p| is_positional(p.kind)).count();
        let defaults = body.params.iter().filter(|p| is_positional(p.kind) && p.has_default).count();
        let keyword_only = body
            .params
            .iter()
            .enumerate()
            .filter(|(at, p)| p.kind == ParamKind::KeywordOnly && frame.slots[*at] != EMPTY)
            .count();
        let words =
            message::too_many_positional(shown, wanted, defaults, args.positional.len(), keyword_only);
        self.type_error(&words)
    }

    fn bind_defaults(
        &mut self,
        frame: &mut Frame,
        body: &Body,
        function: ObjId,
        _by_position: usize,
        shown: &str,
    ) -> Step<()> {
        let is_positional = |kind| matches!(kind, ParamKind::PositionalOnly | ParamKind::Positional);
        let wanted = body.params.iter().filter(|p| is_positional(p.kind)).count();
        let defaults = self.labelled(function, |label| matches!(label, Label::Default(_)));
        let mut missing = Vec::new();
        let mut missing_keyword_only = Vec::new();
        let mut number = 0;
        for (at, param) in body.params.iter().enumerate() {
            let positional = is_positional(param.kind);
            let place = number;
            number += usize::from(positional);
            if frame.slots[at] != EMPTY || matches!(param.kind, ParamKind::Star | ParamKind::DoubleStar) {
                continue;
            }
            let default = if positional {
                (place + defaults.len()).checked_sub(wanted).and_then(|at| defaults.get(at).copied())
            } else {
                self.heap.target(function, Label::KwDefault(SymbolKey(param.name)))
            };
            match default {
                Some(value) => frame.slots[at] = self.share(value),
                None if positional => missing.push(param.name.as_str()),
                None => missing_keyword_only.push(param.name.as_str()),
            }
        }
        let words = if !missing.is_empty() {
            message::missing_arguments(shown, "positional", &missing)
        } else if !missing_keyword_only.is_empty() {
            message::missing_arguments(shown, "keyword-only", &missing_keyword_only)
        } else {
            return Ok(());
        };
        Err(self.type_error(&words))
    }

    fn call_partial(&mut self, partial: ObjId, args: &Args) -> Modelled<ObjId> {
        let function = self.heap.target(partial, Label::Func).unwrap_or(statics::UNKNOWN);
        let mut positional = self.labelled(partial, |label| matches!(label, Label::Arg(_)));
        positional.extend(&args.positional);
        let mut keywords: Vec<(Symbol, ObjId)> = Vec::new();
        if let Some(object) = self.heap.get(partial) {
            for reference in &object.refs {
                if let Label::Keyword(name) = reference.label {
                    keywords.push((name.0, reference.target));
                }
            }
        }
        keywords.retain(|(name, _)| !args.keywords.iter().any(|(given, _)| given == name));
        keywords.extend(&args.keywords);
        if let Payload::Native(id) = *self.payload(function)
            && self.heap.is_static(function)
        {
            return native::run(self, id, &Args { positional, keywords, ..Args::default() });
        }
        let positional = self.share_all(&positional);
        let keywords = keywords.into_iter().map(|(name, value)| (name, self.share(value))).collect();
        let function = self.share(function);
        let result = self.call(function, Args { positional, keywords, ..Args::default() })?;
        Ok(self.exact.then_some(result))
    }
}
