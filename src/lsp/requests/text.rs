//! `heaplint/documentText`: the text as the server has it, for whoever doubts that it is the editor's.

use serde_json::{Value, json};

use crate::lsp::ticket::Ticket;
use crate::lsp::types::{Error, Result};

pub fn document_text(ticket: &Ticket) -> Result<Value> {
    let document =
        ticket.document.as_ref().ok_or_else(|| Error::invalid_params("no such document is open"))?;
    Ok(json!({ "text": document.text(), "version": document.version }))
}
