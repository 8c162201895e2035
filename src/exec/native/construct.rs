//! Built-in types as callables: what `int("5")`, `list(x)` or `Exception("no")` make.

use crate::base::Symbol;
use crate::exec::call::Args;
use crate::exec::machine::Machine;
use crate::exec::statics;
use crate::exec::value::{Int, Scalar, float, literal, message, text};
use crate::heap::{Flags, Kind, Label, ObjId, Payload};

use super::arguments::{between, keyword, named, optional};
use super::convert::Modelled;
use super::{dict_methods, list, strings};

impl Machine {
    /// The built-in type whose layout instances of a class have: itself, or the first built-in in
    /// its order of resolution.
    pub(in crate::exec) fn layout_of(&mut self, class: ObjId) -> ObjId {
        if statics::is_type(class) {
            return class;
        }
        let order = self.order(class);
        order.iter().copied().find(|base| statics::is_type(*base)).unwrap_or(statics::OBJECT)
    }

    /// `class(*args)` for a built-in type; `None` where that is not modelled.
    pub(in crate::exec) fn construct(&mut self, class: ObjId, args: &Args) -> Modelled<ObjId> {
        if args.positional.contains(&statics::SOME_SCALAR)
            && matches!(class, statics::INT | statics::STR | statics::FLOAT | statics::BOOL | statics::BYTES)
        {
            return Ok(Some(statics::SOME_SCALAR));
        }
        match class {
            statics::OBJECT => {
                if !args.positional.is_empty() || !args.keywords.is_empty() {
                    return Err(self.type_error("object() takes no arguments"));
                }
                let mut object = crate::heap::Object::new(Kind::Instance, class, self.site);
                object.file = self.file;
                object.flags.set(Flags::NOT_GC);
                Ok(Some(self.alloc(object)))
            }
            statics::BOOL => self.new_bool_of(args),
            statics::INT => self.new_int_of(args),
            statics::FLOAT => self.new_float_of(args),
            statics::COMPLEX => self.new_complex_of(args),
            statics::STR => strings::new_str(self, args),
            statics::BYTES | statics::BYTEARRAY => self.new_bytes_of(class, args),
            statics::TUPLE => self.new_tuple_of(args),
            statics::FROZENSET => self.new_frozenset_of(args),
            statics::RANGE => self.new_range(args),
            statics::SLICE => self.new_slice(args),
            statics::LIST
            | statics::SET
            | statics::DICT
            | statics::DEFAULTDICT
            | statics::ORDEREDDICT
            | statics::DEQUE => {
                let made = self.new_container(class, class, args)?;
                let Some(made) = made else { return Ok(None) };
                Ok(self.fill_container(made, class, args)?.then_some(made))
            }
            statics::NONE_TYPE => Ok(Some(statics::NONE)),
            statics::ELLIPSIS_TYPE => Ok(Some(statics::ELLIPSIS)),
            statics::NOT_IMPLEMENTED_TYPE => Ok(Some(statics::NOT_IMPLEMENTED)),
            statics::ENUMERATE | statics::ZIP | statics::MAP | statics::FILTER | statics::REVERSED => {
                self.new_iterator(class, args)
            }
            statics::STATICMETHOD | statics::CLASSMETHOD => {
                let [function] = super::arguments::exactly(self, args, &self.class_name(class))?;
                let made = self.new_object(Kind::Descriptor, class, Payload::None);
                let function = self.share(function);
                self.hold(made, Label::Func, function);
                Ok(Some(made))
            }
            statics::PROPERTY => Ok(Some(self.new_property(class, args))),
            statics::SIMPLENAMESPACE => Ok(Some(self.new_namespace(class, args))),
            statics::MODULE => Ok(self.new_module(class, args)),
            statics::FUNCTION => self.new_function(args),
            statics::METHOD => {
                let [function, target] = super::arguments::exactly(self, args, "method")?;
                Ok(Some(self.new_bound(function, target)))
            }
            statics::TYPE if args.positional.len() == 1 => {
                let class = self.class(args.positional[0]);
                if self.is_vague(args.positional[0]) {
                    return Ok(None);
                }
                Ok(Some(self.share(class)))
            }
            statics::SUPER => match args.positional.as_slice() {
                [class, obj] if self.kind(*class) == Kind::Class => self.new_super(*class, *obj).map(Some),
                [] => Err(self.error(statics::RUNTIME_ERROR, "super(): no arguments")),
                _ => Ok(None),
            },
            statics::MAPPINGPROXY => self.new_mapping_proxy(args),
            statics::PARTIAL => super::functools::new_partial(self, class, args),
            statics::WEAKREF => super::weakrefs::new_ref(self, class, args),
            _ if self.inherits(class, statics::BASE_EXCEPTION) => self.new_exception_of(class, args),
            _ => Ok(None),
        }
    }

    /// `types.ModuleType(name, doc)`.
    fn new_module(&mut self, class: ObjId, args: &Args) -> Option<ObjId> {
        let name = named(args, 0, "name").and_then(|name| self.text(name))?;
        let doc = named(args, 1, "doc").unwrap_or(statics::NONE);
        let made = self.new_object(Kind::Module, class, Payload::Name(Symbol::new(&name)));
        let shown = self.interned(Symbol::new(&name));
        let doc = self.share(doc);
        let rest = ["__package__", "__loader__", "__spec__"].map(|name| (name, statics::NONE));
        for (label, value) in [("__name__", shown), ("__doc__", doc)].into_iter().chain(rest) {
            self.hold(made, Label::attr(Symbol::new(label)), value);
        }
        Some(made)
    }

    /// `types.SimpleNamespace(**attributes)`.
    fn new_namespace(&mut self, class: ObjId, args: &Args) -> ObjId {
        let made = self.new_object(Kind::External, class, Payload::None);
        for (name, value) in &args.keywords {
            let value = self.share(*value);
            self.hold(made, Label::attr(*name), value);
        }
        made
    }

    fn new_exception_of(&mut self, class: ObjId, args: &Args) -> Modelled<ObjId> {
        let class = self.os_error_of(class, args);
        let trims = self.inherits(class, statics::OS_ERROR) && (3..=5).contains(&args.positional.len());
        let items = if trims { &args.positional[..2] } else { &args.positional[..] };
        let items = self.share_all(items);
        let exc = self.new_exception(class, items);
        Ok(self.init_exception(exc, args)?.then_some(exc))
    }

    fn new_mapping_proxy(&mut self, args: &Args) -> Modelled<ObjId> {
        let [mapping] = super::arguments::exactly(self, args, "mappingproxy")?;
        if self.kind(mapping) != Kind::Dict {
            return Ok(None);
        }
        let view = self.new_object(Kind::View, statics::MAPPINGPROXY, Payload::None);
        let mapping = self.share(mapping);
        self.hold(view, Label::Inner(0), mapping);
        Ok(Some(view))
    }

    /// `OSError(number, text)` makes the subclass that the number stands for.
    fn os_error_of(&self, class: ObjId, args: &Args) -> ObjId {
        if class != statics::OS_ERROR || args.positional.len() < 2 {
            return class;
        }
        match self.small(args.positional[0]) {
            Some(1 | 13) => statics::PERMISSION_ERROR,
            Some(2) => statics::FILE_NOT_FOUND_ERROR,
            Some(3) => statics::PROCESS_LOOKUP_ERROR,
            Some(4) => statics::INTERRUPTED_ERROR,
            Some(10) => statics::CHILD_PROCESS_ERROR,
            Some(11 | 114 | 115) => statics::BLOCKING_IO_ERROR,
            Some(17) => statics::FILE_EXISTS_ERROR,
            Some(20) => statics::NOT_A_DIRECTORY_ERROR,
            Some(21) => statics::IS_A_DIRECTORY_ERROR,
            Some(32 | 108) => statics::BROKEN_PIPE_ERROR,
            Some(103) => statics::CONNECTION_ABORTED_ERROR,
            Some(104) => statics::CONNECTION_RESET_ERROR,
            Some(110) => statics::TIMEOUT_ERROR,
            Some(111) => statics::CONNECTION_REFUSED_ERROR,
            _ => class,
        }
    }

    pub(in crate::exec) fn flag(&mut self, id: ObjId, flag: Flags) {
        if let Some(object) = self.heap.get_mut(id) {
            object.flags.set(flag);
        }
    }

    /// What `BaseException.__init__` and its overrides in built-in subclasses store.
    pub(in crate::exec) fn init_exception(
        &mut self,
        exc: ObjId,
        args: &Args,
    ) -> crate::exec::machine::Step<bool> {
        if self.is_group(exc) {
            self.init_group(exc, &args.positional)?;
        }
        if self.is_a(exc, statics::STOP_ITERATION) || self.is_a(exc, statics::SYSTEM_EXIT) {
            let name = if self.is_a(exc, statics::STOP_ITERATION) { "value" } else { "code" };
            let value = optional(args, 0).unwrap_or(statics::NONE);
            let reference = self.reference(Label::attr(Symbol::new(name)), value);
            self.heap.set_ref(exc, reference);
        }
        if self.is_a(exc, statics::OS_ERROR) && (2..=5).contains(&args.positional.len()) {
            for (at, name) in ["errno", "strerror", "filename"].into_iter().enumerate() {
                let value = optional(args, at).unwrap_or(statics::NONE);
                let reference = self.reference(Label::attr(Symbol::new(name)), value);
                self.heap.set_ref(exc, reference);
            }
        }
        for (name, value) in &args.keywords {
            if matches!(name.as_str(), "name" | "obj" | "path") {
                let reference = self.reference(Label::attr(*name), *value);
                self.heap.set_ref(exc, reference);
            } else {
                let class = self.type_name_of(exc);
                return Err(self.type_error(&format!("{class}() takes no keyword arguments")));
            }
        }
        Ok(true)
    }

    fn new_bool_of(&mut self, args: &Args) -> Modelled<ObjId> {
        between(self, args, "bool", 0, 1)?;
        let Some(value) = optional(args, 0) else { return Ok(Some(statics::FALSE)) };
        Ok(self.known_truth(value)?.map(|truth| self.new_bool(truth)))
    }

    fn new_int_of(&mut self, args: &Args) -> Modelled<ObjId> {
        if let Some((name, _)) = args.keywords.iter().find(|(name, _)| name.as_str() != "base") {
            let words = if self.version() >= message::V313 {
                format!("int() got an unexpected keyword argument '{name}'")
            } else {
                format!("'{name}' is an invalid keyword argument for int()")
            };
            return Err(self.type_error(&words));
        }
        let Some(value) = optional(args, 0) else { return Ok(Some(self.new_int(0))) };
        let base = match named(args, 1, "base") {
            Some(base) => match self.small(base).and_then(|base| u32::try_from(base).ok()) {
                Some(base) => Some(base),
                None => return Ok(None),
            },
            None => None,
        };
        if let Some(method) = self.overrides(value, "__int__") {
            return self.call_own(method, &[value]);
        }
        match self.scalar_of(value) {
            Some(Scalar::Str(source)) => {
                let parsed = literal::parse_int(&source, base.unwrap_or(10), &text::repr(&source));
                self.outcome(parsed.map(Scalar::Int))
            }
            Some(Scalar::Bytes(source)) => {
                let decoded: String = source.iter().map(|b| char::from(*b)).collect();
                let parsed = literal::parse_int(&decoded, base.unwrap_or(10), &text::bytes_repr(&source));
                self.outcome(parsed.map(Scalar::Int))
            }
            _ if base.is_some() => Err(self.type_error("int() can't convert non-string with explicit base")),
            Some(Scalar::Float(value)) => self.outcome(float::to_int(value).map(Scalar::Int)),
            Some(scalar) if scalar.as_int().is_some() => {
                if self.class(value) == statics::INT {
                    return Ok(Some(self.share(value)));
                }
                Ok(scalar.as_int().map(|int| self.new_scalar(Scalar::Int(int))))
            }
            _ => self.wrong_number(value, "int"),
        }
    }

    fn wrong_number(&mut self, value: ObjId, function: &str) -> Modelled<ObjId> {
        if self.is_vague(value) || self.overrides(value, "__index__").is_some() {
            return Ok(None);
        }
        let class = self.type_name_of(value);
        let words = message::number_wanted(self.version(), function, &class);
        Err(self.type_error(&words))
    }

    fn new_float_of(&mut self, args: &Args) -> Modelled<ObjId> {
        let Some(value) = optional(args, 0) else { return Ok(Some(self.new_scalar(Scalar::Float(0.0)))) };
        if let Some(method) = self.overrides(value, "__float__") {
            return self.call_own(method, &[value]);
        }
        match self.scalar_of(value) {
            Some(Scalar::Float(_)) if self.class(value) == statics::FLOAT => Ok(Some(self.share(value))),
            Some(Scalar::Str(source)) => {
                let parsed = literal::parse_float(&source, &text::repr(&source));
                self.outcome(parsed.map(Scalar::Float))
            }
            Some(scalar) => match crate::exec::value::number::float_of(&scalar) {
                Some(made) => self.outcome(made.map(Scalar::Float)),
                None => self.wrong_number(value, "float"),
            },
            None => self.wrong_number(value, "float"),
        }
    }

    fn new_complex_of(&mut self, args: &Args) -> Modelled<ObjId> {
        if let Some(value) = named(args, 0, "real")
            && let Some(method) = self.overrides(value, "__complex__")
        {
            return self.call_own(method, &[value]);
        }
        let part = |m: &Machine, value: Option<ObjId>| match value {
            Some(value) => m.scalar_of(value),
            None => Some(Scalar::int(0)),
        };
        let (real, imag) = (part(self, named(args, 0, "real")), part(self, named(args, 1, "imag")));
        if let (Some(Scalar::Str(source)), None) = (&real, named(args, 1, "imag")) {
            let parsed = literal::parse_complex(source).map(|(re, im)| Scalar::Complex(re, im));
            return self.outcome(parsed);
        }
        let number = crate::exec::value::number::float_of;
        let (Some(real), Some(imag)) = (real.as_ref().and_then(number), imag.as_ref().and_then(number))
        else {
            return Ok(None);
        };
        self.outcome(real.and_then(|re| imag.map(|im| Scalar::Complex(re, im))))
    }

    fn new_bytes_of(&mut self, class: ObjId, args: &Args) -> Modelled<ObjId> {
        if let Some(value) = optional(args, 0)
            && let Some(method) = self.overrides(value, "__bytes__")
        {
            return self.call_own(method, &[value]);
        }
        let bytes = match optional(args, 0) {
            None => Vec::new(),
            Some(value) => match self.payload(value).clone() {
                Payload::Bytes(_) if class == statics::BYTES && self.class(value) == class => {
                    return Ok(Some(self.share(value)));
                }
                Payload::Bytes(bytes) => bytes.to_vec(),
                Payload::ByteArray(bytes) => bytes,
                Payload::Str(source) => {
                    let Some(name) = named(args, 1, "encoding").and_then(|name| self.text(name)) else {
                        return Err(self.type_error("string argument without an encoding"));
                    };
                    match text::encode(&source, &name, "strict") {
                        Ok(bytes) => bytes,
                        Err(trouble) => return self.trouble(trouble).map(|()| None),
                    }
                }
                _ if self.small(value).is_some() => match self.small(value).unwrap_or(0) {
                    count if count < 0 => return Err(self.value_error("negative count")),
                    count if count > 1 << 20 => return Ok(None),
                    count => vec![0; count as usize],
                },
                _ => match self.bytes_of_items(value)? {
                    Some(bytes) => bytes,
                    None => return Ok(None),
                },
            },
        };
        Ok(Some(if class == statics::BYTES {
            self.new_scalar(Scalar::Bytes(bytes.into()))
        } else {
            self.new_object(Kind::Scalar, class, Payload::ByteArray(bytes))
        }))
    }

    pub(super) fn bytes_of_items(&mut self, value: ObjId) -> Modelled<Vec<u8>> {
        let Some(items) = self.collect(value)? else { return Ok(None) };
        let mut bytes = Vec::with_capacity(items.len());
        for item in &items {
            match self.scalar_of(*item).and_then(|scalar| scalar.as_int()) {
                Some(Int::Small(byte @ 0..=255)) => bytes.push(byte as u8),
                Some(_) => return Err(self.value_error("bytes must be in range(0, 256)")),
                None => {
                    let class = self.type_name_of(*item);
                    let words = format!("'{class}' object cannot be interpreted as an integer");
                    return Err(self.type_error(&words));
                }
            }
        }
        self.drop_all(items);
        Ok(Some(bytes))
    }

    fn new_tuple_of(&mut self, args: &Args) -> Modelled<ObjId> {
        between(self, args, "tuple", 0, 1)?;
        let Some(source) = optional(args, 0) else { return Ok(Some(self.empty_tuple())) };
        if self.class(source) == statics::TUPLE && !self.is_vague(source) {
            return Ok(Some(self.share(source)));
        }
        Ok(self.collect(source)?.map(|items| self.new_tuple(items)))
    }

    fn new_frozenset_of(&mut self, args: &Args) -> Modelled<ObjId> {
        let Some(source) = optional(args, 0) else { return Ok(Some(self.empty_frozenset())) };
        if self.class(source) == statics::FROZENSET {
            return Ok(Some(self.share(source)));
        }
        let set = self.new_set(true);
        if !self.set_update(set, source)? {
            return Ok(None);
        }
        if self.set_len(set) == 0 && self.version() < message::V310 {
            self.drop_ref(set);
            return Ok(Some(self.empty_frozenset()));
        }
        Ok(Some(set))
    }

    /// The one empty frozenset up to 3.9; a new one later.
    fn empty_frozenset(&mut self) -> ObjId {
        if self.version() >= message::V310 {
            return self.new_set(true);
        }
        if let Some(known) = self.natives.empty_frozenset {
            return self.share(known);
        }
        let made = self.new_set(true);
        self.heap.make_immortal(made);
        self.natives.empty_frozenset = Some(made);
        made
    }

    fn new_range(&mut self, args: &Args) -> Modelled<ObjId> {
        let given = args.positional.len();
        if !(1..=3).contains(&given) {
            let words = message::flexible_arity(self.version(), "range", 1, 3, given);
            return Err(self.type_error(&words));
        }
        let mut numbers = Vec::new();
        for value in &args.positional {
            match self.index_of(*value)? {
                Some(number) => match number.to_i64() {
                    Some(number) => numbers.push(number),
                    None => return Ok(None),
                },
                None if self.is_vague(*value) => return Ok(None),
                None => {
                    let class = self.type_name_of(*value);
                    let words = format!("'{class}' object cannot be interpreted as an integer");
                    return Err(self.type_error(&words));
                }
            }
        }
        let (start, stop, step) = match numbers.as_slice() {
            [stop] => (0, *stop, 1),
            [start, stop] => (*start, *stop, 1),
            [start, stop, step, ..] => (*start, *stop, *step),
            [] => return Ok(None),
        };
        if step == 0 {
            return Err(self.value_error("range() arg 3 must not be zero"));
        }
        Ok(Some(self.new_object(Kind::Scalar, statics::RANGE, Payload::Range { start, stop, step })))
    }

    fn new_slice(&mut self, args: &Args) -> Modelled<ObjId> {
        let none = statics::NONE;
        let parts = match args.positional.as_slice() {
            [stop] => [none, *stop, none],
            [start, stop] => [*start, *stop, none],
            [start, stop, step] => [*start, *stop, *step],
            _ => return Ok(None),
        };
        let slice = self.new_object(Kind::Slice, statics::SLICE, Payload::None);
        for (at, part) in parts.into_iter().enumerate() {
            let part = self.share(part);
            self.hold(slice, Label::Inner(at as u8), part);
        }
        Ok(Some(slice))
    }

    /// An empty container of a built-in layout for a class.
    pub(in crate::exec) fn new_container(
        &mut self,
        layout: ObjId,
        class: ObjId,
        args: &Args,
    ) -> Modelled<ObjId> {
        let (kind, payload) = match layout {
            statics::LIST => (Kind::List, Payload::Room(0)),
            statics::SET => (Kind::Set, Payload::Table(Box::default())),
            statics::DEQUE => return list::new_deque(self, class, args),
            _ => (Kind::Dict, Payload::Table(Box::default())),
        };
        Ok(Some(self.new_object(kind, class, payload)))
    }

    /// What `__init__` of a built-in container does; `false` when not modelled.
    pub(in crate::exec) fn fill_container(
        &mut self,
        made: ObjId,
        layout: ObjId,
        args: &Args,
    ) -> crate::exec::machine::Step<bool> {
        let first = optional(args, 0);
        match layout {
            statics::LIST => match first {
                Some(source) => list::fill(self, made, source),
                None => Ok(true),
            },
            statics::SET => match first {
                Some(source) => self.set_update(made, source),
                None => Ok(true),
            },
            statics::DEQUE => Ok(true),
            statics::DEFAULTDICT => {
                let factory = first.unwrap_or(statics::NONE);
                if factory != statics::NONE && self.is_vague(factory) {
                    return Ok(false);
                }
                if factory != statics::NONE && !self.is_callable(factory) {
                    return Err(self.type_error("first argument must be callable or None"));
                }
                let reference = self.reference(Label::Func, factory);
                self.heap.set_ref(made, reference);
                dict_methods::update_with(self, made, optional(args, 1), args)
            }
            _ => {
                if layout == statics::DICT && args.keywords.is_empty() {
                    self.fill_empty_dict(made);
                }
                dict_methods::update_with(self, made, first, args)
            }
        }
    }

    fn new_iterator(&mut self, class: ObjId, args: &Args) -> Modelled<ObjId> {
        let (payload, function, sources) = match class {
            statics::ENUMERATE => {
                if named(args, 0, "iterable").is_none() {
                    let place = if self.version() < message::V311 { " (pos 1)" } else { "" };
                    let words = format!("enumerate() missing required argument 'iterable'{place}");
                    return Err(self.type_error(&words));
                }
                let start = named(args, 1, "start");
                let start = start.map_or(Some(0), |start| self.small(start));
                let Some(start) = start else { return Ok(None) };
                let Some(source) = named(args, 0, "iterable") else { return Ok(None) };
                (Payload::Int(start), None, vec![source])
            }
            statics::ZIP => {
                let strict = keyword(args, "strict").is_some_and(|strict| strict == statics::TRUE);
                (Payload::Int(i64::from(strict)), None, args.positional.clone())
            }
            statics::REVERSED => return self.new_reversed(args),
            _ => {
                if args.positional.len() < 2 {
                    let words = if class == statics::MAP {
                        "map() must have at least two arguments.".to_owned()
                    } else {
                        message::flexible_arity(self.version(), "filter", 2, 2, args.positional.len())
                    };
                    return Err(self.type_error(&words));
                }
                (Payload::None, Some(args.positional[0]), args.positional[1..].to_vec())
            }
        };
        let mut iterators = Vec::new();
        for source in sources {
            let source = self.share(source);
            let Some(iterator) = self.iterator_over(source)? else { return Ok(None) };
            iterators.push(iterator);
        }
        let made = self.new_object(Kind::Iterator, class, payload);
        if let Some(function) = function {
            let function = self.share(function);
            self.hold(made, Label::Func, function);
        }
        if matches!(class, statics::ZIP | statics::ENUMERATE) {
            let width = if class == statics::ZIP { iterators.len() } else { 2 };
            let last = self.new_tuple(vec![statics::NONE; width]);
            self.hold(made, Label::Inner(1), last);
        }
        if matches!(class, statics::ZIP | statics::MAP) {
            iterators = vec![self.new_tuple(iterators)];
        }
        for (at, iterator) in iterators.into_iter().enumerate() {
            self.hold(made, Label::Arg(at as u16), iterator);
        }
        Ok(Some(made))
    }

    fn new_reversed(&mut self, args: &Args) -> Modelled<ObjId> {
        let [source] = super::arguments::exactly(self, args, "reversed")?;
        if let Some(method) = self.overrides(source, "__reversed__") {
            return self.call_own(method, &[source]);
        }
        if self.kind(source) == Kind::Dict || self.kind(source) == Kind::View {
            // The items as they are now, last to first.
            let Some(mut items) = self.collect(source)? else { return Ok(None) };
            items.reverse();
            let list = self.new_list(items);
            return self.iterator_over(list);
        }
        let len = match self.overrides(source, "__getitem__") {
            Some(_) => self.length(source)?,
            None => self.sequence_len(source),
        };
        let Some(len) = len else {
            if self.is_vague(source) {
                return Ok(None);
            }
            let class = self.type_name_of(source);
            return Err(self.type_error(&format!("'{class}' object is not reversible")));
        };
        let class =
            if self.kind(source) == Kind::List { statics::LIST_REVERSEITERATOR } else { statics::REVERSED };
        let made = self.new_object(Kind::Iterator, class, Payload::Cursor(len as i64 - 1));
        let source = self.share(source);
        self.hold(made, Label::Inner(0), source);
        Ok(Some(made))
    }

    fn new_property(&mut self, class: ObjId, args: &Args) -> ObjId {
        let made = self.new_object(Kind::Property, class, Payload::None);
        for (at, name) in ["fget", "fset", "fdel"].into_iter().enumerate() {
            if let Some(function) = named(args, at, name).filter(|function| *function != statics::NONE) {
                let function = self.share(function);
                self.hold(made, Label::Inner(at as u8), function);
            }
        }
        if let Some(doc) = named(args, 3, "doc").filter(|doc| *doc != statics::NONE) {
            let doc = self.share(doc);
            self.hold(made, Label::attr(Symbol::new("__doc__")), doc);
        }
        made
    }

    /// A bound method over borrowed parts.
    pub(in crate::exec) fn new_bound(&mut self, function: ObjId, target: ObjId) -> ObjId {
        let bound = self.new_object(Kind::Method, statics::METHOD, Payload::None);
        let (function, target) = (self.share(function), self.share(target));
        self.hold(bound, Label::Func, function);
        self.hold(bound, Label::SelfArg, target);
        bound
    }
}
