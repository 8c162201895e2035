//! Slices: which positions a slice of a sequence names.

use super::{Int, Outcome, Trouble};

/// Positions `start, start + step, ...`, `count` of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    pub start: i64,
    pub stop: i64,
    pub step: i64,
    pub count: usize,
}

impl Span {
    pub fn positions(self) -> impl Iterator<Item = usize> {
        (0..self.count as i64).map(move |n| (self.start + n * self.step) as usize)
    }
}

/// `slice(start, stop, step).indices(len)` with the number of positions.
pub fn indices(start: Option<&Int>, stop: Option<&Int>, step: Option<&Int>, len: usize) -> Outcome<Span> {
    let step = step.map_or(1, Int::clamped).max(-i64::MAX);
    if step == 0 {
        return Err(Trouble::value("slice step cannot be zero"));
    }
    let len = len as i64;
    let (low, high) = if step < 0 { (-1, len - 1) } else { (0, len) };
    let place = |bound: Option<&Int>, default: i64| match bound.map(Int::clamped) {
        None => default,
        Some(at) if at < 0 => at.saturating_add(len).max(low),
        Some(at) => at.min(high),
    };
    let start = place(start, if step < 0 { high } else { low });
    let stop = place(stop, if step < 0 { low } else { high });
    Ok(Span { start, stop, step, count: range_len(start, stop, step) })
}

/// The position that an index names, negative ones from the end.
pub fn position(index: &Int, len: usize) -> Option<usize> {
    let index = index.to_i64()?;
    let at = if index < 0 { index.checked_add(len as i64)? } else { index };
    usize::try_from(at).ok().filter(|at| *at < len)
}

/// Number of items of `range(start, stop, step)`.
pub fn range_len(start: i64, stop: i64, step: i64) -> usize {
    let (start, stop, step) = (i128::from(start), i128::from(stop), i128::from(step));
    let count = if step > 0 && start < stop {
        (stop - start - 1) / step + 1
    } else if step < 0 && stop < start {
        (start - stop - 1) / -step + 1
    } else {
        0
    };
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_name_the_positions_python_names() {
        let run = |start: Option<i64>, stop: Option<i64>, step: Option<i64>, len| {
            let [start, stop, step] = [start, stop, step].map(|v| v.map(Int::Small));
            indices(start.as_ref(), stop.as_ref(), step.as_ref(), len)
                .map(|s| s.positions().collect::<Vec<_>>())
        };
        assert_eq!(run(None, None, Some(-1), 3), Ok(vec![2, 1, 0]));
        assert_eq!(run(Some(-2), None, None, 3), Ok(vec![1, 2]));
        assert_eq!(run(Some(5), None, None, 3), Ok(vec![]));
        assert_eq!(run(Some(1), Some(5), Some(2), 6), Ok(vec![1, 3]));
        assert_eq!(run(None, None, Some(-2), 3), Ok(vec![2, 0]));
        assert_eq!(run(Some(-10), Some(10), None, 2), Ok(vec![0, 1]));
        assert!(run(None, None, Some(0), 2).is_err());
        assert_eq!(range_len(1, 9, 2), 4);
        assert_eq!(range_len(5, 0, -2), 3);
    }
}
