//! Bases of a class as far as memory is concerned, and what is known of those that others make.

use super::names::{call_of, callee_name, last_word};
use crate::base::{FileId, Idx, Symbol};
use crate::heap::{Label, SymbolKey};
use crate::outcome::{BaseLayout, Foreign};
use crate::project::classes::Ancestor;
use crate::project::names::Target;
use crate::project::program::{ClassId, FnId, Program};
use crate::summary::{Callee, EffectKind, NodeId, NodeKind};

/// The bases in the order of the class statement.
pub(super) fn of(program: &Program<'_>, class: ClassId) -> Vec<BaseLayout> {
    let parent = program.fn_id(program.classes[class].file, program.shape(class).parent);
    let known = &program.classes[class].bases;
    let mut out: Vec<BaseLayout> = known.iter().map(|base| ancestor(program, *base)).collect();
    let unresolved =
        program.shape(class).bases.iter().filter(|&&node| !is_resolved(program, parent, node, class));
    out.extend(unresolved.map(|&node| made(program, parent, node)));
    out
}

fn is_resolved(program: &Program<'_>, parent: FnId, node: NodeId, class: ClassId) -> bool {
    program.resolve(parent, node).iter().any(|target| match target {
        Target::Class(base) => *base != class,
        Target::Builtin(_) | Target::Library(_) => true,
        _ => false,
    })
}

fn ancestor(program: &Program<'_>, base: Ancestor) -> BaseLayout {
    match base {
        Ancestor::Library(name) => library(name),
        Ancestor::Class(id) => {
            let (shape, file) = (program.shape(id), program.classes[id].file);
            match stub_name(program, file, shape.qualname) {
                // A stub tells of types, not of memory.
                Some(name) => match library(name) {
                    BaseLayout::Unknown(Foreign { why: UNKNOWN, .. }) => BaseLayout::Unknown(Foreign {
                        name: Some(shape.name),
                        why: "is known by a stub only",
                    }),
                    known => known,
                },
                None if is_compiled(program, file) => {
                    BaseLayout::Unknown(Foreign { name: Some(shape.name), why: "is compiled" })
                }
                None => BaseLayout::Class(id.as_usize()),
            }
        }
    }
}

const UNKNOWN: &str = "is not known";

/// The dotted name of what a stub describes; of built-ins the name alone.
pub(super) fn stub_name(program: &Program<'_>, file: FileId, qualname: Symbol) -> Option<Symbol> {
    let module = program.modules.of(file);
    if !module.is_stub {
        return None;
    }
    let module = module.name.as_str();
    let module = module.rsplit_once("stdlib.").map_or(module, |row| row.1);
    Some(if module == "builtins" { qualname } else { Symbol::new(&format!("{module}.{qualname}")) })
}

/// The module is written to be compiled: it imports what only the compiler has.
pub(super) fn is_compiled(program: &Program<'_>, file: FileId) -> bool {
    let imports = &program.files[file.as_usize()].imports;
    imports.iter().any(|row| row.level == 0 && row.module.as_str() == "cython")
}

/// A base that is the value of an expression: made by a call, or an attribute of such a value.
fn made(program: &Program<'_>, parent: FnId, node: NodeId) -> BaseLayout {
    let (maker, name) = origin(program, parent, node);
    match maker.as_deref() {
        Some("collections.namedtuple" | "typing.NamedTuple") => {
            BaseLayout::Builtin { name: Symbol::new("collections.namedtuple"), is_variable: true }
        }
        Some(maker) if is_mapping(maker) => BaseLayout::Unknown(Foreign { name, why: MAPPED }),
        _ => BaseLayout::Unknown(Foreign { name, why: UNKNOWN }),
    }
}

/// What makes the value, by its dotted name, and the name that the text has for the value.
fn origin(program: &Program<'_>, body: FnId, node: NodeId) -> (Option<String>, Option<Symbol>) {
    let summary = program.summary(body);
    let name = last_word(program, body, node);
    let mut values = vec![(body, node)];
    values.extend(program.resolve(body, node).into_iter().filter_map(|target| match target {
        Target::Value(body, node) => Some((body, node)),
        _ => None,
    }));
    let mut maker = values.iter().find_map(|&(body, node)| made_by(program, body, node));
    if let (None, NodeKind::Path { base, label: Label::Attr(SymbolKey(attribute)) }) =
        (&maker, &summary.nodes[node].kind)
    {
        let (of_base, _) = origin(program, body, *base);
        maker = of_base.map(|of_base| format!("{of_base}.{attribute}"));
    }
    (maker, name)
}

fn made_by(program: &Program<'_>, body: FnId, node: NodeId) -> Option<String> {
    let EffectKind::Call { callee, .. } = call_of(program, body, node)? else { return None };
    callee_name(program, body, callee).or_else(|| match callee {
        Callee::Method { name, .. } => Some(name.to_string()),
        _ => None,
    })
}

/// Why a model of a database is no class like others.
pub(super) const MAPPED: &str = "maps its attributes to a database by way of the dictionary";

/// Whether a dotted name is one that makes classes, or bases of classes, mapped to a database.
pub(super) fn is_mapping(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    matches!(
        last,
        "declarative_base"
            | "automap_base"
            | "generate_base"
            | "as_declarative"
            | "as_declarative_base"
            | "mapped"
            | "mapped_as_dataclass"
            | "DeclarativeBase"
            | "DeclarativeBaseNoMeta"
            | "DeclarativeMeta"
            | "MappedAsDataclass"
    ) || name.ends_with("SQLAlchemy.Model")
        || name.starts_with("django.db.models.")
}

fn library(name: Symbol) -> BaseLayout {
    let text = name.as_str();
    if matches!(
        text,
        "object" | "abc.ABC" | "typing.Generic" | "typing_extensions.Generic" | "numbers.Number"
    ) || text.starts_with("collections.abc.")
        || text.strip_prefix("typing.").is_some_and(is_abstract_alias)
    {
        return BaseLayout::Empty;
    }
    match text {
        "list"
        | "dict"
        | "set"
        | "frozenset"
        | "bytearray"
        | "str"
        | "float"
        | "complex"
        | "collections.OrderedDict"
        | "collections.defaultdict"
        | "collections.deque" => BaseLayout::Builtin { name, is_variable: false },
        "int" | "tuple" | "bytes" | "typing.Tuple" => BaseLayout::Builtin { name, is_variable: true },
        "BaseException" | "Exception" | "Warning" => BaseLayout::Dict(name),
        _ if !text.contains('.') && (text.ends_with("Error") || text.ends_with("Warning")) => {
            BaseLayout::Dict(name)
        }
        _ => BaseLayout::Unknown(Foreign { name: Some(name), why: reason(text) }),
    }
}

/// What is known of a class of the library that is more than a class.
fn reason(name: &str) -> &'static str {
    match name.strip_prefix("typing_extensions.").or_else(|| name.strip_prefix("typing.")) {
        Some("NamedTuple") => return "makes a tuple: instances have no dictionary",
        Some("TypedDict") => return "describes plain dictionaries",
        Some("Protocol") => return "describes instances of other classes",
        _ => {}
    }
    match name {
        "pydantic.BaseModel" | "pydantic.main.BaseModel" | "pydantic.BaseSettings" => {
            "keeps its fields in the dictionary"
        }
        _ if name.starts_with("enum.") => "makes an enumeration: members are few and need the dictionary",
        _ if is_mapping(name) => MAPPED,
        _ => UNKNOWN,
    }
}

/// Names of `typing` that stand for abstract bases of `collections.abc`, all of them without a layout.
fn is_abstract_alias(name: &str) -> bool {
    matches!(
        name,
        "AbstractSet"
            | "AsyncGenerator"
            | "AsyncIterable"
            | "AsyncIterator"
            | "Awaitable"
            | "Collection"
            | "Container"
            | "Coroutine"
            | "Generator"
            | "Hashable"
            | "ItemsView"
            | "Iterable"
            | "Iterator"
            | "KeysView"
            | "Mapping"
            | "MappingView"
            | "MutableMapping"
            | "MutableSequence"
            | "MutableSet"
            | "Reversible"
            | "Sequence"
            | "Sized"
            | "ValuesView"
    )
}
