//! Slots for classes: a statement, an argument of the decorator, one name less.

use super::Page;
use super::style::{WIDTH, line_break, quote, quoted, top};
use crate::base::{Span, Symbol};
use crate::diagnostic::Edit;
use crate::syntax::{CallOutline, class_at, string_items};

/// `__slots__ = (...)` at the top of the class.
pub(super) fn add(page: &Page<'_>, class: Span, names: &[Symbol]) -> Option<Vec<Edit>> {
    let class = class_at(&page.parsed, class.start)?;
    let top = top(page, &class.body)?;
    let eol = line_break(page);
    let quote = quote(page);
    let quoted: Vec<String> = names.iter().map(|name| quoted(name.as_str(), quote)).collect();
    let indent = &top.indent;
    let line = match quoted.as_slice() {
        [] => format!("{indent}__slots__ = ()"),
        [only] => format!("{indent}__slots__ = ({only},)"),
        several => format!("{indent}__slots__ = ({})", several.join(", ")),
    };
    let statement = if line.chars().count() <= WIDTH {
        line
    } else {
        let deeper = deeper(page, class.span.start, indent);
        let rows: String = quoted.iter().map(|name| format!("{deeper}{name},{eol}")).collect();
        format!("{indent}__slots__ = ({eol}{rows}{indent})")
    };
    Some(vec![page.edit(top.at, top.at, format!("{}{statement}{eol}{}", top.before, top.after))])
}

/// One step deeper than the body of a class that starts at an offset.
fn deeper(page: &Page<'_>, class: u32, indent: &str) -> String {
    let outer = super::style::indentation(page, class).unwrap_or("");
    let step = indent.strip_prefix(outer).filter(|step| !step.is_empty()).unwrap_or("    ");
    format!("{indent}{step}")
}

/// Arguments such as `slots=True` for the one decorator that writes the methods of the class.
pub(super) fn ask(
    page: &Page<'_>,
    class: Span,
    is_attrs: bool,
    arguments: &[&'static str],
) -> Option<Vec<Edit>> {
    let class = class_at(&page.parsed, class.start)?;
    let names: &[&str] = if is_attrs { &["s", "attrs", "dataclass", "attr"] } else { &["dataclass"] };
    let is_writer = |call: &&CallOutline| {
        let callee = page.text(call.callee);
        names.contains(&callee.rsplit('.').next().unwrap_or(callee).trim())
    };
    let mut writers = class.decorators.iter().filter(is_writer);
    let (Some(call), None) = (writers.next(), writers.next()) else { return None };
    let wanted = arguments.join(", ");
    let Some(parens) = call.arguments else {
        return Some(vec![page.edit(call.callee.end, call.callee.end, format!("({wanted})"))]);
    };
    let known = |argument: &&&str| {
        let name = argument.split('=').next().unwrap_or_default();
        call.keywords.iter().any(|keyword| keyword.name == name || keyword.name.is_empty())
    };
    if arguments.iter().any(|argument| known(&argument)) || !call.positional.is_empty() {
        return None;
    }
    let Some(last) = call.keywords.last() else {
        return Some(vec![page.edit(parens.start + 1, parens.start + 1, wanted)]);
    };
    // A value in parentheses of its own ends later than it seems.
    let rest = page.text(Span::new(last.value.end, parens.end)).trim_start();
    if rest.starts_with(')') && rest.len() > 1 {
        return None;
    }
    let between = match super::style::indentation(page, argument_start(page, last.value)) {
        Some(indent) => format!(",{}{indent}", line_break(page)),
        None => ", ".to_owned(),
    };
    let separate = wanted.split(", ").collect::<Vec<_>>().join(&between);
    Some(vec![page.edit(last.value.end, last.value.end, format!("{between}{separate}"))])
}

/// Where `name=value` starts.
fn argument_start(page: &Page<'_>, value: Span) -> u32 {
    let before = page.source.text.get(..value.start as usize).unwrap_or("");
    let head = before.trim_end().trim_end_matches('=').trim_end();
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    head.rfind(|c: char| !is_name(c)).map_or(0, |at| at as u32 + 1)
}

/// A literal list of slots without the last occurrence of a name.
pub(super) fn drop_name(page: &Page<'_>, statement: Span, name: Symbol) -> Option<Vec<Edit>> {
    let items = string_items(&page.parsed, statement.start)?;
    let at = items.iter().rposition(|(_, text)| text == name.as_str())?;
    let span = items[at].0;
    let edit = match (items.get(at + 1), at.checked_sub(1).map(|before| &items[before])) {
        (Some((next, _)), _) => page.edit(span.start, next.start, ""),
        // A tuple of one item needs its comma.
        (None, Some((before, _)))
            if items.len() > 2 || !page.text(Span::new(before.end, span.start)).contains('#') =>
        {
            let tail = if items.len() == 2 { "," } else { "" };
            let rest = page.source.text.get(span.end as usize..).unwrap_or("").trim_start();
            let has_comma = rest.starts_with(',');
            page.edit(before.end, span.end, if has_comma { "" } else { tail })
        }
        _ => return None,
    };
    let between = page.text(edit.spot.span);
    (!between.contains('#')).then(|| vec![edit])
}
