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
use crate::summary::{Callee, EffectKind, MemberKind, NodeId, NodeKind, Summary};

/// Nesting of functions in a method that is looked through.
const MAX_NESTING: u32 = 4;

/// Names on `self` that bodies touch.
#[derive(Default)]
pub struct Touched {
    read: FxHashSet<Symbol>,
    stored: FxHashSet<Symbol>,
}

impl Touched {
    /// What the class statement itself brings: its members and what its methods touch.
    pub fn by_class(program: &Program<'_>, class: ClassId) -> Self {
        let mut out = Self::default();
        let file = program.classes[class].file;
        for member in program.shape(class).members.iter().filter(|member| member.has_value) {
            out.stored.insert(member.name);
            if let Some(body) = program.member_function(class, &member.kind) {
                out.take(program, body, MAX_NESTING);
            }
            if let MemberKind::Property { set: Some(set), .. } = &member.kind {
                out.take(program, program.fn_id(file, *set), MAX_NESTING);
            }
        }
        out
    }

    /// Whether a method of a base and the class may have to do with each other.
    pub fn meets(&self, program: &Program<'_>, method: FnId) -> bool {
        let mut theirs = Self::default();
        theirs.take(program, method, MAX_NESTING);
        let meet = |some: &FxHashSet<Symbol>, others: &FxHashSet<Symbol>| {
            some.iter().any(|name| others.contains(name))
        };
        meet(&theirs.read, &self.stored)
            || meet(&theirs.stored, &self.read)
            || meet(&theirs.stored, &self.stored)
    }

    fn take(&mut self, program: &Program<'_>, body: FnId, nesting: u32) {
        let summary = program.summary(body);
        for node in summary.nodes.iter() {
            match &node.kind {
                NodeKind::Path { base, label: Label::Attr(name) } if is_self(summary, *base) => {
                    self.read.insert(name.0);
                }
                NodeKind::Function(inner) if nesting > 0 => {
                    self.take(program, program.fn_id(program.file_of(body), *inner), nesting - 1);
                }
                _ => {}
            }
        }
        for effect in &summary.effects {
            match &effect.kind {
                EffectKind::Store { base, label, .. }
                | EffectKind::Add { base, label, .. }
                | EffectKind::Remove { base, label } => {
                    if let (true, Label::Attr(name)) = (is_self(summary, *base), label) {
                        self.stored.insert(name.0);
                    }
                    self.stored.extend(attribute(summary, *base));
                }
                EffectKind::Clear { base } => self.stored.extend(attribute(summary, *base)),
                EffectKind::Call { callee, .. } => self.call(summary, callee),
                EffectKind::Operate { operands, .. } => {
                    self.stored.extend(operands.first().and_then(|&first| attribute(summary, first)));
                }
                _ => {}
            }
        }
    }

    fn call(&mut self, summary: &Summary, callee: &Callee) {
        match callee {
            Callee::Method { recv, name } => {
                if is_self(summary, *recv) {
                    self.read.insert(*name);
                }
                self.stored.extend(attribute(summary, *recv));
            }
            Callee::Super { name, .. } => {
                self.read.insert(*name);
            }
            Callee::Node(_) => {}
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
