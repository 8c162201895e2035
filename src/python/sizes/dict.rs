//! Dictionaries: a table of index slots, and entries for two thirds of them.

use super::GC_HEADER;

pub const EMPTY_DICT: u64 = 48 + GC_HEADER;

/// Slots of the smallest table.
const LEAST: u64 = 8;

/// What kind of keys the table holds: from 3.11 on, entries of tables with exact `str` keys are
/// smaller.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keys {
    Text,
    Any,
}

/// Entries that a table of that many slots takes.
pub fn usable(slots: u64) -> u64 {
    slots * 2 / 3
}

/// Slots after that many keys were put into an empty dictionary; 0 for none.
pub fn dict_slots(keys: u64) -> u64 {
    let mut slots = if keys == 0 { 0 } else { LEAST };
    while usable(slots) < keys {
        slots *= 2;
    }
    slots
}

/// The table alone.
pub fn dict_table(slots: u64, keys: Keys, minor: u8) -> u64 {
    let width = match slots {
        ..0x100 => 1,
        0x100..0x1_0000 => 2,
        0x1_0000..0x1_0000_0000 => 4,
        _ => 8,
    };
    let head = if minor >= 11 { 32 } else { 40 };
    let entry = if keys == Keys::Text && minor >= 11 { 16 } else { 24 };
    head + width * slots + entry * usable(slots)
}

/// A dictionary whose table has that many slots; 0 where it has none of its own.
pub fn dict(slots: u64, keys: Keys, minor: u8) -> u64 {
    EMPTY_DICT + if slots == 0 { 0 } else { dict_table(slots, keys, minor) }
}

/// `dict()` without arguments, unlike `{}`.
pub fn empty_dict_call(minor: u8) -> u64 {
    if minor <= 9 { dict(LEAST, Keys::Any, minor) } else { EMPTY_DICT }
}

/// A `defaultdict`.
pub fn defaultdict(slots: u64, keys: Keys, minor: u8) -> u64 {
    8 + dict(if slots == 0 && minor <= 9 { LEAST } else { slots }, keys, minor)
}

/// An `OrderedDict`: a node for each key, and a second table of the same length.
pub fn ordered_dict(keys: u64, slots: u64, of: Keys, minor: u8) -> u64 {
    let slots = if minor <= 9 { slots.max(LEAST) } else { slots };
    let fast_nodes = if keys == 0 { 0 } else { 8 * slots };
    64 + dict(slots, if keys == 0 { Keys::Any } else { of }, minor) + fast_nodes + 32 * keys
}
