//! Equality, order and hashing of scalars.

use std::cmp::Ordering;
use std::sync::Arc;

use super::{Int, Scalar, float};
use crate::ir::CompareOp;

/// `left == right`; scalars of types that know nothing of each other are unequal.
pub fn equal(left: &Scalar, right: &Scalar) -> bool {
    use Scalar::{Bytes, Complex, Ellipsis, None, NotImplemented, Str};
    match (left, right) {
        (None, None) | (Ellipsis, Ellipsis) | (NotImplemented, NotImplemented) => true,
        (Str(a), Str(b)) => a == b,
        (Bytes(a), Bytes(b)) => a == b,
        (Complex(re, im), Complex(re2, im2)) => re == re2 && im == im2,
        (Complex(re, im), other) | (other, Complex(re, im)) => {
            *im == 0.0 && order(&Scalar::Float(*re), other) == Some(Ordering::Equal)
        }
        _ => order(left, right) == Some(Ordering::Equal),
    }
}

/// Order of two scalars; `None` when they have none (other types, NaN).
pub fn order(left: &Scalar, right: &Scalar) -> Option<Ordering> {
    match (left, right) {
        (Scalar::Str(a), Scalar::Str(b)) => Some(a.cmp(b)),
        (Scalar::Bytes(a), Scalar::Bytes(b)) => Some(a.cmp(b)),
        (Scalar::Float(a), Scalar::Float(b)) => a.partial_cmp(b),
        (Scalar::Float(a), _) => int_and_float(&right.as_int()?, *a).map(Ordering::reverse),
        (_, Scalar::Float(b)) => int_and_float(&left.as_int()?, *b),
        _ => Some(left.as_int()?.cmp(&right.as_int()?)),
    }
}

/// Exact comparison of an integer with a float.
fn int_and_float(int: &Int, value: f64) -> Option<Ordering> {
    if value.is_nan() {
        return None;
    }
    if value.is_infinite() {
        return Some(if value > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    let whole = Int::from_f64(value)?;
    Some(int.cmp(&whole).then_with(|| 0f64.partial_cmp(&value.fract()).unwrap_or(Ordering::Equal)))
}

/// Whether the two types define an order between each other.
fn ordered(left: &Scalar, right: &Scalar) -> bool {
    let real = |v: &Scalar| matches!(v, Scalar::Float(_) | Scalar::Int(_) | Scalar::Bool(_));
    matches!((left, right), (Scalar::Str(_), Scalar::Str(_)) | (Scalar::Bytes(_), Scalar::Bytes(_)))
        || (real(left) && real(right))
}

/// `left op right` for the six comparisons; `None` where the types define no order.
pub fn compare(op: CompareOp, left: &Scalar, right: &Scalar) -> Option<bool> {
    match op {
        CompareOp::Eq => return Some(equal(left, right)),
        CompareOp::NotEq => return Some(!equal(left, right)),
        _ => {}
    }
    if !ordered(left, right) {
        return None;
    }
    let order = order(left, right);
    Some(match op {
        CompareOp::Lt => order == Some(Ordering::Less),
        CompareOp::LtE => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        CompareOp::Gt => order == Some(Ordering::Greater),
        CompareOp::GtE => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        _ => return None,
    })
}

/// `substring in text`, `int or bytes in bytes`; `None` where the operand types do not fit.
pub fn contains(hay: &Scalar, needle: &Scalar) -> Option<bool> {
    match (hay, needle) {
        (Scalar::Str(hay), Scalar::Str(needle)) => Some(hay.contains(&**needle)),
        (Scalar::Bytes(hay), Scalar::Bytes(needle)) => Some(super::text::find(hay, needle).is_some()),
        (Scalar::Bytes(hay), _) => {
            let byte = u8::try_from(needle.as_int()?.to_i64()?).ok()?;
            Some(hay.contains(&byte))
        }
        _ => None,
    }
}

/// What makes two scalars the same key of a dict or element of a set: `1`, `1.0` and `True` are one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum HashKey {
    None,
    Ellipsis,
    NotImplemented,
    Int(Int),
    /// Bits of a float that is no integer.
    Float(u64),
    Complex(u64, u64),
    Str(Arc<str>),
    Bytes(Arc<[u8]>),
}

impl HashKey {
    /// `None` for NaN, which is a key of its own each time.
    pub fn of(value: &Scalar) -> Option<Self> {
        Some(match value {
            Scalar::None => HashKey::None,
            Scalar::Ellipsis => HashKey::Ellipsis,
            Scalar::NotImplemented => HashKey::NotImplemented,
            Scalar::Bool(b) => HashKey::Int(Int::Small(i64::from(*b))),
            Scalar::Int(int) => HashKey::Int(int.clone()),
            Scalar::Float(value) => Self::of_float(*value)?,
            Scalar::Complex(re, im) if *im == 0.0 => Self::of_float(*re)?,
            Scalar::Complex(re, im) if re.is_nan() || im.is_nan() => return None,
            Scalar::Complex(re, im) => HashKey::Complex(re.to_bits(), im.to_bits()),
            Scalar::Str(text) => HashKey::Str(text.clone()),
            Scalar::Bytes(bytes) => HashKey::Bytes(bytes.clone()),
        })
    }

    fn of_float(value: f64) -> Option<Self> {
        if value.is_nan() {
            return None;
        }
        if value.fract() == 0.0
            && let Some(int) = Int::from_f64(value)
        {
            return Some(HashKey::Int(int));
        }
        Some(HashKey::Float(value.to_bits()))
    }
}

/// `hash(value)` where it does not depend on the process (numbers); `None` for text, bytes and
/// what hashes by address.
pub fn hash(value: &Scalar) -> Option<i64> {
    match value {
        Scalar::Float(value) => float::hash(*value),
        Scalar::Complex(re, im) => {
            let (re, im) = (float::hash(*re)?, float::hash(*im)?);
            let combined = (re as u64).wrapping_add((im as u64).wrapping_mul(1_000_003)) as i64;
            Some(if combined == -1 { -2 } else { combined })
        }
        _ => value.as_int().map(|int| int.hash()),
    }
}

/// `hash(tuple)` out of the hashes of its items (the xxHash mix of 3.8 and later).
pub fn tuple_hash(items: &[i64]) -> i64 {
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    let mut sum = PRIME_5;
    for item in items {
        sum = sum.wrapping_add((*item as u64).wrapping_mul(PRIME_2));
        sum = sum.rotate_left(31).wrapping_mul(PRIME_1);
    }
    sum = sum.wrapping_add(items.len() as u64 ^ (PRIME_5 ^ 3_527_539));
    if sum == u64::MAX { 1_546_275_796 } else { sum as i64 }
}

/// `hash(frozenset)` out of the hashes of its elements, in any order.
pub fn frozenset_hash(items: &[i64]) -> i64 {
    let mix = |h: i64| {
        let h = h as u64;
        ((h ^ 89_869_747) ^ (h << 16)).wrapping_mul(3_644_798_167)
    };
    let mut hash = items.iter().fold(0u64, |sum, item| sum ^ mix(*item));
    hash ^= (items.len() as u64 + 1).wrapping_mul(1_927_868_237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
    if hash == u64::MAX { 590_923_713 } else { hash as i64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_several_types_compare_exactly() {
        let big = Scalar::Int(Int::Small((1 << 53) + 1));
        assert!(!equal(&big, &Scalar::Float(9007199254740992.0)));
        assert!(equal(&Scalar::int(1), &Scalar::Bool(true)));
        assert!(equal(&Scalar::int(1), &Scalar::Complex(1.0, 0.0)));
        assert!(!equal(&Scalar::int(1), &Scalar::str("1")));
        assert_eq!(compare(CompareOp::Lt, &Scalar::int(1), &Scalar::Float(1.5)), Some(true));
        assert_eq!(compare(CompareOp::Lt, &Scalar::int(1), &Scalar::str("a")), None);
        assert_eq!(compare(CompareOp::Lt, &Scalar::Float(f64::NAN), &Scalar::int(1)), Some(false));
    }

    #[test]
    fn equal_numbers_are_one_key() {
        assert_eq!(HashKey::of(&Scalar::Float(1.0)), HashKey::of(&Scalar::Bool(true)));
        assert_eq!(HashKey::of(&Scalar::Float(0.0)), HashKey::of(&Scalar::Float(-0.0)));
        assert_ne!(HashKey::of(&Scalar::Float(0.5)), HashKey::of(&Scalar::int(0)));
    }

    #[test]
    fn hashes_are_those_of_cpython() {
        assert_eq!(tuple_hash(&[]), 5740354900026072187);
        assert_eq!(tuple_hash(&[1]), -6644214454873602895);
        assert_eq!(tuple_hash(&[1, 2]), -3550055125485641917);
        assert_eq!(frozenset_hash(&[]), 133146708735736);
        assert_eq!(frozenset_hash(&[1, 2]), -1826646154956904602);
        assert_eq!(hash(&Scalar::Complex(1.0, 2.0)), Some(2000007));
    }
}
