//! `_random`: the Mersenne Twister behind `random`, exact once it was seeded with a known value.
//!
//! A generator is a number into `State::twisters`; one without a seed gives unknown numbers. The
//! distributions over it are Python (`models/py/random.py`).

use num_bigint::BigUint;

use crate::exec::call::Args;
use crate::exec::machine::Machine;
use crate::exec::statics;
use crate::exec::value::{Int, Scalar};
use crate::heap::ObjId;

use super::arguments::exactly;
use super::convert::Modelled;
use super::table::Row;

pub(super) const ROWS: &[Row] = &[
    ("_random.copy", |m, a| {
        let [number] = exactly(m, a, "copy")?;
        let Some(number) = m.small(number) else { return Ok(None) };
        let twister = usize::try_from(number).ok().and_then(|at| m.natives.twisters.get(at)).cloned();
        m.natives.twisters.push(twister.unwrap_or_default());
        Ok(Some(m.new_int(m.natives.twisters.len() as i64 - 1)))
    }),
    ("_random.seed", seed),
    ("_random.is_seeded", |m, a| {
        let [number] = exactly(m, a, "is_seeded")?;
        let seeded = twister(m, number).is_some();
        Ok(Some(m.new_bool(seeded)))
    }),
    ("_random.unknown", |_, _| Ok(Some(statics::SOME_SCALAR))),
    ("_random.random", |m, a| {
        let [number] = exactly(m, a, "random")?;
        let Some(twister) = twister(m, number) else { return Ok(Some(statics::SOME_SCALAR)) };
        let float = twister.float();
        Ok(Some(m.new_scalar(Scalar::Float(float))))
    }),
    ("_random.bits", |m, a| {
        let [number, bits] = exactly(m, a, "bits")?;
        let Some(bits) = m.small(bits).and_then(|bits| u32::try_from(bits).ok()) else { return Ok(None) };
        let Some(twister) = twister(m, number) else { return Ok(Some(statics::SOME_SCALAR)) };
        let made = twister.bits(bits.min(1 << 16));
        Ok(Some(whole(m, made)))
    }),
    ("_random.below", |m, a| {
        let [number, limit] = exactly(m, a, "below")?;
        let Some(limit) = m.scalar_of(limit).and_then(|scalar| scalar.as_int()) else { return Ok(None) };
        let limit = limit.big().magnitude().clone();
        let Some(twister) = twister(m, number) else { return Ok(Some(statics::SOME_SCALAR)) };
        let made = twister.below(&limit);
        Ok(Some(whole(m, made)))
    }),
];

/// State of one generator.
#[derive(Clone, Debug, Default)]
pub(in crate::exec) struct Twister {
    /// Empty until it is seeded.
    words: Vec<u32>,
    next: usize,
}

const WORDS: usize = 624;
const MIDDLE: usize = 397;

impl Twister {
    /// Seeds from the words of a number, lowest first.
    fn seed(&mut self, key: &[u32]) {
        let mut words = vec![19_650_218_u32; WORDS];
        for at in 1..WORDS {
            let before = words[at - 1];
            words[at] = (before ^ (before >> 30)).wrapping_mul(1_812_433_253).wrapping_add(at as u32);
        }
        let (mut at, mut of_key) = (1, 0);
        for _ in 0..WORDS.max(key.len()) {
            let before = words[at - 1];
            words[at] = (words[at] ^ (before ^ (before >> 30)).wrapping_mul(1_664_525))
                .wrapping_add(key[of_key])
                .wrapping_add(of_key as u32);
            at = Self::after(&mut words, at);
            of_key = (of_key + 1) % key.len();
        }
        for _ in 1..WORDS {
            let before = words[at - 1];
            words[at] =
                (words[at] ^ (before ^ (before >> 30)).wrapping_mul(1_566_083_941)).wrapping_sub(at as u32);
            at = Self::after(&mut words, at);
        }
        words[0] = 0x8000_0000;
        (self.words, self.next) = (words, WORDS);
    }

    /// The next place to mix; the last word is carried over to the first.
    fn after(words: &mut [u32], at: usize) -> usize {
        if at + 1 < WORDS {
            return at + 1;
        }
        words[0] = words[WORDS - 1];
        1
    }

    fn refill(&mut self) {
        for at in 0..WORDS {
            let mixed = (self.words[at] & 0x8000_0000) | (self.words[(at + 1) % WORDS] & 0x7fff_ffff);
            let odd = if mixed & 1 == 1 { 0x9908_b0df } else { 0 };
            self.words[at] = self.words[(at + MIDDLE) % WORDS] ^ (mixed >> 1) ^ odd;
        }
        self.next = 0;
    }

    fn word(&mut self) -> u32 {
        if self.next >= WORDS {
            self.refill();
        }
        let mut word = self.words[self.next];
        self.next += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    }

    /// A float from 0 to 1 of 53 bits.
    fn float(&mut self) -> f64 {
        let (high, low) = (self.word() >> 5, self.word() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    fn bits(&mut self, bits: u32) -> BigUint {
        let mut words = Vec::new();
        let mut left = bits;
        while left > 0 {
            let word = self.word();
            words.push(if left < 32 { word >> (32 - left) } else { word });
            left = left.saturating_sub(32);
        }
        BigUint::new(words)
    }

    fn below(&mut self, limit: &BigUint) -> BigUint {
        let bits = limit.bits() as u32;
        if bits == 0 {
            return BigUint::default();
        }
        loop {
            let made = self.bits(bits);
            if made < *limit {
                return made;
            }
        }
    }
}

fn twister(m: &mut Machine, number: ObjId) -> Option<&mut Twister> {
    let at = usize::try_from(m.small(number)?).ok()?;
    m.natives.twisters.get_mut(at).filter(|twister| !twister.words.is_empty())
}

fn whole(m: &mut Machine, value: BigUint) -> ObjId {
    m.new_scalar(Scalar::Int(Int::from(num_bigint::BigInt::from(value))))
}

/// `_random.seed(number, value)`: a new seed, or none when the value is not known.
fn seed(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [number, value] = exactly(m, args, "seed")?;
    let Some(at) = m.small(number).and_then(|number| usize::try_from(number).ok()) else { return Ok(None) };
    let key = match m.scalar_of(value) {
        Some(Scalar::Bytes(bytes)) => Some(of_text(&bytes)),
        Some(scalar) => scalar.as_int().map(|int| int.big().magnitude().clone()),
        None => None,
    };
    let Some(twister) = m.natives.twisters.get_mut(at) else { return Ok(None) };
    match key {
        Some(key) => twister.seed(&match key.to_u32_digits() {
            words if words.is_empty() => vec![0],
            words => words,
        }),
        None => *twister = Twister::default(),
    }
    Ok(Some(statics::NONE))
}

/// The number that a text stands for as a seed: its bytes, and their SHA-512 behind them.
fn of_text(bytes: &[u8]) -> BigUint {
    let mut whole = bytes.to_vec();
    whole.extend(sha512(bytes));
    BigUint::from_bytes_be(&whole)
}

/// The first 64 bits behind the point of the `n`th root of a prime.
fn root_bits(prime: u32, n: u32) -> u64 {
    let root = (BigUint::from(prime) << (64 * n)).nth_root(n);
    root.to_u64_digits().first().copied().unwrap_or(0)
}

fn primes(count: usize) -> Vec<u32> {
    let is_prime = |n: &u32| (2..*n).take_while(|d| d * d <= *n).all(|d| !n.is_multiple_of(d));
    (2..).filter(is_prime).take(count).collect()
}

fn sha512(bytes: &[u8]) -> Vec<u8> {
    let primes = primes(80);
    let constants: Vec<u64> = primes.iter().map(|prime| root_bits(*prime, 3)).collect();
    let mut state: Vec<u64> = primes[..8].iter().map(|prime| root_bits(*prime, 2)).collect();
    let mut padded = bytes.to_vec();
    padded.push(0x80);
    while padded.len() % 128 != 112 {
        padded.push(0);
    }
    padded.extend((bytes.len() as u128 * 8).to_be_bytes());
    for block in padded.chunks(128) {
        let mut words: Vec<u64> = block
            .chunks(8)
            .map(|part| part.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte)))
            .collect();
        for at in 16..80 {
            let (a, b) = (words[at - 15], words[at - 2]);
            let low = a.rotate_right(1) ^ a.rotate_right(8) ^ (a >> 7);
            let high = b.rotate_right(19) ^ b.rotate_right(61) ^ (b >> 6);
            words.push(words[at - 16].wrapping_add(low).wrapping_add(words[at - 7]).wrapping_add(high));
        }
        let mut now = state.clone();
        for (word, constant) in words.iter().zip(&constants) {
            let (a, e) = (now[0], now[4]);
            let first = now[7]
                .wrapping_add(e.rotate_right(14) ^ e.rotate_right(18) ^ e.rotate_right(41))
                .wrapping_add((e & now[5]) ^ (!e & now[6]))
                .wrapping_add(*constant)
                .wrapping_add(*word);
            let second = (a.rotate_right(28) ^ a.rotate_right(34) ^ a.rotate_right(39))
                .wrapping_add((a & now[1]) ^ (a & now[2]) ^ (now[1] & now[2]));
            now.rotate_right(1);
            now[0] = first.wrapping_add(second);
            now[4] = now[4].wrapping_add(first);
        }
        for (kept, more) in state.iter_mut().zip(now) {
            *kept = kept.wrapping_add(more);
        }
    }
    state.iter().flat_map(|word| word.to_be_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_hashed_as_published() {
        let hash = sha512(b"abc");
        assert_eq!(hash[..4], [0xdd, 0xaf, 0x35, 0xa1]);
        assert_eq!(hash[60..], [0xa5, 0x4c, 0xa4, 0x9f]);
    }
}
