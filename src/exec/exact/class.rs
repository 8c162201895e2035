//! Classes when everything is known: class statements, `type()`, instances made.

use crate::base::Symbol;
use crate::exec::call::Args;
use crate::exec::machine::{CodeRef, EMPTY, Machine, Step, Stop};
use crate::exec::native::{Modelled, Special};
use crate::exec::statics;
use crate::exec::value::message;
use crate::heap::{Kind, Label, ObjId, Payload, RefStrength};

impl Machine {
    /// A class statement: `function` is a function over its block; all is consumed.
    pub(in crate::exec) fn make_class_statement(
        &mut self,
        function: ObjId,
        name: Symbol,
        args: &Args,
    ) -> Modelled<ObjId> {
        let Payload::Code(code) = *self.payload(function) else { return Ok(None) };
        if args.star.is_some()
            || args.double_star.is_some()
            || args.positional.iter().any(|b| self.is_vague(*b))
        {
            return Ok(None);
        }
        let Some((resolved, replaced)) = self.resolved_bases(&args.positional)? else { return Ok(None) };
        // What stands for other bases is kept with the class under its own name.
        let original = if replaced { self.new_tuple(args.positional.clone()) } else { EMPTY };
        let replacing = Args { positional: resolved, ..args.clone() };
        let args = if replaced {
            &replacing
        } else {
            self.drop_all(replacing.positional);
            args
        };
        let mut keywords = args.keywords.clone();
        let given = keywords
            .iter()
            .position(|(name, _)| name.as_str() == "metaclass")
            .map(|at| keywords.remove(at).1);
        let meta = self.metaclass(&args.positional, given)?;
        let Some(namespace) = self.prepare_namespace(meta, name, &args.positional, &keywords)? else {
            return Ok(None);
        };
        if let Err(stop) = self.fill_by_block(function, CodeRef::unpack(code), namespace) {
            self.drop_ref(namespace);
            self.drop_ref(function);
            self.drop_all(args.positional.clone());
            return Err(stop);
        }
        if !self.exact {
            return Ok(None);
        }
        if replaced {
            self.set_text_entry(namespace, "__orig_bases__", original)?;
        }
        let name = self.interned(name);
        let bases = self.new_tuple(args.positional.clone());
        let positional = vec![name, bases, namespace];
        let meta_held = self.share(meta);
        let class = self.call(meta_held, Args { positional, keywords, ..Args::default() });
        if let Some(given) = given {
            self.drop_ref(given);
        }
        self.drop_ref(function);
        let class = class?;
        Ok(self.exact.then_some(class))
    }

    /// Runs the block of a class statement over its namespace.
    fn fill_by_block(&mut self, function: ObjId, code: CodeRef, namespace: ObjId) -> Step<()> {
        let unit = self.unit(code);
        let body = &unit.bodies[code.body];
        let globals = self.heap.target(function, Label::Globals).unwrap_or(self.units[0].module);
        let module = self.module_name(globals);
        let qualified = self.interned(body.qualname);
        self.set_text_entry(namespace, "__module__", module)?;
        self.set_text_entry(namespace, "__qualname__", qualified)?;
        // A mapping of the program's sees every store; a plain one is filled at the end.
        let is_plain = self.class(namespace) == statics::DICT;
        let scope = if is_plain {
            self.new_object(Kind::Dict, statics::DICT, Payload::None)
        } else {
            self.share(namespace)
        };
        if is_plain {
            for (key, value) in self.entries(namespace) {
                let Some(key) = self.text(key) else { continue };
                let value = self.share(value);
                self.hold(scope, Label::attr(Symbol::new(&key)), value);
            }
        }
        let mut frame = self.frame(code, scope, EMPTY);
        frame.globals = globals;
        self.fill_closure(&mut frame, body, function);
        self.make_cells(&mut frame, body);
        self.call_depth += 1;
        let result = self.run_frame(&mut frame, body);
        self.call_depth -= 1;
        let done = match result {
            Ok(result) => {
                self.drop_ref(result);
                if is_plain && self.exact { self.fill_namespace(namespace, scope) } else { Ok(()) }
            }
            Err(stop) => Err(stop),
        };
        self.drop_ref(scope);
        done
    }

    /// The name of a module, owned.
    pub(in crate::exec) fn module_name(&mut self, module: ObjId) -> ObjId {
        match self.heap.target(module, Label::attr(Symbol::new("__name__"))) {
            Some(name) => self.share(name),
            None => self.interned(Symbol::new("__main__")),
        }
    }

    /// What the block bound replaces what the namespace had.
    fn fill_namespace(&mut self, namespace: ObjId, scope: ObjId) -> Step<()> {
        let bound = self.attributes(scope);
        for (key, _) in self.entries(namespace) {
            let name = self.text(key).map(|text| Symbol::new(&text));
            if name.is_some_and(|name| !bound.iter().any(|(known, _)| *known == name)) {
                self.delete_item_of(namespace, key)?;
            }
        }
        for (attribute, value) in bound {
            let (key, value) = (self.interned(attribute), self.share(value));
            self.dict_set(namespace, key, value)?;
        }
        Ok(())
    }

    /// The mapping that a class block fills: what `__prepare__` gives, or a new dictionary.
    fn prepare_namespace(
        &mut self,
        meta: ObjId,
        name: Symbol,
        bases: &[ObjId],
        keywords: &[(Symbol, ObjId)],
    ) -> Modelled<ObjId> {
        let own = self.kind(meta) == Kind::Class
            && matches!(self.special_of_class(meta, "__prepare__"), Special::Own(_));
        if !own {
            return Ok(Some(self.new_dict()));
        }
        let Some(prepare) = self.get_attr(meta, Symbol::new("__prepare__"))? else { return Ok(None) };
        let bases = self.share_all(bases);
        let positional = vec![self.interned(name), self.new_tuple(bases)];
        let keywords = keywords.iter().map(|(name, value)| (*name, self.share(*value))).collect();
        let made = self.call(prepare, Args { positional, keywords, ..Args::default() })?;
        if self.is_vague(made) {
            return Ok(None);
        }
        if self.kind(made) != Kind::Dict && self.overrides(made, "__getitem__").is_none() {
            let (meta, class) = (self.class_name(meta), self.type_name_of(made));
            return Err(self.type_error(&format!("{meta}.__prepare__() must return a mapping, not {class}")));
        }
        Ok(Some(made))
    }

    fn special_of_class(&mut self, class: ObjId, name: &str) -> Special {
        match self.lookup(class, Symbol::new(name)) {
            Some((owner, value)) if !statics::is_type(owner) => Special::Own(value),
            _ => Special::Missing,
        }
    }

    fn set_text_entry(&mut self, dict: ObjId, key: &str, value: ObjId) -> Step<()> {
        let key = self.interned(Symbol::new(key));
        self.set_item(dict, key, value)?;
        self.drop_ref(key);
        Ok(())
    }

    /// The most derived metaclass of the given one and those of the bases.
    fn metaclass(&mut self, bases: &[ObjId], given: Option<ObjId>) -> Step<ObjId> {
        let mut winner = given.unwrap_or(statics::TYPE);
        if self.kind(winner) != Kind::Class {
            return Ok(winner);
        }
        for base in bases {
            let meta = self.class(*base);
            if self.inherits(winner, meta) {
                continue;
            }
            if self.inherits(meta, winner) {
                winner = meta;
                continue;
            }
            let words = "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of \
                         the metaclasses of all its bases";
            return Err(self.type_error(words));
        }
        Ok(winner)
    }

    /// `type.__new__(meta, name, bases, namespace, **keywords)`; everything is borrowed.
    pub(in crate::exec) fn make_class(
        &mut self,
        meta: ObjId,
        name: ObjId,
        bases: ObjId,
        namespace: ObjId,
        keywords: &[(Symbol, ObjId)],
    ) -> Modelled<ObjId> {
        let Some(shown) = self.text(name) else {
            return Err(self.type_error("type.__new__() argument 1 must be str"));
        };
        let bases = self.elements(bases);
        let entries = self.entries(namespace);
        let class = self.new_object(Kind::Class, meta, Payload::Name(Symbol::new(&shown)));
        if !statics::is_type(meta) {
            let reference = self.reference(Label::ClassOf, meta);
            self.heap.push_ref(class, reference);
        }
        for (at, base) in bases.iter().enumerate() {
            let base = self.share(*base);
            self.hold(class, Label::Base(at as u16), base);
        }
        if self.linearise(class, 0).is_none() {
            let names: Vec<String> = bases.iter().map(|base| self.class_name(*base)).collect();
            let space = if self.version() < message::V313 { "\n" } else { " " };
            let words = format!(
                "Cannot create a consistent method resolution{space}order (MRO) for bases {}",
                names.join(", ")
            );
            return Err(self.type_error(&words));
        }
        self.check_layouts(&bases)?;
        let mut cell = None;
        for (key, value) in entries {
            let Some(key) = self.text(key) else { continue };
            if &*key == "__classcell__" {
                cell = Some(value);
                continue;
            }
            let value = self.share(value);
            self.hold(class, Label::attr(Symbol::new(&key)), value);
        }
        self.wrap_implicit(class);
        self.add_slots(class, &shown, &bases)?;
        if let Some(cell) = cell {
            let held = self.share(class);
            self.put_attr(cell, Label::Content, held);
        }
        // Every class is in a cycle of its own: its order of resolution holds it, and so do the
        // descriptors made for it. The tuples of bases and order and the namespace are part of it here.
        for (at, owner) in self.order(class).to_vec().into_iter().enumerate() {
            let label = if owner == class { Label::Mro } else { Label::Arg(at as u16) };
            let reference = self.reference(label, owner);
            self.heap.push_ref(class, reference);
        }
        if let Some(first) = bases.first().copied() {
            let reference = self.reference(Label::Inner(0), first);
            self.heap.push_ref(class, reference);
        }
        for base in &bases {
            let mut reference = self.reference(Label::Retained, class);
            reference.strength = RefStrength::Borrowed;
            if self.heap.is_static(*base) {
                self.natives.static_subclasses.push((*base, class));
            } else {
                self.heap.push_ref(*base, reference);
            }
        }
        self.name_descriptors(class)?;
        self.call_init_subclass(class, keywords)?;
        Ok(self.exact.then_some(class))
    }

    /// `__new__` is a static method and `__init_subclass__`, `__class_getitem__` are class methods.
    fn wrap_implicit(&mut self, class: ObjId) {
        for (name, kind) in [
            ("__new__", statics::STATICMETHOD),
            ("__init_subclass__", statics::CLASSMETHOD),
            ("__class_getitem__", statics::CLASSMETHOD),
        ] {
            let label = Label::attr(Symbol::new(name));
            let Some(function) = self.heap.target(class, label) else { continue };
            if self.kind(function) != Kind::Function {
                continue;
            }
            let wrapper = self.new_object(Kind::Descriptor, kind, Payload::None);
            let function = self.share(function);
            self.hold(wrapper, Label::Func, function);
            self.put_attr(class, label, wrapper);
        }
    }

    /// Bases whose instances cannot be laid out together.
    fn check_layouts(&mut self, bases: &[ObjId]) -> Step<()> {
        let mut solid: Vec<ObjId> = Vec::new();
        for base in bases {
            let own = self.solid_base(*base);
            if own != statics::OBJECT && !solid.contains(&own) {
                let extends = solid.iter().any(|known| self.inherits(*known, own));
                solid.retain(|known| !self.inherits(own, *known));
                if !extends {
                    solid.push(own);
                }
            }
        }
        if solid.len() > 1 {
            return Err(self.type_error("multiple bases have instance lay-out conflict"));
        }
        for base in bases {
            if matches!(
                *base,
                statics::BOOL | statics::NONE_TYPE | statics::FUNCTION | statics::RANGE | statics::SLICE
            ) {
                let name = self.class_name(*base);
                return Err(self.type_error(&format!("type '{name}' is not an acceptable base type")));
            }
        }
        Ok(())
    }

    /// The ancestor (or the class itself) that adds to the instance's layout.
    fn solid_base(&mut self, class: ObjId) -> ObjId {
        let order = self.order(class);
        for owner in order.iter().copied() {
            if statics::is_type(owner) {
                if owner != statics::BASE_EXCEPTION
                    && self.inherits(owner, statics::BASE_EXCEPTION)
                    && !self.has_exception_struct(owner)
                {
                    continue;
                }
                return owner;
            }
            let adds = self.attributes(owner).iter().any(|(_, value)| self.class(*value) == statics::MEMBER);
            if adds {
                return owner;
            }
        }
        statics::OBJECT
    }

    /// Whether exceptions of a built-in class have fields beside those of every exception.
    fn has_exception_struct(&self, class: ObjId) -> bool {
        let later = self.version() >= message::V310;
        matches!(
            class,
            statics::OS_ERROR
                | statics::IMPORT_ERROR
                | statics::SYNTAX_ERROR
                | statics::UNICODE_DECODE_ERROR
                | statics::UNICODE_ENCODE_ERROR
                | statics::UNICODE_TRANSLATE_ERROR
                | statics::STOP_ITERATION
                | statics::SYSTEM_EXIT
                | statics::BASE_EXCEPTION_GROUP
        ) || later && matches!(class, statics::ATTRIBUTE_ERROR | statics::NAME_ERROR)
    }

    /// Slot descriptors, or those of `__dict__` and `__weakref__` of a class without slots.
    fn add_slots(&mut self, class: ObjId, shown: &str, bases: &[ObjId]) -> Step<()> {
        let (dict, weak) = (Symbol::new("__dict__"), Symbol::new("__weakref__"));
        let base_dict = bases.iter().any(|base| self.class_gives_dict(*base));
        let base_weak = bases.iter().any(|base| self.gives_weakref(*base));
        let Some(declared) = self.heap.target(class, Label::attr(Symbol::new("__slots__"))) else {
            if !base_dict {
                self.add_descriptor(class, statics::GETSET, dict);
            }
            let layout = self.layout_of(class);
            let no_weak = matches!(layout, statics::INT | statics::TUPLE | statics::BYTES);
            if !base_weak && !no_weak {
                self.add_descriptor(class, statics::GETSET, weak);
            }
            return Ok(());
        };
        let names = match self.text(declared) {
            Some(one) => vec![one.to_string()],
            None => {
                let items = match self.kind(declared) {
                    Kind::Dict => self.entries(declared).into_iter().map(|(key, _)| key).collect(),
                    _ => self.elements(declared),
                };
                for item in &items {
                    if self.text(*item).is_none() && !self.is_vague(*item) {
                        let kind = self.type_name_of(*item);
                        return Err(
                            self.type_error(&format!("__slots__ items must be strings, not '{kind}'"))
                        );
                    }
                }
                items.into_iter().filter_map(|item| self.text(item)).map(|text| text.to_string()).collect()
            }
        };
        if names.iter().any(|name| !crate::exec::value::text::is_class(name, "isidentifier").unwrap_or(true))
        {
            return Err(self.type_error("__slots__ must be identifiers"));
        }
        let layout = self.layout_of(class);
        let variable = matches!(layout, statics::INT | statics::TUPLE | statics::BYTES);
        if variable && names.iter().any(|name| name != "__dict__") {
            return Err(self.type_error(&format!(
                "nonempty __slots__ not supported for subtype of '{}'",
                self.class_name(layout)
            )));
        }
        for name in names {
            let mangled = if name.starts_with("__") && !name.ends_with("__") {
                format!("_{}{name}", shown.trim_start_matches('_'))
            } else {
                name.clone()
            };
            let symbol = Symbol::new(&mangled);
            if self.heap.target(class, Label::attr(symbol)).is_some() {
                return Err(self.value_error(&format!("'{name}' in __slots__ conflicts with class variable")));
            }
            match mangled.as_str() {
                "__dict__" if base_dict => {
                    return Err(self.type_error("__dict__ slot disallowed: we already got one"));
                }
                "__weakref__" if base_weak => {
                    return Err(self.type_error("__weakref__ slot disallowed: we already got one"));
                }
                "__dict__" | "__weakref__" => self.add_descriptor(class, statics::GETSET, symbol),
                _ => self.add_descriptor(class, statics::MEMBER, symbol),
            }
        }
        Ok(())
    }

    fn gives_weakref(&mut self, class: ObjId) -> bool {
        let order = self.order(class);
        let weak = Symbol::new("__weakref__");
        order.iter().copied().any(|owner| {
            if statics::is_type(owner) {
                return matches!(owner, statics::SET | statics::FROZENSET | statics::DEQUE | statics::TYPE);
            }
            self.heap.target(owner, Label::attr(weak)).is_some()
        })
    }

    fn add_descriptor(&mut self, class: ObjId, kind: ObjId, name: Symbol) {
        let made = self.new_object(Kind::External, kind, Payload::Name(name));
        let reference = self.reference(Label::ClassOf, class);
        self.heap.push_ref(made, reference);
        self.hold(class, Label::attr(name), made);
    }

    /// `__set_name__` of what stands in the namespace.
    fn name_descriptors(&mut self, class: ObjId) -> Step<()> {
        for (name, value) in self.attributes(class) {
            if self.kind(value) != Kind::Instance {
                continue;
            }
            if let Some(method) = self.overrides(value, "__set_name__") {
                let text = self.interned(name);
                let result = self.call_own(method, &[value, class, text])?;
                self.drop_ref(text);
                self.drop_ref(result.unwrap_or(EMPTY));
            }
        }
        Ok(())
    }

    fn call_init_subclass(&mut self, class: ObjId, keywords: &[(Symbol, ObjId)]) -> Step<()> {
        let order = self.order(class);
        let name = Symbol::new("__init_subclass__");
        for owner in order.iter().copied().skip(1) {
            let Some(found) = self.heap.target(owner, Label::attr(name)) else { continue };
            let function = self.heap.target(found, Label::Func).unwrap_or(found);
            let keywords = keywords.iter().map(|(name, value)| (*name, self.share(*value))).collect();
            let (function, class) = (self.share(function), self.share(class));
            let args = Args { positional: vec![class], keywords, ..Args::default() };
            let result = self.call(function, args)?;
            self.drop_ref(result);
            return Ok(());
        }
        if keywords.is_empty() {
            return Ok(());
        }
        let shown = if self.version() < message::V39 { String::new() } else { self.class_name(class) + "." };
        Err(self.type_error(&format!("{shown}__init_subclass__() takes no keyword arguments")))
    }

    /// `cls.__bases__ = value` (owned); `false` when not modelled.
    pub(super) fn set_bases(&mut self, class: ObjId, value: ObjId) -> Step<bool> {
        let bases = self.elements(value);
        let shown = self.class_name(class);
        if self.kind(value) != Kind::Tuple {
            let kind = self.type_name_of(value);
            self.drop_ref(value);
            let words = format!("can only assign tuple to {shown}.__bases__, not {kind}");
            return Err(self.type_error(&words));
        }
        if bases.is_empty() {
            let words = format!("can only assign non-empty tuple to {shown}.__bases__, not ()");
            return Err(self.type_error(&words));
        }
        for base in &bases {
            if self.kind(*base) != Kind::Class {
                return Ok(false);
            }
            if self.inherits(*base, class) {
                return Err(self.type_error("a __bases__ item causes an inheritance cycle"));
            }
            if self.solid_base(*base) != self.solid_base(class) {
                return Ok(false);
            }
        }
        let old = self.bases(class);
        for base in &old {
            self.heap.clear_refs(*base, |r| r.label == Label::Retained && r.target == class);
        }
        let count = self.order(class).len().max(old.len()) as u16;
        for at in 0..count {
            self.heap.remove_ref(class, Label::Base(at));
            self.heap.remove_ref(class, Label::Arg(at));
        }
        for (at, base) in bases.iter().enumerate() {
            let base = self.share(*base);
            self.hold(class, Label::Base(at as u16), base);
        }
        self.natives.orders.clear();
        for (at, owner) in self.order(class).to_vec().into_iter().enumerate().skip(1) {
            let reference = self.reference(Label::Arg(at as u16), owner);
            self.heap.push_ref(class, reference);
        }
        for base in &bases {
            if !self.heap.is_static(*base) {
                let mut reference = self.reference(Label::Retained, class);
                reference.strength = RefStrength::Borrowed;
                self.heap.push_ref(*base, reference);
            }
        }
        self.drop_ref(value);
        self.settle();
        Ok(true)
    }

    /// Direct subclasses in order of definition, borrowed.
    pub(in crate::exec) fn subclasses(&self, class: ObjId) -> Vec<ObjId> {
        let alive = |id: &ObjId| self.heap.get(*id).is_some();
        if self.heap.is_static(class) {
            let known = self.natives.static_subclasses.iter();
            return known.filter(|(base, _)| *base == class).map(|(_, sub)| *sub).filter(alive).collect();
        }
        self.labelled(class, |label| label == Label::Retained).into_iter().filter(alive).collect()
    }

    /// Something of a class changed: orders and finalizers that depend on it are looked up anew.
    pub(in crate::exec) fn class_changed(&mut self, _class: ObjId, name: Symbol) {
        if name.as_str() == "__bases__" {
            self.natives.orders.clear();
        }
    }

    // --- instances

    /// `class(*args)`: `type.__call__`, with everything borrowed.
    pub(in crate::exec) fn instantiate(&mut self, class: ObjId, args: &Args) -> Modelled<ObjId> {
        if class == statics::TYPE {
            return match args.positional.as_slice() {
                [_] => self.construct(class, args),
                [name, bases, namespace] => {
                    let bases_list = self.elements(*bases);
                    let meta = self.metaclass(&bases_list, None)?;
                    self.make_class(meta, *name, *bases, *namespace, &args.keywords)
                }
                _ => Err(self.type_arity()),
            };
        }
        if statics::is_type(class) {
            // 3.8 passes the arguments of every type in a tuple.
            let held =
                if self.version() < message::V39 { self.share_all(&args.positional) } else { Vec::new() };
            let made = self.construct(class, args);
            self.drop_all(held);
            return made;
        }
        let meta = self.class(class);
        if !statics::is_type(meta)
            && let Some(method) = self.overrides(class, "__call__")
        {
            let held = self.hold_arguments(args);
            let made = self.call_meta(method, class, args);
            self.drop_all(held);
            return made;
        }
        self.make_instance(class, args)
    }

    /// One more reference to every argument: a tuple (and dict) that C code passes them in.
    pub(in crate::exec) fn hold_arguments(&mut self, args: &Args) -> Vec<ObjId> {
        let all: Vec<ObjId> =
            args.positional.iter().chain(args.keywords.iter().map(|(_, value)| value)).copied().collect();
        self.share_all(&all)
    }

    /// `type.__call__` of a class of the program: `__new__`, then `__init__`.
    pub(in crate::exec) fn make_instance(&mut self, class: ObjId, args: &Args) -> Modelled<ObjId> {
        if statics::is_type(class) {
            return self.instantiate(class, args);
        }
        let held = self.hold_arguments(args);
        let made = self.make_with_new(class, args);
        self.drop_all(held);
        made
    }

    fn make_with_new(&mut self, class: ObjId, args: &Args) -> Modelled<ObjId> {
        let Some(made) = self.call_new(class, args)? else { return Ok(None) };
        let made_class = self.class(made);
        if !self.inherits(made_class, class) {
            return Ok(Some(made));
        }
        // With keywords the arguments, and the instance, are unpacked once more.
        let mut held = Vec::new();
        if !args.keywords.is_empty() {
            held = self.hold_arguments(args);
            held.push(self.share(made));
        }
        let done = self.call_init(made, made_class, args);
        self.drop_all(held);
        match done {
            Ok(true) => Ok(Some(made)),
            Ok(false) => Ok(None),
            Err(stop) => {
                self.drop_ref(made);
                Err(stop)
            }
        }
    }

    fn call_meta(&mut self, method: ObjId, class: ObjId, args: &Args) -> Modelled<ObjId> {
        let method = self.share(method);
        let result = self.call_shared(method, Some(class), args)?;
        Ok(self.exact.then_some(result))
    }

    /// Calls an owned function with borrowed arguments, perhaps one more in front.
    pub(in crate::exec) fn call_shared(
        &mut self,
        function: ObjId,
        first: Option<ObjId>,
        args: &Args,
    ) -> Step<ObjId> {
        let mut positional: Vec<ObjId> = first.into_iter().collect();
        positional.extend(&args.positional);
        let positional = self.share_all(&positional);
        let keywords = args.keywords.iter().map(|(name, value)| (*name, self.share(*value))).collect();
        self.call(function, Args { positional, keywords, ..Args::default() })
    }

    fn call_new(&mut self, class: ObjId, args: &Args) -> Modelled<ObjId> {
        let Some((owner, found)) = self.lookup(class, Symbol::new("__new__")) else { return Ok(None) };
        if owner == statics::OBJECT {
            let layout = self.layout_of(class);
            if layout == statics::OBJECT {
                return self.new_plain(class, args);
            }
            return Ok(None);
        }
        let function = self.heap.target(found, Label::Func).unwrap_or(found);
        let function = self.share(function);
        let result = self.call_shared(function, Some(class), args)?;
        Ok(self.exact.then_some(result))
    }

    /// `object.__new__(class)` with the arguments that only `__init__` will take.
    fn new_plain(&mut self, class: ObjId, args: &Args) -> Modelled<ObjId> {
        let extra = !args.positional.is_empty() || !args.keywords.is_empty();
        let own_init =
            self.lookup(class, Symbol::new("__init__")).is_some_and(|(owner, _)| !statics::is_type(owner));
        if extra && !own_init {
            let name = self.class_name(class);
            return Err(self.type_error(&format!("{name}() takes no arguments")));
        }
        let abstracts = Symbol::new("__abstractmethods__");
        if let Some(names) = self.heap.target(class, Label::attr(abstracts)) {
            let names: Vec<String> = self
                .elements(names)
                .into_iter()
                .filter_map(|n| self.text(n))
                .map(|n| n.to_string())
                .collect();
            if !names.is_empty() {
                return Err(self.abstract_class(class, names));
            }
        }
        Ok(Some(self.new_instance(Kind::Instance, class, Payload::None)))
    }

    fn abstract_class(&mut self, class: ObjId, mut names: Vec<String>) -> Stop {
        names.sort();
        let shown = self.class_name(class);
        let plural = if names.len() == 1 { "" } else { "s" };
        let words = if self.version() >= message::V312 {
            let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
            format!(
                "Can't instantiate abstract class {shown} without an implementation for abstract method{plural} {}",
                quoted.join(", ")
            )
        } else {
            let plural = if self.version() < message::V39 { "s" } else { plural };
            format!(
                "Can't instantiate abstract class {shown} with abstract method{plural} {}",
                names.join(", ")
            )
        };
        self.type_error(&words)
    }

    fn call_init(&mut self, made: ObjId, class: ObjId, args: &Args) -> Step<bool> {
        let Some((owner, init)) = self.lookup(class, Symbol::new("__init__")) else { return Ok(true) };
        if owner == statics::OBJECT {
            return Ok(true);
        }
        let function = self.share(init);
        let result = self.call_shared(function, Some(made), args)?;
        if !self.exact {
            return Ok(false);
        }
        if result != statics::NONE {
            let class = self.type_name_of(result);
            self.drop_ref(result);
            return Err(self.type_error(&format!("__init__() should return None, not '{class}'")));
        }
        Ok(true)
    }

    /// `type.__basicsize__`, where it is simple.
    pub(in crate::exec) fn basic_size(&mut self, class: ObjId) -> Option<i64> {
        let layout = self.layout_of(class);
        let base = match layout {
            statics::OBJECT => 16,
            statics::LIST => 40,
            statics::DICT => 48,
            statics::INT | statics::TUPLE => 24,
            _ => return None,
        };
        if statics::is_type(class) {
            return Some(base);
        }
        let slots = self.slot_names(class).len() as i64 * 8;
        let dict = i64::from(self.class_gives_dict(class)) * 8;
        let weak = i64::from(self.gives_weakref(class)) * 8;
        let version = self.version();
        Some(if version < message::V311 {
            base + slots + dict + weak
        } else if version < message::V312 {
            base + slots + weak
        } else {
            base + slots
        })
    }
}
