//! Default arguments that accumulate.

use super::rule;
use crate::diagnostic::{Applicability, Change, ChangeKind, Confidence, Diagnostic, Remedy};
use crate::outcome::{Domain, FilledDefault, Outcome};

rule! {
    /// ## What it does
    /// Finds functions that put something into a list, dictionary or set which is the default of their own
    /// parameter.
    ///
    /// ## Why is this bad
    /// A default is evaluated once, when the function is made: all calls that leave the argument out share
    /// one container, and what one of them puts in stays for the life of the function, which for most
    /// functions is that of the process.
    ///
    /// ## Example
    /// ```python
    /// def collect(item, items=[]):  # error: [mutable-default-growth] "`items`"
    ///     items.append(item)
    ///     return items
    /// ```
    ///
    /// ## How to fix
    /// ```python
    /// def collect(item, items=None):
    ///     if items is None:
    ///         items = []
    ///     items.append(item)
    ///     return items
    /// ```
    ///
    /// Where the default is meant as a cache, give the cache a name, a bound, and a way to empty it.
    ///
    /// ## Limits
    /// A container that reaches another function, which fills it there, is not seen. Defaults that the
    /// function empties again are not reported.
    pub static RULE = {
        name: "mutable-default-growth",
        code: "HL305",
        group: Globals,
        level: Warning,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    outcome.keeping.defaults.iter().map(finding).collect()
}

/// Words in the names of parameters that are never passed: what is put in is to be found again.
const MEMORIES: &[&str] = &["cache", "memo"];

fn finding(default: &FilledDefault) -> Diagnostic {
    let message = match default.filler {
        None => format!(
            "the default of `{}` is one {} for all calls of `{}`, which puts things into it: they stay for ever",
            default.param, default.kind, default.scene.symbol
        ),
        Some(filler) => format!(
            "the default of `{}` is one {} for all calls of `{}`, and `{filler}` puts things into it: they stay for ever",
            default.param, default.kind, default.scene.symbol
        ),
    };
    // A parameter that is called a cache is one on purpose: to make it anew would defeat it.
    let is_meant = MEMORIES.iter().any(|word| default.param.as_str().to_ascii_lowercase().contains(word));
    let is_few = matches!(default.keys, Some(Domain::Bounded | Domain::Text));
    let confidence = if is_meant && is_few { Confidence::Possible } else { Confidence::Probable };
    let mut found = RULE.finding(confidence, default.scene.spot, message);
    found.symbol = Some(default.scene.symbol.to_string());
    found.key = default.param.to_string();
    found.help = Some("use `None` as the default and make the container inside".to_owned());
    found.remedy = (!is_meant).then(|| Remedy {
        applicability: Applicability::Unsafe,
        message: format!("Make `{}` at each call", default.param),
        changes: vec![Change { spot: default.scene.spot, kind: ChangeKind::NoneDefault }],
    });
    found
}
