//! One body read: what it does itself, and what it hands on to whom.

use smallvec::SmallVec;

use super::names::Names;
use super::{CAPTURED, Flow, Handed, Influence, LOCAL, Mask, NAMED, NO_EFFECT, Whom, bit, of_row};
use crate::base::{Idx, Symbol};
use crate::heap::{Kind, Label};
use crate::models;
use crate::project::classes::Constructor;
use crate::project::names::Target;
use crate::project::program::{ClassId, FnId, Program};
use crate::project::seeds;
use crate::project::types::Types;
use crate::project::words::{WORDS, join};
use crate::summary::{Callee, EffectKind, NodeId, NodeKind, Summary};

/// Rounds in which containers made here take over what is put into them.
const ROUNDS: usize = 3;

/// What one body does.
pub(super) struct Found {
    pub body: FnId,
    pub direct: Influence,
    pub links: u8,
    pub flows: Vec<Flow>,
    /// Effects that every replay needs.
    pub needed: Vec<u32>,
}

pub(super) struct Reader<'r, 'a> {
    program: &'r Program<'a>,
    types: &'r Types,
    names: &'r Names,
    summary: &'a Summary,
    /// The class whose method this is.
    class: Option<ClassId>,
    /// What each node is read from, and what it is or holds itself.
    roots: Vec<Mask>,
    exact: Vec<Mask>,
    /// The effect at hand.
    at: u32,
    found: Found,
}

impl<'r, 'a> Reader<'r, 'a> {
    pub fn new(program: &'r Program<'a>, types: &'r Types, names: &'r Names, body: FnId) -> Self {
        let summary = program.summary(body);
        Self {
            program,
            types,
            names,
            summary,
            class: program.class_around(body),
            roots: vec![0; summary.nodes.len()],
            exact: vec![0; summary.nodes.len()],
            at: NO_EFFECT,
            found: Found {
                body,
                direct: Influence::default(),
                links: 0,
                flows: Vec::new(),
                needed: Vec::new(),
            },
        }
    }

    pub fn read(mut self) -> Found {
        self.root();
        let summary = self.summary;
        for (node, found) in summary.nodes.iter_enumerated() {
            self.node(node, &found.kind);
        }
        for (at, effect) in summary.effects.iter().enumerate() {
            self.at = at as u32;
            self.effect(&effect.kind);
        }
        if seeds::ties(summary) {
            self.found.direct.links |= LOCAL;
        }
        self.found.flows.shrink_to_fit();
        self.found
    }

    // --- where nodes come from

    fn root(&mut self) {
        for _ in 0..ROUNDS {
            for at in 0..self.roots.len() {
                let (roots, exact) = self.origin(NodeId::from_usize(at));
                self.roots[at] |= roots;
                self.exact[at] |= exact;
            }
            if !self.fill() {
                break;
            }
        }
    }

    fn origin(&self, node: NodeId) -> (Mask, Mask) {
        match &self.summary.nodes[node].kind {
            NodeKind::Param(n) => (bit(usize::from(*n)), bit(usize::from(*n))),
            NodeKind::Capture { .. } | NodeKind::CaptureCell { .. } => (CAPTURED, CAPTURED),
            NodeKind::Path { base, label } => {
                let is_bound = matches!(label, Label::Attr(name) if self.names.has_method(name.0));
                (self.roots(*base), if is_bound { self.exact(*base) } else { 0 })
            }
            NodeKind::OneOf(parts) => parts
                .iter()
                .fold((0, 0), |(roots, exact), &part| (roots | self.roots(part), exact | self.exact(part))),
            NodeKind::Result(effect) => self.result(*effect),
            NodeKind::Frame => (Mask::MAX, Mask::MAX),
            _ => (0, 0),
        }
    }

    /// What a call gives may be, or hold, anything that was handed in.
    fn result(&self, effect: u32) -> (Mask, Mask) {
        let Some(effect) = self.summary.effects.get(effect as usize) else { return (0, 0) };
        let mut roots = 0;
        let mut exact = 0;
        let mut add = |node: NodeId| {
            roots |= self.roots(node);
            exact |= self.exact(node);
        };
        match &effect.kind {
            EffectKind::Call { .. } => {
                effect.kind.operands(&mut add);
                roots |= LOCAL;
            }
            EffectKind::Operate { .. } => effect.kind.operands(&mut add),
            EffectKind::Iterate { source }
            | EffectKind::Item { source, .. }
            | EffectKind::Await { source } => {
                roots |= self.roots(*source);
                if !matches!(self.summary.nodes.get(*source).map(|n| &n.kind), Some(NodeKind::Param(_))) {
                    exact |= self.exact(*source);
                }
            }
            _ => {}
        }
        (roots, exact)
    }

    /// Containers and functions made here hold what is put into them; says whether that was news.
    fn fill(&mut self) -> bool {
        let mut has_changed = false;
        for effect in &self.summary.effects {
            let (EffectKind::Store { base, value, .. } | EffectKind::Add { base, value, .. }) = &effect.kind
            else {
                continue;
            };
            let (roots, exact) = (self.roots(*value), self.exact(*value));
            let parts = match &self.summary.nodes[*base].kind {
                NodeKind::OneOf(parts) => &parts[..],
                _ => std::slice::from_ref(base),
            };
            for &part in parts {
                let at = part.as_usize();
                if self.is_made(part) && (roots & !self.roots[at]) | (exact & !self.exact[at]) != 0 {
                    self.roots[at] |= roots;
                    self.exact[at] |= exact;
                    has_changed = true;
                }
            }
        }
        has_changed
    }

    fn roots(&self, node: NodeId) -> Mask {
        self.roots.get(node.as_usize()).copied().unwrap_or(0)
    }

    fn exact(&self, node: NodeId) -> Mask {
        self.exact.get(node.as_usize()).copied().unwrap_or(0)
    }

    /// Made here and known to nobody yet.
    fn is_made(&self, node: NodeId) -> bool {
        matches!(self.summary.nodes[node].kind, NodeKind::Alloc { .. } | NodeKind::Function(_))
    }

    fn is_object(&self, node: NodeId) -> bool {
        match &self.summary.nodes[node].kind {
            NodeKind::Alloc { kind, .. } => *kind != Kind::Scalar,
            NodeKind::OneOf(parts) => parts.iter().any(|&part| self.is_object(part)),
            NodeKind::Const(_) | NodeKind::Unknown => false,
            _ => true,
        }
    }

    // --- what is done

    fn node(&mut self, node: NodeId, kind: &NodeKind) {
        match kind {
            NodeKind::Frame => self.found.direct = Influence::ANY,
            NodeKind::Function(inner) => {
                let inner = self.program.fn_id(self.program.file_of(self.found.body), *inner);
                let held = Handed { to: CAPTURED, roots: self.roots(node), exact: self.exact(node) };
                let made = Handed { to: LOCAL, roots: LOCAL, exact: 0 };
                self.flow(Whom::Body(inner), [held, made]);
            }
            NodeKind::Path { base, label: Label::Attr(name) } if self.names.has_property(name.0) => {
                let recv = self.handed(*base, 1);
                self.flow(Whom::Property(name.0), recv);
            }
            _ => {}
        }
    }

    fn effect(&mut self, kind: &EffectKind) {
        match kind {
            EffectKind::Store { base, label, value } | EffectKind::Add { base, label, value } => {
                self.store(*base, *label, *value);
            }
            EffectKind::Remove { base, label } => self.cut(*base, Some(*label)),
            EffectKind::Clear { base } => self.cut(*base, None),
            EffectKind::Call { callee, .. } => self.call(callee, kind),
            EffectKind::Iterate { source } => {
                let source = self.handed(*source, 1);
                self.flow(Whom::Method(WORDS.iter), source);
            }
            EffectKind::Item { source, .. } => {
                let source = self.handed(*source, 1);
                self.flow(Whom::Method(WORDS.getitem), source);
            }
            EffectKind::Operate { operands, method } => {
                let operands: SmallVec<[Handed; 3]> =
                    operands.iter().enumerate().filter_map(|(n, &node)| self.handed(node, bit(n))).collect();
                self.flow(Whom::Method(*method), operands);
            }
            // What `getattr` found is no bound method if it is tested for a class.
            EffectKind::Test { value, .. } => {
                if matches!(self.summary.nodes[*value].kind, NodeKind::Result(_)) {
                    self.found.needed.push(self.at);
                }
            }
            EffectKind::Await { .. } => {}
        }
    }

    fn store(&mut self, base: NodeId, label: Label, value: NodeId) {
        if let Label::Attr(name) = label
            && self.names.has_property(name.0)
        {
            let both: SmallVec<[Handed; 3]> =
                self.handed(base, 1).into_iter().chain(self.handed(value, bit(1))).collect();
            self.flow(Whom::Property(name.0), both);
            self.found.needed.push(self.at);
        }
        if !self.is_object(value) {
            self.cut(base, Some(label));
            return;
        }
        self.found.needed.push(self.at);
        if !self.is_made(base) {
            self.found.links = (self.found.links + 1).min(2);
            let direct = &mut self.found.direct;
            direct.links |= self.roots[base.as_usize()] | self.roots[value.as_usize()];
            direct.holds |= self.exact[value.as_usize()];
        }
    }

    /// Whatever is under the label is let go, if there ever is something.
    fn cut(&mut self, base: NodeId, label: Option<Label>) {
        if !matches!(label, Some(Label::Attr(name)) if !self.names.is_kept(name.0)) {
            self.found.needed.push(self.at);
            self.found.direct.cuts |= self.roots(base);
        }
    }

    fn handed(&self, node: NodeId, to: Mask) -> Option<Handed> {
        let (roots, exact) = (self.roots(node), self.exact(node));
        (roots | exact != 0).then_some(Handed { to, roots, exact })
    }

    fn flow(&mut self, whom: Whom, handed: impl IntoIterator<Item = Handed>) {
        let handed: SmallVec<[Handed; 3]> = handed.into_iter().collect();
        let is_answered = !matches!(whom, Whom::Method(name) if !self.names.has_method(name));
        if is_answered && !handed.is_empty() {
            self.found.flows.push(Flow { caller: self.found.body, effect: self.at, whom, handed });
        }
    }

    fn take(&mut self, callee: Influence, handed: &[Handed]) {
        let mut alone = Influence::default();
        if alone.take(callee, handed) {
            self.found.links = (self.found.links + 1).min(2);
        }
        if alone != Influence::default() {
            self.found.needed.push(self.at);
            self.found.direct.join(alone);
        }
    }

    /// The operands of a call, the first positional one as parameter `first`.
    fn operands(&self, call: &EffectKind, first: usize) -> SmallVec<[Handed; 4]> {
        let mut out = SmallVec::new();
        if let EffectKind::Call { args, keywords, star, double_star, .. } = call {
            out.extend(args.iter().enumerate().filter_map(|(n, &arg)| self.handed(arg, bit(n + first))));
            out.extend(keywords.iter().filter_map(|&(_, arg)| self.handed(arg, NAMED | bit(first))));
            out.extend(
                star.iter().chain(double_star).filter_map(|&arg| self.handed(arg, NAMED | bit(first))),
            );
        }
        out
    }

    fn call(&mut self, callee: &Callee, call: &EffectKind) {
        match callee {
            Callee::Node(node) => self.call_node(*node, call),
            Callee::Method { recv, name } => self.call_method(*recv, *name, call),
            Callee::Super { class, recv, name } => {
                let owner = self.program.fn_id(self.program.file_of(self.found.body), *class);
                self.call_super(owner, *recv, *name, call);
            }
        }
    }

    fn call_node(&mut self, node: NodeId, call: &EffectKind) {
        let handed = self.operands(call, 0);
        match &self.summary.nodes[node].kind {
            NodeKind::Function(body) => {
                let body = self.program.fn_id(self.program.file_of(self.found.body), *body);
                self.flow(Whom::Body(body), handed);
            }
            NodeKind::Path { base, label: Label::Attr(name) } => self.call_method(*base, name.0, call),
            NodeKind::Param(n) if !self.types.is_called(self.program, self.found.body, *n) => {}
            NodeKind::Builtin(_)
            | NodeKind::Model(_)
            | NodeKind::Class(_)
            | NodeKind::Global(_)
            | NodeKind::Import { .. }
            | NodeKind::Capture { .. } => {
                if handed.is_empty() {
                    return;
                }
                let targets = self.program.resolve(self.found.body, node);
                if targets.is_empty() {
                    self.take(Influence::ANY, &handed);
                }
                for target in targets {
                    self.call_target(target, call);
                }
            }
            _ => {
                let recv = self.handed(node, CAPTURED);
                let all: SmallVec<[Handed; 4]> = handed.into_iter().chain(recv).collect();
                self.take(Influence::ANY, &all);
            }
        }
    }

    fn call_target(&mut self, target: Target, call: &EffectKind) {
        match target {
            Target::Function(body) => {
                let handed = self.operands(call, 0);
                self.flow(Whom::Body(body), handed);
            }
            Target::Class(class) => self.construct(class, call),
            Target::Builtin(name) | Target::Library(name) => self.call_library(name, call),
            Target::Value(..) => {
                let handed = self.operands(call, 0);
                self.take(Influence::ANY, &handed);
            }
            Target::Module(_) | Target::Folder(_) | Target::Import(..) => {}
        }
    }

    fn construct(&mut self, class: ClassId, call: &EffectKind) {
        let handed = self.operands(call, 1);
        let program = self.program;
        if let Some((owner, member)) = program.member(class, WORDS.init)
            && let Some(init) = program.member_function(owner, &member.kind)
        {
            self.flow(Whom::Body(init), handed);
        } else if program.classes[class].constructor == Constructor::Fields {
            self.take(Influence::ANY, &handed);
        } else {
            for base in program.library_bases(class) {
                if let Some(steps) = models::row(base) {
                    self.take(of_row(steps, 0, 1, 1), &handed);
                }
            }
        }
    }

    fn call_library(&mut self, name: Symbol, call: &EffectKind) {
        let handed = self.operands(call, 0);
        if let Some(steps) = models::row(name) {
            self.take(of_row(steps, 0, 0, 0), &handed);
        } else if let Some((class, method)) = name.as_str().rsplit_once('.')
            && let Some(steps) = models::method(class, Symbol::new(method))
        {
            self.take(of_row(steps, 1, 0, 1), &handed);
        }
    }

    fn call_method(&mut self, recv: NodeId, name: Symbol, call: &EffectKind) {
        let mut handed = self.operands(call, 1);
        let is_named = matches!(
            self.summary.nodes[recv].kind,
            NodeKind::Global(_)
                | NodeKind::Import { .. }
                | NodeKind::Path { .. }
                | NodeKind::Builtin(_)
                | NodeKind::Model(_)
                | NodeKind::Class(_)
        );
        handed.extend(self.handed(recv, 1));
        if handed.is_empty() || (is_named && self.call_attribute(recv, name, call)) {
            return;
        }
        if self.names.is_loose(name) {
            self.take(Influence::ANY, &handed);
        }
        if let Some(row) = self.names.row(name) {
            self.take(row, &handed);
        }
        let own = self.class.filter(|_| matches!(self.summary.nodes[recv].kind, NodeKind::Param(0)));
        let whom = match own {
            Some(class) if self.program.member(class, name).is_some() => Whom::Own(class, name),
            _ => Whom::Method(name),
        };
        self.flow(whom, handed);
    }

    /// A call of an attribute of a module, class or library; false where the receiver is none of these.
    fn call_attribute(&mut self, recv: NodeId, name: Symbol, call: &EffectKind) -> bool {
        let program = self.program;
        let mut is_known = false;
        for target in program.resolve(self.found.body, recv) {
            match target {
                Target::Module(file) => {
                    for target in program.module_attr(file, name) {
                        self.call_target(target, call);
                    }
                }
                Target::Library(owner) | Target::Builtin(owner) => {
                    self.call_library(join(owner, name), call);
                }
                Target::Class(class) => {
                    if let Some((owner, member)) = program.member(class, name)
                        && let Some(body) = program.member_function(owner, &member.kind)
                    {
                        let is_class = matches!(member.kind, crate::summary::MemberKind::ClassMethod(_));
                        let handed = self.operands(call, usize::from(is_class));
                        self.flow(Whom::Body(body), handed);
                    } else {
                        return false;
                    }
                }
                Target::Folder(_) => {}
                Target::Function(_) | Target::Value(..) | Target::Import(..) => return false,
            }
            is_known = true;
        }
        is_known
    }

    fn call_super(&mut self, owner: FnId, recv: NodeId, name: Symbol, call: &EffectKind) {
        let program = self.program;
        let Some(&owner) = program.class_of_body.get(&owner) else { return };
        let mut handed = self.operands(call, 1);
        handed.extend(self.handed(recv, 1));
        if let Some((base, member)) = program.member_after(owner, owner, name)
            && let Some(body) = program.member_function(base, &member.kind)
        {
            self.flow(Whom::Body(body), handed);
            return;
        }
        if name == WORDS.init {
            for base in program.library_bases(owner) {
                if let Some(steps) = models::row(base) {
                    self.take(of_row(steps, 0, 1, 1), &handed);
                }
            }
        } else if let Some(row) = self.names.row(name) {
            self.take(row, &handed);
        }
        if name != WORDS.init {
            // In a class of several bases the next in order may be another one's.
            self.flow(Whom::Method(name), handed);
        }
    }
}
