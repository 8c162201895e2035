//! The stack of running bodies, and frames as objects: made when something may keep one.
//!
//! A frame object holds nothing of its body while that runs. When the body ends and something still
//! refers to the object, the locals move into it, and it holds the frame that called it.

use crate::base::{SiteId, Symbol};
use crate::exec::call::Args;
use crate::exec::machine::{CodeRef, EMPTY, Frame, Machine, Step};
use crate::exec::native::{self, Modelled};
use crate::exec::statics;
use crate::exec::value::message;
use crate::heap::{Kind, Label, ObjId, Payload};
use crate::ir::{Body, LocalKind};

/// A running body.
#[derive(Clone, Copy, Debug)]
pub(in crate::exec) struct Level {
    pub globals: ObjId,
    /// The names of the body are the module's.
    pub is_module: bool,
    pub code: CodeRef,
    /// Its frame as an object, or `EMPTY`.
    pub object: ObjId,
    /// Nothing but plain calls leads here from the program's first body.
    pub is_direct: bool,
    /// Where the program was when it was entered.
    pub called_at: SiteId,
}

impl Machine {
    pub(in crate::exec) fn push_level(&mut self, frame: &Frame) {
        let is_direct = std::mem::take(&mut self.natives.direct) || self.natives.stack.is_empty();
        self.natives.guards += Self::guards_of(frame);
        self.natives.stack.push(Level {
            is_direct,
            called_at: self.site,
            globals: frame.globals,
            is_module: frame.namespace == frame.globals,
            code: frame.code,
            object: frame.object,
        });
    }

    /// The body is left or waits: the frame gets the object that others may have made for it.
    pub(in crate::exec) fn pop_level(&mut self, frame: &mut Frame) {
        self.natives.guards = self.natives.guards.saturating_sub(Self::guards_of(frame));
        if let Some(level) = self.natives.stack.pop() {
            frame.object = level.object;
        }
    }

    /// The object of the frame at a depth, borrowed.
    pub(in crate::exec) fn frame_object(&mut self, depth: usize) -> Option<ObjId> {
        let level = *self.natives.stack.get(depth)?;
        if level.object != EMPTY {
            return Some(level.object);
        }
        let object = self.new_object(Kind::Frame, statics::FRAME, Payload::Code(level.code.pack()));
        if let Some(level) = self.natives.stack.get_mut(depth) {
            level.object = object;
        }
        Some(object)
    }

    /// The object of the running frame, borrowed.
    pub(in crate::exec) fn own_frame_object(&mut self, frame: &mut Frame) -> ObjId {
        let top = self.natives.stack.len().checked_sub(1);
        if let Some(object) = top.and_then(|top| self.frame_object(top)) {
            frame.object = object;
        }
        frame.object
    }

    /// A frame object that outlives its body holds the frame that called it.
    pub(in crate::exec) fn link_back(&mut self, object: ObjId) {
        let caller = self.natives.stack.len().checked_sub(1);
        if let Some(back) = caller.and_then(|caller| self.frame_object(caller)) {
            let back = self.share(back);
            self.hold(object, Label::Back, back);
        }
    }

    /// `sys._getframe(depth)`
    pub(in crate::exec) fn get_frame(&mut self, args: &Args) -> Modelled<ObjId> {
        let up = match args.positional.first() {
            Some(depth) => match self.small(*depth) {
                Some(depth) => depth.max(0) as usize,
                None => return Ok(None),
            },
            None => 0,
        };
        let depth = self.natives.stack.len().checked_sub(up + 1);
        match depth.and_then(|depth| self.frame_object(depth)) {
            Some(object) => Ok(Some(self.share(object))),
            None => Err(self.value_error("call stack is not deep enough")),
        }
    }

    /// An attribute of a frame object, owned.
    pub(in crate::exec) fn frame_attr(&mut self, object: ObjId, name: Symbol) -> Modelled<ObjId> {
        let depth = self.natives.stack.iter().position(|level| level.object == object);
        Ok(match name.as_str() {
            "f_back" if self.suspended_by(object).is_some() => Some(statics::NONE),
            "f_locals" if self.suspended_by(object).is_some() => self.suspended_locals(object)?,
            "f_back" => {
                let back = match depth {
                    Some(0) => None,
                    Some(depth) => self.frame_object(depth - 1),
                    None => self.heap.target(object, Label::Back),
                };
                Some(back.map_or(statics::NONE, |back| self.share(back)))
            }
            "f_code" => match *self.payload(object) {
                Payload::Code(code) => Some(self.code_object(code)),
                _ => None,
            },
            "f_globals" => {
                depth.map(|depth| self.natives.stack[depth].globals).map(|m| self.namespace_dict(m))
            }
            "f_locals" => match depth {
                None => Some(self.kept_locals(object)?),
                Some(depth) if self.natives.stack[depth].is_module => {
                    let module = self.natives.stack[depth].globals;
                    Some(self.namespace_dict(module))
                }
                Some(_) => None,
            },
            "f_lineno" => {
                let line = match depth {
                    Some(depth) => self.running_line(depth),
                    None => self.resting_line(object),
                };
                Some(self.line_value(line))
            }
            _ => None,
        })
    }

    /// The line where a body waits, or where it ended.
    fn resting_line(&self, object: ObjId) -> Option<i64> {
        let Payload::Code(code) = *self.payload(object) else { return None };
        let code = CodeRef::unpack(code);
        let Some(owner) = self.suspended_by(object) else {
            return self.line_of(code.unit, *self.natives.ended_at.get(&object)?);
        };
        let at = self.natives.suspended.get(&owner)?.frame.pc.checked_sub(1);
        let body = self.units.get(code.unit as usize)?.ir.bodies.get(code.body)?;
        match at {
            Some(at) => self.line_of(code.unit, *body.sites.get(at as usize)?),
            None => self.first_line_of(code),
        }
    }

    /// The generator or coroutine that a frame object belongs to while it is suspended.
    fn suspended_by(&self, object: ObjId) -> Option<ObjId> {
        let mut owners = self.natives.suspended.keys().copied();
        owners.find(|owner| self.heap.target(*owner, Label::Frame) == Some(object))
    }

    /// The locals of a suspended frame, as a dictionary.
    fn suspended_locals(&mut self, object: ObjId) -> Modelled<ObjId> {
        let Some(generator) = self.suspended_by(object) else { return Ok(None) };
        let Payload::Code(code) = *self.payload(object) else { return Ok(None) };
        let code = CodeRef::unpack(code);
        let unit = self.unit(code);
        let Some(body) = unit.bodies.get(code.body) else { return Ok(None) };
        let dict = self.new_dict();
        for (at, local) in body.locals.iter().enumerate() {
            if let Some(value) = self.heap.target(generator, Label::Temp(at as u16)) {
                let value = self.content_of(value);
                self.add_name(dict, local.name, value)?;
            }
        }
        Ok(Some(dict))
    }

    /// The locals that an ended frame keeps, as a dictionary.
    fn kept_locals(&mut self, object: ObjId) -> Step<ObjId> {
        if let Some(known) = self.heap.target(object, Label::Dict) {
            return Ok(self.share(known));
        }
        let held: Vec<(Symbol, ObjId)> = self.heap.get(object).map_or(Vec::new(), |frame| {
            let locals = frame.refs.iter().filter_map(|r| match r.label {
                Label::Local(name) => Some((name.0, r.target)),
                _ => None,
            });
            locals.collect()
        });
        let dict = self.new_dict();
        for (name, value) in held {
            let value = self.content_of(value);
            self.add_name(dict, name, value)?;
        }
        if self.version() < message::V313 {
            let reference = self.reference(Label::Dict, dict);
            // The dictionary goes before the locals from 3.11 on, and last before.
            let at = if self.version() < message::V311 { usize::MAX } else { 0 };
            self.heap.insert_ref(object, at, reference);
        }
        Ok(dict)
    }

    /// What a local that may be a cell stands for, borrowed; `EMPTY` for an empty cell.
    fn content_of(&self, value: ObjId) -> ObjId {
        match self.kind(value) {
            Kind::Cell => self.heap.target(value, Label::Content).unwrap_or(EMPTY),
            _ => value,
        }
    }

    fn add_name(&mut self, dict: ObjId, name: Symbol, value: ObjId) -> Step<()> {
        if value == EMPTY {
            return Ok(());
        }
        let (key, value) = (self.interned(name), self.share(value));
        self.dict_set(dict, key, value).map(|_| ())
    }

    /// Natives that read the names of the body that calls them; callee and arguments are consumed.
    pub(in crate::exec) fn call_on_frame(
        &mut self,
        frame: &mut Frame,
        body: &Body,
        callee: ObjId,
        args: &Args,
    ) -> Modelled<ObjId> {
        if callee == statics::SUPER && args.positional.is_empty() {
            return self.bare_super(frame, body).map(Some);
        }
        let Payload::Native(id) = *self.payload(callee) else { return Ok(None) };
        let name = native::name_of(id);
        if let "builtins.eval" | "builtins.exec" = name {
            let result = self.run_text(frame, body, name == "builtins.eval", args);
            if !matches!(result, Ok(None)) {
                self.drop_all(args.positional.clone());
                self.drop_all(args.keywords.iter().map(|(_, value)| *value).collect());
                self.drop_ref(callee);
            }
            return result;
        }
        if !args.positional.is_empty() || !args.keywords.is_empty() {
            return Ok(None);
        }
        if name == "builtins.dir" && frame.namespace != EMPTY {
            let mut names = self.names_in(frame.namespace);
            names.sort();
            let items = names.into_iter().map(|name| self.interned(Symbol::new(&name))).collect();
            return Ok(Some(self.new_list(items)));
        }
        if frame.namespace != EMPTY {
            return Ok(None);
        }
        match name {
            "builtins.locals" | "builtins.vars" => self.locals_of(frame, body).map(Some),
            "builtins.dir" => {
                let dict = self.locals_of(frame, body)?;
                let keys: Vec<ObjId> = self.entries(dict).into_iter().map(|(key, _)| key).collect();
                let mut names: Vec<_> = keys.into_iter().filter_map(|key| self.text(key)).collect();
                self.drop_ref(dict);
                names.sort();
                let items = names.into_iter().map(|name| self.interned(Symbol::new(&name))).collect();
                Ok(Some(self.new_list(items)))
            }
            _ => Ok(None),
        }
    }

    /// The names of a module or of a class's namespace.
    fn names_in(&mut self, namespace: ObjId) -> Vec<String> {
        if self.kind(namespace) == Kind::Dict && self.namespace_owner(namespace).is_none() {
            let keys: Vec<ObjId> = self.entries(namespace).into_iter().map(|(key, _)| key).collect();
            return keys.into_iter().filter_map(|key| self.text(key)).map(|name| name.to_string()).collect();
        }
        self.attributes(namespace).into_iter().map(|(name, _)| name.as_str().to_owned()).collect()
    }

    /// `super()`: of the class that the body's cell holds and its first argument.
    fn bare_super(&mut self, frame: &Frame, body: &Body) -> Step<ObjId> {
        let cell = body.locals.iter().position(|local| local.name.as_str() == "__class__");
        let class = cell.and_then(|at| self.heap.target(frame.slots[at], Label::Content));
        let first = frame.slots.first().copied().filter(|_| !body.params.is_empty());
        let first = first.filter(|first| *first != EMPTY).map(|first| self.content_of(first));
        match (class, first) {
            (Some(class), Some(first)) => self.new_super(class, first),
            (None, Some(_)) => Err(self.error(statics::RUNTIME_ERROR, "super(): __class__ cell not found")),
            _ => Err(self.error(statics::RUNTIME_ERROR, "super(): no arguments")),
        }
    }

    /// `super(class, obj)` as an object, over borrowed parts.
    pub(in crate::exec) fn new_super(&mut self, class: ObjId, obj: ObjId) -> Step<ObjId> {
        let of_class = self.kind(obj) == Kind::Class && self.inherits(obj, class);
        if !of_class && !self.is_a(obj, class) {
            let words = "super(type, obj): obj must be an instance or subtype of type";
            if self.version() < message::V313 {
                return Err(self.type_error(words));
            }
            let (shown, base) = (self.type_name_of(obj), self.class_name(class));
            let what = if self.kind(obj) == Kind::Class {
                format!("type {}", self.class_name(obj))
            } else {
                format!("instance of {shown}")
            };
            return Err(self.type_error(&format!(
                "super(type, obj): obj ({what}) is not an instance or subtype of type ({base})."
            )));
        }
        let made = self.new_object(Kind::Super, statics::SUPER, Payload::None);
        for (at, part) in [class, obj].into_iter().enumerate() {
            let part = self.share(part);
            self.hold(made, Label::Inner(at as u8), part);
        }
        Ok(made)
    }

    /// `locals()` of a function: up to 3.12 the frame keeps the dictionary.
    pub(super) fn locals_of(&mut self, frame: &mut Frame, body: &Body) -> Step<ObjId> {
        let keeps = self.version() < message::V313;
        let object = if keeps { self.own_frame_object(frame) } else { EMPTY };
        let dict = match self.heap.target(object, Label::Dict) {
            Some(known) => self.share(known),
            None => self.new_dict(),
        };
        if keeps && self.heap.target(object, Label::Dict).is_none() {
            let kept = self.share(dict);
            self.hold(object, Label::Dict, kept);
        }
        self.dict_clear(dict);
        for kind in [LocalKind::Fast, LocalKind::Cell, LocalKind::Free] {
            for (at, local) in body.locals.iter().enumerate() {
                let is_argument = at < body.params.len() && kind == LocalKind::Fast;
                let wanted = local.kind == kind && at >= body.params.len() || is_argument;
                if !wanted || frame.slots[at] == EMPTY || local.name.as_str().starts_with('.') {
                    continue;
                }
                let value = self.content_of(frame.slots[at]);
                self.add_name(dict, local.name, value)?;
            }
        }
        Ok(dict)
    }
}
