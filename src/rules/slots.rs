//! What the rules about layout ask of a class: whether its instances have a dictionary, and whether
//! and how it could do without.

use crate::base::Symbol;
use crate::diagnostic::{Applicability, Change, ChangeKind, Remedy};
use crate::outcome::{BaseLayout, ClassLayout, Foreign, Form, Outcome, Slots};

/// More attributes than this are no small object whatever is done.
const MOST: usize = 60;

/// What giving a class slots takes.
pub(super) struct Plan {
    /// Names for its own `__slots__`, sorted.
    pub own: Vec<Symbol>,
    /// All attributes of an instance.
    pub total: usize,
    /// Bases of the project that need slots too.
    pub bases: Vec<usize>,
}

/// Classes of the method resolution order within the project, the class first.
pub(super) fn lineage(outcome: &Outcome, at: usize) -> impl Iterator<Item = &ClassLayout> {
    line(outcome, at).map(|at| &outcome.classes[at])
}

fn line(outcome: &Outcome, at: usize) -> impl Iterator<Item = usize> {
    std::iter::once(at).chain(outcome.classes[at].ancestors.iter().copied())
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
pub(super) fn plan(outcome: &Outcome, at: usize) -> Option<Plan> {
    match against(outcome, at) {
        Some(_) => None,
        None => Some(draft(outcome, at)),
    }
}

fn draft(outcome: &Outcome, at: usize) -> Plan {
    let own = own_names(outcome, at);
    let inherited: Vec<Symbol> =
        lineage(outcome, at).skip(1).flat_map(|base| slots_of(base).iter().copied()).collect();
    let mut all: Vec<&str> = inherited.iter().map(|name| name.as_str()).collect();
    all.retain(|name| !name.starts_with("__"));
    all.sort_unstable();
    all.dedup();
    let bases = line(outcome, at).skip(1).filter(|&base| !is_slotted(&outcome.classes[base])).collect();
    Plan { total: own.len() + all.len(), own, bases }
}

/// Attributes of the class for which no base has, or would have, a slot.
fn own_names(outcome: &Outcome, at: usize) -> Vec<Symbol> {
    let is_inherited = |name: &Symbol| lineage(outcome, at).skip(1).any(|base| slots_of(base).contains(name));
    outcome.classes[at].attributes.iter().filter(|name| !is_inherited(name)).copied().collect()
}

/// Ancestors or subclasses of one class that are looked through: a chain of a thousand classes
/// would be read a thousand times.
const MOST_RELATIVES: usize = 200;

/// Why the class cannot have slots, or need not, in the reader's words; `None` where it can.
pub(super) fn against(outcome: &Outcome, at: usize) -> Option<String> {
    let class = &outcome.classes[at];
    match class.slots {
        Slots::None => {}
        Slots::Computed => return Some("its slots are computed".to_owned()),
        Slots::Names { .. } | Slots::Made => return Some("it has slots".to_owned()),
    }
    if class.in_function {
        return Some("it is made in a function".to_owned());
    }
    if class.ancestors.len() > MOST_RELATIVES || class.subclasses.len() > MOST_RELATIVES {
        return Some("too many classes come before or after it".to_owned());
    }
    for member in lineage(outcome, at) {
        if let Some(why) = closed(outcome, member) {
            return Some(if std::ptr::eq(member, class) {
                why
            } else {
                format!("base `{}`: {why}", member.name)
            });
        }
    }
    if !fits(outcome, at) {
        return Some("two bases of a class would both have slots".to_owned());
    }
    match draft(outcome, at).total {
        0 => Some("its instances have no attributes".to_owned()),
        total if total > MOST => Some("it has too many attributes".to_owned()),
        _ => needs_more(outcome, at),
    }
}

/// Why a class of the lineage keeps its dictionary whatever its subclasses do.
fn closed(outcome: &Outcome, class: &ClassLayout) -> Option<String> {
    for base in &class.bases {
        match base {
            BaseLayout::Empty | BaseLayout::Class(_) => {}
            BaseLayout::Builtin { name, .. } => return Some(format!("its base is `{name}`")),
            BaseLayout::Dict(name) => return Some(format!("its base `{name}` has a dictionary")),
            BaseLayout::Unknown(Foreign { name: Some(name), why }) => {
                return Some(format!("its base `{name}` {why}"));
            }
            BaseLayout::Unknown(Foreign { name: None, why }) => return Some(format!("a base {why}")),
        }
    }
    if is_slotted(class) {
        return None;
    }
    match &class.slots {
        Slots::None => {}
        Slots::Computed => return Some("its slots are computed".to_owned()),
        _ => return Some("`__dict__` is among its slots".to_owned()),
    }
    match class.obstacle {
        Some(why) => Some(why.to_owned()),
        None => {
            conflict(outcome, class).map(|name| format!("`{name}` is a class attribute and one of instances"))
        }
    }
}

/// What the version of Python cannot do.
fn needs_more(outcome: &Outcome, at: usize) -> Option<String> {
    let minor = outcome.minor;
    let lacks = line(outcome, at).filter(|&at| outcome.classes[at].form == Form::Dataclass).find(|&at| {
        let class = &outcome.classes[at];
        let has_defaults = class.attributes.iter().any(|name| class.members.contains(name));
        !is_slotted(class)
            && (has_defaults && minor < 10 || has_weakref(outcome, at) && has_defaults && minor == 10)
    });
    lacks.map(|_| {
        "dataclasses with defaults take slots from Python 3.10 on, weak references to them from 3.11"
            .to_owned()
    })
}

/// Whether the class itself is to make room for weak references: they are taken, and no base does.
pub(super) fn has_weakref(outcome: &Outcome, at: usize) -> bool {
    let provides = |base: &ClassLayout| match &base.slots {
        Slots::Names { names, .. } => names.iter().any(|name| name.as_str() == "__weakref__"),
        Slots::Made => base.form == Form::Attrs,
        Slots::None | Slots::Computed => base.is_weakly_used || base.form == Form::Attrs,
    };
    let class = &outcome.classes[at];
    class.is_weakly_used && !lineage(outcome, at).skip(1).any(provides)
}

/// Whether instances can be referred to weakly once the plan is carried out.
pub(super) fn is_referable(outcome: &Outcome, at: usize) -> bool {
    line(outcome, at).any(|at| has_weakref(outcome, at))
}

/// The change that gives a class and its bases slots.
pub(super) fn remedy(outcome: &Outcome, at: usize, plan: &Plan) -> Remedy {
    let class = &outcome.classes[at];
    let all: Vec<usize> = std::iter::once(at).chain(plan.bases.iter().copied()).collect();
    let is_private = all.iter().all(|&at| outcome.classes[at].is_private);
    let others = match plan.bases.as_slice() {
        [] => String::new(),
        [base] => format!(" and its base `{}`", outcome.classes[*base].name),
        bases => format!(" and {} bases", bases.len()),
    };
    Remedy {
        applicability: if is_private { Applicability::Safe } else { Applicability::Unsafe },
        message: format!("Give `{}`{others} slots", class.name),
        changes: all.into_iter().map(|at| change(outcome, at)).collect(),
    }
}

/// The change that gives a class slots below a base that has them: a built-in, or classes of the project.
pub(super) fn under(outcome: &Outcome, at: usize) -> Option<Remedy> {
    if !fits(outcome, at) || conflict(outcome, &outcome.classes[at]).is_some() {
        return None;
    }
    Some(remedy(outcome, at, &Plan { own: own_names(outcome, at), total: 0, bases: Vec::new() }))
}

fn change(outcome: &Outcome, at: usize) -> Change {
    let class = &outcome.classes[at];
    let needs_weakref = has_weakref(outcome, at);
    let asks =
        class.may_ask && (class.form == Form::Attrs || class.form == Form::Dataclass && outcome.minor >= 10);
    let kind = if asks {
        let mut arguments = vec!["slots=True"];
        if class.form == Form::Dataclass && needs_weakref && outcome.minor >= 11 {
            arguments.push("weakref_slot=True");
        }
        ChangeKind::AskForSlots { is_attrs: class.form == Form::Attrs, arguments }
    } else {
        let mut names = own_names(outcome, at);
        if needs_weakref {
            names.push(Symbol::new("__weakref__"));
        }
        ChangeKind::AddSlots(names)
    };
    Change { spot: class.spot, kind }
}

/// Names that a class holds, or would hold, in slots.
pub(super) fn slots_of(class: &ClassLayout) -> &[Symbol] {
    match &class.slots {
        Slots::Names { names, .. } => names,
        _ => &class.attributes,
    }
}

/// A class attribute of the same name as an instance's: a default that slots do not allow.
fn conflict(outcome: &Outcome, class: &ClassLayout) -> Option<Symbol> {
    let is_default = |name: &&Symbol| {
        class.form == Form::Plain && class.members.contains(name)
            || class
                .subclasses
                .iter()
                .chain(&class.ancestors)
                .any(|&other| outcome.classes[other].members.contains(name))
    };
    class.attributes.iter().find(is_default).copied()
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
        BaseLayout::Builtin { .. } | BaseLayout::Dict(_) | BaseLayout::Unknown(_) => true,
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
