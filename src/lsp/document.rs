//! The text of an open document, kept equal to the editor's.
//!
//! A notification's changes are applied one after another, each to what the one before left. A
//! change that is impossible (its range ends on a line before it starts, or lies wholly past the text)
//! is refused, and those after it with it: the last good text stays until the editor sends a whole
//! one. A range that ends before it starts on one line is read as editors that cut strings read it: what
//! stands before the start, the new text, what stands after the end.

use std::sync::Arc;

use ropey::Rope;

use super::position::{Encoding, char_of};
use super::types::{TextDocumentContentChangeEvent, Uri};

/// One version of one document. Copies share their text.
#[derive(Clone, Debug)]
pub struct Document {
    pub uri: Arc<Uri>,
    pub version: i32,
    rope: Rope,
    /// Counts every change of any document: no two texts of a session bear the same number.
    pub revision: u64,
}

/// Why a change was not applied.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    Reversed,
    PastTheEnd,
}

impl Document {
    pub fn new(uri: Arc<Uri>, version: i32, text: &str, revision: u64) -> Self {
        Self { uri, version, rope: Rope::from_str(text), revision }
    }

    pub fn text(&self) -> String {
        self.rope.to_string()
    }

    pub fn line_count(&self) -> usize {
        self.rope.len_lines()
    }

    /// Applies the changes up to the first that cannot be.
    pub fn apply(
        &mut self,
        changes: &[TextDocumentContentChangeEvent],
        encoding: Encoding,
    ) -> Result<(), Refused> {
        for change in changes {
            self.apply_one(change, encoding)?;
        }
        Ok(())
    }

    fn apply_one(
        &mut self,
        change: &TextDocumentContentChangeEvent,
        encoding: Encoding,
    ) -> Result<(), Refused> {
        let Some(range) = change.range else {
            self.rope = Rope::from_str(&change.text);
            return Ok(());
        };
        if range.end.line < range.start.line {
            return Err(Refused::Reversed);
        }
        if range.start.line as usize >= self.rope.len_lines() {
            return Err(Refused::PastTheEnd);
        }
        let start = char_of(&self.rope, range.start, encoding);
        let end = char_of(&self.rope, range.end, encoding);
        match end < start {
            true => {
                let kept = format!("{}{}", change.text, self.rope.slice(end..start));
                self.rope.insert(start, &kept);
            }
            false => {
                self.rope.remove(start..end);
                self.rope.insert(start, &change.text);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::types::{Position, Range};

    fn document(text: &str) -> Document {
        let uri: Uri = "file:///a.py".parse().expect("a uri");
        Document::new(Arc::new(uri), 1, text, 0)
    }

    fn change(from: (u32, u32), to: (u32, u32), text: &str) -> TextDocumentContentChangeEvent {
        let range = Range::new(Position::new(from.0, from.1), Position::new(to.0, to.1));
        TextDocumentContentChangeEvent { range: Some(range), range_length: None, text: text.into() }
    }

    #[test]
    fn changes_apply_one_after_another() {
        let mut document = document("one\r\ntwo\n");
        let changes =
            [change((0, 3), (1, 0), "\n"), change((1, 0), (1, 3), "2"), change((2, 0), (2, 0), "x")];
        assert_eq!(document.apply(&changes, Encoding::Utf16), Ok(()));
        assert_eq!(document.text(), "one\n2\nx");
    }

    #[test]
    fn impossible_changes_keep_the_last_good_text() {
        let mut document = document("one\ntwo\n");
        assert_eq!(document.apply(&[change((1, 1), (0, 0), "x")], Encoding::Utf8), Err(Refused::Reversed));
        assert_eq!(document.apply(&[change((9, 0), (9, 0), "x")], Encoding::Utf8), Err(Refused::PastTheEnd));
        assert_eq!(document.text(), "one\ntwo\n");
    }

    #[test]
    fn a_reversed_range_of_one_line_is_cut_as_strings_are() {
        let mut document = document("abcdef\n");
        assert_eq!(document.apply(&[change((0, 4), (0, 2), "-")], Encoding::Utf16), Ok(()));
        assert_eq!(document.text(), "abcd-cdef\n");
    }

    #[test]
    fn a_line_end_may_be_completed_and_cut() {
        let mut document = document("a\rb");
        let changes = [change((1, 0), (1, 0), "\n"), change((0, 1), (1, 0), "")];
        assert_eq!(document.apply(&changes, Encoding::Utf16), Ok(()));
        assert_eq!(document.text(), "ab");
    }
}
