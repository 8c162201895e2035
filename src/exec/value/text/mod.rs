//! Text and bytes: representation, character classes, and the methods of `str` and `bytes`.
//!
//! Positions count code points in text and bytes in bytes. The methods are pure: a caller that
//! needs CPython's identities (`"abc".strip()` is the same object) compares results itself.

mod bytes;
mod case;
mod find;
mod layout;
mod split;

pub use bytes::{bytes_repr, decode, encode, from_hex, to_hex};
pub use case::{capitalize, is_class, swap_case, title};
pub use find::{Needle, count, find, replace, rfind, window};
pub use layout::{center, expand_tabs, ljust, rjust, zfill};
pub use split::{partition, rpartition, rsplit, split, split_lines, strip};

use std::fmt::Write;

/// `repr(text)`
pub fn repr(text: &str) -> String {
    quoted(text, false)
}

/// `ascii(text)`
pub fn ascii(text: &str) -> String {
    quoted(text, true)
}

fn quoted(text: &str, ascii: bool) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if is_printable(c) && (!ascii || c.is_ascii()) => out.push(c),
            c => escape(&mut out, c),
        }
    }
    out.push(quote);
    out
}

fn escape(out: &mut String, c: char) {
    let code = u32::from(c);
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

/// Turns what is not ASCII in a finished `repr` into escapes, as `ascii(x)` of any object does.
pub fn escape_non_ascii(shown: &str) -> String {
    let mut out = String::with_capacity(shown.len());
    for c in shown.chars() {
        if c.is_ascii() { out.push(c) } else { escape(&mut out, c) }
    }
    out
}

/// `c.isprintable()`: neither control, format, unassigned, private, nor a separator but the space.
pub fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    // Rust escapes the same categories in debug text, and combining marks besides.
    let code = u32::from(c);
    COMBINING.iter().any(|(first, last)| (*first..=*last).contains(&code)) || c.escape_debug().len() == 1
}

/// The blocks of combining marks, which are printable.
const COMBINING: [(u32, u32); 12] = [
    (0x300, 0x36f),
    (0x483, 0x489),
    (0x591, 0x5bd),
    (0x610, 0x61a),
    (0x64b, 0x65f),
    (0x900, 0x903),
    (0xe31, 0xe4e),
    (0x1ab0, 0x1ace),
    (0x1dc0, 0x1dff),
    (0x20d0, 0x20f0),
    (0xfe00, 0xfe2f),
    (0xe0100, 0xe01ef),
];

/// White space for `split`, `strip`, `isspace` and number parsing.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// Value of a decimal digit of any script.
pub fn decimal_value(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    // Decimal digits come in runs of ten whose zeros are these.
    const ZEROS: [u32; 37] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50,
        0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
        0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x1d7ce,
    ];
    let code = u32::from(c);
    ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)).map(|zero| code - zero)
}

/// Text between code points `start` and `stop` (`start <= stop <= len`).
pub fn between(text: &str, start: usize, stop: usize) -> &str {
    if text.is_ascii() {
        return text.get(start..stop).unwrap_or("");
    }
    let mut places = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len()));
    let Some(from) = places.clone().nth(start) else { return "" };
    let Some(to) = places.nth(stop) else { return "" };
    text.get(from..to).unwrap_or("")
}

/// Number of code points.
pub fn len(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// `text.translate(table)` where the table is already a function of the code point:
/// `None` keeps, an empty string deletes.
pub fn translate(text: &str, table: impl Fn(char) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match table(c) {
            Some(replacement) => out.push_str(&replacement),
            None => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_quoted_as_python_quotes_them() {
        assert_eq!(repr("a'b"), "\"a'b\"");
        assert_eq!(repr("a\"b"), "'a\"b'");
        assert_eq!(repr("a'\"b"), "'a\\'\"b'");
        assert_eq!(
            repr("\n\t\r\\\0\x7f\u{80}\u{a0}\u{ad}\u{378}\u{2028}\u{1f40d}\u{e9}\u{301}"),
            "'\\n\\t\\r\\\\\\x00\\x7f\\x80\\xa0\\xad\\u0378\\u2028\u{1f40d}\u{e9}\u{301}'"
        );
        assert_eq!(ascii("\u{e9}\u{20ac}\u{1f40d}"), "'\\xe9\\u20ac\\U0001f40d'");
    }

    #[test]
    fn positions_count_code_points() {
        assert_eq!(between("a\u{e9}\u{1f40d}b", 1, 3), "\u{e9}\u{1f40d}");
        assert_eq!(len("a\u{e9}\u{1f40d}b"), 4);
    }
}
