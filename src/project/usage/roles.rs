//! Whose instance a node is: `self` of a method, also in functions nested in it, and `cls`.

use rustc_hash::FxHashMap;

use crate::base::{Idx, Symbol};
use crate::heap::{Label, SymbolKey};
use crate::ir::{BodyKind, ParamKind};
use crate::project::names::Target;
use crate::project::program::{ClassId, FnId, Program};
use crate::summary::{Callee, EffectKind, MemberKind, NodeId, NodeKind};

/// What the first parameter of a function in a class block is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum First {
    Instance(ClassId),
    Class(ClassId),
}

/// What is known of a node's object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    /// `self` of the class or of a subclass.
    Instance(ClassId),
    /// The class object itself, or a subclass (`cls`).
    Class(ClassId),
    /// Made by a call of exactly this class.
    Made(ClassId),
    Unknown,
}

pub struct Roles {
    first: FxHashMap<FnId, First>,
}

impl Roles {
    pub fn of(program: &Program<'_>) -> Self {
        let mut first = FxHashMap::default();
        for class in program.classes.indices() {
            let file = program.classes[class].file;
            for member in &program.shape(class).members {
                let mut put = |body: crate::ir::BodyId, role: First| {
                    first.insert(program.fn_id(file, body), role);
                };
                let instance = match member.name.as_str() {
                    "__new__" | "__init_subclass__" | "__class_getitem__" => First::Class(class),
                    _ => First::Instance(class),
                };
                match &member.kind {
                    MemberKind::Method(body) | MemberKind::CachedProperty(body) => put(*body, instance),
                    MemberKind::Decorated { body, decorators } => {
                        let is_class = is_class_decorated(program, class, decorators);
                        put(*body, if is_class { First::Class(class) } else { instance });
                    }
                    MemberKind::ClassMethod(body) => put(*body, First::Class(class)),
                    MemberKind::Property { get, set, delete } => {
                        for body in [get, set, delete].into_iter().flatten() {
                            put(*body, instance);
                        }
                    }
                    MemberKind::StaticMethod(_) | MemberKind::Class(_) | MemberKind::Value(_) => {}
                }
            }
        }
        let mut roles = Self { first };
        roles.add_by_name(program);
        roles
    }

    /// Functions of a class block that no member stands for: setters, overloads, conditional ones.
    fn add_by_name(&mut self, program: &Program<'_>) {
        for body in (0..program.body_count()).map(FnId::from_usize) {
            let info = program.body(body);
            if info.kind != BodyKind::Function || self.first.contains_key(&body) {
                continue;
            }
            let Some(class) = program.class_around(body) else { continue };
            match info.params.first().map(|param| param.name.as_str()) {
                Some("self") => drop(self.first.insert(body, First::Instance(class))),
                Some("cls" | "klass") => drop(self.first.insert(body, First::Class(class))),
                _ => {}
            }
        }
    }

    pub fn first(&self, body: FnId) -> Option<First> {
        self.first.get(&body).copied()
    }

    /// The class whose method the body is, or stands in.
    pub fn method_around(&self, program: &Program<'_>, body: FnId) -> Option<(FnId, First)> {
        let mut at = Some(body);
        while let Some(body) = at {
            if let Some(first) = self.first(body) {
                return Some((body, first));
            }
            at = program.parent(body);
        }
        None
    }

    pub fn owner(&self, program: &Program<'_>, body: FnId, node: NodeId) -> Owner {
        let summary = program.summary(body);
        match &summary.nodes[node].kind {
            NodeKind::Param(0) => match self.first(body) {
                Some(First::Instance(class)) => Owner::Instance(class),
                Some(First::Class(class)) => Owner::Class(class),
                None => Owner::Unknown,
            },
            NodeKind::Capture { name, .. } => self.captured(program, body, *name),
            NodeKind::Result(effect) => match summary.effects.get(*effect as usize).map(|e| &e.kind) {
                Some(EffectKind::Call { callee, .. }) => match self.called_class(program, body, callee) {
                    Some((class, _)) => Owner::Made(class),
                    None => Owner::Unknown,
                },
                _ => Owner::Unknown,
            },
            NodeKind::OneOf(nodes) => {
                let owners = nodes.iter().map(|&node| self.owner(program, body, node));
                owners.fold(Owner::Unknown, |known, next| if known == Owner::Unknown { next } else { known })
            }
            _ => match program.resolve(body, node).as_slice() {
                [Target::Class(class)] => Owner::Class(*class),
                _ => Owner::Unknown,
            },
        }
    }

    fn captured(&self, program: &Program<'_>, body: FnId, name: Symbol) -> Owner {
        let mut at = program.parent(body);
        while let Some(outer) = at {
            let params = &program.body(outer).params;
            if let Some(first) = self.first(outer)
                && params.first().is_some_and(|param| param.name == name)
            {
                return match first {
                    First::Instance(class) => Owner::Instance(class),
                    First::Class(class) => Owner::Class(class),
                };
            }
            at = program.parent(outer);
        }
        Owner::Unknown
    }

    /// The class that a call instantiates, and whether through `cls`, `type(self)` or the like.
    pub fn called_class(
        &self,
        program: &Program<'_>,
        body: FnId,
        callee: &Callee,
    ) -> Option<(ClassId, bool)> {
        match callee {
            Callee::Node(node) => self.class_of_node(program, body, *node),
            Callee::Method { recv, name } => {
                program.resolve(body, *recv).into_iter().find_map(|target| match target {
                    Target::Module(file) => {
                        program.module_attr(file, *name).into_iter().find_map(|t| match t {
                            Target::Class(class) => Some((class, false)),
                            _ => None,
                        })
                    }
                    _ => None,
                })
            }
            Callee::Super { .. } => None,
        }
    }

    fn class_of_node(&self, program: &Program<'_>, body: FnId, node: NodeId) -> Option<(ClassId, bool)> {
        let summary = program.summary(body);
        match &summary.nodes[node].kind {
            NodeKind::Param(0) if self.first(body).is_some() => match self.first(body) {
                Some(First::Class(class)) => Some((class, true)),
                _ => None,
            },
            NodeKind::Param(at) => default_of(program, body, *at).map(|class| (class, false)),
            NodeKind::Path { base, label: Label::Attr(name) } if name.0.as_str() == "__class__" => {
                match self.owner(program, body, *base) {
                    Owner::Instance(class) => Some((class, true)),
                    _ => None,
                }
            }
            NodeKind::Result(effect) => {
                let EffectKind::Call { callee: Callee::Node(callee), args, .. } =
                    &summary.effects.get(*effect as usize)?.kind
                else {
                    return None;
                };
                let is_type =
                    matches!(&summary.nodes[*callee].kind, NodeKind::Builtin(n) if n.as_str() == "type");
                let [only] = &args[..] else { return None };
                match self.owner(program, body, *only) {
                    Owner::Instance(class) if is_type => Some((class, true)),
                    _ => None,
                }
            }
            _ => program.resolve(body, node).into_iter().find_map(|target| match target {
                Target::Class(class) => Some((class, false)),
                _ => None,
            }),
        }
    }
}

fn is_class_decorated(program: &Program<'_>, class: ClassId, decorators: &[NodeId]) -> bool {
    let body = program.classes[class].body;
    decorators.iter().any(|&node| {
        program.resolve(body, node).iter().any(|target| match target {
            Target::Builtin(name) => name.as_str() == "classmethod",
            Target::Library(name) => name.as_str().ends_with("classmethod"),
            _ => false,
        })
    })
}

/// The class that a parameter stands for unless the caller says otherwise.
fn default_of(program: &Program<'_>, body: FnId, at: u16) -> Option<ClassId> {
    let (parent, value) = default_node(program, body, at)?;
    program.resolve(parent, value).into_iter().find_map(|target| match target {
        Target::Class(class) => Some(class),
        _ => None,
    })
}

/// The default of a parameter: the body that evaluates it, and the node there.
pub fn default_node(program: &Program<'_>, body: FnId, at: u16) -> Option<(FnId, NodeId)> {
    let params = &program.body(body).params;
    let param = params.get(at as usize).filter(|param| param.has_default)?;
    let label = match param.kind {
        ParamKind::KeywordOnly => Label::KwDefault(SymbolKey(param.name)),
        _ => {
            let before = params[..at as usize].iter().filter(|param| param.has_default).count();
            Label::Default(before as u16)
        }
    };
    let parent = program.parent(body)?;
    let summary = program.summary(parent);
    let (_, local) = program.local(body);
    summary.effects.iter().find_map(|effect| match &effect.kind {
        EffectKind::Store { base, label: stored, value }
            if *stored == label && summary.nodes[*base].kind == NodeKind::Function(local) =>
        {
            Some((parent, *value))
        }
        _ => None,
    })
}
