//! `None` in place of a container as a default, and the container made at each call.

use super::Page;
use super::style::{line_break, top};
use crate::base::Span;
use crate::diagnostic::Edit;
use crate::syntax::function_at;

pub(super) fn none(page: &Page<'_>, param: Span) -> Option<Vec<Edit>> {
    let function = function_at(&page.parsed, param.start)?;
    let is_it = |name: Span| name.start <= param.start && param.start < name.end.max(name.start + 1);
    let param = function.params.iter().find(|known| is_it(known.name))?;
    let default = param.default?;
    let made = page.text(default);
    if made.contains(['\n', '\r', '#']) {
        return None;
    }
    let name = page.text(param.name);
    let top = top(page, &function.body)?;
    let (eol, indent) = (line_break(page), &top.indent);
    let deeper = format!("{indent}{}", step(page, function.span.start, indent));
    let guard = format!("{indent}if {name} is None:{eol}{deeper}{name} = {made}{eol}");
    // A docstring of a function is followed by its code directly.
    let before = if function.body.has_docstring && !top.before.contains("\n\n") { "" } else { &top.before };
    let mut edits = vec![
        page.edit(default.start, default.end, "None"),
        page.edit(top.at, top.at, format!("{before}{guard}")),
    ];
    if let Some(annotation) = param.annotation {
        let told = page.text(annotation);
        let is_plain = !told.contains("None") && !told.contains("Optional") && !told.contains("Any");
        if is_plain && !told.contains(['"', '\'', '\n']) {
            edits.push(page.edit(annotation.end, annotation.end, " | None"));
        }
    }
    edits.sort();
    Some(edits)
}

fn step<'p>(page: &'p Page<'_>, outer: u32, indent: &'p str) -> &'p str {
    let outer = super::style::indentation(page, outer).unwrap_or("");
    indent.strip_prefix(outer).filter(|step| !step.is_empty()).unwrap_or("    ")
}
