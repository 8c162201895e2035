//! Library names behind callees and values, and what a node shows of the object it holds.

use super::roles::{Owner, Roles};
use crate::base::Symbol;
use crate::heap::{Label, SymbolKey};
use crate::project::names::Target;
use crate::project::program::{ClassId, FnId, Program};
use crate::summary::{Callee, EffectKind, MemberKind, NodeId, NodeKind};

/// The dotted name of what a call calls, where that is outside the project.
pub fn callee_name(program: &Program<'_>, body: FnId, callee: &Callee) -> Option<String> {
    match callee {
        Callee::Node(node) => library_name(program, body, *node),
        Callee::Method { recv, name } => {
            library_name(program, body, *recv).map(|base| format!("{base}.{name}"))
        }
        Callee::Super { .. } => None,
    }
}

pub fn library_name(program: &Program<'_>, body: FnId, node: NodeId) -> Option<String> {
    program.resolve(body, node).into_iter().find_map(|target| match target {
        Target::Library(name) | Target::Builtin(name) => Some(name.to_string()),
        _ => None,
    })
}

/// The last word by which the text calls a value.
pub fn last_word(program: &Program<'_>, body: FnId, node: NodeId) -> Option<Symbol> {
    match &program.summary(body).nodes[node].kind {
        NodeKind::Global(name) | NodeKind::Import { name: Some(name), .. } => Some(*name),
        NodeKind::Path { label: Label::Attr(SymbolKey(name)), .. } => Some(*name),
        _ => None,
    }
}

/// The call whose result a node is: its callee and arguments.
pub fn call_of<'a>(program: &Program<'a>, body: FnId, node: NodeId) -> Option<&'a EffectKind> {
    let summary = program.summary(body);
    let NodeKind::Result(effect) = summary.nodes.get(node)?.kind else { return None };
    let kind = &summary.effects.get(effect as usize)?.kind;
    matches!(kind, EffectKind::Call { .. }).then_some(kind)
}

/// How a value holds an object strongly, in the words of the text: `self`, `self.close`.
pub fn holds(
    program: &Program<'_>,
    roles: &Roles,
    body: FnId,
    value: NodeId,
    object: NodeId,
) -> Option<String> {
    let summary = program.summary(body);
    let name = object_name(program, body, object);
    if value == object {
        return Some(name);
    }
    match &summary.nodes[value].kind {
        NodeKind::Path { base, label: Label::Attr(SymbolKey(attr)) } if *base == object => {
            let class = match roles.owner(program, body, object) {
                Owner::Instance(class) | Owner::Made(class) => class,
                _ => return None,
            };
            is_method(program, class, *attr).then(|| format!("{name}.{attr}"))
        }
        NodeKind::Function(_) => {
            captures(program, body, value, object).then(|| format!("a function that captures `{name}`"))
        }
        NodeKind::Alloc { .. } | NodeKind::Result(_) => {
            let EffectKind::Call { callee, args, keywords, .. } = call_of(program, body, value)? else {
                return None;
            };
            let called = callee_name(program, body, callee)?;
            if !matches!(called.as_str(), "functools.partial" | "types.MethodType") {
                return None;
            }
            let mut parts = args.iter().copied().chain(keywords.iter().map(|row| row.1));
            parts
                .find_map(|part| holds(program, roles, body, part, object))
                .map(|_| format!("a partial that holds `{name}`"))
        }
        _ => None,
    }
}

/// A plain method: reading it from an instance binds the instance.
pub fn is_method(program: &Program<'_>, class: ClassId, name: Symbol) -> bool {
    match program.member(class, name) {
        Some((_, member)) => matches!(member.kind, MemberKind::Method(_) | MemberKind::Decorated { .. }),
        None => false,
    }
}

fn captures(program: &Program<'_>, body: FnId, function: NodeId, object: NodeId) -> bool {
    let summary = program.summary(body);
    summary.effects.iter().any(|effect| match &effect.kind {
        EffectKind::Store { base, label: Label::Closure(_), value } if *base == function => {
            summary.effects.iter().any(|inner| match &inner.kind {
                EffectKind::Store { base, label: Label::Content, value: content } => {
                    base == value && *content == object
                }
                _ => false,
            }) || *value == object
        }
        EffectKind::Store { base, label: Label::Default(_) | Label::KwDefault(_), value } => {
            *base == function && *value == object
        }
        _ => false,
    })
}

/// What the text calls the object: the parameter's name.
fn object_name(program: &Program<'_>, body: FnId, object: NodeId) -> String {
    match &program.summary(body).nodes[object].kind {
        NodeKind::Param(at) => {
            let param = program.body(body).params.get(*at as usize);
            param.map_or_else(|| "it".to_owned(), |param| param.name.to_string())
        }
        NodeKind::Capture { name, .. } | NodeKind::Global(name) => name.to_string(),
        NodeKind::Path { base, label: Label::Attr(SymbolKey(name)) } => {
            format!("{}.{name}", object_name(program, body, *base))
        }
        _ => "it".to_owned(),
    }
}
