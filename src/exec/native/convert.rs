//! Between heap objects and plain values: scalars, text, errors.

use std::sync::Arc;

use crate::base::Symbol;
use crate::exec::machine::{Machine, Step, Stop};
use crate::exec::statics;
use crate::exec::value::{Int, Outcome, Scalar, Trouble, text};
use crate::heap::{Flags, Kind, Label, ObjId, Object, Payload};
use crate::ir::Version;

/// What an operation gives: a value, or `None` where it is not modelled.
pub(in crate::exec) type Modelled<T> = Step<Option<T>>;

impl Machine {
    /// The target version of the running program.
    pub(in crate::exec) fn version(&self) -> Version {
        self.units.first().map_or(Version::new(3, 13), |unit| unit.ir.version)
    }

    /// The plain value of an object of an exact built-in type.
    pub(in crate::exec) fn scalar(&self, id: ObjId) -> Option<Scalar> {
        let object = self.heap.get(id)?;
        if object.kind != Kind::Scalar {
            return None;
        }
        self.scalar_of(id)
    }

    /// The plain value of a scalar or of an instance of a subclass of `int`, `str` and their like.
    pub(in crate::exec) fn scalar_of(&self, id: ObjId) -> Option<Scalar> {
        let object = self.heap.get(id)?;
        Some(match &object.payload {
            _ if id == statics::NONE => Scalar::None,
            _ if id == statics::TRUE => Scalar::Bool(true),
            _ if id == statics::FALSE => Scalar::Bool(false),
            _ if id == statics::ELLIPSIS => Scalar::Ellipsis,
            _ if id == statics::NOT_IMPLEMENTED => Scalar::NotImplemented,
            _ if !matches!(object.kind, Kind::Scalar | Kind::Instance) => return None,
            Payload::Int(value) => Scalar::int(*value),
            Payload::BigInt(value) => Scalar::Int(Int::Big(value.clone())),
            Payload::Float(value) => Scalar::Float(*value),
            Payload::Complex(re, im) => Scalar::Complex(*re, *im),
            Payload::Str(value) => Scalar::Str(value.clone()),
            Payload::Bytes(value) => Scalar::Bytes(value.clone()),
            _ => return None,
        })
    }

    /// The text of a `str` object.
    pub(in crate::exec) fn text(&self, id: ObjId) -> Option<Arc<str>> {
        match self.heap.get(id).map(|object| &object.payload) {
            Some(Payload::Str(value)) => Some(value.clone()),
            _ => None,
        }
    }

    /// The value of an `int` or `bool` that fits a machine word.
    pub(in crate::exec) fn small(&self, id: ObjId) -> Option<i64> {
        self.scalar_of(id)?.as_int()?.to_i64()
    }

    /// A scalar of which only the type family is known.
    ///
    /// An address is vague in every way but one: whether it equals another.
    pub(in crate::exec) fn is_vague(&self, id: ObjId) -> bool {
        id == statics::SOME_SCALAR
            || id == statics::UNKNOWN
            || matches!(self.kind(id), Kind::Symbolic | Kind::OneOf)
            || (self.kind(id) == Kind::Scalar
                && matches!(self.payload(id), Payload::Unknown | Payload::Cursor(_)))
    }

    /// `id(value)`
    pub(in crate::exec) fn new_address(&mut self, value: ObjId) -> ObjId {
        self.flag(value, Flags::WATCHED);
        self.new_object(Kind::Scalar, statics::INT, Payload::Cursor(i64::from(value.0)))
    }

    /// The object whose address a number is.
    pub(in crate::exec) fn address(&self, id: ObjId) -> Option<ObjId> {
        match self.payload(id) {
            Payload::Cursor(number) if self.kind(id) == Kind::Scalar => Some(ObjId(*number as u32)),
            _ => None,
        }
    }

    /// Whether two addresses are equal; memory of the dead may be used again.
    pub(in crate::exec) fn same_address(&self, a: ObjId, b: ObjId) -> Option<bool> {
        let (a, b) = (self.address(a)?, self.address(b)?);
        // Two objects lived at the same time unless one was made after the other's death.
        let made_after = |a: ObjId, b: ObjId| {
            self.heap.get(b).is_none() && self.natives.deaths.get(&b).is_none_or(|end| a.0 as usize >= *end)
        };
        (a == b || !made_after(a, b) && !made_after(b, a)).then_some(a == b)
    }

    /// A watched object is no more: its address may serve again, and a dictionary that showed its
    /// attributes and lives on takes them over.
    pub(in crate::exec) fn note_death(&mut self, id: ObjId, object: &Object) {
        let end = self.heap.end();
        self.natives.deaths.insert(id, end);
        let Some(dict) = object.get(Label::Dict).map(|r| r.target) else { return };
        if self.namespace_owner(dict) != Some(id) || self.heap.count(dict).is_none_or(|count| count < 2) {
            return;
        }
        self.natives.detached.insert(dict);
        self.heap.remove_ref(dict, Label::Inner(0));
        for reference in &object.refs {
            let Label::Attr(name) = reference.label else { continue };
            let (key, value) = (self.interned(name.0), self.share(reference.target));
            // A text key is always accepted.
            let _ = self.dict_set(dict, key, value);
        }
    }

    /// An object with this value, owned. What CPython shares is shared.
    pub(in crate::exec) fn new_scalar(&mut self, value: Scalar) -> ObjId {
        match value {
            Scalar::None => statics::NONE,
            Scalar::Ellipsis => statics::ELLIPSIS,
            Scalar::NotImplemented => statics::NOT_IMPLEMENTED,
            Scalar::Bool(true) => statics::TRUE,
            Scalar::Bool(false) => statics::FALSE,
            Scalar::Int(Int::Small(value)) => statics::small_int(value)
                .unwrap_or_else(|| self.new_object(Kind::Scalar, statics::INT, Payload::Int(value))),
            Scalar::Int(Int::Big(value)) => {
                self.new_object(Kind::Scalar, statics::INT, Payload::BigInt(value))
            }
            Scalar::Float(value) => self.new_object(Kind::Scalar, statics::FLOAT, Payload::Float(value)),
            Scalar::Complex(re, im) => {
                self.new_object(Kind::Scalar, statics::COMPLEX, Payload::Complex(re, im))
            }
            Scalar::Str(value) => self.new_str(&value),
            Scalar::Bytes(value) if value.len() < 2 => self.shared_bytes(value),
            Scalar::Bytes(value) => self.new_object(Kind::Scalar, statics::BYTES, Payload::Bytes(value)),
        }
    }

    pub(in crate::exec) fn new_int(&mut self, value: i64) -> ObjId {
        self.new_scalar(Scalar::int(value))
    }

    pub(in crate::exec) fn new_bool(&self, value: bool) -> ObjId {
        if value { statics::TRUE } else { statics::FALSE }
    }

    /// A new `str`; the empty one and single latin-1 characters exist once.
    pub(in crate::exec) fn new_str(&mut self, value: &str) -> ObjId {
        let mut chars = value.chars();
        let single = match (chars.next(), chars.next()) {
            (None, _) => true,
            (Some(c), None) => u32::from(c) < 256,
            _ => false,
        };
        match single {
            false => self.fresh_str(value),
            true if self.version().minor == 11 && !value.is_empty() => self.single(value),
            true => self.interned(Symbol::new(value)),
        }
    }

    /// 3.11 keeps the shared single characters apart from interned strings.
    fn single(&mut self, value: &str) -> ObjId {
        let name = Symbol::new(value);
        if let Some(known) = self.natives.singles.get(&name).copied() {
            return self.share(known);
        }
        let made = self.fresh_str(value);
        self.heap.make_immortal(made);
        self.natives.singles.insert(name, made);
        made
    }

    fn fresh_str(&mut self, value: &str) -> ObjId {
        self.new_object(Kind::Scalar, statics::STR, Payload::Str(Arc::from(value)))
    }

    /// The one object of an interned string, owned: names, keywords, constants like identifiers.
    pub(in crate::exec) fn interned(&mut self, name: Symbol) -> ObjId {
        if let Some(known) = self.natives.interned.get(&name).copied()
            && self.heap.get(known).is_some()
        {
            return self.share(known);
        }
        let text = name.as_str();
        let made = self.fresh_str(text);
        let shared = text.is_empty() || text::len(text) == 1 && text.chars().all(|c| u32::from(c) < 256);
        if shared || self.version() == Version::new(3, 12) {
            self.heap.make_immortal(made);
        }
        self.natives.interned.insert(name, made);
        // Names live as long as some code or class has them: for good, here.
        self.share(made)
    }

    fn shared_bytes(&mut self, value: Arc<[u8]>) -> ObjId {
        if let Some(known) = self.natives.short_bytes.get(&value).copied() {
            return known;
        }
        let made = self.new_object(Kind::Scalar, statics::BYTES, Payload::Bytes(value.clone()));
        self.heap.make_immortal(made);
        self.natives.short_bytes.insert(value, made);
        made
    }

    /// The one empty tuple.
    pub(in crate::exec) fn empty_tuple(&mut self) -> ObjId {
        if let Some(known) = self.natives.empty_tuple {
            return known;
        }
        let made = self.new_object(Kind::Tuple, statics::TUPLE, Payload::None);
        self.heap.make_immortal(made);
        self.heap.untrack(made);
        self.natives.empty_tuple = Some(made);
        made
    }

    /// A tuple of owned references.
    pub(in crate::exec) fn new_tuple(&mut self, items: Vec<ObjId>) -> ObjId {
        if items.is_empty() {
            return self.empty_tuple();
        }
        let tuple = self.new_object(Kind::Tuple, statics::TUPLE, Payload::None);
        for item in items {
            self.hold(tuple, Label::Elem, item);
        }
        tuple
    }

    // --- errors

    /// An exception of a built-in class with a message, raised.
    pub(in crate::exec) fn error(&mut self, class: ObjId, message: &str) -> Stop {
        let text = self.new_str(message);
        self.error_with(class, text)
    }

    /// An exception with one argument, owned.
    pub(in crate::exec) fn error_with(&mut self, class: ObjId, argument: ObjId) -> Stop {
        let exc = self.new_exception(class, vec![argument]);
        Stop::Raise(exc)
    }

    pub(in crate::exec) fn type_error(&mut self, message: &str) -> Stop {
        self.error(statics::TYPE_ERROR, message)
    }

    pub(in crate::exec) fn value_error(&mut self, message: &str) -> Stop {
        self.error(statics::VALUE_ERROR, message)
    }

    /// An exception object over owned arguments.
    pub(in crate::exec) fn new_exception(&mut self, class: ObjId, arguments: Vec<ObjId>) -> ObjId {
        let exc = self.new_object(Kind::Exception, class, Payload::None);
        let args = self.new_tuple(arguments);
        self.hold(exc, Label::attr(Symbol::new("args")), args);
        exc
    }

    /// The result of a plain operation as an object; what is not computed is not modelled.
    pub(in crate::exec) fn outcome(&mut self, outcome: Outcome<Scalar>) -> Modelled<ObjId> {
        match outcome {
            Ok(value) => Ok(Some(self.new_scalar(value))),
            Err(trouble) => self.trouble(trouble).map(|()| None),
        }
    }

    pub(in crate::exec) fn text_outcome(&mut self, outcome: Outcome<String>) -> Modelled<ObjId> {
        self.outcome(outcome.map(|text| Scalar::Str(text.into())))
    }

    /// Raises what is to be raised; anything else is left to the caller.
    pub(in crate::exec) fn trouble(&mut self, trouble: Trouble) -> Step<()> {
        let Trouble::Raise(fault) = trouble else { return Ok(()) };
        let class = statics::type_named(Symbol::new(fault.class)).unwrap_or(statics::EXCEPTION);
        if fault.class == "OverflowError"
            && let Some(rest) = fault.message.strip_prefix("(34, ")
        {
            let reason = rest.trim_end_matches(')').trim_matches('\'').to_owned();
            let (number, reason) = (self.new_int(34), self.new_str(&reason));
            return Err(Stop::Raise(self.new_exception(class, vec![number, reason])));
        }
        Err(self.error(class, &fault.message))
    }
}
