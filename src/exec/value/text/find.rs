//! Searching and replacing, over text by code points and over bytes.

/// What a search finds: a piece of text or of bytes.
#[derive(Clone, Copy, Debug)]
pub enum Needle<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// The part of a sequence of `len` that optional bounds `start` and `stop` leave, as CPython clips
/// them; `None` when start is beyond the end or the stop.
pub fn window(len: usize, start: Option<i64>, stop: Option<i64>) -> Option<(usize, usize)> {
    let len = len as i64;
    let clip = |at: i64| if at < 0 { (at + len).max(0) } else { at };
    let stop = stop.map_or(len, |at| clip(at).min(len));
    let start = start.map_or(0, clip);
    (start <= stop).then_some((start as usize, stop as usize))
}

/// First position of `needle` in `hay`, in bytes.
pub fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    if needle.is_empty() {
        return Some(0);
    }
    hay.windows(needle.len()).position(|part| part == needle)
}

/// Last position of `needle` in `hay`, in bytes.
pub fn rfind(hay: &[u8], needle: &[u8]) -> Option<usize> {
    if needle.is_empty() {
        return Some(hay.len());
    }
    hay.windows(needle.len()).rposition(|part| part == needle)
}

/// How often `needle` occurs without overlap; an empty one occurs `chars + 1` times.
pub fn count(hay: &[u8], needle: &[u8], chars: usize) -> usize {
    if needle.is_empty() {
        return chars + 1;
    }
    let (mut at, mut found) = (0, 0);
    while let Some(next) = hay.get(at..).and_then(|rest| find(rest, needle)) {
        found += 1;
        at += next + needle.len();
    }
    found
}

/// `hay.replace(old, new, limit)`; `boundary` says where an empty `old` may match.
pub fn replace(
    hay: &[u8],
    old: &[u8],
    new: &[u8],
    limit: Option<usize>,
    boundary: impl Fn(usize) -> bool,
) -> Vec<u8> {
    let mut left = limit.unwrap_or(usize::MAX);
    let mut out = Vec::with_capacity(hay.len());
    if old.is_empty() {
        for (at, byte) in hay.iter().enumerate() {
            if left > 0 && boundary(at) {
                out.extend_from_slice(new);
                left -= 1;
            }
            out.push(*byte);
        }
        if left > 0 {
            out.extend_from_slice(new);
        }
        return out;
    }
    let mut at = 0;
    while left > 0 {
        let Some(next) = hay.get(at..).and_then(|rest| find(rest, old)) else { break };
        out.extend_from_slice(&hay[at..at + next]);
        out.extend_from_slice(new);
        at += next + old.len();
        left -= 1;
    }
    out.extend_from_slice(hay.get(at..).unwrap_or(&[]));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches_count_and_replace() {
        assert_eq!(count(b"aaa", b"aa", 3), 1);
        assert_eq!(count(b"abc", b"", 3), 4);
        assert_eq!(replace(b"abc", b"", b"-", None, |_| true), b"-a-b-c-");
        assert_eq!(replace(b"aaa", b"a", b"b", Some(2), |_| true), b"bba");
        assert_eq!(window(3, Some(4), None), None);
        assert_eq!(window(3, Some(-2), Some(-1)), Some((1, 2)));
    }
}
