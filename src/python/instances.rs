//! What an instance of a Python class takes: with a dictionary, with slots, per version.
//!
//! `minor` is that of Python 3: 8 to 14. `attrs` counts attributes that every instance sets, the
//! same names in each. What the attributes refer to is not counted. Sizes are what is allocated for
//! one instance; `sys.getsizeof` shows the head only.

use super::sizes::{EMPTY_DICT, GC_HEADER, Keys, dict_slots, dict_table, usable};

/// Attributes that instances of one class can share the keys of, from 3.11 on.
pub const SHARED_KEYS: u64 = 29;

/// The first instances of a class are larger, from 3.11 on; this one and later ones are not.
pub const SETTLED: u64 = 100;

/// Slots of the table an instance gets once it has more attributes than keys can be shared for.
const UNSHARED_SLOTS: u64 = 128;

/// What an instance consists of before its attributes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Head {
    pub slots: u64,
    pub has_dict: bool,
    pub has_weakref: bool,
}

impl Head {
    /// An instance of a class without `__slots__`.
    pub const PLAIN: Head = Head { slots: 0, has_dict: true, has_weakref: true };

    /// The object with its headers and slots; also what `sys.getsizeof` says.
    pub fn size(self, minor: u8) -> u64 {
        let words = |flag: bool, bytes: u64| if flag { bytes } else { 0 };
        let extra = match minor {
            ..=10 => words(self.has_dict, 8) + words(self.has_weakref, 8),
            11 => words(self.has_dict, 16) + words(self.has_weakref, 8),
            // One block in front of the object holds both.
            _ => words(self.has_dict || self.has_weakref, 16),
        };
        16 + GC_HEADER + 8 * self.slots + extra
    }
}

/// The n-th instance (from 1) of a class without slots, its attributes set. `dict_read`: its
/// `__dict__` was asked for.
pub fn nth_with_dict(attrs: u64, nth: u64, dict_read: bool, minor: u8) -> u64 {
    let head = Head::PLAIN.size(minor);
    let has_dict_object = dict_read || (minor <= 10 && attrs > 0);
    let dict = if has_dict_object { EMPTY_DICT } else { 0 };
    if minor <= 10 {
        // The smallest shared table, for a dictionary without attributes that was asked for.
        let room = if has_dict_object { usable(dict_slots(attrs.max(1))) } else { 0 };
        return head + dict + 8 * room;
    }
    if attrs <= SHARED_KEYS {
        return head + dict + values(shared_room(attrs, nth, minor), minor);
    }
    let own = EMPTY_DICT + dict_table(UNSHARED_SLOTS, Keys::Text, minor);
    match minor {
        11 | 12 => head + own,
        // The block of values stays embedded, unused.
        _ => head + own + values(most_room(nth), minor),
    }
}

/// A settled instance of a class without slots.
pub fn with_dict(attrs: u64, minor: u8) -> u64 {
    nth_with_dict(attrs, SETTLED, false, minor)
}

/// An instance whose class and bases all have slots.
pub fn with_slots(attrs: u64, has_weakref: bool, minor: u8) -> u64 {
    Head { slots: attrs, has_dict: false, has_weakref }.size(minor)
}

/// What a dictionary of its own costs an instance at its first attribute, where a base has slots.
pub fn dict_under_slots(minor: u8) -> u64 {
    match minor {
        ..=10 => 16 + 104,
        11 | 12 => 48,
        _ => 344,
    }
}

/// Places for values in an instance that shares its keys: the class learns from its instances.
fn shared_room(attrs: u64, nth: u64, minor: u8) -> u64 {
    if minor >= 13 {
        most_room(nth).min((attrs + 1).max(31_u64.saturating_sub(nth)))
    } else {
        SHARED_KEYS.min((attrs + 1).max(30_u64.saturating_sub(nth)))
    }
}

fn most_room(nth: u64) -> u64 {
    if nth == 1 { SHARED_KEYS + 1 } else { SHARED_KEYS }
}

/// The array of values of an instance that shares its keys.
fn values(room: u64, minor: u8) -> u64 {
    match minor {
        ..=12 => (room + 2).next_multiple_of(8) + 8 * room,
        _ => 8 + 8 * room + room.next_multiple_of(8),
    }
}
