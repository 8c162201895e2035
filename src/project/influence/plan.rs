//! Which effects of each body a replay needs, as three bits an effect.

use rustc_hash::FxHashSet;

use crate::base::Idx;
use crate::heap::Label;
use crate::project::program::{FnId, Program};
use crate::summary::{EffectKind, NodeId, NodeKind, Summary};

#[derive(Default)]
pub(super) struct Plans {
    /// The first word of each body's bits; one more entry than bodies.
    starts: Vec<u32>,
    /// Needed by a replay that may link or cut.
    full: Vec<u64>,
    /// Needed for the result alone.
    result: Vec<u64>,
    /// Change what some path of the body stands for.
    shadowing: Vec<u64>,
}

impl Plans {
    pub fn new(program: &Program<'_>) -> Self {
        let mut starts = Vec::with_capacity(program.body_count() + 1);
        let mut count = 0;
        for body in (0..program.body_count()).map(FnId::from_usize) {
            starts.push(count);
            count += program.summary(body).effects.len().div_ceil(64) as u32;
        }
        starts.push(count);
        let empty = vec![0; count as usize];
        Self { starts, full: empty.clone(), result: empty.clone(), shadowing: empty }
    }

    fn place(&self, body: FnId, effect: usize) -> (usize, u64) {
        (self.starts[body.as_usize()] as usize + effect / 64, 1 << (effect % 64))
    }

    pub fn need(&mut self, body: FnId, effect: u32) {
        let (at, bit) = self.place(body, effect as usize);
        self.full[at] |= bit;
    }

    pub fn has(&self, body: FnId, effect: usize, for_result: bool) -> bool {
        let (at, bit) = self.place(body, effect);
        let words = if for_result { &self.result } else { &self.full };
        words[at] & bit != 0
    }

    /// Whether the effect changes what some path of the body stands for.
    pub fn is_shadowing(&self, body: FnId, effect: usize) -> bool {
        let (at, bit) = self.place(body, effect);
        self.shadowing[at] & bit != 0
    }

    /// Adds what the needed effects and the results are made of.
    pub fn complete(&mut self, program: &Program<'_>) {
        let mut wanted = Vec::new();
        for body in (0..program.body_count()).map(FnId::from_usize) {
            let summary = program.summary(body);
            let words = self.starts[body.as_usize()] as usize..self.starts[body.as_usize() + 1] as usize;
            if words.is_empty() {
                continue;
            }
            shadow(summary, &mut self.shadowing[words.clone()]);
            Need::new(summary, &mut wanted).fill(&mut self.full[words.clone()], false);
            Need::new(summary, &mut wanted).fill(&mut self.result[words], true);
        }
    }
}

/// Marks stores and removals under a label that a path of the body reads from the same base.
fn shadow(summary: &Summary, bits: &mut [u64]) {
    let mut paths: FxHashSet<(NodeId, Label)> = FxHashSet::default();
    for node in summary.nodes.iter() {
        if let NodeKind::Path { base, label } = node.kind {
            paths.insert((base, label));
        }
    }
    for (at, effect) in summary.effects.iter().enumerate() {
        if let EffectKind::Store { base, label, .. } | EffectKind::Remove { base, label } = effect.kind
            && paths.contains(&(base, label))
        {
            bits[at / 64] |= 1 << (at % 64);
        }
    }
}

/// Nodes that are wanted by what comes later in the body.
struct Need<'n, 'a> {
    summary: &'a Summary,
    wanted: &'n mut Vec<bool>,
}

impl<'n, 'a> Need<'n, 'a> {
    fn new(summary: &'a Summary, wanted: &'n mut Vec<bool>) -> Self {
        wanted.clear();
        wanted.resize(summary.nodes.len() + summary.effects.len(), false);
        Self { summary, wanted }
    }

    fn fill(mut self, bits: &mut [u64], for_result: bool) {
        let summary = self.summary;
        for &node in summary.returns.iter().chain(&summary.yields) {
            self.want(node);
        }
        summary.frame_locals.iter().for_each(|&(_, node)| self.want(node));
        for (at, effect) in summary.effects.iter().enumerate().rev() {
            let bit = 1u64 << (at % 64);
            let is_building = match &effect.kind {
                EffectKind::Store { base, .. } | EffectKind::Add { base, .. } => {
                    for_result && is_made(summary, *base)
                }
                _ => false,
            };
            let is_result = self.wanted[summary.nodes.len() + at];
            if bits[at / 64] & bit != 0 || is_building || is_result {
                bits[at / 64] |= bit;
                effect.kind.operands(&mut |node| self.want(node));
            }
        }
    }

    fn want(&mut self, node: NodeId) {
        let mut queue = vec![node];
        while let Some(node) = queue.pop() {
            let Some(found) = self.summary.nodes.get(node) else { continue };
            if std::mem::replace(&mut self.wanted[node.as_usize()], true) {
                continue;
            }
            match &found.kind {
                NodeKind::Path { base, .. } => queue.push(*base),
                NodeKind::OneOf(parts) => queue.extend(parts),
                NodeKind::Result(effect) => {
                    let at = self.summary.nodes.len() + *effect as usize;
                    if let Some(slot) = self.wanted.get_mut(at) {
                        *slot = true;
                    }
                }
                _ => {}
            }
        }
    }
}

/// Made by the body itself: a container, a function, or one of several of these.
fn is_made(summary: &Summary, node: NodeId) -> bool {
    match summary.nodes.get(node).map(|node| &node.kind) {
        Some(NodeKind::Alloc { .. } | NodeKind::Function(_)) => true,
        Some(NodeKind::OneOf(parts)) => parts.iter().any(|&part| is_made(summary, part)),
        _ => false,
    }
}
