//! Caches on methods.

use super::rule;
use crate::base::Symbol;
use crate::diagnostic::{Applicability, Change, ChangeKind, Confidence, Diagnostic, Remedy, Spot};
use crate::outcome::{CachedMethod, Outcome};

rule! {
    /// ## What it does
    /// Finds methods under `functools.lru_cache` or `functools.cache`.
    ///
    /// ## Why is this bad
    /// The cache belongs to the class and its keys hold `self`: every object that the method was called on
    /// lives until its entry is pushed out, with `functools.cache` until the process ends. Two objects
    /// never share an entry, so a small cache thrashes as well.
    ///
    /// ## Example
    /// ```python
    /// import functools
    ///
    ///
    /// class Document:
    ///     def __init__(self, text):
    ///         self.text = text
    ///
    ///     @functools.lru_cache(maxsize=1000)
    ///     def words(self, lower):  # error: [cached-method] "`Document`"
    ///         return (self.text.lower() if lower else self.text).split()
    /// ```
    ///
    /// ## How to fix
    /// Keep the cache on the object, or make the cached part a function of the values that matter:
    ///
    /// ```python
    /// import functools
    ///
    ///
    /// class Document:
    ///     def __init__(self, text):
    ///         self.text = text
    ///         self.words = functools.lru_cache(maxsize=10)(functools.partial(_words, text))
    ///
    ///
    /// def _words(text, lower):
    ///     return (text.lower() if lower else text).split()
    /// ```
    ///
    /// `functools.cached_property` does for methods without arguments.
    ///
    /// ## Limits
    /// A class all of whose instances are made while modules are imported loses nothing by it, and
    /// instances that compare by value share their entries: there the finding is only a possible one. Caches other than those of `functools` are not known.
    pub static RULE = {
        name: "cached-method",
        code: "HL303",
        group: Globals,
        level: Warning,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    outcome.keeping.cached.iter().map(finding).collect()
}

fn finding(method: &CachedMethod) -> Diagnostic {
    let until = if method.is_unbounded { "until the process ends" } else { "until other calls push it out" };
    let message = format!(
        "`{}` on `{}` keeps every `{}` that it is called on {until}",
        method.decorator, method.scene.symbol, method.class
    );
    let confidence = if method.is_singleton { Confidence::Possible } else { Confidence::Certain };
    let mut found = RULE.finding(confidence, method.scene.spot, message);
    found.symbol = Some(method.scene.symbol.to_string());
    found.key = method.scene.symbol.to_string();
    found.help =
        Some("keep the cache on the object, or cache a function of the values that matter".to_owned());
    if method.is_unbounded {
        found.remedy = Some(bound(method.scene.spot, method.scene.symbol));
    }
    found
}

/// The entries that `functools.lru_cache` keeps unless it is told otherwise.
const USUAL_BOUND: u32 = 128;

/// Objects are let go at last, though later than with a cache of their own.
fn bound(function: Spot, name: Symbol) -> Remedy {
    Remedy {
        applicability: Applicability::Unsafe,
        message: format!("Bound the cache of `{name}`"),
        changes: vec![Change { spot: function, kind: ChangeKind::BoundCache(USUAL_BOUND) }],
    }
}
