//! Classes as an exact run sees them: names, method resolution order, lookups on the type.

use std::sync::Arc;

use crate::base::Symbol;
use crate::exec::machine::{CodeRef, Machine};
use crate::exec::statics;
use crate::heap::{Kind, Label, NativeId, ObjId, Payload};

use super::table;

/// What a type says about a special method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::exec) enum Special {
    /// A function (or other value) of a class of the program.
    Own(ObjId),
    /// The built-in type does it.
    BuiltIn(NativeId),
    Missing,
}

impl Machine {
    /// `cls.__name__`
    pub(in crate::exec) fn class_name(&self, class: ObjId) -> String {
        if let Some(name) = statics::type_name(class) {
            if self.version() < crate::exec::value::message::V310 {
                match class {
                    statics::WEAKPROXY => return "weakproxy".to_owned(),
                    statics::WEAKCALLABLEPROXY => return "weakcallableproxy".to_owned(),
                    statics::WEAKREF => return "weakref".to_owned(),
                    _ => {}
                }
            }
            return name.rsplit('.').next().unwrap_or(name).to_owned();
        }
        let given = self.own_text(class, "__name__");
        given.unwrap_or_else(|| match self.payload(class) {
            Payload::Name(name) => name.as_str().rsplit('.').next().unwrap_or("").to_owned(),
            Payload::Code(code) => self.body_name(*code).0.as_str().to_owned(),
            _ => String::new(),
        })
    }

    /// `cls.__qualname__`
    pub(in crate::exec) fn class_qualname(&self, class: ObjId) -> String {
        if statics::type_name(class).is_some() {
            return self.class_name(class);
        }
        let given = self.own_text(class, "__qualname__");
        given.unwrap_or_else(|| match self.payload(class) {
            Payload::Code(code) => self.body_name(*code).1.as_str().to_owned(),
            _ => self.class_name(class),
        })
    }

    /// `cls.__module__`
    pub(in crate::exec) fn class_module(&self, class: ObjId) -> String {
        if let Some(name) = statics::type_name(class) {
            return name.rsplit_once('.').map_or("builtins", |(module, _)| module).to_owned();
        }
        self.own_text(class, "__module__").unwrap_or_else(|| "__main__".to_owned())
    }

    /// Text that an object holds under an attribute of its own.
    pub(in crate::exec) fn own_text(&self, object: ObjId, name: &str) -> Option<String> {
        let value = self.heap.target(object, Label::attr(Symbol::new(name)))?;
        self.text(value).map(|text| text.to_string())
    }

    /// Name and qualified name of a body.
    pub(in crate::exec) fn body_name(&self, code: u32) -> (Symbol, Symbol) {
        let code = CodeRef::unpack(code);
        let body = self.units.get(code.unit as usize).and_then(|unit| unit.ir.bodies.get(code.body));
        body.map_or((Symbol::new(""), Symbol::new("")), |body| (body.name, body.qualname))
    }

    /// `type(x).__name__`, for messages.
    pub(in crate::exec) fn type_name_of(&self, id: ObjId) -> String {
        let class = self.class(id);
        match statics::type_name(class) {
            Some(name) if name.contains('.') && self.version() >= crate::exec::value::message::V310 => {
                name.to_owned()
            }
            Some(name) if name.starts_with("collections.") || name.starts_with("functools.") => {
                name.to_owned()
            }
            Some("array.array") => "array.array".to_owned(),
            _ => self.class_name(class),
        }
    }

    /// Direct bases in order.
    pub(in crate::exec) fn bases(&self, class: ObjId) -> Vec<ObjId> {
        if class == statics::OBJECT {
            return Vec::new();
        }
        let Some(object) = self.heap.get(class) else { return Vec::new() };
        let mut bases: Vec<(u16, ObjId)> = object
            .refs
            .iter()
            .filter_map(|r| match r.label {
                Label::Base(at) => Some((at, r.target)),
                _ => None,
            })
            .collect();
        bases.sort();
        if bases.is_empty() {
            return vec![statics::OBJECT];
        }
        bases.into_iter().map(|(_, base)| base).collect()
    }

    /// `cls.__mro__`
    pub(in crate::exec) fn order(&mut self, class: ObjId) -> Arc<[ObjId]> {
        if let Some(known) = self.natives.orders.get(&class) {
            return known.clone();
        }
        let order: Arc<[ObjId]> =
            self.linearise(class, 0).unwrap_or_else(|| vec![class, statics::OBJECT]).into();
        self.natives.orders.insert(class, order.clone());
        order
    }

    /// C3 linearisation; `None` when the bases cannot be ordered.
    pub(in crate::exec) fn linearise(&self, class: ObjId, depth: u32) -> Option<Vec<ObjId>> {
        if depth > 200 {
            return None;
        }
        let bases = self.bases(class);
        let mut lists: Vec<Vec<ObjId>> = Vec::new();
        for base in &bases {
            lists.push(self.linearise(*base, depth + 1)?);
        }
        lists.push(bases);
        let mut out = vec![class];
        loop {
            lists.retain(|list| !list.is_empty());
            if lists.is_empty() {
                return Some(out);
            }
            let free = |head: ObjId| !lists.iter().any(|list| list[1..].contains(&head));
            let next = lists.iter().map(|list| list[0]).find(|head| free(*head))?;
            out.push(next);
            for list in &mut lists {
                if list[0] == next {
                    list.remove(0);
                }
            }
        }
    }

    /// `issubclass(class, base)` by inheritance alone.
    pub(in crate::exec) fn inherits(&mut self, class: ObjId, base: ObjId) -> bool {
        class == base || self.order(class).contains(&base)
    }

    /// `isinstance(id, class)` by inheritance alone.
    pub(in crate::exec) fn is_a(&mut self, id: ObjId, class: ObjId) -> bool {
        let own = self.class(id);
        self.inherits(own, class)
    }

    /// The native of a built-in type under a name of its own, not inherited.
    pub(in crate::exec) fn native_of(&self, class: ObjId, name: Symbol) -> Option<NativeId> {
        statics::type_name(class)?;
        table::method(class, name).filter(|_| !super::names::is_later(class, name.as_str(), self.version()))
    }

    /// The attribute of a class or of what it inherits: who has it, and the value. Built-in types
    /// give the static object of their native.
    pub(in crate::exec) fn lookup(&mut self, class: ObjId, name: Symbol) -> Option<(ObjId, ObjId)> {
        let order = self.order(class);
        for owner in order.iter().copied() {
            if let Some(value) = self.heap.target(owner, Label::attr(name)) {
                return Some((owner, value));
            }
            if name.as_str() == "__hash__"
                && !statics::is_type(owner)
                && self.heap.target(owner, Label::attr(Symbol::new("__eq__"))).is_some()
            {
                return Some((owner, statics::NONE));
            }
            let mutable = matches!(
                owner,
                statics::LIST | statics::DICT | statics::SET | statics::BYTEARRAY | statics::DEQUE
            );
            if mutable && name.as_str() == "__hash__" {
                return Some((owner, statics::NONE));
            }
            if let Some(native) = self.native_of(owner, name) {
                return Some((owner, statics::native(native)));
            }
        }
        None
    }

    /// How the type of `id` does a special method.
    pub(in crate::exec) fn special(&mut self, id: ObjId, name: &str) -> Special {
        let class = self.class(id);
        if statics::is_type(class) {
            // Nothing of the program's stands in the order of a built-in type.
            return Special::Missing.or_native(self.native_special(class, name));
        }
        match self.lookup(class, Symbol::new(name)) {
            Some((owner, value)) => match (self.kind(value), self.payload(value)) {
                // A method of a built-in type that the program has put under another name.
                _ if !statics::is_type(owner) => Special::Own(value),
                (Kind::Native, Payload::Native(native)) => Special::BuiltIn(*native),
                _ => Special::Own(value),
            },
            None => Special::Missing,
        }
    }

    fn native_special(&mut self, class: ObjId, name: &str) -> Option<NativeId> {
        let name = Symbol::new(name);
        let order = self.order(class);
        order.iter().find_map(|owner| self.native_of(*owner, name))
    }

    /// Whether the program overrides a special method of a built-in type for this object.
    pub(in crate::exec) fn overrides(&mut self, id: ObjId, name: &str) -> Option<ObjId> {
        if matches!(self.class(id), statics::WEAKPROXY | statics::WEAKCALLABLEPROXY)
            && let Some(target) = self.heap.target(id, Label::Referent)
            && !matches!(
                name,
                "__hash__" | "__getattribute__" | "__getattr__" | "__setattr__" | "__delattr__" | "__repr__"
            )
        {
            return self.overrides(target, name);
        }
        if statics::is_type(self.class(id)) {
            return None;
        }
        match self.special(id, name) {
            Special::Own(value) => Some(value),
            _ => None,
        }
    }
}

impl Special {
    fn or_native(self, native: Option<NativeId>) -> Self {
        native.map_or(self, Special::BuiltIn)
    }
}
