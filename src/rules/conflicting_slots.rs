//! Slots that fail, or that waste.

use super::rule;
use crate::base::Symbol;
use crate::diagnostic::{Applicability, Change, ChangeKind, Confidence, Diagnostic, Level, Remedy, Spot};
use crate::outcome::{BaseLayout, ClassLayout, Form, Outcome, Slots};

rule! {
    /// ## What it does
    /// Finds `__slots__` that CPython refuses (a class attribute of the same name, slots on a subclass of
    /// `int`, `tuple` or `bytes`, two bases with slots of their own), and slots that are listed twice or
    /// that a base has already.
    ///
    /// ## Why is this bad
    /// The first kind raises an exception when the class statement runs. The second works, and reserves
    /// eight bytes in every instance for a slot that nothing can reach.
    ///
    /// ## Example
    /// ```python
    /// class Point:
    ///     __slots__ = ("x", "y")  # error: [conflicting-slots] "`y`"
    ///
    ///     y = 0
    /// ```
    ///
    /// ## How to fix
    /// Remove one of the two: set the default in `__init__`, or leave the name out of the slots.
    ///
    /// ```python
    /// class Point:
    ///     __slots__ = ("x", "y")
    ///
    ///     def __init__(self, x, y=0):
    ///         self.x = x
    ///         self.y = y
    /// ```
    ///
    /// ## Limits
    /// Slots that are computed, and bases outside the project, are not read.
    pub static RULE = {
        name: "conflicting-slots",
        code: "HL403",
        group: Layout,
        level: Error,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    (0..outcome.classes.len()).flat_map(|at| judge(outcome, at)).collect()
}

fn judge(outcome: &Outcome, at: usize) -> Vec<Diagnostic> {
    let class = &outcome.classes[at];
    let mut found = Vec::new();
    if let Some((left, right)) = rivals(outcome, class) {
        let message = format!(
            "class `{}` cannot be made: its bases `{}` and `{}` both have slots of their own",
            class.name, left.name, right.name
        );
        found.push(finding(class, class.spot, Level::Error, message, "let only one base have slots"));
    }
    let Slots::Names { names, spot } = &class.slots else { return found };
    let own: Vec<Symbol> = names.iter().filter(|name| !name.as_str().starts_with("__")).copied().collect();
    if let Some(base) = variable_base(class)
        && !own.is_empty()
    {
        let message =
            format!("class `{}` cannot be made: a subclass of `{base}` has no room for slots", class.name);
        found.push(finding(class, *spot, Level::Error, message, "use `__slots__ = ()`"));
    }
    for (at, name) in own.iter().enumerate() {
        let mut is_spare = false;
        let (level, message) = if class.form == Form::Plain
            && class.members.contains(name)
            && !class.is_branched
        {
            let told =
                format!("class `{}` cannot be made: `{name}` is a slot and a class attribute", class.name);
            (Level::Error, told)
        } else if own[..at].contains(name) {
            is_spare = true;
            (Level::Warning, format!("slot `{name}` of `{}` is listed twice", class.name))
        } else if let Some(base) = earlier(outcome, class, *name) {
            is_spare = true;
            let told = format!(
                "slot `{name}` of `{}` hides that of `{}`, which stays reserved in every instance",
                class.name, base.name
            );
            (Level::Warning, told)
        } else {
            continue;
        };
        let mut finding = finding(class, *spot, level, message, "leave the name out of one of the two");
        finding.remedy = is_spare.then(|| Remedy {
            applicability: Applicability::Safe,
            message: format!("Take `{name}` out of the slots of `{}`", class.name),
            changes: vec![Change { spot: *spot, kind: ChangeKind::DropSlot(*name) }],
        });
        found.push(finding);
    }
    found
}

fn finding(class: &ClassLayout, spot: Spot, level: Level, message: String, help: &str) -> Diagnostic {
    let mut found = RULE.finding(Confidence::Certain, spot, message);
    found.level = level;
    found.symbol = Some(class.qualname.to_string());
    found.key = found.message.clone();
    found.help = Some(help.to_owned());
    found
}

fn variable_base(class: &ClassLayout) -> Option<Symbol> {
    class.bases.iter().find_map(|base| match base {
        BaseLayout::Builtin { name, is_variable: true } => Some(*name),
        _ => None,
    })
}

/// The base that has a slot of that name already.
fn earlier<'o>(outcome: &'o Outcome, class: &ClassLayout, name: Symbol) -> Option<&'o ClassLayout> {
    let bases = class.ancestors.iter().map(|&base| &outcome.classes[base]);
    bases.into_iter().find(|base| matches!(&base.slots, Slots::Names { names, .. } if names.contains(&name)))
}

/// Two direct bases with a layout of their own, neither of which extends the other's.
fn rivals<'o>(outcome: &'o Outcome, class: &ClassLayout) -> Option<(&'o ClassLayout, &'o ClassLayout)> {
    let mut solid: Option<usize> = None;
    for base in &class.bases {
        let BaseLayout::Class(base) = base else { continue };
        let Some(next) = solid_base(outcome, *base) else { continue };
        solid = match solid {
            None => Some(next),
            Some(known) if known == next || outcome.classes[known].ancestors.contains(&next) => Some(known),
            Some(known) if outcome.classes[next].ancestors.contains(&known) => Some(next),
            Some(known) => return Some((&outcome.classes[known], &outcome.classes[next])),
        };
    }
    None
}

/// The nearest class of a base's order that has slots with content.
fn solid_base(outcome: &Outcome, at: usize) -> Option<usize> {
    let has_slots = |&at: &usize| match &outcome.classes[at].slots {
        Slots::Names { names, .. } => {
            names.iter().any(|name| !matches!(name.as_str(), "__dict__" | "__weakref__"))
        }
        _ => false,
    };
    std::iter::once(at).chain(outcome.classes[at].ancestors.iter().copied()).find(has_slots)
}
