//! Numbers out of text: what `int`, `float` and `complex` accept.

use num_bigint::BigInt;
use num_traits::Num;

use super::{Int, Outcome, Trouble, text};

/// `int(source, base)`; `shown` is the repr of the argument for the message.
pub fn parse_int(source: &str, base: u32, shown: &str) -> Outcome<Int> {
    if base == 1 || base > 36 {
        return Err(Trouble::value("int() base must be >= 2 and <= 36, or 0"));
    }
    let wrong = || Trouble::value(format!("invalid literal for int() with base {base}: {shown}"));
    let ascii = to_ascii_digits(source);
    let body = ascii.trim_matches(text::is_space);
    let (sign, body) = match body.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", body.strip_prefix('+').unwrap_or(body)),
    };
    let (radix, prefixed) = prefix(body, base);
    let digits = if prefixed { body[2..].strip_prefix('_').unwrap_or(&body[2..]) } else { body };
    let leading_zero = base == 0 && !prefixed && digits.starts_with('0');
    if leading_zero && digits.chars().any(|c| c != '0' && c != '_') {
        return Err(wrong());
    }
    let clean = without_underscores(digits).ok_or_else(wrong)?;
    if clean.is_empty() || !clean.chars().all(|c| c.is_digit(radix)) {
        return Err(wrong());
    }
    BigInt::from_str_radix(&format!("{sign}{clean}"), radix).map(Int::from).map_err(|_| wrong())
}

/// The radix that a base and the prefix of the digits give, and whether there is a prefix.
fn prefix(body: &str, base: u32) -> (u32, bool) {
    let found = match body.as_bytes() {
        [b'0', b'x' | b'X', ..] => Some(16),
        [b'0', b'o' | b'O', ..] => Some(8),
        [b'0', b'b' | b'B', ..] => Some(2),
        _ => None,
    };
    match found {
        Some(radix) if base == 0 || base == radix => (radix, true),
        _ if base == 0 => (10, false),
        _ => (base, false),
    }
}

/// Underscores may stand between digits only.
fn without_underscores(digits: &str) -> Option<String> {
    if digits.starts_with('_') || digits.ends_with('_') || digits.contains("__") {
        return None;
    }
    Some(digits.replace('_', ""))
}

/// `float(source)`
pub fn parse_float(source: &str, shown: &str) -> Outcome<f64> {
    let ascii = to_ascii_digits(source);
    plain_float(ascii.trim_matches(text::is_space))
        .ok_or_else(|| Trouble::value(format!("could not convert string to float: {shown}")))
}

/// A float without surrounding space, in Python's grammar.
fn plain_float(body: &str) -> Option<f64> {
    let unsigned = body.strip_prefix(['+', '-']).unwrap_or(body);
    let lower = unsigned.to_ascii_lowercase();
    if matches!(lower.as_str(), "inf" | "infinity" | "nan") {
        return body.to_ascii_lowercase().parse().ok();
    }
    let between_digits = |at: usize| {
        let bytes = unsigned.as_bytes();
        at > 0 && bytes[at - 1].is_ascii_digit() && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
    };
    if unsigned.bytes().enumerate().any(|(at, b)| b == b'_' && !between_digits(at)) {
        return None;
    }
    let clean = body.replace('_', "");
    let allowed = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    if !clean.chars().all(allowed) || !clean.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    clean.parse().ok()
}

/// `complex(source)`
pub fn parse_complex(source: &str) -> Outcome<(f64, f64)> {
    let wrong = || Trouble::value("complex() arg is a malformed string");
    let mut body = source.trim_matches(text::is_space);
    if let Some(inner) = body.strip_prefix('(') {
        body = inner.strip_suffix(')').ok_or_else(wrong)?.trim_matches(text::is_space);
    }
    let Some(imaginary) = body.strip_suffix(['j', 'J']) else {
        return Ok((plain_float(body).ok_or_else(wrong)?, 0.0));
    };
    // The sign that opens the imaginary part is the last one that does not belong to an exponent.
    let bytes = imaginary.as_bytes();
    let split = (1..bytes.len())
        .rev()
        .find(|at| matches!(bytes[*at], b'+' | b'-') && !matches!(bytes[at - 1], b'e' | b'E'));
    let (real, imag) = match split {
        Some(at) => (plain_float(&imaginary[..at]).ok_or_else(wrong)?, &imaginary[at..]),
        None => (0.0, imaginary),
    };
    let imag = match imag {
        "" | "+" => 1.0,
        "-" => -1.0,
        _ => plain_float(imag).ok_or_else(wrong)?,
    };
    Ok((real, imag))
}

/// Decimal digits of other scripts count as digits.
fn to_ascii_digits(source: &str) -> String {
    source
        .chars()
        .map(|c| text::decimal_value(c).and_then(|d| char::from_digit(d, 10)).unwrap_or(c))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_out_of_text() {
        let parse = |text, base| parse_int(text, base, "?").map(|i| i.to_string()).ok();
        assert_eq!(parse(" 12 ", 10).as_deref(), Some("12"));
        assert_eq!(parse("1_0", 10).as_deref(), Some("10"));
        assert_eq!(parse("0x10", 16).as_deref(), Some("16"));
        assert_eq!(parse("-0b11", 0).as_deref(), Some("-3"));
        assert_eq!(parse("z", 36).as_deref(), Some("35"));
        assert_eq!(parse("\u{663}", 10).as_deref(), Some("3"));
        for bad in ["", "1__0", "_1", "0x", "1.5", "- 1"] {
            assert_eq!(parse(bad, 10), None, "{bad}");
        }
        assert_eq!(parse("010", 0), None);
    }

    #[test]
    fn floats_out_of_text() {
        let parse = |text| parse_float(text, "?").ok();
        assert_eq!(parse("  1.5e3 "), Some(1500.0));
        assert_eq!(parse("1_000.5"), Some(1000.5));
        assert_eq!(parse(".5"), Some(0.5));
        assert_eq!(parse("5."), Some(5.0));
        assert_eq!(parse("-Infinity"), Some(f64::NEG_INFINITY));
        for bad in ["", "abc", "1_.5", "e5", "infin", "0x10"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn complex_numbers_out_of_text() {
        assert_eq!(parse_complex("1+2j"), Ok((1.0, 2.0)));
        assert_eq!(parse_complex("-j"), Ok((0.0, -1.0)));
        assert_eq!(parse_complex("1e5-3.5j"), Ok((100000.0, -3.5)));
        assert!(parse_complex("x").is_err());
    }
}
