//! How the text around a place is written: indentation, line ends, quotes, and where lines end.

use super::Page;
use crate::base::Span;
use crate::syntax::{Block, Statement, StatementKind, module, prefers_single_quotes};

/// Longer lines are broken.
pub(super) const WIDTH: usize = 88;

/// The end of the line that holds an offset: where its line end starts.
pub(super) fn line_end(page: &Page<'_>, offset: u32) -> u32 {
    let rest = page.source.text.get(offset as usize..).unwrap_or("");
    offset + rest.find(['\n', '\r']).unwrap_or(rest.len()) as u32
}

/// Where the line after the one that holds an offset starts; `None` at the end of the text.
pub(super) fn next_line(page: &Page<'_>, offset: u32) -> Option<u32> {
    let end = line_end(page, offset);
    let rest = page.source.text.get(end as usize..).unwrap_or("");
    match rest {
        "" => None,
        rest if rest.starts_with("\r\n") => Some(end + 2),
        _ => Some(end + 1),
    }
}

pub(super) fn line_start(page: &Page<'_>, offset: u32) -> u32 {
    let before = page.source.text.get(..offset as usize).unwrap_or("");
    before.rfind(['\n', '\r']).map_or(0, |at| at as u32 + 1)
}

/// What the file ends its lines with.
pub(super) fn line_break(page: &Page<'_>) -> &'static str {
    let text = &page.source.text;
    match text.find(['\n', '\r']) {
        Some(at) if text[at..].starts_with("\r\n") => "\r\n",
        Some(at) if text[at..].starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// The white space before a statement that starts its line; `None` where something else stands there.
pub(super) fn indentation<'p>(page: &'p Page<'_>, offset: u32) -> Option<&'p str> {
    let start = line_start(page, offset);
    let before = page.text(Span::new(start, offset));
    before.chars().all(|c| c == ' ' || c == '\t').then_some(before)
}

/// The rest of the line is white space or a comment.
pub(super) fn is_last_on_line(page: &Page<'_>, offset: u32) -> bool {
    let rest = page.text(Span::new(offset, line_end(page, offset))).trim_start();
    rest.is_empty() || rest.starts_with('#')
}

/// The line that starts at an offset holds nothing.
pub(super) fn is_blank(page: &Page<'_>, start: u32) -> bool {
    page.text(Span::new(start, line_end(page, start))).trim().is_empty()
}

pub(super) fn quote(page: &Page<'_>) -> char {
    if prefers_single_quotes(&page.parsed) { '\'' } else { '"' }
}

/// `name` in the quotes of the file.
pub(super) fn quoted(name: &str, quote: char) -> String {
    format!("{quote}{name}{quote}")
}

/// A place for new statements at the top of a block: where, and what goes around their lines.
pub(super) struct Top {
    pub at: u32,
    /// Before the first new line: a line end where the text has none, or an empty line.
    pub before: String,
    /// After the last new line, which ends itself.
    pub after: String,
    pub indent: String,
}

/// Where new statements go: after the docstring, or right below the header. `None` where the block
/// stands on the line of its header.
pub(super) fn top(page: &Page<'_>, block: &Block) -> Option<Top> {
    let eol = line_break(page);
    let first = block.statements.first()?;
    let indent = indentation(page, first.span.start)?.to_owned();
    if !is_last_on_line(page, block.colon.end) {
        return None;
    }
    if !block.has_docstring {
        let at = next_line(page, block.colon.end)?;
        let is_spaced = is_blank(page, at);
        let is_comment = page.text(Span::new(at, line_end(page, at))).trim_start().starts_with('#');
        let after = if (needs_space(first) || is_comment) && !is_spaced { eol } else { "" };
        return Some(Top { at, before: String::new(), after: after.to_owned(), indent });
    }
    if !is_last_on_line(page, first.span.end) {
        return None;
    }
    let Some(at) = next_line(page, first.span.end) else {
        let at = line_end(page, first.span.end);
        return Some(Top { at, before: format!("{eol}{eol}"), after: String::new(), indent });
    };
    // One empty line after the docstring, and the ones that were there after what is new.
    let after = match block.statements.get(1) {
        Some(next) if needs_space(next) && !is_blank(page, at) => eol,
        _ => "",
    };
    Some(Top { at, before: eol.to_owned(), after: after.to_owned(), indent })
}

/// Definitions stand apart from what is above them.
fn needs_space(statement: &Statement) -> bool {
    statement.kind == StatementKind::Definition
}

/// An edit that imports a module, if the file does not do so at its top already.
pub(super) fn import(page: &Page<'_>, name: &str) -> Option<crate::diagnostic::Edit> {
    let block = module(&page.parsed);
    let wanted = format!("import {name}");
    let is_import = |found: &&Statement| found.kind == StatementKind::Import;
    let imports: Vec<&Statement> = block.statements.iter().filter(is_import).collect();
    if imports.iter().any(|found| page.text(found.span) == wanted) {
        return None;
    }
    let eol = line_break(page);
    let early = |found: &&Statement| found.kind == StatementKind::FutureImport;
    let last_future = block.statements.iter().rfind(early);
    let is_later = |found: &&&Statement| last_future.is_none_or(|last| found.span.start > last.span.start);
    let is_before = |found: &&&Statement| {
        let module = page.text(found.span).strip_prefix("import ");
        module.is_some_and(|module| module < name) && is_last_on_line(page, found.span.end)
    };
    let leading = || imports.iter().filter(is_later).copied().filter(|found| is_leading(&block, found));
    if let Some(above) = leading().rfind(|found| is_before(&found))
        && let Some(at) = next_line(page, above.span.end)
    {
        return Some(page.edit(at, at, format!("{wanted}{eol}")));
    }
    if let Some(first) = leading().next()
        && indentation(page, first.span.start) == Some("")
    {
        return Some(page.edit(first.span.start, first.span.start, format!("{wanted}{eol}")));
    }
    let docstring = block.statements.first().filter(|_| block.has_docstring);
    let Some(above) = last_future.or(docstring) else {
        let first = block.statements.first()?;
        let air = if needs_space(first) { eol } else { "" };
        return Some(page.edit(first.span.start, first.span.start, format!("{wanted}{eol}{eol}{air}")));
    };
    let at = next_line(page, above.span.end).filter(|_| is_last_on_line(page, above.span.end))?;
    Some(page.edit(at, at, format!("{eol}{wanted}{eol}")))
}

/// Nothing but imports and a docstring stands above the statement.
fn is_leading(block: &Block, statement: &Statement) -> bool {
    let docstring = usize::from(block.has_docstring);
    block
        .statements
        .iter()
        .skip(docstring)
        .take_while(|found| found.span != statement.span)
        .all(|found| matches!(found.kind, StatementKind::Import | StatementKind::FutureImport))
}

/// Whether the file imports the module by its own name at its top.
pub(super) fn is_imported(page: &Page<'_>, name: &str) -> bool {
    let wanted = format!("import {name}");
    module(&page.parsed).statements.iter().any(|found| page.text(found.span) == wanted)
}
