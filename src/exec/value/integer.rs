//! Python's integers: machine words while they fit, big integers beyond.
//!
//! Division rounds down and the remainder has the sign of the divisor, as Python defines it.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use super::{LARGEST, Outcome, Trouble};

/// An integer; `Big` never holds what fits an `i64`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Int {
    Small(i64),
    Big(Arc<BigInt>),
}

impl From<BigInt> for Int {
    fn from(value: BigInt) -> Self {
        value.to_i64().map_or_else(|| Int::Big(Arc::new(value)), Int::Small)
    }
}

impl From<i64> for Int {
    fn from(value: i64) -> Self {
        Int::Small(value)
    }
}

impl fmt::Display for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Int::Small(value) => value.fmt(f),
            Int::Big(value) => value.fmt(f),
        }
    }
}

impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Int {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => a.cmp(b),
            _ => self.big().cmp(&other.big()),
        }
    }
}

impl Int {
    pub fn big(&self) -> BigInt {
        match self {
            Int::Small(value) => BigInt::from(*value),
            Int::Big(value) => (**value).clone(),
        }
    }

    pub fn to_i64(&self) -> Option<i64> {
        match self {
            Int::Small(value) => Some(*value),
            Int::Big(_) => None,
        }
    }

    /// Nearest `i64`: what CPython does with bounds that are too large for an index.
    pub fn clamped(&self) -> i64 {
        match self {
            Int::Small(value) => *value,
            Int::Big(value) if value.is_negative() => i64::MIN,
            Int::Big(_) => i64::MAX,
        }
    }

    pub fn is_zero(&self) -> bool {
        matches!(self, Int::Small(0))
    }

    pub fn is_negative(&self) -> bool {
        match self {
            Int::Small(value) => *value < 0,
            Int::Big(value) => value.is_negative(),
        }
    }

    pub fn bits(&self) -> u64 {
        match self {
            Int::Small(value) => u64::from(64 - value.unsigned_abs().leading_zeros()),
            Int::Big(value) => value.bits(),
        }
    }

    fn either(
        &self,
        other: &Self,
        small: impl Fn(i64, i64) -> Option<i64>,
        big: impl Fn(BigInt, BigInt) -> BigInt,
    ) -> Self {
        if let (Int::Small(a), Int::Small(b)) = (self, other)
            && let Some(result) = small(*a, *b)
        {
            return Int::Small(result);
        }
        big(self.big(), other.big()).into()
    }

    pub fn add(&self, other: &Self) -> Self {
        self.either(other, i64::checked_add, |a, b| a + b)
    }

    pub fn sub(&self, other: &Self) -> Self {
        self.either(other, i64::checked_sub, |a, b| a - b)
    }

    pub fn mul(&self, other: &Self) -> Outcome<Self> {
        if self.bits() + other.bits() > LARGEST as u64 {
            return Err(Trouble::Unknown);
        }
        Ok(self.either(other, i64::checked_mul, |a, b| a * b))
    }

    pub fn neg(&self) -> Self {
        Int::Small(0).sub(self)
    }

    pub fn abs(&self) -> Self {
        if self.is_negative() { self.neg() } else { self.clone() }
    }

    pub fn invert(&self) -> Self {
        Int::Small(-1).sub(self)
    }

    /// Quotient rounded down and remainder; the divisor is not zero.
    pub fn div_mod(&self, other: &Self) -> (Self, Self) {
        if let (Int::Small(a), Int::Small(b)) = (self, other)
            && *b != 0
            && *b != -1
        {
            return (Int::Small(a.div_floor(b)), Int::Small(a.mod_floor(b)));
        }
        let (quotient, remainder) = self.big().div_mod_floor(&other.big());
        (quotient.into(), remainder.into())
    }

    pub fn bit_and(&self, other: &Self) -> Self {
        self.either(other, |a, b| Some(a & b), |a, b| a & b)
    }

    pub fn bit_or(&self, other: &Self) -> Self {
        self.either(other, |a, b| Some(a | b), |a, b| a | b)
    }

    pub fn bit_xor(&self, other: &Self) -> Self {
        self.either(other, |a, b| Some(a ^ b), |a, b| a ^ b)
    }

    pub fn shift_left(&self, by: &Self) -> Outcome<Self> {
        if by.is_negative() {
            return Err(Trouble::value("negative shift count"));
        }
        match by.to_i64() {
            _ if self.is_zero() => Ok(Int::Small(0)),
            Some(count) if self.bits() + (count as u64) < LARGEST as u64 => {
                Ok((self.big() << (count as usize)).into())
            }
            _ => Err(Trouble::Unknown),
        }
    }

    pub fn shift_right(&self, by: &Self) -> Outcome<Self> {
        if by.is_negative() {
            return Err(Trouble::value("negative shift count"));
        }
        match by.to_i64() {
            Some(count) if (count as u64) < LARGEST as u64 => Ok((self.big() >> (count as usize)).into()),
            _ => Ok(Int::Small(if self.is_negative() { -1 } else { 0 })),
        }
    }

    /// `self ** exponent` for an exponent that is not negative.
    pub fn pow(&self, exponent: &Self) -> Outcome<Self> {
        let Some(exponent) = exponent.to_i64().and_then(|e| u32::try_from(e).ok()) else {
            return match self {
                Int::Small(0 | 1) => Ok(self.clone()),
                _ => Err(Trouble::Unknown),
            };
        };
        if self.bits().saturating_mul(u64::from(exponent)) > LARGEST as u64
            && !matches!(self, Int::Small(-1..=1))
        {
            return Err(Trouble::Unknown);
        }
        Ok(self.big().pow(exponent).into())
    }

    /// `pow(self, exponent, modulus)`
    pub fn pow_mod(&self, exponent: &Self, modulus: &Self) -> Outcome<Self> {
        if modulus.is_zero() {
            return Err(Trouble::value("pow() 3rd argument cannot be 0"));
        }
        let size = modulus.big();
        let (base, exponent) = if exponent.is_negative() {
            let positive = size.abs();
            let found = self.big().mod_floor(&positive).extended_gcd(&positive);
            if found.gcd != BigInt::from(1) {
                return Err(Trouble::value("base is not invertible for the given modulus"));
            }
            (found.x, exponent.neg())
        } else {
            (self.big(), exponent.clone())
        };
        if exponent.bits() > 1 << 14 || size.bits() > 1 << 14 {
            return Err(Trouble::Unknown);
        }
        Ok(base.modpow(&exponent.big(), &size).mod_floor(&size).into())
    }

    /// Nearest float, ties to even; `None` when out of range.
    pub fn to_f64(&self) -> Option<f64> {
        match self {
            Int::Small(value) => Some(*value as f64),
            Int::Big(value) => big_ratio(value, &BigInt::from(1)),
        }
    }

    /// `self / other`, correctly rounded; `None` when out of range. `other` is not zero.
    pub fn true_div(&self, other: &Self) -> Option<f64> {
        if let (Int::Small(a), Int::Small(b)) = (self, other)
            && a.unsigned_abs() < 1 << 53
            && b.unsigned_abs() < 1 << 53
        {
            return Some(*a as f64 / *b as f64);
        }
        big_ratio(&self.big(), &other.big())
    }

    /// `hash(self)`
    pub fn hash(&self) -> i64 {
        const MODULUS: i64 = (1 << 61) - 1;
        let reduced = match self {
            Int::Small(value) => {
                let size = (value.unsigned_abs() % MODULUS as u64) as i64;
                if *value < 0 { -size } else { size }
            }
            Int::Big(value) => {
                let size = (value.magnitude() % (MODULUS as u64)).to_i64().unwrap_or(0);
                if value.is_negative() { -size } else { size }
            }
        };
        if reduced == -1 { -2 } else { reduced }
    }

    /// Digits in a base, without prefix, lower case.
    pub fn to_base(&self, base: u32) -> String {
        self.big().to_str_radix(base)
    }

    /// The integral part of a float that is finite.
    pub fn from_f64(value: f64) -> Option<Self> {
        use num_traits::FromPrimitive;
        BigInt::from_f64(value.trunc()).map(Int::from)
    }
}

/// `a / b` rounded to the nearest float, ties to even.
fn big_ratio(a: &BigInt, b: &BigInt) -> Option<f64> {
    if a.is_zero() {
        return Some(0.0);
    }
    let negative = (a.sign() == Sign::Minus) != (b.sign() == Sign::Minus);
    let (a, b) = (a.magnitude(), b.magnitude());
    // The quotient gets 55 or 56 bits, or fewer where the result is subnormal.
    let shift = (55 - (a.bits() as i64 - b.bits() as i64)).min(1074 + 1);
    let (scaled, divisor) =
        if shift >= 0 { (a << shift as usize, b.clone()) } else { (a.clone(), b << (-shift) as usize) };
    let (quotient, remainder) = scaled.div_rem(&divisor);
    let mut bits = quotient.to_u64()?;
    if !remainder.is_zero() {
        bits |= 1;
    }
    // `bits` is below 2**57: rounding it to 53 bits by hand keeps ties exact.
    let extra = (64 - i64::from(bits.leading_zeros()) - 53).max(1075 - 1074).max(0) as u32;
    let mut mantissa = bits >> extra;
    let rest = bits & ((1 << extra) - 1);
    let half = 1u64 << (extra - 1);
    if rest > half || (rest == half && mantissa & 1 == 1) {
        mantissa += 1;
    }
    let exponent = i64::from(extra) - shift;
    let value = scale(mantissa as f64, exponent);
    if value.is_infinite() {
        return None;
    }
    Some(if negative { -value } else { value })
}

/// `value * 2**exponent` without double rounding for the exponents that occur.
fn scale(mut value: f64, mut exponent: i64) -> f64 {
    while exponent > 1000 {
        value *= 2f64.powi(1000);
        exponent -= 1000;
        if value.is_infinite() {
            return value;
        }
    }
    while exponent < -1000 {
        value *= 2f64.powi(-1000);
        exponent += 1000;
    }
    value * 2f64.powi(exponent as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(text: &str) -> Int {
        text.parse::<BigInt>().map_or(Int::Small(0), Int::from)
    }

    #[test]
    fn division_rounds_down_and_follows_the_divisor() {
        let cases = [(7, -2, -4, -1), (-7, 2, -4, 1), (-7, -2, 3, -1), (7, 2, 3, 1)];
        for (a, b, quotient, remainder) in cases {
            assert_eq!(Int::Small(a).div_mod(&Int::Small(b)), (Int::Small(quotient), Int::Small(remainder)));
        }
        assert_eq!(Int::Small(i64::MIN).div_mod(&Int::Small(-1)).0.to_string(), "9223372036854775808");
    }

    #[test]
    fn ratios_of_big_integers_are_correctly_rounded() {
        assert_eq!(int("100000000000000000000").true_div(&Int::Small(3)), Some(3.333333333333333e19));
        assert_eq!(int(&("1".to_owned() + &"0".repeat(400))).to_f64(), None);
        assert_eq!(int("9007199254740993").to_f64(), Some(9007199254740992.0));
        assert_eq!(int("18014398509481985").true_div(&Int::Small(1)), Some(18014398509481984.0));
    }

    #[test]
    fn hashes_are_those_of_cpython() {
        assert_eq!(Int::Small(-1).hash(), -2);
        assert_eq!(Int::Small((1 << 61) - 1).hash(), 0);
        assert_eq!(int("1267650600228229401496703205376").hash(), 549755813888);
        assert_eq!(int("-1267650600228229401496703205376").hash(), -549755813888);
    }

    #[test]
    fn powers_with_a_modulus() {
        let pow = |a, b, m| Int::Small(a).pow_mod(&Int::Small(b), &Int::Small(m)).map(|i| i.to_string());
        assert_eq!(pow(2, 10, 7), Ok("2".into()));
        assert_eq!(pow(3, -1, 7), Ok("5".into()));
        assert_eq!(pow(-2, 3, 5), Ok("2".into()));
        assert_eq!(pow(2, 3, -5), Ok("-2".into()));
        assert!(pow(2, -1, 4).is_err());
    }
}
