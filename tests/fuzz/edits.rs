//! An editor's text and the server's: the same after any changes, counted in any encoding.
//!
//! The *model* here is a plain list of characters and knows nothing of ropes.

use std::sync::Arc;

use heaplint::lsp::document::Document;
use heaplint::lsp::position::Encoding;
use heaplint::lsp::types::{Position, Range, TextDocumentContentChangeEvent};

/// What is put into texts: each kind of line end, characters of each width, and what looks like a line
/// end without being one.
const PIECES: &[&str] = &[
    "",
    "x",
    "\n",
    "\r",
    "\r\n",
    "é",
    "漢",
    "\u{1f40d}",
    "a\u{301}",
    "\u{c}",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "def f():\n    pass\n",
    "one\r\ntwo\rthree\n",
    "\u{1f40d}\u{1f40d}",
    "\t",
    "long line of some words",
];

/// Numbers out of the input, zero where it has ended.
struct Numbers<'a>(std::slice::Iter<'a, u8>);

impl Numbers<'_> {
    fn next(&mut self) -> usize {
        self.0.next().map_or(0, |&byte| usize::from(byte))
    }

    /// Mostly small, so that most places exist.
    fn small(&mut self) -> u32 {
        match self.next() {
            255 => u32::MAX,
            250..255 => 1_000_000,
            number => number as u32 % 12,
        }
    }

    fn place(&mut self) -> Position {
        Position::new(self.small(), self.small())
    }
}

/// Changes of one document, as the input says them.
pub fn edits(bytes: &[u8]) {
    let mut numbers = Numbers(bytes.iter());
    let encoding = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32][numbers.next() % 3];
    let uri = Arc::new("file:///a.py".parse().expect("a uri"));
    let mut document = Document::new(uri, 0, "", 0);
    let mut model: Vec<char> = Vec::new();
    while !numbers.0.as_slice().is_empty() {
        let text = PIECES[numbers.next() % PIECES.len()];
        let range = (numbers.next() % 16 != 0).then(|| Range::new(numbers.place(), numbers.place()));
        let change = TextDocumentContentChangeEvent { range, range_length: None, text: text.to_owned() };
        let is_taken = document.apply(&[change], encoding).is_ok();
        assert_eq!(apply(&mut model, range, text, encoding), is_taken, "{range:?} {text:?}");
        let shown: String = model.iter().collect();
        assert_eq!(document.text(), shown, "{range:?} {text:?}");
        assert_eq!(document.line_count(), starts(&model).len(), "{shown:?}");
    }
}

/// Applies a change; false where it is one to refuse.
fn apply(model: &mut Vec<char>, range: Option<Range>, text: &str, encoding: Encoding) -> bool {
    let Some(range) = range else {
        *model = text.chars().collect();
        return true;
    };
    if range.end.line < range.start.line || range.start.line as usize >= starts(model).len() {
        return false;
    }
    let (start, end) = (index(model, range.start, encoding), index(model, range.end, encoding));
    let mut new: Vec<char> = model[..start].to_vec();
    new.extend(text.chars());
    new.extend(&model[end..]);
    *model = new;
    true
}

/// Where lines start.
fn starts(model: &[char]) -> Vec<usize> {
    let ends = |at: usize| match model[at] {
        '\n' => true,
        '\r' => model.get(at + 1) != Some(&'\n'),
        _ => false,
    };
    [0].into_iter().chain((0..model.len()).filter(|&at| ends(at)).map(|at| at + 1)).collect()
}

fn index(model: &[char], at: Position, encoding: Encoding) -> usize {
    let Some(&start) = starts(model).get(at.line as usize) else { return model.len() };
    let mut units = at.character as usize;
    for (place, c) in model.iter().enumerate().skip(start) {
        let width = match encoding {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf32 => 1,
        };
        if matches!(c, '\n' | '\r') || units < width {
            return place;
        }
        units -= width;
    }
    model.len()
}
