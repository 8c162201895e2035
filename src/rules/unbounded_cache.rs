//! Caches that never forget.

use super::{growth, rule};
use crate::diagnostic::{Applicability, Change, ChangeKind, Confidence, Diagnostic, Remedy};
use crate::outcome::{CachedFunction, Container, Domain, Outcome};

rule! {
    /// ## What it does
    /// Finds module and class level dictionaries that a function asks for a key and fills when it is not
    /// there, with nothing in the project that ever takes an entry out, and functions under
    /// `functools.cache` or `lru_cache(maxsize=None)` whose arguments are objects of any number.
    ///
    /// ## Why is this bad
    /// A cache pays while it is small. One whose keys are objects or arbitrary input ends up holding
    /// everything that was ever asked for, until the process ends.
    ///
    /// ## Example
    /// ```python
    /// CACHE = {}  # error: [unbounded-cache] "`layout_of`"
    ///
    ///
    /// def layout_of(document):
    ///     layout = CACHE.get(document)
    ///     if layout is None:
    ///         layout = CACHE[document] = [document]
    ///     return layout
    /// ```
    ///
    /// ## How to fix
    /// Bound it with `functools.lru_cache(maxsize=...)`, or hold the keys weakly with
    /// `weakref.WeakKeyDictionary`:
    ///
    /// ```python
    /// import functools
    ///
    ///
    /// @functools.lru_cache(maxsize=256)
    /// def layout_of(document):
    ///     return [document]
    /// ```
    ///
    /// ## Limits
    /// How many different keys there are is not known. Keys that are names, numbers or texts by their
    /// annotation or name are often few: such findings are only possible ones. So are those about functions
    /// under caches of `functools`, where nothing but the arguments tells.
    pub static RULE = {
        name: "unbounded-cache",
        code: "HL304",
        group: Globals,
        level: Info,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    let functions = outcome.runtime.cached.iter().filter_map(judge_function);
    outcome.keeping.containers.iter().filter_map(judge).chain(functions).collect()
}

/// The entries that `functools.lru_cache` keeps unless it is told otherwise.
const USUAL_BOUND: u32 = 128;

fn judge_function(cached: &CachedFunction) -> Option<Diagnostic> {
    if cached.keys == Domain::Bounded {
        return None;
    }
    let name = cached.scene.symbol;
    let message = format!(
        "`{}` on `{name}` never forgets: it keeps the arguments and the result of every different call until the process ends",
        cached.decorator
    );
    let mut found = RULE.finding(Confidence::Possible, cached.scene.spot, message);
    found.symbol = Some(name.to_string());
    found.key = name.to_string();
    found.help = Some("bound it (`functools.lru_cache(maxsize=...)`)".to_owned());
    found.remedy = Some(Remedy {
        applicability: Applicability::Unsafe,
        message: format!("Bound the cache of `{name}`"),
        changes: vec![Change { spot: cached.scene.spot, kind: ChangeKind::BoundCache(USUAL_BOUND) }],
    });
    Some(found)
}

fn judge(container: &Container) -> Option<Diagnostic> {
    let (add, confidence) =
        growth::of(container, |add| growth::is_cache(container, add) && !growth::is_own(container, add))?;
    let message = format!(
        "cache `{}` never forgets: `{}` adds an entry for every new key, and nothing takes one out",
        container.name, add.scene.symbol
    );
    let mut found = growth::finding(&RULE, confidence, container, add, message);
    found.help = Some("bound it (`functools.lru_cache(maxsize=...)`) or hold its keys weakly".to_owned());
    Some(found)
}
