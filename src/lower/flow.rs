//! `if`, loops and `with`, and how code leaves them early.
//!
//! *Block*: a region that must be cleaned up when control leaves it by `break`, `continue` or
//! `return`. Clean-ups are written out at each such exit, innermost first, as CPython does since
//! 3.8; a `finally` suite is written once more for each exit.

use ruff_python_ast::{self as ast, Stmt};
use ruff_text_size::{Ranged, TextRange};

use crate::ir::{Inst, LoopKind, Pc, Slot, TryKind};
use crate::syntax::with_room;

use super::Lowerer;
use super::comprehension::next;
use super::names::Name;

/// CPython refuses more blocks inside one another.
const DEEPEST_BLOCK: usize = 20;
/// A body with this many instructions in copies of `finally` suites gets no more of them: suites
/// within suites double with every level.
const MOST_COPIED: usize = 100_000;

/// A region with something to clean up.
#[derive(Clone, Copy)]
pub(super) enum Block<'a> {
    Loop {
        head: Pc,
        end: Pc,
        iter: Option<Slot>,
    },
    /// Body of a `try` with handlers.
    Try,
    /// Body of a `try` with this `finally`.
    Finally(&'a [Stmt]),
    /// A `finally` suite that runs because of the exception in the slot.
    FinallyHandler(Slot),
    /// Body of a handler and the name it clears.
    Handler(Option<Name>),
    /// The value of a `return` that waits while a `finally` suite runs.
    Held(Slot),
    /// Body of an `except*` handler: temporaries from the slot on are dropped.
    Group(Slot),
    With {
        exit: Slot,
        is_async: bool,
    },
}

impl<'a> Lowerer<'a> {
    /// Enters a block; the nesting is checked as CPython does.
    pub(super) fn enter(&mut self, block: Block<'a>, range: TextRange) {
        self.b.blocks.push(block);
        if self.b.blocks.len() == DEEPEST_BLOCK + 1 {
            self.unsupported(range, "more than 20 statically nested blocks, which CPython refuses");
        }
    }

    pub(super) fn exit(&mut self) {
        self.b.blocks.pop();
    }

    /// Writes the clean-ups of all blocks from `floor` on, innermost first; the blocks stay open.
    ///
    /// `held` is what a `return` will give: a clean-up that leaves by itself drops it.
    pub(super) fn unwind(&mut self, floor: usize, held: Option<Slot>, range: TextRange) {
        let mut left = Vec::new();
        while self.b.blocks.len() > floor {
            let Some(block) = self.b.blocks.pop() else { break };
            left.push(block);
            self.b.blocks.extend(held.map(Block::Held));
            self.clean_up(block, range);
            if held.is_some() {
                self.b.blocks.pop();
            }
        }
        left.reverse();
        self.b.blocks.append(&mut left);
    }

    fn clean_up(&mut self, block: Block<'a>, range: TextRange) {
        match block {
            Block::Loop { iter, .. } => {
                if let Some(slot) = iter {
                    self.emit(range, Inst::Drop { slot });
                }
            }
            Block::Held(slot) => self.emit(range, Inst::Drop { slot }),
            Block::Try => self.emit(range, Inst::TryEnd),
            Block::Finally(suite) => {
                self.emit(range, Inst::TryEnd);
                self.copy_suite(suite, range);
            }
            Block::FinallyHandler(slot) => {
                self.emit(range, Inst::Drop { slot });
                self.emit(range, Inst::HandlerEnd);
            }
            Block::Handler(name) => {
                if name.is_some() {
                    self.emit(range, Inst::TryEnd);
                }
                self.emit(range, Inst::HandlerEnd);
                if let Some(name) = name {
                    self.clear_name(range, name);
                }
            }
            Block::Group(first) => {
                self.emit(range, Inst::TryEnd);
                for slot in first.0..first.0.saturating_add(3) {
                    self.emit(range, Inst::Drop { slot: Slot(slot) });
                }
                self.emit(range, Inst::HandlerEnd);
            }
            Block::With { exit, is_async } => {
                self.emit(range, Inst::TryEnd);
                self.emit(range, Inst::WithExit { exit, is_async });
            }
        }
    }

    /// Writes a `finally` suite once more.
    pub(super) fn copy_suite(&mut self, suite: &'a [Stmt], range: TextRange) {
        if self.b.copied > MOST_COPIED {
            self.unsupported(range, "one more copy of a `finally` suite, after very many");
            return;
        }
        let before = self.b.body.code.len();
        with_room(|| self.suite(suite));
        self.b.copied += self.b.body.code.len() - before;
    }

    fn innermost_loop(&self) -> Option<(usize, Block<'a>)> {
        let blocks = self.b.blocks.iter().copied().enumerate();
        blocks.rev().find(|(_, block)| matches!(block, Block::Loop { .. }))
    }

    pub(super) fn break_stmt(&mut self, range: TextRange) {
        let Some((at, Block::Loop { end, iter, .. })) = self.innermost_loop() else {
            self.unsupported(range, "`break` outside a loop");
            return;
        };
        self.unwind(at + 1, None, range);
        if let Some(slot) = iter {
            self.emit(range, Inst::Drop { slot });
        }
        self.emit(range, Inst::Break { end });
    }

    pub(super) fn continue_stmt(&mut self, range: TextRange) {
        let Some((at, Block::Loop { head, .. })) = self.innermost_loop() else {
            self.unsupported(range, "`continue` outside a loop");
            return;
        };
        self.unwind(at + 1, None, range);
        self.emit(range, Inst::Continue { head });
    }

    pub(super) fn if_stmt(&mut self, stmt: &'a ast::StmtIf) {
        let end = self.label();
        let first = (Some(stmt.test.as_ref()), &stmt.body, stmt.range.start());
        let others = stmt.elif_else_clauses.iter();
        let others = others.map(|clause| (clause.test.as_ref(), &clause.body, clause.range.start()));
        let mut clauses = std::iter::once(first).chain(others).peekable();
        while let Some((test, body, start)) = clauses.next() {
            let Some(test) = test else {
                self.suite(body);
                break;
            };
            let range = TextRange::new(start, test.end());
            self.line(range);
            let is_last = clauses.peek().is_none();
            let next = if is_last { end } else { self.label() };
            let outcome = if is_last { self.test_or_skip(test, end) } else { self.test(test, next, end) };
            match outcome {
                Some(false) => {}
                Some(true) => {
                    self.suite(body);
                    break;
                }
                None => {
                    self.suite(body);
                    if !is_last {
                        self.jump(range, end);
                    }
                }
            }
            if !is_last {
                self.place(next);
            }
        }
        self.place(end);
    }

    pub(super) fn while_stmt(&mut self, stmt: &'a ast::StmtWhile) {
        let range = TextRange::new(stmt.range.start(), stmt.test.end());
        let (head, exit, end) = (self.label(), self.label(), self.label());
        let opened = self.b.body.code.len();
        self.emit(range, Inst::Loop { kind: LoopKind::While, head, exit, end });
        self.place(head);
        self.line(range);
        let outcome = self.loop_test(&stmt.test, exit);
        if outcome == Some(false) && self.b.body.code.len() == opened + 2 {
            // `while 0:` is left out altogether.
            self.b.body.code.truncate(opened);
            self.b.body.sites.truncate(opened);
            self.line(range);
        } else {
            if outcome == Some(false) {
                let value = self.consts.add_bool(false);
                let cond = self.push_const(range, value);
                self.pop();
                self.emit(range, Inst::LoopTest { cond, exit });
            }
            self.enter(Block::Loop { head, end, iter: None }, range);
            self.suite(&stmt.body);
            self.exit();
            self.emit(range, Inst::LoopBack { head });
        }
        self.place(exit);
        self.suite(&stmt.orelse);
        self.place(end);
    }

    pub(super) fn for_stmt(&mut self, stmt: &'a ast::StmtFor) {
        let range = TextRange::new(stmt.range.start(), stmt.iter.end());
        self.line(range);
        let iter = self.iterable(&stmt.iter, false);
        let (head, exit, end) = (self.label(), self.label(), self.label());
        let (kind, start) = if stmt.is_async {
            (LoopKind::AsyncFor, Inst::AsyncIter { dst: iter, value: iter })
        } else {
            (LoopKind::For, Inst::Iter { dst: iter, value: iter })
        };
        self.emit(stmt.iter.range(), start);
        self.emit(range, Inst::Loop { kind, head, exit, end });
        self.place(head);
        self.line(range);
        let item = self.push();
        self.emit(range, next(stmt.is_async, item, iter, exit));
        self.assign(&stmt.target, item, stmt.target.range());
        self.pop();
        self.enter(Block::Loop { head, end, iter: Some(iter) }, range);
        self.suite(&stmt.body);
        self.exit();
        self.emit(range, Inst::LoopBack { head });
        self.place(exit);
        self.pop();
        self.suite(&stmt.orelse);
        self.place(end);
    }

    pub(super) fn with_stmt(&mut self, stmt: &'a ast::StmtWith) {
        let end = stmt.items.last().map_or(stmt.range.end(), Ranged::end);
        self.line(TextRange::new(stmt.range.start(), end));
        self.with_items(&stmt.items, stmt);
    }

    fn with_items(&mut self, items: &'a [ast::WithItem], stmt: &'a ast::StmtWith) {
        let Some((item, rest)) = items.split_first() else {
            self.suite(&stmt.body);
            return;
        };
        let (range, is_async) = (item.range, stmt.is_async);
        let exit = self.expr(&item.context_expr);
        let value = self.push();
        self.emit(range, Inst::WithEnter { exit, value, manager: exit, is_async });
        let (handler, body_end, end) = (self.label(), self.label(), self.label());
        let kind = TryKind::With;
        self.emit(range, Inst::Try { kind, handler, body_end, end, depth: value });
        self.enter(Block::With { exit, is_async }, range);
        match item.optional_vars.as_deref() {
            Some(target) => self.assign(target, value, range),
            None => self.emit(range, Inst::Drop { slot: value }),
        }
        self.pop();
        with_room(|| self.with_items(rest, stmt));
        self.exit();
        self.emit(range, Inst::TryEnd);
        self.place(body_end);
        self.emit(range, Inst::WithExit { exit, is_async });
        self.jump(range, end);
        self.place(handler);
        let exc = self.push();
        self.emit(range, Inst::HandlerStart { dst: exc });
        let silenced = self.push();
        self.emit(range, Inst::WithExitException { dst: silenced, exit, exc, is_async });
        let raised = self.label();
        self.emit(range, Inst::Branch { cond: silenced, otherwise: raised, end });
        self.pop();
        self.emit(range, Inst::Drop { slot: exc });
        self.emit(range, Inst::HandlerEnd);
        self.jump(range, end);
        self.place(raised);
        self.emit(range, Inst::Reraise { exc });
        self.place(end);
        self.pop();
        self.pop();
    }
}
