//! Notebooks: cells that the editor keeps apart are one program, in order, for the analysis.
//!
//! A notebook stands among the documents with the text of its code cells, each ended by a line end;
//! its report is told cell by cell.

use std::collections::BTreeMap;
use std::sync::Arc;

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

    /// Tells the report of a notebook cell by cell; false for a report of another document.
    pub fn tell_cells(&mut self, report: &Report) -> bool {
        let Some(notebook) = self.notebooks.get(report.uri.as_str()) else { return false };
        let starts = notebook.starts.clone();
        let mut by_cell: BTreeMap<usize, Vec<Finding>> = BTreeMap::new();
        for finding in &report.findings {
            let mut finding = finding.clone();
            // Edits of the whole would be edits of a text that no editor has.
            finding.edits = None;
            if let Some(at) = to_cell(&starts, &mut finding.shown.range) {
                for related in finding.shown.related_information.iter_mut().flatten() {
                    move_to_cell(&starts, &report.uri, &mut related.location);
                }
                by_cell.entry(at).or_default().push(finding);
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

/// Moves a range of the whole into its cell; the cell's number.
fn to_cell(starts: &[(u32, Uri)], range: &mut Range) -> Option<usize> {
    let at = starts.partition_point(|(start, _)| *start <= range.start.line).checked_sub(1)?;
    let start = starts[at].0;
    range.start.line -= start;
    range.end.line = range.end.line.saturating_sub(start);
    Some(at)
}

fn move_to_cell(starts: &[(u32, Uri)], notebook: &Uri, location: &mut Location) {
    if location.uri == *notebook
        && let Some(at) = to_cell(starts, &mut location.range)
    {
        location.uri = starts[at].1.clone();
    }
}
