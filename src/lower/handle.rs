//! `try` statements: handlers, `else`, `finally`, and exception groups.

use ruff_python_ast::{self as ast, ExceptHandler, Expr};
use ruff_text_size::{Ranged, TextRange};

use crate::ir::{Inst, Intrinsic, Pc, Slot, TryKind};

use super::Lowerer;
use super::flow::Block;
use super::names::Name;

impl<'a> Lowerer<'a> {
    pub(super) fn try_stmt(&mut self, stmt: &'a ast::StmtTry) {
        // The keyword alone.
        let start = stmt.range.start();
        let range = TextRange::at(start, 3.into()).intersect(stmt.range).unwrap_or(stmt.range);
        self.line(range);
        if stmt.finalbody.is_empty() {
            self.try_handlers(stmt, range);
        } else {
            self.try_finally(stmt, range);
        }
    }

    fn try_finally(&mut self, stmt: &'a ast::StmtTry, range: TextRange) {
        let (handler, body_end, end) = (self.label(), self.label(), self.label());
        let depth = Slot(self.b.depth);
        self.emit(range, Inst::Try { kind: TryKind::Finally, handler, body_end, end, depth });
        self.enter(Block::Finally(&stmt.finalbody), range);
        if stmt.handlers.is_empty() {
            self.suite(&stmt.body);
            self.suite(&stmt.orelse);
        } else {
            self.try_handlers(stmt, range);
        }
        self.exit();
        self.emit(range, Inst::TryEnd);
        self.place(body_end);
        self.suite(&stmt.finalbody);
        self.jump(range, end);
        self.place(handler);
        let exc = self.push();
        self.emit(range, Inst::HandlerStart { dst: exc });
        self.enter(Block::FinallyHandler(exc), range);
        self.copy_suite(&stmt.finalbody, range);
        self.exit();
        self.emit(range, Inst::Reraise { exc });
        self.pop();
        self.place(end);
    }

    fn try_handlers(&mut self, stmt: &'a ast::StmtTry, range: TextRange) {
        if stmt.handlers.is_empty() {
            // Only broken code has neither handlers nor `finally`.
            self.suite(&stmt.body);
            self.suite(&stmt.orelse);
            return;
        }
        let kind = if stmt.is_star { TryKind::ExceptStar } else { TryKind::Except };
        let (handler, body_end, end) = (self.label(), self.label(), self.label());
        let depth = Slot(self.b.depth);
        self.emit(range, Inst::Try { kind, handler, body_end, end, depth });
        self.enter(Block::Try, range);
        self.suite(&stmt.body);
        self.exit();
        self.emit(range, Inst::TryEnd);
        self.place(body_end);
        self.suite(&stmt.orelse);
        self.jump(range, end);
        self.place(handler);
        let exc = self.push();
        let ExceptHandler::ExceptHandler(first) = &stmt.handlers[0];
        self.emit(head(first), Inst::HandlerStart { dst: exc });
        if stmt.is_star {
            self.group_handlers(&stmt.handlers, exc, end, range);
        } else {
            self.plain_handlers(&stmt.handlers, exc, end, range);
        }
        self.place(end);
        self.b.depth = exc.0;
    }

    fn plain_handlers(&mut self, handlers: &'a [ExceptHandler], exc: Slot, end: Pc, range: TextRange) {
        let mut caught_all = false;
        for handler in handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            let head = head(handler);
            self.line(head);
            let next = self.label();
            match handler.type_.as_deref() {
                Some(class) => {
                    let class = self.expr(class);
                    self.emit(head, Inst::MatchException { dst: class, exc, class });
                    self.pop();
                    self.emit(head, Inst::Branch { cond: class, otherwise: next, end });
                }
                None => caught_all = true,
            }
            self.handler_body(handler, exc, end, head);
            self.place(next);
        }
        if !caught_all {
            self.emit(range, Inst::Reraise { exc });
        }
    }

    /// From the match to `end`; the exception is in `exc`, which ends empty.
    fn handler_body(
        &mut self,
        handler: &'a ast::ExceptHandlerExceptHandler,
        exc: Slot,
        end: Pc,
        range: TextRange,
    ) {
        let depth = self.b.depth;
        self.b.depth = exc.0;
        self.emit(range, Inst::Caught { exc });
        let Some(name) = self.handler_name(handler) else {
            self.emit(range, Inst::Drop { slot: exc });
            self.enter(Block::Handler(None), range);
            self.suite(&handler.body);
            self.exit();
            self.emit(range, Inst::HandlerEnd);
            self.jump(range, end);
            self.b.depth = depth;
            return;
        };
        self.store(range, name, exc);
        let (cleanup, body_end, inner_end) = (self.label(), self.label(), self.label());
        let kind = TryKind::ClearName;
        self.emit(range, Inst::Try { kind, handler: cleanup, body_end, end: inner_end, depth: exc });
        self.enter(Block::Handler(Some(name)), range);
        self.suite(&handler.body);
        self.exit();
        self.emit(range, Inst::TryEnd);
        self.place(body_end);
        self.emit(range, Inst::HandlerEnd);
        self.clear_name(range, name);
        self.jump(range, inner_end);
        self.place(cleanup);
        let raised = self.push();
        self.emit(range, Inst::HandlerStart { dst: raised });
        self.clear_name(range, name);
        self.emit(range, Inst::Reraise { exc: raised });
        self.place(inner_end);
        self.jump(range, end);
        self.b.depth = depth;
    }

    fn handler_name(&mut self, handler: &'a ast::ExceptHandlerExceptHandler) -> Option<Name> {
        let name = handler.name.as_ref()?;
        let entry = self.entry_at(&name.node_index);
        Some(self.name(entry, name.as_str()))
    }

    /// `except*`: the exception is split handler by handler; what is left and what the handlers
    /// raise is raised again at the end. Temporaries: the exception, the list of what was raised,
    /// the rest that no handler has taken.
    fn group_handlers(&mut self, handlers: &'a [ExceptHandler], exc: Slot, end: Pc, range: TextRange) {
        let list = self.push();
        let items = self.top_list(0);
        self.emit(range, Inst::BuildList { dst: list, items });
        let rest = self.push();
        self.emit(range, Inst::Copy { dst: rest, src: exc });
        for handler in handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            self.group_handler(handler, (list, rest), range);
        }
        self.emit(range, Inst::ListAppend { list, item: rest });
        self.pop();
        let inputs = self.top_list(2);
        self.emit(range, Inst::Intrinsic { dst: exc, kind: Intrinsic::PrepReraiseStar, inputs });
        let cond = list;
        self.emit(range, Inst::Copy { dst: cond, src: exc });
        let raised = self.label();
        self.emit(range, Inst::BranchNone { cond, is_none: true, otherwise: raised, end });
        self.emit(range, Inst::Drop { slot: exc });
        self.emit(range, Inst::HandlerEnd);
        self.jump(range, end);
        self.place(raised);
        self.emit(range, Inst::Reraise { exc });
    }

    fn group_handler(
        &mut self,
        handler: &'a ast::ExceptHandlerExceptHandler,
        (list, rest): (Slot, Slot),
        range: TextRange,
    ) {
        let head = head(handler);
        self.line(head);
        let above = match handler.type_.as_deref() {
            Some(class) => self.expr(class),
            None => self.push_none(range),
        };
        let inputs = self.top_list(2);
        self.emit(head, Inst::Intrinsic { dst: rest, kind: Intrinsic::SplitGroup, inputs });
        let cond = self.push();
        self.emit(head, Inst::Copy { dst: cond, src: rest });
        let (missed, next) = (self.label(), self.label());
        self.emit(head, Inst::BranchNone { cond, is_none: false, otherwise: missed, end: next });
        self.pop();
        self.emit(head, Inst::Caught { exc: rest });
        let name = self.handler_name(handler);
        match name {
            Some(name) => self.store(head, name, rest),
            None => self.emit(head, Inst::Drop { slot: rest }),
        }
        self.emit(head, Inst::Move { dst: rest, src: above });
        let (cleanup, body_end) = (self.label(), self.label());
        self.emit(
            head,
            Inst::Try { kind: TryKind::ClearName, handler: cleanup, body_end, end: next, depth: above },
        );
        self.pop();
        self.enter(Block::Group(Slot(list.0.saturating_sub(1))), head);
        self.suite(&handler.body);
        self.exit();
        self.emit(head, Inst::TryEnd);
        self.place(body_end);
        name.iter().for_each(|name| self.clear_name(head, *name));
        self.jump(head, next);
        self.place(cleanup);
        let raised = self.push();
        self.emit(head, Inst::HandlerStart { dst: raised });
        name.iter().for_each(|name| self.clear_name(head, *name));
        self.emit(head, Inst::ListAppend { list, item: raised });
        self.emit(head, Inst::HandlerEnd);
        self.jump(head, next);
        self.place(missed);
        self.emit(head, Inst::Drop { slot: rest });
        self.emit(head, Inst::Move { dst: rest, src: above });
        self.place(next);
        self.pop();
    }
}

/// `except E as e`, without the suite.
fn head(handler: &ast::ExceptHandlerExceptHandler) -> TextRange {
    let end = handler.name.as_ref().map(Ranged::end);
    let end = end.or_else(|| handler.type_.as_deref().map(Expr::end));
    let start = handler.range.start();
    let word = TextRange::at(start, 6.into()).intersect(handler.range).unwrap_or(handler.range);
    end.map_or(word, |end| TextRange::new(start, end))
}
