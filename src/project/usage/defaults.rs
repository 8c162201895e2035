//! Default arguments that their own functions fill, at once or through the attribute they are kept in.

use super::containers::{is_local, is_remover};
use super::instances::{is_adder, spot};
use super::reader::Reader;
use super::roles::{First, default_node};
use crate::base::Symbol;
use crate::heap::{Kind, Label, SymbolKey};
use crate::outcome::{Domain, FilledDefault, Keeping, Scene};
use crate::project::program::ClassId;
use crate::summary::{Callee, EffectKind, NodeId, NodeKind, Summary};

impl Reader<'_, '_> {
    /// Parameters whose default this function fills, or keeps for methods to fill.
    pub(super) fn defaults(&self, out: &mut Keeping) {
        let params = &self.program.body(self.body).params;
        // The default of a function made at each call is one of its own.
        let is_made_again = self.program.parent(self.body).is_some_and(|at| is_local(self.program, at));
        if is_made_again || !params.iter().any(|param| param.has_default) {
            return;
        }
        let mut told: Vec<u16> = Vec::new();
        for effect in &self.summary.effects {
            let Some(base) = filled(&effect.kind) else { continue };
            let NodeKind::Param(at) = self.summary.nodes[base].kind else { continue };
            let Some(kind) = self.default_container(at) else { continue };
            let is_index =
                kind == "list" && matches!(effect.kind, EffectKind::Add { label: Label::Value, .. });
            if is_index || told.contains(&at) || is_emptied(self.summary, |node| self.is_param(node, at)) {
                continue;
            }
            told.push(at);
            self.tell_default(at, kind, self.widest_key(base), None, out);
        }
        if let Some(First::Instance(class)) = self.roles.first(self.body) {
            self.kept_defaults(class, &told, out);
        }
    }

    /// `self.items = items`, where other methods put things into `self.items`.
    fn kept_defaults(&self, class: ClassId, told: &[u16], out: &mut Keeping) {
        for effect in &self.summary.effects {
            let EffectKind::Store { base, label: Label::Attr(SymbolKey(name)), value } = &effect.kind else {
                continue;
            };
            let NodeKind::Param(at) = self.summary.nodes[*value].kind else { continue };
            if !self.is_param(*base, 0) || told.contains(&at) {
                continue;
            }
            let Some(kind) = self.default_container(at) else { continue };
            if let Some(filler) = self.filler(class, *name, kind) {
                self.tell_default(at, kind, None, Some(filler), out);
            }
        }
    }

    /// The method that puts things into an attribute which no method empties or replaces.
    fn filler(&self, class: ClassId, name: Symbol, kind: &str) -> Option<Symbol> {
        let mut found = None;
        for body in self.program.bodies_of(self.program.classes[class].file) {
            if self.roles.first(body) != Some(First::Instance(class)) {
                continue;
            }
            let summary = self.program.summary(body);
            let is_it = |node: NodeId| match &summary.nodes[node].kind {
                NodeKind::Path { base, label: Label::Attr(SymbolKey(attr)) } => {
                    *attr == name && summary.nodes[*base].kind == NodeKind::Param(0)
                }
                _ => false,
            };
            if is_emptied(summary, is_it) || body != self.body && rebinds(summary, name) {
                return None;
            }
            let fills = summary.effects.iter().any(|effect| {
                let is_index =
                    kind == "list" && matches!(effect.kind, EffectKind::Add { label: Label::Value, .. });
                !is_index && filled(&effect.kind).is_some_and(is_it)
            });
            if fills && found.is_none() {
                found = Some(self.program.body(body).qualname);
            }
        }
        found
    }

    fn tell_default(
        &self,
        at: u16,
        kind: &'static str,
        keys: Option<Domain>,
        filler: Option<Symbol>,
        out: &mut Keeping,
    ) {
        let param = &self.program.body(self.body).params[at as usize];
        let Some(spot) = spot(self.program, self.file, param.site) else { return };
        let scene = Scene { spot, symbol: self.program.body(self.body).qualname };
        out.defaults.push(FilledDefault { scene, param: param.name, kind, keys, filler });
    }

    /// The widest of the keys that are put in; `None` where nothing is put under a key.
    fn widest_key(&self, base: NodeId) -> Option<Domain> {
        let keys = self.summary.effects.iter().filter_map(|effect| match &effect.kind {
            EffectKind::Add { base: other, label: Label::Key, value } if *other == base => {
                Some(self.key_domain(*value))
            }
            EffectKind::Add { base: other, label: Label::Value, .. } if *other == base => {
                Some(Domain::Bounded)
            }
            _ => None,
        });
        keys.max()
    }

    fn is_param(&self, node: NodeId, at: u16) -> bool {
        self.summary.nodes[node].kind == NodeKind::Param(at)
    }

    /// The kind of an empty or filled container that is the default of a parameter.
    fn default_container(&self, at: u16) -> Option<&'static str> {
        let (parent, value) = default_node(self.program, self.body, at)?;
        if self.program.summary(parent).namespace.iter().any(|row| row.1 == value) {
            // A value with a name of its own is no secret of the function.
            return None;
        }
        match &self.program.summary(parent).nodes[value].kind {
            NodeKind::Alloc { kind: Kind::List, .. } => Some("list"),
            NodeKind::Alloc { kind: Kind::Dict, .. } => Some("dictionary"),
            NodeKind::Alloc { kind: Kind::Set, .. } => Some("set"),
            _ => None,
        }
    }
}

/// What an effect puts something into.
fn filled(effect: &EffectKind) -> Option<NodeId> {
    match effect {
        EffectKind::Add { base, label: Label::Value | Label::Elem, .. } => Some(*base),
        EffectKind::Call { callee: Callee::Method { recv, name }, .. } if is_adder(name.as_str()) => {
            Some(*recv)
        }
        _ => None,
    }
}

/// Something takes items out of a container.
fn is_emptied(summary: &Summary, is_it: impl Fn(NodeId) -> bool) -> bool {
    summary.effects.iter().any(|effect| match &effect.kind {
        EffectKind::Remove { base, .. } | EffectKind::Clear { base } => is_it(*base),
        EffectKind::Call { callee: Callee::Method { recv, name }, .. } => {
            is_it(*recv) && is_remover(name.as_str())
        }
        _ => false,
    })
}

/// The body binds the attribute of its object anew.
fn rebinds(summary: &Summary, name: Symbol) -> bool {
    summary.effects.iter().any(|effect| match &effect.kind {
        EffectKind::Store { base, label, .. } => {
            *label == Label::attr(name) && summary.nodes[*base].kind == NodeKind::Param(0)
        }
        _ => false,
    })
}
