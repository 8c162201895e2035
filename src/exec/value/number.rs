//! Operators on scalars: which pairs of types define which, and with what result.
//!
//! Operands are converted along bool -> int -> float -> complex; text and bytes know `+`, `*` and
//! (text) `%`, which is `percent`'s. A pair that no rule covers is `NotImplemented`.

use std::sync::Arc;

use super::message::{V39, V310, V311, V313};
use super::{Int, LARGEST, Outcome, Scalar, Trouble, float};
use crate::ir::{BinaryOp, UnaryOp, Version};

/// `left op right`; `%` of text is left to the caller.
pub fn binary(version: Version, op: BinaryOp, left: &Scalar, right: &Scalar) -> Outcome<Scalar> {
    use Scalar::{Bool, Bytes, Complex, Float, Str};
    match (left, right) {
        (Bool(a), Bool(b)) if matches!(op, BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor) => {
            Ok(Bool(match op {
                BinaryOp::BitAnd => a & b,
                BinaryOp::BitOr => a | b,
                _ => a ^ b,
            }))
        }
        (Str(a), Str(b)) if op == BinaryOp::Add => concat_str(a, b),
        (Bytes(a), Bytes(b)) if op == BinaryOp::Add => Ok(Bytes([&**a, &**b].concat().into())),
        (Str(_) | Bytes(_), _) | (_, Str(_) | Bytes(_)) => repeat_or_fault(op, left, right),
        (Complex(..), _) | (_, Complex(..)) => match (complex_of(left), complex_of(right)) {
            (Some(a), Some(b)) => complex(version, op, a?, b?),
            _ => Err(Trouble::NotImplemented),
        },
        (Float(_), _) | (_, Float(_)) => match (float_of(left), float_of(right)) {
            (Some(a), Some(b)) => floats(version, op, a?, b?),
            _ => Err(Trouble::NotImplemented),
        },
        _ => match (left.as_int(), right.as_int()) {
            (Some(a), Some(b)) => integers(version, op, &a, &b),
            _ => Err(Trouble::NotImplemented),
        },
    }
}

/// `op value`; `not` is total, the rest is for numbers.
pub fn unary(op: UnaryOp, value: &Scalar) -> Outcome<Scalar> {
    match (op, value) {
        (UnaryOp::Not, _) => Ok(Scalar::Bool(!value.truth())),
        (UnaryOp::Negative, Scalar::Float(v)) => Ok(Scalar::Float(-v)),
        (UnaryOp::Positive, Scalar::Float(v)) => Ok(Scalar::Float(*v)),
        (UnaryOp::Negative, Scalar::Complex(re, im)) => Ok(Scalar::Complex(-re, -im)),
        (UnaryOp::Positive, Scalar::Complex(re, im)) => Ok(Scalar::Complex(*re, *im)),
        _ => {
            let int = value.as_int().ok_or(Trouble::NotImplemented)?;
            Ok(Scalar::Int(match op {
                UnaryOp::Negative => int.neg(),
                UnaryOp::Invert => int.invert(),
                _ => int,
            }))
        }
    }
}

/// `abs(value)`
pub fn abs(value: &Scalar) -> Outcome<Scalar> {
    match value {
        Scalar::Float(v) => Ok(Scalar::Float(v.abs())),
        Scalar::Complex(re, im) => Ok(Scalar::Float(re.hypot(*im))),
        _ => value.as_int().map(|i| Scalar::Int(i.abs())).ok_or(Trouble::NotImplemented),
    }
}

/// `round(value, digits)`; without digits the result is an int.
pub fn round(value: &Scalar, digits: Option<i64>) -> Outcome<Scalar> {
    match (value, digits) {
        (Scalar::Float(v), None) => float::round_to_int(*v).map(Scalar::Int),
        (Scalar::Float(v), Some(digits)) => Ok(Scalar::Float(float::round_digits(*v, digits))),
        _ => {
            let int = value.as_int().ok_or(Trouble::NotImplemented)?;
            match digits {
                Some(digits) if digits < 0 => round_int(&int, digits).map(Scalar::Int),
                _ => Ok(Scalar::Int(int)),
            }
        }
    }
}

/// To a multiple of `10**-digits`, ties to even.
fn round_int(value: &Int, digits: i64) -> Outcome<Int> {
    if digits < -4000 {
        return Ok(Int::Small(0));
    }
    let unit = Int::Small(10).pow(&Int::Small(-digits))?;
    let (quotient, remainder) = value.div_mod(&unit);
    let twice = remainder.add(&remainder);
    let odd = !quotient.bit_and(&Int::Small(1)).is_zero();
    let up = twice > unit || (twice == unit && odd);
    let quotient = if up { quotient.add(&Int::Small(1)) } else { quotient };
    quotient.mul(&unit)
}

/// `divmod(left, right)`
pub fn div_mod(version: Version, left: &Scalar, right: &Scalar) -> Outcome<(Scalar, Scalar)> {
    if let (Some(a), Some(b)) = (left.as_int(), right.as_int()) {
        if b.is_zero() {
            return Err(zero_division("integer division or modulo by zero"));
        }
        let (quotient, remainder) = a.div_mod(&b);
        return Ok((Scalar::Int(quotient), Scalar::Int(remainder)));
    }
    if let (Scalar::Complex(..), _) | (_, Scalar::Complex(..)) = (left, right) {
        return Err(if version < V310 {
            Trouble::type_error("can't take floor or mod of complex number.")
        } else {
            Trouble::NotImplemented
        });
    }
    match (float_of(left), float_of(right)) {
        (Some(a), Some(b)) => {
            let (a, b) = (a?, b?);
            if b == 0.0 {
                return Err(zero_division("float divmod()"));
            }
            let (quotient, remainder) = float::div_mod(a, b);
            Ok((Scalar::Float(quotient), Scalar::Float(remainder)))
        }
        _ => Err(Trouble::NotImplemented),
    }
}

/// `pow(base, exponent, modulus)`
pub fn pow_mod(base: &Scalar, exponent: &Scalar, modulus: &Scalar) -> Outcome<Scalar> {
    match (base.as_int(), exponent.as_int(), modulus.as_int()) {
        (Some(a), Some(b), Some(c)) => a.pow_mod(&b, &c).map(Scalar::Int),
        _ if [base, exponent, modulus].iter().any(|v| matches!(v, Scalar::Float(_))) => {
            Err(Trouble::type_error("pow() 3rd argument not allowed unless all arguments are integers"))
        }
        _ => Err(Trouble::NotImplemented),
    }
}

pub fn zero_division(message: &'static str) -> Trouble {
    Trouble::raise("ZeroDivisionError", message)
}

/// The float that a real number is; an error when an integer is too large for one.
pub fn float_of(value: &Scalar) -> Option<Outcome<f64>> {
    match value {
        Scalar::Float(v) => Some(Ok(*v)),
        _ => value.as_int().map(|int| {
            int.to_f64().ok_or_else(|| Trouble::raise("OverflowError", "int too large to convert to float"))
        }),
    }
}

fn complex_of(value: &Scalar) -> Option<Outcome<(f64, f64)>> {
    match value {
        Scalar::Complex(re, im) => Some(Ok((*re, *im))),
        _ => float_of(value).map(|v| v.map(|v| (v, 0.0))),
    }
}

fn integers(version: Version, op: BinaryOp, a: &Int, b: &Int) -> Outcome<Scalar> {
    let divides = matches!(op, BinaryOp::Div | BinaryOp::FloorDiv | BinaryOp::Mod);
    if divides && b.is_zero() {
        return Err(zero_division(match op {
            BinaryOp::Div => "division by zero",
            BinaryOp::Mod if version >= V311 => "integer modulo by zero",
            _ => "integer division or modulo by zero",
        }));
    }
    let result = match op {
        BinaryOp::Add => a.add(b),
        BinaryOp::Sub => a.sub(b),
        BinaryOp::Mult => a.mul(b)?,
        BinaryOp::FloorDiv => a.div_mod(b).0,
        BinaryOp::Mod => a.div_mod(b).1,
        BinaryOp::LShift => a.shift_left(b)?,
        BinaryOp::RShift => a.shift_right(b)?,
        BinaryOp::BitOr => a.bit_or(b),
        BinaryOp::BitXor => a.bit_xor(b),
        BinaryOp::BitAnd => a.bit_and(b),
        BinaryOp::Pow if b.is_negative() => {
            let (Some(base), Some(exponent)) = (a.to_f64(), b.to_f64()) else {
                return Err(Trouble::Unknown);
            };
            return power(base, exponent);
        }
        BinaryOp::Pow => a.pow(b)?,
        BinaryOp::MatMult => return Err(Trouble::NotImplemented),
        BinaryOp::Div => {
            return a.true_div(b).map(Scalar::Float).ok_or_else(|| {
                Trouble::raise("OverflowError", "integer division result too large for a float")
            });
        }
    };
    Ok(Scalar::Int(result))
}

fn floats(version: Version, op: BinaryOp, a: f64, b: f64) -> Outcome<Scalar> {
    if b == 0.0 {
        match op {
            BinaryOp::Div => return Err(zero_division("float division by zero")),
            BinaryOp::FloorDiv if version < V39 => return Err(zero_division("float divmod()")),
            BinaryOp::FloorDiv => return Err(zero_division("float floor division by zero")),
            BinaryOp::Mod if version < V313 => return Err(zero_division("float modulo")),
            BinaryOp::Mod => return Err(zero_division("float modulo by zero")),
            _ => {}
        }
    }
    Ok(Scalar::Float(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mult => a * b,
        BinaryOp::Div => a / b,
        BinaryOp::FloorDiv => float::div_mod(a, b).0,
        BinaryOp::Mod => float::div_mod(a, b).1,
        BinaryOp::Pow => return power(a, b),
        _ => return Err(Trouble::NotImplemented),
    }))
}

fn power(base: f64, exponent: f64) -> Outcome<Scalar> {
    Ok(match float::pow(base, exponent)? {
        (real, None) => Scalar::Float(real),
        (real, Some(imag)) => Scalar::Complex(real, imag),
    })
}

fn complex(version: Version, op: BinaryOp, a: (f64, f64), b: (f64, f64)) -> Outcome<Scalar> {
    let (re, im) = match op {
        BinaryOp::Add => (a.0 + b.0, a.1 + b.1),
        BinaryOp::Sub => (a.0 - b.0, a.1 - b.1),
        BinaryOp::Mult => (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0),
        BinaryOp::Div => complex_quotient(a, b)?,
        // Powers depend on the last bit of the C library.
        BinaryOp::Pow => return Err(Trouble::Unknown),
        BinaryOp::FloorDiv if version < V310 => {
            return Err(Trouble::type_error("can't take floor of complex number."));
        }
        BinaryOp::Mod if version < V310 => return Err(Trouble::type_error("can't mod complex numbers.")),
        _ => return Err(Trouble::NotImplemented),
    };
    Ok(Scalar::Complex(re, im))
}

fn complex_quotient(a: (f64, f64), b: (f64, f64)) -> Outcome<(f64, f64)> {
    if b.0.abs() >= b.1.abs() {
        if b.0 == 0.0 {
            return Err(zero_division("complex division by zero"));
        }
        let ratio = b.1 / b.0;
        let divisor = b.0 + b.1 * ratio;
        Ok(((a.0 + a.1 * ratio) / divisor, (a.1 - a.0 * ratio) / divisor))
    } else {
        let ratio = b.0 / b.1;
        let divisor = b.0 * ratio + b.1;
        Ok(((a.0 * ratio + a.1) / divisor, (a.1 * ratio - a.0) / divisor))
    }
}

fn concat_str(a: &Arc<str>, b: &Arc<str>) -> Outcome<Scalar> {
    if a.len() + b.len() > LARGEST {
        return Err(Trouble::Unknown);
    }
    Ok(Scalar::Str([&**a, &**b].concat().into()))
}

/// `*` of text and bytes, and the errors that their operators raise themselves.
fn repeat_or_fault(op: BinaryOp, left: &Scalar, right: &Scalar) -> Outcome<Scalar> {
    let sequence = |v: &Scalar| matches!(v, Scalar::Str(_) | Scalar::Bytes(_));
    match op {
        BinaryOp::Mult if sequence(left) => match right.as_int() {
            Some(count) => repeat(left, &count),
            None => Err(no_count(right)),
        },
        BinaryOp::Mult => match left.as_int() {
            Some(count) => repeat(right, &count),
            None => Err(no_count(left)),
        },
        BinaryOp::Add => match left {
            Scalar::Str(_) => Err(Trouble::type_error(format!(
                "can only concatenate str (not \"{}\") to str",
                right.type_name()
            ))),
            Scalar::Bytes(_) => {
                Err(Trouble::type_error(format!("can't concat {} to bytes", right.type_name())))
            }
            _ => Err(Trouble::NotImplemented),
        },
        _ => Err(Trouble::NotImplemented),
    }
}

fn no_count(value: &Scalar) -> Trouble {
    Trouble::type_error(format!("can't multiply sequence by non-int of type '{}'", value.type_name()))
}

fn repeat(sequence: &Scalar, count: &Int) -> Outcome<Scalar> {
    let count = usize::try_from(count.clamped().max(0)).unwrap_or(usize::MAX);
    let len = match sequence {
        Scalar::Str(text) => text.len(),
        Scalar::Bytes(bytes) => bytes.len(),
        _ => 0,
    };
    if len.saturating_mul(count) > LARGEST {
        return Err(Trouble::Unknown);
    }
    let count = if len == 0 { 0 } else { count };
    Ok(match sequence {
        Scalar::Str(text) => Scalar::Str(text.repeat(count).into()),
        Scalar::Bytes(bytes) => Scalar::Bytes(bytes.repeat(count).into()),
        other => other.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: Version = V313;

    fn run(op: BinaryOp, left: Scalar, right: Scalar) -> String {
        match binary(NEW, op, &left, &right) {
            Ok(value) => value.repr(),
            Err(Trouble::Raise(fault)) => format!("{}: {}", fault.class, fault.message),
            Err(other) => format!("{other:?}"),
        }
    }

    #[test]
    fn operators_give_what_python_gives() {
        use BinaryOp::*;
        let int = Scalar::int;
        let float = Scalar::Float;
        let str = Scalar::str;
        assert_eq!(run(Div, int(1), int(3)), "0.3333333333333333");
        assert_eq!(run(Pow, int(2), int(-1)), "0.5");
        assert_eq!(run(Pow, int(2), int(100)), "1267650600228229401496703205376");
        assert_eq!(run(Pow, int(0), int(-1)), "ZeroDivisionError: 0.0 cannot be raised to a negative power");
        assert_eq!(run(LShift, int(1), int(70)), "1180591620717411303424");
        assert_eq!(run(BitXor, int(-5), int(3)), "-8");
        assert_eq!(run(Add, Scalar::Bool(true), Scalar::Bool(true)), "2");
        assert_eq!(run(BitAnd, Scalar::Bool(true), Scalar::Bool(false)), "False");
        assert_eq!(run(FloorDiv, float(7.5), int(2)), "3.0");
        assert_eq!(run(Mult, str("ab"), int(2)), "'abab'");
        assert_eq!(run(Add, str("a"), int(1)), "TypeError: can only concatenate str (not \"int\") to str");
        assert_eq!(run(Add, int(1), str("a")), "NotImplemented");
        assert_eq!(
            run(Mult, str("a"), float(1.5)),
            "TypeError: can't multiply sequence by non-int of type 'float'"
        );
        assert_eq!(run(Add, Scalar::Complex(1.0, 2.0), int(1)), "(2+2j)");
        assert_eq!(run(Mod, int(1), int(0)), "ZeroDivisionError: integer modulo by zero");
    }

    #[test]
    fn integers_round_to_even_tens() {
        let round = |v: i64, d: i64| round(&Scalar::int(v), Some(d)).map(|v| v.repr());
        assert_eq!(round(15, -1), Ok("20".into()));
        assert_eq!(round(25, -1), Ok("20".into()));
        assert_eq!(round(-15, -1), Ok("-20".into()));
        assert_eq!(round(1234, -2), Ok("1200".into()));
    }
}
