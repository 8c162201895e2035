//! Whether an artefact that came from outside of this process holds together: every number in it names
//! something that is there, and nothing is made of itself.
//!
//! Linking indexes without asking and follows nodes to what they are made of. What execution leaves
//! behind is sound; bytes of a file may be anything.

use super::artefact::{BodySummary, ClassShape, FileArtefact, Member, MemberKind, SlotsDecl};
use super::effect::{Callee, EffectKind, Node, NodeId, NodeKind, Summary};
use crate::base::{Idx, SiteId};
use crate::ir::{BodyId, BodyKind};

impl FileArtefact {
    pub fn is_sound(&self) -> bool {
        let Self { bodies, classes, imports, evidence, weights, sites, losses } = self;
        let has = Has { artefact: self, sites: sites.len() };
        let is_sound_body = |(id, body): (BodyId, &BodySummary)| {
            let is_inside = match body.parent {
                Some(parent) => parent < id,
                None => id.as_usize() == 0 && body.kind == BodyKind::Module,
            };
            is_inside
                && has.site(body.site)
                && body.params.iter().all(|param| has.site(param.site))
                && has.summary(&body.summary)
        };
        bodies.iter_enumerated().all(is_sound_body)
            && classes.iter().all(|class| has.class(class))
            && imports.iter().all(|row| has.site(row.site))
            && evidence.iter().all(|found| has.body(found.body) && has.site(found.site))
            && weights.iter().all(|(body, weight)| {
                has.body(*body) && has.site(weight.site) && weight.readers.iter().all(|&body| has.body(body))
            })
            && sites.iter().all(|span| span.start <= span.end)
            && losses.iter().all(|loss| has.site(loss.site))
    }
}

/// What numbers may name.
struct Has<'a> {
    artefact: &'a FileArtefact,
    sites: usize,
}

impl Has<'_> {
    fn site(&self, site: SiteId) -> bool {
        site.as_usize() < self.sites
    }

    fn body(&self, body: BodyId) -> bool {
        body.as_usize() < self.artefact.bodies.len()
    }

    fn class(&self, class: &ClassShape) -> bool {
        let ClassShape { body, parent, bases, keywords, decorators, members, slots, site, .. } = class;
        let (Some(own), Some(around)) = (self.artefact.bodies.get(*body), self.artefact.bodies.get(*parent))
        else {
            return false;
        };
        let is_around = |node: &NodeId| around.summary.nodes.get(*node).is_some();
        let site_of_slots = match slots {
            SlotsDecl::None => None,
            SlotsDecl::Names { site, .. } | SlotsDecl::Computed { site } => Some(*site),
        };
        own.kind == BodyKind::Class
            && self.site(*site)
            && bases.iter().chain(decorators).all(is_around)
            && keywords.iter().all(|(_, node)| is_around(node))
            && members.iter().all(|member| self.member(member, &own.summary))
            && site_of_slots.is_none_or(|site| self.site(site))
    }

    fn member(&self, member: &Member, own: &Summary) -> bool {
        let is_sound = match &member.kind {
            MemberKind::Method(body)
            | MemberKind::StaticMethod(body)
            | MemberKind::ClassMethod(body)
            | MemberKind::CachedProperty(body)
            | MemberKind::Class(body) => self.body(*body),
            MemberKind::Property { get, set, delete } => {
                [get, set, delete].into_iter().flatten().all(|body| self.body(*body))
            }
            MemberKind::Decorated { body, decorators } => {
                self.body(*body) && decorators.iter().all(|node| own.nodes.get(*node).is_some())
            }
            MemberKind::Value(node) => own.nodes.get(*node).is_some(),
        };
        is_sound && self.site(member.site)
    }

    fn summary(&self, summary: &Summary) -> bool {
        let Summary { nodes, effects, returns, yields, raises, frame_locals, namespace, losses, .. } =
            summary;
        let is_there = |node: NodeId| node.as_usize() < nodes.len();
        let named = frame_locals.iter().chain(namespace.iter()).map(|(_, node)| node);
        let ends = returns.iter().chain(yields.iter()).chain(raises.iter()).chain(named);
        nodes.iter_enumerated().all(|(id, node)| self.node(id, node, effects.len()))
            && effects.iter().all(|effect| {
                let mut is_sound = self.site(effect.site) && self.effect(&effect.kind, &is_there);
                effect.kind.operands(&mut |node| is_sound &= is_there(node));
                is_sound
            })
            && ends.copied().all(is_there)
            && losses.iter().all(|loss| self.site(loss.site))
    }

    /// What a node is made of stands before it, so that whoever follows nodes comes to an end.
    fn node(&self, id: NodeId, node: &Node, effects: usize) -> bool {
        let is_sound = match &node.kind {
            NodeKind::Path { base, .. } => *base < id,
            NodeKind::OneOf(parts) => parts.iter().all(|&part| part < id),
            NodeKind::Function(body) | NodeKind::Class(body) => self.body(*body),
            NodeKind::Result(effect) => (*effect as usize) < effects,
            _ => true,
        };
        is_sound && self.site(node.site)
    }

    /// What an effect names beside its operands.
    fn effect(&self, kind: &EffectKind, is_there: &impl Fn(NodeId) -> bool) -> bool {
        match kind {
            EffectKind::Test { value, class } => is_there(*value) && is_there(*class),
            EffectKind::Call { callee: Callee::Super { class, .. }, .. } => self.body(*class),
            _ => true,
        }
    }
}
