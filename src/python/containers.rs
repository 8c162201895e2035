//! What values and containers take, per version; what they refer to is not counted.
//!
//! `minor` is that of Python 3: 8 to 14.

/// An integer of that many bits.
pub fn int(bits: u64, minor: u8) -> u64 {
    let digits = bits.div_ceil(30);
    24 + 4 * if minor >= 11 { digits.max(1) } else { digits }
}

pub const FLOAT: u64 = 24;
pub const COMPLEX: u64 = 32;
pub const RANGE: u64 = 48;

/// A string; its widest character decides for all of it.
pub fn str(text: &str, minor: u8) -> u64 {
    let wide = if minor >= 12 { 0 } else { 1 };
    if text.is_ascii() {
        return 41 + 8 * wide + text.len() as u64;
    }
    let (mut chars, mut widest) = (0, '\0');
    for c in text.chars() {
        chars += 1;
        widest = widest.max(c);
    }
    let width = match widest {
        ..='\u{ff}' => 1,
        ..='\u{ffff}' => 2,
        _ => 4,
    };
    56 + 16 * wide + width * (chars + 1)
}

pub fn bytes(len: u64) -> u64 {
    33 + len
}

pub fn bytearray(len: u64) -> u64 {
    57 + len
}

pub fn tuple(len: u64) -> u64 {
    40 + 8 * len
}

/// A list with room for that many items.
pub fn list(capacity: u64) -> u64 {
    56 + 8 * capacity
}

/// Room in a list that grew to that length item by item.
pub fn appended(len: u64, minor: u8) -> u64 {
    let mut room = 0;
    while room < len {
        let size = room + 1;
        room = match minor {
            ..=8 => size + (size >> 3) + if size < 9 { 3 } else { 6 },
            _ => (size + (size >> 3) + 6) & !3,
        };
    }
    room
}

/// A dictionary of that many keys.
pub fn dict(keys: u64, all_text: bool, minor: u8) -> u64 {
    if keys == 0 {
        return 64;
    }
    let mut slots: u64 = 8;
    while slots * 2 / 3 < keys {
        slots *= 2;
    }
    let width = match slots {
        ..256 => 1,
        256..65_536 => 2,
        _ => 4,
    };
    let head = if minor >= 11 { 32 } else { 40 };
    let entry = if all_text && minor >= 11 { 16 } else { 24 };
    64 + head + width * slots + entry * (slots * 2 / 3)
}

/// A set that grew to that size item by item.
pub fn set(items: u64) -> u64 {
    let mut table: u64 = 8;
    loop {
        // The number of items at which the table is replaced.
        let full = ((table - 1) * 3).div_ceil(5);
        if items < full {
            break;
        }
        let want = if full > 50_000 { full * 2 } else { full * 4 };
        while table <= want {
            table *= 2;
        }
    }
    216 + if table == 8 { 0 } else { 16 * table }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_the_measured_ones() {
        assert_eq!([dict(5, true, 13), dict(6, true, 13), dict(5, false, 13)], [184, 272, 224]);
        assert_eq!([dict(5, true, 10), dict(22, true, 10), dict(43, false, 12)], [232, 1176, 2264]);
        assert_eq!([set(4), set(5), set(19), set(77), set(307)], [216, 728, 2264, 8408, 32_984]);
        assert_eq!([appended(1, 13), appended(25, 13), appended(129, 13)], [4, 32, 148]);
        assert_eq!([str("abc", 13), str("abc", 11), str("\u{e9}a", 13)], [44, 52, 59]);
        assert_eq!([int(0, 13), int(31, 13), int(0, 10)], [28, 32, 24]);
    }
}
