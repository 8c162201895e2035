//! What reading an attribute or item of an abstract value gives.

use super::{RETURN, Ty, TySet, Types, extend};
use crate::base::Symbol;
use crate::heap::Label;
use crate::project::names::Target;
use crate::project::program::{ClassId, FnId, Program};
use crate::project::words::{WORDS, join};
use crate::summary::{Member, MemberKind, NodeId, NodeKind};

/// Subclasses whose stores are taken as evidence for a base that stores nothing itself.
const MAX_SUBCLASSES: usize = 8;

impl Types {
    /// What `owner.label` may be.
    pub fn field(&self, program: &Program<'_>, owner: Ty, label: Label) -> TySet {
        let mut out = TySet::new();
        match (owner, label) {
            (Ty::Instance(class), Label::Attr(name)) => self.instance_attr(program, class, name.0, &mut out),
            (Ty::Instance(class), label) => {
                for base in program.ancestors(class) {
                    extend(&mut out, self.set(Ty::Instance(base), label).iter().copied());
                }
            }
            (Ty::Class(class), Label::Attr(name)) => self.class_attr(program, class, name.0, &mut out),
            (Ty::Module(file), Label::Attr(name)) => {
                for target in program.module_attr(file, name.0) {
                    extend(&mut out, self.target(program, target));
                }
                extend(&mut out, self.set(owner, label).iter().copied());
            }
            (Ty::Library(dotted), Label::Attr(name)) => {
                out.push(Ty::Library(join(dotted, name.0)));
            }
            (Ty::Generator(body), Label::Elem) => {
                extend(&mut out, self.set(Ty::Function(body), super::YIELD).iter().copied());
            }
            _ => extend(&mut out, self.set(owner, label).iter().copied()),
        }
        out
    }

    fn instance_attr(&self, program: &Program<'_>, class: ClassId, name: Symbol, out: &mut TySet) {
        for base in program.ancestors(class) {
            extend(out, self.set(Ty::Instance(base), Label::attr(name)).iter().copied());
        }
        match program.member(class, name) {
            Some((owner, member)) => self.bound_member(program, class, owner, member, out),
            None if name == WORDS.class => extend(out, [Ty::Class(class)]),
            None if out.is_empty() => self.below(program, class, Label::attr(name), out),
            None => {}
        }
    }

    /// Stores in subclasses, for a base that leaves them the attribute.
    fn below(&self, program: &Program<'_>, class: ClassId, label: Label, out: &mut TySet) {
        for &subclass in program.classes[class].subclasses.iter().take(MAX_SUBCLASSES) {
            extend(out, self.set(Ty::Instance(subclass), label).iter().copied());
        }
    }

    fn bound_member(
        &self,
        program: &Program<'_>,
        class: ClassId,
        owner: ClassId,
        member: &Member,
        out: &mut TySet,
    ) {
        let function = program.member_function(owner, &member.kind);
        match (&member.kind, function) {
            (MemberKind::Property { .. } | MemberKind::CachedProperty(_), Some(getter)) => {
                extend(out, self.set(Ty::Function(getter), RETURN).iter().copied());
            }
            (MemberKind::StaticMethod(_), Some(function)) => extend(out, [Ty::Function(function)]),
            (_, Some(function)) => extend(out, [Ty::Method(class, function)]),
            _ => self.member_value(program, owner, member, out),
        }
    }

    fn class_attr(&self, program: &Program<'_>, class: ClassId, name: Symbol, out: &mut TySet) {
        for base in program.ancestors(class) {
            extend(out, self.set(Ty::Class(base), Label::attr(name)).iter().copied());
        }
        let Some((owner, member)) = program.member(class, name) else { return };
        match (&member.kind, program.member_function(owner, &member.kind)) {
            (MemberKind::ClassMethod(_), Some(function)) => extend(out, [Ty::Method(class, function)]),
            (MemberKind::Property { .. }, _) => {}
            (_, Some(function)) => extend(out, [Ty::Function(function)]),
            _ => self.member_value(program, owner, member, out),
        }
    }

    fn member_value(&self, program: &Program<'_>, owner: ClassId, member: &Member, out: &mut TySet) {
        let info = &program.classes[owner];
        match &member.kind {
            MemberKind::Class(body) => {
                let body = program.fn_id(info.file, *body);
                extend(out, program.class_of_body.get(&body).map(|&class| Ty::Class(class)));
            }
            MemberKind::Value(node) => {
                let body = info.body;
                if matches!(
                    program.summary(body).nodes.get(*node).map(|n| &n.kind),
                    Some(NodeKind::Alloc { .. })
                ) {
                    extend(out, [Ty::Site(body, *node)]);
                }
                for target in program.resolve(body, *node) {
                    extend(out, self.target(program, target));
                }
            }
            _ => {}
        }
    }

    /// The values that a name means.
    pub fn target(&self, program: &Program<'_>, target: Target) -> TySet {
        match target {
            Target::Class(class) => TySet::from_slice(&[Ty::Class(class)]),
            Target::Function(function) => TySet::from_slice(&[Ty::Function(function)]),
            Target::Module(file) => TySet::from_slice(&[Ty::Module(file)]),
            Target::Builtin(name) | Target::Library(name) => TySet::from_slice(&[Ty::Library(name)]),
            Target::Value(body, node) => self.made_by(program, body, node),
            Target::Folder(_) | Target::Import(..) => TySet::new(),
        }
    }

    /// What a node of a module or class body stands for.
    fn made_by(&self, program: &Program<'_>, body: FnId, node: NodeId) -> TySet {
        let site = Ty::Site(body, node);
        match program.summary(body).nodes.get(node).map(|node| &node.kind) {
            Some(NodeKind::Alloc { .. }) => TySet::from_slice(&[site]),
            _ => self.set(site, Label::Temp(0)).iter().copied().collect(),
        }
    }
}
