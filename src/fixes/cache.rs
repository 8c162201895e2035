//! A bound for caches that have none.

use super::Page;
use crate::base::Span;
use crate::diagnostic::Edit;
use crate::syntax::{CallOutline, function_at};

/// `maxsize=None` becomes a number; `cache` becomes an `lru_cache` with one.
pub(super) fn bound(page: &Page<'_>, function: Span, bound: u32) -> Option<Vec<Edit>> {
    let function = function_at(&page.parsed, function.start)?;
    let edits: Vec<Edit> = function.decorators.iter().filter_map(|call| bounded(page, call, bound)).collect();
    (edits.len() == 1).then_some(edits)
}

fn bounded(page: &Page<'_>, call: &CallOutline, bound: u32) -> Option<Edit> {
    let callee = page.text(call.callee);
    match callee.rsplit('.').next()? {
        "lru_cache" => {
            let keyword = call.keywords.iter().find(|keyword| keyword.name == "maxsize");
            let value = keyword.map(|keyword| keyword.value).or(call.positional.first().copied())?;
            (page.text(value) == "None").then(|| page.edit(value.start, value.end, bound.to_string()))
        }
        // The bare name is imported by itself; `lru_cache` may not be.
        "cache" if callee == "functools.cache" && call.arguments.is_none() => {
            let text = format!("functools.lru_cache(maxsize={bound})");
            Some(page.edit(call.callee.start, call.callee.end, text))
        }
        _ => None,
    }
}
