//! Subclasses that bring the dictionary back.

use super::{rule, slots};
use crate::base::Symbol;
use crate::diagnostic::{Bytes, Confidence, Diagnostic};
use crate::outcome::{BaseLayout, ClassLayout, Form, Outcome, Repeat, Slots};
use crate::python::instances;

rule! {
    /// ## What it does
    /// Finds subclasses without `__slots__` of classes that have them, and of built-in containers, that set
    /// attributes on instances of which there may be many; and subclasses of `str`, `tuple` and named
    /// tuples that set none and still have room for a dictionary.
    ///
    /// ## Why is this bad
    /// The dictionary that the base saves is back, and it cannot share its keys as that of an ordinary class
    /// does: the first attribute costs 344 bytes on CPython 3.13, and 48 to 120 before.
    ///
    /// ## Example
    /// ```python
    /// class Node:
    ///     __slots__ = ("left", "right")
    ///
    ///     def __init__(self):
    ///         self.left = self.right = None
    ///
    ///
    /// class Leaf(Node):  # error: [dict-under-slots] "`Leaf`"
    ///     def __init__(self, value):
    ///         super().__init__()
    ///         self.value = value
    ///
    ///
    /// def leaves(values):
    ///     return [Leaf(value) for value in values]
    /// ```
    ///
    /// ## How to fix
    /// Give the subclass the slots that it adds:
    ///
    /// ```python
    /// class Node:
    ///     __slots__ = ("left", "right")
    ///
    ///     def __init__(self):
    ///         self.left = self.right = None
    ///
    ///
    /// class Leaf(Node):
    ///     __slots__ = ("value",)
    ///
    ///     def __init__(self, value):
    ///         super().__init__()
    ///         self.value = value
    ///
    ///
    /// def leaves(values):
    ///     return [Leaf(value) for value in values]
    /// ```
    ///
    /// ## Limits
    /// Of classes that set attributes only those are reported whose instances are made in loops, or by
    /// themselves, and only where slots are safe as far as the project shows. A subclass of `tuple` that
    /// sets attributes has no choice: it cannot have slots of its own.
    pub static RULE = {
        name: "dict-under-slots",
        code: "HL405",
        group: Layout,
        level: Info,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    (0..outcome.classes.len())
        .filter_map(|at| judge(outcome, at).or_else(|| judge_empty(outcome, at)))
        .collect()
}

/// A subclass of an immutable built-in: without attributes its slots would be `()`, with some the finding
/// is only a possible one, as it is where other code may set some.
fn judge_empty(outcome: &Outcome, at: usize) -> Option<Diagnostic> {
    let class = &outcome.classes[at];
    if class.slots != Slots::None || class.form != Form::Plain {
        return None;
    }
    let is_immutable =
        |name: Symbol| matches!(name.as_str(), "str" | "tuple" | "bytes" | "collections.namedtuple");
    let adds_nothing = |base: &BaseLayout| match base {
        BaseLayout::Empty => true,
        BaseLayout::Class(base) => slots::lineage(outcome, *base).all(is_bare),
        _ => false,
    };
    let mut bases = class.bases.iter().filter(|base| !adds_nothing(base));
    let (Some(BaseLayout::Builtin { name: base, is_variable }), None) = (bases.next(), bases.next()) else {
        return None;
    };
    if !is_immutable(*base) || *is_variable && !class.attributes.is_empty() {
        return None;
    }
    let is_clean = class.attributes.is_empty() && class.obstacle.is_none();
    // Texts that only mark a type, or are made once, are not worth a line; rows and points are made.
    let is_text = matches!(base.as_str(), "str" | "bytes");
    let is_made = class.made.iter().any(|made| made.repeat != Repeat::Import);
    let is_sure = is_clean && (is_made || !is_text);
    let short = base.as_str().rsplit('.').next().unwrap_or_default();
    let use_of_it = if class.attributes.is_empty() {
        "and nothing puts attributes into it".to_owned()
    } else {
        format!("for {} attributes that slots could hold", class.attributes.len())
    };
    let message = format!(
        "every `{}` has room for a dictionary that a `{short}` does without, {use_of_it}",
        class.name
    );
    let confidence = if is_sure { Confidence::Probable } else { Confidence::Possible };
    let mut found = RULE.finding(confidence, class.spot, message);
    found.symbol = Some(class.qualname.to_string());
    found.key = class.qualname.to_string();
    found.help = Some(format!("add `__slots__ = {}` to `{}`", slots::written(&class.attributes), class.name));
    found.remedy = slots::under(outcome, at).filter(|_| is_clean);
    Some(found)
}

/// A class that brings neither a dictionary nor slots.
fn is_bare(class: &ClassLayout) -> bool {
    matches!(&class.slots, Slots::Names { names, .. } if names.is_empty())
        && class.bases.iter().all(|base| matches!(base, BaseLayout::Empty | BaseLayout::Class(_)))
}

fn judge(outcome: &Outcome, at: usize) -> Option<Diagnostic> {
    let class = &outcome.classes[at];
    if class.slots != Slots::None
        || class.form != Form::Plain
        || class.obstacle.is_some()
        || class.in_function
        || class.attributes.is_empty()
        || class.attributes.iter().any(|name| class.members.contains(name))
        || !class.made.iter().any(|made| made.is_kept && (made.repeat == Repeat::Loop || made.is_derived))
    {
        return None;
    }
    let [base] = class.bases.as_slice() else { return None };
    let base = match base {
        BaseLayout::Class(base) if is_closed(outcome, *base) => outcome.classes[*base].name,
        BaseLayout::Builtin { name, is_variable: false } => *name,
        _ => return None,
    };
    let minor = outcome.minor;
    let count = class.attributes.len() as u64;
    let cost = instances::dict_under_slots(minor);
    let message = format!(
        "`{}` brings back the dictionary that `{base}` does without: its first attribute costs about {cost} bytes in each instance on Python 3.{minor}, {} with `__slots__`",
        class.name,
        8 * count
    );
    let mut found = RULE.finding(Confidence::Probable, class.spot, message);
    found.symbol = Some(class.qualname.to_string());
    found.key = class.qualname.to_string();
    found.bytes = Some(Bytes { now: cost, fixed: 8 * count, per: "instance" });
    found.help = Some(format!("add `__slots__ = {}` to `{}`", slots::written(&class.attributes), class.name));
    found.remedy = slots::under(outcome, at);
    Some(found)
}

/// The class and all of its order have slots, some of them with content.
fn is_closed(outcome: &Outcome, at: usize) -> bool {
    let mut lineage = slots::lineage(outcome, at);
    let is_plain = |base: &BaseLayout| matches!(base, BaseLayout::Empty | BaseLayout::Class(_));
    let has_content = slots::lineage(outcome, at).any(|class| {
        matches!(&class.slots, Slots::Names { names, .. } if names.iter().any(|name| !name.as_str().starts_with("__"))) || class.slots == Slots::Made
    });
    has_content && lineage.all(|class| slots::is_slotted(class) && class.bases.iter().all(is_plain))
}
