//! The functions of the built-in namespace.

use crate::base::Symbol;
use crate::exec::call::Args;
use crate::exec::machine::Machine;
use crate::exec::statics;
use crate::exec::value::{message, number, text};
use crate::heap::{Kind, Label, ObjId, Payload};
use crate::ir::{BinaryOp, CompareOp};

use super::arguments::{between, exactly, keyword, named, optional};
use super::convert::Modelled;
use super::state::Printed;
use super::table::Row;

pub(super) const ROWS: &[Row] = &[
    ("builtins.abs", abs),
    ("builtins.all", |m, a| any_or_all(m, a, "all", false)),
    ("builtins.any", |m, a| any_or_all(m, a, "any", true)),
    ("builtins.anext", |m, a| {
        between(m, a, "anext", 1, 2)?;
        if a.positional.len() == 2 {
            return m.call_model("_agen", "anext_or", a);
        }
        m.call_method(a.positional[0], "__anext__", &[])
    }),
    ("builtins.aiter", |m, a| {
        let [value] = exactly(m, a, "aiter")?;
        let value = m.share(value);
        m.async_iterator(value)
    }),
    ("builtins.ascii", ascii),
    ("builtins.bin", |m, a| in_base(m, a, "bin", 2, "0b")),
    ("builtins.callable", callable),
    ("builtins.chr", chr),
    ("builtins.delattr", delattr),
    ("builtins.divmod", divmod),
    // Both need the frame that calls.
    ("builtins.eval", |_, _| Ok(None)),
    ("builtins.exec", |_, _| Ok(None)),
    ("builtins.compile", |m, a| m.compile_text(a)),
    ("builtins.help", |_, _| Ok(None)),
    ("builtins.__import__", |m, a| match optional(a, 0).and_then(|name| m.text(name)) {
        Some(name) if a.positional.len() == 1 && a.keywords.is_empty() => {
            m.import_library(Symbol::new(&name), false)
        }
        _ => Ok(None),
    }),
    ("builtins.open", |m, a| m.call_model("_files", "open", a)),
    ("builtins.format", format),
    ("builtins.getattr", getattr),
    ("builtins.globals", globals),
    ("builtins.locals", locals),
    ("builtins.hasattr", hasattr),
    ("builtins.hash", hash),
    ("builtins.hex", |m, a| in_base(m, a, "hex", 16, "0x")),
    ("builtins.id", |m, a| {
        let [value] = exactly(m, a, "id")?;
        Ok(Some(if m.is_vague(value) { statics::SOME_SCALAR } else { m.new_address(value) }))
    }),
    ("builtins.input", |_, _| Ok(Some(statics::SOME_SCALAR))),
    ("_stream.write", |m, a| {
        let [stream, text] = exactly(m, a, "write")?;
        let to_error = !m.is_stdout(stream);
        let Some(text) = m.text(text) else {
            m.write_out("?", to_error);
            return Ok(Some(statics::SOME_SCALAR));
        };
        m.write_out(&text, to_error);
        Ok(Some(m.new_int(text::len(&text) as i64)))
    }),
    ("_stream.flush", |_, _| Ok(Some(statics::NONE))),
    ("_stream.isatty", |_, _| Ok(Some(statics::FALSE))),
    ("_stream.fileno", |_, _| Ok(Some(statics::SOME_SCALAR))),
    ("builtins.isinstance", isinstance),
    ("builtins.issubclass", issubclass),
    ("builtins.iter", iter),
    ("builtins.len", len),
    ("builtins.max", |m, a| extreme(m, a, "max", CompareOp::Gt)),
    ("builtins.min", |m, a| extreme(m, a, "min", CompareOp::Lt)),
    ("builtins.next", next),
    ("builtins.oct", |m, a| in_base(m, a, "oct", 8, "0o")),
    ("builtins.ord", ord),
    ("builtins.pow", pow),
    ("builtins.print", print),
    ("builtins.repr", repr),
    ("builtins.round", round),
    ("builtins.setattr", setattr),
    ("builtins.sorted", sorted),
    ("builtins.sum", sum),
    ("builtins.vars", vars),
    ("builtins.dir", dir),
];

fn abs(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [value] = exactly(m, args, "abs")?;
    if let Some(method) = m.overrides(value, "__abs__") {
        return m.call_own(method, &[value]);
    }
    match m.scalar_of(value).map(|scalar| number::abs(&scalar)) {
        Some(Ok(made)) => Ok(Some(m.new_scalar(made))),
        _ if m.is_vague(value) => Ok(Some(statics::SOME_SCALAR)),
        _ => {
            let class = m.type_name_of(value);
            Err(m.type_error(&format!("bad operand type for abs(): '{class}'")))
        }
    }
}

fn any_or_all(m: &mut Machine, args: &Args, name: &str, wanted: bool) -> Modelled<ObjId> {
    let [source] = exactly(m, args, name)?;
    let held = m.share(source);
    let Some(iterator) = m.iterator_over(held)? else { return Ok(None) };
    let found = loop {
        match m.next_item(iterator) {
            Ok(Some(Some(item))) => {
                let truth = m.known_truth(item);
                m.drop_ref(item);
                match truth {
                    Ok(Some(truth)) if truth == wanted => break Ok(Some(wanted)),
                    Ok(Some(_)) => {}
                    other => break other,
                }
            }
            Ok(Some(None)) => break Ok(Some(!wanted)),
            Ok(None) => break Ok(None),
            Err(stop) => break Err(stop),
        }
    };
    m.drop_ref(iterator);
    Ok(found?.map(|found| m.new_bool(found)))
}

fn ascii(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [value] = exactly(m, args, "ascii")?;
    let shown = m.repr_text(value)?.map(|shown| text::escape_non_ascii(&shown));
    Ok(m.exact.then(|| m.known_text(shown)))
}

fn repr(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [value] = exactly(m, args, "repr")?;
    let shown = m.repr_text(value)?;
    Ok(m.exact.then(|| m.known_text(shown)))
}

fn format(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "format", 1, 2)?;
    let spec = match optional(args, 1) {
        Some(spec) => m.text(spec).map(|spec| spec.to_string()),
        None => Some(String::new()),
    };
    let shown = match spec {
        Some(spec) => m.format_text(args.positional[0], &spec)?,
        None => None,
    };
    Ok(m.exact.then(|| m.known_text(shown)))
}

fn in_base(m: &mut Machine, args: &Args, name: &str, base: u32, prefix: &str) -> Modelled<ObjId> {
    let [value] = exactly(m, args, name)?;
    match m.index_of(value)? {
        Some(int) => {
            let sign = if int.is_negative() { "-" } else { "" };
            let shown = format!("{sign}{prefix}{}", int.abs().to_base(base));
            Ok(Some(m.new_str(&shown)))
        }
        None if m.is_vague(value) => Ok(Some(statics::SOME_SCALAR)),
        None => {
            let class = m.type_name_of(value);
            Err(m.type_error(&format!("'{class}' object cannot be interpreted as an integer")))
        }
    }
}

fn callable(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [value] = exactly(m, args, "callable")?;
    if m.is_vague(value) {
        return Ok(Some(statics::SOME_SCALAR));
    }
    let known = m.is_callable(value);
    Ok(Some(m.new_bool(known)))
}

fn chr(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [value] = exactly(m, args, "chr")?;
    let Some(code) = m.index_of(value)? else {
        let class = m.type_name_of(value);
        let words = if m.version() >= message::V310 {
            format!("'{class}' object cannot be interpreted as an integer")
        } else {
            format!("an integer is required (got type {class})")
        };
        return Err(m.type_error(&words));
    };
    let code = code.to_i64().and_then(|code| u32::try_from(code).ok()).filter(|code| *code < 0x11_0000);
    let Some(code) = code else { return Err(m.value_error("chr() arg not in range(0x110000)")) };
    Ok(char::from_u32(code).map(|c| m.new_str(&c.to_string())))
}

fn ord(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [value] = exactly(m, args, "ord")?;
    if m.is_vague(value) {
        return Ok(Some(statics::SOME_SCALAR));
    }
    let Some(whole) = m.text(value) else {
        let class = m.type_name_of(value);
        return Err(m.type_error(&format!("ord() expected string of length 1, but {class} found")));
    };
    let mut chars = whole.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(Some(m.new_int(i64::from(u32::from(c))))),
        _ => {
            let len = text::len(&whole);
            Err(m.type_error(&format!("ord() expected a character, but string of length {len} found")))
        }
    }
}

/// The name argument of `getattr` and its relatives.
fn attribute_name(m: &mut Machine, function: &str, value: ObjId) -> Modelled<Symbol> {
    if m.is_vague(value) {
        return Ok(None);
    }
    match m.text(value) {
        Some(name) => Ok(Some(Symbol::new(&name))),
        None => {
            let class = m.type_name_of(value);
            let words = if m.version() >= message::V311 {
                format!("attribute name must be string, not '{class}'")
            } else {
                format!("{function}(): attribute name must be string")
            };
            Err(m.type_error(&words))
        }
    }
}

fn getattr(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "getattr", 2, 3)?;
    let Some(name) = attribute_name(m, "getattr", args.positional[1])? else { return Ok(None) };
    match m.load_attr(args.positional[0], name) {
        Ok(value) => Ok(m.exact.then_some(value)),
        Err(stop) => {
            let Some(default) = optional(args, 2) else { return Err(stop) };
            m.swallow(stop, statics::ATTRIBUTE_ERROR)?;
            Ok(Some(m.share(default)))
        }
    }
}

fn hasattr(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "hasattr", 2, 2)?;
    let Some(name) = attribute_name(m, "hasattr", args.positional[1])? else { return Ok(None) };
    let value = args.positional[0];
    let found = match m.get_attr(value, name) {
        // What a type has is there, modelled or not.
        Ok(None) if !m.is_vague(value) => {
            let class = m.class(value);
            if m.is_unmodelled(class, name) || m.is_unmodelled(value, name) {
                return Ok(Some(statics::TRUE));
            }
            m.load_attr(value, name)
        }
        Ok(None) => m.load_attr(value, name),
        Ok(Some(found)) => Ok(found),
        Err(stop) => Err(stop),
    };
    match found {
        Ok(value) => {
            let known = !m.is_vague(value);
            m.drop_ref(value);
            Ok(m.exact.then_some(if known { statics::TRUE } else { statics::SOME_SCALAR }))
        }
        Err(stop) => {
            m.swallow(stop, statics::ATTRIBUTE_ERROR)?;
            Ok(Some(statics::FALSE))
        }
    }
}

fn setattr(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "setattr", 3, 3)?;
    let Some(name) = attribute_name(m, "setattr", args.positional[1])? else { return Ok(None) };
    let value = m.share(args.positional[2]);
    m.store_attr(args.positional[0], name, value)?;
    Ok(m.exact.then_some(statics::NONE))
}

fn delattr(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "delattr", 2, 2)?;
    let Some(name) = attribute_name(m, "delattr", args.positional[1])? else { return Ok(None) };
    m.delete_attr(args.positional[0], name)?;
    Ok(m.exact.then_some(statics::NONE))
}

fn globals(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    exactly::<0>(m, args, "globals")?;
    let module = m.natives.stack.last().map(|level| level.globals);
    Ok(module.map(|module| m.namespace_dict(module)))
}

/// At the top level of a module the names are the globals.
fn locals(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    exactly::<0>(m, args, "locals")?;
    match m.natives.stack.last().copied() {
        Some(level) if level.is_module => Ok(Some(m.namespace_dict(level.globals))),
        _ => Ok(None),
    }
}

fn divmod(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "divmod", 2, 2)?;
    let (left, right) = (args.positional[0], args.positional[1]);
    for (method, operands) in [("__divmod__", [left, right]), ("__rdivmod__", [right, left])] {
        if let Some(method) = m.overrides(operands[0], method) {
            let Some(result) = m.call_own(method, &operands)? else { return Ok(None) };
            if result != statics::NOT_IMPLEMENTED {
                return Ok(Some(result));
            }
        }
    }
    if !m.is_vague(left)
        && !m.is_vague(right)
        && (m.scalar_of(left).is_none() || m.scalar_of(right).is_none())
    {
        let (left, right) = (m.type_name_of(left), m.type_name_of(right));
        let words = format!("unsupported operand type(s) for divmod(): '{left}' and '{right}'");
        return Err(m.type_error(&words));
    }
    let parts = (m.scalar_of(args.positional[0]), m.scalar_of(args.positional[1]));
    let (Some(a), Some(b)) = parts else { return Ok(None) };
    match number::div_mod(m.version(), &a, &b) {
        Ok((quotient, remainder)) => {
            let parts = vec![m.new_scalar(quotient), m.new_scalar(remainder)];
            Ok(Some(m.new_tuple(parts)))
        }
        Err(trouble) => m.trouble(trouble).map(|()| None),
    }
}

fn hash(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [value] = exactly(m, args, "hash")?;
    let Some(hash) = m.hash(value)? else { return Ok(m.is_vague(value).then_some(statics::SOME_SCALAR)) };
    // An unknown hash still works as a key: equal objects have equal ones.
    if hash.fixed {
        return Ok(Some(m.new_int(hash.number)));
    }
    let made = m.new_object(Kind::Scalar, statics::INT, Payload::Int(hash.number));
    m.flag(made, crate::heap::Flags::LOST_IDENTITY);
    Ok(Some(made))
}

fn isinstance(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "isinstance", 2, 2)?;
    let (value, class) = (args.positional[0], args.positional[1]);
    if m.is_vague(value) {
        return Ok(Some(statics::SOME_SCALAR));
    }
    let known = m.instance_of(value, class)?;
    Ok(known.map(|known| m.new_bool(known)))
}

fn issubclass(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "issubclass", 2, 2)?;
    let (sub, class) = (args.positional[0], args.positional[1]);
    if m.kind(sub) != Kind::Class {
        return Err(m.type_error("issubclass() arg 1 must be a class"));
    }
    let known = m.subclass_of(sub, class)?;
    Ok(known.map(|known| m.new_bool(known)))
}

impl Machine {
    /// `isinstance(value, class)` where class may be a tuple or union.
    pub(in crate::exec) fn instance_of(&mut self, value: ObjId, class: ObjId) -> Modelled<bool> {
        let mut of = self.class(value);
        if self.kind(value) == Kind::WeakRef
            && matches!(of, statics::WEAKPROXY | statics::WEAKCALLABLEPROXY)
            && let Some(target) = self.heap.target(value, Label::Referent)
        {
            of = self.class(target);
        }
        let known = self.class_check(of, class, "isinstance", value)?;
        // An object may say that it is of another class.
        if known == Some(false) && self.overrides(value, "__class__").is_some() {
            let said = self.get_attr(value, Symbol::new("__class__"))?;
            return match said.filter(|said| self.kind(*said) == Kind::Class) {
                Some(said) => self.class_check(said, class, "isinstance", value),
                None => Ok(None),
            };
        }
        Ok(known)
    }

    pub(in crate::exec) fn subclass_of(&mut self, sub: ObjId, class: ObjId) -> Modelled<bool> {
        self.class_check(sub, class, "issubclass", sub)
    }

    fn class_check(&mut self, of: ObjId, class: ObjId, function: &str, value: ObjId) -> Modelled<bool> {
        if self.is_vague(class) {
            return Ok(None);
        }
        match self.kind(class) {
            Kind::Class => {
                let hook = if function == "isinstance" { "__instancecheck__" } else { "__subclasscheck__" };
                if let Some(method) = self.overrides(class, hook) {
                    let Some(result) = self.call_own(method, &[class, value])? else { return Ok(None) };
                    let truth = self.known_truth(result);
                    self.drop_ref(result);
                    return truth;
                }
                Ok(Some(self.inherits(of, class)))
            }
            _ if self.is_alias(class) && self.version() >= message::V39 => {
                let number = if function == "isinstance" { "argument" } else { "arg" };
                Err(self.type_error(&format!("{function}() {number} 2 cannot be a parameterized generic")))
            }
            _ if class == statics::NONE => Ok(Some(of == statics::NONE_TYPE)),
            Kind::Tuple => self.any_class(of, self.elements(class), function, value),
            Kind::External if self.class(class) == statics::UNION => {
                self.any_class(of, self.inner_parts(class), function, value)
            }
            _ => {
                let old = self.version() < message::V310;
                let words = match (function, old) {
                    ("isinstance", true) => "isinstance() arg 2 must be a type or tuple of types",
                    ("isinstance", false) => {
                        "isinstance() arg 2 must be a type, a tuple of types, or a union"
                    }
                    (_, true) => "issubclass() arg 2 must be a class or tuple of classes",
                    _ => "issubclass() arg 2 must be a class, a tuple of classes, or a union",
                };
                Err(self.type_error(words))
            }
        }
    }

    fn any_class(&mut self, of: ObjId, classes: Vec<ObjId>, function: &str, value: ObjId) -> Modelled<bool> {
        for class in classes {
            match self.class_check(of, class, function, value)? {
                Some(false) => {}
                other => return Ok(other),
            }
        }
        Ok(Some(false))
    }

    /// Ends an exception of the given class; others go on.
    pub(in crate::exec) fn swallow(
        &mut self,
        stop: crate::exec::machine::Stop,
        class: ObjId,
    ) -> crate::exec::machine::Step<()> {
        match stop {
            crate::exec::machine::Stop::Raise(exc) if self.is_a(exc, class) => {
                self.drop_ref(exc);
                Ok(())
            }
            stop => Err(stop),
        }
    }
}

fn iter(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "iter", 1, 2)?;
    if let Some(sentinel) = optional(args, 1) {
        let made = m.new_object(Kind::Iterator, statics::CALLABLE_ITERATOR, Payload::None);
        let (function, sentinel) = (m.share(args.positional[0]), m.share(sentinel));
        m.hold(made, Label::Func, function);
        m.hold(made, Label::Inner(0), sentinel);
        return Ok(Some(made));
    }
    let value = m.share(args.positional[0]);
    m.iterator_over(value)
}

fn next(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "next", 1, 2)?;
    let iterator = args.positional[0];
    if !m.is_vague(iterator) && !m.is_iterator(iterator) {
        let class = m.type_name_of(iterator);
        return Err(m.type_error(&format!("'{class}' object is not an iterator")));
    }
    // A StopIteration of the program's own passes through with its value.
    if optional(args, 1).is_none()
        && let Some(method) = m.overrides(iterator, "__next__")
    {
        return m.call_own(method, &[iterator]);
    }
    // The end of a generator tells what it returned.
    if optional(args, 1).is_none() && m.kind(iterator) == Kind::Generator {
        return m.resume_once(iterator, statics::NONE);
    }
    match m.next_item(iterator)? {
        Some(Some(item)) => Ok(Some(item)),
        Some(None) => match optional(args, 1) {
            Some(default) => Ok(Some(m.share(default))),
            None => {
                let exc = m.stop_iteration(iterator);
                Err(crate::exec::machine::Stop::Raise(exc))
            }
        },
        None => Ok(None),
    }
}

fn len(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [value] = exactly(m, args, "len")?;
    if value == statics::SOME_SCALAR {
        return Ok(Some(value));
    }
    Ok(m.length(value)?.map(|len| m.new_int(len as i64)))
}

fn extreme(m: &mut Machine, args: &Args, name: &str, op: CompareOp) -> Modelled<ObjId> {
    if args.positional.is_empty() {
        let words = message::flexible_arity(m.version(), name, 1, 9, 0);
        return Err(m.type_error(&words));
    }
    let single = args.positional.len() == 1;
    let items = if single {
        match m.collect(args.positional[0])? {
            Some(items) => items,
            None => return Ok(None),
        }
    } else {
        m.share_all(&args.positional)
    };
    let key = keyword(args, "key").filter(|key| *key != statics::NONE);
    let mut best: Option<(ObjId, ObjId)> = None;
    for item in &items {
        let judged = match key {
            Some(key) => m.call_with(key, &[*item])?,
            None => m.share(*item),
        };
        if !m.exact || m.is_vague(judged) {
            return Ok(None);
        }
        best = match best {
            None => Some((*item, judged)),
            Some((known, by)) => match m.ordered(op, judged, by)? {
                Some(true) => {
                    m.drop_ref(by);
                    Some((*item, judged))
                }
                Some(false) => {
                    m.drop_ref(judged);
                    Some((known, by))
                }
                None => return Ok(None),
            },
        };
    }
    let result = match best {
        Some((item, judged)) => {
            m.drop_ref(judged);
            Some(m.share(item))
        }
        None => match keyword(args, "default") {
            Some(default) => Some(m.share(default)),
            None => {
                let words = message::empty_extreme(m.version(), name);
                return Err(m.value_error(&words));
            }
        },
    };
    m.drop_all(items);
    Ok(result)
}

fn pow(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (Some(base), Some(exponent)) = (named(args, 0, "base"), named(args, 1, "exp")) else {
        return Ok(None);
    };
    match named(args, 2, "mod").filter(|modulus| *modulus != statics::NONE) {
        None => m.apply_binary(BinaryOp::Pow, base, exponent, false),
        Some(modulus) if m.overrides(base, "__pow__").is_some() => {
            let method = m.overrides(base, "__pow__").unwrap_or(statics::UNKNOWN);
            m.call_own(method, &[base, exponent, modulus])
        }
        Some(modulus) => {
            let parts = [base, exponent, modulus].map(|value| m.scalar_of(value));
            let [Some(a), Some(b), Some(c)] = parts else { return Ok(None) };
            m.outcome(number::pow_mod(&a, &b, &c))
        }
    }
}

fn print(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let part = |m: &Machine, name: &str, default: &str| match keyword(args, name) {
        None | Some(statics::NONE) => Some(default.to_owned()),
        Some(value) => m.text(value).map(|text| text.to_string()),
    };
    if let Some((name, _)) =
        args.keywords.iter().find(|(name, _)| !matches!(name.as_str(), "sep" | "end" | "file" | "flush"))
    {
        let words = if m.version() >= message::V313 {
            format!("print() got an unexpected keyword argument '{name}'")
        } else {
            format!("'{name}' is an invalid keyword argument for print()")
        };
        return Err(m.type_error(&words));
    }
    let (separator, end) = (part(m, "sep", " "), part(m, "end", "\n"));
    let mut shown = Vec::new();
    for value in &args.positional {
        let text = m.str_text(*value)?;
        if !m.exact {
            return Ok(None);
        }
        shown.push(text.unwrap_or_else(|| "?".to_owned()));
    }
    let file = keyword(args, "file").filter(|file| *file != statics::NONE).or_else(|| m.current_output());
    if let Some(file) = file.filter(|file| !m.is_vague(*file) && !m.is_standard_stream(*file)) {
        let separator = separator.unwrap_or_else(|| "?".to_owned());
        return m.print_to(file, shown, &separator, &end.unwrap_or_else(|| "?".to_owned()));
    }
    let to_error = keyword(args, "file").is_some_and(|file| file != statics::NONE && !m.is_stdout(file));
    let text =
        shown.join(&separator.unwrap_or_else(|| "?".to_owned())) + &end.unwrap_or_else(|| "?".to_owned());
    m.write_out(&text, to_error);
    Ok(Some(statics::NONE))
}

impl Machine {
    pub(in crate::exec) fn is_callable(&mut self, value: ObjId) -> bool {
        matches!(
            self.kind(value),
            Kind::Function | Kind::Native | Kind::Method | Kind::Partial | Kind::Class | Kind::WeakRef
        ) || self.overrides(value, "__call__").is_some()
    }

    /// The program writes to an output.
    pub(in crate::exec) fn write_out(&mut self, text: &str, to_error: bool) {
        let after = self.heap.timeline().map_or(0, |timeline| timeline.events().len());
        let (file, site) = (self.file, self.site);
        let unsure =
            if self.natives.guessing { Some("?\n".repeat(text.matches('\n').count())) } else { None };
        let text = unsure.as_deref().unwrap_or(text);
        self.natives.printed.push(Printed { file, site, after, text: text.to_owned(), to_error });
    }

    /// What `sys.stdout` refers to once it was replaced, borrowed.
    fn current_output(&self) -> Option<ObjId> {
        let sys = self.natives.modules.get(&Symbol::new("sys")).copied()?;
        self.heap.target(sys, Label::attr(Symbol::new("stdout")))
    }

    pub(in crate::exec) fn is_standard_stream(&self, file: ObjId) -> bool {
        self.kind(file) == Kind::External
            && matches!(self.payload(file), Payload::Name(name) if matches!(name.as_str(), "stdout" | "stderr"))
    }

    /// `print` to a stream of the program: one `write` for each part.
    fn print_to(&mut self, file: ObjId, shown: Vec<String>, separator: &str, end: &str) -> Modelled<ObjId> {
        let mut parts: Vec<String> = Vec::new();
        for (at, text) in shown.into_iter().enumerate() {
            if at > 0 {
                parts.push(separator.to_owned());
            }
            parts.push(text);
        }
        parts.push(end.to_owned());
        for text in parts {
            let text = self.new_str(&text);
            let written = self.get_attr(file, Symbol::new("write"))?;
            let Some(write) = written else { return Ok(None) };
            let result = self.call_with(write, &[text]);
            self.drop_ref(write);
            self.drop_ref(text);
            let result = result?;
            self.drop_ref(result);
        }
        Ok(Some(statics::NONE))
    }

    fn is_stdout(&self, file: ObjId) -> bool {
        matches!(self.payload(file), Payload::Name(name) if name.as_str() == "stdout")
    }
}

fn round(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(value) = named(args, 0, "number") else { return Ok(None) };
    let digits = match named(args, 1, "ndigits").filter(|digits| *digits != statics::NONE) {
        Some(digits) => match m.index_of(digits)? {
            Some(digits) => Some(digits.clamped()),
            None => {
                let class = m.type_name_of(digits);
                return Err(m.type_error(&format!("'{class}' object cannot be interpreted as an integer")));
            }
        },
        None => None,
    };
    if let Some(method) = m.overrides(value, "__round__") {
        return match named(args, 1, "ndigits").filter(|digits| *digits != statics::NONE) {
            Some(digits) => m.call_own(method, &[value, digits]),
            None => m.call_own(method, &[value]),
        };
    }
    match m.scalar_of(value) {
        Some(scalar)
            if scalar.as_int().is_some() || matches!(scalar, crate::exec::value::Scalar::Float(_)) =>
        {
            m.outcome(number::round(&scalar, digits))
        }
        _ if m.is_vague(value) => Ok(Some(statics::SOME_SCALAR)),
        _ => {
            let class = m.type_name_of(value);
            Err(m.type_error(&format!("type {class} doesn't define __round__ method")))
        }
    }
}

fn sorted(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [source] = <[ObjId; 1]>::try_from(args.positional.as_slice()).map_or_else(
        |_| {
            let words = message::flexible_arity(m.version(), "sorted", 1, 1, args.positional.len());
            Err(m.type_error(&words))
        },
        Ok,
    )?;
    let known = m.has_length(source);
    let Some(items) = m.collect(source)? else { return Ok(None) };
    let Some(order) = m.sorted_order(&items, args)? else { return Ok(None) };
    let len = order.len() as u32;
    let room = if known { m.extended_room(0, 0, len) } else { m.hinted_room(len) };
    Ok(Some(m.new_list_with_room(order, room)))
}

fn sum(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "sum", 1, 2)?;
    let start = named(args, 1, "start");
    if start.is_some_and(|start| m.text(start).is_some()) {
        return Err(m.type_error("sum() can't sum strings [use ''.join(seq) instead]"));
    }
    let mut total = match start {
        Some(start) => m.share(start),
        None => m.new_int(0),
    };
    let held = m.share(args.positional[0]);
    let Some(iterator) = m.iterator_over(held)? else { return Ok(None) };
    let result = loop {
        match m.next_item(iterator) {
            Ok(Some(Some(item))) => {
                let added = m.apply_binary(BinaryOp::Add, total, item, false);
                m.drop_ref(item);
                m.drop_ref(total);
                match added {
                    Ok(Some(added)) => total = added,
                    other => break other,
                }
            }
            Ok(Some(None)) => break Ok(Some(total)),
            Ok(None) => break Ok(None),
            Err(stop) => {
                m.drop_ref(total);
                break Err(stop);
            }
        }
    };
    m.drop_ref(iterator);
    result
}

fn vars(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(value) = optional(args, 0) else { return locals(m, args) };
    match m.load_attr(value, Symbol::new("__dict__")) {
        Ok(dict) => Ok(m.exact.then_some(dict)),
        Err(stop) => {
            m.swallow(stop, statics::ATTRIBUTE_ERROR)?;
            Err(m.type_error("vars() argument must have __dict__ attribute"))
        }
    }
}

/// Names an object has by its own and its classes' namespaces; those of `object` are not all known.
fn dir(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(value) = optional(args, 0) else { return Ok(None) };
    if m.is_vague(value) {
        return Ok(None);
    }
    if let Some(method) = m.overrides(value, "__dir__") {
        let Some(listed) = m.call_own(method, &[value])? else { return Ok(None) };
        let sorted_args = Args { positional: vec![listed], ..Args::default() };
        return sorted(m, &sorted_args);
    }
    let mut names: Vec<Symbol> = m.attributes(value).into_iter().map(|(name, _)| name).collect();
    let class = if m.kind(value) == Kind::Class { value } else { m.class(value) };
    for owner in m.order(class).iter().copied() {
        names.extend(m.attributes(owner).into_iter().map(|(name, _)| name));
        names.extend(super::table::methods_of(owner));
    }
    names.sort_by_key(|name| name.as_str());
    names.dedup();
    let items: Vec<ObjId> = names.into_iter().map(|name| m.interned(name)).collect();
    Ok(Some(m.new_list(items)))
}
