//! Attributes of objects when every value is known: descriptors, instance attributes, slots.

use crate::base::Symbol;
use crate::exec::machine::{EMPTY, Machine, Step, Stop};
use crate::exec::native::{Modelled, Special};
use crate::exec::statics;
use crate::exec::value::message;
use crate::heap::{Kind, Label, ObjId, Payload};
use crate::models;

/// Special names that classes of the library may have and models leave out.
const OPEN: &[&str] = &[
    "__copy__",
    "__deepcopy__",
    "__final__",
    "__firstlineno__",
    "__getstate__",
    "__instancecheck__",
    "__orig_bases__",
    "__orig_class__",
    "__parameters__",
    "__reduce__",
    "__reduce_ex__",
    "__setstate__",
    "__sizeof__",
    "__static_attributes__",
    "__subclasscheck__",
    "__type_params__",
];

/// A name that a module lacks: in one version, or in all.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Absence {
    Here,
    Everywhere,
}

impl Machine {
    /// `obj.name`, owned; `obj` is borrowed.
    pub(in crate::exec) fn get_attr(&mut self, obj: ObjId, name: Symbol) -> Modelled<ObjId> {
        if obj == statics::SOME_SCALAR {
            return Ok(Some(obj));
        }
        if self.is_vague(obj) {
            return Ok(None);
        }
        let found = match self.overrides(obj, "__getattribute__") {
            Some(method) => {
                let text = self.interned(name);
                let found = self.call_own(method, &[obj, text]);
                self.drop_ref(text);
                found
            }
            None => self.plain_attr(obj, name),
        };
        match found {
            Err(Stop::Raise(exc)) if self.is_a(exc, statics::ATTRIBUTE_ERROR) => {
                let Some(method) = self.overrides(obj, "__getattr__") else { return Err(Stop::Raise(exc)) };
                self.drop_ref(exc);
                let text = self.interned(name);
                let held = if self.version() < message::V312 { self.share(obj) } else { EMPTY };
                let found = self.call_own(method, &[obj, text]);
                self.drop_ref(held);
                self.drop_ref(text);
                found
            }
            found => found,
        }
    }

    /// `object.__getattribute__`, and its like of classes and modules.
    pub(in crate::exec) fn plain_attr(&mut self, obj: ObjId, name: Symbol) -> Modelled<ObjId> {
        match self.kind(obj) {
            Kind::Class => return self.class_attr(obj, name),
            Kind::Module => return self.module_attr(obj, name),
            Kind::WeakRef if matches!(self.class(obj), statics::WEAKPROXY | statics::WEAKCALLABLEPROXY) => {
                let target = self.proxied(obj)?;
                return self.get_attr(target, name);
            }
            Kind::Super => return self.super_attr(obj, name),
            _ => {}
        }
        let class = self.class(obj);
        let found = self.lookup(class, name).map(|(_, value)| value);
        if let Some(value) = found
            && self.is_data_descriptor(value)
            && (self.kind(value) != Kind::Instance || self.overrides(value, "__get__").is_some())
        {
            return self.bind(value, obj, class, name);
        }
        let hidden = self.kind(obj) == Kind::Instance && !self.class_gives_dict(class);
        if let Some(value) = self.own_attr(obj, name).filter(|_| !hidden) {
            return Ok(Some(self.share(value)));
        }
        if let Some(value) = self.borrowed_attr(obj, name)? {
            return Ok(Some(value));
        }
        if let Some(value) = self.special_attr(obj, name)? {
            return Ok(Some(value));
        }
        if self.is_standard_stream(obj)
            && let Some(native) = crate::exec::native::find(&format!("_stream.{name}"))
        {
            return Ok(Some(self.bound_native(statics::native(native), obj)));
        }
        match found {
            Some(value) => self.bind(value, obj, class, name),
            None if !self.exact || self.is_unmodelled(class, name) => Ok(None),
            None => Err(self.no_attribute(obj, name)),
        }
    }

    /// What an object holds itself under an attribute's name, borrowed.
    fn own_attr(&self, obj: ObjId, name: Symbol) -> Option<ObjId> {
        self.heap.target(obj, Label::attr(name))
    }

    /// Whether a built-in type in the class's order has the attribute in CPython.
    pub(in crate::exec) fn is_unmodelled(&mut self, class: ObjId, name: Symbol) -> bool {
        let order = self.order(class);
        self.is_built_in_attr(class, name)
            || self.is_library_class(class)
                && !self.is_free_form(class)
                && (!name.as_str().starts_with("__") || OPEN.contains(&name.as_str()))
            || OPEN.contains(&name.as_str()) && order.iter().any(|owner| self.is_library_class(*owner))
    }

    /// A class whose model says that its instances have no attributes but those they are given.
    fn is_free_form(&mut self, class: ObjId) -> bool {
        self.lookup(class, Symbol::new("_free_form")).is_some()
    }

    fn is_built_in_attr(&mut self, class: ObjId, name: Symbol) -> bool {
        let (order, version) = (self.order(class), self.version());
        order.iter().any(|owner| crate::exec::native::exists(*owner, name.as_str(), version))
    }

    /// A class of a library model as the program sees it: it may lack what the library's own has.
    pub(in crate::exec) fn is_library_class(&self, class: ObjId) -> bool {
        !statics::is_type(class)
            && self.natives.stack.last().is_some_and(|level| level.code.unit == 0)
            && self.own_text(class, "__module__").is_some_and(|module| {
                let name = Symbol::new(&module);
                module != "__main__" && self.natives.modules.contains_key(&name)
            })
    }

    fn no_attribute(&mut self, obj: ObjId, name: Symbol) -> Stop {
        let class = self.type_name_of(obj);
        let words = message::no_attribute(&class, name.as_str());
        let stop = self.error(statics::ATTRIBUTE_ERROR, &words);
        if let Stop::Raise(exc) = stop
            && self.version() >= message::V310
        {
            let text = self.interned(name);
            self.hold(exc, Label::attr(Symbol::new("name")), text);
            let obj = self.share(obj);
            self.hold(exc, Label::attr(Symbol::new("obj")), obj);
        }
        stop
    }

    /// Whether an attribute of a class goes before the instance's own.
    fn is_data_descriptor(&mut self, value: ObjId) -> bool {
        match self.kind(value) {
            Kind::Property => true,
            _ if matches!(self.class(value), statics::MEMBER | statics::GETSET) => true,
            Kind::Instance | Kind::External => {
                self.overrides(value, "__set__").is_some() || self.overrides(value, "__delete__").is_some()
            }
            _ => false,
        }
    }

    /// An attribute found on the class, bound to the instance; owned.
    pub(in crate::exec) fn bind(
        &mut self,
        value: ObjId,
        obj: ObjId,
        class: ObjId,
        name: Symbol,
    ) -> Modelled<ObjId> {
        match self.kind(value) {
            Kind::Function => Ok(Some(self.new_bound(value, obj))),
            Kind::Native if self.heap.is_static(value) => Ok(Some(self.bound_native(value, obj))),
            Kind::Property => match self.heap.target(value, Label::Inner(0)) {
                Some(getter) => {
                    let result = self.call_with(getter, &[obj])?;
                    Ok(self.exact.then_some(result))
                }
                None => {
                    let words = self.property_without(value, class, name, "getter");
                    Err(self.error(statics::ATTRIBUTE_ERROR, &words))
                }
            },
            Kind::Descriptor => self.bind_descriptor(value, class),
            _ if self.class(value) == statics::MEMBER => match self.own_attr(obj, name) {
                Some(held) => Ok(Some(self.share(held))),
                None if self.version() < message::V310 => {
                    Err(self.error(statics::ATTRIBUTE_ERROR, name.as_str()))
                }
                None => Err(self.no_attribute(obj, name)),
            },
            _ if self.class(value) == statics::GETSET => match name.as_str() {
                "__dict__" => Ok(Some(self.namespace_dict(obj))),
                _ => Ok(Some(statics::NONE)),
            },
            _ => match self.special(value, "__get__") {
                Special::Own(method) => self.call_own(method, &[value, obj, class]),
                _ => Ok(Some(self.share(value))),
            },
        }
    }

    /// A static or class method as an attribute of a class, owned.
    fn bind_descriptor(&mut self, value: ObjId, class: ObjId) -> Modelled<ObjId> {
        let Some(function) = self.heap.target(value, Label::Func) else { return Ok(None) };
        Ok(match self.class(value) {
            statics::CLASSMETHOD => Some(self.new_bound(function, class)),
            _ => Some(self.share(function)),
        })
    }

    fn bound_native(&mut self, native: ObjId, obj: ObjId) -> ObjId {
        let payload = self.payload(native).clone();
        let bound = self.new_object(Kind::Native, statics::BUILTIN, payload);
        let obj = self.share(obj);
        self.hold(bound, Label::SelfArg, obj);
        bound
    }

    pub(in crate::exec) fn property_without(
        &mut self,
        _property: ObjId,
        class: ObjId,
        name: Symbol,
        what: &str,
    ) -> String {
        let class = self.class_qualname(class);
        message::property_without(self.version(), &class, name.as_str(), what)
    }

    // --- classes and modules

    fn class_attr(&mut self, class: ObjId, name: Symbol) -> Modelled<ObjId> {
        let meta = self.class(class);
        let on_meta = self.lookup(meta, name).map(|(_, value)| value);
        if let Some(value) = on_meta
            && self.is_data_descriptor(value)
        {
            return self.bind(value, class, meta, name);
        }
        if matches!(
            name.as_str(),
            "__dict__" | "__mro__" | "__bases__" | "__class__" | "__name__" | "__qualname__"
        ) && let Some(value) = self.class_special(class, name)?
        {
            return Ok(Some(value));
        }
        if let Some((owner, value)) = self.lookup(class, name) {
            return match self.kind(value) {
                Kind::Descriptor => self.bind_descriptor(value, class),
                Kind::Native if statics::is_type(owner) && name.as_str() == "fromkeys" => {
                    Ok(Some(self.bound_native(value, class)))
                }
                Kind::Instance => match self.overrides(value, "__get__") {
                    Some(method) => self.call_own(method, &[value, statics::NONE, class]),
                    None => Ok(Some(self.share(value))),
                },
                _ if owner == statics::OBJECT
                    && on_meta.is_some()
                    && name.as_str() != "__init__"
                    && name.as_str() != "__new__"
                    && name.as_str() != "__setattr__"
                    && name.as_str() != "__getattribute__"
                    && name.as_str() != "__delattr__" =>
                {
                    Ok(Some(self.share(value)))
                }
                _ => Ok(Some(self.share(value))),
            };
        }
        if let Some(value) = self.class_special(class, name)? {
            return Ok(Some(value));
        }
        match on_meta {
            Some(value) => self.bind(value, class, meta, name),
            None if self.is_unmodelled(class, name) || self.is_built_in_attr(meta, name) => Ok(None),
            None => {
                let shown = self.class_name(class);
                let words = format!("type object '{shown}' has no attribute '{name}'");
                Err(self.error(statics::ATTRIBUTE_ERROR, &words))
            }
        }
    }

    fn module_attr(&mut self, module: ObjId, name: Symbol) -> Modelled<ObjId> {
        let is_missing = self.is_absent(module, name);
        if let Some(value) = self.own_attr(module, name).filter(|_| is_missing != Some(Absence::Here)) {
            return Ok(Some(self.share(value)));
        }
        if name.as_str() == "__dict__" {
            return Ok(Some(self.namespace_dict(module)));
        }
        if is_missing.is_some() {
            return Err(self.missing_in_module(module, name));
        }
        if let Some(value) = self.library_attr(module, name)? {
            return Ok(Some(value));
        }
        if self.is_library(module) {
            return Ok(None);
        }
        Err(self.missing_in_module(module, name))
    }

    fn missing_in_module(&mut self, module: ObjId, name: Symbol) -> Stop {
        let shown = match self.payload(module) {
            Payload::Name(name) => name.as_str().to_owned(),
            _ => "__main__".to_owned(),
        };
        self.error(statics::ATTRIBUTE_ERROR, &format!("module '{shown}' has no attribute '{name}'"))
    }

    /// Whether the program asks a library module for what it lacks in this version.
    fn is_absent(&self, module: ObjId, name: Symbol) -> Option<Absence> {
        let Payload::Name(owner) = *self.payload(module) else { return None };
        if self.natives.stack.last().is_none_or(|level| level.code.unit != 0) {
            return None;
        }
        let minor = self.version().minor;
        let has = |minor| models::module_has(owner.as_str(), name.as_str(), minor);
        match has(minor) {
            Some(false) if (8..=13).any(|other| has(other) == Some(true)) => Some(Absence::Here),
            Some(false) => Some(Absence::Everywhere),
            _ => None,
        }
    }

    /// `super().name`: looked up after `class` in the order of the instance's class.
    pub(in crate::exec) fn super_lookup(
        &mut self,
        class: ObjId,
        obj: ObjId,
        name: Symbol,
    ) -> Modelled<ObjId> {
        let of_class = self.kind(obj) == Kind::Class && self.inherits(obj, class);
        let start = if of_class { obj } else { self.class(obj) };
        let order = self.order(start);
        let after = order.iter().position(|c| *c == class).map_or(0, |at| at + 1);
        for owner in order[after.min(order.len())..].iter().copied() {
            let found = match self.own_attr(owner, name) {
                Some(value) => Some(value),
                None => self.native_of(owner, name).map(statics::native),
            };
            let Some(value) = found else { continue };
            if of_class || name.as_str() == "__new__" {
                return match self.kind(value) {
                    Kind::Descriptor => self.bind_descriptor(value, start),
                    Kind::Native if matches!(name.as_str(), "__init_subclass__") => {
                        Ok(Some(self.bound_native(value, start)))
                    }
                    // A metaclass method reached through the class that is its instance.
                    Kind::Function | Kind::Native if !self.inherits(obj, owner) => {
                        self.bind(value, obj, start, name)
                    }
                    _ => Ok(Some(self.share(value))),
                };
            }
            return self.bind(value, obj, start, name);
        }
        let version = self.version();
        if order.iter().any(|owner| {
            crate::exec::native::exists(*owner, name.as_str(), version)
                || self.is_library_class(*owner) && OPEN.contains(&name.as_str())
        }) {
            return Ok(None);
        }
        Err(self.error(statics::ATTRIBUTE_ERROR, &format!("'super' object has no attribute '{name}'")))
    }

    fn super_attr(&mut self, obj: ObjId, name: Symbol) -> Modelled<ObjId> {
        let parts = self.inner_parts(obj);
        match parts.as_slice() {
            [class, instance, ..] => {
                let own = match name.as_str() {
                    "__thisclass__" => Some(*class),
                    "__self__" => Some(*instance),
                    "__self_class__" if self.kind(*instance) == Kind::Class => Some(*instance),
                    "__self_class__" => Some(self.class(*instance)),
                    "__class__" => Some(statics::SUPER),
                    _ => None,
                };
                match own {
                    Some(own) => Ok(Some(self.share(own))),
                    None => self.super_lookup(*class, *instance, name),
                }
            }
            _ => Ok(None),
        }
    }

    /// The object behind a weak proxy, borrowed.
    pub(in crate::exec) fn proxied(&mut self, proxy: ObjId) -> Step<ObjId> {
        match self.heap.target(proxy, Label::Referent) {
            Some(target) => Ok(target),
            None => Err(self.error(statics::REFERENCE_ERROR, "weakly-referenced object no longer exists")),
        }
    }

    // --- stores

    /// `obj.name = value`; `value` is consumed when it is modelled.
    pub(in crate::exec) fn set_attr(&mut self, obj: ObjId, name: Symbol, value: ObjId) -> Step<bool> {
        if self.is_vague(obj) {
            return Ok(false);
        }
        if let Some(method) = self.overrides(obj, "__setattr__") {
            let text = self.interned(name);
            let done = self.call_own(method, &[obj, text, value]);
            self.drop_ref(text);
            let Some(result) = done? else { return Ok(false) };
            self.drop_ref(result);
            self.drop_ref(value);
            return Ok(true);
        }
        self.plain_store_attr(obj, name, value)
    }

    /// `object.__setattr__`
    pub(in crate::exec) fn plain_store_attr(&mut self, obj: ObjId, name: Symbol, value: ObjId) -> Step<bool> {
        match self.kind(obj) {
            Kind::WeakRef if matches!(self.class(obj), statics::WEAKPROXY | statics::WEAKCALLABLEPROXY) => {
                let target = self.proxied(obj)?;
                return self.set_attr(target, name, value);
            }
            Kind::Class if self.heap.is_static(obj) => {
                let class = self.class_name(obj);
                self.drop_ref(value);
                let words = if self.version() < message::V310 {
                    format!("can't set attributes of built-in/extension type '{class}'")
                } else {
                    format!("cannot set '{name}' attribute of immutable type '{class}'")
                };
                return Err(self.type_error(&words));
            }
            Kind::Class if name.as_str() == "__bases__" => return self.set_bases(obj, value),
            Kind::Module | Kind::Class => {
                if let Some(done) = self.store_through(obj, name, value)? {
                    return Ok(done);
                }
                self.class_changed(obj, name);
                self.put_attr(obj, Label::attr(name), value);
                return Ok(true);
            }
            _ => {}
        }
        let class = self.class(obj);
        if name.as_str() == "__class__" {
            return self.set_class(obj, value);
        }
        let found = self.lookup(class, name).map(|(_, value)| value);
        if let Some(done) = self.store_through(obj, name, value)? {
            return Ok(done);
        }
        if let Some(done) = self.store_special(obj, name, value)? {
            return Ok(done);
        }
        if !self.has_dict(obj) {
            let shown = self.class_name(class);
            let words = match found {
                Some(_) => message::read_only(&shown, name.as_str()),
                None => message::no_room_for_attribute(self.version(), &shown, name.as_str()),
            };
            self.drop_ref(value);
            return Err(self.error(statics::ATTRIBUTE_ERROR, &words));
        }
        if let Some(done) = self.store_borrowed(obj, name, value)? {
            return Ok(done);
        }
        if let Some(next) = self.natives.gaps.remove(&(obj, name))
            && self.own_attr(obj, name).is_none()
            && let Some(at) = self.heap.get(obj).and_then(|object| object.refs.find(Label::attr(next)))
        {
            let reference = self.reference(Label::attr(name), value);
            self.heap.insert_ref(obj, at, reference);
            self.drop_ref(value);
            return Ok(true);
        }
        self.put_attr(obj, Label::attr(name), value);
        Ok(true)
    }

    /// A store that a descriptor of the object's class takes: whether it is modelled.
    fn store_through(&mut self, obj: ObjId, name: Symbol, value: ObjId) -> Modelled<bool> {
        let class = self.class(obj);
        let Some((_, descriptor)) = self.lookup(class, name) else { return Ok(None) };
        match self.kind(descriptor) {
            Kind::Property => self.set_property(descriptor, obj, class, name, value).map(Some),
            _ if self.class(descriptor) == statics::MEMBER => {
                self.put_slot(obj, class, name, value);
                Ok(Some(true))
            }
            Kind::Instance => match self.overrides(descriptor, "__set__") {
                Some(method) => {
                    let Some(result) = self.call_own(method, &[descriptor, obj, value])? else {
                        return Ok(Some(false));
                    };
                    self.drop_ref(result);
                    self.drop_ref(value);
                    Ok(Some(true))
                }
                None if self.overrides(descriptor, "__delete__").is_some() => {
                    self.drop_ref(value);
                    Err(self.error(statics::ATTRIBUTE_ERROR, "__set__"))
                }
                None => Ok(None),
            },
            _ => Ok(None),
        }
    }

    /// Remembers where an attribute stood: its class keeps the place for it.
    fn note_gap(&mut self, obj: ObjId, name: Symbol) {
        let attributes = self.attributes(obj);
        let after =
            attributes.iter().position(|(known, _)| *known == name).and_then(|at| attributes.get(at + 1));
        if let Some((next, _)) = after {
            self.natives.gaps.insert((obj, name), *next);
        }
    }

    /// Moves an owned value under a label, in place of what is there.
    pub(in crate::exec) fn put_attr(&mut self, obj: ObjId, label: Label, value: ObjId) {
        let reference = self.reference(label, value);
        self.heap.set_ref(obj, reference);
        self.drop_ref(value);
        self.settle();
    }

    fn put_slot(&mut self, obj: ObjId, class: ObjId, name: Symbol, value: ObjId) {
        let order: Vec<Label> = self.slot_names(class).into_iter().map(Label::attr).collect();
        let reference = self.reference(Label::attr(name), value);
        self.heap.set_slot(obj, reference, &order);
        self.drop_ref(value);
        self.settle();
    }

    /// Slots of a class and its bases in the order in which CPython clears them.
    pub(in crate::exec) fn slot_names(&mut self, class: ObjId) -> Vec<Symbol> {
        let order = self.order(class);
        let mut out = Vec::new();
        for owner in order.iter().copied() {
            let mut own: Vec<Symbol> = self
                .attributes(owner)
                .into_iter()
                .filter(|(_, value)| self.class(*value) == statics::MEMBER)
                .map(|(name, _)| name)
                .collect();
            own.sort_by_key(|name| name.as_str());
            out.extend(own);
        }
        out
    }

    fn set_property(
        &mut self,
        property: ObjId,
        obj: ObjId,
        class: ObjId,
        name: Symbol,
        value: ObjId,
    ) -> Step<bool> {
        let Some(setter) = self.heap.target(property, Label::Inner(1)) else {
            let words = self.property_without(property, class, name, "setter");
            self.drop_ref(value);
            return Err(self.error(statics::ATTRIBUTE_ERROR, &words));
        };
        let result = self.call_with(setter, &[obj, value]);
        self.drop_ref(value);
        let result = result?;
        self.drop_ref(result);
        Ok(self.exact)
    }

    /// `obj.__class__ = value`
    fn set_class(&mut self, obj: ObjId, value: ObjId) -> Step<bool> {
        if self.kind(value) != Kind::Class || statics::is_type(value) {
            self.drop_ref(value);
            let words = "__class__ assignment only supported for mutable types or ModuleType subclasses";
            return Err(self.type_error(words));
        }
        let reference = self.reference(Label::ClassOf, value);
        self.heap.set_ref(obj, reference);
        if let Some(object) = self.heap.get_mut(obj) {
            object.class = value;
        }
        self.drop_ref(value);
        Ok(true)
    }

    /// Whether instances have room for any attribute.
    pub(in crate::exec) fn has_dict(&mut self, obj: ObjId) -> bool {
        match self.kind(obj) {
            Kind::Function | Kind::Exception | Kind::Module | Kind::Partial => true,
            Kind::External if self.class(obj) == statics::SIMPLENAMESPACE => true,
            _ => {
                let class = self.class(obj);
                self.class_gives_dict(class)
            }
        }
    }

    /// Whether instances of the class have a dictionary.
    pub(in crate::exec) fn class_gives_dict(&mut self, class: ObjId) -> bool {
        let order = self.order(class);
        let slots = Symbol::new("__slots__");
        order.iter().copied().any(|owner| {
            if statics::is_type(owner) {
                return owner == statics::FUNCTION || self.inherits(owner, statics::BASE_EXCEPTION);
            }
            match self.own_attr(owner, slots) {
                None => true,
                Some(_) => self.own_attr(owner, Symbol::new("__dict__")).is_some(),
            }
        })
    }

    /// `del obj.name`; `false` when not modelled.
    pub(in crate::exec) fn del_attr(&mut self, obj: ObjId, name: Symbol) -> Step<bool> {
        if self.is_vague(obj) {
            return Ok(false);
        }
        if let Some(method) = self.overrides(obj, "__delattr__") {
            let text = self.interned(name);
            let done = self.call_own(method, &[obj, text]);
            self.drop_ref(text);
            let Some(result) = done? else { return Ok(false) };
            self.drop_ref(result);
            return Ok(true);
        }
        // A class that changes how attributes are set deletes through a slot wrapper.
        let held = if self.overrides(obj, "__setattr__").is_some() { self.share(obj) } else { EMPTY };
        let done = self.plain_delete_attr(obj, name);
        self.drop_ref(held);
        done
    }

    pub(in crate::exec) fn plain_delete_attr(&mut self, obj: ObjId, name: Symbol) -> Step<bool> {
        let class = self.class(obj);
        if matches!(class, statics::WEAKPROXY | statics::WEAKCALLABLEPROXY) {
            let target = self.proxied(obj)?;
            return self.del_attr(target, name);
        }
        if self.kind(obj) == Kind::Class {
            self.class_changed(obj, name);
        } else if let Some((_, descriptor)) = self.lookup(class, name) {
            if self.kind(descriptor) == Kind::Property {
                let Some(deleter) = self.heap.target(descriptor, Label::Inner(2)) else {
                    let words = self.property_without(descriptor, class, name, "deleter");
                    return Err(self.error(statics::ATTRIBUTE_ERROR, &words));
                };
                let result = self.call_with(deleter, &[obj])?;
                self.drop_ref(result);
                return Ok(self.exact);
            }
            if let Some(method) = self.overrides(descriptor, "__delete__") {
                let Some(result) = self.call_own(method, &[descriptor, obj])? else { return Ok(false) };
                self.drop_ref(result);
                return Ok(true);
            }
            if self.class(descriptor) == statics::MEMBER && self.own_attr(obj, name).is_none() {
                return Err(self.error(statics::ATTRIBUTE_ERROR, name.as_str()));
            }
            if self.kind(descriptor) == Kind::Instance && self.overrides(descriptor, "__set__").is_some() {
                return Err(self.error(statics::ATTRIBUTE_ERROR, "__delete__"));
            }
        }
        if self.kind(obj) == Kind::Instance && self.version() >= message::V311 {
            self.note_gap(obj, name);
        }
        if self.heap.remove_ref(obj, Label::attr(name)) {
            self.settle();
            return Ok(true);
        }
        if self.delete_borrowed(obj, name)? {
            return Ok(true);
        }
        let stop = match self.kind(obj) {
            Kind::Class => {
                let shown = self.class_name(obj);
                if self.version() < message::V311 {
                    self.error(statics::ATTRIBUTE_ERROR, name.as_str())
                } else {
                    let words = format!("type object '{shown}' has no attribute '{name}'");
                    self.error(statics::ATTRIBUTE_ERROR, &words)
                }
            }
            _ if self.version() < message::V311 && self.has_dict(obj) => {
                self.error(statics::ATTRIBUTE_ERROR, name.as_str())
            }
            _ => self.no_attribute(obj, name),
        };
        Err(stop)
    }

    // --- methods about to be called

    /// The callable and, where it is passed apart, the receiver; `obj` is consumed when modelled.
    pub(in crate::exec) fn get_method(&mut self, obj: ObjId, name: Symbol) -> Modelled<(ObjId, ObjId)> {
        if self.is_vague(obj) && obj != statics::SOME_SCALAR {
            return Ok(None);
        }
        let plain = !matches!(self.kind(obj), Kind::Class | Kind::Module | Kind::Super | Kind::WeakRef)
            && self.overrides(obj, "__getattribute__").is_none();
        if plain && obj != statics::SOME_SCALAR {
            let class = self.class(obj);
            if let Some((_, value)) = self.lookup(class, name)
                && (self.kind(value) == Kind::Function
                    || self.kind(value) == Kind::Native && self.heap.is_static(value))
                && self.own_attr(obj, name).is_none()
            {
                return Ok(Some((self.share(value), obj)));
            }
        }
        let found = self.get_attr(obj, name);
        if matches!(found, Ok(None)) {
            return Ok(None);
        }
        self.drop_ref(obj);
        Ok(found?.map(|value| (value, EMPTY)))
    }
}
