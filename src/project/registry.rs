//! Attributes that a class empties itself: which methods take items out of them again.
//!
//! Read off the summaries of methods without running anything: `del self.a[k]`, `self.a.pop(k)`,
//! `self.a.remove(x)`. A callback in such an attribute is registered, and may be unregistered.

use rustc_hash::FxHashMap;

use super::program::{ClassId, FnId, Program};
use crate::base::Symbol;
use crate::heap::Label;
use crate::summary::{Callee, EffectKind, MemberKind, NodeId, NodeKind, Summary};

/// For each class and attribute: a method that takes items out.
#[derive(Debug, Default)]
pub struct Registries {
    removers: FxHashMap<(ClassId, Symbol), FnId>,
}

impl Registries {
    pub fn of(program: &Program<'_>) -> Self {
        let mut out = Self::default();
        for (class, info) in program.classes.iter_enumerated() {
            for member in &program.shape(class).members {
                let MemberKind::Method(body) = member.kind else { continue };
                if !is_remover(member.name.as_str()) {
                    continue;
                }
                let function = program.fn_id(info.file, body);
                for attribute in emptied(program.summary(function)) {
                    out.removers.entry((class, attribute)).or_insert(function);
                }
            }
        }
        out
    }

    /// The method of the class, or of one that it comes from, that takes items out of the attribute.
    pub fn remover(&self, program: &Program<'_>, class: ClassId, attribute: Symbol) -> Option<FnId> {
        program.ancestors(class).find_map(|ancestor| self.removers.get(&(ancestor, attribute)).copied())
    }
}

fn is_remover(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    ["remove", "unregister", "disconnect", "unsubscribe", "unobserve", "detach", "off", "cancel", "discard"]
        .iter()
        .any(|word| name.starts_with(word))
        || name == "isub__"
}

/// Attributes of `self` out of which the body takes items.
fn emptied(summary: &Summary) -> Vec<Symbol> {
    let attribute = |node: NodeId| match summary.nodes.get(node).map(|node| &node.kind) {
        Some(NodeKind::Path { base, label: Label::Attr(name) })
            if matches!(summary.nodes[*base].kind, NodeKind::Param(0)) =>
        {
            Some(name.0)
        }
        _ => None,
    };
    let mut out = Vec::new();
    for effect in &summary.effects {
        let container = match &effect.kind {
            EffectKind::Remove { base, label } if !matches!(label, Label::Attr(_)) => Some(*base),
            EffectKind::Clear { base } => Some(*base),
            EffectKind::Call { callee: Callee::Method { recv, name }, .. }
                if matches!(name.as_str(), "pop" | "remove" | "discard" | "clear" | "popitem") =>
            {
                Some(*recv)
            }
            _ => None,
        };
        out.extend(container.and_then(attribute));
    }
    out
}
