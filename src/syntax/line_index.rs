//! Offsets to lines and columns, and back.
//!
//! A *line* ends at LF, CRLF or CR and at nothing else: form feed, vertical tab and U+2028 do not
//! end one, as in CPython's tokenizer. Lines and columns count from 1; a *column* counts characters
//! unless a function's name says bytes or UTF-16 units. An index is built once per text and is
//! meaningful for that text only.

use serde::{Deserialize, Serialize};

/// A place as a reader counts: both from 1, the column in characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// Where each line of one text starts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// A text of ASCII alone needs no counting: columns are byte distances.
    is_ascii: bool,
    len: u32,
}

impl LineIndex {
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / 32 + 1);
        starts.push(0);
        for (at, &byte) in bytes.iter().enumerate() {
            let ends = byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
            if ends {
                starts.push(at as u32 + 1);
            }
        }
        Self { starts, is_ascii: bytes.is_ascii(), len: bytes.len() as u32 }
    }

    /// Number of lines; a text that ends with a line end has an empty last line.
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The line that holds `offset`, from 1. An offset past the end belongs to the last line.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// First byte of a line (from 1); the end of the text for a line past the last.
    pub fn line_start(&self, line: u32) -> u32 {
        self.starts.get(line.saturating_sub(1) as usize).copied().unwrap_or(self.len)
    }

    /// Text of a line without its line end.
    pub fn line_text<'t>(&self, text: &'t str, line: u32) -> &'t str {
        let whole = text.get(self.line_start(line) as usize..self.line_start(line + 1) as usize);
        whole.unwrap_or("").trim_end_matches(['\n', '\r'])
    }

    /// Line and column in characters.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        self.measure(text, offset, |before| before.chars().count())
    }

    /// Line and column in bytes.
    pub fn byte_position(&self, offset: u32) -> Position {
        let line = self.line(offset);
        Position { line, column: offset.min(self.len) - self.line_start(line) + 1 }
    }

    /// Line and column in UTF-16 code units, as editors count by default.
    pub fn utf16_position(&self, text: &str, offset: u32) -> Position {
        self.measure(text, offset, |before| before.encode_utf16().count())
    }

    /// The offset of a line and column in characters; a column past the end of the line is its end.
    pub fn offset(&self, text: &str, at: Position) -> u32 {
        self.find(text, at, |_| 1)
    }

    /// The offset of a line and column in UTF-16 code units.
    pub fn utf16_offset(&self, text: &str, at: Position) -> u32 {
        self.find(text, at, char::len_utf16)
    }

    fn measure(&self, text: &str, offset: u32, count: fn(&str) -> usize) -> Position {
        let bytes = self.byte_position(offset);
        if self.is_ascii {
            return bytes;
        }
        let start = self.line_start(bytes.line) as usize;
        // An offset inside a character belongs to that character.
        let mut end = offset.min(self.len) as usize;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = text.get(start..end).unwrap_or("");
        Position { line: bytes.line, column: count(before) as u32 + 1 }
    }

    fn find(&self, text: &str, at: Position, width: fn(char) -> usize) -> u32 {
        let start = self.line_start(at.line);
        let line = self.line_text(text, at.line);
        let mut left = at.column.saturating_sub(1) as usize;
        if self.is_ascii {
            return start + left.min(line.len()) as u32;
        }
        for (offset, character) in line.char_indices() {
            if left < width(character) {
                return start + offset as u32;
            }
            left -= width(character);
        }
        start + line.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::{LineIndex, Position};

    #[test]
    fn lines_end_at_the_three_line_ends_and_nowhere_else() {
        let index = LineIndex::new("a\nb\r\nc\rd\x0ce\u{2028}f");
        let lines: Vec<u32> = (0..9).map(|offset| index.line(offset)).collect();
        assert_eq!(index.line_count(), 4);
        assert_eq!(lines, [1, 1, 2, 2, 2, 3, 3, 4, 4]);
    }

    #[test]
    fn columns_count_characters_bytes_or_utf16_units() {
        let text = "é = '\u{1f600}x'\n";
        let index = LineIndex::new(text);
        let x = text.find('x').unwrap() as u32;
        assert_eq!(index.position(text, x), Position { line: 1, column: 7 });
        assert_eq!(index.byte_position(x), Position { line: 1, column: 11 });
        assert_eq!(index.utf16_position(text, x), Position { line: 1, column: 8 });
    }

    #[test]
    fn a_position_leads_back_to_its_offset() {
        let text = "a = 1\r\nß = '\u{1f600}'\n\n";
        let index = LineIndex::new(text);
        for (offset, _) in text.char_indices().filter(|(_, c)| !c.is_ascii_control()) {
            let offset = offset as u32;
            assert_eq!(index.offset(text, index.position(text, offset)), offset);
            assert_eq!(index.utf16_offset(text, index.utf16_position(text, offset)), offset);
        }
        assert_eq!(index.offset(text, Position { line: 1, column: 99 }), 5);
        assert_eq!(index.offset(text, Position { line: 99, column: 1 }), text.len() as u32);
    }
}
