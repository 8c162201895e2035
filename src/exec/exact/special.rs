//! Attributes that built-in kinds compute: `f.__name__`, `e.__traceback__`, `c.cell_contents`.

use super::lines::code_names;
use crate::base::Symbol;
use crate::exec::machine::{CodeRef, Machine, Step};
use crate::exec::native::Modelled;
use crate::exec::statics;
use crate::exec::value::{Scalar, message};
use crate::heap::{Kind, Label, ObjId, Payload, SymbolKey};
use crate::ir::{LocalKind, ParamKind};

impl Machine {
    /// An attribute that most objects have: the inner value is `None` when there is no such one.
    fn common_attr(&mut self, obj: ObjId, name: Symbol) -> Modelled<Option<ObjId>> {
        let class = self.class(obj);
        Ok(Some(match name.as_str() {
            "__class__" => Some(self.share(class)),
            "__dict__" if self.has_dict(obj) => Some(self.namespace_dict(obj)),
            "__weakref__" if self.has_weakref(obj) => Some(statics::NONE),
            "__doc__" if self.kind(obj) == Kind::Property => match self.heap.target(obj, Label::Inner(0)) {
                Some(getter) => self.get_attr(getter, name)?,
                None => Some(statics::NONE),
            },
            "__isabstractmethod__" if matches!(self.kind(obj), Kind::Property | Kind::Descriptor) => {
                self.is_abstract(obj)?.map(|known| self.new_bool(known))
            }
            "__doc__" if self.kind(obj) != Kind::Function => {
                self.lookup(class, name).is_none().then_some(statics::NONE)
            }
            "__module__" if self.kind(obj) != Kind::Function => {
                if let Payload::Native(native) = *self.payload(obj) {
                    // The module of a function; a method that is bound has none.
                    return Ok(match crate::exec::native::module_of(native) {
                        Some(owner) => Some(Some(self.new_str(owner))),
                        None if !self.heap.is_static(obj) => Some(Some(statics::NONE)),
                        None => Some(None),
                    });
                }
                if statics::is_type(class) {
                    return Ok(Some(None));
                }
                let module = self.class_module(class);
                Some(self.new_str(&module))
            }
            _ => return Ok(None),
        }))
    }

    /// An attribute that an object's kind gives, owned; `None` when it gives none of that name.
    pub(in crate::exec) fn special_attr(&mut self, obj: ObjId, name: Symbol) -> Modelled<ObjId> {
        if let Some(found) = self.common_attr(obj, name)? {
            return Ok(found);
        }
        let part = |m: &mut Machine, label: Label| m.heap.target(obj, label).map(|part| m.share(part));
        let or_none = |m: &mut Machine, label: Label| Some(part(m, label).unwrap_or(statics::NONE));
        Ok(match (self.kind(obj), name.as_str()) {
            (Kind::Function, _) => return self.function_attr(obj, name),
            (Kind::Method, "__self__") => part(self, Label::SelfArg),
            (Kind::Native, "__self__") if !self.heap.is_static(obj) => part(self, Label::SelfArg),
            (Kind::Method, "__func__") => part(self, Label::Func),
            (Kind::Method, _) => match self.heap.target(obj, Label::Func) {
                Some(function) => return self.get_attr(function, name).map(Some).map(Option::flatten),
                None => None,
            },
            (Kind::Descriptor, "__func__" | "__wrapped__") => part(self, Label::Func),
            (Kind::Native, "__self__") if self.heap.is_static(obj) => {
                let Payload::Native(native) = *self.payload(obj) else { return Ok(None) };
                let Some(owner) = crate::exec::native::module_of(native) else { return Ok(None) };
                self.import_library(Symbol::new(owner), true)?
            }
            (Kind::Native, "__name__" | "__qualname__") => match *self.payload(obj) {
                Payload::Native(native) => {
                    let dotted = crate::exec::native::name_of(native);
                    let (owner, last) = dotted.rsplit_once('.').unwrap_or(("", dotted));
                    let is_method = name.as_str() == "__qualname__" && !crate::exec::native::is_module(owner);
                    Some(self.new_str(if is_method { dotted } else { last }))
                }
                _ => None,
            },
            (Kind::Cell, "cell_contents") => match part(self, Label::Content) {
                Some(content) => Some(content),
                None => return Err(self.value_error("Cell is empty")),
            },
            (Kind::Exception, "__traceback__") => or_none(self, Label::Traceback),
            (Kind::Exception, "__cause__") => or_none(self, Label::Cause),
            (Kind::Exception, "__context__") => or_none(self, Label::Context),
            (Kind::Exception, "__suppress_context__") => {
                let known = self.heap.target(obj, Label::Cause).is_some() || self.suppresses(obj);
                Some(self.new_bool(known))
            }
            (Kind::Exception, _) => return self.exception_field(obj, name),
            (Kind::Traceback, "tb_frame") => part(self, Label::Frame),
            (Kind::Traceback, "tb_next") => or_none(self, Label::TracebackNext),
            (Kind::Traceback, "tb_lineno") => {
                let line = self.traceback_line(obj);
                Some(self.line_value(line))
            }
            (Kind::Frame, _) => return self.frame_attr(obj, name),
            (Kind::WeakRef, "__callback__") => or_none(self, Label::Callback),
            (Kind::Partial, "func" | "args" | "keywords") => return self.partial_attr(obj, name).map(Some),
            (Kind::Property, "fget") => or_none(self, Label::Inner(0)),
            (Kind::Property, "fset") => or_none(self, Label::Inner(1)),
            (Kind::Property, "fdel") => or_none(self, Label::Inner(2)),
            (Kind::Slice, "start") => part(self, Label::Inner(0)),
            (Kind::Slice, "stop") => part(self, Label::Inner(1)),
            (Kind::Slice, "step") => part(self, Label::Inner(2)),
            (Kind::Deque, "maxlen") => {
                let most = self.deque_limit(obj);
                Some(most.map_or(statics::NONE, |most| self.new_int(most)))
            }
            (Kind::Dict, "default_factory") if self.is_a(obj, statics::DEFAULTDICT) => {
                or_none(self, Label::Func)
            }
            (Kind::External, _) if self.class(obj) == statics::CODE => self.code_attr(obj, name),
            (Kind::External, _) if matches!(self.class(obj), statics::UNION | statics::GENERIC_ALIAS) => {
                return self.generic_attr(obj, name);
            }
            _ if matches!(self.class(obj), statics::MEMBER | statics::GETSET) => self.member_attr(obj, name),
            (Kind::Generator | Kind::Coroutine | Kind::AsyncGenerator, _) => {
                return self.generator_attr(obj, name);
            }
            _ => self.scalar_attr(obj, name),
        })
    }

    /// Whether a function behind a descriptor is marked as abstract.
    fn is_abstract(&mut self, descriptor: ObjId) -> Modelled<bool> {
        let parts = self.labelled(descriptor, |label| matches!(label, Label::Func | Label::Inner(_)));
        for part in parts {
            let mark = match self.get_attr(part, Symbol::new("__isabstractmethod__")) {
                Ok(Some(mark)) => mark,
                Ok(None) => return Ok(None),
                Err(stop) => {
                    self.swallow(stop, statics::ATTRIBUTE_ERROR)?;
                    continue;
                }
            };
            let truth = self.known_truth(mark);
            self.drop_ref(mark);
            match truth? {
                Some(false) => {}
                known => return Ok(known),
            }
        }
        Ok(Some(false))
    }

    /// Name and class of the descriptor of a slot.
    fn member_attr(&mut self, member: ObjId, name: Symbol) -> Option<ObjId> {
        match (name.as_str(), self.payload(member).clone()) {
            ("__name__" | "__qualname__", Payload::Name(own)) => Some(self.interned(own)),
            ("__objclass__", _) => {
                let class = self.heap.target(member, Label::ClassOf)?;
                Some(self.share(class))
            }
            _ => None,
        }
    }

    fn partial_attr(&mut self, partial: ObjId, name: Symbol) -> Step<ObjId> {
        let held: Vec<_> = self
            .heap
            .get(partial)
            .map_or(Vec::new(), |object| object.refs.iter().map(|r| (r.label, r.target)).collect());
        if name.as_str() == "keywords" {
            let dict = self.new_dict();
            for (label, value) in held {
                if let Label::Keyword(name) = label {
                    let (key, value) = (self.interned(name.0), self.share(value));
                    self.dict_set(dict, key, value)?;
                }
            }
            return Ok(dict);
        }
        let wanted = |label| match label {
            Label::Func => name.as_str() == "func",
            Label::Arg(_) => name.as_str() == "args",
            _ => false,
        };
        let parts: Vec<ObjId> = held.into_iter().filter(|(l, _)| wanted(*l)).map(|(_, v)| v).collect();
        let parts = self.share_all(&parts);
        match (name.as_str(), parts.as_slice()) {
            ("func", [function]) => Ok(*function),
            _ => Ok(self.new_tuple(parts)),
        }
    }

    fn scalar_attr(&mut self, obj: ObjId, name: Symbol) -> Option<ObjId> {
        if let Payload::Range { start, stop, step } = *self.payload(obj) {
            let number = match name.as_str() {
                "start" => start,
                "stop" => stop,
                "step" => step,
                _ => return None,
            };
            return Some(self.new_int(number));
        }
        if self.kind(obj) == Kind::Tuple {
            return self.version_part(obj, name);
        }
        match (self.scalar_of(obj)?, name.as_str()) {
            (Scalar::Complex(re, _), "real") => Some(self.new_scalar(Scalar::Float(re))),
            (Scalar::Complex(_, im), "imag") => Some(self.new_scalar(Scalar::Float(im))),
            (Scalar::Int(_) | Scalar::Bool(_) | Scalar::Float(_), "real" | "numerator") => {
                Some(self.share(obj))
            }
            (Scalar::Int(_) | Scalar::Bool(_), "imag") => Some(self.new_int(0)),
            (Scalar::Int(_) | Scalar::Bool(_), "denominator") => Some(self.new_int(1)),
            _ => None,
        }
    }

    /// `sys.version_info.minor` and its like, owned.
    fn version_part(&mut self, tuple: ObjId, name: Symbol) -> Option<ObjId> {
        let names = ["major", "minor", "micro", "releaselevel", "serial"];
        let at = names.iter().position(|known| *known == name.as_str())?;
        let sys = self.natives.modules.get(&Symbol::new("sys")).copied()?;
        let known = self.heap.target(sys, Label::attr(Symbol::new("version_info")))?;
        let part = self.elements(tuple).get(at).copied().filter(|_| known == tuple)?;
        Some(self.share(part))
    }

    /// `raise ... from None` suppresses the context without a cause.
    fn suppresses(&self, exc: ObjId) -> bool {
        self.heap.target(exc, Label::Keyword(SymbolKey(Symbol::new("suppress")))).is_some()
    }

    /// Whether weak references to the object are possible.
    pub(in crate::exec) fn has_weakref(&mut self, obj: ObjId) -> bool {
        match self.kind(obj) {
            Kind::Function
            | Kind::Class
            | Kind::Method
            | Kind::Generator
            | Kind::Module
            | Kind::Set
            | Kind::FrozenSet
            | Kind::Deque
            | Kind::Exception
            | Kind::Partial
            | Kind::WeakContainer => {
                return self.kind(obj) != Kind::Exception || !statics::is_type(self.class(obj));
            }
            Kind::Native if !self.heap.is_static(obj) => return true,
            _ => {}
        }
        let class = self.class(obj);
        let order = self.order(class);
        let layout = self.layout_of(class);
        if matches!(layout, statics::INT | statics::TUPLE | statics::BYTES | statics::STR)
            && layout != statics::STR
        {
            return false;
        }
        order.iter().copied().any(|owner| {
            if statics::is_type(owner) {
                return matches!(owner, statics::SET | statics::FROZENSET | statics::DEQUE);
            }
            self.heap.target(owner, Label::attr(Symbol::new("__slots__"))).is_none()
                || self.heap.target(owner, Label::attr(Symbol::new("__weakref__"))).is_some()
        })
    }

    fn function_attr(&mut self, function: ObjId, name: Symbol) -> Modelled<ObjId> {
        let Payload::Code(code) = *self.payload(function) else { return Ok(None) };
        let (own, qualified) = self.body_name(code);
        Ok(Some(match name.as_str() {
            "__name__" => self.interned(own),
            "__qualname__" => self.interned(qualified),
            "__module__" => match self.heap.target(function, Label::Globals) {
                Some(module) => self.module_name(module),
                None => self.new_str("__main__"),
            },
            "__doc__" => self.docstring(code),
            "__globals__" => match self.heap.target(function, Label::Globals) {
                Some(module) => self.namespace_dict(module),
                None => return Ok(None),
            },
            "__defaults__" => {
                let items = self.labelled(function, |label| matches!(label, Label::Default(_)));
                if items.is_empty() { statics::NONE } else { self.default_tuple(function, items) }
            }
            "__kwdefaults__" => self.keyword_defaults(function)?,
            "__closure__" => {
                let cells = self.labelled(function, |label| matches!(label, Label::Closure(_)));
                let cells = self.share_all(&cells);
                if cells.is_empty() { statics::NONE } else { self.new_tuple(cells) }
            }
            "__code__" => self.code_object(code),
            "__type_params__" if self.version() >= message::V312 => self.empty_tuple(),
            "__annotations__" => {
                let dict = self.new_dict();
                let kept = self.share(dict);
                self.hold(function, Label::attr(name), kept);
                dict
            }
            _ => return Ok(None),
        }))
    }

    pub(in crate::exec) fn labelled(&self, obj: ObjId, wanted: impl Fn(Label) -> bool) -> Vec<ObjId> {
        let Some(object) = self.heap.get(obj) else { return Vec::new() };
        object.refs.iter().filter(|r| wanted(r.label)).map(|r| r.target).collect()
    }

    fn docstring(&mut self, code: u32) -> ObjId {
        let code = CodeRef::unpack(code);
        let unit = self.unit(code);
        match unit.bodies.get(code.body).and_then(|body| body.docstring) {
            Some(text) => self.constant(code.unit, text),
            None => statics::NONE,
        }
    }

    /// The tuple of a function's defaults, which the function does not keep as an object here.
    fn default_tuple(&mut self, _function: ObjId, items: Vec<ObjId>) -> ObjId {
        let items = self.share_all(&items);
        self.new_tuple(items)
    }

    fn keyword_defaults(&mut self, function: ObjId) -> Step<ObjId> {
        let Some(object) = self.heap.get(function) else { return Ok(statics::NONE) };
        let entries: Vec<(Symbol, ObjId)> = object
            .refs
            .iter()
            .filter_map(|r| match r.label {
                Label::KwDefault(name) => Some((name.0, r.target)),
                _ => None,
            })
            .collect();
        if entries.is_empty() {
            return Ok(statics::NONE);
        }
        let dict = self.new_dict();
        for (name, value) in entries {
            let (key, value) = (self.interned(name), self.share(value));
            self.dict_set(dict, key, value)?;
        }
        Ok(dict)
    }

    /// The code object of a function, one for each body.
    pub(in crate::exec) fn code_object(&mut self, code: u32) -> ObjId {
        if let Some(known) = self.natives.codes.get(&code).copied() {
            return self.share(known);
        }
        let made = self.new_object(Kind::External, statics::CODE, Payload::Code(code));
        self.natives.codes.insert(code, made);
        self.share(made)
    }

    fn code_attr(&mut self, obj: ObjId, name: Symbol) -> Option<ObjId> {
        let Payload::Code(code) = *self.payload(obj) else { return None };
        let code_ref = CodeRef::unpack(code);
        let unit = self.unit(code_ref);
        let body = unit.bodies.get(code_ref.body)?;
        let names_of = |m: &mut Machine, kind: LocalKind| {
            let names: Vec<Symbol> = body.locals.iter().filter(|l| l.kind == kind).map(|l| l.name).collect();
            let items: Vec<ObjId> = names.into_iter().map(|name| m.interned(name)).collect();
            m.new_tuple(items)
        };
        match name.as_str() {
            "co_name" => Some(self.interned(body.name)),
            "co_qualname" if self.version() >= message::V311 => Some(self.interned(body.qualname)),
            "co_firstlineno" => {
                let line = self.first_line_of(code_ref);
                Some(self.line_value(line))
            }
            "co_freevars" => Some(names_of(self, LocalKind::Free)),
            "co_cellvars" => Some(names_of(self, LocalKind::Cell)),
            "co_varnames" => {
                let names: Vec<Symbol> = body
                    .locals
                    .iter()
                    .enumerate()
                    .filter(|(at, l)| l.kind == LocalKind::Fast || *at < body.params.len())
                    .map(|(_, l)| l.name)
                    .collect();
                let items: Vec<ObjId> = names.into_iter().map(|name| self.interned(name)).collect();
                Some(self.new_tuple(items))
            }
            "co_argcount" => {
                let positional = |kind| matches!(kind, ParamKind::Positional | ParamKind::PositionalOnly);
                let count = body.params.iter().filter(|p| positional(p.kind)).count();
                Some(self.new_int(count as i64))
            }
            "co_kwonlyargcount" | "co_posonlyargcount" => {
                let wanted = match name.as_str() {
                    "co_kwonlyargcount" => ParamKind::KeywordOnly,
                    _ => ParamKind::PositionalOnly,
                };
                let count = body.params.iter().filter(|p| p.kind == wanted).count();
                Some(self.new_int(count as i64))
            }
            "co_nlocals" => {
                let is_local = |(at, l): &(usize, &crate::ir::Local)| {
                    l.kind == LocalKind::Fast || *at < body.params.len()
                };
                let count = body.locals.iter().enumerate().filter(is_local).count();
                Some(self.new_int(count as i64))
            }
            "co_flags" => {
                let flags = self.code_flags(body);
                Some(self.new_int(flags))
            }
            "co_consts" => self.code_constants(code_ref, body),
            "co_names" => {
                let items = code_names(body).into_iter().map(|name| self.interned(name)).collect();
                Some(self.new_tuple(items))
            }
            _ => None,
        }
    }

    /// `co_flags`, without what `from __future__` sets.
    fn code_flags(&self, body: &crate::ir::Body) -> i64 {
        let has = |kind: ParamKind| body.params.iter().any(|param| param.kind == kind);
        let plain = body.locals.iter().all(|local| local.kind == LocalKind::Fast);
        let is_function = !matches!(body.kind, crate::ir::BodyKind::Module | crate::ir::BodyKind::Class);
        let parts = [
            (is_function, 3),
            (has(ParamKind::Star), 4),
            (has(ParamKind::DoubleStar), 8),
            (body.qualname.as_str().contains("<locals>"), 16),
            (body.is_generator && !body.is_async, 32),
            (plain && self.version() < message::V311, 64),
            (body.is_async && !body.is_generator, 128),
            (body.is_async && body.is_generator, 512),
        ];
        parts.iter().filter(|(set, _)| *set).map(|(_, flag)| flag).sum()
    }

    /// An attribute every class has, owned.
    pub(in crate::exec) fn class_special(&mut self, class: ObjId, name: Symbol) -> Modelled<ObjId> {
        Ok(Some(match name.as_str() {
            "__name__" => {
                let text = self.class_name(class);
                self.interned(Symbol::new(&text))
            }
            "__qualname__" => {
                let text = self.class_qualname(class);
                self.interned(Symbol::new(&text))
            }
            "__module__" => {
                let text = self.class_module(class);
                self.new_str(&text)
            }
            "__mro__" => {
                let order = self.order(class).to_vec();
                let order = self.share_all(&order);
                self.new_tuple(order)
            }
            "__bases__" => {
                let bases = self.bases(class);
                let bases = self.share_all(&bases);
                self.new_tuple(bases)
            }
            "__base__" => match self.bases(class).first().copied() {
                Some(base) => self.share(base),
                None => statics::NONE,
            },
            "__dict__" => {
                let dict = self.namespace_dict(class);
                let view = self.new_object(Kind::View, statics::MAPPINGPROXY, Payload::None);
                self.hold(view, Label::Inner(0), dict);
                view
            }
            "__class__" => {
                let meta = self.class(class);
                self.share(meta)
            }
            "__doc__" => statics::NONE,
            "__basicsize__" => match self.basic_size(class) {
                Some(size) => self.new_int(size),
                None => statics::SOME_SCALAR,
            },
            "__abstractmethods__" => return Ok(None),
            _ => return Ok(None),
        }))
    }

    /// A store that an object's kind keeps elsewhere; `None` when it is an ordinary attribute.
    pub(in crate::exec) fn store_special(
        &mut self,
        obj: ObjId,
        name: Symbol,
        value: ObjId,
    ) -> Modelled<bool> {
        let label = match (self.kind(obj), name.as_str()) {
            (Kind::Exception, "__traceback__") => Label::Traceback,
            (Kind::Exception, "__cause__") => Label::Cause,
            (Kind::Exception, "__context__") => Label::Context,
            (Kind::Cell, "cell_contents") => Label::Content,
            (Kind::Generator | Kind::Coroutine | Kind::AsyncGenerator, "__name__" | "__qualname__") => {
                if self.text(value).is_none() {
                    self.drop_ref(value);
                    return Err(self.type_error(&format!("{name} must be set to a string object")));
                }
                self.put_attr(obj, Label::attr(name), value);
                return Ok(Some(true));
            }
            (Kind::Function, "__defaults__" | "__kwdefaults__") => {
                self.replace_defaults(obj, name.as_str() == "__defaults__", value)?;
                return Ok(Some(true));
            }
            (_, "__dict__") if self.has_dict(obj) => return self.replace_dict(obj, value).map(Some),
            _ => return Ok(None),
        };
        if value == statics::NONE {
            self.heap.remove_ref(obj, label);
            self.settle();
        } else {
            self.put_attr(obj, label, value);
        }
        Ok(Some(true))
    }

    fn replace_defaults(&mut self, function: ObjId, positional: bool, value: ObjId) -> Step<()> {
        let mut added = Vec::new();
        if positional {
            for (at, item) in self.elements(value).into_iter().enumerate() {
                added.push((Label::Default(at as u16), item));
            }
        } else if self.kind(value) == Kind::Dict {
            for (key, item) in self.entries(value) {
                if let Some(name) = self.text(key) {
                    added.push((Label::KwDefault(SymbolKey(Symbol::new(&name))), item));
                }
            }
        }
        let added: Vec<(Label, ObjId)> =
            added.into_iter().map(|(label, item)| (label, self.share(item))).collect();
        self.heap.clear_refs(function, |r| match r.label {
            Label::Default(_) => positional,
            Label::KwDefault(_) => !positional,
            _ => false,
        });
        self.settle();
        for (label, item) in added {
            self.hold(function, label, item);
        }
        self.drop_ref(value);
        Ok(())
    }
}
