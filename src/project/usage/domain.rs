//! How many different values something may be: a parameter by its annotation and name, other nodes by
//! where they come from.

use super::names::{call_of, callee_name};
use super::reader::Reader;
use super::roles::{First, Owner, default_node};
use crate::base::Symbol;
use crate::heap::{Kind, Label, SymbolKey};
use crate::outcome::Domain;
use crate::project::program::{FnId, Program};
use crate::summary::{EffectKind, MemberKind, NodeId, NodeKind};

/// Names of parameters that stand for parts of the program: there are only so many.
const CODE: &[&str] = &[
    "callback",
    "cb",
    "cls",
    "decorator",
    "f",
    "fn",
    "func",
    "function",
    "handler",
    "hook",
    "klass",
    "listener",
    "method",
    "model",
    "plugin",
    "typ",
];

/// Last words of names that stand for texts and numbers.
const TEXTS: &[&str] = &[
    "name",
    "key",
    "path",
    "id",
    "type",
    "kind",
    "lang",
    "locale",
    "encoding",
    "url",
    "text",
    "string",
    "code",
    "tag",
    "index",
    "module",
    "mod",
    "typ",
    "num",
    "no",
    "format",
    "mode",
    "cls",
    "klass",
    "class",
    "pattern",
    "alias",
    "label",
    "version",
    "major",
    "minor",
    "n",
    "size",
    "fileno",
    "prec",
    "wp",
    "dtype",
    "char",
    "chars",
    "level",
    "host",
    "port",
    "scheme",
    "domain",
    "namespace",
    "prog",
    "prefix",
    "suffix",
    "profile",
    "backend",
    "status",
    "keyword",
    "word",
    "token",
    "scope",
    "glob",
    "hash",
    "freq",
];

/// Attributes that parts of the program have: there are as many as modules, classes and functions.
const OF_CODE: &[&str] = &[
    "__class__",
    "__code__",
    "__doc__",
    "__file__",
    "__func__",
    "__module__",
    "__mro__",
    "__name__",
    "__path__",
    "__qualname__",
    "__spec__",
];

/// Calls that give back something which was not there before, or will not be there for long.
const FRESH: &[&str] = &[
    "asyncio.current_task",
    "asyncio.get_event_loop",
    "asyncio.get_running_loop",
    "object",
    "threading.current_thread",
    "time.monotonic",
    "time.perf_counter",
    "time.time",
    "uuid.uuid1",
    "uuid.uuid4",
];

/// Short names of numbers that ends of longer words would be mistaken for.
const NUMBERS: &[&str] = &["pid", "tid", "uid", "gid", "fd"];

/// Whether a name says that it stands for a text or a number. One letter says nothing more than that.
pub(super) fn is_text_name(name: &str) -> bool {
    let last = name.rsplit('_').find(|word| !word.is_empty()).unwrap_or_default().to_ascii_lowercase();
    let last = last.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_end = |end: &&str| last == *end || end.len() > 2 && last.ends_with(end);
    last.len() < 2 || NUMBERS.contains(&last) || TEXTS.iter().any(is_end)
}

/// What a parameter's annotation, or else its name, says of how many values there are.
pub(super) fn of_param(program: &Program<'_>, body: FnId, at: u16) -> Domain {
    let param = program.body(body).params.get(at as usize);
    let Some(text) = param.and_then(|param| param.annotation.as_deref()) else {
        let name = param.map_or("", |param| param.name.as_str());
        if CODE.contains(&name) {
            return Domain::Bounded;
        }
        return if is_text_name(name) || is_plain_default(program, body, at) {
            Domain::Text
        } else {
            Domain::Open
        };
    };
    let is_text = ["str", "int", "bytes", "float", "bool"].iter().any(|word| text.contains(word));
    let is_bounded = ["type", "Type", "Callable", "Enum", "cls", "ModuleType", "types.ModuleType"]
        .iter()
        .any(|word| text.starts_with(word));
    match (is_bounded, is_text) {
        (true, _) => Domain::Bounded,
        (_, true) => Domain::Text,
        _ if param.is_some_and(|param| is_text_name(param.name.as_str())) => Domain::Text,
        _ => Domain::Open,
    }
}

/// The parameter is a flag, number or text unless the caller says otherwise.
fn is_plain_default(program: &Program<'_>, body: FnId, at: u16) -> bool {
    let Some((outer, value)) = default_node(program, body, at) else { return false };
    match &program.summary(outer).nodes[value].kind {
        NodeKind::Const(Some(text)) => text.as_str() != "None",
        NodeKind::Const(None) => true,
        _ => false,
    }
}

impl Reader<'_, '_> {
    /// What is computed for a key, or read from elsewhere, may be one of few: only fresh objects and what is
    /// handed in are never met again.
    pub(super) fn key_domain(&self, node: NodeId) -> Domain {
        let is_vague = match &self.summary.nodes[node].kind {
            NodeKind::Path { .. } => true,
            NodeKind::Result(_) => match call_of(self.program, self.body, node) {
                Some(EffectKind::Call { callee, .. }) => {
                    self.roles.called_class(self.program, self.body, callee).is_none()
                        && callee_name(self.program, self.body, callee)
                            .is_none_or(|name| name != "id" && !FRESH.contains(&name.as_str()))
                }
                _ => true,
            },
            _ => false,
        };
        match self.domain(node) {
            Domain::Open if is_vague => Domain::Unknown,
            domain => domain,
        }
    }

    pub(super) fn domain(&self, node: NodeId) -> Domain {
        match &self.summary.nodes[node].kind {
            NodeKind::Const(None) => Domain::Text,
            NodeKind::Unknown => Domain::Unknown,
            NodeKind::Const(Some(_)) | NodeKind::Builtin(_) | NodeKind::Class(_) | NodeKind::Function(_) => {
                Domain::Bounded
            }
            NodeKind::Global(_) | NodeKind::Import { .. } | NodeKind::Module | NodeKind::Model(_) => {
                Domain::Bounded
            }
            NodeKind::Param(at) => match self.roles.first(self.body).filter(|_| *at == 0) {
                Some(First::Instance(class)) if super::hooks::is_metaclass(self.program, class) => {
                    Domain::Bounded
                }
                Some(First::Instance(_)) => Domain::Own,
                Some(First::Class(_)) => Domain::Bounded,
                None if self.is_of_code(node) => Domain::Bounded,
                None => of_param(self.program, self.body, *at),
            },
            NodeKind::Path { base, label: Label::Attr(SymbolKey(name)) } => self.attribute(*base, *name),
            NodeKind::Result(_) => self.result(node),
            NodeKind::Alloc { kind: Kind::Tuple, .. } => self.tuple(node),
            NodeKind::OneOf(nodes) => {
                nodes.iter().map(|&node| self.key_domain(node)).max().unwrap_or(Domain::Unknown)
            }
            _ => Domain::Open,
        }
    }

    /// The function asks it for what modules, classes and functions have.
    fn is_of_code(&self, object: NodeId) -> bool {
        self.summary.nodes.iter().any(|node| match &node.kind {
            NodeKind::Path { base, label: Label::Attr(SymbolKey(name)) } => {
                *base == object && name.as_str() != "__class__" && OF_CODE.contains(&name.as_str())
            }
            _ => false,
        })
    }

    fn attribute(&self, base: NodeId, name: Symbol) -> Domain {
        if OF_CODE.contains(&name.as_str()) {
            return Domain::Bounded;
        }
        let class = match self.roles.owner(self.program, self.body, base) {
            Owner::Instance(class) | Owner::Class(class) => Some(class),
            _ => None,
        };
        let member = class.and_then(|class| self.program.member(class, name));
        match member {
            // A constant of the class: there are as many as subclasses.
            Some((_, member)) if matches!(member.kind, MemberKind::Value(_)) => Domain::Bounded,
            _ if is_text_name(name.as_str()) => Domain::Text,
            _ => Domain::Open,
        }
    }

    fn result(&self, node: NodeId) -> Domain {
        let Some(EffectKind::Call { callee, args, .. }) = call_of(self.program, self.body, node) else {
            return Domain::Open;
        };
        if args.iter().any(|&arg| self.is_function(arg)) {
            return Domain::Bounded;
        }
        match callee_name(self.program, self.body, callee).as_deref() {
            Some("type" | "__import__" | "importlib.import_module") => Domain::Bounded,
            Some("str" | "int" | "len" | "repr" | "bytes" | "float") => Domain::Text,
            _ => Domain::Open,
        }
    }

    /// The widest of the items; of items that are not seen nothing is known.
    fn tuple(&self, node: NodeId) -> Domain {
        let items = self.summary.effects.iter().filter_map(|effect| match &effect.kind {
            EffectKind::Add { base, label: Label::Elem, value } if *base == node => {
                Some(self.key_domain(*value))
            }
            _ => None,
        });
        items.max().unwrap_or(Domain::Unknown)
    }

    fn is_function(&self, node: NodeId) -> bool {
        matches!(self.summary.nodes[node].kind, NodeKind::Function(_))
    }
}
