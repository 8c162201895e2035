//! Decorators of classes: what each makes of the class under it.

use super::bases::{is_mapping, stub_name};
use super::names::{call_of, last_word};
use crate::base::Symbol;
use crate::outcome::Form;
use crate::project::names::Target;
use crate::project::program::{ClassId, FnId, Program};
use crate::summary::{Callee, EffectKind, NodeId, NodeKind};

/// Whether a decorator is asked to make slots.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Asks {
    No,
    Yes,
    /// An argument decides.
    Unknown,
}

pub(super) struct Decoration {
    pub form: Form,
    pub asks: Asks,
    /// Why the decorators leave no room for slots.
    pub obstacle: Option<&'static str>,
    /// The class is mapped to a database: what its attributes are is decided elsewhere.
    pub is_mapped: bool,
}

/// What one decorator does.
enum Effect {
    /// Gives the class back as it was.
    Keep,
    Fields(Form, Asks),
    /// Maps the class to a database.
    Map,
    /// Does something else, for the reason given.
    Other(&'static str),
}

impl Decoration {
    pub fn of(program: &Program<'_>, class: ClassId) -> Self {
        let shape = program.shape(class);
        let parent = program.fn_id(program.classes[class].file, shape.parent);
        let mut all = Self { form: Form::Plain, asks: Asks::No, obstacle: None, is_mapped: false };
        for &node in &shape.decorators {
            match effect(program, parent, node) {
                Effect::Keep => {}
                Effect::Other(why) => drop(all.obstacle.get_or_insert(why)),
                Effect::Map => {
                    all.is_mapped = true;
                    all.obstacle.get_or_insert("it is mapped to a database");
                }
                Effect::Fields(form, asks) => (all.form, all.asks) = (form, asks),
            }
            if all.form != Form::Plain
                && let Some(why) = keywords(program, parent, node).iter().find_map(|row| hides_fields(row.0))
            {
                all.obstacle.get_or_insert(why);
            }
        }
        all
    }
}

fn keywords<'a>(program: &Program<'a>, parent: FnId, node: NodeId) -> &'a [(Symbol, NodeId)] {
    match call_of(program, parent, node) {
        Some(EffectKind::Call { keywords, .. }) => keywords,
        _ => &[],
    }
}

/// Arguments that give a class fields which its text does not show.
fn hides_fields(argument: Symbol) -> Option<&'static str> {
    matches!(argument.as_str(), "these" | "field_transformer")
        .then_some("its fields are named by an argument of its decorator")
}

fn effect(program: &Program<'_>, parent: FnId, node: NodeId) -> Effect {
    const UNKNOWN: &str = "a decorator of the class is not known";
    let Some(callee) = callee(program, parent, node) else { return Effect::Other(UNKNOWN) };
    let targets = match callee {
        Callee::Node(node) => program.resolve(parent, node),
        Callee::Method { .. } | Callee::Super { .. } => Default::default(),
    };
    let is_asked = keywords(program, parent, node).iter().any(|row| row.0.as_str() == "slots");
    for target in &targets {
        match target {
            Target::Library(name) | Target::Builtin(name) => {
                if let Some(effect) = library(name.as_str(), is_asked) {
                    return effect;
                }
            }
            Target::Function(function) => {
                let file = program.file_of(*function);
                let name = stub_name(program, file, program.body(*function).qualname);
                match name.and_then(|name| library(name.as_str(), is_asked)) {
                    Some(effect) => return effect,
                    None if gives_back(program, *function) => return Effect::Keep,
                    None => {}
                }
            }
            _ => {}
        }
    }
    match last_name(program, parent, &callee) {
        Some(name) if is_mapping(name.as_str()) => Effect::Map,
        // What registers a class gives it back, or nobody could use it.
        Some(name) if name.as_str().contains("register") => Effect::Keep,
        _ => Effect::Other(UNKNOWN),
    }
}

/// What is called with the class, or with the arguments of the decorator.
fn callee(program: &Program<'_>, parent: FnId, node: NodeId) -> Option<Callee> {
    match call_of(program, parent, node) {
        Some(EffectKind::Call { callee, .. }) => Some(callee.clone()),
        Some(_) => None,
        None => Some(Callee::Node(node)),
    }
}

fn library(name: &str, is_asked: bool) -> Option<Effect> {
    let asked = if is_asked { Asks::Yes } else { Asks::No };
    // To say it where it is usual, or not usual, mostly means the other.
    Some(match name {
        "dataclasses.dataclass" => Effect::Fields(Form::Dataclass, asked),
        "attr.s" | "attr.attrs" | "attr.dataclass" => Effect::Fields(Form::Attrs, asked),
        "attr.define" | "attr.frozen" | "attr.mutable" | "attrs.define" | "attrs.frozen"
        | "attrs.mutable" => Effect::Fields(Form::Attrs, if is_asked { Asks::Unknown } else { Asks::Yes }),
        "functools.total_ordering"
        | "typing.final"
        | "typing.runtime_checkable"
        | "typing_extensions.final"
        | "typing_extensions.runtime_checkable"
        | "typing_extensions.deprecated"
        | "warnings.deprecated"
        | "six.python_2_unicode_compatible" => Effect::Keep,
        _ => return None,
    })
}

/// The function, or one that it makes, gives back what it is given.
fn gives_back(program: &Program<'_>, function: FnId) -> bool {
    let is_given_back = |body: FnId| {
        let summary = program.summary(body);
        let is_first = |&node: &NodeId| summary.nodes[node].kind == NodeKind::Param(0);
        !summary.returns.is_empty() && summary.returns.iter().all(is_first)
    };
    if is_given_back(function) {
        return true;
    }
    let summary = program.summary(function);
    let file = program.file_of(function);
    let is_inner = |node: &NodeId| match summary.nodes[*node].kind {
        NodeKind::Function(body) => is_given_back(program.fn_id(file, body)),
        // `return decorate(cls)` where `decorate` is the inner function.
        NodeKind::Result(_) => match call_of(program, function, *node) {
            Some(EffectKind::Call { callee: Callee::Node(inner), args, .. }) => {
                let is_class =
                    args.first().is_some_and(|&arg| matches!(summary.nodes[arg].kind, NodeKind::Param(_)));
                is_class
                    && matches!(summary.nodes[*inner].kind, NodeKind::Function(body) if is_given_back(program.fn_id(file, body)))
            }
            _ => false,
        },
        _ => false,
    };
    !summary.returns.is_empty() && summary.returns.iter().all(is_inner)
}

/// The last word by which the text calls a function.
fn last_name(program: &Program<'_>, parent: FnId, callee: &Callee) -> Option<Symbol> {
    match callee {
        Callee::Method { name, .. } | Callee::Super { name, .. } => Some(*name),
        Callee::Node(node) => last_word(program, parent, *node),
    }
}
