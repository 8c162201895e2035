//! One round over the bodies of a file: what each node may be, what each effect adds.

use super::{
    Addition, Changed, NOTES, Note, RESULT_BASE, RETURN, Reads, Ty, TySet, Types, YIELD, extend, norm,
};
use crate::base::{FileId, Filled, Idx, Place, SiteId, Symbol};
use crate::heap::{Kind, Label};
use crate::ir::BodyKind;
use crate::project::program::{FnId, Program};
use crate::project::words::WORDS;
use crate::summary::{EffectKind, NodeId, NodeKind, Summary};

/// Nesting of paths and alternatives that is followed.
const MAX_NESTING: u32 = 12;

/// Reads the bodies for which something has changed; all of them in the first round.
pub(super) fn file(
    program: &Program<'_>,
    types: &Types,
    file: FileId,
    reads: &mut Reads,
    changed: Option<&Changed>,
) -> Vec<Addition> {
    let mut room = Room::default();
    for (at, body) in program.bodies_of(file).enumerate() {
        if let (Some(changed), Some(read)) = (changed, reads.bodies.get(at))
            && !read.iter().any(|note| changed.has(*note))
        {
            continue;
        }
        Reader::new(program, types, body, &mut room).run();
        let read = NOTES.with_borrow_mut(|notes| {
            notes.sort_unstable();
            notes.dedup();
            let read: Box<[Note]> = notes.as_slice().into();
            notes.clear();
            read
        });
        match reads.bodies.get_mut(at) {
            Some(known) => *known = read,
            None => reads.bodies.push(read),
        }
    }
    room.out
}

/// What one reader after another fills.
#[derive(Default)]
struct Room {
    out: Vec<Addition>,
    known: Filled<TySet>,
}

/// One body being read.
pub(super) struct Reader<'r, 'a> {
    pub program: &'r Program<'a>,
    pub types: &'r Types,
    pub body: FnId,
    pub file: FileId,
    pub summary: &'a Summary,
    /// Types of nodes, and after them of results of effects.
    known: &'r mut Filled<TySet>,
    /// Site of the effect at hand.
    pub site: SiteId,
    out: &'r mut Vec<Addition>,
}

impl<'r, 'a> Reader<'r, 'a> {
    fn new(program: &'r Program<'a>, types: &'r Types, body: FnId, room: &'r mut Room) -> Self {
        let summary = program.summary(body);
        let Room { out, known } = room;
        known.begin(summary.nodes.len() + summary.effects.len());
        let file = program.file_of(body);
        Self { program, types, body, file, summary, known, site: program.body(body).site, out }
    }

    fn result(&self, effect: usize) -> TySet {
        self.known.get(self.summary.nodes.len() + effect).cloned().unwrap_or_default()
    }

    fn set_result(&mut self, effect: usize, types: TySet) {
        if !types.is_empty() {
            self.known.set(self.summary.nodes.len() + effect, types);
        }
    }

    fn run(&mut self) {
        for at in 0..self.summary.effects.len() {
            self.site = self.summary.effects[at].site;
            let result = self.effect(at);
            self.set_result(at, result);
        }
        self.site = self.program.body(self.body).site;
        let function = Ty::Function(self.body);
        for &node in &self.summary.returns {
            self.store_node(function, RETURN, node);
        }
        for &node in &self.summary.yields {
            self.store_node(function, YIELD, node);
        }
        match self.program.body(self.body).kind {
            BodyKind::Module => self.namespace(Ty::Module(self.file)),
            BodyKind::Class => {
                if let Some(&class) = self.program.class_of_body.get(&self.body) {
                    self.namespace(Ty::Class(class));
                }
            }
            _ => {}
        }
    }

    /// Values bound by a module or class body, under their node: names refer to them by it.
    fn namespace(&mut self, _owner: Ty) {
        for &(_, node) in &self.summary.namespace {
            if matches!(self.summary.nodes[node].kind, NodeKind::Result(_) | NodeKind::Path { .. }) {
                self.store_node(Ty::Site(self.body, node), Label::Temp(0), node);
            }
        }
    }

    fn store_node(&mut self, owner: Ty, label: Label, node: NodeId) {
        for ty in self.node(node) {
            self.add(owner, label, ty);
        }
    }

    pub fn add(&mut self, owner: Ty, label: Label, ty: Ty) {
        let label = norm(label);
        if self.types.would_add(owner, label, ty) {
            self.out.push(Addition { owner, label, ty, place: Place::new(self.file, self.site) });
        }
    }

    pub fn add_all(&mut self, owner: Ty, label: Label, tys: &TySet) {
        for &ty in tys {
            self.add(owner, label, ty);
        }
    }

    /// What a node may be.
    pub fn node(&mut self, node: NodeId) -> TySet {
        self.node_nested(node, MAX_NESTING)
    }

    fn node_nested(&mut self, node: NodeId, nesting: u32) -> TySet {
        if nesting == 0 || node.as_usize() >= self.summary.nodes.len() {
            return TySet::new();
        }
        if let Some(known) = self.known.get(node.as_usize()) {
            return known.clone();
        }
        let found = self.fresh_node(node, nesting);
        // A result that is not there yet must be asked again.
        if !matches!(self.summary.nodes[node].kind, NodeKind::Result(_)) {
            self.known.set(node.as_usize(), found.clone());
        }
        found
    }

    fn fresh_node(&mut self, node: NodeId, nesting: u32) -> TySet {
        let summary = self.summary;
        match &summary.nodes[node].kind {
            NodeKind::Param(at) => self.types.param(self.body, *at).iter().copied().collect(),
            NodeKind::Capture { index, .. } => {
                let mut out = TySet::new();
                for &cell in self.types.set(Ty::Function(self.body), Label::Closure(*index)) {
                    extend(&mut out, self.types.set(cell, Label::Content).iter().copied());
                }
                if out.is_empty() {
                    self.resolved(node, &mut out);
                }
                out
            }
            NodeKind::CaptureCell { index, .. } => {
                let cells = self.types.set(Ty::Function(self.body), Label::Closure(*index));
                cells.iter().copied().collect()
            }
            NodeKind::Global(name) => self.global(node, *name),
            NodeKind::Import { .. } => {
                let mut out = TySet::new();
                self.resolved(node, &mut out);
                out
            }
            NodeKind::Path { base, label } => {
                let mut out = TySet::new();
                for ty in self.node_nested(*base, nesting - 1) {
                    extend(&mut out, self.types.field(self.program, ty, *label));
                }
                out
            }
            NodeKind::Alloc { kind: Kind::Scalar, .. } => TySet::new(),
            NodeKind::Alloc { .. } => TySet::one(Ty::Site(self.body, node)),
            NodeKind::Function(body) => TySet::one(Ty::Function(self.program.fn_id(self.file, *body))),
            NodeKind::Class(body) => {
                let body = self.program.fn_id(self.file, *body);
                self.program.class_of_body.get(&body).map(|&class| Ty::Class(class)).into_iter().collect()
            }
            NodeKind::Result(effect) => self.result(*effect as usize),
            NodeKind::Builtin(name) | NodeKind::Model(name) => TySet::one(Ty::Library(*name)),
            NodeKind::OneOf(nodes) => {
                let mut out = TySet::new();
                for &node in nodes {
                    extend(&mut out, self.node_nested(node, nesting - 1));
                }
                out
            }
            NodeKind::Module => TySet::one(Ty::Module(self.file)),
            NodeKind::Const(_) | NodeKind::Frame | NodeKind::Unknown => TySet::new(),
        }
    }

    fn resolved(&self, node: NodeId, out: &mut TySet) {
        for target in self.program.resolve(self.body, node) {
            extend(out, self.types.target(self.program, target));
        }
    }

    fn global(&mut self, node: NodeId, name: Symbol) -> TySet {
        let mut out = TySet::new();
        self.resolved(node, &mut out);
        let stored = self.types.set(Ty::Module(self.file), Label::attr(name));
        extend(&mut out, stored.iter().copied());
        out
    }

    fn effect(&mut self, at: usize) -> TySet {
        let summary = self.summary;
        match &summary.effects[at].kind {
            EffectKind::Store { base, label, value } | EffectKind::Add { base, label, value } => {
                self.store(*base, *label, *value);
                TySet::new()
            }
            EffectKind::Remove { .. } | EffectKind::Clear { .. } => TySet::new(),
            EffectKind::Call { .. } => self.call_effect(at),
            EffectKind::Iterate { source } => self.iterate(*source),
            EffectKind::Item { source, .. } => self.item(*source),
            EffectKind::Await { source } => {
                let mut out = TySet::new();
                for ty in self.node(*source) {
                    if let Ty::Generator(body) = ty {
                        extend(&mut out, self.types.set(Ty::Function(body), RETURN).iter().copied());
                    }
                }
                out
            }
            EffectKind::Test { value, class } => {
                self.take_for(*value, *class);
                TySet::new()
            }
            EffectKind::Operate { operands, method } => self.operate(operands, *method),
        }
    }

    /// A value of which nothing else is known is what the program tests it for.
    fn take_for(&mut self, value: NodeId, class: NodeId) {
        if !self.node(value).is_empty() {
            return;
        }
        let instances: TySet = self
            .node(class)
            .into_iter()
            .filter_map(|ty| match ty {
                Ty::Class(class) => Some(Ty::Instance(class)),
                _ => None,
            })
            .collect();
        if instances.is_empty() {
            return;
        }
        match self.summary.nodes[value].kind {
            NodeKind::Result(effect) => self.set_result(effect as usize, instances),
            _ => self.known.set(value.as_usize(), instances),
        }
    }

    fn store(&mut self, base: NodeId, label: Label, value: NodeId) {
        let values = self.node(value);
        if values.is_empty() {
            return;
        }
        for owner in self.node(base) {
            self.add_all(owner, label, &values);
        }
    }

    fn iterate(&mut self, source: NodeId) -> TySet {
        let mut out = TySet::new();
        for ty in self.node(source) {
            extend(&mut out, self.elements(ty));
        }
        out
    }

    /// What iterating over a value gives.
    pub fn elements(&mut self, ty: Ty) -> TySet {
        let mut out = self.types.field(self.program, ty, Label::Elem);
        if self.types.kind(self.program, ty) == Kind::Dict {
            extend(&mut out, self.types.field(self.program, ty, Label::Key));
        }
        if let Ty::Instance(class) = ty
            && let Some(function) = self.method_of(class, WORDS.iter)
        {
            extend(&mut out, self.types.set(Ty::Function(function), YIELD).iter().copied());
            for inner in self.types.set(Ty::Function(function), RETURN).to_vec() {
                extend(&mut out, self.types.set(inner, Label::Elem).iter().copied());
            }
        }
        out
    }

    fn item(&mut self, source: NodeId) -> TySet {
        let mut out = TySet::new();
        for ty in self.node(source) {
            extend(&mut out, self.types.field(self.program, ty, Label::Value));
            extend(&mut out, self.types.field(self.program, ty, Label::Elem));
            if let Ty::Instance(class) = ty
                && let Some(function) = self.method_of(class, WORDS.getitem)
            {
                extend(&mut out, self.types.set(Ty::Function(function), RETURN).iter().copied());
            }
            if let Ty::Library(_) | Ty::Class(_) = ty {
                // `List[int]()` makes what `List()` makes.
                extend(&mut out, [ty]);
            }
        }
        out
    }

    pub fn method_of(&self, class: crate::project::program::ClassId, name: Symbol) -> Option<FnId> {
        let (owner, member) = self.program.member(class, name)?;
        self.program.member_function(owner, &member.kind)
    }

    /// The abstract value that stands for what effect `at` makes.
    pub fn made(&self, at: usize) -> Ty {
        Ty::Site(self.body, NodeId(RESULT_BASE + at as u32))
    }
}
