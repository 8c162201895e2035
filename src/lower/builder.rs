//! Instructions of one body while it is written: temporaries, labels, places.
//!
//! Jump targets are labels until the body is closed; then they become positions in the code.

use ruff_text_size::TextRange;

use crate::base::{SiteId, Symbol};
use crate::ir::{ArgsId, Body, BodyId, CallArgs, Inst, MakeFunction, MakeFunctionId, Pc, Slot, SlotList};

use super::Lowerer;
use super::flow::Block;
use super::scopes::ScopeId;

/// Temporaries of a body at one time; more are given up as a loss.
const MOST_SLOTS: u16 = u16::MAX - 8;

/// A body that is being written.
pub(super) struct Builder<'a> {
    pub(super) id: BodyId,
    pub(super) scope: ScopeId,
    pub(super) body: Body,
    /// Where each label was placed.
    pub(super) labels: Vec<Pc>,
    /// The next free temporary.
    pub(super) depth: u16,
    pub(super) blocks: Vec<Block<'a>>,
    /// Attributes set on `self` by the methods of a class, for `__static_attributes__`.
    pub(super) self_attributes: Vec<Symbol>,
    pub(super) overflowed: bool,
    /// Instructions in copies of `finally` suites.
    pub(super) copied: usize,
}

impl<'a> Lowerer<'a> {
    pub(super) fn site(&mut self, range: TextRange) -> SiteId {
        let span = crate::syntax::span(range);
        if self.last_site.0 == span {
            return self.last_site.1;
        }
        let site = self.sites.push(span);
        self.last_site = (span, site);
        site
    }

    pub(super) fn emit(&mut self, range: TextRange, inst: Inst) {
        let site = self.site(range);
        self.b.body.code.push(inst);
        self.b.body.sites.push(site);
    }

    /// What the code from here on does not tell about the program.
    pub(super) fn unsupported(&mut self, range: TextRange, what: impl Into<String>) {
        let site = self.site(range);
        self.unsupported.push((site, what.into()));
    }

    pub(super) fn push(&mut self) -> Slot {
        let slot = Slot(self.b.depth);
        if self.b.depth >= MOST_SLOTS {
            self.b.overflowed = true;
        } else {
            self.b.depth += 1;
        }
        self.b.body.slots = self.b.body.slots.max(self.b.depth);
        slot
    }

    pub(super) fn pop(&mut self) {
        self.b.depth = self.b.depth.saturating_sub(1);
    }

    /// Makes room for the temporary after the next one as well, as method calls need.
    pub(super) fn push_pair(&mut self) -> Slot {
        let slot = self.push();
        self.push();
        slot
    }

    pub(super) fn label(&mut self) -> Pc {
        self.b.labels.push(Pc::MAX);
        (self.b.labels.len() - 1) as Pc
    }

    pub(super) fn place(&mut self, label: Pc) {
        self.b.labels[label as usize] = self.b.body.code.len() as Pc;
    }

    pub(super) fn jump(&mut self, range: TextRange, to: Pc) {
        self.emit(range, Inst::Jump { to });
    }

    /// The last `count` temporaries as an operand list.
    pub(super) fn top_list(&mut self, count: usize) -> SlotList {
        let first = usize::from(self.b.depth).saturating_sub(count);
        self.list(first, count)
    }

    pub(super) fn list(&mut self, first: usize, count: usize) -> SlotList {
        let start = self.b.body.operands.len() as u32;
        self.b.body.operands.extend((first..first + count).map(|slot| Slot(slot as u16)));
        SlotList { start, len: count as u32 }
    }

    pub(super) fn args(&mut self, args: CallArgs) -> ArgsId {
        self.b.body.call_args.push(args);
        ArgsId((self.b.body.call_args.len() - 1) as u32)
    }

    pub(super) fn function(&mut self, function: MakeFunction) -> MakeFunctionId {
        self.b.body.functions.push(function);
        MakeFunctionId((self.b.body.functions.len() - 1) as u32)
    }

    /// Turns labels into positions.
    pub(super) fn link(builder: &mut Builder<'a>) {
        let end = builder.body.code.len() as Pc;
        let labels = &builder.labels;
        let place = |label: &mut Pc| *label = labels.get(*label as usize).copied().unwrap_or(end).min(end);
        for inst in &mut builder.body.code {
            match inst {
                Inst::ForNext { exit, .. }
                | Inst::AsyncForNext { exit, .. }
                | Inst::LoopTest { exit, .. } => {
                    place(exit);
                }
                Inst::Jump { to } => place(to),
                Inst::Branch { otherwise, end, .. } | Inst::BranchNone { otherwise, end, .. } => {
                    place(otherwise);
                    place(end);
                }
                Inst::Loop { head, exit, end, .. } => [head, exit, end].map(place).into_iter().collect(),
                Inst::LoopBack { head } | Inst::Continue { head } => place(head),
                Inst::Break { end } => place(end),
                Inst::Try { handler, body_end, end, .. } => {
                    [handler, body_end, end].map(place).into_iter().collect()
                }
                _ => {}
            }
        }
    }
}
