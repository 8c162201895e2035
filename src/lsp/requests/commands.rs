//! Commands, for clients that cannot send requests of their own: each does what a request does.

use serde_json::{Value, json};

use super::{blocking, graph, names, status};
use crate::lsp::ticket::Ticket;
use crate::lsp::types::{Error, ExecuteCommandParams, Result};
use crate::trace::write_text;

pub const COMMANDS: &[&str] =
    &["heaplint.cycleGraph", "heaplint.status", "heaplint.trace", "heaplint.analyseAnew"];

pub async fn execute(ticket: Ticket, params: ExecuteCommandParams) -> Result<Option<Value>> {
    let argument = params.arguments.into_iter().next().unwrap_or_else(|| json!({}));
    match params.command.as_str() {
        "heaplint.cycleGraph" => graph::cycle_graph(ticket, argument).await.map(Some),
        "heaplint.status" => status::status(&ticket).map(Some),
        "heaplint.trace" => trace(ticket, argument).await.map(Some),
        "heaplint.analyseAnew" => {
            ticket.analyse_anew();
            Ok(None)
        }
        other => Err(Error::invalid_params(format!("`{other}` is no command of heaplint"))),
    }
}

/// `heaplint/trace`: what happens to every object of the document's program, as text.
pub async fn trace(mut ticket: Ticket, _: Value) -> Result<Value> {
    let Some(report) = ticket.report().await else {
        return Err(Error::invalid_params("no such document is open"));
    };
    let version = ticket.target;
    let traced = blocking(move |cancel| names::follow(&report, version, cancel)).await.flatten();
    let traced = traced.ok_or_else(|| Error::invalid_params("the program is too large to be followed"))?;
    let mut text = Vec::new();
    write_text(&mut text, &traced).map_err(|error| Error::invalid_params(error.to_string()))?;
    Ok(json!({ "text": String::from_utf8_lossy(&text) }))
}
