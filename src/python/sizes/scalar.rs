//! Numbers, text, bytes, tuples.

use super::GC_HEADER;

/// `None`, `Ellipsis`, `NotImplemented` and a bare `object()`.
pub const NONE: u64 = 16;
pub const FLOAT: u64 = 24;
pub const COMPLEX: u64 = 32;
pub const RANGE: u64 = 48;
pub const SLICE: u64 = 40 + GC_HEADER;

/// An integer of that many bits, in digits of thirty.
pub fn int(bits: u64, minor: u8) -> u64 {
    let digits = bits.div_ceil(30);
    24 + 4 * if minor >= 11 { digits.max(1) } else { digits }
}

pub fn bool(value: bool, minor: u8) -> u64 {
    int(u64::from(value), minor)
}

/// How wide the characters of a string are: its widest decides for all of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextKind {
    Ascii,
    Latin1,
    Ucs2,
    Ucs4,
}

impl TextKind {
    pub fn of(text: &str) -> Self {
        match text.chars().max() {
            None | Some(..='\u{7f}') => TextKind::Ascii,
            Some(..='\u{ff}') => TextKind::Latin1,
            Some(..='\u{ffff}') => TextKind::Ucs2,
            Some(_) => TextKind::Ucs4,
        }
    }

    /// Bytes of a character.
    pub const fn width(self) -> u64 {
        match self {
            TextKind::Ascii | TextKind::Latin1 => 1,
            TextKind::Ucs2 => 2,
            TextKind::Ucs4 => 4,
        }
    }
}

/// A string of that many characters.
pub fn text(kind: TextKind, len: u64, minor: u8) -> u64 {
    // 3.12 dropped the fields of the old wide-character form.
    let old = if minor >= 12 { 0 } else { 1 };
    match kind {
        TextKind::Ascii => 41 + 8 * old + len,
        // Single characters of Latin-1 are shared and, from 3.12 on, carry their UTF-8 form.
        TextKind::Latin1 if len == 1 && minor >= 12 => 61,
        _ => 56 + 16 * old + kind.width() * (len + 1),
    }
}

pub fn str(value: &str, minor: u8) -> u64 {
    text(TextKind::of(value), value.chars().count() as u64, minor)
}

/// The characters alone, with the one that ends them: a subclass of `str` keeps them apart.
pub fn characters(value: &str) -> u64 {
    TextKind::of(value).width() * (value.chars().count() as u64 + 1)
}

pub fn bytes(len: u64) -> u64 {
    33 + len
}

/// A `bytearray` made at that length; growing makes it larger.
pub fn bytearray(len: u64) -> u64 {
    56 + if len == 0 { 0 } else { len + 1 }
}

pub fn tuple(len: u64) -> u64 {
    24 + GC_HEADER + 8 * len
}

/// An `array.array` made at that length; it has a collector's header from 3.10 on.
pub fn array(item: u64, len: u64, minor: u8) -> u64 {
    64 + if minor >= 10 { GC_HEADER } else { 0 } + item * len
}
