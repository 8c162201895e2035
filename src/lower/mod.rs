//! Syntax tree to `ir`: the whole grammar of Python 3.8 to 3.14, in CPython's order of evaluation.
//!
//! Two passes: `collect` and `resolve` say what every name means; the emitter then walks the tree
//! once and writes instructions, one body at a time. Every expression leaves its value in one new
//! temporary; whoever uses the value takes that temporary away again. Constants are folded as
//! CPython folds them, before an instruction is written.
//!
//! Nothing is dropped silently: what has no instruction becomes `Inst::Opaque` with an entry in
//! `Module::unsupported`. Broken and deeply nested code is ordinary input.

mod annotate;
mod assign;
mod builder;
mod call;
mod collect;
mod comprehension;
mod condition;
mod consts;
mod define;
mod display;
mod expr;
mod flow;
mod fold;
mod generic;
mod handle;
mod matching;
mod names;
mod resolve;
mod scopes;
mod stmt;
mod text;

use ruff_python_ast::{AtomicNodeIndex, Expr, Stmt};
use ruff_text_size::{TextRange, TextSize};

use crate::base::{Idx, IndexVec, SiteId, Span, Symbol};
use crate::ir::{Body, BodyId, BodyKind, Const, Inst, Module, Slot, SlotList, Version};
use crate::syntax::{LineIndex, Parsed};

use builder::Builder;
use collect::{Names, mangle};
use consts::Consts;
use scopes::{EntryId, ScopeId, Scopes};

/// The state of lowering one file.
struct Lowerer<'a> {
    parsed: &'a Parsed,
    version: Version,
    deferred: bool,
    table: Scopes,
    names: Names<'a>,
    /// Name of the innermost class, for names such as `__x`.
    class: Option<&'a str>,
    consts: Consts,
    sites: IndexVec<SiteId, Span>,
    last_site: (Span, SiteId),
    unsupported: Vec<(SiteId, String)>,
    bodies: IndexVec<BodyId, Option<Body>>,
    /// The body of each scope that has been written: a `finally` block is written several times,
    /// the functions in it once.
    written: Vec<Option<BodyId>>,
    b: Builder<'a>,
    outer: Vec<Builder<'a>>,
    lines: Option<LineIndex>,
}

/// Lowers a parsed file for the version it was parsed for.
pub fn lower(parsed: &Parsed, version: Version) -> Module {
    let suite = parsed.suite();
    let deferred = version >= Version::new(3, 14) || has_future_annotations(suite);
    let mut names = Names::default();
    let table = collect::collect(suite, &mut names, version, deferred);
    let mut sites = IndexVec::default();
    let start = Span::default();
    let site = sites.push(start);
    let mut bodies = IndexVec::default();
    let id = bodies.push(None);
    let module = ScopeId(0);
    let name = names.get("<module>");
    let mut body = empty_body(BodyKind::Module, name, site);
    body.qualname = names.get("");
    let written = vec![None; table.scopes.len()];
    let b = Builder::new(id, module, body, &table);
    let mut lowerer = Lowerer {
        parsed,
        version,
        deferred,
        table,
        names,
        class: None,
        consts: Consts::default(),
        sites,
        last_site: (start, site),
        unsupported: Vec::new(),
        bodies,
        written,
        b,
        outer: Vec::new(),
        lines: None,
    };
    lowerer.module(suite);
    lowerer.finish()
}

fn has_future_annotations(suite: &[Stmt]) -> bool {
    suite.iter().any(|stmt| match stmt {
        Stmt::ImportFrom(import) => {
            import.module.as_ref().is_some_and(|module| module.as_str() == "__future__")
                && import.names.iter().any(|alias| alias.name.as_str() == "annotations")
        }
        _ => false,
    })
}

fn empty_body(kind: BodyKind, name: Symbol, site: SiteId) -> Body {
    Body {
        kind,
        name,
        qualname: name,
        parent: None,
        site,
        end: site,
        params: Vec::new(),
        locals: Vec::new(),
        slots: 0,
        result: None,
        is_generator: false,
        is_async: false,
        is_open: false,
        docstring: None,
        hints: Vec::new(),
        code: Vec::new(),
        sites: Vec::new(),
        call_args: Vec::new(),
        functions: Vec::new(),
        operands: Vec::new(),
    }
}

impl<'a> Builder<'a> {
    fn new(id: BodyId, scope: ScopeId, mut body: Body, table: &Scopes) -> Self {
        let shape = &table.scopes[scope];
        body.locals.clone_from(&shape.locals);
        body.is_generator = shape.is_generator;
        body.is_async = shape.is_async;
        body.is_open = shape.is_open;
        let depth = u16::try_from(body.locals.len()).unwrap_or(u16::MAX);
        body.slots = depth;
        Self {
            id,
            scope,
            body,
            labels: Vec::new(),
            depth,
            blocks: Vec::new(),
            self_attributes: Vec::new(),
            overflowed: false,
            copied: 0,
        }
    }
}

impl<'a> Lowerer<'a> {
    fn module(&mut self, suite: &'a [Stmt]) {
        let start = TextRange::default();
        let docstring = text::docstring(suite);
        if self.table.scopes[ScopeId(0)].has_annotations {
            self.setup_annotations(start);
        }
        if let Some((doc, range)) = docstring {
            let id = self.consts.add_str(doc);
            self.b.body.docstring = Some(id);
            self.emit(range, Inst::Line);
            let slot = self.push_const(range, id);
            self.store_named(range, "__doc__", slot);
        }
        self.suite(text::without_docstring(suite));
        let end = suite.last().map_or(start, ruff_text_size::Ranged::range);
        self.return_none(TextRange::empty(end.end()));
        self.b.body.end = self.site(TextRange::empty(end.end()));
    }

    fn finish(mut self) -> Module {
        let blank = Builder::new(BodyId(0), ScopeId(0), self.blank(), &self.table);
        let module = std::mem::replace(&mut self.b, blank);
        self.close(module);
        let bodies = (0..self.bodies.len()).map(BodyId::from_usize);
        let bodies = bodies.map(|id| self.bodies[id].take().unwrap_or_else(|| self.blank())).collect();
        Module {
            version: self.version,
            bodies,
            consts: self.consts.items,
            sites: self.sites,
            unsupported: self.unsupported,
            deferred_annotations: self.deferred,
        }
    }

    fn blank(&self) -> Body {
        empty_body(BodyKind::Module, Symbol::new(""), SiteId(0))
    }

    /// Opens the body of a scope inside the current one and makes it current.
    fn open(
        &mut self,
        scope: ScopeId,
        kind: BodyKind,
        name: Symbol,
        qualname: Symbol,
        range: TextRange,
    ) -> BodyId {
        let id = self.bodies.push(None);
        let site = self.site(range);
        let mut body = empty_body(kind, name, site);
        body.qualname = qualname;
        body.parent = Some(self.b.id);
        let builder = Builder::new(id, scope, body, &self.table);
        self.outer.push(std::mem::replace(&mut self.b, builder));
        self.written[scope.as_usize()] = Some(id);
        id
    }

    /// Closes the current body and returns to the one around it.
    fn leave(&mut self, end: TextRange) {
        self.b.body.end = self.site(end);
        if let Some(around) = self.outer.pop() {
            let done = std::mem::replace(&mut self.b, around);
            self.close(done);
        }
    }

    fn close(&mut self, mut builder: Builder<'a>) {
        if builder.overflowed {
            let site = builder.body.site;
            self.unsupported.push((site, "the body needs more than 65,000 temporaries at once".into()));
            self.replace_code(&mut builder);
        }
        Self::link(&mut builder);
        self.bodies[builder.id] = Some(builder.body);
    }

    /// A body that cannot be expressed does something unknown and returns something unknown.
    fn replace_code(&mut self, builder: &mut Builder<'a>) {
        let body = &mut builder.body;
        let slot = Slot(body.locals.len().min(usize::from(u16::MAX - 1)) as u16);
        body.slots = slot.0 + 1;
        let inputs = SlotList { start: 0, len: 0 };
        let what = Symbol::new("body");
        body.code = vec![Inst::Opaque { dst: slot, inputs, what }, Inst::Return { value: slot }];
        body.sites = vec![body.site; 2];
    }

    fn mangled(&mut self, name: &'a str) -> Symbol {
        mangle(&mut self.names, self.class, name)
    }

    /// The symbol entry that `collect` wrote into a name.
    fn entry_at(&self, node: &AtomicNodeIndex) -> Option<EntryId> {
        let id = EntryId(node.load().as_u32()?);
        self.table.entry(id).map(|_| id)
    }

    fn scope_at(&self, node: &AtomicNodeIndex) -> Option<ScopeId> {
        let id = ScopeId(node.load().as_u32()?);
        self.table.scopes.get(id).map(|_| id)
    }

    /// Line of an offset, for `__firstlineno__`.
    fn line_of(&mut self, offset: TextSize) -> u32 {
        let parsed = self.parsed;
        self.lines.get_or_insert_with(|| LineIndex::new(parsed.text())).line(offset.to_u32())
    }

    /// Gives up on an expression: its parts are not evaluated, its value is unknown.
    fn opaque(&mut self, range: TextRange, what: &'static str) -> Slot {
        self.unsupported(range, what);
        let dst = self.push();
        let inputs = SlotList { start: 0, len: 0 };
        let what = self.names.get(what);
        self.emit(range, Inst::Opaque { dst, inputs, what });
        dst
    }

    fn push_const(&mut self, range: TextRange, value: crate::ir::ConstId) -> Slot {
        let dst = self.push();
        self.emit(range, Inst::Const { dst, value });
        dst
    }

    fn push_none(&mut self, range: TextRange) -> Slot {
        let none = self.consts.add(Const::None);
        self.push_const(range, none)
    }

    fn return_none(&mut self, range: TextRange) {
        let value = self.push_none(range);
        self.emit(range, Inst::Return { value });
        self.pop();
    }

    fn drop_top(&mut self, range: TextRange) {
        self.pop();
        let slot = Slot(self.b.depth);
        self.emit(range, Inst::Drop { slot });
    }

    /// An expression evaluated for its effects.
    fn effect(&mut self, expr: &'a Expr) {
        if let expr::Value::Temp = self.value(expr) {
            self.drop_top(ruff_text_size::Ranged::range(expr));
        }
    }
}
