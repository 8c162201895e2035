//! Jupyter notebooks: their code cells as one text, and the way back from places in it to cells.

use std::sync::Arc;

use ruff_notebook::{Notebook, NotebookError};
use ruff_source_file::OneIndexed;

/// Where the cells of a notebook begin in its text.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    /// First byte and number of each code cell. Numbers count all cells of the notebook, from 1.
    starts: Vec<(u32, u32)>,
}

/// The cell that a place lies in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cell {
    pub number: u32,
    /// First byte of the cell in the notebook's text.
    pub start: u32,
}

impl Cells {
    /// The cell that holds an offset; what lies past the end belongs to the last cell.
    pub fn at(&self, offset: u32) -> Option<Cell> {
        let at = self.starts.partition_point(|&(start, _)| start <= offset).checked_sub(1)?;
        self.starts.get(at).map(|&(start, number)| Cell { number, start })
    }
}

/// The text of a notebook's code cells. A notebook in another language has none.
pub(super) fn read(json: &str) -> Result<(Arc<str>, Cells), String> {
    let notebook = Notebook::from_source_code(json).map_err(|error| reason(&error))?;
    if !notebook.is_python_notebook() {
        return Ok((Arc::from(""), Cells::default()));
    }
    let text = notebook.source_code();
    let mut starts = Vec::new();
    let (mut line, mut passed) = (0, 0);
    for range in notebook.cell_offsets().ranges() {
        let start = range.start().to_usize();
        line += text.get(passed..start).unwrap_or_default().matches('\n').count();
        passed = start;
        if let Some(number) = notebook.index().cell(OneIndexed::from_zero_indexed(line)) {
            starts.push((start as u32, number.get() as u32));
        }
    }
    Ok((Arc::from(text), Cells { starts }))
}

fn reason(error: &NotebookError) -> String {
    match error {
        NotebookError::InvalidFormat(format) => {
            format!("the notebook has format {format}, and 4 is what can be read")
        }
        NotebookError::InvalidSchema(error) => format!("the file is JSON but no notebook: {error}"),
        NotebookError::Json(error) | NotebookError::InvalidJson(error) => {
            format!("the file is no notebook: {error}")
        }
        NotebookError::Io(error) => format!("the notebook cannot be read: {error}"),
    }
}
