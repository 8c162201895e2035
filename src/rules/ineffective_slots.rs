//! Slots that save nothing.

use super::rule;
use crate::diagnostic::{Confidence, Diagnostic, Level};
use crate::outcome::{Outcome, Slots};

rule! {
    /// ## What it does
    /// Finds classes with `__slots__` one of whose bases in the project has none, and classes that list
    /// `__dict__` among their slots.
    ///
    /// ## Why is this bad
    /// Slots save memory by leaving out the instance dictionary. A base without slots brings it back for all
    /// subclasses: instances pay for the dictionary and for the slots, and accept any attribute.
    ///
    /// ## Example
    /// ```python
    /// class Shape:
    ///     def area(self):
    ///         return 0
    ///
    ///
    /// class Square(Shape):
    ///     __slots__ = ("side",)  # error: [ineffective-slots] "`Shape`"
    ///
    ///     def __init__(self, side):
    ///         self.side = side
    /// ```
    ///
    /// ## How to fix
    /// Give every base slots too, empty ones where it has no attributes:
    ///
    /// ```python
    /// class Shape:
    ///     __slots__ = ()
    ///
    ///     def area(self):
    ///         return 0
    ///
    ///
    /// class Square(Shape):
    ///     __slots__ = ("side",)
    ///
    ///     def __init__(self, side):
    ///         self.side = side
    /// ```
    ///
    /// ## Limits
    /// Bases outside the project are not judged, nor are exceptions, whose instances have a dictionary in
    /// any case. Empty slots under a base without any cost nothing and are not reported.
    pub static RULE = {
        name: "ineffective-slots",
        code: "HL402",
        group: Layout,
        level: Warning,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    (0..outcome.classes.len()).filter_map(|at| judge(outcome, at)).collect()
}

fn judge(outcome: &Outcome, at: usize) -> Option<Diagnostic> {
    let class = &outcome.classes[at];
    let Slots::Names { names, spot } = &class.slots else { return None };
    if names.is_empty() {
        return None;
    }
    let has_own = names.iter().any(|name| name.as_str() == "__dict__");
    let (message, help) = match class
        .ancestors
        .iter()
        .find(|&&base| outcome.classes[base].slots == Slots::None)
    {
        Some(&base) => {
            let base = outcome.classes[base].name;
            (
                format!(
                    "slots of `{}` save nothing: its base `{base}` has none, so instances have a dictionary",
                    class.name
                ),
                format!("add `__slots__ = ()` to `{base}`, with its attributes if it sets any"),
            )
        }
        None if has_own => (
            format!("slots of `{}` save nothing: `__dict__` is among them", class.name),
            "list the attributes and leave `__dict__` out".to_owned(),
        ),
        None => return None,
    };
    let mut found = RULE.finding(Confidence::Certain, *spot, message);
    if has_own {
        found.level = Level::Info;
    }
    found.symbol = Some(class.qualname.to_string());
    found.key = class.qualname.to_string();
    found.help = Some(help);
    Some(found)
}
