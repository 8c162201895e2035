//! Calls: callee, positional arguments, keywords, in this order; methods looked up unbound.

use ruff_python_ast::{self as ast, Arguments, Expr};
use ruff_text_size::Ranged;

use crate::ir::{Arg, CallArgs, Inst, Keyword, Slot, Version};

use super::Lowerer;
use super::scopes::Access;

/// With more arguments than this CPython calls through a tuple.
const MOST_ON_STACK: usize = 30;

impl<'a> Lowerer<'a> {
    pub(super) fn call(&mut self, call: &'a ast::ExprCall) {
        let method = self.callee(call);
        let dst = Slot(self.b.depth.saturating_sub(if method { 2 } else { 1 }));
        let args = self.arguments(&call.arguments);
        self.b.depth = dst.0 + 1;
        let args = self.args(args);
        self.emit(call.range(), Inst::Call { dst, callee: dst, args, method });
    }

    /// Evaluates what is called; true when it was looked up as a method and takes two temporaries.
    fn callee(&mut self, call: &'a ast::ExprCall) -> bool {
        let Expr::Attribute(attribute) = call.func.as_ref() else {
            self.expr(&call.func);
            return false;
        };
        if !self.is_method_call(&call.arguments) {
            self.expr(&call.func);
            return false;
        }
        if self.super_attribute(attribute) {
            return false;
        }
        let obj = self.expr(&attribute.value);
        self.pop();
        let dst = self.push_pair();
        let name = self.mangled(attribute.attr.as_str());
        self.emit(attribute.range, Inst::LoadMethod { dst, obj, name });
        true
    }

    fn is_method_call(&self, arguments: &Arguments) -> bool {
        let stars = arguments.args.iter().any(Expr::is_starred_expr);
        let double = arguments.keywords.iter().any(|keyword| keyword.arg.is_none());
        let keywords_too = self.version >= Version::new(3, 11) || arguments.keywords.is_empty();
        !stars && !double && keywords_too && arguments.len() <= MOST_ON_STACK
    }

    pub(super) fn arguments(&mut self, arguments: &'a Arguments) -> CallArgs {
        let mut list = CallArgs {
            positional: Vec::with_capacity(arguments.args.len()),
            keywords: Vec::with_capacity(arguments.keywords.len()),
        };
        for arg in &arguments.args {
            let (value, star) = match arg {
                Expr::Starred(starred) => (starred.value.as_ref(), true),
                _ => (arg, false),
            };
            let slot = self.expr(value);
            list.positional.push(Arg { slot, star });
        }
        for keyword in &arguments.keywords {
            let slot = self.expr(&keyword.value);
            let name = keyword.arg.as_ref().map(|name| self.names.get(name.as_str()));
            list.keywords.push(Keyword { name, slot });
        }
        list
    }

    /// `super().x` and `super(C, o).x` where `super` is the builtin, as one instruction.
    pub(super) fn super_attribute(&mut self, attribute: &'a ast::ExprAttribute) -> bool {
        let Expr::Call(call) = attribute.value.as_ref() else { return false };
        let Expr::Name(callee) = call.func.as_ref() else { return false };
        if callee.id.as_str() != "super" || !call.arguments.keywords.is_empty() {
            return false;
        }
        let entry = self.entry_at(&callee.node_index);
        if self.name(entry, "super").access != Access::Global || self.module_binds("super") {
            return false;
        }
        let class = match &*call.arguments.args {
            [] => {
                let Some(cell) = self.class_cell() else { return false };
                let Some(first) = self.first_parameter() else { return false };
                let class = self.load(callee.range, cell);
                self.load(callee.range, first);
                class
            }
            [class, object] if !class.is_starred_expr() && !object.is_starred_expr() => {
                let class = self.expr(class);
                self.expr(object);
                class
            }
            _ => return false,
        };
        let instance = Slot(class.0 + 1);
        self.pop();
        let name = self.mangled(attribute.attr.as_str());
        self.emit(attribute.range, Inst::LoadSuperAttr { dst: class, class, instance, name });
        true
    }

    fn class_cell(&mut self) -> Option<super::names::Name> {
        let name = self.names.get("__class__");
        let entry = self.table.find(self.b.scope, name)?;
        let name = self.entry_name(entry);
        (name.access == Access::Free).then_some(name)
    }

    fn first_parameter(&mut self) -> Option<super::names::Name> {
        let first = self.b.body.params.first()?.name;
        let entry = self.table.find(self.b.scope, first)?;
        Some(self.entry_name(entry))
    }

    fn module_binds(&mut self, name: &'static str) -> bool {
        let name = self.names.get(name);
        let entry = self.table.find(super::scopes::ScopeId(0), name);
        entry.is_some_and(|entry| self.table.entries[entry].flags & super::scopes::flag::BOUND != 0)
    }
}
