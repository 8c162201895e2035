//! The lines of one text that a finding shows, cut out so that drawing costs what is drawn.

use std::ops::Range;

use crate::base::Span;
use crate::syntax::SourceFile;

/// Further apart than this, places of one text get excerpts of their own.
const FAR: u32 = 1000;

/// A line longer than this is data; it is named but not drawn.
const LONG_LINE: usize = 4096;

/// Consecutive lines, joined by `\n` whatever ended them in the file.
#[derive(Debug, PartialEq)]
pub(super) struct Excerpt {
    pub text: String,
    /// Number of the first line, from 1; in a notebook from the first line of its cell.
    pub first: u32,
    /// The cell of a notebook.
    pub cell: Option<u32>,
    /// Byte ranges of `text` with what is said there, in order of place; the flag marks the primary.
    pub marks: Vec<Mark>,
}

#[derive(Debug, PartialEq)]
pub(super) struct Mark {
    pub range: Range<usize>,
    pub label: String,
    pub is_primary: bool,
}

/// A mark before it is cut: where in the whole text.
pub(super) struct Wanted {
    pub span: Span,
    pub label: String,
    pub is_primary: bool,
}

/// Cuts the text for these places, in order of line. Places on lines that are too long give nothing.
pub(super) fn excerpts(text: &SourceFile, mut wanted: Vec<Wanted>) -> Vec<Excerpt> {
    wanted.sort_by_key(|w| (w.span.start, !w.is_primary));
    let mut excerpts: Vec<Excerpt> = Vec::new();
    let mut last = 0;
    for mark in wanted {
        let line = text.lines().line(mark.span.start);
        if text.line_text(line).len() > LONG_LINE {
            continue;
        }
        let cell = text.cell(mark.span.start);
        let number = cell.map(|cell| cell.number);
        match excerpts.last_mut() {
            Some(open) if line - last <= FAR && open.cell == number => {
                extend(open, text, last, line);
                push_mark(open, text, line, mark);
            }
            _ => {
                let text_of_line = text.line_text(line).to_owned();
                let above = cell.map_or(0, |cell| text.lines().line(cell.start) - 1);
                let first = line - above;
                let mut open = Excerpt { text: text_of_line, first, cell: number, marks: Vec::new() };
                push_mark(&mut open, text, line, mark);
                excerpts.push(open);
            }
        }
        last = line;
    }
    excerpts
}

/// Appends the lines after `last`, up to `line`.
fn extend(open: &mut Excerpt, text: &SourceFile, last: u32, line: u32) {
    for between in last + 1..=line {
        open.text.push('\n');
        let text_of_line = text.line_text(between);
        // An undrawn line keeps its number and loses its content.
        if between == line || text_of_line.len() <= LONG_LINE {
            open.text.push_str(text_of_line);
        }
    }
}

/// Adds the mark to the excerpt's last line. A place that goes on over the line's end is marked up to there.
fn push_mark(open: &mut Excerpt, text: &SourceFile, line: u32, mark: Wanted) {
    let whole = text.line_text(line);
    let base = open.text.len() - whole.len();
    let from = text.lines().line_start(line);
    let column = |offset: u32| {
        let mut at = (offset.saturating_sub(from) as usize).min(whole.len());
        while !whole.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (column(mark.span.start), column(mark.span.end));
    let range = base + start..base + end.max(start);
    open.marks.push(Mark { range, label: mark.label, is_primary: mark.is_primary });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(start: u32, end: u32, label: &str) -> Wanted {
        Wanted { span: Span::new(start, end), label: label.to_owned(), is_primary: false }
    }

    #[test]
    fn lines_are_cut_at_every_kind_of_line_end() {
        let text = SourceFile::from_text("a.py", "one\rtwo\r\nthree\nfour");
        let cut = excerpts(&text, vec![wanted(9, 14, "3"), wanted(4, 6, "2")]);
        assert_eq!(cut.len(), 1);
        assert_eq!((cut[0].text.as_str(), cut[0].first), ("two\nthree", 2));
        assert_eq!((cut[0].marks[0].range.clone(), cut[0].marks[1].range.clone()), (0..2, 4..9));
    }

    #[test]
    fn places_outside_of_the_text_are_harmless() {
        let text = SourceFile::from_text("a.py", "é");
        let cut = excerpts(&text, vec![wanted(1, 90, "in a character"), wanted(70, 80, "past the end")]);
        assert_eq!(cut[0].marks[0].range, 0..2);
        assert_eq!(cut[0].marks[1].range, 2..2);
        let empty = SourceFile::from_text("a.py", "");
        assert_eq!(excerpts(&empty, vec![wanted(3, 4, "")])[0].marks[0].range, 0..0);
    }
}
