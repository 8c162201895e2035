//! Deques: blocks of 64 items, the first one filled from its centre.

/// A deque that grew to that length by `append`.
pub fn deque(len: u64, minor: u8) -> u64 {
    let blocks = if len <= 32 { 1 } else { 1 + (len - 32).div_ceil(64) };
    let first = if minor >= 11 { 760 } else { 624 };
    first + 528 * (blocks - 1)
}
