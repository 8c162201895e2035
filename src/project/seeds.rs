//! Which bodies may take part in a ring at all: the cheap question before a heap is built.
//!
//! A *seed* is an effect by which an object gets somewhere else than into its own attributes: `self`
//! stored, captured, bound or handed on; something stored in an object that is not `self`; a frame
//! that an exception keeps. A class without seeds of its own adds nothing to what the heap of
//! its base shows; a container that takes itself in needs no other object.

use rustc_hash::FxHashSet;

use super::influence::{CAPTURED, Influences, bit};
use super::program::{ClassId, FnId, Program};
use crate::heap::Kind;
use crate::ir::BodyKind;
use crate::summary::{Effect, EffectKind, MemberKind, NodeId, NodeKind, Summary};

/// Whether the class statement itself has a method (or a function in it) with a seed.
pub fn class_has_seed(program: &Program<'_>, influences: &Influences, class: ClassId) -> bool {
    program.shape(class).members.iter().any(|member| {
        let is_cached = matches!(member.kind, MemberKind::CachedProperty(_));
        let gives = |body: FnId| is_cached && !program.summary(body).returns.is_empty();
        program
            .member_functions(class, &member.kind)
            .any(|body| gives(body) || method_has_seed(program, influences, body))
    })
}

fn method_has_seed(program: &Program<'_>, influences: &Influences, body: FnId) -> bool {
    let summary = program.summary(body);
    influences.get(body).holds & bit(0) != 0
        || summary.effects.iter().any(|effect| links_others(summary, effect))
        || makes_linker(program, influences, body)
        || ties(summary)
}

/// Whether one call of a function may leave a ring: it keeps a frame, captures and links, or links
/// at least two things.
pub fn function_has_seed(program: &Program<'_>, influences: &Influences, body: FnId) -> bool {
    let info = program.body(body);
    if !matches!(info.kind, BodyKind::Function | BodyKind::Lambda) {
        return false;
    }
    let links = influences.links(body);
    let has_frame = || info.summary.nodes.iter().any(|node| matches!(node.kind, NodeKind::Frame));
    links > 1
        || (links == 1 && captures(program, body))
        || has_frame()
        || makes_linker(program, influences, body)
        || ties(&info.summary)
}

fn inner_functions(program: &Program<'_>, body: FnId) -> impl Iterator<Item = FnId> {
    let file = program.file_of(body);
    program.summary(body).nodes.iter().filter_map(move |node| match node.kind {
        NodeKind::Function(inner) => Some(program.fn_id(file, inner)),
        _ => None,
    })
}

fn captures(program: &Program<'_>, body: FnId) -> bool {
    inner_functions(program, body).any(|inner| !program.body(inner).free.is_empty())
}

/// Whether a function made here links what it captures.
fn makes_linker(program: &Program<'_>, influences: &Influences, body: FnId) -> bool {
    inner_functions(program, body).any(|inner| influences.get(inner).links & CAPTURED != 0)
}

/// Whether an object goes into one that is neither `self` nor made here.
fn links_others(summary: &Summary, effect: &Effect) -> bool {
    match &effect.kind {
        EffectKind::Store { base, value, .. } | EffectKind::Add { base, value, .. } => {
            let base = summary.nodes.get(*base).map(|node| &node.kind);
            let is_reached = !matches!(
                base,
                Some(
                    NodeKind::Param(0)
                        | NodeKind::Alloc { .. }
                        | NodeKind::Function(_)
                        | NodeKind::Module
                        | NodeKind::Const(_)
                )
            );
            is_reached && is_object(summary, *value)
        }
        _ => false,
    }
}

/// Something that may be an object of the program.
fn is_object(summary: &Summary, node: NodeId) -> bool {
    match summary.nodes.get(node).map(|node| &node.kind) {
        Some(
            NodeKind::Param(_)
            | NodeKind::Capture { .. }
            | NodeKind::Path { .. }
            | NodeKind::Function(_)
            | NodeKind::Result(_),
        ) => true,
        Some(NodeKind::Alloc { kind, .. }) => *kind != Kind::Scalar,
        Some(NodeKind::OneOf(nodes)) => nodes.iter().any(|&node| is_object(summary, node)),
        _ => false,
    }
}

/// What the frame of the body still holds at its exit.
fn held_by_frame(summary: &Summary) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
    let frame = summary.nodes.iter_enumerated().find(|(_, node)| matches!(node.kind, NodeKind::Frame));
    frame.into_iter().flat_map(move |(frame, _)| {
        let locals = summary.frame_locals.iter().map(|(_, node)| *node);
        locals.flat_map(move |local| {
            let parts = match &summary.nodes[local].kind {
                NodeKind::OneOf(parts) => parts.iter().copied().collect(),
                _ => vec![local],
            };
            parts.into_iter().map(move |part| (frame, part))
        })
    })
}

/// Whether a container or function made here takes itself in, at once or through others made here.
pub fn ties(summary: &Summary) -> bool {
    let kind = |node: NodeId| summary.nodes.get(node).map(|node| &node.kind);
    let is_made = |node: NodeId| match kind(node) {
        Some(NodeKind::Alloc { kind, .. }) => *kind != Kind::Scalar,
        Some(NodeKind::Function(_) | NodeKind::Frame) => true,
        _ => false,
    };
    let mut held: Vec<(NodeId, NodeId)> = held_by_frame(summary).filter(|(_, node)| is_made(*node)).collect();
    for effect in &summary.effects {
        if let EffectKind::Store { base, value, .. } | EffectKind::Add { base, value, .. } = effect.kind
            && is_made(base)
        {
            match kind(value) {
                Some(NodeKind::OneOf(parts)) => {
                    held.extend(parts.iter().filter(|part| is_made(**part)).map(|part| (base, *part)));
                }
                _ if is_made(value) => held.push((base, value)),
                _ => {}
            }
        }
    }
    // Whoever holds nothing that is left is on no ring.
    while !held.is_empty() {
        let before = held.len();
        let holders: FxHashSet<NodeId> = held.iter().map(|(base, _)| *base).collect();
        held.retain(|(_, value)| holders.contains(value));
        if held.len() == before {
            return true;
        }
    }
    false
}
