//! Remedies for cycles: the link that points back becomes weak, a kept exception is let go.
//!
//! Reads finished findings, since a remedy needs no more than what the reader is told.

use crate::base::Symbol;
use crate::diagnostic::{
    Applicability, Change, ChangeKind, Cycle, CycleEdge, CycleNode, Diagnostic, NodeKind, Remedy,
};
use crate::outcome::{ClassLayout, Form, Outcome, Slots};

/// The remedy for a finding about a cycle, where its shape leaves one choice.
pub(super) fn remedy(found: &Diagnostic, outcome: &Outcome) -> Option<Remedy> {
    let cycle = found.cycle.as_ref()?;
    release(cycle).or_else(|| weaken(cycle, outcome))
}

/// A frame whose local keeps the exception that came through it.
fn release(cycle: &Cycle) -> Option<Remedy> {
    let ([frame], [edge]) = (&cycle.nodes[..], &cycle.edges[..]) else { return None };
    if frame.kind != NodeKind::Frame && frame.kind != NodeKind::Function {
        return None;
    }
    let name = edge.label.strip_prefix("local ")?.strip_suffix(" __traceback__")?;
    Some(Remedy {
        applicability: Applicability::Safe,
        message: format!("Let go of `{name}` on the way out"),
        changes: vec![Change { spot: frame.spot?, kind: ChangeKind::Release(Symbol::new(name)) }],
    })
}

/// A child in a container of its owner that holds the owner in turn.
fn weaken(cycle: &Cycle, outcome: &Outcome) -> Option<Remedy> {
    let ([one, other], [there, back]) = (&cycle.nodes[..], &cycle.edges[..]) else { return None };
    back_link(outcome, there, other, back, one).or_else(|| back_link(outcome, back, one, there, other))
}

fn back_link(
    outcome: &Outcome,
    down: &CycleEdge,
    child: &CycleNode,
    up: &CycleEdge,
    owner: &CycleNode,
) -> Option<Remedy> {
    let name = up.label.strip_prefix("attr ")?;
    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !is_name || !down.label.starts_with("attr ") || !down.label.ends_with("[]") {
        return None;
    }
    let name = Symbol::new(name);
    let class = class_of(outcome, child)?;
    let owner = class_of(outcome, owner)?;
    let is_open = |class: &ClassLayout| class.form == Form::Plain && class.slots == Slots::None;
    let is_bound_elsewhere = class.ancestors.iter().chain(&class.subclasses).any(|&at| {
        outcome.classes[at].members.contains(&name) || outcome.classes[at].attributes.contains(&name)
    });
    // Whoever makes all the children is their owner.
    let made_by_owner = |function: &str| {
        function.strip_prefix(owner.qualname.as_str()).is_some_and(|rest| rest.starts_with('.'))
    };
    let mut makers = class.made.iter().map(|made| made_by_owner(made.function.as_str()));
    // The top of a tree of one class is made by others, and has no owner.
    let is_owned = match class.spot == owner.spot {
        true => makers.any(|is_own| is_own),
        false => !class.made.is_empty() && makers.all(|is_own| is_own),
    };
    if !is_owned
        || !is_open(class)
        || !is_open(owner)
        || !class.attributes.contains(&name)
        || class.members.contains(&name)
        || is_bound_elsewhere
    {
        return None;
    }
    Some(Remedy {
        applicability: Applicability::Unsafe,
        message: format!("Hold `{}.{name}` weakly", class.name),
        changes: vec![Change { spot: class.spot, kind: ChangeKind::WeakAttribute(name) }],
    })
}

fn class_of<'o>(outcome: &'o Outcome, node: &CycleNode) -> Option<&'o ClassLayout> {
    let spot = node.spot.filter(|_| node.kind == NodeKind::Instance)?;
    outcome.classes.iter().find(|class| class.spot == spot)
}
