//! Special methods of built-in types as callables: `list.__len__`, `object.__init__`.

use crate::base::Symbol;
use crate::exec::call::Args;
use crate::exec::machine::Machine;
use crate::exec::statics;
use crate::exec::value::{Scalar, message, number};
use crate::heap::{Flags, Kind, Label, ObjId, Payload};
use crate::ir::{BinaryOp, CompareOp, UnaryOp};

use super::arguments::{optional, rest};
use super::convert::Modelled;
use super::table::Native;

const ITERATORS: &str = "list_iterator tuple_iterator str_iterator range_iterator set_iterator dict_keyiterator \
                         dict_valueiterator dict_itemiterator enumerate zip map filter reversed \
                         list_reverseiterator callable_iterator bytes_iterator";

/// Types, names, and the native that all of them share.
pub(super) const SLOTS: &[(&str, &str, Native)] = &[
    (
        "list tuple dict set frozenset str bytes range deque dict_keys dict_values dict_items",
        "__len__",
        |m, a| {
            let (value, []) = rest(m, a, "__len__")?;
            Ok(m.plain_len(value).map(|len| m.new_int(len as i64)))
        },
    ),
    ("list tuple dict str bytes range deque mappingproxy", "__getitem__", |m, a| {
        let (value, [index]) = rest(m, a, "__getitem__")?;
        m.plain_item(value, index)
    }),
    ("list dict deque", "__setitem__", |m, a| {
        let (obj, [index, value]) = rest(m, a, "__setitem__")?;
        let value = m.share(value);
        Ok(m.plain_set_item(obj, index, value)?.then_some(statics::NONE))
    }),
    ("list dict deque", "__delitem__", |m, a| {
        let (obj, [index]) = rest(m, a, "__delitem__")?;
        Ok(m.plain_delete_item(obj, index)?.then_some(statics::NONE))
    }),
    ("list tuple dict set frozenset str bytes range deque", "__contains__", |m, a| {
        let (hay, [needle]) = rest(m, a, "__contains__")?;
        Ok(m.contains(hay, needle)?.map(|found| m.new_bool(found)))
    }),
    ("list tuple dict set frozenset str bytes range deque", "__iter__", iter),
    ("object", "__eq__", |m, a| compare(m, a, CompareOp::Eq)),
    ("object", "__ne__", |m, a| compare(m, a, CompareOp::NotEq)),
    ("list tuple set frozenset str bytes int float dict", "__eq__", |m, a| compare(m, a, CompareOp::Eq)),
    ("list tuple set frozenset str bytes int float", "__lt__", |m, a| compare(m, a, CompareOp::Lt)),
    ("list tuple set frozenset str bytes int float", "__le__", |m, a| compare(m, a, CompareOp::LtE)),
    ("list tuple set frozenset str bytes int float", "__gt__", |m, a| compare(m, a, CompareOp::Gt)),
    ("list tuple set frozenset str bytes int float", "__ge__", |m, a| compare(m, a, CompareOp::GtE)),
    ("object", "__lt__ __le__ __gt__ __ge__", |_, _| Ok(Some(statics::NOT_IMPLEMENTED))),
    ("int float complex str list tuple bytes", "__add__", |m, a| arithmetic(m, a, BinaryOp::Add)),
    ("int float complex set frozenset", "__sub__", |m, a| arithmetic(m, a, BinaryOp::Sub)),
    ("int float complex str list tuple bytes", "__mul__", |m, a| arithmetic(m, a, BinaryOp::Mult)),
    ("int float complex", "__truediv__", |m, a| arithmetic(m, a, BinaryOp::Div)),
    ("int float", "__floordiv__", |m, a| arithmetic(m, a, BinaryOp::FloorDiv)),
    ("int float str", "__mod__", |m, a| arithmetic(m, a, BinaryOp::Mod)),
    ("int float complex", "__pow__", |m, a| arithmetic(m, a, BinaryOp::Pow)),
    ("int", "__lshift__", |m, a| arithmetic(m, a, BinaryOp::LShift)),
    ("int", "__rshift__", |m, a| arithmetic(m, a, BinaryOp::RShift)),
    ("int set frozenset dict", "__or__", |m, a| arithmetic(m, a, BinaryOp::BitOr)),
    ("int set frozenset", "__and__", |m, a| arithmetic(m, a, BinaryOp::BitAnd)),
    ("int set frozenset", "__xor__", |m, a| arithmetic(m, a, BinaryOp::BitXor)),
    ("int float complex", "__radd__", |m, a| reflected(m, a, BinaryOp::Add)),
    ("int float complex", "__rsub__", |m, a| reflected(m, a, BinaryOp::Sub)),
    ("int float complex str list tuple bytes", "__rmul__", |m, a| reflected(m, a, BinaryOp::Mult)),
    ("int float complex", "__rtruediv__", |m, a| reflected(m, a, BinaryOp::Div)),
    ("int float", "__rfloordiv__", |m, a| reflected(m, a, BinaryOp::FloorDiv)),
    ("int float", "__rmod__", |m, a| reflected(m, a, BinaryOp::Mod)),
    ("int float complex", "__rpow__", |m, a| reflected(m, a, BinaryOp::Pow)),
    ("int float complex", "__neg__", |m, a| unary(m, a, UnaryOp::Negative)),
    ("int float complex", "__pos__", |m, a| unary(m, a, UnaryOp::Positive)),
    ("int", "__invert__", |m, a| unary(m, a, UnaryOp::Invert)),
    ("int float complex", "__abs__", |m, a| {
        let (value, []) = rest(m, a, "__abs__")?;
        let made = m.scalar_of(value).map(|scalar| number::abs(&scalar));
        made.map_or(Ok(None), |made| m.outcome(made))
    }),
    ("int float complex NoneType", "__bool__", |m, a| {
        let (value, []) = rest(m, a, "__bool__")?;
        Ok(m.scalar_of(value).map(|scalar| m.new_bool(scalar.truth())))
    }),
    ("int float", "__int__ __trunc__", |m, a| m.construct(statics::INT, a)),
    ("int", "__index__ __floor__ __ceil__ conjugate", |m, a| m.construct(statics::INT, a)),
    ("int float", "__float__", |m, a| m.construct(statics::FLOAT, a)),
    ("complex", "conjugate", |m, a| {
        let (value, []) = rest(m, a, "conjugate")?;
        let Some(Scalar::Complex(re, im)) = m.scalar_of(value) else { return Ok(None) };
        Ok(Some(m.new_scalar(Scalar::Complex(re, -im))))
    }),
    ("float", "conjugate", |m, a| m.construct(statics::FLOAT, a)),
    ("object int str tuple frozenset", "__hash__", |m, a| {
        let (value, []) = rest(m, a, "__hash__")?;
        if m.kind(value) == Kind::Instance && m.scalar_of(value).is_none() {
            return Ok(Some(m.new_int(i64::from(value.0))));
        }
        Ok(m.plain_hash(value)?.map(|hash| m.new_int(hash.number)))
    }),
    ("object list tuple dict set frozenset int float str BaseException", "__repr__", |m, a| {
        let (value, []) = rest(m, a, "__repr__")?;
        let shown = m.plain_repr(value)?;
        Ok(Some(m.known_text(shown)))
    }),
    ("object BaseException str int", "__str__", |m, a| {
        let (value, []) = rest(m, a, "__str__")?;
        let shown =
            if m.kind(value) == Kind::Exception { m.exception_text(value)? } else { m.repr_text(value)? };
        Ok(Some(m.known_text(shown)))
    }),
    ("object", "__format__", |m, a| {
        let (value, [_]) = rest(m, a, "__format__")?;
        let shown = m.str_text(value)?;
        Ok(Some(m.known_text(shown)))
    }),
    ("object", "__sizeof__", |m, a| {
        let (value, []) = rest(m, a, "__sizeof__")?;
        let header = if m.is_gc_type(value) { m.header_of(value) } else { 0 };
        Ok(Some(m.size_of(value).map_or(statics::SOME_SCALAR, |size| m.new_int(size - header))))
    }),
    ("object", "__init__", init_object),
    ("object", "__new__", new_object),
    ("object", "__init_subclass__", |m, a| {
        if a.keywords.is_empty() {
            return Ok(Some(statics::NONE));
        }
        let class = optional(a, 0).map_or(String::new(), |class| m.class_name(class) + ".");
        let class = if m.version() < message::V39 { String::new() } else { class };
        Err(m.type_error(&format!("{class}__init_subclass__() takes no keyword arguments")))
    }),
    ("object", "__del__", nothing),
    ("object", "__getattribute__", |m, a| {
        let (obj, [name]) = rest(m, a, "__getattribute__")?;
        let Some(name) = m.text(name) else { return Ok(None) };
        m.plain_attr(obj, Symbol::new(&name))
    }),
    ("object type", "__setattr__", |m, a| {
        let (obj, [name, value]) = rest(m, a, "__setattr__")?;
        let Some(name) = m.text(name) else { return Ok(None) };
        let value = m.share(value);
        Ok(m.plain_store_attr(obj, Symbol::new(&name), value)?.then_some(statics::NONE))
    }),
    ("object type", "__delattr__", |m, a| {
        let (obj, [name]) = rest(m, a, "__delattr__")?;
        let Some(name) = m.text(name) else { return Ok(None) };
        Ok(m.plain_delete_attr(obj, Symbol::new(&name))?.then_some(statics::NONE))
    }),
    ("list dict set deque defaultdict OrderedDict", "__init__", init_container),
    ("list dict set deque defaultdict OrderedDict", "__new__", new_container),
    ("int str float tuple frozenset bytes", "__new__", new_value),
    ("ReferenceType", "__new__", |m, a| {
        let Some(class) = optional(a, 0) else { return Ok(None) };
        let inner = Args { positional: a.positional[1..].to_vec(), ..a.clone() };
        super::weakrefs::new_ref(m, class, &inner)
    }),
    ("ReferenceType", "__init__", nothing),
    ("ReferenceType", "__call__", |m, a| {
        let (weakref, []) = rest(m, a, "__call__")?;
        let target = m.heap.target(weakref, Label::Referent).unwrap_or(statics::NONE);
        Ok(Some(m.share(target)))
    }),
    ("BaseException", "__new__", new_exception),
    ("BaseException", "__init__", init_exception),
    ("type", "__new__", new_type),
    ("type", "__init__", nothing),
    ("type", "__call__", |m, a| {
        let Some(class) = optional(a, 0) else { return Ok(None) };
        let inner = Args { positional: a.positional[1..].to_vec(), ..a.clone() };
        m.make_instance(class, &inner)
    }),
    ("type", "__instancecheck__", |m, a| {
        let (class, [value]) = rest(m, a, "__instancecheck__")?;
        let of = m.class(value);
        let known = m.inherits(of, class);
        Ok(Some(m.new_bool(known)))
    }),
    ("type", "__subclasscheck__", |m, a| {
        let (class, [sub]) = rest(m, a, "__subclasscheck__")?;
        let known = m.inherits(sub, class);
        Ok(Some(m.new_bool(known)))
    }),
    ("type", "mro", |m, a| {
        let (class, []) = rest(m, a, "mro")?;
        let order = m.order(class).to_vec();
        let order = m.share_all(&order);
        Ok(Some(m.new_list(order)))
    }),
    ("type", "__subclasses__", |m, a| {
        let (class, []) = rest(m, a, "__subclasses__")?;
        let found = m.subclasses(class);
        let found = m.share_all(&found);
        Ok(Some(m.new_list(found)))
    }),
    ("int", "bit_count", |m, a| {
        let (value, []) = rest(m, a, "bit_count")?;
        let number = m.scalar_of(value).and_then(|scalar| scalar.as_int()).and_then(|int| int.to_i64());
        Ok(number.map(|number| m.new_int(i64::from(number.unsigned_abs().count_ones()))))
    }),
    ("int", "bit_length", |m, a| {
        let (value, []) = rest(m, a, "bit_length")?;
        let bits = m.scalar_of(value).and_then(|scalar| scalar.as_int()).map(|int| int.bits() as i64);
        Ok(bits.map(|bits| m.new_int(bits)))
    }),
    ("int bool float", "as_integer_ratio", |m, a| {
        let (value, []) = rest(m, a, "as_integer_ratio")?;
        let (top, bottom) = match m.payload(value) {
            Payload::Float(x) if x.is_finite() => super::math::ratio(*x),
            Payload::Float(_) => return Ok(None),
            _ => match m.scalar_of(value).and_then(|scalar| scalar.as_int()) {
                Some(int) => (int, crate::exec::value::Int::from(1)),
                None => return Ok(None),
            },
        };
        let items = [top, bottom].map(|int| m.new_scalar(crate::exec::value::Scalar::Int(int)));
        Ok(Some(m.new_tuple(items.to_vec())))
    }),
    (
        "list_iterator tuple_iterator str_iterator bytes_iterator range_iterator dict_keyiterator dict_valueiterator \
         dict_itemiterator set_iterator list_reverseiterator reversed",
        "__length_hint__",
        |m, a| {
            let (iterator, []) = rest(m, a, "__length_hint__")?;
            let left = m.items_left(iterator);
            Ok(Some(m.new_int(left)))
        },
    ),
    ("float", "hex", |m, a| {
        let (value, []) = rest(m, a, "hex")?;
        let Some(crate::exec::value::Scalar::Float(number)) = m.scalar_of(value) else { return Ok(None) };
        Ok(Some(m.new_str(&crate::exec::value::float::hex(number))))
    }),
    ("float", "is_integer", |m, a| {
        let (value, []) = rest(m, a, "is_integer")?;
        match m.payload(value) {
            Payload::Float(x) => Ok(Some(m.new_bool(x.fract() == 0.0 && x.is_finite()))),
            _ => Ok(None),
        }
    }),
    ("BaseExceptionGroup", "split", |m, a| {
        let (group, [by]) = rest(m, a, "split")?;
        let halves = m.split_group(group, by)?;
        Ok(halves.map(|(matching, left)| m.new_tuple(vec![matching, left])))
    }),
    ("BaseExceptionGroup", "subgroup", |m, a| {
        let (group, [by]) = rest(m, a, "subgroup")?;
        let Some((matching, left)) = m.split_group(group, by)? else { return Ok(None) };
        m.drop_ref(left);
        Ok(Some(matching))
    }),
    ("BaseException", "with_traceback", |m, a| {
        let (exc, [traceback]) = rest(m, a, "with_traceback")?;
        m.set_traceback(exc, traceback);
        Ok(Some(m.share(exc)))
    }),
    ("BaseException", "add_note", |m, a| {
        let (exc, [note]) = rest(m, a, "add_note")?;
        if m.text(note).is_none() && !m.is_vague(note) {
            let class = m.type_name_of(note);
            return Err(m.type_error(&format!("note must be a str, not '{class}'")));
        }
        let label = Label::attr(Symbol::new("__notes__"));
        let notes = match m.heap.target(exc, label) {
            Some(notes) => notes,
            None => {
                let notes = m.new_list(Vec::new());
                m.hold(exc, label, notes);
                notes
            }
        };
        let note = m.share(note);
        m.append_to_list(notes, note);
        Ok(Some(statics::NONE))
    }),
    ("member_descriptor", "__get__", |m, a| {
        let (Some(member), Some(obj)) = (optional(a, 0), optional(a, 1)) else { return Ok(None) };
        let Payload::Name(name) = *m.payload(member) else { return Ok(None) };
        m.load_attr(obj, name).map(Some)
    }),
    ("member_descriptor", "__set__", |m, a| {
        let (member, [obj, value]) = rest(m, a, "__set__")?;
        let Payload::Name(name) = *m.payload(member) else { return Ok(None) };
        let value = m.share(value);
        m.store_attr(obj, name, value)?;
        Ok(Some(statics::NONE))
    }),
    ("property", "getter", |m, a| property_with(m, a, 0)),
    ("property", "setter", |m, a| property_with(m, a, 1)),
    ("property", "deleter", |m, a| property_with(m, a, 2)),
    ("function method builtin_function_or_method", "__call__", |m, a| {
        let Some(callee) = optional(a, 0) else { return Ok(None) };
        let inner = Args { positional: a.positional[1..].to_vec(), ..a.clone() };
        let callee = m.share(callee);
        m.call_shared(callee, None, &inner).map(Some)
    }),
    (ITERATORS, "__iter__", |m, a| {
        let (value, []) = rest(m, a, "__iter__")?;
        Ok(Some(m.share(value)))
    }),
    (ITERATORS, "__next__", |m, a| {
        let (iterator, []) = rest(m, a, "__next__")?;
        match m.next_item(iterator)? {
            Some(Some(item)) => Ok(Some(item)),
            Some(None) => Err(crate::exec::machine::Stop::Raise(m.stop_iteration(iterator))),
            None => Ok(None),
        }
    }),
    ("generator", "__iter__", |m, a| {
        let (value, []) = rest(m, a, "__iter__")?;
        Ok(Some(m.share(value)))
    }),
    (
        "function classmethod staticmethod property method method_descriptor wrapper_descriptor",
        "__get__",
        get,
    ),
    ("generator coroutine", "send", |m, a| {
        let (generator, [value]) = rest(m, a, "send")?;
        let value = m.share(value);
        m.resume_once(generator, value)
    }),
    ("generator", "__next__", |m, a| {
        let (generator, []) = rest(m, a, "__next__")?;
        m.resume_once(generator, statics::NONE)
    }),
    ("generator coroutine", "throw", |m, a| {
        let Some(generator) = optional(a, 0) else { return Ok(None) };
        m.throw_into(generator, &a.positional[1..])
    }),
    ("async_generator", "__aiter__", |m, a| {
        let (value, []) = rest(m, a, "__aiter__")?;
        Ok(Some(m.share(value)))
    }),
    ("async_generator", "__anext__", |m, a| m.call_model("_agen", "asend", a)),
    ("async_generator", "asend", |m, a| m.call_model("_agen", "asend", a)),
    ("async_generator", "athrow", |m, a| m.call_model("_agen", "athrow", a)),
    ("async_generator", "aclose", |m, a| m.call_model("_agen", "aclose", a)),
    ("generator coroutine", "close", |m, a| {
        let (generator, []) = rest(m, a, "close")?;
        Ok(m.close_generator(generator)?.then_some(statics::NONE))
    }),
];

fn iter(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (value, []) = rest(m, args, "__iter__")?;
    let class = match m.kind(value) {
        Kind::List => statics::LIST_ITERATOR,
        Kind::Tuple => statics::TUPLE_ITERATOR,
        Kind::Set | Kind::FrozenSet => statics::SET_ITERATOR,
        Kind::Dict => statics::DICT_KEYITERATOR,
        _ => {
            let value = m.share(value);
            return m.iterator_over(value);
        }
    };
    let value = m.share(value);
    Ok(Some(m.walker(class, value)))
}

fn compare(m: &mut Machine, args: &Args, op: CompareOp) -> Modelled<ObjId> {
    let (a, [b]) = rest(m, args, "__eq__")?;
    Ok(m.plain_compare(op, a, b)?.map(|known| match known {
        Some(known) => m.new_bool(known),
        None => statics::NOT_IMPLEMENTED,
    }))
}

fn arithmetic(m: &mut Machine, args: &Args, op: BinaryOp) -> Modelled<ObjId> {
    let (a, [b]) = rest(m, args, "__add__")?;
    Ok(m.built_in_binary(op, a, b)?.map(|made| made.unwrap_or(statics::NOT_IMPLEMENTED)))
}

/// The built-in side of a reflected operator: the receiver is the right operand.
fn reflected(m: &mut Machine, args: &Args, op: BinaryOp) -> Modelled<ObjId> {
    let (right, [left]) = rest(m, args, "__radd__")?;
    Ok(m.built_in_binary(op, left, right)?.map(|made| made.unwrap_or(statics::NOT_IMPLEMENTED)))
}

fn unary(m: &mut Machine, args: &Args, op: UnaryOp) -> Modelled<ObjId> {
    let (value, []) = rest(m, args, "__neg__")?;
    let made = m.scalar_of(value).map(|scalar| number::unary(op, &scalar));
    made.map_or(Ok(None), |made| m.outcome(made))
}

/// `descriptor.__get__(obj, owner)` of the built-in descriptors.
fn get(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (Some(descriptor), Some(obj)) = (optional(args, 0), optional(args, 1)) else { return Ok(None) };
    let class = optional(args, 2).filter(|class| *class != statics::NONE).unwrap_or_else(|| m.class(obj));
    let is_class_method =
        m.class(descriptor) == statics::CLASSMETHOD || m.class(descriptor) == statics::STATICMETHOD;
    if m.kind(descriptor) == Kind::Method || obj == statics::NONE && !is_class_method {
        return Ok(Some(m.share(descriptor)));
    }
    m.bind(descriptor, obj, class, Symbol::new("__get__"))
}

fn nothing(_: &mut Machine, _: &Args) -> Modelled<ObjId> {
    Ok(Some(statics::NONE))
}

/// Whether a class of the program defines the method itself.
fn defines(m: &mut Machine, class: ObjId, name: &str) -> bool {
    m.lookup(class, Symbol::new(name)).is_some_and(|(owner, _)| !statics::is_type(owner))
}

fn init_object(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let extra = args.positional.len() > 1 || !args.keywords.is_empty();
    if let Some(obj) = optional(args, 0).filter(|_| extra) {
        let class = m.class(obj);
        let name = m.class_name(class);
        if defines(m, class, "__init__") {
            let words = "object.__init__() takes exactly one argument (the instance to initialize)";
            return Err(m.type_error(words));
        }
        if !defines(m, class, "__new__") {
            let words = "__init__() takes exactly one argument (the instance to initialize)";
            return Err(m.type_error(&format!("{name}.{words}")));
        }
    }
    Ok(Some(statics::NONE))
}

fn new_object(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(class) = optional(args, 0) else { return Ok(None) };
    let extra = args.positional.len() > 1 || !args.keywords.is_empty();
    if extra {
        if defines(m, class, "__new__") {
            let words = "object.__new__() takes exactly one argument (the type to instantiate)";
            return Err(m.type_error(words));
        }
        if !defines(m, class, "__init__") {
            let name = m.class_name(class);
            return Err(m.type_error(&format!("{name}() takes no arguments")));
        }
    }
    let layout = m.layout_of(class);
    if layout != statics::OBJECT {
        return Ok(None);
    }
    Ok(Some(m.new_instance(Kind::Instance, class, Payload::None)))
}

fn init_container(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(made) = optional(args, 0) else { return Ok(None) };
    let layout = m.class(made);
    let layout = m.layout_of(layout);
    let inner = Args { positional: args.positional[1..].to_vec(), ..args.clone() };
    Ok(m.fill_container(made, layout, &inner)?.then_some(statics::NONE))
}

fn new_container(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(class) = optional(args, 0) else { return Ok(None) };
    let layout = m.layout_of(class);
    let inner = Args { positional: args.positional[1..].to_vec(), ..args.clone() };
    let Some(made) = m.new_container(layout, class, &inner)? else { return Ok(None) };
    m.adopt(made, class);
    Ok(Some(made))
}

/// `int.__new__(cls, ...)` and its like: the value first, then an instance of the class with it.
fn new_value(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(class) = optional(args, 0) else { return Ok(None) };
    let layout = m.layout_of(class);
    let inner = Args { positional: args.positional[1..].to_vec(), ..args.clone() };
    let Some(value) = m.construct(layout, &inner)? else { return Ok(None) };
    if statics::is_type(class) || m.is_vague(value) {
        return Ok(Some(value));
    }
    let payload = m.payload(value).clone();
    let kind = match m.kind(value) {
        Kind::Scalar => Kind::Instance,
        kind => kind,
    };
    let made = m.new_instance(kind, class, payload);
    if kind != Kind::Instance {
        for item in m.elements(value) {
            let item = m.share(item);
            m.hold(made, Label::Elem, item);
        }
    }
    m.drop_ref(value);
    Ok(Some(made))
}

fn new_exception(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(class) = optional(args, 0) else { return Ok(None) };
    let items = m.share_all(&args.positional[1..]);
    let exc = m.new_exception(class, items);
    m.adopt(exc, class);
    Ok(Some(exc))
}

fn init_exception(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(exc) = optional(args, 0) else { return Ok(None) };
    let inner = Args { positional: args.positional[1..].to_vec(), ..args.clone() };
    let items = m.share_all(&inner.positional);
    let tuple = m.new_tuple(items);
    let reference = m.reference(Label::attr(Symbol::new("args")), tuple);
    m.heap.set_ref(exc, reference);
    m.drop_ref(tuple);
    Ok(m.init_exception(exc, &inner)?.then_some(statics::NONE))
}

/// `type.__new__(meta, name, bases, namespace)`
fn new_type(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let &[meta, name, bases, namespace] = args.positional.as_slice() else {
        return Err(m.type_error("type.__new__() takes exactly 3 arguments"));
    };
    m.make_class(meta, name, bases, namespace, &args.keywords)
}

/// A copy of a property with another function.
fn property_with(m: &mut Machine, args: &Args, place: u8) -> Modelled<ObjId> {
    let (property, [function]) = rest(m, args, "setter")?;
    let class = m.class(property);
    let made = m.new_object(Kind::Property, class, Payload::None);
    for at in 0..3u8 {
        let part = if at == place { Some(function) } else { m.heap.target(property, Label::Inner(at)) };
        if let Some(part) = part {
            let part = m.share(part);
            m.hold(made, Label::Inner(at), part);
        }
    }
    Ok(Some(made))
}

impl Machine {
    /// A new object of a class of the program: it holds its class, and has its finalizer.
    pub(in crate::exec) fn new_instance(&mut self, kind: Kind, class: ObjId, payload: Payload) -> ObjId {
        let made = self.new_object(kind, class, payload);
        self.adopt(made, class);
        if !self.class_gives_dict(class) {
            self.flag(made, Flags::NO_DICT);
        }
        made
    }

    /// What every instance of a class of the program has besides its value.
    pub(in crate::exec) fn adopt(&mut self, made: ObjId, class: ObjId) {
        if statics::is_type(class) {
            return;
        }
        let reference = self.reference(Label::ClassOf, class);
        self.heap.push_ref(made, reference);
        if let Some((owner, _)) = self.lookup(class, Symbol::new("__del__"))
            && !statics::is_type(owner)
        {
            self.flag(made, Flags::HAS_DEL);
        }
    }

    /// The error of a wrong number of arguments of `type()`.
    pub(in crate::exec) fn type_arity(&mut self) -> crate::exec::machine::Stop {
        let _ = message::V39;
        self.type_error("type() takes 1 or 3 arguments")
    }
}
