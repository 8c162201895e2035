//! Sets: a table that is replaced when three fifths of it are full.

use super::GC_HEADER;

/// Slots of the table inside the object.
const LEAST: u64 = 8;

/// A set whose table has that many slots.
pub fn set(slots: u64) -> u64 {
    200 + GC_HEADER + if slots <= LEAST { 0 } else { 16 * slots }
}

fn is_full(used: u64, slots: u64) -> bool {
    used * 5 >= (slots - 1) * 3
}

fn grown(wanted: u64) -> u64 {
    let mut slots = LEAST;
    while slots <= wanted {
        slots *= 2;
    }
    slots
}

/// Slots after that many elements were added one by one.
pub fn set_slots(len: u64) -> u64 {
    let mut slots = LEAST;
    while is_full(len, slots) {
        let used = ((slots - 1) * 3).div_ceil(5);
        slots = grown(if used > 50_000 { used * 2 } else { used * 4 });
    }
    slots
}

/// Slots after `new` elements of another set or dictionary were merged into a set of `len`.
pub fn set_slots_merged(new: u64, len: u64, slots: u64) -> u64 {
    if is_full(len + new, slots) { grown((len + new) * 2) } else { slots }
}

/// A set that grew to that length element by element (comprehensions, `set(list)`, displays of names).
pub fn set_from(len: u64) -> u64 {
    set(set_slots(len))
}

/// A set made from another set or dictionary (`set(s)`, `copy`, displays of constants from 3.9 on).
pub fn set_merged(len: u64) -> u64 {
    set(set_slots_merged(len, 0, LEAST))
}
