//! What an instance of a Python class takes: with a dictionary, with slots, per version.
//!
//! `minor` is that of Python 3: 8 to 14. `attrs` counts attributes that every instance sets, the
//! same names in each. What the attributes refer to is not counted. The figures are those of an
//! instance beyond the first thirty of its class, which are larger.

use super::containers;

/// Attributes that instances of one class can share the keys of, from 3.11 on.
pub const SHARED_KEYS: u64 = 29;

/// An instance of a class without slots, its attributes set.
pub fn with_dict(attrs: u64, minor: u8) -> u64 {
    match minor {
        ..=10 => 48 + if attrs == 0 { 0 } else { 64 + 8 * usable(attrs) },
        _ if attrs > SHARED_KEYS => unshared(attrs, minor),
        11 => 56 + values(attrs + 1, minor),
        _ => 48 + values(attrs + 1, minor),
    }
}

/// An instance whose class and bases all have slots.
pub fn with_slots(attrs: u64, has_weakref: bool, minor: u8) -> u64 {
    let weakref = match (has_weakref, minor) {
        (false, _) => 0,
        (true, ..=11) => 8,
        (true, _) => 16,
    };
    32 + 8 * attrs + weakref
}

/// What a dictionary of its own costs an instance at its first attribute, where a base has slots.
pub fn dict_under_slots(minor: u8) -> u64 {
    match minor {
        ..=10 => 16 + 104,
        11 | 12 => 48,
        _ => 344,
    }
}

/// More attributes than keys can be shared for: each instance has a table of its own.
fn unshared(attrs: u64, minor: u8) -> u64 {
    // The table is made with room for twice the keys that are there when sharing ends.
    let dict = containers::dict(attrs.max(43), true, minor);
    match minor {
        11 => 56 + dict,
        12 => 48 + dict,
        // The block of values stays embedded, unused.
        _ => 48 + values(SHARED_KEYS, minor) + dict,
    }
}

/// The array of values of an instance that shares its keys.
fn values(capacity: u64, minor: u8) -> u64 {
    match minor {
        ..=10 => 8 * capacity,
        11 | 12 => (capacity + 2).next_multiple_of(8) + 8 * capacity,
        _ => 8 + 8 * capacity + capacity.next_multiple_of(8),
    }
}

/// Entries of the smallest table for that many keys.
fn usable(keys: u64) -> u64 {
    let mut slots: u64 = 8;
    while slots * 2 / 3 < keys {
        slots *= 2;
    }
    slots * 2 / 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_the_measured_ones() {
        let rows: [(u64, [u64; 4], u64); 5] = [
            (1, [152, 80, 72, 80], 40),
            (3, [152, 96, 88, 96], 56),
            (6, [192, 128, 120, 120], 80),
            (16, [280, 216, 208, 216], 160),
            (30, [448, 1640, 1632, 1904], 272),
        ];
        for (attrs, now, slots) in rows {
            for (minor, expected) in [10, 11, 12, 13].into_iter().zip(now) {
                assert_eq!(with_dict(attrs, minor), expected, "{attrs} attributes on 3.{minor}");
            }
            assert_eq!(with_slots(attrs, false, 13), slots);
        }
    }
}
