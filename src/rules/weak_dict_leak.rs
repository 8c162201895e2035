//! Weak dictionaries whose values hold their keys.

use super::rule;
use crate::diagnostic::{Confidence, Diagnostic};
use crate::outcome::{Outcome, WeakEntry};

rule! {
    /// ## What it does
    /// Finds entries of a `weakref.WeakKeyDictionary` whose value keeps a strong reference to the key.
    ///
    /// ## Why is this bad
    /// The dictionary holds the value, the value holds the key: the key never dies, so the entry never
    /// goes. The cycle collector cannot help, because the way leads through the dictionary, which is alive.
    ///
    /// ## Example
    /// ```python
    /// import weakref
    ///
    ///
    /// class Bound:
    ///     def __init__(self, owner):
    ///         self.owner = owner
    ///
    ///
    /// class Signal:
    ///     def __init__(self):
    ///         self.bound = weakref.WeakKeyDictionary()
    ///
    ///     def __get__(self, instance, owner):
    ///         self.bound[instance] = Bound(instance)  # error: [weak-dict-leak] "`Bound.owner`"
    ///         return self.bound[instance]
    /// ```
    ///
    /// ## How to fix
    /// Let the value hold the key weakly, or keep the value on the key itself:
    ///
    /// ```python
    /// import weakref
    ///
    ///
    /// class Bound:
    ///     def __init__(self, owner):
    ///         self.owner = weakref.ref(owner)
    ///
    ///
    /// class Signal:
    ///     def __init__(self):
    ///         self.bound = weakref.WeakKeyDictionary()
    ///
    ///     def __get__(self, instance, owner):
    ///         self.bound[instance] = Bound(instance)
    ///         return self.bound[instance]
    /// ```
    ///
    /// ## Limits
    /// Only values that are made in the same function and keep the key in their constructor are seen.
    pub static RULE = {
        name: "weak-dict-leak",
        code: "HL205",
        group: Finalizers,
        level: Error,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    outcome.keeping.weak_entries.iter().map(finding).collect()
}

fn finding(entry: &WeakEntry) -> Diagnostic {
    let message = format!(
        "no entry of `{}` can go: each value holds its own key through `{}.{}`, so the key never dies",
        entry.dict, entry.value, entry.attribute
    );
    let mut found = RULE.finding(Confidence::Probable, entry.scene.spot, message);
    found.symbol = Some(entry.scene.symbol.to_string());
    found.key = format!("{} {}", entry.dict, entry.attribute);
    found.help = Some(format!("keep `{}` as a weak reference (`weakref.ref`)", entry.attribute));
    found
}
