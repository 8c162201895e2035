//! The format specification mini-language: `format(value, spec)` for the built-in types.
//!
//! `spec` reads a specification, `digits` writes numbers, and this file pads and words the errors.

mod digits;
mod spec;

pub use digits::{fixed, general, scientific};
pub use spec::{Align, Spec};

use super::message::{V310, V311};
use super::{Int, LARGEST, Outcome, Scalar, Trouble, float, number, text};
use crate::ir::Version;

/// `format(value, source)`
pub fn format(version: Version, value: &Scalar, source: &str) -> Outcome<String> {
    if source.is_empty() {
        return Ok(value.display());
    }
    let class = value.type_name();
    if matches!(value, Scalar::None | Scalar::Ellipsis | Scalar::NotImplemented | Scalar::Bytes(_)) {
        return Err(Trouble::type_error(format!("unsupported format string passed to {class}.__format__")));
    }
    let spec = Spec::parse(source).ok_or_else(|| {
        Trouble::value(if version >= V311 {
            format!("Invalid format specifier '{source}' for object of type '{class}'")
        } else {
            "Invalid format specifier".to_owned()
        })
    })?;
    if spec.width > LARGEST || spec.precision.is_some_and(|p| p > 10_000) {
        return Err(Trouble::Unknown);
    }
    match value {
        Scalar::Str(value) => format_str(version, value, &spec),
        Scalar::Float(value) => format_float(*value, &spec, "float"),
        Scalar::Complex(re, im) => format_complex(*re, *im, &spec),
        _ => {
            let int = value.as_int().ok_or(Trouble::Unknown)?;
            format_int(version, &int, &spec, class)
        }
    }
}

fn unknown_code(kind: char, class: &str) -> Trouble {
    Trouble::value(format!("Unknown format code '{kind}' for object of type '{class}'"))
}

fn format_str(version: Version, value: &str, spec: &Spec) -> Outcome<String> {
    if spec.coerce_zero && version < V311 {
        return Err(unknown_code('z', "str"));
    }
    if let Some(kind) = spec.kind.filter(|kind| *kind != 's') {
        return Err(unknown_code(kind, "str"));
    }
    if spec.coerce_zero {
        return Err(Trouble::value("Negative zero coercion (z) not allowed in string format specifier"));
    }
    if spec.sign.is_some() {
        let what = if spec.sign == Some(' ') && version >= V311 { "Space" } else { "Sign" };
        return Err(Trouble::value(format!("{what} not allowed in string format specifier")));
    }
    if spec.alternate {
        return Err(Trouble::value("Alternate form (#) not allowed in string format specifier"));
    }
    if let Some(group) = spec.grouping {
        return Err(Trouble::value(format!("Cannot specify '{group}' with 's'.")));
    }
    let implied = spec.zero && spec.written_align.is_none();
    if spec.align == Some(Align::Inside) && !(implied && version >= V310) {
        return Err(Trouble::value("'=' alignment not allowed in string format specifier"));
    }
    let value = spec.precision.map_or(value, |most| text::between(value, 0, most.min(text::len(value))));
    let align = if implied { Align::Left } else { spec.align.unwrap_or(Align::Left) };
    Ok(pad(value, spec, align))
}

/// Pads to the width of the specification.
fn pad(body: &str, spec: &Spec, align: Align) -> String {
    let missing = spec.width.saturating_sub(text::len(body));
    let left = match align {
        Align::Left => 0,
        Align::Right | Align::Inside => missing,
        Align::Center => missing / 2,
    };
    let fill = |count: usize| std::iter::repeat_n(spec.fill, count).collect::<String>();
    format!("{}{body}{}", fill(left), fill(missing - left))
}

fn sign_text(negative: bool, spec: &Spec) -> &'static str {
    match (negative, spec.sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    }
}

fn format_int(version: Version, value: &Int, spec: &Spec, class: &str) -> Outcome<String> {
    let kind = spec.kind.unwrap_or('d');
    if "eEfFgG%".contains(kind) {
        let value = number::float_of(&Scalar::Int(value.clone())).ok_or(Trouble::Unknown)??;
        return format_float(value, spec, class);
    }
    if !"bcdoxXn".contains(kind) {
        return Err(unknown_code(kind, class));
    }
    if spec.precision.is_some() {
        return Err(Trouble::value("Precision not allowed in integer format specifier"));
    }
    if spec.coerce_zero {
        return Err(if version >= V311 {
            Trouble::value("Negative zero coercion (z) not allowed in integer format specifier")
        } else {
            unknown_code('z', class)
        });
    }
    if kind == 'c' {
        return format_char(value, spec);
    }
    let (base, prefix) = match kind {
        'b' => (2, "0b"),
        'o' => (8, "0o"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        _ => (10, ""),
    };
    if let Some(',') = spec.grouping.filter(|_| base != 10 || kind == 'n') {
        return Err(Trouble::value(format!("Cannot specify ',' with '{kind}'.")));
    }
    let mut digits = value.abs().to_base(base);
    if kind == 'X' {
        digits.make_ascii_uppercase();
    }
    let prefix = if spec.alternate { prefix } else { "" };
    let group = if base == 10 { 3 } else { 4 };
    Ok(assemble(sign_text(value.is_negative(), spec), prefix, &digits, "", spec, group))
}

fn format_char(value: &Int, spec: &Spec) -> Outcome<String> {
    if spec.sign.is_some() {
        return Err(Trouble::value("Sign not allowed with integer format specifier 'c'"));
    }
    if spec.alternate {
        return Err(Trouble::value("Alternate form (#) not allowed with integer format specifier 'c'"));
    }
    let code = value.to_i64().and_then(|code| u32::try_from(code).ok()).filter(|code| *code < 0x11_0000);
    let Some(code) = code else {
        return Err(Trouble::raise("OverflowError", "%c arg not in range(0x110000)"));
    };
    let c = char::from_u32(code).ok_or(Trouble::Unknown)?;
    Ok(pad(&c.to_string(), spec, spec.align.unwrap_or(Align::Left)))
}

/// Joins sign, prefix, whole digits and the rest of a number; groups digits and pads.
fn assemble(sign: &str, prefix: &str, whole: &str, rest: &str, spec: &Spec, group: usize) -> String {
    let align = spec.align.unwrap_or(Align::Right);
    let fixed = sign.len() + prefix.len() + rest.chars().count();
    let least = if align == Align::Inside && spec.fill == '0' { spec.width.saturating_sub(fixed) } else { 0 };
    let whole = match spec.grouping {
        Some(separator) => digits::group(whole, separator, group, least),
        None => whole.to_owned(),
    };
    if align == Align::Inside {
        let missing = spec.width.saturating_sub(fixed + whole.len());
        let fill: String = std::iter::repeat_n(spec.fill, missing).collect();
        return format!("{sign}{prefix}{fill}{whole}{rest}");
    }
    pad(&format!("{sign}{prefix}{whole}{rest}"), spec, align)
}

fn format_float(value: f64, spec: &Spec, class: &str) -> Outcome<String> {
    if let Some(kind) = spec.kind.filter(|kind| !"eEfFgGn%".contains(*kind)) {
        return Err(unknown_code(kind, class));
    }
    if spec.kind == Some('n')
        && let Some(group) = spec.grouping
    {
        return Err(Trouble::value(format!("Cannot specify '{group}' with 'n'.")));
    }
    let mut body = float_body(value.abs(), spec.kind, spec.precision, spec.alternate);
    let zero = !body.bytes().any(|b| (b'1'..=b'9').contains(&b)) && value.is_finite();
    let negative = value.is_sign_negative() && !value.is_nan() && !(spec.coerce_zero && zero);
    if matches!(spec.kind, Some('E' | 'F' | 'G')) {
        body.make_ascii_uppercase();
    }
    let end = body.bytes().take_while(u8::is_ascii_digit).count();
    let (whole, rest) = if value.is_finite() { body.split_at(end) } else { ("", body.as_str()) };
    if whole.is_empty() {
        // Infinity and NaN have no digits to group.
        let plain = Spec { grouping: None, ..spec.clone() };
        return Ok(assemble(sign_text(negative, spec), "", "", rest, &plain, 3));
    }
    Ok(assemble(sign_text(negative, spec), "", whole, rest, spec, 3))
}

/// The digits of a float without its sign.
fn float_body(value: f64, kind: Option<char>, precision: Option<usize>, alternate: bool) -> String {
    let percent = kind == Some('%');
    if let Some(text) = float::special(value) {
        return format!("{text}{}", if percent { "%" } else { "" });
    }
    match kind {
        None => match precision {
            None => float::repr(value),
            Some(precision) => digits::general(value, precision, alternate, true),
        },
        Some('e' | 'E') => digits::scientific(value, precision.unwrap_or(6), alternate),
        Some('f' | 'F') => digits::fixed(value, precision.unwrap_or(6), alternate),
        Some('%') => format!("{}%", digits::fixed(value * 100.0, precision.unwrap_or(6), alternate)),
        Some(_) => digits::general(value, precision.unwrap_or(6), alternate, false),
    }
}

fn format_complex(re: f64, im: f64, spec: &Spec) -> Outcome<String> {
    if spec.zero || spec.fill == '0' {
        return Err(Trouble::value("Zero padding is not allowed in complex format specifier"));
    }
    if spec.align == Some(Align::Inside) {
        return Err(Trouble::value("'=' alignment flag is not allowed in complex format specifier"));
    }
    if let Some(kind) = spec.kind.filter(|kind| !"eEfFgGn".contains(*kind)) {
        return Err(unknown_code(kind, "complex"));
    }
    let bare = Spec { width: 0, align: None, ..spec.clone() };
    let part = |value: f64, sign: Option<char>| {
        let spec = Spec { sign, ..bare.clone() };
        match (spec.kind, spec.precision) {
            (None, None) => {
                let text = float::shortest(value.abs(), false);
                Ok(format!("{}{text}", sign_text(value.is_sign_negative(), &spec)))
            }
            (None, Some(_)) => format_float(value, &Spec { kind: Some('g'), ..spec }, "complex"),
            _ => format_float(value, &spec, "complex"),
        }
    };
    let body = if spec.kind.is_none() && re == 0.0 && !re.is_sign_negative() {
        format!("{}j", part(im, spec.sign)?)
    } else {
        let joined = format!("{}{}j", part(re, spec.sign)?, part(im, Some('+'))?);
        if spec.kind.is_none() { format!("({joined})") } else { joined }
    };
    Ok(pad(&body, spec, spec.align.unwrap_or(Align::Right)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exec::value::message::V313;

    fn run(value: Scalar, spec: &str) -> String {
        match format(V313, &value, spec) {
            Ok(text) => text,
            Err(Trouble::Raise(fault)) => format!("{}: {}", fault.class, fault.message),
            Err(other) => format!("{other:?}"),
        }
    }

    #[test]
    fn integers_are_formatted_as_python_formats_them() {
        let cases = [
            (1234567, ",", "1,234,567"),
            (1234567, "012,", "0,001,234,567"),
            (255, "#x", "0xff"),
            (5, "#b", "0b101"),
            (0xffff_ffff, "_x", "ffff_ffff"),
            (-5, "010", "-000000005"),
            (5, "=+10", "+        5"),
            (1, "x<5", "1xxxx"),
            (65, "c", "A"),
            (3, "f", "3.000000"),
            (3, ".2e", "3.00e+00"),
            (1, "z", "ValueError: Negative zero coercion (z) not allowed in integer format specifier"),
            (1, "abc", "ValueError: Invalid format specifier 'abc' for object of type 'int'"),
            (1, "s", "ValueError: Unknown format code 's' for object of type 'int'"),
        ];
        for (value, spec, text) in cases {
            assert_eq!(run(Scalar::int(value), spec), text, "{value} {spec}");
        }
        assert_eq!(run(Scalar::Bool(true), "5"), "    1");
        assert_eq!(run(Scalar::Bool(true), ""), "True");
    }

    #[test]
    fn floats_are_formatted_as_python_formats_them() {
        let cases = [
            (3.71828, "08.3f", "0003.718"),
            (1234.5, "e", "1.234500e+03"),
            (0.25, "%", "25.000000%"),
            (1e10, "g", "1e+10"),
            (2.5, ".0f", "2"),
            (1e-10, "G", "1E-10"),
            (1234567.891, ",.2f", "1,234,567.89"),
            (1234567.5, ",", "1,234,567.5"),
            (-3.71828, "010.2f", "-000003.72"),
            (f64::INFINITY, "05", "00inf"),
            (3.71828, "10.3", "      3.72"),
            (1.0, ".3g", "1"),
            (1.0, "#.3g", "1.00"),
            (100.0, ".3", "1e+02"),
            (1.0, "", "1.0"),
            (1e20, "d", "ValueError: Unknown format code 'd' for object of type 'float'"),
        ];
        for (value, spec, text) in cases {
            assert_eq!(run(Scalar::Float(value), spec), text, "{value} {spec}");
        }
        assert_eq!(run(Scalar::Complex(1.0, 2.0), ".2f"), "1.00+2.00j");
        assert_eq!(run(Scalar::Complex(1.0, 2.0), ">10"), "    (1+2j)");
    }

    #[test]
    fn text_is_padded_and_cut() {
        assert_eq!(run(Scalar::str("d"), "*^10"), "****d*****");
        assert_eq!(run(Scalar::str("abcdef"), ".3"), "abc");
        assert_eq!(
            run(Scalar::str("a"), "=5"),
            "ValueError: '=' alignment not allowed in string format specifier"
        );
        assert_eq!(run(Scalar::str("a"), "05"), "a0000");
        assert_eq!(run(Scalar::str("a"), ",s"), "ValueError: Cannot specify ',' with 's'.");
        assert_eq!(
            run(Scalar::None, "5"),
            "TypeError: unsupported format string passed to NoneType.__format__"
        );
    }
}
