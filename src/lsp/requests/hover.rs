//! Hover: the page of a rule on its code, the memory of a class on its name, the object behind a name
//! at module level.

use std::sync::Arc;

use super::{blocking, classes, names};
use crate::lsp::position;
use crate::lsp::report::Report;
use crate::lsp::ticket::Ticket;
use crate::lsp::types::*;
use crate::rules;

pub async fn hover(mut ticket: Ticket, params: HoverParams) -> Result<Option<Hover>> {
    let Some(report) = ticket.report().await else { return Ok(None) };
    let encoding = ticket.features.encoding;
    let at = ticket.to_whole(params.text_document_position_params.position);
    let source = &report.source;
    let offset = position::offset(&source.text, source.lines(), at, encoding);
    let Some(word) = word_at(&source.text, offset as usize) else { return Ok(None) };
    let line = source.lines().line(offset);
    let Some(text) = page(&ticket, &report, word, offset, line).await else { return Ok(None) };
    let kind = match ticket.features.reads_markdown {
        true => MarkupKind::Markdown,
        false => MarkupKind::PlainText,
    };
    let contents = HoverContents::Markup(MarkupContent { kind, value: text });
    let (start, end) = (word.0 as u32, word.1 as u32);
    let span = crate::base::Span::new(start, end);
    let range = position::range(&source.text, source.lines(), span, encoding);
    Ok(Some(Hover { contents, range: ticket.to_own(range) }))
}

async fn page(
    ticket: &Ticket,
    report: &Arc<Report>,
    word: (usize, usize),
    offset: u32,
    line: u32,
) -> Option<String> {
    let name = report.source.text.get(word.0..word.1)?.to_owned();
    if is_in_comment(report.source.line_text(line), offset - report.source.lines().line_start(line)) {
        return rules::find(&name).map(rules::Rule::page);
    }
    if let Some(class) = classes::class_named(report, &name, line) {
        return classes::page(&report.linked, class, ticket.least);
    }
    let version = ticket.target;
    let followed = report.clone();
    let start = ticket.to_whole(Position::default()).line;
    blocking(move |cancel| {
        let traced = names::follow(&followed, version, cancel.clone())?;
        let standing = names::standing(&traced, &name, line)?;
        let size = names::size(&followed, version, &standing, line, cancel);
        Some(names::page(&name, &standing, size, line.saturating_sub(start)))
    })
    .await?
}

/// The bytes of the word around an offset. Codes and names of rules count as words.
pub fn word_at(text: &str, offset: usize) -> Option<(usize, usize)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let before = text.get(..offset)?;
    let start =
        before.char_indices().rev().take_while(|(_, c)| is_part(*c)).last().map_or(offset, |(at, _)| at);
    let after = text.get(offset..)?;
    let end = after.find(|c| !is_part(c)).map_or(text.len(), |end| offset + end);
    let (mut start, mut end) = (start, end);
    let word = text.get(start..end)?;
    // Outside comments a minus is an operator.
    if !word.is_empty() && rules::find(word).is_none() {
        start = word.get(..offset - start)?.rfind('-').map_or(start, |minus| start + minus + 1);
        end = text.get(offset..end)?.find('-').map_or(end, |minus| offset + minus);
    }
    (start < end).then_some((start, end))
}

/// Whether a byte of a line lies in a comment that addresses heaplint.
fn is_in_comment(line: &str, byte: u32) -> bool {
    let before = line.get(..byte as usize).unwrap_or(line);
    let Some(start) = before.rfind('#') else { return false };
    let comment = line[start..].to_ascii_lowercase();
    comment.contains("heaplint:") || comment.contains("noqa")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, offset: usize) -> &str {
        word_at(text, offset).map_or("", |(start, end)| &text[start..end])
    }

    #[test]
    fn words_end_where_names_do() {
        assert_eq!(word("total = first-second", 10), "first");
        assert_eq!(word("total = first-second", 14), "second");
        assert_eq!(word("x  # heaplint: ignore[reference-cycle]", 30), "reference-cycle");
        assert_eq!(word("größe = 1", 2), "größe");
        assert_eq!(word("a  = 1", 2), "");
        assert_eq!(word("", 0), "");
    }
}
