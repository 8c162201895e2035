//! `%` formatting of text: the fields of a format, and how a value fills one.
//!
//! The caller walks the pieces in order and fetches the arguments, because fetching may run code
//! of the program (`__str__`, `__getitem__`).

use super::message::V310;
use super::{Outcome, Scalar, Trouble, float, format, text};
use crate::ir::Version;

/// A piece of a format.
#[derive(Clone, PartialEq, Debug)]
pub enum Piece {
    Literal(String),
    Field(Field),
    /// The format is wrong from here on.
    Fault(Trouble),
}

/// `%(key)flags width.precision kind`
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Field {
    pub key: Option<String>,
    pub left: bool,
    pub plus: bool,
    pub space: bool,
    pub alternate: bool,
    pub zero: bool,
    pub width: Option<Amount>,
    pub precision: Option<Amount>,
    pub kind: char,
}

/// A width or precision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Amount {
    Fixed(usize),
    /// `*`: the next argument.
    Next,
}

/// Cuts a format into pieces; a fault is the last piece.
pub fn parse(source: &str) -> Vec<Piece> {
    let chars: Vec<char> = source.chars().collect();
    let mut out = Vec::new();
    let mut literal = String::new();
    let mut at = 0;
    while at < chars.len() {
        if chars[at] != '%' {
            literal.push(chars[at]);
            at += 1;
            continue;
        }
        at += 1;
        match parse_field(&chars, &mut at) {
            Ok(field) if field.kind == '%' => literal.push('%'),
            Ok(field) => {
                if !literal.is_empty() {
                    out.push(Piece::Literal(std::mem::take(&mut literal)));
                }
                out.push(Piece::Field(field));
            }
            Err(trouble) => {
                out.push(Piece::Fault(trouble));
                return out;
            }
        }
    }
    if !literal.is_empty() {
        out.push(Piece::Literal(literal));
    }
    out
}

fn parse_field(chars: &[char], at: &mut usize) -> Outcome<Field> {
    let incomplete = || Trouble::value("incomplete format");
    let mut field = Field::default();
    if chars.get(*at) == Some(&'(') {
        field.key = Some(parse_key(chars, at)?);
    }
    while let Some(flag) = chars.get(*at) {
        match flag {
            '-' => field.left = true,
            '+' => field.plus = true,
            ' ' => field.space = true,
            '#' => field.alternate = true,
            '0' => field.zero = true,
            _ => break,
        }
        *at += 1;
    }
    field.width = amount(chars, at);
    if chars.get(*at) == Some(&'.') {
        *at += 1;
        field.precision = Some(amount(chars, at).unwrap_or(Amount::Fixed(0)));
    }
    if matches!(chars.get(*at), Some('h' | 'l' | 'L')) {
        *at += 1;
    }
    field.kind = *chars.get(*at).ok_or_else(incomplete)?;
    *at += 1;
    if !"diouxXeEfFgGcrsa%".contains(field.kind) {
        let code = u32::from(field.kind);
        let shown = if (31..127).contains(&code) { field.kind } else { '?' };
        return Err(Trouble::value(format!(
            "unsupported format character '{shown}' (0x{code:x}) at index {}",
            *at - 1
        )));
    }
    Ok(field)
}

fn parse_key(chars: &[char], at: &mut usize) -> Outcome<String> {
    let start = *at + 1;
    let mut depth = 0;
    while let Some(c) = chars.get(*at) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        *at += 1;
        if depth == 0 {
            return Ok(chars[start..*at - 1].iter().collect());
        }
    }
    Err(Trouble::value("incomplete format key"))
}

fn amount(chars: &[char], at: &mut usize) -> Option<Amount> {
    if chars.get(*at) == Some(&'*') {
        *at += 1;
        return Some(Amount::Next);
    }
    let start = *at;
    let mut value = 0usize;
    while let Some(digit) = chars.get(*at).and_then(|c| c.to_digit(10)) {
        value = value.saturating_mul(10).saturating_add(digit as usize);
        *at += 1;
    }
    (*at > start).then_some(Amount::Fixed(value))
}

/// Fills a `%s`, `%r` or `%a` field with text that the caller made.
pub fn fill_text(field: &Field, width: usize, precision: Option<usize>, value: &str) -> String {
    let value = precision.map_or(value, |most| text::between(value, 0, most.min(text::len(value))));
    pad_to(field, width, value)
}

fn pad_to(field: &Field, width: usize, value: &str) -> String {
    let width = width as i64;
    if field.left { text::ljust(value, width, ' ') } else { text::rjust(value, width, ' ') }
}

/// Fills a numeric or `%c` field.
pub fn fill_scalar(
    version: Version,
    field: &Field,
    width: usize,
    precision: Option<usize>,
    value: &Scalar,
) -> Outcome<String> {
    let kind = field.kind;
    if kind == 'c' {
        return Ok(pad_to(field, width, &one_char(value)?));
    }
    let class = value.type_name();
    let real = matches!(value, Scalar::Float(_)) || value.as_int().is_some();
    if "eEfFgG".contains(kind) {
        if !real {
            return Err(Trouble::type_error(format!("must be real number, not {class}")));
        }
        return fill_float(version, field, width, precision, value);
    }
    let int = match (kind, value) {
        (_, _) if value.as_int().is_some() => value.as_int().ok_or(Trouble::Unknown)?,
        ('d' | 'i' | 'u', Scalar::Float(v)) => float::to_int(*v)?,
        ('d' | 'i' | 'u', _) => {
            let number = if version >= V310 { "a real number" } else { "a number" };
            return Err(Trouble::type_error(format!("%{kind} format: {number} is required, not {class}")));
        }
        _ => return Err(Trouble::type_error(format!("%{kind} format: an integer is required, not {class}"))),
    };
    let (base, prefix) = match kind {
        'o' => (8, "0o"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        _ => (10, ""),
    };
    let mut digits = int.abs().to_base(base);
    if kind == 'X' {
        digits.make_ascii_uppercase();
    }
    let least = precision.unwrap_or(0);
    if digits.len() < least {
        digits = "0".repeat(least - digits.len()) + &digits;
    }
    let prefix = if field.alternate { prefix } else { "" };
    Ok(sign_and_pad(field, width, int.is_negative(), prefix, &digits, true))
}

fn one_char(value: &Scalar) -> Outcome<String> {
    match value {
        Scalar::Str(text) if text::len(text) == 1 => Ok(text.to_string()),
        _ => {
            let wrong = || Trouble::type_error("%c requires int or char");
            let code = value.as_int().ok_or_else(wrong)?;
            let code = code.to_i64().and_then(|c| u32::try_from(c).ok()).filter(|c| *c < 0x11_0000);
            let code =
                code.ok_or_else(|| Trouble::raise("OverflowError", "%c arg not in range(0x110000)"))?;
            char::from_u32(code).map(String::from).ok_or(Trouble::Unknown)
        }
    }
}

fn fill_float(
    version: Version,
    field: &Field,
    width: usize,
    precision: Option<usize>,
    value: &Scalar,
) -> Outcome<String> {
    let alternate = if field.alternate { "#" } else { "" };
    let spec = format!("{alternate}.{}{}", precision.unwrap_or(6), field.kind);
    let shown = format::format(version, value, &spec)?;
    let (negative, digits) = match shown.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, shown.as_str()),
    };
    Ok(sign_and_pad(field, width, negative, "", digits, true))
}

fn sign_and_pad(
    field: &Field,
    width: usize,
    negative: bool,
    prefix: &str,
    digits: &str,
    zeros: bool,
) -> String {
    let sign = match () {
        () if negative => "-",
        () if field.plus => "+",
        () if field.space => " ",
        () => "",
    };
    let used = sign.len() + prefix.len() + digits.len();
    let fill = if field.zero && !field.left && zeros {
        "0".repeat(width.saturating_sub(used))
    } else {
        String::new()
    };
    pad_to(field, width, &format!("{sign}{prefix}{fill}{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exec::value::message::V313;

    fn run(source: &str, value: &Scalar) -> String {
        let mut out = String::new();
        for piece in parse(source) {
            match piece {
                Piece::Literal(text) => out.push_str(&text),
                Piece::Fault(fault) => return format!("{fault:?}"),
                Piece::Field(field) => {
                    let fixed = |amount: Option<Amount>| match amount {
                        Some(Amount::Fixed(value)) => Some(value),
                        _ => None,
                    };
                    let (width, precision) = (fixed(field.width).unwrap_or(0), fixed(field.precision));
                    out.push_str(&match field.kind {
                        's' => fill_text(&field, width, precision, &value.display()),
                        'r' => fill_text(&field, width, precision, &value.repr()),
                        _ => match fill_scalar(V313, &field, width, precision, value) {
                            Ok(text) => text,
                            Err(trouble) => return format!("{trouble:?}"),
                        },
                    });
                }
            }
        }
        out
    }

    #[test]
    fn fields_are_filled_as_python_fills_them() {
        let cases = [
            ("%5.2f|%e|%g", Scalar::Float(12345.678), "12345.68|1.234568e+04|12345.7"),
            ("%-5d|%05d|%+d", Scalar::int(42), "42   |00042|+42"),
            ("%x|%X|%o|%#x", Scalar::int(255), "ff|FF|377|0xff"),
            ("%.5d|%c", Scalar::int(65), "00065|A"),
            ("%i", Scalar::Float(3.7), "3"),
            ("%10s|%-10s|%.2s", Scalar::str("abc"), "       abc|abc       |ab"),
            ("%.3r", Scalar::str("abcdef"), "'ab"),
            ("100%%", Scalar::None, "100%"),
        ];
        for (source, value, text) in cases {
            assert_eq!(run(source, &value), text, "{source}");
        }
        assert!(run("%d", &Scalar::str("a")).contains("%d format: a real number is required, not str"));
        assert!(run("%x", &Scalar::Float(1.5)).contains("%x format: an integer is required, not float"));
        assert!(run("%z", &Scalar::None).contains("unsupported format character 'z' (0x7a) at index 1"));
        assert!(run("%", &Scalar::None).contains("incomplete format"));
    }
}
