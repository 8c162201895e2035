//! What values take, per version, in bytes; what they refer to is not counted.
//!
//! `minor` is that of Python 3: 8 to 14. Sizes are those of `sys.getsizeof`, the collector's header
//! included. Formulas that were measured hold for 3.8 to 3.13; 3.14 is taken to be as 3.13.

mod deque;
mod dict;
mod list;
mod scalar;
mod set;

pub use deque::deque;
pub use dict::{
    EMPTY_DICT, Keys, defaultdict, dict, dict_slots, dict_table, empty_dict_call, ordered_dict, usable,
};
pub use list::{appended, list, list_from_iterator, list_from_sized, list_literal, list_resize};
pub use scalar::{
    COMPLEX, FLOAT, NONE, RANGE, SLICE, TextKind, array, bool, bytearray, bytes, characters, int, str, text,
    tuple,
};
pub use set::{set, set_from, set_merged, set_slots, set_slots_merged};

/// In front of every object of a type the collector knows.
pub const GC_HEADER: u64 = 16;
