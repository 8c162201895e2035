//! The texts that findings point into, fetched when a finding is written and soon forgotten.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::FileId;
use crate::diagnostic::Spot;
use crate::syntax::{Position, SourceFile};

/// More texts than one finding shows, few enough to be small.
const KEPT: usize = 64;

/// Where texts come from, and the last few of them. A text may have changed or gone since it was
/// analysed, so whoever cuts it does so with care.
pub struct Texts<'a> {
    fetch: &'a dyn Fn(FileId) -> SourceFile,
    kept: RefCell<BTreeMap<FileId, Rc<SourceFile>>>,
}

/// A spot as a reader counts, and the path it lies in. The end is exclusive.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub path: String,
    /// The cell of a notebook; lines count from its first.
    pub cell: Option<u32>,
    pub start: Position,
    pub end: Position,
}

impl Shown {
    /// `path:line:column`, or `path:cell 3:line:column`.
    pub fn place(&self) -> String {
        let (path, at) = (printable(&self.path), self.start);
        match self.cell {
            Some(cell) => format!("{path}:cell {cell}:{}:{}", at.line, at.column),
            None => format!("{path}:{}:{}", at.line, at.column),
        }
    }

    /// For formats that know nothing of cells: a place in the file that is there, and what to say before
    /// the message.
    pub fn flat(self) -> (Shown, String) {
        let Some(cell) = self.cell else { return (self, String::new()) };
        let said = format!("cell {cell}, line {}: ", self.start.line);
        let (start, end) = (Position { line: 1, column: 1 }, Position { line: 1, column: 1 });
        (Shown { start, end, ..self }, said)
    }
}

impl<'a> Texts<'a> {
    /// `fetch` gives the text of a file, an empty one under its path if it cannot be read again.
    pub fn new(fetch: &'a dyn Fn(FileId) -> SourceFile) -> Self {
        Self { fetch, kept: RefCell::default() }
    }

    pub(super) fn get(&self, file: FileId) -> Rc<SourceFile> {
        if let Some(text) = self.kept.borrow().get(&file) {
            return Rc::clone(text);
        }
        let text = Rc::new((self.fetch)(file));
        let mut kept = self.kept.borrow_mut();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(file, Rc::clone(&text));
        text
    }

    pub(super) fn show(&self, spot: Spot) -> Shown {
        let text = self.get(spot.file);
        let mut start = text.position(spot.span.start);
        let mut end = text.position(spot.span.end.max(spot.span.start));
        let cell = text.cell(spot.span.start);
        if let Some(cell) = cell {
            let above = text.lines().line(cell.start) - 1;
            start.line = start.line.saturating_sub(above).max(1);
            end.line = end.line.saturating_sub(above).max(1);
        }
        Shown { path: text.path.clone(), cell: cell.map(|cell| cell.number), start, end }
    }
}

/// Text for one line of a terminal or log: control characters lose their power.
pub(super) fn printable(text: &str) -> String {
    let is_safe = |c: char| !c.is_control() && !is_direction_mark(c);
    text.chars().map(|c| if is_safe(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// Characters that make text read in another order than it is written.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
