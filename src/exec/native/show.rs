//! `repr`, `str` and `format` of any object.
//!
//! `None` means that the text is not known: it holds an address, a hash order, or an unknown value.
//! That alone costs no exactness: the text becomes an unknown string.

use crate::base::Symbol;
use crate::exec::machine::Machine;
use crate::exec::statics;
use crate::exec::value::{format, message, text};
use crate::heap::{Kind, Label, ObjId, Payload};

use super::convert::Modelled;

/// Containers within containers deeper than this are not shown.
const DEPTH: usize = 300;

impl Machine {
    /// `repr(x)`
    pub(in crate::exec) fn repr_text(&mut self, value: ObjId) -> Modelled<String> {
        if self.is_vague(value) || self.is_assumed(value) {
            return Ok(None);
        }
        if let Some(scalar) = self.scalar(value) {
            return Ok(Some(scalar.repr()));
        }
        if let Some(method) = self.overrides(value, "__repr__") {
            return self.own_text_of(method, value, "__repr__");
        }
        self.plain_repr(value)
    }

    /// `str(x)`
    pub(in crate::exec) fn str_text(&mut self, value: ObjId) -> Modelled<String> {
        if self.is_vague(value) || self.is_assumed(value) {
            return Ok(None);
        }
        if let Some(scalar) = self.scalar(value) {
            return Ok(Some(scalar.display()));
        }
        let value = self.behind_proxy(value)?;
        if let Some(method) = self.overrides(value, "__str__") {
            return self.own_text_of(method, value, "__str__");
        }
        if self.kind(value) == Kind::Exception {
            return self.exception_text(value);
        }
        if self.class(value) == statics::MAPPINGPROXY
            && let Some(mapping) = self.heap.target(value, Label::Inner(0))
        {
            return self.str_text(mapping);
        }
        if let (Payload::Str(own), Kind::Instance) = (self.payload(value), self.kind(value)) {
            return Ok(Some(own.to_string()));
        }
        self.repr_text(value)
    }

    /// A number that stands for an unknown one near it.
    pub(in crate::exec) fn is_assumed(&self, value: ObjId) -> bool {
        self.heap.get(value).is_some_and(|object| object.flags.has(crate::heap::Flags::LOST_IDENTITY))
    }

    fn own_text_of(&mut self, method: ObjId, value: ObjId, name: &str) -> Modelled<String> {
        let Some(result) = self.call_own(method, &[value])? else { return Ok(None) };
        let shown = self.text(result).map(|text| text.to_string());
        let (vague, class) = (self.is_vague(result), self.type_name_of(result));
        self.drop_ref(result);
        match shown {
            None if !vague => Err(self.type_error(&format!("{name} returned non-string (type {class})"))),
            shown => Ok(shown),
        }
    }

    /// `format(x, spec)`
    pub(in crate::exec) fn format_text(&mut self, value: ObjId, spec: &str) -> Modelled<String> {
        if self.is_vague(value) {
            return Ok(None);
        }
        if let Some(method) = self.overrides(value, "__format__") {
            let text = self.new_str(spec);
            let held = self.share(value);
            let result = self.call_own(method, &[value, text]);
            self.drop_ref(held);
            self.drop_ref(text);
            let Some(result) = result? else { return Ok(None) };
            let shown = self.text(result).map(|text| text.to_string());
            self.drop_ref(result);
            return Ok(shown);
        }
        let plain = self.scalar(value).or_else(|| self.scalar_of(value));
        if let Some(scalar) = plain {
            if spec.is_empty() {
                return self.str_text(value);
            }
            return match format::format(self.version(), &scalar, spec) {
                Ok(text) => Ok(Some(text)),
                Err(trouble) => self.trouble(trouble).map(|()| None),
            };
        }
        if spec.is_empty() {
            // `object.__format__` holds its argument.
            let held = self.share(value);
            let shown = self.str_text(value);
            self.drop_ref(held);
            return shown;
        }
        let class = self.type_name_of(value);
        Err(self.type_error(&format!("unsupported format string passed to {class}.__format__")))
    }

    /// The built-in representation of an object by its kind.
    pub(in crate::exec) fn plain_repr(&mut self, value: ObjId) -> Modelled<String> {
        let class = self.class(value);
        match self.kind(value) {
            Kind::Class => {
                let (module, name) = (self.class_module(value), self.class_qualname(value));
                let full = if module == "builtins" { name } else { format!("{module}.{name}") };
                Ok(Some(format!("<class '{full}'>")))
            }
            Kind::List => self.bracketed(value, "[", "]", "[...]"),
            Kind::Tuple => self.tuple_repr(value),
            Kind::Set | Kind::FrozenSet => self.set_repr(value),
            Kind::Dict => self.dict_repr(value),
            Kind::Deque => self.deque_repr(value),
            Kind::Exception => self.exception_repr(value),
            Kind::Slice => {
                let parts = self.inner_parts(value);
                let Some(parts) = self.reprs(&parts)? else { return Ok(None) };
                Ok(Some(format!("slice({})", parts.join(", "))))
            }
            Kind::View => self.view_repr(value),
            Kind::External if matches!(class, statics::MEMBER | statics::GETSET) => {
                Ok(self.member_repr(value))
            }
            Kind::Native if self.heap.is_static(value) => Ok(self.native_repr(value)),
            Kind::Partial => self.partial_repr(value),
            Kind::External if matches!(class, statics::UNION | statics::GENERIC_ALIAS) => {
                self.generic_repr(value)
            }
            Kind::External if class == statics::SIMPLENAMESPACE => self.namespace_repr(value),
            _ => match self.payload(value).clone() {
                Payload::Range { start, stop, step: 1 } => Ok(Some(format!("range({start}, {stop})"))),
                Payload::Range { start, stop, step } => Ok(Some(format!("range({start}, {stop}, {step})"))),
                Payload::ByteArray(bytes) => {
                    let name = self.class_name(class);
                    Ok(Some(format!("{name}({})", text::bytes_repr(&bytes))))
                }
                _ => Ok(self.scalar_of(value).map(|scalar| scalar.repr())),
            },
        }
    }

    /// What a class has for a slot or for the dictionary of its instances.
    fn member_repr(&mut self, value: ObjId) -> Option<String> {
        let word = if self.class(value) == statics::MEMBER { "member" } else { "attribute" };
        let owner = self.heap.target(value, Label::ClassOf)?;
        let Payload::Name(name) = *self.payload(value) else { return None };
        let owner = self.class_name(owner);
        Some(format!("<{word} '{name}' of '{owner}' objects>"))
    }

    fn partial_repr(&mut self, value: ObjId) -> Modelled<String> {
        let held: Vec<(Label, ObjId)> = self
            .heap
            .get(value)
            .map_or(Vec::new(), |object| object.refs.iter().map(|r| (r.label, r.target)).collect());
        let mut parts = Vec::new();
        for (label, part) in held {
            let prefix = match label {
                Label::Func | Label::Arg(_) => String::new(),
                Label::Keyword(name) => format!("{}=", name.0),
                _ => continue,
            };
            let Some(shown) = self.repr_text(part)? else { return Ok(None) };
            parts.push(prefix + &shown);
        }
        let class = self.class(value);
        let name = if statics::is_type(class) {
            "functools.partial".to_owned()
        } else {
            format!("{}.{}", self.class_module(class), self.class_qualname(class))
        };
        Ok(Some(format!("{name}({})", parts.join(", "))))
    }

    fn native_repr(&self, value: ObjId) -> Option<String> {
        let Payload::Native(native) = *self.payload(value) else { return None };
        let (owner, name) = super::name_of(native).split_once('.')?;
        match self.class(value) {
            statics::BUILTIN => Some(format!("<built-in function {name}>")),
            statics::WRAPPER => Some(format!("<slot wrapper '{name}' of '{owner}' objects>")),
            _ => Some(format!("<method '{name}' of '{owner}' objects>")),
        }
    }

    /// References under `Inner(0)`, `Inner(1)`, ... in order.
    pub(in crate::exec) fn inner_parts(&self, value: ObjId) -> Vec<ObjId> {
        let Some(object) = self.heap.get(value) else { return Vec::new() };
        object.refs.iter().filter(|r| matches!(r.label, Label::Inner(_))).map(|r| r.target).collect()
    }

    /// Representations of all, or `None` when one is not known.
    pub(in crate::exec) fn reprs(&mut self, values: &[ObjId]) -> Modelled<Vec<String>> {
        let mut out = Vec::with_capacity(values.len());
        let mut known = true;
        for value in values {
            let value = self.share(*value);
            let shown = self.repr_text(value);
            self.drop_ref(value);
            match shown? {
                Some(shown) => out.push(shown),
                None if self.exact => known = false,
                None => return Ok(None),
            }
        }
        Ok(known.then_some(out))
    }

    /// Runs `show` unless the container is being shown already.
    fn guarded(
        &mut self,
        value: ObjId,
        again: &str,
        show: impl FnOnce(&mut Machine) -> Modelled<String>,
    ) -> Modelled<String> {
        if self.natives.showing.contains(&value) {
            return Ok(Some(again.to_owned()));
        }
        if self.natives.showing.len() > DEPTH {
            return Ok(None);
        }
        self.natives.showing.push(value);
        let shown = stacker::maybe_grow(64 * 1024, 1024 * 1024, || show(self));
        self.natives.showing.pop();
        shown
    }

    fn bracketed(&mut self, value: ObjId, open: &str, close: &str, again: &str) -> Modelled<String> {
        let items = self.elements(value);
        self.guarded(value, again, |m| {
            let shown = m.reprs(&items)?;
            Ok(shown.map(|shown| format!("{open}{}{close}", shown.join(", "))))
        })
    }

    fn tuple_repr(&mut self, value: ObjId) -> Modelled<String> {
        let close = if self.elements(value).len() == 1 { ",)" } else { ")" };
        self.bracketed(value, "(", close, "(...)")
    }

    fn set_repr(&mut self, value: ObjId) -> Modelled<String> {
        let class = self.class(value);
        let name = self.class_name(class);
        let items = self.set_in_order(value);
        if items.is_empty() {
            return Ok(Some(format!("{name}()")));
        }
        if items.len() > 1 && self.order_is_unknown(value) {
            return Ok(None);
        }
        self.guarded(value, &format!("{name}(...)"), |m| {
            let shown = m.reprs(&items)?;
            Ok(shown.map(|shown| match class {
                statics::SET => format!("{{{}}}", shown.join(", ")),
                _ => format!("{name}({{{}}})", shown.join(", ")),
            }))
        })
    }

    fn dict_repr(&mut self, value: ObjId) -> Modelled<String> {
        let class = self.class(value);
        if self.is_a(value, statics::ORDEREDDICT) {
            return self.ordered_repr(value);
        }
        if self.is_a(value, statics::DEFAULTDICT) {
            let factory = self.heap.target(value, Label::Func).unwrap_or(statics::NONE);
            let name = self.class_name(class);
            let factory = self.repr_text(factory)?;
            let body = self.braced(value)?;
            return Ok(factory.zip(body).map(|(factory, body)| format!("{name}({factory}, {body})")));
        }
        self.braced(value)
    }

    fn braced(&mut self, value: ObjId) -> Modelled<String> {
        let entries = self.entries(value);
        self.guarded(value, "{...}", |m| {
            let mut out = Vec::with_capacity(entries.len());
            let mut known = true;
            for (key, item) in entries {
                let shown = m.reprs(&[key, item])?;
                match shown {
                    Some(pair) => out.push(pair.join(": ")),
                    None => known = false,
                }
            }
            Ok(known.then(|| format!("{{{}}}", out.join(", "))))
        })
    }

    fn ordered_repr(&mut self, value: ObjId) -> Modelled<String> {
        let class = self.class(value);
        let name = self.class_name(class);
        let entries = self.entries(value);
        if entries.is_empty() {
            return Ok(Some(format!("{name}()")));
        }
        if self.version() >= message::V312 {
            return Ok(self.braced(value)?.map(|body| format!("{name}({body})")));
        }
        self.guarded(value, "...", |m| {
            let mut out = Vec::new();
            for (key, item) in entries {
                let Some(pair) = m.reprs(&[key, item])? else { return Ok(None) };
                out.push(format!("({})", pair.join(", ")));
            }
            Ok(Some(format!("{name}([{}])", out.join(", "))))
        })
    }

    fn deque_repr(&mut self, value: ObjId) -> Modelled<String> {
        let class = self.class(value);
        let name = self.class_name(class);
        let most = self.deque_limit(value);
        if self.natives.showing.contains(&value) {
            return Ok(Some("[...]".to_owned()));
        }
        let body = self.bracketed(value, "[", "]", "[...]")?;
        Ok(body.map(|body| match most {
            Some(most) => format!("{name}({body}, maxlen={most})"),
            None => format!("{name}({body})"),
        }))
    }

    fn view_repr(&mut self, value: ObjId) -> Modelled<String> {
        let class = self.class(value);
        let Some(dict) = self.heap.target(value, Label::Inner(0)) else { return Ok(None) };
        if class == statics::MAPPINGPROXY {
            return Ok(self.repr_text(dict)?.map(|body| format!("mappingproxy({body})")));
        }
        let mut shown = Vec::new();
        for (key, item) in self.entries(dict) {
            let parts = match class {
                statics::DICT_KEYS => self.reprs(&[key])?,
                statics::DICT_VALUES => self.reprs(&[item])?,
                _ => self.reprs(&[key, item])?,
            };
            let Some(parts) = parts else { return Ok(None) };
            shown.push(if class == statics::DICT_ITEMS {
                format!("({})", parts.join(", "))
            } else {
                parts.join("")
            });
        }
        let name = self.class_name(class);
        Ok(Some(format!("{name}([{}])", shown.join(", "))))
    }

    fn namespace_repr(&mut self, value: ObjId) -> Modelled<String> {
        let mut attributes: Vec<(Symbol, ObjId)> = self.attributes(value);
        if self.version() < message::V39 {
            attributes.sort_by_key(|(name, _)| name.as_str());
        }
        self.guarded(value, "namespace(...)", |m| {
            let mut out = Vec::new();
            for (name, item) in attributes {
                let Some(shown) = m.repr_text(item)? else { return Ok(None) };
                out.push(format!("{name}={shown}"));
            }
            Ok(Some(format!("namespace({})", out.join(", "))))
        })
    }

    /// Attributes an object holds itself, in order of definition.
    pub(in crate::exec) fn attributes(&self, value: ObjId) -> Vec<(Symbol, ObjId)> {
        let Some(object) = self.heap.get(value) else { return Vec::new() };
        object
            .refs
            .iter()
            .filter_map(|r| match r.label {
                Label::Attr(name) => Some((name.0, r.target)),
                _ => None,
            })
            .collect()
    }

    // --- exceptions

    /// Arguments of an exception.
    pub(in crate::exec) fn exception_args(&self, exc: ObjId) -> Vec<ObjId> {
        let args = self.heap.target(exc, Label::attr(Symbol::new("args")));
        args.map_or(Vec::new(), |args| self.elements(args))
    }

    /// The text of an error in decoding or encoding: codec, place and reason.
    fn unicode_error_text(&mut self, exc: ObjId, args: &[ObjId]) -> Modelled<String> {
        let &[codec, object, start, end, reason] = args else { return Ok(None) };
        let numbers = self.small(start).zip(self.small(end));
        let (Some((start, end)), Some(codec), Some(reason)) = (numbers, self.text(codec), self.text(reason))
        else {
            return Ok(None);
        };
        let decodes = self.is_a(exc, statics::UNICODE_DECODE_ERROR);
        let verb = if decodes { "decode" } else { "encode" };
        let at = usize::try_from(start).unwrap_or(usize::MAX);
        let single = match self.payload(object) {
            _ if end != start + 1 => None,
            Payload::Bytes(bytes) => bytes.get(at).map(|byte| format!("byte 0x{byte:02x}")),
            Payload::Str(text) => text.chars().nth(at).map(|c| match u32::from(c) {
                code @ ..=0xff => format!("character '\\x{code:02x}'"),
                code @ ..=0xffff => format!("character '\\u{code:04x}'"),
                code => format!("character '\\U{code:08x}'"),
            }),
            _ => None,
        };
        Ok(Some(match single {
            Some(what) => format!("'{codec}' codec can't {verb} {what} in position {start}: {reason}"),
            None => {
                let what = if decodes { "bytes" } else { "characters" };
                format!("'{codec}' codec can't {verb} {what} in position {start}-{}: {reason}", end - 1)
            }
        }))
    }

    fn exception_repr(&mut self, exc: ObjId) -> Modelled<String> {
        let class = self.class(exc);
        let name = self.class_name(class);
        let args = self.exception_args(exc);
        let shown = self.reprs(&args)?;
        Ok(shown.map(|shown| format!("{name}({})", shown.join(", "))))
    }

    pub(in crate::exec) fn exception_text(&mut self, exc: ObjId) -> Modelled<String> {
        let args = self.exception_args(exc);
        if let (true, Some(text)) = (self.is_group(exc), args.first().copied()) {
            let count = self.group_members(exc).len();
            let plural = if count == 1 { "" } else { "s" };
            let text = self.str_text(text)?;
            return Ok(text.map(|text| format!("{text} ({count} sub-exception{plural})")));
        }
        match args.as_slice() {
            [] => Ok(Some(String::new())),
            _ if args.len() >= 4 && self.is_a(exc, statics::UNICODE_ERROR) => {
                self.unicode_error_text(exc, &args)
            }
            [first, ..] if args.len() <= 2 && self.is_a(exc, statics::SYNTAX_ERROR) => {
                let words = self.str_text(*first)?;
                let place = args.get(1).map_or(Vec::new(), |place| self.elements(*place));
                let file = place.first().and_then(|file| self.text(*file));
                let file = file.map(|file| file.rsplit('/').next().unwrap_or("").to_owned());
                let line = place.get(1).and_then(|line| self.small(*line));
                Ok(words.map(|words| match (file, line) {
                    (Some(file), Some(line)) => format!("{words} ({file}, line {line})"),
                    (Some(file), None) => format!("{words} ({file})"),
                    (None, Some(line)) => format!("{words} (line {line})"),
                    (None, None) => words,
                }))
            }
            [one] if self.is_a(exc, statics::KEY_ERROR) => self.repr_text(*one),
            [one] => self.str_text(*one),
            [number, reason] if self.is_a(exc, statics::OS_ERROR) => {
                let (number, reason) = (self.str_text(*number)?, self.str_text(*reason)?);
                let label = Label::attr(Symbol::new("filename"));
                let file = match self.heap.target(exc, label).filter(|file| *file != statics::NONE) {
                    Some(file) => match self.repr_text(file)? {
                        Some(file) => format!(": {file}"),
                        None => return Ok(None),
                    },
                    None => String::new(),
                };
                Ok(number.zip(reason).map(|(number, reason)| format!("[Errno {number}] {reason}{file}")))
            }
            _ => {
                let shown = self.reprs(&args)?;
                Ok(shown.map(|shown| format!("({})", shown.join(", "))))
            }
        }
    }
}
