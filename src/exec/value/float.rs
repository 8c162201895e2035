//! Floats and complex numbers: how Python prints, rounds, divides and hashes them.

use super::{Int, Outcome, Trouble};

/// `repr(value)`: the shortest digits that read back as the same float.
pub fn repr(value: f64) -> String {
    shortest(value, true)
}

/// As `repr`, without the `.0` of integral values when `point` is false (the parts of a complex).
pub fn shortest(value: f64, point: bool) -> String {
    if let Some(text) = special(value) {
        return text.to_owned();
    }
    let text = format!("{value:e}");
    let (digits, exponent) = split_exponent(&text);
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits),
    };
    let plain: String = digits.chars().filter(|c| *c != '.').collect();
    if !(-4..16).contains(&exponent) {
        return format!("{sign}{digits}e{}", exponent_text(exponent));
    }
    format!("{sign}{}", place_point(&plain, exponent, point))
}

/// Digits `d1 d2 d3...` stand for `d1.d2d3... * 10**exponent`; writes them without an exponent.
pub fn place_point(digits: &str, exponent: i32, point: bool) -> String {
    let len = digits.len() as i32;
    if exponent < 0 {
        return format!("0.{}{digits}", "0".repeat((-exponent - 1) as usize));
    }
    if len <= exponent + 1 {
        let zeros = "0".repeat((exponent + 1 - len) as usize);
        return format!("{digits}{zeros}{}", if point { ".0" } else { "" });
    }
    let (whole, part) = digits.split_at((exponent + 1) as usize);
    format!("{whole}.{part}")
}

/// Splits Rust's `1.5e-7` into digits and exponent.
pub fn split_exponent(text: &str) -> (&str, i32) {
    match text.split_once('e') {
        Some((digits, exponent)) => (digits, exponent.parse().unwrap_or(0)),
        None => (text, 0),
    }
}

/// Sign and at least two digits, as C prints exponents.
pub fn exponent_text(exponent: i32) -> String {
    format!("{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

/// `nan`, `inf` and `-inf`.
pub fn special(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("nan")
    } else if value.is_infinite() {
        Some(if value > 0.0 { "inf" } else { "-inf" })
    } else {
        None
    }
}

/// `repr(complex(real, imag))`
pub fn complex_repr(real: f64, imag: f64) -> String {
    let imaginary = shortest(imag, false);
    if real == 0.0 && !real.is_sign_negative() {
        return format!("{imaginary}j");
    }
    let sign = if imaginary.starts_with('-') { "" } else { "+" };
    format!("({}{sign}{imaginary}j)", shortest(real, false))
}

/// Quotient rounded down and remainder with the sign of the divisor, which is not zero.
pub fn div_mod(left: f64, right: f64) -> (f64, f64) {
    let mut remainder = left % right;
    let mut quotient = (left - remainder) / right;
    if remainder != 0.0 {
        if (right < 0.0) != (remainder < 0.0) {
            remainder += right;
            quotient -= 1.0;
        }
    } else {
        remainder = 0f64.copysign(right);
    }
    if quotient != 0.0 {
        let floor = quotient.floor();
        quotient = if quotient - floor > 0.5 { floor + 1.0 } else { floor };
    } else {
        quotient = 0f64.copysign(left / right);
    }
    (quotient, remainder)
}

/// A power of floats; a complex result for a negative base with a fractional exponent.
pub fn pow(base: f64, exponent: f64) -> Outcome<(f64, Option<f64>)> {
    if base == 0.0 && exponent < 0.0 {
        return Err(Trouble::raise("ZeroDivisionError", "0.0 cannot be raised to a negative power"));
    }
    if base < 0.0 && base.is_finite() && exponent.is_finite() && exponent.fract() != 0.0 {
        let (size, angle) = ((-base).powf(exponent), std::f64::consts::PI * exponent);
        return Ok((size * angle.cos(), Some(size * angle.sin())));
    }
    let result = base.powf(exponent);
    if result.is_infinite() && base.is_finite() && exponent.is_finite() {
        return Err(Trouble::raise("OverflowError", "(34, 'Numerical result out of range')"));
    }
    Ok((result, None))
}

/// `round(value)`: the nearest integer, ties to even.
pub fn round_to_int(value: f64) -> Outcome<Int> {
    to_int(value.round_ties_even())
}

/// `int(value)`
pub fn to_int(value: f64) -> Outcome<Int> {
    if value.is_nan() {
        return Err(Trouble::value("cannot convert float NaN to integer"));
    }
    if value.is_infinite() {
        return Err(Trouble::raise("OverflowError", "cannot convert float infinity to integer"));
    }
    Int::from_f64(value).ok_or(Trouble::Unknown)
}

/// `round(value, digits)`: correctly rounded in decimal, as the exact binary value says.
pub fn round_digits(value: f64, digits: i64) -> f64 {
    if !value.is_finite() || digits > 322 {
        return value;
    }
    if digits < -308 {
        return 0f64.copysign(value);
    }
    if digits >= 0 {
        return format!("{value:.*}", digits as usize).parse().unwrap_or(value);
    }
    // Left of the point: the digits that stay are those of the scientific form.
    let (_, exponent) = {
        let text = format!("{value:e}");
        let (_, exponent) = split_exponent(&text);
        ((), exponent)
    };
    let keep = i64::from(exponent) + digits;
    if keep < -1 {
        return 0f64.copysign(value);
    }
    if keep == -1 {
        let half = 5.0 * 10f64.powi(exponent);
        let up = if value.abs() > half { 10f64.powi((-digits) as i32) } else { 0.0 };
        return up.copysign(value);
    }
    format!("{value:.*e}", keep as usize).parse().unwrap_or(value)
}

/// `hash(value)` of a float; `None` for NaN, whose hash is its identity from 3.10 on.
pub fn hash(value: f64) -> Option<i64> {
    const BITS: i32 = 61;
    const MODULUS: u64 = (1 << BITS) - 1;
    if value.is_nan() {
        return None;
    }
    if value.is_infinite() {
        return Some(if value > 0.0 { 314159 } else { -314159 });
    }
    let (mut mantissa, mut exponent) = frexp(value.abs());
    let mut x: u64 = 0;
    while mantissa != 0.0 {
        x = ((x << 28) & MODULUS) | (x >> (BITS - 28));
        mantissa *= 268_435_456.0;
        exponent -= 28;
        let y = mantissa as u64;
        mantissa -= y as f64;
        x += y;
        if x >= MODULUS {
            x -= MODULUS;
        }
    }
    let shift = exponent.rem_euclid(BITS);
    x = ((x << shift) & MODULUS) | (x >> (BITS - shift));
    let signed = if value < 0.0 { -(x as i64) } else { x as i64 };
    Some(if signed == -1 { -2 } else { signed })
}

/// Mantissa in [0.5, 1) and exponent; both zero for zero.
fn frexp(value: f64) -> (f64, i32) {
    if value == 0.0 {
        return (0.0, 0);
    }
    let bits = value.to_bits();
    let raw = ((bits >> 52) & 0x7ff) as i32;
    if raw == 0 {
        let (mantissa, exponent) = frexp(value * 2f64.powi(64));
        return (mantissa, exponent - 64);
    }
    (f64::from_bits((bits & !(0x7ff << 52)) | (1022 << 52)), raw - 1022)
}

/// `value.hex()`
pub fn hex(value: f64) -> String {
    if let Some(text) = special(value) {
        return text.to_owned();
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let bits = value.to_bits();
    let raw = ((bits >> 52) & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    if value == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let (lead, exponent) = if raw == 0 { (0, -1022) } else { (1, raw - 1023) };
    format!("{sign}0x{lead}.{fraction:013x}p{exponent:+}")
}

/// `value.as_integer_ratio()` of a finite value.
pub fn ratio(value: f64) -> (Int, Int) {
    let (mut mantissa, mut exponent) = frexp(value);
    while mantissa != mantissa.trunc() {
        mantissa *= 2.0;
        exponent -= 1;
    }
    let one = Int::Small(1);
    let number = Int::from_f64(mantissa).unwrap_or(Int::Small(0));
    let by = Int::Small(i64::from(exponent.abs()));
    if exponent >= 0 {
        (number.shift_left(&by).unwrap_or(number), one)
    } else {
        (number, one.shift_left(&by).unwrap_or(one))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_python_prints_them() {
        let cases = [
            (1e16, "1e+16"),
            (1e15, "1000000000000000.0"),
            (123456789012345678.0, "1.2345678901234568e+17"),
            (1e-5, "1e-05"),
            (0.0001, "0.0001"),
            (-0.0, "-0.0"),
            (1e22, "1e+22"),
            (1.5e300, "1.5e+300"),
            (5e-324, "5e-324"),
            (3.25, "3.25"),
            (f64::INFINITY, "inf"),
            (f64::NAN, "nan"),
        ];
        for (value, text) in cases {
            assert_eq!(repr(value), text);
        }
        assert_eq!(complex_repr(-0.0, -1.0), "(-0-1j)");
        assert_eq!(complex_repr(0.0, 1e16), "1e+16j");
        assert_eq!(complex_repr(1.0, f64::INFINITY), "(1+infj)");
    }

    #[test]
    fn rounding_is_half_even_on_the_exact_value() {
        let cases =
            [(2.675, 2, 2.67), (1.25, 1, 1.2), (1.35, 1, 1.4), (12345.678, -2, 12300.0), (1e300, 2, 1e300)];
        for (value, digits, result) in cases {
            assert_eq!(round_digits(value, digits), result);
        }
        assert_eq!(round_digits(55.0, -2), 100.0);
        assert_eq!(round_digits(50.0, -2), 0.0);
        assert_eq!(round_digits(5.0, -2), 0.0);
        assert_eq!(round_to_int(2.5), Ok(Int::Small(2)));
        assert_eq!(round_to_int(-1.5), Ok(Int::Small(-2)));
    }

    #[test]
    fn float_division_keeps_python_signs() {
        assert_eq!(div_mod(-7.5, 2.0), (-4.0, 0.5));
        assert_eq!(div_mod(7.5, -2.0), (-4.0, -0.5));
    }

    #[test]
    fn hashes_and_ratios() {
        assert_eq!(hash(0.5), Some(1152921504606846976));
        assert_eq!(hash(-0.5), Some(-1152921504606846976));
        assert_eq!(hash(1e300), Some(1224995262755759164));
        assert_eq!(hash(1.0), Some(1));
        assert_eq!(ratio(1.5), (Int::Small(3), Int::Small(2)));
        assert_eq!(hex(2.5), "0x1.4000000000000p+1");
    }
}
