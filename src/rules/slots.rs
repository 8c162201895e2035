//! What the rules about layout ask of a class: whether its instances have a dictionary, and whether
//! and how it could do without.

use crate::base::Symbol;
use crate::outcome::{BaseLayout, ClassLayout, Form, Outcome, Slots};

/// More attributes than this are no small object whatever is done.
const MOST: usize = 60;

/// What giving a class slots takes.
pub(super) struct Plan<'o> {
    /// Names for its own `__slots__`, sorted.
    pub own: Vec<Symbol>,
    /// All attributes of an instance.
    pub total: usize,
    /// Bases of the project that need slots too.
    pub bases: Vec<&'o ClassLayout>,
}

/// Classes of the method resolution order within the project, the class first.
pub(super) fn lineage(outcome: &Outcome, at: usize) -> impl Iterator<Item = &ClassLayout> {
    let class = &outcome.classes[at];
    std::iter::once(class).chain(class.ancestors.iter().map(|&base| &outcome.classes[base]))
}

/// Whether the class statement itself, its bases aside, makes instances without a dictionary.
pub(super) fn is_slotted(class: &ClassLayout) -> bool {
    match &class.slots {
        Slots::Names { names, .. } => !names.iter().any(|name| name.as_str() == "__dict__"),
        Slots::Made => true,
        Slots::None | Slots::Computed => false,
    }
}

/// How the class could have slots; `None` where that is not safe, not known, or done already.
pub(super) fn plan(outcome: &Outcome, at: usize) -> Option<Plan<'_>> {
    let class = &outcome.classes[at];
    if class.slots != Slots::None || class.in_function {
        return None;
    }
    let mut bases = Vec::new();
    for member in lineage(outcome, at) {
        if member.bases.iter().any(|base| !matches!(base, BaseLayout::Empty | BaseLayout::Class(_))) {
            return None;
        }
        if !is_slotted(member) {
            if member.slots != Slots::None || member.obstacle.is_some() || conflicts(outcome, member) {
                return None;
            }
            if !std::ptr::eq(member, class) {
                bases.push(member);
            }
        }
    }
    if !fits(outcome, at) {
        return None;
    }
    let inherited: Vec<Symbol> =
        lineage(outcome, at).skip(1).flat_map(|base| slots_of(base).iter().copied()).collect();
    let own: Vec<Symbol> =
        class.attributes.iter().filter(|name| !inherited.contains(name)).copied().collect();
    let total = own.len() + inherited.iter().filter(|name| !name.as_str().starts_with("__")).count();
    (total > 0 && total <= MOST).then_some(Plan { own, total, bases })
}

/// Names that a class holds, or would hold, in slots.
pub(super) fn slots_of(class: &ClassLayout) -> &[Symbol] {
    match &class.slots {
        Slots::Names { names, .. } => names,
        _ => &class.attributes,
    }
}

/// A class attribute of the same name as an instance's: a default that slots do not allow.
fn conflicts(outcome: &Outcome, class: &ClassLayout) -> bool {
    class.form == Form::Plain && class.attributes.iter().any(|name| class.members.contains(name))
        || class
            .subclasses
            .iter()
            .chain(&class.ancestors)
            .any(|&other| class.attributes.iter().any(|name| outcome.classes[other].members.contains(name)))
}

/// No class of the project combines this one with another that has attributes of its own.
fn fits(outcome: &Outcome, at: usize) -> bool {
    let chain = |at: usize| {
        let class = &outcome.classes[at];
        class.bases.len() < 2 || class.bases.iter().filter(|base| has_layout(outcome, base)).count() < 2
    };
    let class = &outcome.classes[at];
    std::iter::once(at)
        .chain(class.ancestors.iter().copied())
        .chain(class.subclasses.iter().copied())
        .all(chain)
}

fn has_layout(outcome: &Outcome, base: &BaseLayout) -> bool {
    match base {
        BaseLayout::Empty => false,
        BaseLayout::Class(at) => lineage(outcome, *at).any(|class| !slots_of(class).is_empty()),
        BaseLayout::Builtin { .. } | BaseLayout::Dict(_) | BaseLayout::Unknown => true,
    }
}

/// `("a", "b")`
pub(super) fn written(names: &[Symbol]) -> String {
    match names {
        [] => "()".to_owned(),
        [only] => format!("(\"{only}\",)"),
        several => {
            let quoted: Vec<String> = several.iter().map(|name| format!("\"{name}\"")).collect();
            format!("({})", quoted.join(", "))
        }
    }
}
