//! Which bodies may take part in a ring at all: the cheap question before a heap is built.
//!
//! A *seed* is an effect by which an object gets somewhere else than into its own attributes: `self`
//! stored, captured, bound or handed on; something stored in an object that is not `self`; a frame
//! that an exception keeps. A class without seeds of its own adds nothing to what the heap of
//! its base shows; a container that takes itself in needs no other object.

use rustc_hash::FxHashSet;

use super::program::{ClassId, FnId, Program};
use crate::base::Symbol;
use crate::heap::{Kind, Label};
use crate::ir::BodyKind;
use crate::summary::{Callee, Effect, EffectKind, MemberKind, NodeId, NodeKind, Summary};

/// Whether the class statement itself has a method (or a function in it) with a seed.
pub fn class_has_seed(program: &Program<'_>, class: ClassId) -> bool {
    let file = program.classes[class].file;
    program.shape(class).members.iter().any(|member| {
        let setter = match &member.kind {
            MemberKind::Property { set: Some(set), .. } => Some(program.fn_id(file, *set)),
            _ => None,
        };
        let function = program.member_function(class, &member.kind);
        let is_cached = matches!(member.kind, MemberKind::CachedProperty(_));
        let gives = |body: FnId| is_cached && !program.summary(body).returns.is_empty();
        function
            .into_iter()
            .chain(setter)
            .any(|body| gives(body) || method_has_seed(program, Some(class), body))
    })
}

fn method_has_seed(program: &Program<'_>, class: Option<ClassId>, body: FnId) -> bool {
    let reader = Reader { program, class, summary: program.summary(body) };
    let has_frame = reader.summary.nodes.iter().any(|node| matches!(node.kind, NodeKind::Frame));
    has_frame || reader.summary.effects.iter().any(|effect| reader.is_seed(effect))
}

/// Whether one call of a function may leave a ring: it captures, keeps a frame, or links at least
/// two things that are not constants.
pub fn function_has_seed(program: &Program<'_>, body: FnId) -> bool {
    let info = program.body(body);
    if !matches!(info.kind, BodyKind::Function | BodyKind::Lambda) {
        return false;
    }
    let reader = Reader { program, class: None, summary: &info.summary };
    let (file, _) = program.local(body);
    let makes = reader.summary.nodes.iter().any(|node| match node.kind {
        NodeKind::Frame => true,
        NodeKind::Function(inner) => !program.body(program.fn_id(file, inner)).free.is_empty(),
        _ => false,
    });
    makes || reader.summary.effects.iter().filter(|effect| reader.links(effect)).count() >= 2 || reader.ties()
}

struct Reader<'r, 'a> {
    program: &'r Program<'a>,
    class: Option<ClassId>,
    summary: &'r Summary,
}

impl Reader<'_, '_> {
    fn kind(&self, node: NodeId) -> Option<&NodeKind> {
        self.summary.nodes.get(node).map(|node| &node.kind)
    }

    fn is_self(&self, node: NodeId) -> bool {
        match self.kind(node) {
            Some(NodeKind::Param(0)) => true,
            Some(NodeKind::OneOf(nodes)) => nodes.iter().any(|&node| self.is_self(node)),
            _ => false,
        }
    }

    /// A method of `self` as a value.
    fn is_bound(&self, node: NodeId) -> bool {
        let Some(NodeKind::Path { base, label: Label::Attr(name) }) = self.kind(node) else { return false };
        self.is_self(*base) && self.is_method(name.0)
    }

    fn is_method(&self, name: Symbol) -> bool {
        let Some((owner, member)) = self.class.and_then(|class| self.program.member(class, name)) else {
            return false;
        };
        !matches!(member.kind, MemberKind::Property { .. } | MemberKind::CachedProperty(_))
            && self.program.member_function(owner, &member.kind).is_some()
    }

    /// Something that may be an object of the program.
    fn is_object(&self, node: NodeId) -> bool {
        match self.kind(node) {
            Some(
                NodeKind::Param(_)
                | NodeKind::Capture { .. }
                | NodeKind::Path { .. }
                | NodeKind::Function(_)
                | NodeKind::Result(_),
            ) => true,
            Some(NodeKind::Alloc { kind, .. }) => *kind != Kind::Scalar,
            Some(NodeKind::OneOf(nodes)) => nodes.iter().any(|&node| self.is_object(node)),
            _ => false,
        }
    }

    /// What a method of `self` gave: it may hold `self`.
    fn is_own_result(&self, node: NodeId) -> bool {
        let Some(NodeKind::Result(at)) = self.kind(node) else { return false };
        match self.summary.effects.get(*at as usize).map(|effect| &effect.kind) {
            Some(EffectKind::Call { callee: Callee::Method { recv, .. }, .. }) => self.is_self(*recv),
            _ => false,
        }
    }

    fn is_seed(&self, effect: &Effect) -> bool {
        let escapes = |node: NodeId| self.is_self(node) || self.is_bound(node);
        match &effect.kind {
            EffectKind::Store { base, value, .. } | EffectKind::Add { base, value, .. } => {
                escapes(*value)
                    || self.is_own_result(*value)
                    || (!self.is_self(*base) && self.is_object(*value) && self.is_reached(*base))
            }
            EffectKind::Call { args, keywords, .. } => {
                args.iter().any(|&arg| escapes(arg)) || keywords.iter().any(|&(_, arg)| escapes(arg))
            }
            EffectKind::Operate { operands, .. } => operands.iter().skip(1).any(|&operand| escapes(operand)),
            _ => false,
        }
    }

    /// Whether the object was there before, or came from elsewhere: not a container made here.
    fn is_reached(&self, node: NodeId) -> bool {
        !matches!(self.kind(node), Some(NodeKind::Alloc { .. } | NodeKind::Module | NodeKind::Const(_)))
    }

    /// A store or call that may put one object into another.
    fn links(&self, effect: &Effect) -> bool {
        match &effect.kind {
            EffectKind::Store { base, value, .. } | EffectKind::Add { base, value, .. } => {
                self.is_object(*value) && self.is_reached(*base)
            }
            EffectKind::Call { callee, args, keywords, .. } => {
                let is_handed = args.iter().any(|&arg| self.is_object(arg))
                    || keywords.iter().any(|&(_, arg)| self.is_object(arg));
                is_handed
                    && match callee {
                        Callee::Method { recv, .. } => self.is_object(*recv),
                        Callee::Node(_) | Callee::Super { .. } => true,
                    }
            }
            _ => false,
        }
    }

    /// Whether a container made here takes itself in, at once or through others made here.
    fn ties(&self) -> bool {
        let is_made = |node: NodeId| matches!(self.kind(node), Some(NodeKind::Alloc { kind, .. }) if *kind != Kind::Scalar);
        let mut held: Vec<(NodeId, NodeId)> = Vec::new();
        for effect in &self.summary.effects {
            if let EffectKind::Store { base, value, .. } | EffectKind::Add { base, value, .. } = effect.kind
                && is_made(base)
            {
                match self.kind(value) {
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
}
