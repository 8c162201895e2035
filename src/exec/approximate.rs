//! What a symbolic run does where it cannot follow: it records, and goes on with a symbolic value.
//!
//! A container made here is filled and emptied by the well-known methods; a call of a function that
//! is not built in becomes a record, resolved when summaries are linked.

use crate::base::Symbol;
use crate::heap::{Certainty, Kind, Label, ObjId, Origin, Payload, SymbolKey};
use crate::summary::LossKind;

use super::call::Args;
use super::emit::may_name;
use super::log::{Record, RecordKind, RecordedCallee};
use super::machine::Machine;
use super::statics;

impl Machine {
    /// Writes an effect down, unless this is an exact run.
    pub(super) fn record(&mut self, kind: RecordKind) {
        if self.exact {
            return;
        }
        let must = self.fork_depth == 0 && !self.returned;
        self.log.push(Record { kind, site: self.site, must, in_loop: self.loop_depth > 0 });
    }

    /// A value that a recorded effect gives.
    pub(super) fn new_result(&mut self) -> ObjId {
        self.results += 1;
        self.new_symbolic(Origin::Result(self.results), None)
    }

    /// An item of `source`, as iterating over it gives.
    pub(super) fn iterate(&mut self, source: ObjId) -> ObjId {
        let mut parts: Vec<ObjId> = Vec::new();
        for part in self.alternatives(source) {
            let value = match self.kind(part) {
                // What comes out of a range is a number.
                Kind::Scalar if self.tally.is_some() && self.class(part) == statics::RANGE => {
                    statics::SOME_INT
                }
                Kind::Scalar => statics::SOME_SCALAR,
                Kind::List | Kind::Tuple | Kind::Set | Kind::FrozenSet | Kind::Deque | Kind::Dict => {
                    self.an_item(part)
                }
                Kind::Iterator | Kind::View => match self.stored(part, Label::Inner(0)) {
                    Some(inner) => self.iterate(inner),
                    None => self.an_item(part),
                },
                Kind::Generator => self.an_item(part),
                _ if part == statics::UNKNOWN => part,
                _ => {
                    let result = self.new_result();
                    self.record(RecordKind::Iterate { source: part, result });
                    result
                }
            };
            if !parts.contains(&value) {
                parts.push(value);
            }
        }
        parts.truncate(super::limits::ALTERNATIVES);
        self.one_of(&parts)
    }

    /// One of the items of a container made here.
    fn an_item(&mut self, container: ObjId) -> ObjId {
        let keys = self.kind(container) == Kind::Dict;
        let wanted = |label| if keys { label == Label::Key } else { label == Label::Elem };
        let Some(object) = self.heap.get(container) else { return statics::UNKNOWN };
        let mut parts: Vec<ObjId> = Vec::new();
        for reference in object.refs.iter().filter(|r| wanted(r.label)) {
            if !parts.contains(&reference.target) {
                parts.push(reference.target);
            }
            if parts.len() >= super::limits::ALTERNATIVES {
                break;
            }
        }
        if parts.is_empty() && keys { statics::SOME_SCALAR } else { self.one_of(&parts) }
    }

    pub(super) fn awaited(&mut self, source: ObjId) -> ObjId {
        if self.is_scalar(source) {
            return statics::UNKNOWN;
        }
        let result = self.new_result();
        self.record(RecordKind::Await { source, result });
        result
    }

    /// Puts one more reference into a container.
    pub(super) fn add(&mut self, base: ObjId, label: Label, value: ObjId) {
        for base in self.alternatives(base) {
            let mut reference = self.reference(label, value);
            if self.fork_depth > 0 {
                reference.certainty = Certainty::Must;
            }
            self.heap.add_ref(base, reference);
            if !self.is_scalar(value) {
                self.record(RecordKind::Add { base, label, value });
            }
        }
    }

    /// A value of which nothing is known but that it may hold these.
    pub(super) fn unknown_holding(&mut self, held: &[ObjId]) -> ObjId {
        let held: Vec<ObjId> = held.iter().copied().filter(|value| !self.is_scalar(*value)).collect();
        if held.is_empty() {
            return statics::UNKNOWN;
        }
        let value = self.new_symbolic(Origin::Unknown, None);
        for part in held {
            let mut reference = self.reference(Label::Retained, part);
            reference.certainty = Certainty::Retained;
            self.heap.push_ref(value, reference);
            self.record(RecordKind::Add { base: value, label: Label::Retained, value: part });
        }
        value
    }

    /// A call that is not followed.
    pub(super) fn record_call(&mut self, callee: RecordedCallee, args: &Args) -> ObjId {
        let result = self.new_result();
        self.record(RecordKind::Call {
            callee,
            args: args.positional.as_slice().into(),
            keywords: args.keywords.as_slice().into(),
            star: args.star,
            double_star: args.double_star,
            result,
        });
        result
    }

    /// `recv.name(...)` in a symbolic run.
    pub(super) fn call_method_symbolically(&mut self, recv: ObjId, name: Symbol, args: &Args) -> ObjId {
        let parts = self.alternatives(recv);
        if let [only] = parts.as_slice() {
            return self.call_method_on(*only, name, args);
        }
        let mut results: Vec<ObjId> = Vec::new();
        self.fork_depth += 1;
        for part in parts {
            let result = self.call_method_on(part, name, args);
            if !results.contains(&result) {
                results.push(result);
            }
        }
        self.fork_depth -= 1;
        results.truncate(super::limits::ALTERNATIVES);
        self.one_of(&results)
    }

    fn call_method_on(&mut self, recv: ObjId, name: Symbol, args: &Args) -> ObjId {
        if self.is_container(recv)
            && let Some(result) = self.container_method(recv, name, args)
        {
            return result;
        }
        if self.is_scalar(recv) {
            return self.scalar_method(name, args);
        }
        if let Some(result) = self.attributes_method(recv, name, args) {
            return result;
        }
        if recv == statics::OBJECT
            && let [owner, rest @ ..] = args.positional.as_slice()
            && let Some(result) = self.attribute_by_name(name, *owner, rest)
        {
            return result;
        }
        self.record_call(RecordedCallee::Method { recv, name }, args)
    }

    /// A test for a class that is not built in.
    fn record_test(&mut self, value: ObjId, class: ObjId) {
        let classes = self.known_sequence(class).unwrap_or_else(|| vec![class]);
        for value in self.alternatives(value) {
            for &class in classes.iter().take(super::limits::ALTERNATIVES) {
                if self.kind(value) == Kind::Symbolic && self.kind(class) == Kind::Symbolic {
                    self.record(RecordKind::Test { value, class });
                }
            }
        }
    }

    /// A method of a string or number: the result holds nothing, or the strings of a list.
    fn scalar_method(&mut self, name: Symbol, args: &Args) -> ObjId {
        let lists = matches!(name.as_str(), "split" | "rsplit" | "splitlines" | "partition" | "rpartition");
        if let (true, true) = (name.as_str() == "join", args.positional.len() == 1) {
            self.iterate(args.positional[0]);
        }
        if !lists {
            return statics::SOME_SCALAR;
        }
        let list = self.new_object(Kind::List, statics::LIST, Payload::Unknown);
        let reference = self.reference(Label::Elem, statics::SOME_SCALAR);
        self.heap.push_ref(list, reference);
        list
    }

    /// The well-known methods of containers made here.
    fn container_method(&mut self, recv: ObjId, name: Symbol, args: &Args) -> Option<ObjId> {
        let kind = self.kind(recv);
        let arg = |at: usize| args.positional.get(at).copied().unwrap_or(statics::NONE);
        Some(match (kind, name.as_str()) {
            (_, "append" | "add" | "appendleft") => {
                self.add(recv, Label::Elem, arg(0));
                statics::NONE
            }
            (_, "insert") => {
                self.add(recv, Label::Elem, arg(1));
                statics::NONE
            }
            (
                _,
                "extend"
                | "extendleft"
                | "update"
                | "union"
                | "difference_update"
                | "symmetric_difference_update",
            ) => {
                for part in args.positional.clone() {
                    self.extend(recv, part);
                }
                for (key, value) in args.keywords.clone() {
                    self.add(recv, Label::Item(SymbolKey(key)), value);
                }
                if name.as_str() == "union" { recv } else { statics::NONE }
            }
            (_, "clear") => {
                self.empty(recv);
                statics::NONE
            }
            (Kind::Dict, "get" | "pop" | "setdefault") => {
                let found = self.dict_value(recv, arg(0));
                if name.as_str() == "setdefault" {
                    self.store_entry(recv, arg(0), arg(1));
                }
                if args.positional.len() > 1 { self.either(found, arg(1)) } else { found }
            }
            (Kind::Dict, "keys" | "values" | "items") => self.dict_view(recv, name),
            (Kind::Dict, "popitem") => self.dict_view(recv, Symbol::new("items")),
            (_, "pop" | "popleft") => self.iterate(recv),
            (_, "copy") => {
                let class = self.class(recv);
                let copy = self.new_object(kind, class, Payload::Unknown);
                self.extend(copy, recv)
            }
            (_, "remove" | "discard" | "sort" | "reverse" | "rotate") => statics::NONE,
            (_, "index" | "count" | "issubset" | "issuperset" | "isdisjoint") => statics::SOME_SCALAR,
            (_, "intersection" | "difference" | "symmetric_difference") => recv,
            _ => return None,
        })
    }

    /// Removes every item of a container.
    pub(super) fn empty(&mut self, base: ObjId) {
        self.heap.clear_refs(base, |r| {
            matches!(r.label, Label::Elem | Label::Key | Label::Value | Label::Item(_))
        });
        self.record(RecordKind::Clear { base });
    }

    /// `keys`, `values`, `items` of a dict made here, as something to iterate over.
    fn dict_view(&mut self, dict: ObjId, name: Symbol) -> ObjId {
        let view = self.new_object(Kind::List, statics::LIST, Payload::Unknown);
        let pairs = name.as_str() == "items";
        let values = self.dict_values(dict);
        match name.as_str() {
            "keys" => {
                let keys = self.iterate(dict);
                self.add(view, Label::Elem, keys);
            }
            _ => {
                for value in values {
                    let item = if pairs {
                        self.new_object(Kind::Tuple, statics::TUPLE, Payload::Unknown)
                    } else {
                        value
                    };
                    if pairs {
                        let key = self.iterate(dict);
                        self.add(item, Label::Elem, key);
                        self.add(item, Label::Elem, value);
                    }
                    self.add(view, Label::Elem, item);
                }
            }
        }
        view
    }

    pub(super) fn dict_values(&self, dict: ObjId) -> Vec<ObjId> {
        let mut values: Vec<ObjId> = Vec::new();
        if let Some(object) = self.heap.get(dict) {
            for reference in object.refs.iter() {
                if matches!(reference.label, Label::Value | Label::Item(_))
                    && !values.contains(&reference.target)
                {
                    values.push(reference.target);
                }
                if values.len() >= super::limits::ALTERNATIVES {
                    break;
                }
            }
        }
        values
    }

    /// A call of something that may be anything.
    pub(super) fn call_symbolically(&mut self, callee: ObjId, args: &Args) -> ObjId {
        match self.origin(callee) {
            Some(Origin::Method(name)) => {
                let recv = self.heap.target(callee, Label::Inner(0)).unwrap_or(statics::UNKNOWN);
                return self.call_method_symbolically(recv, name, args);
            }
            Some(Origin::Builtin(name)) => {
                if let Some(result) = self.call_builtin_symbolically(name, args) {
                    return result;
                }
            }
            _ => {}
        }
        if callee == statics::UNKNOWN {
            self.lose(LossKind::UnknownCall, "the callee is not known");
            let mut held = args.positional.clone();
            held.extend(args.keywords.iter().map(|(_, value)| *value));
            return self.unknown_holding(&held);
        }
        self.record_call(RecordedCallee::Value(callee), args)
    }

    /// Built-ins whose effect on references is known whatever the values are.
    fn call_builtin_symbolically(&mut self, name: Symbol, args: &Args) -> Option<ObjId> {
        let arg = |at: usize| args.positional.get(at).copied();
        if args.star.is_some() || args.double_star.is_some() {
            return None;
        }
        if let Some(known) = self.tally_builtin(name.as_str(), args) {
            return Some(known);
        }
        Some(match name.as_str() {
            // Sizes want to know numbers; an exact run takes any scalar for one of unknown kind.
            "float" if self.tally.is_some() => statics::SOME_FLOAT,
            "len" | "int" | "hash" | "id" | "ord" if self.tally.is_some() => statics::SOME_INT,
            "len" | "float" | "int" | "hash" | "id" | "ord" | "isinstance" | "issubclass" | "hasattr"
            | "print" | "repr" | "str" | "bool" | "bytes" | "callable" | "chr" | "abs" | "round"
            | "divmod" | "pow" | "hex" | "oct" | "bin" | "ascii" | "format" | "complex" | "range" | "any"
            | "all" | "bytearray" => {
                if let ("any" | "all", Some(source)) = (name.as_str(), arg(0)) {
                    self.iterate(source);
                }
                if let ("isinstance", [value, class]) = (name.as_str(), args.positional.as_slice()) {
                    self.record_test(*value, *class);
                }
                statics::SOME_SCALAR
            }
            "list" | "sorted" | "set" | "tuple" | "frozenset" | "dict" | "reversed" | "iter"
            | "enumerate" | "zip" => {
                return self.container_from(name, args);
            }
            "next" | "max" | "min" => match args.positional.as_slice() {
                [] => statics::UNKNOWN,
                [only] => self.iterate(*only),
                [first, rest @ ..] if name.as_str() == "next" => {
                    let item = self.iterate(*first);
                    self.either(item, rest[0])
                }
                several => self
                    .one_of(&several.iter().copied().take(super::limits::ALTERNATIVES).collect::<Vec<_>>()),
            },
            "getattr" => {
                let (obj, key) = (arg(0)?, arg(1)?);
                let key = self.constant_text(key)?;
                let found = self.load_attr(obj, key).ok()?;
                match arg(2) {
                    Some(default) => self.either(found, default),
                    None => found,
                }
            }
            "setattr" => {
                let (obj, key, value) = (arg(0)?, arg(1)?, arg(2)?);
                let key = self.constant_text(key)?;
                self.store_attr(obj, key, value).ok()?;
                statics::NONE
            }
            "delattr" => {
                let (obj, key) = (arg(0)?, arg(1)?);
                let key = self.constant_text(key)?;
                self.delete_attr(obj, key).ok()?;
                statics::NONE
            }
            "staticmethod" | "classmethod" | "property" => return None,
            "vars" if args.positional.len() == 1 => self.load_attr(arg(0)?, Symbol::new("__dict__")).ok()?,
            "locals" | "globals" | "vars" | "exec" | "eval" => {
                self.is_open = true;
                self.lose(LossKind::OpenScope, name.as_str());
                return None;
            }
            _ => return None,
        })
    }

    /// The text of a constant string that may name something.
    pub(super) fn constant_text(&self, value: ObjId) -> Option<Symbol> {
        match self.payload(value) {
            Payload::Str(text) if may_name(text) => Some(Symbol::new(text)),
            _ => None,
        }
    }

    /// A new container with the items of the arguments.
    fn container_from(&mut self, name: Symbol, args: &Args) -> Option<ObjId> {
        let (kind, class) = match name.as_str() {
            "tuple" => (Kind::Tuple, statics::TUPLE),
            "set" => (Kind::Set, statics::SET),
            "frozenset" => (Kind::FrozenSet, statics::FROZENSET),
            "dict" => (Kind::Dict, statics::DICT),
            _ => (Kind::List, statics::LIST),
        };
        let result = self.new_object(kind, class, Payload::Unknown);
        match name.as_str() {
            "enumerate" | "zip" => {
                let pair = self.new_object(Kind::Tuple, statics::TUPLE, Payload::Unknown);
                if name.as_str() == "enumerate" {
                    self.add(pair, Label::Elem, statics::SOME_SCALAR);
                }
                for source in args.positional.clone() {
                    let item = self.iterate(source);
                    let reference = self.reference(Label::Elem, item);
                    self.heap.push_ref(pair, reference);
                    self.record(RecordKind::Add { base: pair, label: Label::Elem, value: item });
                }
                self.add(result, Label::Elem, pair);
            }
            "iter" if args.positional.len() != 1 => return None,
            _ => {
                for source in args.positional.clone() {
                    self.extend(result, source);
                }
                for (key, value) in args.keywords.clone() {
                    if name.as_str() == "dict" {
                        self.add(result, Label::Item(SymbolKey(key)), value);
                    }
                }
            }
        }
        Some(result)
    }
}
