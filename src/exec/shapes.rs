//! The shapes of class statements: bases, decorators and members, read off finished runs.

use crate::base::{SiteId, Symbol};
use crate::heap::{Certainty, Kind, Label, ObjId, Payload, SymbolKey};
use crate::ir::{self, Body, BodyId, BodyKind};
use crate::summary::{ClassShape, FileArtefact, Member, MemberKind, NodeId, NodeKind, SlotsDecl, Summary};

use super::emit::Ending;
use super::machine::{CodeRef, Machine};
use super::summarize::NodeOf;

/// What a finished run knows of classes: the statements it executed, and, for a class body, its members.
pub(super) fn classes_of(
    machine: &Machine,
    module: &ir::Module,
    id: BodyId,
    body: &Body,
    summary: &Summary,
    nodes: &NodeOf,
    ending: &Ending,
) -> Vec<ClassShape> {
    let mut shapes: Vec<ClassShape> = Vec::new();
    for object in machine.heap.ids() {
        if machine.kind(object) != Kind::Class {
            continue;
        }
        if let Payload::Code(code) = *machine.payload(object) {
            shapes.push(statement(machine, module, id, CodeRef::unpack(code).body, object, nodes));
        }
    }
    if body.kind == BodyKind::Class {
        shapes.push(interior(machine, module, id, body, summary, ending));
    }
    shapes
}

/// The outside of a class statement, as its parent's run saw it.
fn statement(
    machine: &Machine,
    module: &ir::Module,
    parent: BodyId,
    class: BodyId,
    object: ObjId,
    nodes: &NodeOf,
) -> ClassShape {
    let body = &module.bodies[class];
    let node = |id: ObjId| nodes.get(&id).copied();
    let held = machine.heap.get(object);
    let refs = held.map(|object| object.refs.iter().copied().collect::<Vec<_>>()).unwrap_or_default();
    ClassShape {
        body: class,
        name: body.name,
        qualname: body.qualname,
        site: body.site,
        parent,
        in_function: in_function(module, class),
        bases: refs
            .iter()
            .filter(|r| matches!(r.label, Label::Base(_)))
            .filter_map(|r| node(r.target))
            .collect(),
        keywords: refs
            .iter()
            .filter_map(|r| match r.label {
                Label::Keyword(SymbolKey(name)) => Some((name, node(r.target)?)),
                _ => None,
            })
            .collect(),
        decorators: Vec::new(),
        members: Vec::new(),
        slots: SlotsDecl::None,
        is_open: false,
    }
}

fn in_function(module: &ir::Module, class: BodyId) -> bool {
    let mut at = module.bodies[class].parent;
    while let Some(id) = at {
        let body = &module.bodies[id];
        if matches!(body.kind, BodyKind::Function | BodyKind::Lambda) {
            return true;
        }
        at = body.parent;
    }
    false
}

/// The inside of a class statement, as its own run saw it.
fn interior(
    machine: &Machine,
    module: &ir::Module,
    id: BodyId,
    body: &Body,
    summary: &Summary,
    ending: &Ending,
) -> ClassShape {
    let mut shape = ClassShape {
        body: id,
        name: body.name,
        qualname: body.qualname,
        site: body.site,
        parent: body.parent.unwrap_or(BodyId(0)),
        in_function: in_function(module, id),
        bases: Vec::new(),
        keywords: Vec::new(),
        decorators: Vec::new(),
        members: Vec::new(),
        slots: SlotsDecl::None,
        is_open: summary.is_open,
    };
    let namespace = machine.heap.get(ending.namespace);
    let refs = namespace.map(|object| object.refs.iter().copied().collect::<Vec<_>>()).unwrap_or_default();
    for (name, node) in &summary.namespace {
        let Some(reference) = refs.iter().find(|r| r.label == Label::attr(*name)) else { continue };
        if name.as_str() == "__slots__" {
            shape.slots = slots_of(machine, reference.target, reference.site);
        }
        if matches!(
            name.as_str(),
            "__module__" | "__qualname__" | "__doc__" | "__classcell__" | "__annotations__"
        ) {
            continue;
        }
        shape.members.push(Member {
            name: *name,
            kind: member_kind(machine, summary, reference.target, *node),
            site: reference.site,
            annotation: hint(body, *name),
            has_value: true,
            is_sure: reference.certainty == Certainty::Must,
        });
    }
    for (name, annotation) in &body.hints {
        if !shape.members.iter().any(|member| member.name == *name) {
            shape.members.push(Member {
                name: *name,
                kind: MemberKind::Value(NodeId(0)),
                site: body.site,
                annotation: Some(annotation.clone()),
                has_value: false,
                is_sure: true,
            });
        }
    }
    shape
}

fn hint(body: &Body, name: Symbol) -> Option<Box<str>> {
    body.hints.iter().find(|row| row.0 == name).map(|row| row.1.clone())
}

fn member_kind(machine: &Machine, summary: &Summary, value: ObjId, node: NodeId) -> MemberKind {
    let code = |id: ObjId| match (machine.kind(id), machine.payload(id)) {
        (Kind::Function, Payload::Code(code)) => Some(CodeRef::unpack(*code).body),
        _ => None,
    };
    match machine.kind(value) {
        Kind::Function => {
            if let Some(body) = code(value) {
                return MemberKind::Method(body);
            }
        }
        Kind::Class => {
            if let Payload::Code(code) = machine.payload(value) {
                return MemberKind::Class(CodeRef::unpack(*code).body);
            }
        }
        Kind::Descriptor => {
            let inner = machine.heap.target(value, Label::Func).and_then(code);
            if let (Some(body), Payload::Name(name)) = (inner, machine.payload(value)) {
                return match name.as_str() {
                    "staticmethod" => MemberKind::StaticMethod(body),
                    _ => MemberKind::ClassMethod(body),
                };
            }
        }
        Kind::Property => {
            let part = |at: u8| machine.heap.target(value, Label::Inner(at)).and_then(code);
            return MemberKind::Property { get: part(0), set: part(1), delete: part(2) };
        }
        _ => {}
    }
    decorated(summary, node).unwrap_or(MemberKind::Value(node))
}

/// A function under decorators that were recorded as calls.
fn decorated(summary: &Summary, node: NodeId) -> Option<MemberKind> {
    if let Some([get, set, delete]) = property_parts(summary, node, 8) {
        return Some(MemberKind::Property { get, set, delete });
    }
    let mut decorators: Vec<NodeId> = Vec::new();
    let mut at = node;
    for _ in 0..8 {
        match &summary.nodes[at].kind {
            NodeKind::Function(body) if decorators.is_empty() => return Some(MemberKind::Method(*body)),
            NodeKind::Function(body) => {
                if decorators.iter().any(|d| last_name(summary, *d).is_some_and(is_cached_property)) {
                    return Some(MemberKind::CachedProperty(*body));
                }
                decorators.retain(|d| !last_name(summary, *d).is_some_and(is_transparent));
                return Some(match decorators.is_empty() {
                    true => MemberKind::Method(*body),
                    false => MemberKind::Decorated { body: *body, decorators },
                });
            }
            NodeKind::Result(effect) => {
                let crate::summary::EffectKind::Call { callee, args, .. } =
                    &summary.effects.get(*effect as usize)?.kind
                else {
                    return None;
                };
                let crate::summary::Callee::Node(callee) = callee else { return None };
                let [only] = args.as_ref() else { return None };
                decorators.push(*callee);
                at = *only;
            }
            _ => return None,
        }
    }
    None
}

/// Getter, setter and deleter of what `@x.setter` and its relatives make, one call after another.
fn property_parts(summary: &Summary, node: NodeId, steps: u32) -> Option<[Option<BodyId>; 3]> {
    let function = |node: NodeId| match summary.nodes.get(node).map(|node| &node.kind) {
        Some(NodeKind::Function(body)) => Some(*body),
        _ => None,
    };
    match summary.nodes.get(node).map(|node| &node.kind) {
        Some(NodeKind::Alloc { kind: Kind::Property, .. }) => {
            let mut parts = [None; 3];
            for effect in &summary.effects {
                if let crate::summary::EffectKind::Store { base, label: Label::Inner(at), value } =
                    &effect.kind
                    && *base == node
                    && let Some(part) = parts.get_mut(usize::from(*at))
                {
                    *part = function(*value);
                }
            }
            Some(parts)
        }
        Some(NodeKind::Result(effect)) if steps > 0 => {
            let crate::summary::EffectKind::Call { callee, args, .. } =
                &summary.effects.get(*effect as usize)?.kind
            else {
                return None;
            };
            let (recv, name) = match callee {
                crate::summary::Callee::Method { recv, name } => (recv, *name),
                crate::summary::Callee::Node(node) => match &summary.nodes.get(*node)?.kind {
                    NodeKind::Path { base, label: Label::Attr(name) } => (base, name.0),
                    _ => return None,
                },
                crate::summary::Callee::Super { .. } => return None,
            };
            let at = ["getter", "setter", "deleter"].iter().position(|word| *word == name.as_str())?;
            let [only] = &args[..] else { return None };
            let mut parts = property_parts(summary, *recv, steps - 1).unwrap_or([None; 3]);
            parts[at] = Some(function(*only)?);
            Some(parts)
        }
        _ => None,
    }
}

/// The last part of the dotted name a node stands for.
fn last_name(summary: &Summary, node: NodeId) -> Option<&'static str> {
    match &summary.nodes[node].kind {
        NodeKind::Import { name: Some(name), .. } | NodeKind::Global(name) | NodeKind::Builtin(name) => {
            Some(name.as_str())
        }
        NodeKind::Path { label: Label::Attr(SymbolKey(name)), .. } => Some(name.as_str()),
        _ => None,
    }
}

/// Descriptors that keep what the getter gives on the object, by the names that they go by everywhere.
fn is_cached_property(name: &str) -> bool {
    let plain = name.replace('_', "").to_ascii_lowercase();
    let is_one = ["cachedproperty", "memoizedproperty", "lazyproperty", "cachedattribute", "lazyattribute"]
        .iter()
        .any(|word| plain.ends_with(word));
    is_one && !plain.contains("class") || plain == "reify"
}

/// Decorators that give back the function they get.
fn is_transparent(name: &str) -> bool {
    matches!(name, "abstractmethod" | "override" | "overload" | "final" | "no_type_check" | "deprecated")
}

fn slots_of(machine: &Machine, value: ObjId, site: SiteId) -> SlotsDecl {
    let text = |id: ObjId| match machine.payload(id) {
        Payload::Str(text) => Some(Symbol::new(text)),
        _ => None,
    };
    if let Some(name) = text(value) {
        return SlotsDecl::Names { names: vec![name], site };
    }
    let object = match machine.heap.get(value) {
        Some(object) if !matches!(object.payload, Payload::Origin(_)) => object,
        _ => return SlotsDecl::Computed { site },
    };
    let names: Option<Vec<Symbol>> = match object.kind {
        Kind::Tuple | Kind::List | Kind::Set if matches!(object.payload, Payload::None) => {
            object.refs.iter().map(|r| text(r.target)).collect()
        }
        Kind::Dict => object
            .refs
            .iter()
            .map(|r| match r.label {
                Label::Item(SymbolKey(key)) => Some(key),
                _ => None,
            })
            .collect(),
        _ => None,
    };
    match names {
        Some(names) => SlotsDecl::Names { names, site },
        None => SlotsDecl::Computed { site },
    }
}

/// Merges what parents and the class bodies themselves said, and finds decorators.
pub(super) fn complete(module: &ir::Module, artefact: &mut FileArtefact) {
    let mut merged: Vec<ClassShape> = Vec::new();
    for shape in std::mem::take(&mut artefact.classes) {
        match merged.iter_mut().find(|known| known.body == shape.body) {
            None => merged.push(shape),
            Some(known) => merge(known, shape),
        }
    }
    merged.sort_by_key(|shape| shape.body);
    for shape in &mut merged {
        if let Some(parent) = module.bodies.get(shape.parent) {
            debug_assert!(parent.kind != BodyKind::Comprehension, "classes are statements");
        }
        let summary = &artefact.bodies[shape.parent].summary;
        shape.decorators = class_decorators(summary, shape.body);
    }
    artefact.classes = merged;
}

fn merge(known: &mut ClassShape, other: ClassShape) {
    if known.bases.is_empty() && known.keywords.is_empty() {
        known.bases = other.bases;
        known.keywords = other.keywords;
        known.parent = other.parent;
    }
    if known.members.is_empty() {
        known.members = other.members;
        known.slots = other.slots;
        known.is_open |= other.is_open;
    }
}

/// Calls `d(class)` whose value takes the class's place, from the outermost.
fn class_decorators(summary: &Summary, class: BodyId) -> Vec<NodeId> {
    let Some((start, _)) =
        summary.nodes.iter_enumerated().find(|(_, node)| node.kind == NodeKind::Class(class))
    else {
        return Vec::new();
    };
    let mut decorators = Vec::new();
    let mut at = start;
    for (number, effect) in summary.effects.iter().enumerate() {
        let crate::summary::EffectKind::Call { callee: crate::summary::Callee::Node(callee), args, .. } =
            &effect.kind
        else {
            continue;
        };
        if args.as_ref() != [at] {
            continue;
        }
        let result = NodeKind::Result(number as u32);
        let Some((next, _)) = summary.nodes.iter_enumerated().find(|(_, node)| node.kind == result) else {
            continue;
        };
        decorators.insert(0, *callee);
        at = next;
    }
    decorators
}
