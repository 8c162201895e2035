//! Findings carried from one version of a text to the next.
//!
//! Where an edit shows nowhere else, every place has the same number in both versions, and spans are
//! looked up by it. Otherwise what stands before and after the edited part stays, and what was
//! edited is forgotten.

use rustc_hash::FxHashMap;

use crate::base::{FileId, Span};
use crate::diagnostic::Diagnostic;

/// Where the spans of an old text are in a new one.
pub trait Moves {
    fn span(&self, old: Span) -> Option<Span>;
}

/// By the numbers of places.
pub struct ByPlace(FxHashMap<Span, Span>);

impl ByPlace {
    pub fn new(old: &[Span], new: &[Span]) -> Self {
        Self(old.iter().copied().zip(new.iter().copied()).collect())
    }
}

impl Moves for ByPlace {
    fn span(&self, old: Span) -> Option<Span> {
        self.0.get(&old).copied()
    }
}

/// By the part of the text that differs.
pub struct ByText {
    /// Equal bytes at the start, and in the old text from where on all is equal again.
    before: u32,
    after: u32,
    grown: i64,
}

impl ByText {
    pub fn new(old: &str, new: &str) -> Self {
        let shorter = old.len().min(new.len());
        let (a, b) = (old.as_bytes(), new.as_bytes());
        let before = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let most = shorter - before;
        let same_end = a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
        Self {
            before: before as u32,
            after: (old.len() - same_end) as u32,
            grown: new.len() as i64 - old.len() as i64,
        }
    }

    fn offset(&self, old: u32) -> Option<u32> {
        match old {
            _ if old <= self.before => Some(old),
            _ if old >= self.after => u32::try_from(i64::from(old) + self.grown).ok(),
            _ => None,
        }
    }
}

impl Moves for ByText {
    fn span(&self, old: Span) -> Option<Span> {
        let (start, end) = (self.offset(old.start)?, self.offset(old.end)?);
        (start <= end).then_some(Span::new(start, end))
    }
}

/// The finding with every place in the file moved; `None` where one of them is gone.
pub fn moved(found: &Diagnostic, file: FileId, moves: &impl Moves) -> Option<Diagnostic> {
    let mut found = found.clone();
    for spot in found.spots_mut().filter(|spot| spot.file == file) {
        spot.span = moves.span(spot.span)?;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_edited_moves_along() {
        let moves = ByText::new("aaa bbb ccc", "aaa bXXb ccc");
        assert_eq!(moves.span(Span::new(0, 3)), Some(Span::new(0, 3)));
        assert_eq!(moves.span(Span::new(8, 11)), Some(Span::new(9, 12)));
        assert_eq!(moves.span(Span::new(0, 11)), Some(Span::new(0, 12)));
        let cut = ByText::new("abcdef", "af");
        assert_eq!(cut.span(Span::new(2, 3)), None);
        assert_eq!(cut.span(Span::new(5, 6)), Some(Span::new(1, 2)));
    }
}
