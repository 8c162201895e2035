//! Notebooks: cells that the editor keeps apart are one program, in order, for the analysis.
//!
//! A notebook stands among the documents with the text of its code cells, each ended by a line end;
//! its report is told cell by cell, and a request about a cell is one about the whole, there and back.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::position::{self, Encoding};
use super::report::{Finding, Report};
use super::ticket::Entry;
use super::types::*;
use super::world::World;

/// The cells of an open notebook.
#[derive(Default)]
pub struct Notebook {
    version: i32,
    cells: Vec<Cell>,
    /// First line of each code cell in the text that was analysed last, by URI.
    starts: Vec<(u32, Uri)>,
}

struct Cell {
    uri: Uri,
    is_code: bool,
}

impl Cell {
    fn of(cell: &NotebookCell) -> Self {
        Self { uri: cell.document.clone(), is_code: cell.kind == NotebookCellKind::CODE }
    }
}

impl World {
    pub fn open_notebook(&mut self, params: DidOpenNotebookDocumentParams) {
        let DidOpenNotebookDocumentParams { notebook_document, cell_text_documents } = params;
        // What was told of the file is told of its cells from now on.
        if self.told(notebook_document.uri.as_str(), None) && !self.features.pulls {
            self.publish(notebook_document.uri.clone(), None, Vec::new());
        }
        cell_text_documents.into_iter().for_each(|cell| self.open_cell(cell));
        let cells = notebook_document.cells.iter().map(Cell::of).collect();
        let notebook = Notebook { version: notebook_document.version, cells, starts: Vec::new() };
        self.notebooks.insert(notebook_document.uri.as_str().to_owned(), notebook);
        self.analyse_notebook(&notebook_document.uri);
    }

    pub fn change_notebook(&mut self, params: DidChangeNotebookDocumentParams) {
        let uri = params.notebook_document.uri;
        let Some(notebook) = self.notebooks.get_mut(uri.as_str()) else { return };
        notebook.version = params.notebook_document.version;
        let Some(change) = params.change.cells else { return };
        if let Some(structure) = change.structure {
            let array = structure.array;
            let start = (array.start as usize).min(notebook.cells.len());
            let end = start.saturating_add(array.delete_count as usize).min(notebook.cells.len());
            let new = array.cells.unwrap_or_default();
            notebook.cells.splice(start..end, new.iter().map(Cell::of));
            structure.did_open.unwrap_or_default().into_iter().for_each(|cell| self.open_cell(cell));
            for closed in structure.did_close.unwrap_or_default() {
                self.close_cell(closed.uri);
            }
        }
        for content in change.text_content.unwrap_or_default() {
            let VersionedTextDocumentIdentifier { uri, version } = content.document;
            self.change(uri.as_str(), Some(version), &content.changes);
        }
        self.analyse_notebook(&uri);
    }

    pub fn close_notebook(&mut self, params: &DidCloseNotebookDocumentParams) {
        let uri = params.notebook_document.uri.as_str();
        self.notebooks.remove(uri);
        for cell in &params.cell_text_documents {
            self.close_cell(cell.uri.clone());
        }
        self.close(uri);
    }

    fn close_cell(&mut self, uri: Uri) {
        self.close(uri.as_str());
        if !self.features.pulls {
            self.publish(uri, None, Vec::new());
        }
    }

    /// Puts the code cells together and has them analysed.
    pub fn analyse_notebook(&mut self, uri: &Uri) {
        let Some(notebook) = self.notebooks.get(uri.as_str()) else { return };
        let mut text = String::new();
        let mut starts = Vec::new();
        let mut line = 0;
        for cell in notebook.cells.iter().filter(|cell| cell.is_code) {
            let Some(open) = self.documents.get(cell.uri.as_str()) else { continue };
            starts.push((line, cell.uri.clone()));
            text.push_str(&open.document.text());
            text.push('\n');
            line += open.document.line_count() as u32;
        }
        let version = notebook.version;
        if let Some(notebook) = self.notebooks.get_mut(uri.as_str()) {
            notebook.starts = starts;
        }
        self.open_whole(uri.clone(), version, &text);
    }

    /// The cells of a notebook, for a request about it or about one of its code cells.
    pub fn cells(&self, uri: &str) -> Option<Cells> {
        let with_own = |(whole, notebook): (&String, &Notebook)| {
            let own = notebook.starts.iter().position(|(_, cell)| cell.as_str() == uri);
            if own.is_none() && whole != uri {
                return None;
            }
            let document = &self.documents.get(whole)?.document;
            Some(Cells { notebook: document.uri.clone(), starts: notebook.starts.clone(), own })
        };
        self.notebooks.iter().find_map(with_own)
    }

    /// Tells the report of a notebook cell by cell; false for a report of another document.
    pub fn tell_cells(&mut self, report: &Report) -> bool {
        let Some(notebook) = self.notebooks.get(report.uri.as_str()) else { return false };
        let starts = notebook.starts.clone();
        let mut by_cell: BTreeMap<usize, Vec<Finding>> = BTreeMap::new();
        let cells = Cells { notebook: report.uri.clone(), starts: starts.clone(), own: None };
        for finding in &report.findings {
            if let Some((at, shown)) = cells.shown(&finding.shown) {
                // Edits of the whole would be edits of a text that no editor has.
                by_cell.entry(at).or_default().push(Finding { shown, edits: None, ..finding.clone() });
            }
        }
        let mut is_changed = false;
        for (at, (_, uri)) in starts.iter().enumerate() {
            let findings = by_cell.remove(&at).unwrap_or_default();
            let version = self.documents.get(uri.as_str()).map(|open| open.document.version);
            let shown = findings.iter().map(|finding| finding.shown.clone()).collect();
            let entry = Entry { uri: uri.clone(), version, id: 0, findings: Arc::new(findings) };
            is_changed |= self.told(uri.as_str(), Some(entry));
            if !self.features.pulls {
                self.publish(uri.clone(), version, shown);
            }
        }
        if is_changed {
            self.refresh();
        }
        true
    }
}

/// Where the cells of a notebook are in its text, for a request about it or about one of them.
#[derive(Clone, Debug)]
pub struct Cells {
    notebook: Arc<Uri>,
    /// First line of each code cell, by URI.
    starts: Vec<(u32, Uri)>,
    /// The cell that the request is about.
    own: Option<usize>,
}

impl Cells {
    /// The address of the whole.
    pub fn notebook(&self) -> &Arc<Uri> {
        &self.notebook
    }

    /// Where a position of the request's cell is in the whole.
    pub fn to_whole(&self, at: Position) -> Position {
        let start = self.own.map_or(0, |own| self.starts[own].0);
        Position::new(at.line.saturating_add(start), at.character)
    }

    /// A range of the whole in the request's cell; `None` where it lies in another.
    pub fn to_own(&self, mut range: Range) -> Option<Range> {
        let at = self.to_cell(&mut range)?;
        (Some(at) == self.own).then_some(range)
    }

    /// Moves a range of the whole into its cell; the cell's number.
    fn to_cell(&self, range: &mut Range) -> Option<usize> {
        let at = self.starts.partition_point(|(start, _)| *start <= range.start.line).checked_sub(1)?;
        let start = self.starts[at].0;
        range.start.line -= start;
        range.end.line = range.end.line.saturating_sub(start);
        Some(at)
    }

    /// A range of the whole as a place of its cell.
    pub fn location(&self, mut range: Range) -> Option<Location> {
        let at = self.to_cell(&mut range)?;
        Some(Location { uri: self.starts[at].1.clone(), range })
    }

    /// A diagnostic of the whole as one of its cell, and the cell's number.
    pub fn shown(&self, of_whole: &Diagnostic) -> Option<(usize, Diagnostic)> {
        let mut shown = of_whole.clone();
        let at = self.to_cell(&mut shown.range)?;
        for related in shown.related_information.iter_mut().flatten() {
            let location = &mut related.location;
            if location.uri == *self.notebook
                && let Some(of_cell) = self.location(location.range)
            {
                *location = of_cell;
            }
        }
        Some((at, shown))
    }

    /// Edits of the whole as edits of its cells; `None` where one of them is in several.
    pub fn edits(
        &self,
        report: &Report,
        edits: Vec<TextEdit>,
        encoding: Encoding,
    ) -> Option<Vec<(Uri, Vec<TextEdit>)>> {
        let mut by_cell: BTreeMap<usize, Vec<TextEdit>> = BTreeMap::new();
        for mut edit in edits {
            let (start, end) = (edit.range.start.line, edit.range.end);
            let at = self.to_cell(&mut edit.range)?;
            let next = self.starts.get(at + 1).map_or(u32::MAX, |(next, _)| *next);
            if end.line >= next || end.line >= report.source.lines().line_count().saturating_sub(1) {
                // The line end that each cell was given is in no cell.
                if end.character > 0 || end.line > next || end.line == start {
                    return None;
                }
                let (source, lines) = (&report.source, report.source.lines());
                let last = position::position(
                    &source.text,
                    lines,
                    lines.line_start(end.line + 1).saturating_sub(1),
                    encoding,
                );
                edit.range.end = Position::new(last.line.checked_sub(self.starts[at].0)?, last.character);
                let text = edit.new_text.strip_suffix('\n').map(str::to_owned);
                edit.new_text = text.unwrap_or(edit.new_text);
            }
            by_cell.entry(at).or_default().push(edit);
        }
        Some(by_cell.into_iter().map(|(at, edits)| (self.starts[at].1.clone(), edits)).collect())
    }
}
