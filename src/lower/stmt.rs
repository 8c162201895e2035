//! Statements: one `Line` each, then what they do. Compound statements are in files of their own.

use ruff_python_ast::{self as ast, Stmt};
use ruff_text_size::{Ranged, TextRange};

use crate::base::Symbol;
use crate::ir::{Inst, Intrinsic, Slot};
use crate::syntax::with_room;

use super::Lowerer;
use super::expr::Value;

impl<'a> Lowerer<'a> {
    pub(super) fn suite(&mut self, suite: &'a [Stmt]) {
        for stmt in suite {
            self.stmt(stmt);
        }
    }

    pub(super) fn line(&mut self, range: TextRange) {
        self.emit(range, Inst::Line);
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(function) => with_room(|| self.function_def(function)),
            Stmt::ClassDef(class) => with_room(|| self.class_def(class)),
            Stmt::If(conditional) => with_room(|| self.if_stmt(conditional)),
            Stmt::For(for_stmt) => with_room(|| self.for_stmt(for_stmt)),
            Stmt::While(while_stmt) => with_room(|| self.while_stmt(while_stmt)),
            Stmt::With(with) => with_room(|| self.with_stmt(with)),
            Stmt::Try(try_stmt) => with_room(|| self.try_stmt(try_stmt)),
            Stmt::Match(match_stmt) => with_room(|| self.match_stmt(match_stmt)),
            _ => {
                self.line(stmt.range());
                self.simple(stmt);
            }
        }
    }

    fn simple(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Expr(expr) => self.effect(&expr.value),
            Stmt::Assign(assign) => self.assign_stmt(assign),
            Stmt::AugAssign(assign) => self.augmented(assign),
            Stmt::AnnAssign(assign) => self.annotated(assign),
            Stmt::Return(returned) => self.return_stmt(returned),
            Stmt::Delete(delete) => delete.targets.iter().for_each(|target| self.delete_target(target)),
            Stmt::Raise(raise) => {
                let exc = raise.exc.as_deref().map(|exc| self.expr(exc));
                let cause = raise.cause.as_deref().map(|cause| self.expr(cause));
                exc.iter().chain(&cause).for_each(|_| self.pop());
                self.emit(raise.range, Inst::Raise { exc, cause });
            }
            Stmt::Assert(assert) => self.assert_stmt(assert),
            Stmt::Import(import) => import.names.iter().for_each(|alias| self.import(alias)),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::TypeAlias(alias) => self.type_alias(alias),
            Stmt::Break(stmt) => self.break_stmt(stmt.range),
            Stmt::Continue(stmt) => self.continue_stmt(stmt.range),
            Stmt::IpyEscapeCommand(command) => {
                self.opaque(command.range, "an escape command of the interactive shell");
                self.drop_top(command.range);
            }
            // Declarations have done their work in the symbol table; the rest was handled above.
            _ => {}
        }
    }

    fn return_stmt(&mut self, returned: &'a ast::StmtReturn) {
        let range = returned.range;
        if !self.table.scopes[self.b.scope].kind.is_function_like() {
            self.unsupported(range, "`return` outside a function");
        }
        // A constant is not kept during the clean-up but made after it.
        let value = match returned.value.as_deref() {
            Some(value) => self.value(value),
            None => Value::Const(self.consts.add(crate::ir::Const::None)),
        };
        let held = matches!(value, Value::Temp).then(|| Slot(self.b.depth.saturating_sub(1)));
        self.unwind(0, held, range);
        let value = match value {
            Value::Const(value) => self.push_const(range, value),
            Value::Temp => Slot(self.b.depth.saturating_sub(1)),
        };
        self.emit(range, Inst::Return { value });
        self.pop();
    }

    fn assert_stmt(&mut self, assert: &'a ast::StmtAssert) {
        let range = assert.range;
        let (failed, end) = (self.label(), self.label());
        match self.test(&assert.test, failed, end) {
            Some(true) => return,
            Some(false) => {}
            None => self.jump(range, end),
        }
        self.place(failed);
        let count = assert.msg.as_deref().map_or(0, |message| {
            self.expr(message);
            1
        });
        let inputs = self.top_list(count);
        (0..count).for_each(|_| self.pop());
        let dst = self.push();
        self.emit(range, Inst::Intrinsic { dst, kind: Intrinsic::AssertionError, inputs });
        self.emit(range, Inst::Raise { exc: Some(dst), cause: None });
        self.pop();
        self.place(end);
    }

    /// `import a.b.c` binds `a`; `import a.b.c as d` binds the last module of the path.
    fn import(&mut self, alias: &'a ast::Alias) {
        let range = alias.range;
        let path = alias.name.as_str();
        let module = self.names.get(path);
        let dst = self.push();
        self.emit(range, Inst::Import { dst, module, level: 0, fromlist: false });
        let name = match &alias.asname {
            Some(name) => {
                for part in path.split('.').skip(1) {
                    let next = self.push();
                    let name = self.names.get(part);
                    self.emit(range, Inst::ImportFrom { dst: next, module: dst, name });
                    self.emit(range, Inst::Drop { slot: dst });
                    self.emit(range, Inst::Move { dst, src: next });
                    self.pop();
                }
                let entry = self.entry_at(&name.node_index);
                self.name(entry, name.as_str())
            }
            None => {
                let entry = self.entry_at(&alias.name.node_index);
                self.name(entry, path.split('.').next().unwrap_or(path))
            }
        };
        self.store(range, name, dst);
        self.pop();
    }

    fn import_from(&mut self, import: &'a ast::StmtImportFrom) {
        let path = import.module.as_ref().map_or("", |module| module.as_str());
        let module = self.names.get(path);
        let level = u16::try_from(import.level).unwrap_or(u16::MAX);
        let dst = self.push();
        self.emit(import.range, Inst::Import { dst, module, level, fromlist: true });
        for alias in &import.names {
            if alias.name.as_str() == "*" {
                let inputs = self.top_list(1);
                self.emit(alias.range, Inst::Intrinsic { dst, kind: Intrinsic::ImportStar, inputs });
                continue;
            }
            let value = self.push();
            let name = self.names.get(alias.name.as_str());
            self.emit(alias.range, Inst::ImportFrom { dst: value, module: dst, name });
            let bound = alias.asname.as_ref().unwrap_or(&alias.name);
            let entry = self.entry_at(&bound.node_index);
            let bound = self.name(entry, bound.as_str());
            self.store(alias.range, bound, value);
            self.pop();
        }
        self.drop_top(import.range);
    }

    /// `outer.<locals>.name`, or `name` at the top level or where it was declared global.
    pub(super) fn qualname(&mut self, name: &'a str, bound: Option<super::names::Name>) -> Symbol {
        let is_global = bound.is_some_and(|bound| bound.access == super::scopes::Access::Global);
        // Scopes of type parameters do not count as a level.
        let around = std::iter::once(&self.b).chain(self.outer.iter().rev());
        let mut around = around.filter(|b| b.body.kind != crate::ir::BodyKind::Annotation);
        let Some(around) = around.next() else { return self.names.get(name) };
        match around.body.kind {
            crate::ir::BodyKind::Module => self.names.get(name),
            _ if is_global => self.names.get(name),
            crate::ir::BodyKind::Class => Symbol::new(&format!("{}.{name}", around.body.qualname)),
            _ => Symbol::new(&format!("{}.<locals>.{name}", around.body.qualname)),
        }
    }
}
