//! Who answers to a name: methods, properties, rows of the models, callables kept in attributes.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Influence, Whom, of_row};
use crate::base::{FileId, Idx, Symbol};
use crate::heap::Label;
use crate::models;
use crate::project::program::{ClassId, FnId, Program};
use crate::project::types::Types;
use crate::summary::{Callee, EffectKind, Member, MemberKind, NodeId, NodeKind, Summary};

/// Functions under a name, each with the number of parameters that come before its own.
type Group = Vec<(FnId, u32)>;

pub(super) struct Names {
    methods: FxHashMap<Symbol, Group>,
    properties: FxHashMap<Symbol, Group>,
    /// Rows of the models by the last part of their name.
    rows: FxHashMap<Symbol, Influence>,
    /// Attributes that may hold a callable.
    loose: FxHashSet<Symbol>,
    /// Attributes in which some body stores an object.
    kept: FxHashSet<Symbol>,
    /// Attributes that, or whose items, some body calls.
    called: FxHashSet<Symbol>,
}

/// What the bodies do with attributes of a name.
#[derive(Default)]
struct Used {
    kept: FxHashSet<Symbol>,
    called: FxHashSet<Symbol>,
}

/// Items of items, and alternatives, that are followed to the attribute they come from.
const MAX_NESTING: u32 = 6;

impl Names {
    pub fn of(program: &Program<'_>, types: &Types) -> Self {
        let Used { kept, called } = used(program);
        let mut out = Self {
            methods: FxHashMap::default(),
            properties: FxHashMap::default(),
            rows: FxHashMap::default(),
            loose: types.callable_names(program),
            kept,
            called,
        };
        for class in program.classes.indices() {
            out.list_members(program, class);
        }
        for (name, steps) in models::method_rows() {
            out.rows.entry(name).or_default().join(of_row(steps, 1, 0, 1));
        }
        out
    }

    /// Attributes that, or whose items, some body calls.
    pub fn into_called(self) -> FxHashSet<Symbol> {
        self.called
    }

    fn list_members(&mut self, program: &Program<'_>, class: ClassId) {
        let file = program.classes[class].file;
        for member in &program.shape(class).members {
            match (&member.kind, program.member_function(class, &member.kind)) {
                (MemberKind::Property { set, .. }, getter) => {
                    let setter = set.map(|set| program.fn_id(file, set));
                    let both = getter.into_iter().chain(setter).map(|body| (body, 0));
                    self.properties.entry(member.name).or_default().extend(both);
                    self.loose.insert(member.name);
                }
                (MemberKind::CachedProperty(_), Some(getter)) => {
                    self.properties.entry(member.name).or_default().push((getter, 0));
                    self.loose.insert(member.name);
                }
                (MemberKind::StaticMethod(_), Some(body)) => {
                    self.methods.entry(member.name).or_default().push((body, 1));
                }
                (_, Some(body)) => self.methods.entry(member.name).or_default().push((body, 0)),
                (MemberKind::Value(node), None) => {
                    let summary = program.summary(program.classes[class].body);
                    let kind = summary.nodes.get(*node).map(|node| &node.kind);
                    if !matches!(kind, Some(NodeKind::Const(_) | NodeKind::Alloc { .. }) | None) {
                        self.loose.insert(member.name);
                    }
                }
                (_, None) => {}
            }
        }
    }

    pub fn has_method(&self, name: Symbol) -> bool {
        self.methods.contains_key(&name)
    }

    pub fn has_property(&self, name: Symbol) -> bool {
        self.properties.contains_key(&name)
    }

    /// Whether a call of an attribute of that name may run something that is no method.
    pub fn is_loose(&self, name: Symbol) -> bool {
        self.loose.contains(&name)
    }

    /// Whether anything is ever kept in an attribute of that name.
    pub fn is_kept(&self, name: Symbol) -> bool {
        self.kept.contains(&name)
    }

    pub fn row(&self, name: Symbol) -> Option<Influence> {
        self.rows.get(&name).copied()
    }

    pub fn members(&self, program: &Program<'_>, whom: Whom) -> Group {
        match whom {
            Whom::Body(body) => vec![(body, 0)],
            Whom::Method(name) => self.methods.get(&name).cloned().unwrap_or_default(),
            Whom::Property(name) => self.properties.get(&name).cloned().unwrap_or_default(),
            Whom::Own(class, name) => self.own(program, class, name),
        }
    }

    /// The class's method of the name, and those of classes below it.
    fn own(&self, program: &Program<'_>, class: ClassId, name: Symbol) -> Group {
        let mut out = Group::new();
        let mut add = |owner: ClassId, kind: &MemberKind| {
            if let Some(body) = program.member_function(owner, kind) {
                let shift = u32::from(matches!(kind, MemberKind::StaticMethod(_)));
                if !out.contains(&(body, shift)) {
                    out.push((body, shift));
                }
            }
        };
        if let Some((owner, member)) = program.member(class, name) {
            add(owner, &member.kind);
        }
        let mut below = program.classes[class].subclasses.clone();
        let mut seen: FxHashSet<ClassId> = below.iter().copied().collect();
        while let Some(subclass) = below.pop() {
            if let Some(member) = program.own_member(subclass, name) {
                add(subclass, &member.kind);
            }
            below.extend(program.classes[subclass].subclasses.iter().filter(|class| seen.insert(**class)));
        }
        out
    }
}

fn used(program: &Program<'_>) -> Used {
    let files: Vec<FileId> = (0..program.files.len()).map(FileId::from_usize).collect();
    let of_files: Vec<Used> = files.par_iter().map(|&file| used_in(program, file)).collect();
    let mut out = Used::default();
    for found in of_files {
        out.kept.extend(found.kept);
        out.called.extend(found.called);
    }
    out
}

fn used_in(program: &Program<'_>, file: FileId) -> Used {
    let mut out = Used::default();
    for body in program.bodies_of(file) {
        let summary = program.summary(body);
        for effect in &summary.effects {
            match &effect.kind {
                EffectKind::Store { label: Label::Attr(name), value, .. }
                    if !matches!(summary.nodes[*value].kind, NodeKind::Const(_) | NodeKind::Unknown) =>
                {
                    out.kept.insert(name.0);
                }
                EffectKind::Call { callee: Callee::Node(node), .. } => {
                    list_called(summary, *node, MAX_NESTING, &mut out.called);
                }
                EffectKind::Call { callee: Callee::Method { name, .. }, .. } => {
                    out.called.insert(*name);
                }
                _ => {}
            }
        }
    }
    for shape in &program.files[file.as_usize()].classes {
        let of_kind = |member: &&Member| {
            member.annotation.is_some() || matches!(member.kind, MemberKind::CachedProperty(_))
        };
        out.kept.extend(shape.members.iter().filter(of_kind).map(|member| member.name));
    }
    out
}

/// The attributes that a called node, or the container it is an item of, is read from.
fn list_called(summary: &Summary, node: NodeId, nesting: u32, out: &mut FxHashSet<Symbol>) {
    let Some(found) = summary.nodes.get(node).filter(|_| nesting > 0) else { return };
    match &found.kind {
        NodeKind::Path { label: Label::Attr(name), .. } => drop(out.insert(name.0)),
        NodeKind::Path { base, .. } => list_called(summary, *base, nesting - 1, out),
        NodeKind::OneOf(nodes) => nodes.iter().for_each(|&node| list_called(summary, node, nesting - 1, out)),
        NodeKind::Result(effect) => match summary.effects.get(*effect as usize).map(|effect| &effect.kind) {
            Some(EffectKind::Item { source, .. } | EffectKind::Iterate { source }) => {
                list_called(summary, *source, nesting - 1, out);
            }
            Some(EffectKind::Call { callee: Callee::Method { recv, .. }, .. }) => {
                list_called(summary, *recv, nesting - 1, out);
            }
            _ => {}
        },
        _ => {}
    }
}
