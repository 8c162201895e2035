//! Inlay hints, where the user asks for them: how many references an object has after a line.

use super::{blocking, names};
use crate::lsp::position;
use crate::lsp::ticket::Ticket;
use crate::lsp::types::*;

pub async fn hints(mut ticket: Ticket, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
    if !ticket.settings.inlay_hints {
        return Ok(None);
    }
    let Some(report) = ticket.report().await else { return Ok(None) };
    let (version, followed) = (ticket.target, report.clone());
    let traced = blocking(move |cancel| names::follow(&followed, version, cancel)).await.flatten();
    let Some(traced) = traced else { return Ok(None) };
    let source = &report.source;
    let asked = Range::new(ticket.to_whole(params.range.start), ticket.to_whole(params.range.end));
    let last = asked.end.line.min(source.lines().line_count().saturating_sub(1));
    let mut hints = Vec::new();
    for line in asked.start.line..=last {
        let counts: Vec<String> = names::bound_on(&traced, line + 1)
            .into_iter()
            .filter_map(|(name, standing)| Some(format!("{name}: {}", standing.count?)))
            .collect();
        if counts.is_empty() {
            continue;
        }
        let start = source.lines().line_start(line + 1);
        let end = start + source.line_text(line + 1).trim_end().len() as u32;
        let position = position::position(&source.text, source.lines(), end, ticket.features.encoding);
        let Some(own) = ticket.to_own(Range::new(position, position)) else { continue };
        hints.push(InlayHint {
            position: own.start,
            label: InlayHintLabel::String(format!("refs {}", counts.join(", "))),
            kind: None,
            text_edits: None,
            tooltip: Some(InlayHintTooltip::String("references after this line".to_owned())),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        });
    }
    Ok(Some(hints))
}
