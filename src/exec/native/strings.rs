//! Methods of `str`.

use crate::exec::call::Args;
use crate::exec::machine::Machine;
use crate::exec::statics;
use crate::exec::value::{Scalar, message, text};
use crate::heap::{Kind, ObjId, Payload};

use super::arguments::{named, optional, rest};
use super::convert::Modelled;
use super::table::Row;

pub(super) const ROWS: &[Row] = &[
    ("str.capitalize", |m, a| change(m, a, "capitalize", text::capitalize)),
    ("str.casefold", |m, a| change(m, a, "casefold", |s| s.to_lowercase().replace('ß', "ss"))),
    ("str.center", |m, a| pad(m, a, "center", text::center)),
    ("str.count", count),
    ("str.encode", encode),
    ("str.endswith", |m, a| affix(m, a, "endswith", false)),
    ("str.expandtabs", expand_tabs),
    ("str.find", |m, a| search(m, a, "find", Search { last: false, must: false })),
    ("str.format", format),
    ("str.format_map", format_map),
    ("str.index", |m, a| search(m, a, "index", Search { last: false, must: true })),
    ("str.isalnum", |m, a| class(m, a, "isalnum")),
    ("str.isalpha", |m, a| class(m, a, "isalpha")),
    ("str.isascii", |m, a| class(m, a, "isascii")),
    ("str.isdecimal", |m, a| class(m, a, "isdecimal")),
    ("str.isdigit", |m, a| class(m, a, "isdigit")),
    ("str.isidentifier", |m, a| class(m, a, "isidentifier")),
    ("str.islower", |m, a| class(m, a, "islower")),
    ("str.isnumeric", |m, a| class(m, a, "isnumeric")),
    ("str.isprintable", |m, a| class(m, a, "isprintable")),
    ("str.isspace", |m, a| class(m, a, "isspace")),
    ("str.istitle", |m, a| class(m, a, "istitle")),
    ("str.isupper", |m, a| class(m, a, "isupper")),
    ("str.join", join),
    ("str.ljust", |m, a| pad(m, a, "ljust", text::ljust)),
    ("str.lower", |m, a| change(m, a, "lower", str::to_lowercase)),
    ("str.lstrip", |m, a| strip(m, a, "lstrip", true, false)),
    ("str.maketrans", make_translation),
    ("str.partition", |m, a| partition(m, a, "partition", text::partition)),
    ("str.removeprefix", |m, a| cut(m, a, "removeprefix", true)),
    ("str.removesuffix", |m, a| cut(m, a, "removesuffix", false)),
    ("str.replace", replace),
    ("str.rfind", |m, a| search(m, a, "rfind", Search { last: true, must: false })),
    ("str.rindex", |m, a| search(m, a, "rindex", Search { last: true, must: true })),
    ("str.rjust", |m, a| pad(m, a, "rjust", text::rjust)),
    ("str.rpartition", |m, a| partition(m, a, "rpartition", text::rpartition)),
    ("str.rsplit", |m, a| split(m, a, text::rsplit)),
    ("str.rstrip", |m, a| strip(m, a, "rstrip", false, true)),
    ("str.split", |m, a| split(m, a, text::split)),
    ("str.splitlines", split_lines),
    ("str.startswith", |m, a| affix(m, a, "startswith", true)),
    ("str.strip", |m, a| strip(m, a, "strip", true, true)),
    ("str.swapcase", |m, a| change(m, a, "swapcase", text::swap_case)),
    ("str.title", |m, a| change(m, a, "title", text::title)),
    ("str.translate", translate),
    ("str.upper", |m, a| change(m, a, "upper", str::to_uppercase)),
    ("str.zfill", zfill),
];

/// The receiver's text; a vague receiver makes a vague result.
macro_rules! receiver {
    ($m:ident, $args:ident) => {
        match $args.positional.first().and_then(|recv| $m.text(*recv)) {
            Some(own) => own,
            None => return Ok(Some(statics::SOME_SCALAR)),
        }
    };
}

/// A text argument, or the error that it is none.
fn wanted(m: &mut Machine, value: ObjId, words: impl Fn(&str) -> String) -> Modelled<std::sync::Arc<str>> {
    if m.is_vague(value) {
        return Ok(None);
    }
    match m.text(value) {
        Some(text) => Ok(Some(text)),
        None => {
            let class = m.type_name_of(value);
            Err(m.type_error(&words(&class)))
        }
    }
}

/// A result that is the receiver itself when nothing changed.
fn result(m: &mut Machine, args: &Args, own: &str, made: &str) -> Modelled<ObjId> {
    let recv = args.positional[0];
    if own == made && m.class(recv) == statics::STR {
        return Ok(Some(m.share(recv)));
    }
    Ok(Some(m.new_str(made)))
}

fn change(m: &mut Machine, args: &Args, name: &str, how: impl Fn(&str) -> String) -> Modelled<ObjId> {
    rest::<0>(m, args, name)?;
    let own = receiver!(m, args);
    Ok(Some(m.new_str(&how(&own))))
}

fn class(m: &mut Machine, args: &Args, name: &str) -> Modelled<ObjId> {
    rest::<0>(m, args, name)?;
    let own = receiver!(m, args);
    Ok(text::is_class(&own, name).map(|known| m.new_bool(known)))
}

fn pad(m: &mut Machine, args: &Args, name: &str, how: impl Fn(&str, i64, char) -> String) -> Modelled<ObjId> {
    let own = receiver!(m, args);
    let Some(width) = optional(args, 1) else {
        let words = message::flexible_arity(m.version(), name, 1, 2, 0);
        return Err(m.type_error(&words));
    };
    let Some(width) = m.index_of(width)? else {
        let class = m.type_name_of(width);
        return Err(m.type_error(&format!("'{class}' object cannot be interpreted as an integer")));
    };
    let fill = match optional(args, 2) {
        Some(fill) => match m.text(fill).map(|fill| fill.chars().collect::<Vec<_>>()).as_deref() {
            Some([one]) => *one,
            Some(_) => return Err(m.type_error("The fill character must be exactly one character long")),
            None => return Ok(None),
        },
        None => ' ',
    };
    if width.clamped() > crate::exec::value::LARGEST as i64 {
        return Ok(None);
    }
    let made = how(&own, width.clamped(), fill);
    result(m, args, &own, &made)
}

fn zfill(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (_, [width]) = rest(m, args, "zfill")?;
    let own = receiver!(m, args);
    let Some(width) = m.small(width).filter(|width| *width < 1 << 20) else { return Ok(None) };
    let made = text::zfill(&own, width);
    result(m, args, &own, &made)
}

fn strip(m: &mut Machine, args: &Args, name: &str, left: bool, right: bool) -> Modelled<ObjId> {
    let own = receiver!(m, args);
    let chars = match optional(args, 1).filter(|chars| *chars != statics::NONE) {
        Some(chars) => match wanted(m, chars, |_| format!("{name} arg must be None or str"))? {
            Some(chars) => Some(chars),
            None => return Ok(None),
        },
        None => None,
    };
    let made = text::strip(&own, chars.as_deref(), left, right).to_owned();
    result(m, args, &own, &made)
}

fn cut(m: &mut Machine, args: &Args, name: &str, prefix: bool) -> Modelled<ObjId> {
    let (_, [part]) = rest(m, args, name)?;
    let own = receiver!(m, args);
    let words = |class: &str| format!("{name}() argument must be str, not {class}");
    let Some(part) = wanted(m, part, words)? else { return Ok(None) };
    let made = if prefix { own.strip_prefix(&*part) } else { own.strip_suffix(&*part) };
    let made = made.unwrap_or(&own).to_owned();
    result(m, args, &own, &made)
}

type Splitter = for<'t> fn(&'t str, Option<&str>, i64) -> Vec<&'t str>;

fn split(m: &mut Machine, args: &Args, how: Splitter) -> Modelled<ObjId> {
    let own = receiver!(m, args);
    let separator = match named(args, 1, "sep").filter(|sep| *sep != statics::NONE) {
        Some(sep) => match wanted(m, sep, |class| format!("must be str or None, not {class}"))? {
            Some(sep) if sep.is_empty() => return Err(m.value_error("empty separator")),
            Some(sep) => Some(sep),
            None => return Ok(None),
        },
        None => None,
    };
    let limit = match named(args, 2, "maxsplit") {
        Some(limit) => match m.small(limit) {
            Some(limit) => limit,
            None => return Ok(None),
        },
        None => -1,
    };
    let parts: Vec<String> = how(&own, separator.as_deref(), limit).into_iter().map(str::to_owned).collect();
    let items: Vec<ObjId> = parts.iter().map(|part| m.new_str(part)).collect();
    let chars = text::len(&own) as i64;
    let bound = match separator {
        _ if m.version() < message::V312 => i64::MAX,
        Some(_) => chars + 1,
        None => (chars - 1) / 2 + 1,
    };
    let most = if limit < 0 { bound } else { limit.min(bound) };
    Ok(Some(list_of_parts(m, items, most)))
}

/// A list as `split` makes it: at most twelve places first, then grown by one.
fn list_of_parts(m: &mut Machine, items: Vec<ObjId>, most: i64) -> ObjId {
    let len = items.len() as u32;
    let first = if most >= 12 { 12 } else { most as u32 + 1 };
    let room = (first + 1..=len).fold(first, |room, n| m.resized(room, n - 1, n));
    m.new_list_with_room(items, room)
}

fn split_lines(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let own = receiver!(m, args);
    let keep = match named(args, 1, "keepends") {
        Some(keep) => match m.known_truth(keep)? {
            Some(keep) => keep,
            None => return Ok(None),
        },
        None => false,
    };
    let items: Vec<ObjId> = text::split_lines(&own, keep).iter().map(|line| m.new_str(line)).collect();
    let len = items.len() as u32;
    let room = (1..=len).fold(0, |room, n| m.resized(room, n - 1, n));
    Ok(Some(m.new_list_with_room(items, room)))
}

type Cutter = for<'t> fn(&'t str, &'t str) -> (&'t str, &'t str, &'t str);

fn partition(m: &mut Machine, args: &Args, name: &str, how: Cutter) -> Modelled<ObjId> {
    let (_, [separator]) = rest(m, args, name)?;
    let own = receiver!(m, args);
    let Some(separator) = wanted(m, separator, |class| format!("must be str, not {class}"))? else {
        return Ok(None);
    };
    if separator.is_empty() {
        return Err(m.value_error("empty separator"));
    }
    let (head, middle, tail) = how(&own, &separator);
    let parts = [head, middle, tail].map(|part| m.new_str(part));
    Ok(Some(m.new_tuple(parts.to_vec())))
}

fn join(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (_, [source]) = rest(m, args, "join")?;
    let own = receiver!(m, args);
    if m.is_vague(source) {
        return Ok(None);
    }
    if !m.is_iterable(source) {
        return Err(m.type_error("can only join an iterable"));
    }
    let Some(items) = m.collect(source)? else { return Ok(None) };
    if items.len() == 1 && m.class(items[0]) == statics::STR {
        return Ok(items.first().copied());
    }
    let mut parts = Vec::with_capacity(items.len());
    let mut vague = false;
    for (at, item) in items.iter().enumerate() {
        match m.text(*item) {
            Some(part) => parts.push(part),
            None if m.is_vague(*item) => vague = true,
            None => {
                let class = m.type_name_of(*item);
                let words = format!("sequence item {at}: expected str instance, {class} found");
                m.drop_all(items);
                return Err(m.type_error(&words));
            }
        }
    }
    m.drop_all(items);
    Ok(Some(m.known_text((!vague).then(|| parts.join(&own)))))
}

fn replace(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let own = receiver!(m, args);
    let (Some(old), Some(new)) = (optional(args, 1), optional(args, 2)) else {
        let given = args.positional.len() - 1;
        let words = if m.version() >= message::V313 {
            format!("replace() takes at least 2 positional arguments ({given} given)")
        } else {
            message::flexible_arity(m.version(), "replace", 2, 3, given)
        };
        return Err(m.type_error(&words));
    };
    let words = |at: usize| move |class: &str| format!("replace() argument {at} must be str, not {class}");
    let Some(old) = wanted(m, old, words(1))? else { return Ok(None) };
    let Some(new) = wanted(m, new, words(2))? else { return Ok(None) };
    let limit = match named(args, 3, "count") {
        Some(limit) => match m.small(limit) {
            Some(limit) => usize::try_from(limit).ok(),
            None => return Ok(None),
        },
        None => None,
    };
    let made =
        text::replace(own.as_bytes(), old.as_bytes(), new.as_bytes(), limit, |at| own.is_char_boundary(at));
    match String::from_utf8(made) {
        Ok(made) => result(m, args, &own, &made),
        Err(_) => Ok(None),
    }
}

#[derive(Clone, Copy)]
struct Search {
    last: bool,
    must: bool,
}

/// The part of the receiver that optional bounds leave: its text and the code point it starts at.
fn windowed(m: &mut Machine, args: &Args, own: &str) -> Modelled<Option<(String, usize)>> {
    let bound = |m: &mut Machine, at: usize| match optional(args, at).filter(|bound| *bound != statics::NONE)
    {
        Some(value) => m.small(value).map(Some),
        None => Some(None),
    };
    let (Some(start), Some(stop)) = (bound(m, 2), bound(m, 3)) else { return Ok(None) };
    Ok(Some(
        text::window(text::len(own), start, stop)
            .map(|(start, stop)| (text::between(own, start, stop).to_owned(), start)),
    ))
}

fn search(m: &mut Machine, args: &Args, name: &str, how: Search) -> Modelled<ObjId> {
    let own = receiver!(m, args);
    let Some(needle) = optional(args, 1) else { return Ok(None) };
    let new_words = m.version() >= message::V313;
    let words = |class: &str| {
        if new_words {
            format!("{name}() argument 1 must be str, not {class}")
        } else {
            format!("must be str, not {class}")
        }
    };
    let Some(needle) = wanted(m, needle, words)? else { return Ok(None) };
    let Some(window) = windowed(m, args, &own)? else { return Ok(None) };
    let found = window.and_then(|(part, start)| {
        let at = if how.last { part.rfind(&*needle) } else { part.find(&*needle) }?;
        Some(start + text::len(&part[..at]))
    });
    match found {
        Some(at) => Ok(Some(m.new_int(at as i64))),
        None if how.must => Err(m.value_error("substring not found")),
        None => Ok(Some(m.new_int(-1))),
    }
}

fn count(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let own = receiver!(m, args);
    let Some(needle) = optional(args, 1) else { return Ok(None) };
    let Some(needle) = wanted(m, needle, |class| format!("must be str, not {class}"))? else {
        return Ok(None);
    };
    let Some(window) = windowed(m, args, &own)? else { return Ok(None) };
    let found =
        window.map_or(0, |(part, _)| text::count(part.as_bytes(), needle.as_bytes(), text::len(&part)));
    Ok(Some(m.new_int(found as i64)))
}

fn affix(m: &mut Machine, args: &Args, name: &str, prefix: bool) -> Modelled<ObjId> {
    let own = receiver!(m, args);
    let Some(wanted) = optional(args, 1) else { return Ok(None) };
    let candidates = if m.kind(wanted) == Kind::Tuple { m.elements(wanted) } else { vec![wanted] };
    let Some(window) = windowed(m, args, &own)? else { return Ok(None) };
    for candidate in candidates {
        let Some(part) = m.text(candidate) else {
            if m.is_vague(candidate) {
                return Ok(None);
            }
            let class = m.type_name_of(candidate);
            let words = format!("{name} first arg must be str or a tuple of str, not {class}");
            return Err(m.type_error(&words));
        };
        let fits = window.as_ref().is_some_and(|(window, _)| {
            if prefix { window.starts_with(&*part) } else { window.ends_with(&*part) }
        });
        if fits {
            return Ok(Some(statics::TRUE));
        }
    }
    Ok(Some(statics::FALSE))
}

fn expand_tabs(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let own = receiver!(m, args);
    let size = match named(args, 1, "tabsize") {
        Some(size) => m.small(size).map(|size| size.max(0) as usize),
        None => Some(8),
    };
    Ok(size.filter(|size| *size < 4096).map(|size| m.new_str(&text::expand_tabs(&own, size))))
}

fn encode(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let own = receiver!(m, args);
    let name = |m: &Machine, value: Option<ObjId>, default: &str| match value {
        Some(value) => m.text(value).map(|text| text.to_string()),
        None => Some(default.to_owned()),
    };
    let encoding = name(m, named(args, 1, "encoding"), "utf-8");
    let errors = name(m, named(args, 2, "errors"), "strict");
    let (Some(encoding), Some(errors)) = (encoding, errors) else { return Ok(None) };
    let made = text::encode(&own, &encoding, &errors).map(|bytes| Scalar::Bytes(bytes.into()));
    m.outcome(made)
}

fn format(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let own = receiver!(m, args);
    let inner = Args { positional: args.positional[1..].to_vec(), ..args.clone() };
    m.format_template(&own, &inner, None)
}

fn format_map(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (_, [mapping]) = rest(m, args, "format_map")?;
    let own = receiver!(m, args);
    m.format_template(&own, &Args::default(), Some(mapping))
}

/// `str.maketrans(x, y, z)`
fn make_translation(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let texts: Vec<_> = args.positional.iter().filter_map(|value| m.text(*value)).collect();
    if texts.len() < 2 || texts.len() != args.positional.len() {
        return Ok(None);
    }
    if text::len(&texts[0]) != text::len(&texts[1]) {
        return Err(m.value_error("the first two maketrans arguments must have equal length"));
    }
    let dict = m.new_dict();
    for (from, to) in texts[0].chars().zip(texts[1].chars()) {
        let (key, value) = (m.new_int(i64::from(u32::from(from))), m.new_int(i64::from(u32::from(to))));
        m.dict_set(dict, key, value)?;
    }
    for gone in texts.get(2).map_or("", |gone| gone).chars() {
        let key = m.new_int(i64::from(u32::from(gone)));
        m.dict_set(dict, key, statics::NONE)?;
    }
    Ok(Some(dict))
}

fn translate(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (_, [table]) = rest(m, args, "translate")?;
    let own = receiver!(m, args);
    if m.kind(table) != Kind::Dict {
        return Ok(None);
    }
    let mut out = String::new();
    for c in own.chars() {
        let key = m.new_int(i64::from(u32::from(c)));
        let found = m.dict_get(table, key);
        m.drop_ref(key);
        let Some(found) = found? else { return Ok(None) };
        match found {
            None => out.push(c),
            Some(statics::NONE) => {}
            Some(value) => match (m.text(value), m.small(value)) {
                (Some(text), _) => out.push_str(&text),
                (_, Some(code)) => match u32::try_from(code).ok().and_then(char::from_u32) {
                    Some(c) => out.push(c),
                    None => return Ok(None),
                },
                _ => return Ok(None),
            },
        }
    }
    Ok(Some(m.new_str(&out)))
}

/// `str(x)`, `str(bytes, encoding)`
pub(super) fn new_str(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(value) = named(args, 0, "object") else { return Ok(Some(m.new_str(""))) };
    if args.positional.len() > 1 || !args.keywords.is_empty() {
        let Payload::Bytes(bytes) = m.payload(value).clone() else { return Ok(None) };
        let encoding = match named(args, 1, "encoding") {
            Some(name) => m.text(name).map(|name| name.to_string()),
            None => Some("utf-8".to_owned()),
        };
        let Some(encoding) = encoding else { return Ok(None) };
        return m.text_outcome(text::decode(&bytes, &encoding, "strict"));
    }
    if m.class(value) == statics::STR && !m.is_vague(value) {
        return Ok(Some(m.share(value)));
    }
    // Up to 3.12 the tuple of the arguments holds it too.
    let in_tuple = m.version() >= message::V39 && m.version() < message::V313;
    let held = if in_tuple { m.share(value) } else { statics::NONE };
    let shown = m.str_text(value);
    m.drop_ref(held);
    let shown = shown?;
    Ok(m.exact.then(|| m.known_text(shown)))
}
