//! Lists: the *room* (allocated places) that each way of making one leaves.

use super::GC_HEADER;

/// A list with room for that many items.
pub fn list(room: u64) -> u64 {
    40 + GC_HEADER + 8 * room
}

/// Room after the length changes from `len` to `new_len`.
pub fn list_resize(new_len: u64, len: u64, room: u64, minor: u8) -> u64 {
    if room / 2 <= new_len && new_len <= room {
        return room;
    }
    if new_len == 0 {
        return 0;
    }
    if minor <= 8 {
        return new_len + new_len / 8 + if new_len < 9 { 3 } else { 6 };
    }
    let wanted = (new_len + new_len / 8 + 6) & !3;
    // A jump larger than the spare room is not worth spare room.
    if new_len.saturating_sub(len) > wanted - new_len { (new_len + 3) & !3 } else { wanted }
}

/// Room in a list that grew to that length item by item.
pub fn appended(len: u64, minor: u8) -> u64 {
    grown(len, 0, minor)
}

fn grown(len: u64, mut room: u64, minor: u8) -> u64 {
    while room < len {
        room = list_resize(room + 1, room, room, minor);
    }
    room
}

fn even(len: u64) -> u64 {
    len.next_multiple_of(2)
}

/// Room after an empty list takes an iterable of known length. `new`: `list(x)`, the list is being
/// made; else `[*x]`, `extend`, `+=`, `sorted`.
pub fn list_from_sized(len: u64, new: bool, minor: u8) -> u64 {
    match minor {
        _ if len == 0 => 0,
        10.. => even(len),
        8.. if new => len,
        _ => list_resize(len, 0, 0, minor),
    }
}

/// Room after `list()` of a generator, `map`, `zip`, `filter`: the length is guessed to be eight.
pub fn list_from_iterator(len: u64, minor: u8) -> u64 {
    let room = grown(len, list_resize(8, 0, 0, minor), minor);
    if len < room { list_resize(len, len, room, minor) } else { room }
}

/// Room in a display. `constants`: all items are, so that it is extended from a constant tuple.
pub fn list_literal(len: u64, constants: bool, minor: u8) -> u64 {
    match minor {
        10.. if constants && len >= 3 => even(len),
        9 if constants && len >= 3 => list_resize(len, 0, 0, minor),
        10.. if !constants && len > 30 => appended(len, minor),
        _ => len,
    }
}
