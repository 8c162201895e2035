//! The digits of numbers: fixed, scientific and general notation, and grouping.
//!
//! Values come without their sign and finite.

use crate::exec::value::float::{exponent_text, place_point, split_exponent};

/// `%.Nf`; `alternate` keeps the point when no digit follows.
pub fn fixed(value: f64, precision: usize, alternate: bool) -> String {
    let text = format!("{value:.precision$}");
    if alternate && precision == 0 { text + "." } else { text }
}

/// `%.Ne`
pub fn scientific(value: f64, precision: usize, alternate: bool) -> String {
    let text = format!("{value:.precision$e}");
    let (digits, exponent) = split_exponent(&text);
    let point = if alternate && precision == 0 { "." } else { "" };
    format!("{digits}{point}e{}", exponent_text(exponent))
}

/// `%.Ng`: scientific for very small and very large exponents, trailing zeros cut unless
/// `alternate`. With `keep_point` a result without exponent gets at least one digit after the
/// point, and one digit less before the notation changes.
pub fn general(value: f64, precision: usize, alternate: bool, keep_point: bool) -> String {
    let precision = precision.max(1);
    let text = format!("{value:.*e}", precision - 1);
    let (digits, exponent) = split_exponent(&text);
    let mut plain: String = digits.chars().filter(|c| *c != '.').collect();
    if !alternate {
        let kept = plain.trim_end_matches('0').len().max(1);
        plain.truncate(kept);
    }
    let most = precision as i32 - i32::from(keep_point);
    if value != 0.0 && (exponent < -4 || exponent >= most.max(i32::from(!keep_point))) {
        let (first, rest) = plain.split_at(1);
        let point = if rest.is_empty() && !alternate { "" } else { "." };
        return format!("{first}{point}{rest}e{}", exponent_text(exponent));
    }
    let text = place_point(&plain, exponent, keep_point);
    if alternate && !text.contains('.') { text + "." } else { text }
}

/// Groups whole digits from the right, first adding zeros until `least` characters are reached.
pub fn group(whole: &str, separator: char, size: usize, least: usize) -> String {
    let mut digits = whole.to_owned();
    while digits.len() + (digits.len().max(1) - 1) / size < least {
        digits.insert(0, '0');
    }
    let mut out = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(size) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn general_notation_changes_where_c_changes_it() {
        assert_eq!(general(100000.0, 6, false, false), "100000");
        assert_eq!(general(1000000.0, 6, false, false), "1e+06");
        assert_eq!(general(1234567.0, 6, false, false), "1.23457e+06");
        assert_eq!(general(0.0001, 6, false, false), "0.0001");
        assert_eq!(general(0.0, 6, false, false), "0");
        assert_eq!(general(0.0, 3, false, true), "0.0");
    }

    #[test]
    fn zeros_are_grouped_too() {
        assert_eq!(group("1234567", ',', 3, 12), "0,001,234,567");
    }
}
