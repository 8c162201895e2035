//! Which inherited methods may show something new on an instance of a subclass.
//!
//! The heap of the base has run them already. On an instance of the subclass they do otherwise only
//! where they meet what the subclass adds: names that it defines or stores on `self`, and names that
//! they store and its own methods read. What is judged here is names on `self` alone; whether they
//! hold anything is for the heap to find out.

use rustc_hash::FxHashSet;

use super::program::{ClassId, FnId, Program};
use crate::base::Symbol;
use crate::heap::Label;
use crate::summary::{Callee, EffectKind, NodeId, NodeKind, Summary};

/// Nesting of functions in a method that is looked through.
const MAX_NESTING: u32 = 4;

/// What a body does with a name on `self`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Read,
    /// Stored or removed, or something in what it holds is.
    Stored,
}

/// Names on `self` that a class statement brings: its members, and what its methods touch.
#[derive(Default)]
pub struct Touched {
    read: FxHashSet<Symbol>,
    stored: FxHashSet<Symbol>,
}

impl Touched {
    pub fn by_class(program: &Program<'_>, class: ClassId) -> Self {
        let mut out = Self::default();
        for member in program.shape(class).members.iter().filter(|member| member.has_value) {
            out.stored.insert(member.name);
            for body in program.member_functions(class, &member.kind) {
                uses(program, body, MAX_NESTING, &mut |name, how| {
                    match how {
                        Use::Read => out.read.insert(name),
                        Use::Stored => out.stored.insert(name),
                    };
                });
            }
        }
        out
    }

    /// Whether a method of a base and the class may have to do with each other.
    pub fn meets(&self, program: &Program<'_>, method: FnId) -> bool {
        let mut meets = false;
        uses(program, method, MAX_NESTING, &mut |name, how| {
            meets |= self.stored.contains(&name) || how == Use::Stored && self.read.contains(&name);
        });
        meets
    }
}

/// Tells every name on `self` that a body, or a function in it, touches.
fn uses(program: &Program<'_>, body: FnId, nesting: u32, tell: &mut dyn FnMut(Symbol, Use)) {
    let summary = program.summary(body);
    for node in summary.nodes.iter() {
        match &node.kind {
            NodeKind::Path { base, label: Label::Attr(name) } if is_self(summary, *base) => {
                tell(name.0, Use::Read);
            }
            NodeKind::Function(inner) if nesting > 0 => {
                uses(program, program.fn_id(program.file_of(body), *inner), nesting - 1, tell);
            }
            _ => {}
        }
    }
    for effect in &summary.effects {
        let changed = match &effect.kind {
            EffectKind::Store { base, label, .. }
            | EffectKind::Add { base, label, .. }
            | EffectKind::Remove { base, label } => {
                if let (true, Label::Attr(name)) = (is_self(summary, *base), label) {
                    tell(name.0, Use::Stored);
                }
                Some(*base)
            }
            EffectKind::Clear { base } => Some(*base),
            EffectKind::Call { callee: Callee::Method { recv, name }, .. } => {
                if is_self(summary, *recv) {
                    tell(*name, Use::Read);
                }
                Some(*recv)
            }
            EffectKind::Call { callee: Callee::Super { name, .. }, .. } => {
                tell(*name, Use::Read);
                None
            }
            EffectKind::Operate { operands, .. } => operands.first().copied(),
            _ => None,
        };
        if let Some(name) = changed.and_then(|node| attribute(summary, node)) {
            tell(name, Use::Stored);
        }
    }
}

/// The first parameter, in the method or in a function inside it.
fn is_self(summary: &Summary, node: NodeId) -> bool {
    matches!(
        summary.nodes.get(node).map(|node| &node.kind),
        Some(NodeKind::Param(0) | NodeKind::Capture { .. })
    )
}

/// `name`, where the node is `self.name`.
fn attribute(summary: &Summary, node: NodeId) -> Option<Symbol> {
    match summary.nodes.get(node)?.kind {
        NodeKind::Path { base, label: Label::Attr(name) } if is_self(summary, base) => Some(name.0),
        _ => None,
    }
}
