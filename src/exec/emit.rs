//! From a symbolic run's heap and log to a summary: what still matters at the exit, with its order.
//!
//! *Relevant*: reachable from parameters, captured cells, globals, what is returned, yielded,
//! raised or handed to a recorded call, and what is left in cycles of the body's own making.
//! Effects on anything else die with the body and are left out.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::Symbol;
use crate::heap::{Certainty, Flags, Kind, Label, ObjId, Origin, Payload, RefStrength};
use crate::ir::{Body, BodyId, LocalKind};
use crate::summary::{Callee, Effect, EffectKind, Loss, LossKind, Node, NodeId, NodeKind, Summary};

use super::log::{Record, RecordKind, RecordedCallee};
use super::machine::{CodeRef, EMPTY, Machine};
use super::summarize::NodeOf;
use super::{limits, statics};

/// How a body ended, over all its ways.
#[derive(Default)]
pub(super) struct Ending {
    pub returns: Vec<ObjId>,
    pub raises: Vec<ObjId>,
    pub yields: Vec<ObjId>,
    /// Where class and module bodies keep their names; `EMPTY` for functions.
    pub namespace: ObjId,
    pub frame: ObjId,
}

impl Default for ObjId {
    fn default() -> Self {
        EMPTY
    }
}

/// Writes the summary of a finished run, and says which node each object became.
pub(super) fn emit(machine: &mut Machine, body: &Body, ending: &Ending) -> (Summary, NodeOf) {
    let log = std::mem::take(&mut machine.log);
    let kept = Relevance::of(machine, &log, ending).kept(machine, &log, class_namespace(body, ending));
    let mut writer = Writer {
        machine,
        body,
        frame: ending.frame,
        summary: Summary::default(),
        nodes: NodeOf::default(),
        effect_of: kept.results,
    };
    for at in kept.records {
        writer.write(&log[at]);
    }
    writer.finish(ending)
}

fn class_namespace(body: &Body, ending: &Ending) -> ObjId {
    if body.kind == crate::ir::BodyKind::Class { ending.namespace } else { EMPTY }
}

// --- relevance

struct Relevance {
    seen: FxHashSet<ObjId>,
}

struct Kept {
    /// Positions in the log, in order.
    records: Vec<usize>,
    /// The effect that gives each result.
    results: FxHashMap<ObjId, u32>,
}

impl Relevance {
    fn of(machine: &Machine, log: &[Record], ending: &Ending) -> Self {
        let mut relevance = Self { seen: FxHashSet::default() };
        let mut queue: Vec<ObjId> = Vec::new();
        queue.extend(ending.returns.iter().chain(&ending.yields).chain(&ending.raises));
        queue.push(ending.namespace);
        queue.push(machine.units[0].module);
        for id in machine.heap.ids() {
            if let Some(
                Origin::Param(_)
                | Origin::Capture(_)
                | Origin::Global(_)
                | Origin::Path(_)
                | Origin::Import { .. },
            ) = machine.origin(id)
            {
                queue.push(id);
            }
        }
        for record in log {
            if let RecordKind::Call { .. } = record.kind {
                operands(&record.kind, &mut queue);
            }
        }
        relevance.reach(machine, queue);
        let cyclic = leftover_cycles(machine, &relevance.seen);
        relevance.reach(machine, cyclic);
        relevance
    }

    fn reach(&mut self, machine: &Machine, mut queue: Vec<ObjId>) {
        while let Some(id) = queue.pop() {
            if id == EMPTY || machine.heap.is_static(id) || !self.seen.insert(id) {
                continue;
            }
            if let Some(object) = machine.heap.get(id) {
                queue.extend(object.refs.iter().map(|r| r.target));
            }
        }
    }

    fn has(&self, id: ObjId) -> bool {
        self.seen.contains(&id)
    }

    /// Which records to write: calls always, values where they are used, stores that still stand.
    fn kept(mut self, machine: &Machine, log: &[Record], class_namespace: ObjId) -> Kept {
        let mut keep = vec![false; log.len()];
        let mut standing = Standing::default();
        for at in (0..log.len()).rev() {
            let record = &log[at];
            let wanted = match &record.kind {
                RecordKind::Call { .. } => true,
                // A class body's names are its summary's namespace already.
                RecordKind::Store { base, .. } if *base == class_namespace => false,
                RecordKind::Store { base, label, value } | RecordKind::Add { base, label, value } => {
                    self.has(*base) && standing.has(machine, *base, *label, *value, &record.kind)
                }
                RecordKind::Remove { base, .. } | RecordKind::Clear { base } => {
                    self.has(*base) && machine.is_symbolic(*base)
                }
                RecordKind::Test { value, .. } => self.has(*value),
                kind => kind.result().is_some_and(|result| self.has(result)),
            };
            if wanted {
                keep[at] = true;
                let mut queue = Vec::new();
                operands(&record.kind, &mut queue);
                self.reach(machine, queue);
            }
        }
        let records: Vec<usize> =
            (0..log.len()).filter(|at| keep[*at]).take(limits::SUMMARY_EFFECTS).collect();
        let results = records
            .iter()
            .enumerate()
            .filter_map(|(number, at)| Some((log[*at].kind.result()?, number as u32)))
            .collect();
        Kept { records, results }
    }
}

/// What objects hold at the exit. References of large ones are put in a set the first time they are
/// asked for: a literal of many entries is asked once for each.
#[derive(Default)]
struct Standing {
    large: FxHashMap<ObjId, FxHashSet<(Label, ObjId)>>,
}

/// References up to which an object is searched as it is.
const SMALL: usize = 32;

impl Standing {
    /// Whether what was stored is still there. Items of symbolic containers always are.
    fn has(&mut self, machine: &Machine, base: ObjId, label: Label, value: ObjId, kind: &RecordKind) -> bool {
        if matches!(kind, RecordKind::Add { .. }) && machine.is_symbolic(base) {
            return true;
        }
        let Some(object) = machine.heap.get(base) else { return false };
        if object.refs.len() <= SMALL {
            return object.refs.iter().any(|r| r.label == label && r.target == value);
        }
        let set = self.large.entry(base);
        set.or_insert_with(|| object.refs.iter().map(|r| (r.label, r.target)).collect())
            .contains(&(label, value))
    }
}

fn operands(kind: &RecordKind, out: &mut Vec<ObjId>) {
    match kind {
        RecordKind::Store { base, value, .. } | RecordKind::Add { base, value, .. } => {
            out.extend([*base, *value])
        }
        RecordKind::Remove { base, .. } | RecordKind::Clear { base } => out.push(*base),
        RecordKind::Call { callee, args, keywords, star, double_star, .. } => {
            match callee {
                RecordedCallee::Value(value) => out.push(*value),
                RecordedCallee::Method { recv, .. } | RecordedCallee::Super { recv, .. } => out.push(*recv),
            }
            out.extend(args.iter());
            out.extend(keywords.iter().map(|(_, value)| *value));
            out.extend(star.iter().chain(double_star));
        }
        RecordKind::Iterate { source, .. }
        | RecordKind::Item { source, .. }
        | RecordKind::Await { source, .. } => {
            out.push(*source);
        }
        RecordKind::Test { value, class } => out.extend([*value, *class]),
        RecordKind::Operate { operands, .. } => out.extend(operands.iter()),
    }
}

/// Objects nothing relevant reaches that are in cycles, or hang off one: what stays when objects
/// without a holder are taken away one after another.
fn leftover_cycles(machine: &Machine, relevant: &FxHashSet<ObjId>) -> Vec<ObjId> {
    let rest: Vec<ObjId> = machine.heap.ids().filter(|id| !relevant.contains(id)).collect();
    let mut holders: FxHashMap<ObjId, u32> = rest.iter().map(|id| (*id, 0)).collect();
    let targets = |id: ObjId| {
        let object = machine.heap.get(id);
        object.into_iter().flat_map(|object| object.refs.iter()).filter(|r| r.strength == RefStrength::Strong)
    };
    for id in &rest {
        for reference in targets(*id) {
            if let Some(count) = holders.get_mut(&reference.target) {
                *count += 1;
            }
        }
    }
    let mut free: Vec<ObjId> = rest.iter().copied().filter(|id| holders[id] == 0).collect();
    while let Some(id) = free.pop() {
        for reference in targets(id) {
            if let Some(count) = holders.get_mut(&reference.target) {
                *count -= 1;
                if *count == 0 {
                    free.push(reference.target);
                }
            }
        }
        holders.remove(&id);
    }
    rest.into_iter().filter(|id| holders.contains_key(id)).collect()
}

// --- writing

struct Writer<'a> {
    machine: &'a mut Machine,
    body: &'a Body,
    frame: ObjId,
    summary: Summary,
    nodes: NodeOf,
    effect_of: FxHashMap<ObjId, u32>,
}

impl Writer<'_> {
    fn write(&mut self, record: &Record) {
        let mut must = record.must;
        let kind = match &record.kind {
            RecordKind::Store { base, label, value } => {
                must &= self.surely(*base, *label, *value);
                EffectKind::Store { base: self.node(*base), label: *label, value: self.node(*value) }
            }
            RecordKind::Add { base, label, value } => {
                EffectKind::Add { base: self.node(*base), label: *label, value: self.node(*value) }
            }
            RecordKind::Remove { base, label } => {
                EffectKind::Remove { base: self.node(*base), label: *label }
            }
            RecordKind::Clear { base } => EffectKind::Clear { base: self.node(*base) },
            RecordKind::Call { callee, args, keywords, star, double_star, result } => EffectKind::Call {
                callee: self.callee(*callee),
                args: args.iter().map(|value| self.node(*value)).collect(),
                keywords: keywords.iter().map(|(name, value)| (*name, self.node(*value))).collect(),
                star: star.map(|value| self.node(value)),
                double_star: double_star.map(|value| self.node(value)),
                used: self.nodes.contains_key(result) || self.machine.heap.get(*result).is_some(),
            },
            RecordKind::Iterate { source, .. } => EffectKind::Iterate { source: self.node(*source) },
            RecordKind::Item { source, key, .. } => {
                EffectKind::Item { source: self.node(*source), key: *key }
            }
            RecordKind::Await { source, .. } => EffectKind::Await { source: self.node(*source) },
            RecordKind::Test { value, class } => {
                EffectKind::Test { value: self.node(*value), class: self.node(*class) }
            }
            RecordKind::Operate { operands, method, .. } => EffectKind::Operate {
                operands: operands.iter().map(|value| self.node(*value)).collect(),
                method: *method,
            },
        };
        self.summary.effects.push(Effect { kind, site: record.site, must, in_loop: record.in_loop });
    }

    /// Whether the reference stands on every way.
    fn surely(&self, base: ObjId, label: Label, value: ObjId) -> bool {
        let Some(object) = self.machine.heap.get(base) else { return false };
        object.refs.iter().any(|r| r.label == label && r.target == value && r.certainty == Certainty::Must)
    }

    fn callee(&mut self, callee: RecordedCallee) -> Callee {
        match callee {
            RecordedCallee::Value(value) => Callee::Node(self.node(value)),
            RecordedCallee::Method { recv, name } => Callee::Method { recv: self.node(recv), name },
            RecordedCallee::Super { recv, name } => {
                Callee::Super { class: self.enclosing_class(), recv: self.node(recv), name }
            }
        }
    }

    /// The class body that the running method stands in.
    fn enclosing_class(&self) -> BodyId {
        let module = &self.machine.units[0].ir;
        let mut at = self.body.parent;
        while let Some(id) = at {
            let body = &module.bodies[id];
            if body.kind == crate::ir::BodyKind::Class {
                return id;
            }
            at = body.parent;
        }
        BodyId(0)
    }

    fn node(&mut self, id: ObjId) -> NodeId {
        if let Some(known) = self.nodes.get(&id) {
            return *known;
        }
        if self.summary.nodes.len() >= limits::SUMMARY_NODES {
            return self.overflow();
        }
        let site = self.machine.heap.get(id).map_or(self.body.site, |object| object.site);
        let kind = self.node_kind(id);
        let node = self.summary.nodes.push(Node { kind, site });
        self.nodes.insert(id, node);
        node
    }

    /// Past the limit every further value is the last node, which is unknown.
    fn overflow(&mut self) -> NodeId {
        let last = NodeId(limits::SUMMARY_NODES as u32);
        if self.summary.nodes.len() == limits::SUMMARY_NODES {
            self.summary.nodes.push(Node { kind: NodeKind::Unknown, site: self.body.site });
            let what = "more values than a summary keeps apart".into();
            self.summary.losses.push(Loss { kind: LossKind::TooManyNodes, site: self.body.site, what });
        }
        last
    }

    fn node_kind(&mut self, id: ObjId) -> NodeKind {
        if id == statics::UNKNOWN || id == EMPTY {
            return NodeKind::Unknown;
        }
        let Some(object) = self.machine.heap.get(id) else { return NodeKind::Unknown };
        if id == statics::NONE {
            return NodeKind::Const(Some(Symbol::new("None")));
        }
        if self.machine.heap.is_static(id) {
            return match (&object.payload, object.kind) {
                (Payload::Name(name), Kind::Class) => NodeKind::Builtin(*name),
                _ => NodeKind::Const(None),
            };
        }
        if id == self.frame {
            return NodeKind::Frame;
        }
        let in_loop = object.flags.has(Flags::IN_LOOP);
        match (object.kind, &object.payload) {
            (Kind::Scalar, Payload::Str(text)) if may_name(text) => NodeKind::Const(Some(Symbol::new(text))),
            (Kind::Scalar, _) => NodeKind::Const(None),
            (Kind::Symbolic, Payload::Origin(origin)) => {
                let origin = *origin;
                self.symbolic_kind(id, origin)
            }
            (Kind::OneOf, _) => {
                let parts: Vec<ObjId> = object.refs.iter().map(|r| r.target).collect();
                NodeKind::OneOf(parts.into_iter().map(|part| self.node(part)).collect())
            }
            (Kind::Module, _) => NodeKind::Module,
            (Kind::Function, Payload::Code(code)) => NodeKind::Function(CodeRef::unpack(*code).body),
            (Kind::Class, Payload::Code(code)) => NodeKind::Class(CodeRef::unpack(*code).body),
            (kind, _) => NodeKind::Alloc { kind, in_loop },
        }
    }

    fn symbolic_kind(&mut self, id: ObjId, origin: Origin) -> NodeKind {
        let base = self.machine.heap.target(id, Label::Inner(0));
        match origin {
            Origin::Param(n) => NodeKind::Param(n),
            Origin::Capture(index) => NodeKind::CaptureCell { index, name: self.free_name(index) },
            Origin::Global(name) => NodeKind::Global(name),
            Origin::Builtin(name) => NodeKind::Builtin(name),
            Origin::Import { module, level, name } => NodeKind::Import { module, level, name },
            Origin::Path(label) => match base {
                Some(base) => match (self.machine.origin(base), label) {
                    (Some(Origin::Capture(index)), Label::Content) => {
                        NodeKind::Capture { index, name: self.free_name(index) }
                    }
                    _ => NodeKind::Path { base: self.node(base), label },
                },
                None => NodeKind::Unknown,
            },
            Origin::Method(name) | Origin::Super(name) => match base {
                Some(base) => NodeKind::Path { base: self.node(base), label: Label::attr(name) },
                None => NodeKind::Unknown,
            },
            Origin::Result(_) => match self.effect_of.get(&id) {
                Some(effect) => NodeKind::Result(*effect),
                None => NodeKind::Unknown,
            },
            Origin::Module => NodeKind::Module,
            Origin::Unknown => NodeKind::Unknown,
        }
    }

    fn free_name(&self, index: u16) -> Symbol {
        let mut free = self.body.locals.iter().filter(|local| local.kind == LocalKind::Free);
        free.nth(index as usize).map_or_else(|| Symbol::new("?"), |local| local.name)
    }

    fn finish(mut self, ending: &Ending) -> (Summary, NodeOf) {
        let returns: Vec<NodeId> = ending.returns.iter().map(|value| self.node(*value)).collect();
        let yields: Vec<NodeId> = ending.yields.iter().map(|value| self.node(*value)).collect();
        let raises: Vec<NodeId> = ending.raises.iter().map(|value| self.node(*value)).collect();
        let namespace: Vec<(Symbol, ObjId)> = self.machine.namespace_of(ending.namespace);
        let mut bound: Vec<(Symbol, NodeId)> = Vec::new();
        for (name, value) in namespace {
            let node = self.node(value);
            bound.push((name, node));
        }
        self.summary.returns = distinct(returns);
        self.summary.yields = distinct(yields).into();
        self.summary.raises = distinct(raises).into();
        self.summary.namespace = bound.into();
        self.summary.is_open = self.machine.is_open;
        let mut losses: Vec<Loss> = self.summary.losses.to_vec();
        losses.append(&mut self.machine.losses);
        self.summary.losses = losses.into();
        self.summary.nodes.shrink_to_fit();
        self.summary.effects.shrink_to_fit();
        (self.summary, self.nodes)
    }
}

impl Machine {
    /// Names of a module or class body at its exit, in order of first binding; one that has several
    /// values is one of them.
    pub(super) fn namespace_of(&mut self, namespace: ObjId) -> Vec<(Symbol, ObjId)> {
        let mut names: Vec<Symbol> = Vec::new();
        let mut known = FxHashSet::default();
        if let Some(object) = self.heap.get(namespace) {
            for reference in object.refs.iter() {
                if let Label::Attr(key) = reference.label
                    && known.insert(key.0)
                {
                    names.push(key.0);
                }
            }
        }
        names
            .into_iter()
            .filter_map(|name| Some((name, self.stored(namespace, Label::attr(name))?)))
            .collect()
    }
}

fn distinct(nodes: Vec<NodeId>) -> Vec<NodeId> {
    let mut out: Vec<NodeId> = Vec::new();
    for node in nodes {
        if !out.contains(&node) {
            out.push(node);
        }
    }
    out
}

/// Whether a constant string could be the name of an attribute, a key or a module; prose could not.
pub(super) fn may_name(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
}
