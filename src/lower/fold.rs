//! Arithmetic that CPython does while compiling, within its limits on the size of results.
//!
//! `None` means: not folded, the code computes it at run time (as for `1 / 0`).

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::ir::{BinaryOp, Const, ConstId, UnaryOp};

use super::consts::Consts;

/// Results of `*`, `**` and `<<` on integers.
const MAX_INT_BITS: u64 = 128;
/// Result of `"text" * n`, in characters.
const MAX_TEXT: usize = 4096;
/// Result of `(...) * n`, in items.
const MAX_ITEMS: usize = 256;

enum Number {
    Int(BigInt),
    Float(f64),
    Complex(f64, f64),
}

pub(super) fn int_const(value: &BigInt) -> Const {
    match value.to_i64() {
        Some(small) => Const::Int(small),
        None => Const::BigInt(value.to_string().into()),
    }
}

fn number(value: &Const) -> Option<Number> {
    Some(match value {
        Const::Bool(value) => Number::Int(BigInt::from(u8::from(*value))),
        Const::Int(value) => Number::Int(BigInt::from(*value)),
        Const::BigInt(digits) => Number::Int(digits.parse().ok()?),
        Const::Float(value) => Number::Float(*value),
        Const::Complex { real, imag } => Number::Complex(*real, *imag),
        _ => return None,
    })
}

pub(super) fn unary(consts: &mut Consts, op: UnaryOp, value: ConstId) -> Option<ConstId> {
    if op == UnaryOp::Not {
        let truth = consts.truth(value);
        return Some(consts.add_bool(!truth));
    }
    let result = match (op, number(consts.get(value))?) {
        (UnaryOp::Negative, Number::Int(value)) => int_const(&-value),
        (UnaryOp::Positive, Number::Int(value)) => int_const(&value),
        (UnaryOp::Invert, Number::Int(value)) => int_const(&!value),
        (UnaryOp::Negative, Number::Float(value)) => Const::Float(-value),
        (UnaryOp::Positive, Number::Float(value)) => Const::Float(value),
        (UnaryOp::Negative, Number::Complex(real, imag)) => Const::Complex { real: -real, imag: -imag },
        (UnaryOp::Positive, Number::Complex(real, imag)) => Const::Complex { real, imag },
        _ => return None,
    };
    Some(consts.add(result))
}

pub(super) fn binary(consts: &mut Consts, op: BinaryOp, left: ConstId, right: ConstId) -> Option<ConstId> {
    let (left, right) = (consts.get(left), consts.get(right));
    let result = sequences(op, left, right).or_else(|| {
        let (left, right) = (number(left)?, number(right)?);
        match (left, right) {
            (Number::Int(left), Number::Int(right)) => ints(op, &left, &right),
            (left, right) => wide(op, &left, &right),
        }
    })?;
    Some(consts.add(result))
}

fn sequences(op: BinaryOp, left: &Const, right: &Const) -> Option<Const> {
    match op {
        BinaryOp::Add => match (left, right) {
            (Const::Str(a), Const::Str(b)) => Some(Const::Str(format!("{a}{b}").into())),
            (Const::Bytes(a), Const::Bytes(b)) => Some(Const::Bytes([&**a, &**b].concat().into())),
            (Const::Tuple(a), Const::Tuple(b)) => Some(Const::Tuple([&**a, &**b].concat().into())),
            _ => None,
        },
        BinaryOp::Mult => match (left, right) {
            (Const::Int(times), sequence) | (sequence, Const::Int(times)) => repeat(sequence, *times),
            (Const::Bool(times), sequence) | (sequence, Const::Bool(times)) => {
                repeat(sequence, i64::from(*times))
            }
            _ => None,
        },
        _ => None,
    }
}

fn repeat(sequence: &Const, times: i64) -> Option<Const> {
    let times = usize::try_from(times).unwrap_or(0);
    let fits = |len: usize, most: usize| len.checked_mul(times).is_some_and(|total| total <= most);
    match sequence {
        Const::Str(text) if fits(text.chars().count(), MAX_TEXT) => {
            Some(Const::Str(text.repeat(times).into()))
        }
        Const::Bytes(bytes) if fits(bytes.len(), MAX_TEXT) => Some(Const::Bytes(bytes.repeat(times).into())),
        Const::Tuple(items) if fits(items.len(), MAX_ITEMS) => Some(Const::Tuple(items.repeat(times).into())),
        _ => None,
    }
}

fn ints(op: BinaryOp, left: &BigInt, right: &BigInt) -> Option<Const> {
    let result = match op {
        BinaryOp::Add => left + right,
        BinaryOp::Sub => left - right,
        BinaryOp::Mult => {
            if left.bits() + right.bits() > MAX_INT_BITS {
                return None;
            }
            left * right
        }
        BinaryOp::FloorDiv if !right.is_zero() => left.div_floor(right),
        BinaryOp::Mod if !right.is_zero() => left.mod_floor(right),
        BinaryOp::BitAnd => left & right,
        BinaryOp::BitOr => left | right,
        BinaryOp::BitXor => left ^ right,
        BinaryOp::LShift => {
            let by = right.to_u64().filter(|by| *by <= MAX_INT_BITS && left.bits() + by <= MAX_INT_BITS)?;
            left << by
        }
        BinaryOp::RShift => left >> right.to_u64()?,
        BinaryOp::Pow if !right.is_negative() => {
            let by = right.to_u32()?;
            if left.bits().saturating_mul(u64::from(by)) > MAX_INT_BITS {
                return None;
            }
            left.pow(by)
        }
        BinaryOp::Div => {
            // Exact in floating point, or left to run time.
            let exact = |value: &BigInt| value.to_f64().filter(|_| value.bits() <= 53);
            let right = exact(right).filter(|right| *right != 0.0)?;
            return Some(Const::Float(exact(left)? / right));
        }
        _ => return None,
    };
    Some(int_const(&result))
}

fn wide(op: BinaryOp, left: &Number, right: &Number) -> Option<Const> {
    if let (Some(left), Some(right)) = (real(left), real(right)) {
        let result = match op {
            BinaryOp::Add => left + right,
            BinaryOp::Sub => left - right,
            BinaryOp::Mult => left * right,
            BinaryOp::Div if right != 0.0 => left / right,
            BinaryOp::Pow if left > 0.0 => left.powf(right),
            _ => return None,
        };
        return Some(Const::Float(result));
    }
    let ((a, b), (c, d)) = (complex(left)?, complex(right)?);
    match op {
        BinaryOp::Add => Some(Const::Complex { real: a + c, imag: b + d }),
        BinaryOp::Sub => Some(Const::Complex { real: a - c, imag: b - d }),
        BinaryOp::Mult => Some(Const::Complex { real: a * c - b * d, imag: a * d + b * c }),
        _ => None,
    }
}

fn real(value: &Number) -> Option<f64> {
    match value {
        Number::Int(value) => value.to_f64(),
        Number::Float(value) => Some(*value),
        Number::Complex(..) => None,
    }
}

fn complex(value: &Number) -> Option<(f64, f64)> {
    match value {
        Number::Complex(real, imag) => Some((*real, *imag)),
        other => real(other).map(|real| (real, 0.0)),
    }
}

/// `"abc"[0]`, `(1, 2)[-1]`, `b"a"[0]`.
pub(super) fn item(consts: &mut Consts, value: ConstId, index: ConstId) -> Option<ConstId> {
    let index = match consts.get(index) {
        Const::Int(index) => *index,
        Const::Bool(index) => i64::from(*index),
        _ => return None,
    };
    let at = |len: usize| {
        let index = if index < 0 { index.checked_add(i64::try_from(len).ok()?)? } else { index };
        usize::try_from(index).ok().filter(|index| *index < len)
    };
    let found = match consts.get(value) {
        Const::Str(text) => {
            let character = text.chars().nth(at(text.chars().count())?)?;
            Const::Str(character.to_string().into())
        }
        Const::Bytes(bytes) => Const::Int(i64::from(bytes[at(bytes.len())?])),
        Const::Tuple(items) => return Some(items[at(items.len())?]),
        _ => return None,
    };
    Some(consts.add(found))
}
