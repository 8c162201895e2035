//! Functions, lambdas and classes: what is evaluated at the definition, and their bodies.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{self as ast, Decorator, Parameters};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::base::{Idx, Symbol};
use crate::ir::{
    Arg, BodyId, BodyKind, CallArgs, Const, Inst, MakeFunction, Param, ParamKind, Slot, Version,
};

use super::annotate::note;
use super::names::Name;
use super::scopes::{EntryId, ScopeId};
use super::{Lowerer, text};

/// How many defaults a parameter list has; a generic function passes them on.
pub(super) fn default_count(parameters: &Parameters) -> usize {
    let all = parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs);
    all.filter(|param| param.default.is_some()).count()
}

impl MakeFunction {
    /// A function without defaults or captured cells.
    pub(super) fn of(body: BodyId) -> Self {
        Self {
            body,
            defaults: Vec::new(),
            kw_defaults: Vec::new(),
            annotations: Vec::new(),
            annotate: None,
            closure: Vec::new(),
            type_params: None,
        }
    }
}

impl<'a> Lowerer<'a> {
    /// Writes `MakeFunction` for a scope's body into a new temporary, or into `dst`'s place when
    /// the parts of `made` are temporaries from `dst` on.
    pub(super) fn make_function(
        &mut self,
        range: TextRange,
        scope: ScopeId,
        body: BodyId,
        mut made: MakeFunction,
    ) -> Slot {
        made.body = body;
        let captures = &self.table.scopes[scope].captures;
        made.closure = captures.iter().map(|(_, outer)| Slot(self.table.entries[*outer].slot)).collect();
        let parts = made.defaults.iter().chain(made.kw_defaults.iter().map(|(_, slot)| slot));
        let parts = parts.chain(made.annotations.iter().map(|(_, slot)| slot));
        let parts = parts.chain(&made.annotate).chain(&made.type_params);
        if let Some(first) = parts.map(|slot| slot.0).min() {
            self.b.depth = first;
        }
        let function = self.function(made);
        let dst = self.push();
        self.emit(range, Inst::MakeFunction { dst, function });
        dst
    }

    pub(super) fn function_def(&mut self, function: &'a ast::StmtFunctionDef) {
        let header = self.header(&function.decorator_list, function.name.range, function.range.start());
        let decorators = self.decorators(&function.decorator_list);
        self.line(header);
        let entry = self.entry_at(&function.name.node_index);
        let name = self.name(entry, function.name.as_str());
        let qualname = self.qualname(function.name.as_str(), Some(name));
        let mut made = MakeFunction::of(BodyId(0));
        self.defaults(&function.parameters, &mut made);
        match function.type_params.as_deref() {
            Some(params) => self.generic_function(function, params, made, qualname, header),
            None => self.plain_function(function, made, qualname, header),
        }
        self.decorate(&function.decorator_list, decorators);
        let top = Slot(self.b.depth.saturating_sub(1));
        self.store(header, name, top);
        self.pop();
    }

    /// Annotations, body and function object; the defaults are temporaries already.
    pub(super) fn plain_function(
        &mut self,
        function: &'a ast::StmtFunctionDef,
        mut made: MakeFunction,
        qualname: Symbol,
        header: TextRange,
    ) {
        let Some(scope) = self.scope_at(&function.node_index) else {
            self.opaque(header, "a function nested too deep");
            return;
        };
        if !self.deferred {
            self.annotations(function, &mut made);
        }
        let name = self.names.get(function.name.as_str());
        let body = match self.written[scope.as_usize()] {
            Some(body) => body,
            None => {
                let body = self.open(scope, BodyKind::Function, name, qualname, header);
                self.parameters(&function.parameters);
                self.b.body.result = function.returns.as_deref().map(|returns| Symbol::new(&note(returns)));
                if let Some((doc, _)) = text::docstring(&function.body) {
                    self.b.body.docstring = Some(self.consts.add_str(doc));
                }
                self.suite(text::without_docstring(&function.body));
                let end = TextRange::empty(function.range.end());
                self.return_none(end);
                self.leave(function.body.last().map_or(header, Ranged::range));
                body
            }
        };
        self.make_function(header, scope, body, made);
    }

    pub(super) fn lambda(&mut self, lambda: &'a ast::ExprLambda) {
        let Some(scope) = self.scope_at(&lambda.node_index) else {
            self.opaque(lambda.range, "a lambda nested too deep");
            return;
        };
        let mut made = MakeFunction::of(BodyId(0));
        if let Some(parameters) = lambda.parameters.as_deref() {
            self.defaults(parameters, &mut made);
        }
        let body = match self.written[scope.as_usize()] {
            Some(body) => body,
            None => {
                let name = self.names.get("<lambda>");
                let qualname = self.qualname("<lambda>", None);
                let body = self.open(scope, BodyKind::Lambda, name, qualname, lambda.range);
                if let Some(parameters) = lambda.parameters.as_deref() {
                    self.parameters(parameters);
                }
                let range = lambda.body.range();
                self.line(range);
                let value = self.expr(&lambda.body);
                self.emit(range, Inst::Return { value });
                self.leave(range);
                body
            }
        };
        self.make_function(lambda.range, scope, body, made);
    }

    fn parameters(&mut self, parameters: &'a Parameters) {
        for (list, kind) in [
            (&parameters.posonlyargs, ParamKind::PositionalOnly),
            (&parameters.args, ParamKind::Positional),
            (&parameters.kwonlyargs, ParamKind::KeywordOnly),
        ] {
            for param in list {
                self.parameter(&param.parameter, kind, param.default.is_some());
            }
        }
        if let Some(param) = parameters.vararg.as_deref() {
            self.parameter(param, ParamKind::Star, false);
        }
        if let Some(param) = parameters.kwarg.as_deref() {
            self.parameter(param, ParamKind::DoubleStar, false);
        }
    }

    fn parameter(&mut self, param: &'a ast::Parameter, kind: ParamKind, has_default: bool) {
        let name = self.mangled(param.name.as_str());
        let annotation = param.annotation.as_deref().map(note);
        let site = self.site(param.range);
        self.b.body.params.push(Param { name, kind, has_default, annotation, site });
    }

    /// Defaults of positional parameters, then of keyword-only ones, each in a temporary.
    fn defaults(&mut self, parameters: &'a Parameters, made: &mut MakeFunction) {
        for param in parameters.posonlyargs.iter().chain(&parameters.args) {
            if let Some(default) = param.default.as_deref() {
                let slot = self.expr(default);
                made.defaults.push(slot);
            }
        }
        for param in &parameters.kwonlyargs {
            if let Some(default) = param.default.as_deref() {
                let name = self.mangled(param.parameter.name.as_str());
                let slot = self.expr(default);
                made.kw_defaults.push((name, slot));
            }
        }
    }

    fn annotations(&mut self, function: &'a ast::StmtFunctionDef, made: &mut MakeFunction) {
        let parameters = &function.parameters;
        let plain = parameters.args.iter().chain(&parameters.posonlyargs).map(|param| &param.parameter);
        let keyword_only = parameters.kwonlyargs.iter().map(|param| &param.parameter);
        let all = plain.chain(parameters.vararg.as_deref()).chain(keyword_only);
        for param in all.chain(parameters.kwarg.as_deref()) {
            if let Some(annotation) = param.annotation.as_deref() {
                let name = self.mangled(param.name.as_str());
                let slot = self.index(annotation);
                made.annotations.push((name, slot));
            }
        }
        if let Some(returns) = function.returns.as_deref() {
            let name = self.names.get("return");
            let slot = self.expr(returns);
            made.annotations.push((name, slot));
        }
    }

    /// Evaluates decorators; each stays in a temporary until the definition is made.
    fn decorators(&mut self, decorators: &'a [Decorator]) -> Vec<Slot> {
        let evaluated = decorators.iter().map(|decorator| {
            self.line(decorator.range);
            self.expr(&decorator.expression)
        });
        evaluated.collect()
    }

    /// Calls the decorators on what is in the top temporary, the last one first.
    fn decorate(&mut self, decorators: &'a [Decorator], slots: Vec<Slot>) {
        for (decorator, callee) in decorators.iter().zip(slots).rev() {
            let slot = Slot(callee.0 + 1);
            let args = CallArgs { positional: vec![Arg { slot, star: false }], keywords: Vec::new() };
            let args = self.args(args);
            self.pop();
            self.emit(decorator.range, Inst::Call { dst: callee, callee, args, method: false });
        }
    }

    pub(super) fn class_def(&mut self, class: &'a ast::StmtClassDef) {
        let header = self.header(&class.decorator_list, class.name.range, class.range.start());
        let decorators = self.decorators(&class.decorator_list);
        self.line(header);
        let entry = self.entry_at(&class.name.node_index);
        let name = self.name(entry, class.name.as_str());
        let qualname = self.qualname(class.name.as_str(), Some(name));
        match class.type_params.as_deref() {
            Some(params) => self.generic_class(class, params, qualname, header),
            None => self.plain_class(class, qualname, header, None),
        }
        self.decorate(&class.decorator_list, decorators);
        let top = Slot(self.b.depth.saturating_sub(1));
        self.store(header, name, top);
        self.pop();
    }

    /// The class object into a new temporary. `params`: the tuple of type parameters, for which a
    /// base is added.
    pub(super) fn plain_class(
        &mut self,
        class: &'a ast::StmtClassDef,
        qualname: Symbol,
        header: TextRange,
        params: Option<EntryId>,
    ) {
        let Some(scope) = self.scope_at(&class.node_index) else {
            self.opaque(header, "a class nested too deep");
            return;
        };
        let name = self.names.get(class.name.as_str());
        let body = match self.written[scope.as_usize()] {
            Some(body) => body,
            None => self.class_body(class, scope, qualname, header),
        };
        let dst = self.make_function(header, scope, body, MakeFunction::of(body));
        let mut args = match class.arguments.as_deref() {
            Some(arguments) => self.arguments(arguments),
            None => CallArgs::default(),
        };
        if let Some(params) = params {
            let params = self.entry_name(params);
            let slot = self.load(header, params);
            let inputs = self.top_list(1);
            let kind = crate::ir::Intrinsic::SubscriptGeneric;
            self.emit(header, Inst::Intrinsic { dst: slot, kind, inputs });
            args.positional.push(Arg { slot, star: false });
        }
        let args = self.args(args);
        self.b.depth = dst.0 + 1;
        self.emit(header, Inst::BuildClass { dst, body: dst, name, args });
    }

    fn class_body(
        &mut self,
        class: &'a ast::StmtClassDef,
        scope: ScopeId,
        qualname: Symbol,
        header: TextRange,
    ) -> BodyId {
        let name = self.names.get(class.name.as_str());
        let around = self.class.replace(class.name.as_str());
        let body = self.open(scope, BodyKind::Class, name, qualname, header);
        self.line(header);
        self.class_prologue(class, scope, qualname, header);
        self.suite(text::without_docstring(&class.body));
        self.class_epilogue(scope, TextRange::empty(class.range.end()));
        self.leave(class.body.last().map_or(header, Ranged::range));
        self.class = around;
        body
    }

    fn class_prologue(
        &mut self,
        class: &'a ast::StmtClassDef,
        scope: ScopeId,
        qualname: Symbol,
        range: TextRange,
    ) {
        let module = self.names.get("__name__");
        let dst = self.push();
        self.emit(range, Inst::LoadName { dst, name: module });
        self.store_named(range, "__module__", dst);
        let text = self.consts.add_str(qualname.as_str());
        let slot = self.push_const(range, text);
        self.store_named(range, "__qualname__", slot);
        if self.version >= Version::new(3, 13) {
            // The line of the first decorator, if there is one.
            let line = self.line_of(class.range.start());
            let line = self.consts.add(Const::Int(line.into()));
            let slot = self.push_const(range, line);
            self.store_named(range, "__firstlineno__", slot);
        }
        if let Some(params) = self.table.scopes[scope].type_params {
            let params = self.entry_name(params);
            let slot = self.load(range, params);
            self.store_named(range, "__type_params__", slot);
        }
        if self.table.scopes[scope].has_annotations {
            self.setup_annotations(range);
        }
        if let Some((doc, at)) = text::docstring(&class.body) {
            let id = self.consts.add_str(doc);
            self.b.body.docstring = Some(id);
            self.line(at);
            let slot = self.push_const(at, id);
            self.store_named(at, "__doc__", slot);
        }
    }

    fn class_epilogue(&mut self, scope: ScopeId, range: TextRange) {
        if self.version >= Version::new(3, 13) {
            let mut names = std::mem::take(&mut self.b.self_attributes);
            names.sort_by_key(|name| name.as_str());
            let names = names.iter().map(|name| self.consts.add_str(name.as_str())).collect();
            let names = self.consts.add(Const::Tuple(names));
            let slot = self.push_const(range, names);
            self.store_named(range, "__static_attributes__", slot);
        }
        let Some(cell) = self.table.scopes[scope].class_cell else {
            self.return_none(range);
            return;
        };
        let cell: Name = self.entry_name(cell);
        let dst = self.push();
        self.emit(range, Inst::LoadCellObject { dst, cell: self.slot_of(cell) });
        let copy = self.push();
        self.emit(range, Inst::Copy { dst: copy, src: dst });
        self.store_named(range, "__classcell__", copy);
        self.emit(range, Inst::Return { value: dst });
        self.pop();
    }

    /// `def name` or `class Name` without what stands above it.
    fn header(&self, decorators: &[Decorator], name: TextRange, start: TextSize) -> TextRange {
        if decorators.is_empty() {
            return TextRange::new(start, name.end().max(start));
        }
        // The keyword is the last one before the name, or `async` before that.
        let tokens = self.parsed.tokens_before(name.start());
        let mut words = tokens.iter().rev().filter(|token| !token.kind().is_trivia());
        let keyword = words.next().map_or(name.start(), |token| token.start());
        let is_async = words.next().filter(|token| token.kind() == TokenKind::Async);
        let start = is_async.map_or(keyword, |token| token.start());
        TextRange::new(start, name.end().max(start))
    }
}
