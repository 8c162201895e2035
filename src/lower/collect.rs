//! Fills the symbol table from the tree, in the order in which code mentions names.
//!
//! Writes the number of a symbol entry into every name, and the number of a scope into every node
//! that opens one. Annotations count only where they are evaluated.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{
    self as ast, AtomicNodeIndex, Expr, ExprContext, Identifier, NodeIndex, Parameters, Pattern, Stmt,
    TypeParam, TypeParams,
};
use rustc_hash::FxHashMap;

use crate::base::{Idx, Symbol};
use crate::ir::Version;
use crate::syntax::with_room;

use super::scopes::{EntryId, ScopeId, ScopeKind, Scopes, flag};

/// Bodies nested deeper than this are not lowered; CPython itself refuses 100 indentations.
const DEEPEST_SCOPE: u16 = 150;

/// Written into a node whose scope lies too deep.
const NO_SCOPE: u32 = 0x3fff_ffff;

/// Names by their text, so that each is interned once per file.
#[derive(Default)]
pub(super) struct Names<'a> {
    known: FxHashMap<&'a str, Symbol>,
}

impl<'a> Names<'a> {
    pub(super) fn get(&mut self, text: &'a str) -> Symbol {
        *self.known.entry(text).or_insert_with(|| Symbol::new(text))
    }
}

pub(super) struct Collector<'a, 'n> {
    pub(super) table: Scopes,
    names: &'n mut Names<'a>,
    version: Version,
    /// Annotations are not evaluated where they stand.
    deferred: bool,
    current: ScopeId,
    /// Name of the innermost class, for names such as `__x`.
    class: Option<&'a str>,
}

pub(super) fn collect<'a>(
    suite: &'a [Stmt],
    names: &mut Names<'a>,
    version: Version,
    deferred: bool,
) -> Scopes {
    let mut table = Scopes::new();
    let current = table.open(ScopeKind::Module, None, false);
    let mut collector = Collector { table, names, version, deferred, current, class: None };
    for stmt in suite {
        collector.visit_stmt(stmt);
    }
    collector.table.resolve();
    collector.table
}

/// A name as code inside `class` knows it: `__x` becomes `_Class__x`.
pub(super) fn mangle<'a>(names: &mut Names<'a>, class: Option<&str>, name: &'a str) -> Symbol {
    if let Some(class) = class
        && name.starts_with("__")
        && !name.ends_with("__")
        && !name.contains('.')
    {
        let class = class.trim_start_matches('_');
        if !class.is_empty() {
            return Symbol::new(&format!("_{class}{name}"));
        }
    }
    names.get(name)
}

pub(super) fn write(node: &AtomicNodeIndex, value: u32) {
    node.set(NodeIndex::from(value));
}

impl<'a> Collector<'a, '_> {
    fn mention(&mut self, node: &AtomicNodeIndex, name: &'a str, flags: u8) -> EntryId {
        let name = mangle(self.names, self.class, name);
        let id = self.table.mention(self.current, name, flags);
        write(node, id.0);
        id
    }

    fn bind(&mut self, name: &'a Identifier) {
        self.mention(&name.node_index, name.id.as_str(), flag::BOUND);
    }

    /// Opens a scope, runs `inside` in it, closes it. Too deep a scope is passed over.
    fn scope(
        &mut self,
        node: &AtomicNodeIndex,
        kind: ScopeKind,
        inlined: bool,
        inside: impl FnOnce(&mut Self, ScopeId),
    ) {
        let parent = self.current;
        if self.table.scopes[parent].depth >= DEEPEST_SCOPE {
            write(node, NO_SCOPE);
            return;
        }
        let id = self.table.open(kind, Some(parent), inlined);
        write(node, id.0);
        self.current = id;
        inside(self, id);
        self.current = parent;
    }

    fn visit_name(&mut self, name: &'a ast::ExprName) {
        let text = name.id.as_str();
        let flags = if name.ctx == ExprContext::Load { 0 } else { flag::BOUND };
        self.mention(&name.node_index, text, flags);
        if text == "super" && self.table.scopes[self.current].kind.is_function_like() {
            let class = self.table.class_name;
            self.table.mention(self.current, class, 0);
        }
    }

    /// `:=` binds in the scope around the comprehensions.
    fn visit_walrus(&mut self, named: &'a ast::ExprNamed) {
        self.visit_expr(&named.value);
        let Expr::Name(target) = named.target.as_ref() else {
            self.visit_expr(&named.target);
            return;
        };
        let name = mangle(self.names, self.class, target.id.as_str());
        let mut owner = self.current;
        while matches!(self.table.scopes[owner].kind, ScopeKind::Comprehension | ScopeKind::Generator)
            && let Some(parent) = self.table.scopes[owner].parent
        {
            owner = parent;
        }
        let is_module = self.table.scopes[owner].kind == ScopeKind::Module;
        self.table.mention(owner, name, flag::BOUND);
        let outside = if is_module { flag::GLOBAL } else { flag::NONLOCAL };
        let mut at = self.current;
        while at != owner
            && let Some(parent) = self.table.scopes[at].parent
        {
            self.table.mention(at, name, outside);
            at = parent;
        }
        let id = self.table.mention(self.current, name, 0);
        write(&target.node_index, id.0);
    }

    fn visit_comprehension_scope(
        &mut self,
        node: &AtomicNodeIndex,
        kind: ScopeKind,
        generators: &'a [ast::Comprehension],
        parts: [Option<&'a Expr>; 2],
    ) {
        let Some((first, rest)) = generators.split_first() else { return };
        self.visit_expr(&first.iter);
        let around = self.table.scopes[self.current].kind;
        let inlined = kind == ScopeKind::Comprehension
            && self.version >= Version::new(3, 12)
            && !matches!(around, ScopeKind::TypeParams | ScopeKind::Lazy);
        self.scope(node, kind, inlined, |this, id| {
            if !inlined {
                let iter = this.names.get(".0");
                this.table.add_param(id, iter);
            }
            let first_entry = this.table.entries.len();
            this.table.scopes[id].is_generator = kind == ScopeKind::Generator;
            this.table.scopes[id].is_async = generators.iter().any(|part| part.is_async);
            this.visit_expr(&first.target);
            first.ifs.iter().for_each(|test| this.visit_expr(test));
            for part in rest {
                this.visit_expr(&part.iter);
                this.visit_expr(&part.target);
                part.ifs.iter().for_each(|test| this.visit_expr(test));
            }
            parts.into_iter().flatten().for_each(|part| this.visit_expr(part));
            if inlined {
                this.share_names(id, first_entry);
            }
        });
    }

    /// What an inlined comprehension does not bind itself is a mention by the scope around it.
    fn share_names(&mut self, id: ScopeId, first_entry: usize) {
        let Some(parent) = self.table.scopes[id].parent else { return };
        if !self.table.scopes[parent].kind.is_function_like() {
            return;
        }
        for at in first_entry..self.table.entries.len() {
            let entry = &self.table.entries[EntryId::from_usize(at)];
            let own = entry.flags & flag::BOUND != 0 && entry.flags & flag::NONLOCAL == 0;
            if entry.scope == id && !own && entry.flags & flag::GLOBAL == 0 {
                let name = entry.name;
                self.table.mention(parent, name, 0);
            }
        }
    }

    fn visit_params(&mut self, scope: ScopeId, parameters: &'a Parameters) {
        let plain = parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs);
        let plain = plain.map(|param| &param.parameter);
        let all = plain.chain(parameters.vararg.as_deref()).chain(parameters.kwarg.as_deref());
        for param in all {
            let name = mangle(self.names, self.class, param.name.as_str());
            self.table.add_param(scope, name);
        }
    }

    fn visit_defaults(&mut self, parameters: &'a Parameters) {
        let all = parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs);
        all.filter_map(|param| param.default.as_deref()).for_each(|default| self.visit_expr(default));
    }

    fn visit_annotations(&mut self, function: &'a ast::StmtFunctionDef) {
        if self.deferred {
            return;
        }
        let params = function.parameters.iter();
        params.filter_map(|param| param.annotation()).for_each(|note| self.visit_expr(note));
        function.returns.iter().for_each(|note| self.visit_expr(note));
    }

    fn visit_function(&mut self, function: &'a ast::StmtFunctionDef) {
        for decorator in &function.decorator_list {
            self.visit_expr(&decorator.expression);
        }
        self.visit_defaults(&function.parameters);
        let body = |this: &mut Self| {
            this.visit_annotations(function);
            this.scope(&function.node_index, ScopeKind::Function, false, |this, id| {
                this.table.scopes[id].is_async = function.is_async;
                this.visit_params(id, &function.parameters);
                this.visit_body(&function.body);
            });
        };
        match function.type_params.as_deref() {
            Some(params) => {
                let defaults = super::define::default_count(&function.parameters);
                self.visit_generic(params, defaults, body);
            }
            None => body(self),
        }
        self.bind(&function.name);
    }

    /// `passed`: how many values, evaluated outside, the scope receives as arguments.
    fn visit_generic(&mut self, params: &'a TypeParams, passed: usize, body: impl FnOnce(&mut Self)) {
        self.scope(&params.node_index, ScopeKind::TypeParams, false, |this, id| {
            for at in 0..passed {
                this.table.add_param(id, Symbol::new(&format!(".default{at}")));
            }
            let tuple = this.names.get(".type_params");
            let tuple = this.table.mention(id, tuple, flag::BOUND);
            this.table.scopes[id].type_params = Some(tuple);
            params.iter().for_each(|param| this.visit_type_param(param));
            body(this);
        });
    }

    fn visit_class(&mut self, class: &'a ast::StmtClassDef) {
        for decorator in &class.decorator_list {
            self.visit_expr(&decorator.expression);
        }
        let body = |this: &mut Self| {
            let outer = this.class.replace(class.name.as_str());
            this.scope(&class.node_index, ScopeKind::Class, false, |this, id| {
                if class.type_params.is_some() {
                    let tuple = this.names.get(".type_params");
                    let tuple = this.table.mention(id, tuple, 0);
                    this.table.scopes[id].type_params = Some(tuple);
                }
                this.visit_body(&class.body);
            });
            this.class = outer;
            if let Some(arguments) = class.arguments.as_deref() {
                this.visit_arguments(arguments);
            }
        };
        match class.type_params.as_deref() {
            Some(params) => self.visit_generic(params, 0, body),
            None => body(self),
        }
        self.bind(&class.name);
    }

    fn visit_annotated(&mut self, stmt: &'a ast::StmtAnnAssign) {
        if let Some(value) = &stmt.value {
            self.visit_expr(value);
        }
        self.visit_expr(&stmt.target);
        let kind = self.table.scopes[self.current].kind;
        if !kind.is_function_like() {
            self.table.scopes[self.current].has_annotations |= stmt.simple;
            if !self.deferred {
                self.visit_expr(&stmt.annotation);
            }
        }
    }

    fn visit_type_alias(&mut self, alias: &'a ast::StmtTypeAlias) {
        let value = |this: &mut Self| {
            this.scope(&alias.node_index, ScopeKind::Lazy, false, |this, _| this.visit_expr(&alias.value));
        };
        match alias.type_params.as_deref() {
            Some(params) => self.visit_generic(params, 0, value),
            None => value(self),
        }
        self.visit_expr(&alias.name);
    }

    fn visit_import(&mut self, names: &'a [ast::Alias], from: bool) {
        for alias in names {
            match &alias.asname {
                Some(name) => self.bind(name),
                None if alias.name.as_str() == "*" => self.table.scopes[self.current].is_open = true,
                None if from => self.bind(&alias.name),
                None => {
                    let first = alias.name.as_str().split('.').next().unwrap_or("");
                    self.mention(&alias.name.node_index, first, flag::BOUND);
                }
            }
        }
    }
}

impl<'a> Visitor<'a> for Collector<'a, '_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(function) => with_room(|| self.visit_function(function)),
            Stmt::ClassDef(class) => with_room(|| self.visit_class(class)),
            Stmt::AnnAssign(annotated) => self.visit_annotated(annotated),
            Stmt::TypeAlias(alias) => self.visit_type_alias(alias),
            Stmt::Import(import) => self.visit_import(&import.names, false),
            Stmt::ImportFrom(import) => self.visit_import(&import.names, true),
            Stmt::Global(global) => {
                global.names.iter().for_each(|name| {
                    self.mention(&name.node_index, name.as_str(), flag::GLOBAL);
                });
            }
            Stmt::Nonlocal(nonlocal) => {
                nonlocal.names.iter().for_each(|name| {
                    self.mention(&name.node_index, name.as_str(), flag::NONLOCAL);
                });
            }
            _ => with_room(|| visitor::walk_stmt(self, stmt)),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(name) => self.visit_name(name),
            Expr::StringLiteral(_) | Expr::NumberLiteral(_) | Expr::NoneLiteral(_) => {}
            Expr::Named(named) => with_room(|| self.visit_walrus(named)),
            Expr::Lambda(lambda) => with_room(|| {
                lambda.parameters.iter().for_each(|parameters| self.visit_defaults(parameters));
                self.scope(&lambda.node_index, ScopeKind::Lambda, false, |this, id| {
                    lambda.parameters.iter().for_each(|parameters| this.visit_params(id, parameters));
                    this.visit_expr(&lambda.body);
                });
            }),
            Expr::ListComp(comp) => with_room(|| {
                let parts = [Some(comp.elt.as_ref()), None];
                let kind = ScopeKind::Comprehension;
                self.visit_comprehension_scope(&comp.node_index, kind, &comp.generators, parts);
            }),
            Expr::SetComp(comp) => with_room(|| {
                let parts = [Some(comp.elt.as_ref()), None];
                let kind = ScopeKind::Comprehension;
                self.visit_comprehension_scope(&comp.node_index, kind, &comp.generators, parts);
            }),
            Expr::DictComp(comp) => with_room(|| {
                let parts = [comp.key.as_deref(), Some(comp.value.as_ref())];
                let kind = ScopeKind::Comprehension;
                self.visit_comprehension_scope(&comp.node_index, kind, &comp.generators, parts);
            }),
            Expr::Generator(comp) => with_room(|| {
                let parts = [Some(comp.elt.as_ref()), None];
                self.visit_comprehension_scope(
                    &comp.node_index,
                    ScopeKind::Generator,
                    &comp.generators,
                    parts,
                );
            }),
            _ => {
                let scope = &mut self.table.scopes[self.current];
                match expr {
                    Expr::Yield(_) | Expr::YieldFrom(_) => scope.is_generator = true,
                    Expr::Await(_) => scope.is_async = true,
                    Expr::Call(call) => scope.is_open |= opens_names(&call.func),
                    _ => {}
                }
                with_room(|| visitor::walk_expr(self, expr));
            }
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(handler) = handler;
        handler.type_.iter().for_each(|class| self.visit_expr(class));
        handler.name.iter().for_each(|name| self.bind(name));
        self.visit_body(&handler.body);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        with_room(|| visitor::walk_pattern(self, pattern));
        match pattern {
            Pattern::MatchAs(part) => part.name.iter().for_each(|name| self.bind(name)),
            Pattern::MatchStar(part) => part.name.iter().for_each(|name| self.bind(name)),
            Pattern::MatchMapping(part) => part.rest.iter().for_each(|name| self.bind(name)),
            _ => {}
        }
    }

    fn visit_type_param(&mut self, param: &'a TypeParam) {
        let name = param.name();
        self.bind(name);
        let (node, bound) = match param {
            TypeParam::TypeVar(param) => (&param.node_index, param.bound.as_deref()),
            TypeParam::ParamSpec(param) => (&param.node_index, None),
            TypeParam::TypeVarTuple(param) => (&param.node_index, None),
        };
        // Bound and default are evaluated when asked for, each in a scope of its own; one scope
        // stands for both here, as they see the same names.
        if bound.is_some() || param.default().is_some() {
            self.scope(node, ScopeKind::Lazy, false, |this, _| {
                bound.into_iter().chain(param.default()).for_each(|part| this.visit_expr(part));
            });
        }
    }
}

/// Calls that may read or write any name of the body.
fn opens_names(callee: &Expr) -> bool {
    let Expr::Name(name) = callee else { return false };
    matches!(name.id.as_str(), "exec" | "eval" | "locals" | "vars" | "globals" | "execfile")
}
