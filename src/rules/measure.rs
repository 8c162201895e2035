//! Every class of a program as a row: its attributes, what an instance takes, and what it could take.

use super::slots;
use crate::base::{Spot, Symbol};
use crate::outcome::{BaseLayout, ClassLayout, Outcome, Slots};
use crate::python::instances;

/// A class and its bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClassSize {
    pub qualname: Symbol,
    pub spot: Spot,
    /// Those of its bases as well, sorted.
    pub attributes: Vec<Symbol>,
    /// Bytes of one instance without what its attributes refer to; `None` where a base is not known.
    pub now: Option<u64>,
    /// With slots.
    pub slotted: Option<u64>,
    /// Why slots are not advised.
    pub why_not: Option<String>,
}

impl ClassSize {
    pub fn saved(&self) -> u64 {
        match (self.now, self.slotted, &self.why_not) {
            (Some(now), Some(slotted), None) => now.saturating_sub(slotted),
            _ => 0,
        }
    }
}

/// Classes of the program in the order of their files.
pub fn class_sizes(outcome: &Outcome) -> Vec<ClassSize> {
    (0..outcome.classes.len()).map(|at| row(outcome, at)).collect()
}

/// The row of one class.
pub fn class_size(outcome: &Outcome, at: usize) -> Option<ClassSize> {
    (at < outcome.classes.len()).then(|| row(outcome, at))
}

fn row(outcome: &Outcome, at: usize) -> ClassSize {
    let class = &outcome.classes[at];
    let minor = outcome.minor;
    let mut attributes: Vec<Symbol> = slots::lineage(outcome, at)
        .flat_map(|class| slots::slots_of(class).iter().chain(&class.attributes).copied())
        .filter(|name| !matches!(name.as_str(), "__weakref__" | "__dict__"))
        .collect();
    attributes.sort_by_key(|name| name.as_str());
    attributes.dedup();
    let count = attributes.len() as u64;
    let is_plain = |base: &BaseLayout| matches!(base, BaseLayout::Empty | BaseLayout::Class(_));
    let is_known = slots::lineage(outcome, at).all(|class| class.bases.iter().all(is_plain));
    let has_slots = slots::lineage(outcome, at).all(slots::is_slotted);
    let is_partly = !has_slots && slots::lineage(outcome, at).any(holds_slots);
    let now = match (is_known, has_slots) {
        (false, _) => None,
        (true, true) => Some(instances::with_slots(count, has_weakref(outcome, at), minor)),
        // Slots and a dictionary of its own: how the attributes are shared out is not a matter of names alone.
        (true, false) if is_partly => None,
        (true, false) => Some(instances::with_dict(count, minor)),
    };
    let why_not = slots::against(outcome, at);
    let slotted = match why_not {
        None => Some(instances::with_slots(count, slots::is_referable(outcome, at), minor)),
        Some(_) => now.filter(|_| has_slots),
    };
    let is_worth = now.zip(slotted).is_none_or(|(now, slotted)| slotted < now);
    let why_not = match why_not {
        None if !is_worth => Some("it would save nothing".to_owned()),
        why_not => why_not,
    };
    ClassSize { qualname: class.qualname, spot: class.spot, attributes, now, slotted, why_not }
}

fn holds_slots(class: &ClassLayout) -> bool {
    match &class.slots {
        Slots::Names { names, .. } => !names.is_empty(),
        Slots::Made => true,
        Slots::None | Slots::Computed => false,
    }
}

fn has_weakref(outcome: &Outcome, at: usize) -> bool {
    slots::lineage(outcome, at).any(|class| match &class.slots {
        Slots::Names { names, .. } => names.iter().any(|name| name.as_str() == "__weakref__"),
        Slots::Made => class.form == crate::outcome::Form::Attrs,
        Slots::None | Slots::Computed => false,
    })
}
