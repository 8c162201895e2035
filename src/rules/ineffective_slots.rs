//! Slots that save nothing.

use super::{rule, slots};
use crate::diagnostic::{Confidence, Diagnostic, Label, Spot};
use crate::outcome::{BaseLayout, ClassLayout, Outcome, Slots};

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
    /// Bases outside the project are not judged. An exception has a dictionary in any case: slots there, and
    /// slots with `__dict__` among them, are possible findings only. Empty slots under a base without any cost nothing and are not reported.
    pub static RULE = {
        name: "ineffective-slots",
        code: "HL402",
        group: Layout,
        level: Warning,
        since: "0.1.0",
    }
}

/// Places of slots that one finding shows.
const SHOWN: usize = 5;

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    let mut by_base: Vec<(usize, Vec<&ClassLayout>)> = Vec::new();
    let mut found = Vec::new();
    for class in &outcome.classes {
        let Slots::Names { names, spot } = &class.slots else { continue };
        if names.is_empty() {
            continue;
        }
        let open = class.ancestors.iter().find(|&&base| outcome.classes[base].slots == Slots::None);
        match open {
            Some(&base) => match by_base.iter_mut().find(|row| row.0 == base) {
                Some(row) => row.1.push(class),
                None => by_base.push((base, vec![class])),
            },
            None if names.iter().any(|name| name.as_str() == "__dict__") => {
                found.push(own_dict(class, *spot))
            }
            None => found.extend(exception(class, *spot)),
        }
    }
    found.extend(by_base.iter().filter_map(|(base, classes)| {
        let mut found = open_base(&outcome.classes[*base], classes)?;
        found.remedy = slots::plan(outcome, *base).map(|plan| slots::remedy(outcome, *base, &plan));
        Some(found)
    }));
    found
}

/// A base without slots, and the classes below it that have some for nothing.
fn open_base(base: &ClassLayout, classes: &[&ClassLayout]) -> Option<Diagnostic> {
    let spots = classes.iter().filter_map(|class| match &class.slots {
        Slots::Names { spot, .. } => Some((class.name, *spot)),
        _ => None,
    });
    let mut found = match classes {
        [only] => {
            let (_, spot) = spots.clone().next()?;
            let message = format!(
                "slots of `{}` save nothing: its base `{}` has none, so instances have a dictionary",
                only.name, base.name
            );
            RULE.finding(Confidence::Certain, spot, message)
        }
        several => {
            let message = format!(
                "`{}` has no slots, so those of {} classes below it save nothing: instances have a dictionary",
                base.name,
                several.len()
            );
            RULE.finding(Confidence::Certain, base.spot, message)
        }
    };
    let shown = if classes.len() > 1 { SHOWN } else { 0 };
    found.labels =
        spots.take(shown).map(|(name, spot)| Label { spot, text: format!("slots of `{name}`") }).collect();
    found.symbol = Some(base.qualname.to_string());
    found.key = base.qualname.to_string();
    found.help = Some(format!("add `__slots__ = {}` to `{}`", slots::written(&base.attributes), base.name));
    Some(found)
}

/// Every exception has a dictionary. There are seldom many at a time.
fn exception(class: &ClassLayout, spot: Spot) -> Option<Diagnostic> {
    let base = class.bases.iter().find_map(|base| match base {
        BaseLayout::Dict(name) => Some(name),
        _ => None,
    })?;
    let message =
        format!("slots of `{}` save nothing: its base `{base}` brings a dictionary to instances", class.name);
    let mut found = RULE.finding(Confidence::Possible, spot, message);
    found.symbol = Some(class.qualname.to_string());
    found.key = class.qualname.to_string();
    found.help = Some("leave the slots out".to_owned());
    Some(found)
}

/// Who lists `__dict__` may well know what it does.
fn own_dict(class: &ClassLayout, spot: Spot) -> Diagnostic {
    let message = format!("slots of `{}` save nothing: `__dict__` is among them", class.name);
    let mut found = RULE.finding(Confidence::Possible, spot, message);
    found.symbol = Some(class.qualname.to_string());
    found.key = class.qualname.to_string();
    found.help = Some("list the attributes and leave `__dict__` out".to_owned());
    found
}
