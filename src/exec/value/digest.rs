//! Digests of bytes: MD5 and the SHA family up to SHA-2, as their standards define them.

/// The digest of that name, or `None` for a name that is none of these.
pub fn digest(name: &str, data: &[u8]) -> Option<Vec<u8>> {
    let roots = root_fractions(2, 16);
    let early: [u64; 8] = std::array::from_fn(|at| roots[at]);
    let late: [u64; 8] = std::array::from_fn(|at| roots[at + 8]);
    Some(match name {
        "md5" => md5(data),
        "sha1" => sha1(data),
        "sha224" => sha2_narrow(data, late.map(|word| word as u32))[..28].to_vec(),
        "sha256" => sha2_narrow(data, early.map(|word| (word >> 32) as u32)),
        "sha384" => sha2_wide(data, late)[..48].to_vec(),
        "sha512" => sha2_wide(data, early),
        _ => return None,
    })
}

/// The message with its end mark and its length in bits, a multiple of the block long.
fn padded(data: &[u8], block: usize, is_little: bool) -> Vec<u8> {
    let field = block / 8;
    let mut out = data.to_vec();
    out.push(0x80);
    while out.len() % block != block - field {
        out.push(0);
    }
    let bits = data.len() as u128 * 8;
    if is_little {
        out.extend(&(bits as u64).to_le_bytes());
    } else {
        out.extend(&bits.to_be_bytes()[16 - field..]);
    }
    out
}

/// The first 64 bits of the fraction of the square (2) or cube (3) roots of the first primes.
fn root_fractions(degree: u32, count: usize) -> Vec<u64> {
    let is_prime = |n: &u64| (2..*n).take_while(|d| d * d <= *n).all(|d| !n.is_multiple_of(d));
    (2u64..).filter(is_prime).take(count).map(|prime| root_fraction(prime, degree)).collect()
}

/// Bit by bit: the largest fraction whose root, raised again, is not over the number.
fn root_fraction(number: u64, degree: u32) -> u64 {
    let whole = (1u128..).take_while(|n| n.pow(degree) <= u128::from(number)).last().unwrap_or(1);
    let mut root = whole << 64;
    for bit in (0..64).rev() {
        let wider = root | 1 << bit;
        if !is_over(wider, degree, number) {
            root = wider;
        }
    }
    root as u64
}

/// Whether a fixed-point number of 64 fraction bits, raised, is over a whole number.
fn is_over(root: u128, degree: u32, number: u64) -> bool {
    let limbs =
        |value: u128| [value as u32, (value >> 32) as u32, (value >> 64) as u32, (value >> 96) as u32];
    let mut power: Vec<u32> = limbs(root).to_vec();
    for _ in 1..degree {
        let mut next = vec![0u32; power.len() + 4];
        for (i, &a) in power.iter().enumerate() {
            let mut carry = 0u64;
            for (j, b) in limbs(root).into_iter().enumerate() {
                let sum = u64::from(next[i + j]) + u64::from(a) * u64::from(b) + carry;
                next[i + j] = sum as u32;
                carry = sum >> 32;
            }
            next[i + 4] = carry as u32;
        }
        power = next;
    }
    let fraction = 2 * degree as usize;
    let high = power.iter().skip(fraction).rev().fold(0u128, |all, &limb| all << 32 | u128::from(limb));
    let has_rest = power.iter().take(fraction).any(|&limb| limb != 0);
    high > u128::from(number) || high == u128::from(number) && has_rest
}

fn md5(data: &[u8]) -> Vec<u8> {
    const TURNS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
    let mut state: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in padded(data, 64, true).chunks_exact(64) {
        let words: Vec<u32> =
            block.chunks_exact(4).map(|w| u32::from_le_bytes([w[0], w[1], w[2], w[3]])).collect();
        let [mut a, mut b, mut c, mut d] = state;
        for at in 0..64 {
            let (mixed, word) = match at / 16 {
                0 => (b & c | !b & d, at),
                1 => (d & b | !d & c, (5 * at + 1) % 16),
                2 => (b ^ c ^ d, (3 * at + 5) % 16),
                _ => (c ^ (b | !d), 7 * at % 16),
            };
            let constant = (((at + 1) as f64).sin().abs() * 4_294_967_296.0) as u32;
            let sum = a.wrapping_add(mixed).wrapping_add(constant).wrapping_add(words[word]);
            (a, d, c) = (d, c, b);
            b = b.wrapping_add(sum.rotate_left(TURNS[at / 16][at % 4]));
        }
        for (kept, new) in state.iter_mut().zip([a, b, c, d]) {
            *kept = kept.wrapping_add(new);
        }
    }
    state.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn sha1(data: &[u8]) -> Vec<u8> {
    let mut state: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    for block in padded(data, 64, false).chunks_exact(64) {
        let mut words: Vec<u32> =
            block.chunks_exact(4).map(|w| u32::from_be_bytes([w[0], w[1], w[2], w[3]])).collect();
        for at in 16..80 {
            words.push((words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16]).rotate_left(1));
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (at, word) in words.into_iter().enumerate() {
            let (mixed, constant) = match at / 20 {
                0 => (b & c | !b & d, 0x5a82_7999),
                1 => (b ^ c ^ d, 0x6ed9_eba1),
                2 => (b & c | b & d | c & d, 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6_u32),
            };
            let sum = a.rotate_left(5).wrapping_add(mixed).wrapping_add(e).wrapping_add(constant);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, sum.wrapping_add(word));
        }
        for (kept, new) in state.iter_mut().zip([a, b, c, d, e]) {
            *kept = kept.wrapping_add(new);
        }
    }
    state.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// One SHA-2 of a word's width: the two differ in rotations, rounds and block.
macro_rules! sha2 {
    ($name:ident, $word:ty, $block:literal, $rounds:literal, $big0:expr, $big1:expr, $small0:expr, $small1:expr) => {
        fn $name(data: &[u8], mut state: [$word; 8]) -> Vec<u8> {
            const WIDTH: usize = size_of::<$word>();
            let roots = root_fractions(3, $rounds);
            let turned = |x: $word, by: [u32; 3]| by.map(|by| x.rotate_right(by));
            let mix = |x: $word, by: [u32; 3]| {
                let [a, b, c] = turned(x, by);
                a ^ b ^ c
            };
            let mix_shifted =
                |x: $word, by: [u32; 3]| x.rotate_right(by[0]) ^ x.rotate_right(by[1]) ^ x >> by[2];
            for block in padded(data, $block, false).chunks_exact($block) {
                let read = |bytes: &[u8]| bytes.iter().fold(0, |all: $word, b| all << 8 | <$word>::from(*b));
                let mut words: Vec<$word> = block.chunks_exact(WIDTH).map(read).collect();
                for at in 16..$rounds {
                    let (early, late) =
                        (mix_shifted(words[at - 15], $small0), mix_shifted(words[at - 2], $small1));
                    let sum = words[at - 16].wrapping_add(early).wrapping_add(words[at - 7]);
                    words.push(sum.wrapping_add(late));
                }
                let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = state;
                for at in 0..$rounds {
                    let constant = (roots[at] >> (64 - 8 * WIDTH as u32)) as $word;
                    let first = h
                        .wrapping_add(mix(e, $big1))
                        .wrapping_add(e & f ^ !e & g)
                        .wrapping_add(constant)
                        .wrapping_add(words[at]);
                    let second = mix(a, $big0).wrapping_add(a & b ^ a & c ^ b & c);
                    (h, g, f, e, d) = (g, f, e, d.wrapping_add(first), c);
                    (c, b, a) = (b, a, first.wrapping_add(second));
                }
                for (kept, new) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
                    *kept = kept.wrapping_add(new);
                }
            }
            state.iter().flat_map(|word| word.to_be_bytes()).collect()
        }
    };
}

sha2!(sha2_narrow, u32, 64, 64, [2, 13, 22], [6, 11, 25], [7, 18, 3], [17, 19, 10]);
sha2!(sha2_wide, u64, 128, 80, [28, 34, 39], [14, 18, 41], [1, 8, 7], [19, 61, 6]);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exec::value::text::to_hex;

    #[test]
    fn digests_of_the_standards() {
        let known = |name, data: &[u8], starts: &str| {
            let shown = to_hex(&digest(name, data).unwrap());
            assert!(shown.starts_with(starts), "{name}: {shown}");
        };
        known("md5", b"hello", "5d41402abc4b2a76b9719d911017c592");
        known("sha1", b"abc", "a9993e364706816aba3e25717850c26c9cd0d89d");
        known("sha224", b"abc", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7");
        known("sha256", b"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        known("sha384", b"abc", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163");
        known("sha512", b"abc", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea2");
        known("md5", &[b'x'; 200], "30a83621ce5422fbdfdd539777458c78");
    }
}
