//! A local that is let go on the way out of its function.

use super::Page;
use super::style::{indentation, is_last_on_line, line_break};
use crate::base::{Span, Symbol};
use crate::diagnostic::Edit;
use crate::syntax::{StatementKind, function_at};

/// Puts the `return` or `raise` that ends the function and uses the name under a `try`, whose `finally`
/// clears the name.
pub(super) fn local(page: &Page<'_>, function: Span, name: Symbol) -> Option<Vec<Edit>> {
    let function = function_at(&page.parsed, function.start)?;
    let last = function.body.statements.last()?;
    let is_exit = matches!(last.kind, StatementKind::Return | StatementKind::Raise);
    let text = page.text(last.span);
    if !is_exit || !uses(text, name.as_str()) || text.contains("\"\"\"") || text.contains("'''") {
        return None;
    }
    let indent = indentation(page, last.span.start)?;
    if !is_last_on_line(page, last.span.end) || text.contains('\\') {
        return None;
    }
    let outer = indentation(page, function.span.start)?;
    let step = indent.strip_prefix(outer).filter(|step| !step.is_empty()).unwrap_or("    ");
    let eol = line_break(page);
    let deeper: Vec<String> = text
        .split(eol)
        .enumerate()
        .map(|(at, line)| match at {
            0 => format!("{step}{line}"),
            _ if line.trim().is_empty() => line.to_owned(),
            _ => format!("{step}{line}"),
        })
        .collect();
    let body = deeper.join(eol);
    let before = page.edit(last.span.start, last.span.end, format!("try:{eol}{indent}{body}"));
    let end = super::style::line_end(page, last.span.end);
    let after = page.edit(end, end, format!("{eol}{indent}finally:{eol}{indent}{step}{name} = None"));
    Some(vec![before, after])
}

/// Whether the name stands in a text as a word of its own.
fn uses(text: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.split(|c: char| !is_word(c)).any(|word| word == name)
}
