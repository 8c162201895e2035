//! Methods of `bytes` and `bytearray`.
//!
//! What both have in common with `str` is done by the methods of `str`, over the bytes as characters
//! of latin-1. What would treat letters beyond ASCII as letters is left unknown there.

use crate::exec::call::Args;
use crate::exec::machine::{Machine, Step};
use crate::exec::statics;
use crate::exec::value::slice::Span;
use crate::exec::value::{Int, Scalar, text};
use crate::heap::{Kind, ObjId, Payload};
use crate::ir::BinaryOp;

use super::arguments::{exactly, keyword, named, optional, rest};
use super::convert::Modelled;
use super::table::{self, Native, Row};

/// Methods as those of `str`, and whether they look at letters or blanks.
const SHARED: &[(&str, bool)] = &[
    ("capitalize", true),
    ("center", false),
    ("count", false),
    ("endswith", false),
    ("expandtabs", false),
    ("find", false),
    ("index", false),
    ("isalnum", true),
    ("isalpha", true),
    ("isascii", false),
    ("isdigit", true),
    ("islower", true),
    ("isspace", true),
    ("istitle", true),
    ("isupper", true),
    ("ljust", false),
    ("lower", true),
    ("lstrip", true),
    ("partition", false),
    ("removeprefix", false),
    ("removesuffix", false),
    ("replace", false),
    ("rfind", false),
    ("rindex", false),
    ("rjust", false),
    ("rpartition", false),
    ("rsplit", true),
    ("rstrip", true),
    ("split", true),
    ("splitlines", true),
    ("startswith", false),
    ("strip", true),
    ("swapcase", true),
    ("title", true),
    ("upper", true),
    ("zfill", false),
];

/// Types and names of the methods that are shared with `str`.
pub(super) fn shared() -> impl Iterator<Item = (String, Native)> {
    let types = ["bytes", "bytearray"];
    types.into_iter().flat_map(|class| {
        SHARED.iter().zip(RUNS).map(move |((name, _), run)| (format!("{class}.{name}"), *run))
    })
}

macro_rules! runs {
    ($($at:literal)*) => { &[$(|m: &mut Machine, a: &Args| as_text(m, a, SHARED[$at])),*] };
}

const RUNS: &[Native] = runs!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29
    30 31 32 33 34 35);
const _: () = assert!(RUNS.len() == SHARED.len());

pub(super) const ROWS: &[Row] = &[
    ("bytes.decode", decode),
    ("bytearray.decode", decode),
    ("bytes.hex", hex),
    ("bytearray.hex", hex),
    ("bytes.fromhex", |m, a| from_hex(m, a, statics::BYTES)),
    ("bytearray.fromhex", |m, a| from_hex(m, a, statics::BYTEARRAY)),
    ("bytes.join", join),
    ("bytearray.join", join),
    ("bytearray.append", |m, a| {
        let (array, [item]) = rest(m, a, "append")?;
        let Some(byte) = byte_of(m, item)? else { return Ok(None) };
        change(m, array, |bytes| bytes.push(byte))
    }),
    ("bytearray.extend", |m, a| {
        let (array, [items]) = rest(m, a, "extend")?;
        let Some(more) = bytes_of(m, items)? else { return Ok(None) };
        change(m, array, |bytes| bytes.extend(more))
    }),
    ("bytearray.insert", |m, a| {
        let (array, [at, item]) = rest(m, a, "insert")?;
        let (Some(at), Some(byte)) = (m.small(at), byte_of(m, item)?) else { return Ok(None) };
        change(m, array, |bytes| {
            let len = bytes.len() as i64;
            let at = if at < 0 { (at + len).max(0) } else { at.min(len) };
            bytes.insert(at as usize, byte);
        })
    }),
    ("bytearray.pop", pop),
    ("bytearray.remove", |m, a| {
        let (array, [item]) = rest(m, a, "remove")?;
        let (Some(byte), Some(bytes)) = (byte_of(m, item)?, octets(m, array)) else { return Ok(None) };
        let Some(at) = bytes.iter().position(|known| *known == byte) else {
            return Err(m.value_error("value not found in bytearray"));
        };
        change(m, array, |bytes| {
            bytes.remove(at);
        })
    }),
    ("bytearray.reverse", |m, a| {
        let (array, []) = rest(m, a, "reverse")?;
        change(m, array, |bytes| bytes.reverse())
    }),
    ("bytearray.clear", |m, a| {
        let (array, []) = rest(m, a, "clear")?;
        change(m, array, Vec::clear)
    }),
    ("bytearray.copy", |m, a| {
        let (array, []) = rest(m, a, "copy")?;
        Ok(octets(m, array).map(|bytes| made(m, statics::BYTEARRAY, bytes)))
    }),
    ("int.from_bytes", int_from_bytes),
    ("int.to_bytes", int_to_bytes),
];

/// The bytes of a `bytes` or `bytearray`.
fn octets(m: &Machine, value: ObjId) -> Option<Vec<u8>> {
    match m.payload(value) {
        Payload::Bytes(bytes) => Some(bytes.to_vec()),
        Payload::ByteArray(bytes) => Some(bytes.clone()),
        _ => None,
    }
}

/// The bytes of any object that has some, or of an iterable of numbers.
fn bytes_of(m: &mut Machine, value: ObjId) -> Modelled<Vec<u8>> {
    match octets(m, value) {
        Some(bytes) => Ok(Some(bytes)),
        None if m.text(value).is_some() => Err(m.type_error("expected iterable of integers; got: 'str'")),
        None => m.bytes_of_items(value),
    }
}

fn byte_of(m: &mut Machine, item: ObjId) -> Modelled<u8> {
    if m.is_vague(item) {
        return Ok(None);
    }
    match m.index_of(item)? {
        Some(Int::Small(byte @ 0..=255)) => Ok(Some(byte as u8)),
        Some(_) => Err(m.value_error("byte must be in range(0, 256)")),
        None => {
            let class = m.type_name_of(item);
            Err(m.type_error(&format!("'{class}' object cannot be interpreted as an integer")))
        }
    }
}

fn made(m: &mut Machine, class: ObjId, bytes: Vec<u8>) -> ObjId {
    match class {
        statics::BYTEARRAY => m.new_object(Kind::Scalar, class, Payload::ByteArray(bytes)),
        _ => m.new_scalar(Scalar::Bytes(bytes.into())),
    }
}

/// Changes a `bytearray` and the room it takes.
fn change(m: &mut Machine, array: ObjId, with: impl FnOnce(&mut Vec<u8>)) -> Modelled<ObjId> {
    m.check_exports(array)?;
    let room = m.octet_room(array);
    let Some(Payload::ByteArray(bytes)) = m.heap.get_mut(array).map(|object| &mut object.payload) else {
        return Ok(None);
    };
    with(bytes);
    let len = bytes.len() as u64;
    m.set_octet_room(array, room, len);
    Ok(Some(statics::NONE))
}

impl Machine {
    /// Bytes that a `bytearray` has room for.
    pub(in crate::exec) fn octet_room(&self, array: ObjId) -> u64 {
        let len = match self.payload(array) {
            Payload::ByteArray(bytes) => bytes.len() as u64,
            _ => 0,
        };
        let exact = if len == 0 { 0 } else { len + 1 };
        self.natives.octet_rooms.get(&array).copied().unwrap_or(exact)
    }

    /// The room of a `bytearray` that had `room` and holds `len` bytes now.
    pub(in crate::exec) fn set_octet_room(&mut self, array: ObjId, room: u64, len: u64) {
        let room = if len < room {
            if len < room / 2 { len + 1 } else { room }
        } else if len as f64 <= room as f64 * 1.125 {
            len + (len >> 3) + if len < 9 { 3 } else { 6 }
        } else {
            len + 1
        };
        self.natives.octet_rooms.insert(array, room);
    }

    /// `array += bytes`: the array itself, owned.
    pub(super) fn extend_octets(&mut self, array: ObjId, value: ObjId) -> Modelled<ObjId> {
        let Some(more) = octets(self, value) else { return Ok(None) };
        change(self, array, |bytes| bytes.extend(more))?;
        Ok(Some(self.share(array)))
    }

    /// `bytes % value`, where only numbers are put in.
    pub(super) fn percent_octets(&mut self, left: ObjId, right: ObjId) -> Modelled<ObjId> {
        let Some(format) = octets(self, left).filter(|format| format.is_ascii()) else { return Ok(None) };
        let items = if self.kind(right) == Kind::Tuple { self.elements(right) } else { vec![right] };
        if items.iter().any(|item| self.small(*item).is_none()) {
            return Ok(None);
        }
        let text = self.new_str(&String::from_utf8_lossy(&format));
        let made = self.percent(text, right);
        self.drop_ref(text);
        Ok(made?.map(|value| back(self, statics::BYTES, value)))
    }

    /// Sums and multiples where one side is a `bytearray`.
    pub(super) fn octets_binary(
        &mut self,
        op: BinaryOp,
        left: ObjId,
        right: ObjId,
    ) -> Modelled<Option<ObjId>> {
        let bytes = match (op, octets(self, left), octets(self, right)) {
            (BinaryOp::Add, Some(mut a), Some(b)) => {
                a.extend(b);
                a
            }
            (BinaryOp::Mult, Some(a), None) => match self.small(right) {
                Some(times) if a.len().saturating_mul(times.max(0) as usize) < 1 << 20 => {
                    a.repeat(times.max(0) as usize)
                }
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        let class = if matches!(self.payload(left), Payload::ByteArray(_)) {
            statics::BYTEARRAY
        } else {
            statics::BYTES
        };
        Ok(Some(Some(made(self, class, bytes))))
    }

    /// `array[span] = value`, or `del array[span]`; the value is consumed when it is modelled.
    pub(super) fn replace_octets(&mut self, array: ObjId, span: &Span, value: Option<ObjId>) -> Step<bool> {
        let new = match value {
            Some(value) => match bytes_of(self, value)? {
                Some(bytes) => bytes,
                None => return Ok(false),
            },
            None => Vec::new(),
        };
        let places: Vec<usize> = span.positions().collect();
        if span.step != 1 && value.is_some() {
            if places.len() != new.len() {
                let (given, room) = (new.len(), places.len());
                let words =
                    format!("attempt to assign bytes of size {given} to extended slice of size {room}");
                return Err(self.value_error(&words));
            }
            let done = change(self, array, |bytes| {
                places.iter().zip(&new).for_each(|(at, byte)| bytes[*at] = *byte);
            })?;
            value.into_iter().for_each(|value| self.drop_ref(value));
            return Ok(done.is_some());
        }
        let start = places.first().copied().unwrap_or(span.start.max(0) as usize);
        if new.len() == places.len() {
            if let Some(Payload::ByteArray(bytes)) =
                self.heap.get_mut(array).map(|object| &mut object.payload)
            {
                places.iter().zip(&new).for_each(|(at, byte)| bytes[*at] = *byte);
            }
        } else {
            change(self, array, |bytes| {
                let mut at = 0;
                bytes.retain(|_| {
                    at += 1;
                    !places.contains(&(at - 1))
                });
                let start = start.min(bytes.len());
                bytes.splice(start..start, new);
            })?;
        }
        value.into_iter().for_each(|value| self.drop_ref(value));
        Ok(true)
    }

    /// A `bytearray` whose memory is viewed keeps its size.
    fn check_exports(&mut self, array: ObjId) -> Step<()> {
        if self.natives.exports.get(&array).is_some_and(|views| *views > 0) {
            let words = "Existing exports of data: object cannot be re-sized";
            return Err(self.error(statics::BUFFER_ERROR, words));
        }
        Ok(())
    }
}

/// The value of a method of `str` as one of bytes.
fn back(m: &mut Machine, class: ObjId, value: ObjId) -> ObjId {
    if let Some(text) = m.text(value) {
        let bytes = text.chars().map(|c| u32::from(c) as u8).collect();
        m.drop_ref(value);
        return made(m, class, bytes);
    }
    if !matches!(m.kind(value), Kind::List | Kind::Tuple) {
        return value;
    }
    let items: Vec<ObjId> = m.elements(value);
    let items = m.share_all(&items);
    let items: Vec<ObjId> = items.into_iter().map(|item| back(m, class, item)).collect();
    let whole = if m.kind(value) == Kind::List { m.new_list(items) } else { m.new_tuple(items) };
    m.drop_ref(value);
    whole
}

fn as_text(m: &mut Machine, args: &Args, (name, letters): (&str, bool)) -> Modelled<ObjId> {
    let Some(bytes) = optional(args, 0).and_then(|recv| octets(m, recv)) else { return Ok(None) };
    if letters && !bytes.is_ascii() {
        return Ok(None);
    }
    let class = m.class(args.positional[0]);
    let class = if class == statics::BYTEARRAY { class } else { statics::BYTES };
    let mut positional = Vec::new();
    for value in &args.positional {
        let value = match octets(m, *value) {
            Some(bytes) => {
                let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
                m.new_str(&text)
            }
            None if m.small(*value).is_some() && matches!(name, "find" | "count" | "index" | "rfind") => {
                match (positional.len(), m.small(*value)) {
                    (1, Some(byte @ 0..=255)) => m.new_str(&char::from(byte as u8).to_string()),
                    _ => *value,
                }
            }
            None if m.text(*value).is_some() => {
                let words = if matches!(name, "startswith" | "endswith") {
                    format!("{name} first arg must be bytes or a tuple of bytes, not str")
                } else if matches!(name, "find" | "count" | "index" | "rfind" | "rindex") {
                    "argument should be integer or bytes-like object, not 'str'".to_owned()
                } else {
                    "a bytes-like object is required, not 'str'".to_owned()
                };
                return Err(m.type_error(&words));
            }
            None if m.kind(*value) == Kind::Tuple => return Ok(None),
            None => *value,
        };
        positional.push(value);
    }
    let Some(method) = table::find(&format!("str.{name}")) else { return Ok(None) };
    let inner = Args { positional, keywords: args.keywords.clone(), ..Args::default() };
    let found = super::run(m, method, &inner)?;
    Ok(found.map(|value| back(m, class, value)))
}

fn decode(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(bytes) = optional(args, 0).and_then(|recv| octets(m, recv)) else { return Ok(None) };
    let word = |m: &Machine, at: usize, name: &str, other: &str| match named(args, at, name) {
        Some(value) => m.text(value).map(|text| text.to_string()),
        None => Some(other.to_owned()),
    };
    let (Some(encoding), Some(errors)) = (word(m, 1, "encoding", "utf-8"), word(m, 2, "errors", "strict"))
    else {
        return Ok(None);
    };
    m.text_outcome(text::decode(&bytes, &encoding, &errors))
}

fn hex(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(bytes) = optional(args, 0).and_then(|recv| octets(m, recv)) else { return Ok(None) };
    let separator = named(args, 1, "sep");
    let Some(separator) = separator.map_or(Some(String::new()), |sep| m.text(sep).map(|s| s.to_string()))
    else {
        return Ok(None);
    };
    if named(args, 2, "bytes_per_sep").is_some() {
        return Ok(None);
    }
    let parts: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Some(m.new_str(&parts.join(&separator))))
}

fn from_hex(m: &mut Machine, args: &Args, class: ObjId) -> Modelled<ObjId> {
    let Some(digits) = args.positional.last().and_then(|value| m.text(*value)) else { return Ok(None) };
    match text::from_hex(&digits) {
        Ok(bytes) => Ok(Some(made(m, class, bytes))),
        Err(trouble) => m.trouble(trouble).map(|()| None),
    }
}

fn join(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (recv, [items]) = rest(m, args, "join")?;
    let class = m.class(recv);
    let (Some(between), Some(items)) = (octets(m, recv), m.collect(items)?) else { return Ok(None) };
    let mut out = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let Some(bytes) = octets(m, *item) else {
            let class = m.type_name_of(*item);
            let words = format!("sequence item {at}: expected a bytes-like object, {class} found");
            return Err(m.type_error(&words));
        };
        if at > 0 {
            out.extend(&between);
        }
        out.extend(bytes);
    }
    m.drop_all(items);
    Ok(Some(made(m, class, out)))
}

fn pop(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(array) = optional(args, 0) else { return Ok(None) };
    let Some(bytes) = octets(m, array) else { return Ok(None) };
    let at = match optional(args, 1) {
        Some(at) => m.small(at),
        None => Some(-1),
    };
    let Some(at) = at else { return Ok(None) };
    if bytes.is_empty() {
        return Err(m.error(statics::INDEX_ERROR, "pop from empty bytearray"));
    }
    let at = if at < 0 { at + bytes.len() as i64 } else { at };
    let Some(byte) = usize::try_from(at).ok().and_then(|at| bytes.get(at)).copied() else {
        return Err(m.error(statics::INDEX_ERROR, "pop index out of range"));
    };
    change(m, array, |bytes| {
        bytes.remove(at as usize);
    })?;
    Ok(Some(m.new_int(i64::from(byte))))
}

/// Whether the lowest byte comes first; `None` where that is not known.
fn is_little(m: &mut Machine, order: Option<ObjId>) -> Modelled<bool> {
    let Some(order) = order else { return Ok((m.version().minor >= 11).then_some(false)) };
    match m.text(order).as_deref() {
        Some("little") => Ok(Some(true)),
        Some("big") => Ok(Some(false)),
        Some(_) => Err(m.value_error("byteorder must be either 'little' or 'big'")),
        None => Ok(None),
    }
}

fn is_signed(m: &mut Machine, args: &Args) -> Modelled<bool> {
    match keyword(args, "signed") {
        Some(signed) => m.known_truth(signed),
        None => Ok(Some(false)),
    }
}

fn int_from_bytes(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let skipped = usize::from(optional(args, 0).is_some_and(|first| m.kind(first) == Kind::Class));
    let Some(bytes) = optional(args, skipped) else { return Ok(None) };
    let Some(mut bytes) = bytes_of(m, bytes)? else { return Ok(None) };
    let Some(little) = is_little(m, named(args, skipped + 1, "byteorder"))? else { return Ok(None) };
    let Some(signed) = is_signed(m, args)? else { return Ok(None) };
    if !little {
        bytes.reverse();
    }
    let made = match signed {
        true => num_bigint::BigInt::from_signed_bytes_le(&bytes),
        false => num_bigint::BigInt::from_bytes_le(num_bigint::Sign::Plus, &bytes),
    };
    Ok(Some(m.new_scalar(Scalar::Int(Int::from(made)))))
}

fn int_to_bytes(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(int) = optional(args, 0).and_then(|recv| m.scalar_of(recv)).and_then(|scalar| scalar.as_int())
    else {
        return Ok(None);
    };
    let len = match named(args, 1, "length") {
        Some(len) => m.small(len),
        None => (m.version().minor >= 11).then_some(1),
    };
    let Some(len) = len.and_then(|len| usize::try_from(len).ok()).filter(|len| *len < 1 << 20) else {
        return Ok(None);
    };
    let Some(little) = is_little(m, named(args, 2, "byteorder"))? else { return Ok(None) };
    let Some(signed) = is_signed(m, args)? else { return Ok(None) };
    if int.is_negative() && !signed {
        return Err(m.error(statics::OVERFLOW_ERROR, "can't convert negative int to unsigned"));
    }
    let big = int.big();
    let mut bytes = if signed { big.to_signed_bytes_le() } else { big.to_bytes_le().1 };
    if int.is_zero() {
        bytes.clear();
    }
    if bytes.len() > len {
        return Err(m.error(statics::OVERFLOW_ERROR, "int too big to convert"));
    }
    bytes.resize(len, if int.is_negative() { 0xff } else { 0 });
    if !little {
        bytes.reverse();
    }
    Ok(Some(m.new_scalar(Scalar::Bytes(bytes.into()))))
}

/// `_heap.export(array, 1)`: one more view of its memory, or one less.
pub(super) fn export(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [array, change] = exactly(m, args, "export")?;
    let is_more = m.small(change) == Some(1);
    let views = m.natives.exports.entry(array).or_default();
    *views = if is_more { *views + 1 } else { views.saturating_sub(1) };
    Ok(Some(statics::NONE))
}

/// `_heap.float_bytes(value, size)`: the bits of a float, lowest byte first.
pub(super) fn float_bytes(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [value, size] = exactly(m, args, "float_bytes")?;
    let (Payload::Float(value), Some(size)) = (m.payload(value), m.small(size)) else { return Ok(None) };
    let bytes = match size {
        8 => value.to_le_bytes().to_vec(),
        4 => (*value as f32).to_le_bytes().to_vec(),
        _ => return Ok(None),
    };
    Ok(Some(made(m, statics::BYTES, bytes)))
}

/// `_heap.bytes_float(bytes)`: the way back.
pub(super) fn bytes_float(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [bytes] = exactly(m, args, "bytes_float")?;
    let Some(bytes) = octets(m, bytes) else { return Ok(None) };
    let float = match (<[u8; 8]>::try_from(bytes.as_slice()), <[u8; 4]>::try_from(bytes.as_slice())) {
        (Ok(eight), _) => f64::from_le_bytes(eight),
        (_, Ok(four)) => f64::from(f32::from_le_bytes(four)),
        _ => return Ok(None),
    };
    Ok(Some(m.new_scalar(Scalar::Float(float))))
}

/// `_hash.digest(name, data)`
pub(super) fn digest(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [name, data] = exactly(m, args, "digest")?;
    let (Some(name), Some(data)) = (m.text(name), octets(m, data)) else { return Ok(None) };
    let found = crate::exec::value::digest::digest(&name, &data);
    Ok(found.map(|bytes| made(m, statics::BYTES, bytes)))
}

/// `_heap.octets(value)`: the bytes of any object that has some, for models.
pub(super) fn plain(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [value] = exactly(m, args, "octets")?;
    Ok(octets(m, value).map(|bytes| made(m, statics::BYTES, bytes)))
}
