//! Places as the protocol counts them, and places as we count them.
//!
//! A *position* is a line and a character from 0, the character in units of the encoding that was
//! negotiated; an *offset* is a byte of the text. Lines end at LF, CRLF and CR, at nothing else. A
//! character past the end of its line means the end of the line, one inside a character means its
//! start, and a line past the last means the end of the text. Nothing here fails.

use ropey::{Rope, RopeSlice};

use super::types::{Position, PositionEncodingKind, Range};
use crate::base::Span;
use crate::syntax::LineIndex;

/// In which units characters of a line are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Encoding {
    Utf8,
    /// What every client knows.
    #[default]
    Utf16,
    Utf32,
}

impl Encoding {
    /// The first of the client's that we know: its order is its preference.
    pub fn preferred(offered: Option<&[PositionEncodingKind]>) -> Self {
        let known = |kind: &PositionEncodingKind| match kind.as_str() {
            "utf-8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16),
            "utf-32" => Some(Self::Utf32),
            _ => None,
        };
        offered.unwrap_or_default().iter().find_map(known).unwrap_or_default()
    }

    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn units(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// The character of a rope that a position means.
pub fn char_of(rope: &Rope, at: Position, encoding: Encoding) -> usize {
    let line = at.line as usize;
    if line >= rope.len_lines() {
        return rope.len_chars();
    }
    let start = rope.line_to_char(line);
    start + chars_before(rope.line(line), at.character as usize, encoding)
}

/// How many characters of a line stand before a number of units.
fn chars_before(line: RopeSlice<'_>, units: usize, encoding: Encoding) -> usize {
    let mut left = units;
    for (at, c) in line.chars().enumerate() {
        let width = encoding.units(c);
        if matches!(c, '\n' | '\r') || left < width {
            return at;
        }
        left -= width;
    }
    line.len_chars()
}

/// The position of an offset.
pub fn position(text: &str, lines: &LineIndex, offset: u32, encoding: Encoding) -> Position {
    let line = lines.line(offset);
    let start = lines.line_start(line) as usize;
    let end = floor(text, offset as usize);
    let before = text.get(start..end).unwrap_or("");
    let before = before.trim_end_matches(['\n', '\r']);
    let character = match before.is_ascii() {
        true => before.len(),
        false => before.chars().map(|c| encoding.units(c)).sum(),
    };
    Position::new(line - 1, character as u32)
}

pub fn range(text: &str, lines: &LineIndex, span: Span, encoding: Encoding) -> Range {
    let end = span.end.max(span.start);
    Range::new(position(text, lines, span.start, encoding), position(text, lines, end, encoding))
}

/// The offset of a position.
pub fn offset(text: &str, lines: &LineIndex, at: Position, encoding: Encoding) -> u32 {
    if at.line >= lines.line_count() {
        return text.len() as u32;
    }
    let line = lines.line_text(text, at.line + 1);
    let mut left = at.character as usize;
    let mut inside = line.len();
    for (at, c) in line.char_indices() {
        let width = encoding.units(c);
        if left < width {
            inside = at;
            break;
        }
        left -= width;
    }
    lines.line_start(at.line + 1) + inside as u32
}

/// The last border between characters at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a\u{0c}b\r\nß\u{1f40d}z\rx\n";

    #[test]
    fn only_three_ends_end_a_line() {
        let rope = Rope::from_str(TEXT);
        assert_eq!(rope.len_lines(), 4);
        assert_eq!(LineIndex::new(TEXT).line_count(), 4);
        assert_eq!(Rope::from_str("a\u{85}b\u{2028}c\u{0b}d").len_lines(), 1);
    }

    #[test]
    fn characters_count_in_units_of_the_encoding() {
        let rope = Rope::from_str(TEXT);
        let lines = LineIndex::new(TEXT);
        let z = TEXT.find('z').expect("there");
        for (encoding, character) in [(Encoding::Utf8, 6), (Encoding::Utf16, 3), (Encoding::Utf32, 2)] {
            let at = position(TEXT, &lines, z as u32, encoding);
            assert_eq!(at, Position::new(1, character));
            assert_eq!(offset(TEXT, &lines, at, encoding) as usize, z);
            assert_eq!(rope.char_to_byte(char_of(&rope, at, encoding)), z);
        }
    }

    #[test]
    fn positions_that_do_not_exist_mean_the_nearest_before() {
        let rope = Rope::from_str(TEXT);
        let lines = LineIndex::new(TEXT);
        let snake = TEXT.find('\u{1f40d}').expect("there");
        let inside = Position::new(1, 2);
        assert_eq!(rope.char_to_byte(char_of(&rope, inside, Encoding::Utf16)), snake);
        assert_eq!(offset(TEXT, &lines, inside, Encoding::Utf16) as usize, snake);
        assert_eq!(char_of(&rope, Position::new(0, 99), Encoding::Utf16), 3);
        assert_eq!(offset(TEXT, &lines, Position::new(0, 99), Encoding::Utf16), 3);
        assert_eq!(char_of(&rope, Position::new(99, 0), Encoding::Utf16), rope.len_chars());
    }
}
