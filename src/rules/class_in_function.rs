//! Classes made at each call of a function.

use super::rule;
use crate::diagnostic::{Confidence, Diagnostic};
use crate::outcome::{LocalClass, Outcome};

rule! {
    /// ## What it does
    /// Finds class statements inside functions.
    ///
    /// ## Why is this bad
    /// Every class is in a cycle with itself (its `__mro__` contains it): each call leaves a class, its
    /// namespace and its descriptors to the cycle collector.
    ///
    /// ## Example
    /// ```python
    /// def make(value):
    ///     class Result:  # error: [class-in-function]
    ///         pass
    ///
    ///     return Result()
    /// ```
    ///
    /// ## How to fix
    /// Move the class to module level and hand it what it needs.
    ///
    /// ## Limits
    /// How often the function is called is not known. Tests are left alone: they run once.
    pub static RULE = {
        name: "class-in-function",
        code: "HL108",
        group: Cycles,
        level: Info,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    outcome.local_classes.iter().map(finding).collect()
}

fn finding(class: &LocalClass) -> Diagnostic {
    let message = format!(
        "class `{}` is made anew by each call of `{}`: every one is cyclic garbage when it is done with",
        class.name, class.function
    );
    let mut found = RULE.finding(Confidence::Certain, class.spot, message);
    found.symbol = Some(class.qualname.to_string());
    found.key = class.qualname.to_string();
    found.help = Some("move the class to module level".to_owned());
    found
}
