//! Code lenses over classes, where the user asks for them: cycles and bytes.

use serde_json::json;

use super::classes;
use crate::diagnostic::Confidence;
use crate::lsp::position;
use crate::lsp::report::Linked;
use crate::lsp::ticket::Ticket;
use crate::lsp::types::*;

pub async fn lenses(mut ticket: Ticket, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
    if !ticket.settings.code_lens {
        return Ok(None);
    }
    let Some(report) = ticket.report().await else { return Ok(None) };
    let source = &report.source;
    let mut lenses = Vec::new();
    for (at, span) in classes::classes_of(&report) {
        let start = position::position(&source.text, source.lines(), span.start, ticket.features.encoding);
        let Some(range) = ticket.to_own(Range::new(start, start)) else { continue };
        let Some(title) = title(&report.linked, at, ticket.least) else { continue };
        let class = report.linked.outcome.classes[at].qualname.as_str();
        let arguments = json!({ "uri": params.text_document.uri, "class": class });
        let command =
            Command { title, command: "heaplint.cycleGraph".to_owned(), arguments: Some(vec![arguments]) };
        lenses.push(CodeLens { range, command: Some(command), data: None });
    }
    Ok(Some(lenses))
}

fn title(linked: &Linked, at: usize, least: Confidence) -> Option<String> {
    let mut parts = Vec::new();
    match classes::rings(linked, at, least).len() {
        0 => {}
        1 => parts.push("in 1 reference cycle".to_owned()),
        many => parts.push(format!("in {many} reference cycles")),
    }
    if let Some(size) = classes::size(&linked.outcome, at) {
        parts.push(match size.with_slots {
            Some(slots) if slots < size.now => format!("{} B, {slots} B with slots", size.now),
            _ => format!("{} B", size.now),
        });
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}
