//! Weak references in place of strong ones: a property over an attribute, a container that lets go.

use super::Page;
use super::style::{import, indentation, is_imported, is_last_on_line, line_break, line_end, next_line};
use crate::base::{Span, Symbol};
use crate::diagnostic::Edit;
use crate::syntax::{bound_value, class_at};

/// A property of the attribute's name, behind which the class keeps a weak reference. Stores and reads
/// of the attribute stay as they are.
pub(super) fn attribute(page: &Page<'_>, class: Span, name: Symbol) -> Option<Vec<Edit>> {
    let name = name.as_str();
    let class = class_at(&page.parsed, class.start)?;
    let hidden = format!("_{}_ref", name.trim_start_matches('_'));
    if page.source.text.contains(&hidden) || name.starts_with("__") {
        return None;
    }
    let (first, last) = (class.body.statements.first()?, class.body.statements.last()?);
    let indent = indentation(page, first.span.start)?;
    if !is_last_on_line(page, last.span.end) {
        return None;
    }
    let outer = indentation(page, class.span.start).unwrap_or("");
    let step = indent.strip_prefix(outer).filter(|step| !step.is_empty()).unwrap_or("    ");
    let eol = line_break(page);
    let lines = [
        String::new(),
        format!("{indent}@property"),
        format!("{indent}def {name}(self):"),
        format!("{indent}{step}ref = self.{hidden}"),
        format!("{indent}{step}return None if ref is None else ref()"),
        String::new(),
        format!("{indent}@{name}.setter"),
        format!("{indent}def {name}(self, value):"),
        format!("{indent}{step}self.{hidden} = None if value is None else weakref.ref(value)"),
    ];
    let text = lines.join(eol);
    let edit = match next_line(page, last.span.end) {
        Some(at) => page.edit(at, at, format!("{text}{eol}")),
        None => {
            let at = line_end(page, last.span.end);
            page.edit(at, at, format!("{eol}{text}{eol}"))
        }
    };
    with_import(page, edit)
}

/// `set()` becomes a `WeakSet`, `{}` a dictionary with weak values.
pub(super) fn container(page: &Page<'_>, statement: Span) -> Option<Vec<Edit>> {
    let value = bound_value(&page.parsed, statement.start)?;
    let weak = match page.text(value) {
        "set()" => "weakref.WeakSet()",
        "{}" | "dict()" => "weakref.WeakValueDictionary()",
        _ => return None,
    };
    with_import(page, page.edit(value.start, value.end, weak))
}

fn with_import(page: &Page<'_>, edit: Edit) -> Option<Vec<Edit>> {
    let mut edits = vec![edit];
    if !is_imported(page, "weakref") {
        edits.push(import(page, "weakref")?);
    }
    edits.sort();
    Some(edits)
}
