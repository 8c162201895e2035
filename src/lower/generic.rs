//! Type parameters and type aliases (PEP 695, 3.12 and later).
//!
//! A generic definition is made inside a function of its own that is called at once: it makes the
//! type parameters, the tuple of them, and the definition. Bounds, constraints, defaults and the
//! value of an alias are functions that are called when somebody asks.

use ruff_python_ast::{self as ast, Expr, TypeParam, TypeParams};
use ruff_text_size::{Ranged, TextRange};

use crate::base::{Idx, Symbol};
use crate::ir::{Arg, BodyId, BodyKind, CallArgs, Inst, Intrinsic, MakeFunction, Param, ParamKind, Slot};

use super::Lowerer;
use super::scopes::{EntryId, ScopeId};

impl<'a> Lowerer<'a> {
    pub(super) fn generic_function(
        &mut self,
        function: &'a ast::StmtFunctionDef,
        params: &'a TypeParams,
        made: MakeFunction,
        qualname: Symbol,
        header: TextRange,
    ) {
        let passed = made.defaults.len() + made.kw_defaults.len();
        let kw_names: Vec<Symbol> = made.kw_defaults.iter().map(|(name, _)| *name).collect();
        let positional = made.defaults.len();
        self.in_type_scope(function.name.as_str(), params, passed, header, |this, tuple| {
            let mut inner = MakeFunction::of(BodyId(0));
            for at in 0..passed {
                let dst = this.push();
                this.emit(header, Inst::LoadLocal { dst, local: Slot(at as u16) });
                match at.checked_sub(positional).and_then(|at| kw_names.get(at)) {
                    Some(name) => inner.kw_defaults.push((*name, dst)),
                    None => inner.defaults.push(dst),
                }
            }
            let name = this.entry_name(tuple);
            inner.type_params = Some(this.load(header, name));
            this.plain_function(function, inner, qualname, header);
        });
    }

    pub(super) fn generic_class(
        &mut self,
        class: &'a ast::StmtClassDef,
        params: &'a TypeParams,
        qualname: Symbol,
        header: TextRange,
    ) {
        self.in_type_scope(class.name.as_str(), params, 0, header, |this, tuple| {
            this.plain_class(class, qualname, header, Some(tuple));
        });
    }

    pub(super) fn type_alias(&mut self, alias: &'a ast::StmtTypeAlias) {
        let Expr::Name(target) = alias.name.as_ref() else {
            self.unsupported(alias.range, "a type alias without a name");
            return;
        };
        let text = target.id.as_str();
        match alias.type_params.as_deref() {
            Some(params) => {
                self.in_type_scope(text, params, 0, alias.range, |this, tuple| {
                    this.alias_object(alias, text, Some(tuple));
                });
            }
            None => self.alias_object(alias, text, None),
        }
        let entry = self.entry_at(&target.node_index);
        let name = self.name(entry, text);
        let top = Slot(self.b.depth.saturating_sub(1));
        self.store(alias.range, name, top);
        self.pop();
    }

    fn alias_object(&mut self, alias: &'a ast::StmtTypeAlias, name: &'a str, params: Option<EntryId>) {
        let range = alias.range;
        let text = self.consts.add_str(name);
        let dst = self.push_const(range, text);
        match params {
            Some(params) => {
                let params = self.entry_name(params);
                self.load(range, params);
            }
            None => {
                self.push_none(range);
            }
        }
        self.lazy(self.scope_at(&alias.node_index), name, &alias.value);
        let inputs = self.top_list(3);
        self.emit(range, Inst::Intrinsic { dst, kind: Intrinsic::TypeAlias, inputs });
        self.b.depth = dst.0 + 1;
    }

    /// A function that evaluates an expression when called.
    fn lazy(&mut self, scope: Option<ScopeId>, name: &'a str, value: &'a Expr) {
        let range = value.range();
        let Some(scope) = scope else {
            self.opaque(range, "an annotation nested too deep");
            return;
        };
        let qualname = self.qualname(name, None);
        let symbol = self.names.get(name);
        let body = self.open(scope, BodyKind::Annotation, symbol, qualname, range);
        let slot = self.index(value);
        self.emit(range, Inst::Return { value: slot });
        self.leave(range);
        self.make_function(range, scope, body, MakeFunction::of(body));
    }

    /// Makes and calls the scope of type parameters. The last `passed` temporaries are handed to
    /// it; what `inside` leaves in the top temporary is its result.
    fn in_type_scope(
        &mut self,
        name: &'a str,
        params: &'a TypeParams,
        passed: usize,
        range: TextRange,
        inside: impl FnOnce(&mut Self, EntryId),
    ) {
        let scope = self.scope_at(&params.node_index);
        let tuple = scope.and_then(|scope| self.table.scopes[scope].type_params);
        let (Some(scope), Some(tuple)) = (scope, tuple) else {
            self.b.depth = self.b.depth.saturating_sub(passed as u16);
            self.opaque(range, "a generic definition nested too deep");
            return;
        };
        let first = self.b.depth.saturating_sub(passed as u16);
        let body = match self.written[scope.as_usize()] {
            Some(body) => body,
            None => {
                let symbol = Symbol::new(&format!("<generic parameters of {name}>"));
                let body = self.open(scope, BodyKind::Annotation, symbol, symbol, range);
                self.pass_params(passed, range);
                self.type_params(params, tuple, range);
                inside(self, tuple);
                let value = Slot(self.b.depth.saturating_sub(1));
                self.emit(range, Inst::Return { value });
                self.leave(range);
                body
            }
        };
        let callee = self.make_function(range, scope, body, MakeFunction::of(body));
        let positional = (0..passed).map(|at| Arg { slot: Slot(first + at as u16), star: false });
        let args = self.args(CallArgs { positional: positional.collect(), keywords: Vec::new() });
        self.b.depth = first;
        let dst = self.push();
        self.emit(range, Inst::Call { dst, callee, args, method: false });
    }

    fn pass_params(&mut self, passed: usize, range: TextRange) {
        for at in 0..passed {
            let name = Symbol::new(&format!(".default{at}"));
            let site = self.site(range);
            let kind = ParamKind::PositionalOnly;
            self.b.body.params.push(Param { name, kind, has_default: false, annotation: None, site });
        }
    }

    fn type_params(&mut self, params: &'a TypeParams, tuple: EntryId, range: TextRange) {
        for param in params.iter() {
            self.type_param(param);
            let entry = self.entry_at(&param.name().node_index);
            let name = self.name(entry, param.name().as_str());
            let value = Slot(self.b.depth.saturating_sub(1));
            let copy = self.push();
            self.emit(param.range(), Inst::Copy { dst: copy, src: value });
            self.store(param.range(), name, copy);
            self.pop();
        }
        let items = self.top_list(params.len());
        (0..params.len()).for_each(|_| self.pop());
        let dst = self.push();
        self.emit(range, Inst::BuildTuple { dst, items });
        let name = self.entry_name(tuple);
        self.store(range, name, dst);
        self.pop();
    }

    fn type_param(&mut self, param: &'a TypeParam) {
        let range = param.range();
        let (kind, node, bound) = match param {
            TypeParam::TypeVar(param) => (Intrinsic::TypeVar, &param.node_index, param.bound.as_deref()),
            TypeParam::ParamSpec(param) => (Intrinsic::ParamSpec, &param.node_index, None),
            TypeParam::TypeVarTuple(param) => (Intrinsic::TypeVarTuple, &param.node_index, None),
        };
        let name = param.name().as_str();
        let text = self.consts.add_str(name);
        let dst = self.push_const(range, text);
        let scope = self.scope_at(node);
        let mut count = 1;
        for part in bound.into_iter().chain(param.default()) {
            self.lazy(scope, name, part);
            count += 1;
        }
        let inputs = self.top_list(count);
        self.b.depth = dst.0 + 1;
        self.emit(range, Inst::Intrinsic { dst, kind, inputs });
    }
}
