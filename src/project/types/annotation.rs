//! Annotations as evidence: the classes that a human wrote down.
//!
//! Reads the reduced text of an annotation (`Optional[Node]`, `list["Node"]`, `A | None`) and
//! resolves its names in the file's scope. Scalars and what cannot be resolved say nothing.

use rustc_hash::FxHashMap;

use super::{RETURN, Ty, TySet, Types, YIELD, extend};
use crate::base::{FileId, Symbol};
use crate::heap::{Kind, Label};
use crate::ir::BodyKind;
use crate::project::names::Target;
use crate::project::program::{ClassId, FnId, Program};
use crate::project::words::join;

/// Nesting of brackets that is followed.
const MAX_DEPTH: u32 = 4;

/// Puts `self` and all annotations into the table.
pub(super) fn seed(program: &Program<'_>, types: &mut Types) {
    for at in 0..program.files.len() {
        let file = FileId(at as u32);
        let mut reader = Reader { program, types, file, known: FxHashMap::default() };
        for body in program.bodies_of(file) {
            reader.seed_body(body);
        }
        reader.seed_attributes();
    }
}

struct Reader<'t, 'p, 'a> {
    program: &'p Program<'a>,
    types: &'t mut Types,
    file: FileId,
    known: FxHashMap<Box<str>, TySet>,
}

impl Reader<'_, '_, '_> {
    fn seed_body(&mut self, body: FnId) {
        let summary = self.program.body(body);
        if matches!(summary.kind, BodyKind::Function | BodyKind::Lambda)
            && let Some(class) = self.program.class_around(body)
        {
            self.seed_self(body, class);
        }
        for (at, param) in summary.params.iter().enumerate() {
            let Some(annotation) = &param.annotation else { continue };
            for ty in self.read(annotation) {
                self.types.add(Ty::Function(body), Label::Arg(at as u16), ty, None);
            }
        }
        if let Some(annotation) = summary.result {
            self.seed_result(body, annotation.as_str());
        }
    }

    /// What a human says that a call gives. A generator is annotated with what it yields.
    fn seed_result(&mut self, body: FnId, annotation: &str) {
        let mut found = self.read(annotation);
        if matches!(annotation, "Self" | "typing.Self" | "t.Self")
            && let Some(class) = self.program.class_of_method(body)
        {
            extend(&mut found, [Ty::Instance(class)]);
        }
        let function = Ty::Function(body);
        if !self.program.body(body).is_generator {
            for ty in found {
                self.types.add(function, RETURN, ty, None);
            }
            return;
        }
        for ty in found {
            for item in self.types.set(ty, Label::Elem).to_vec() {
                self.types.add(function, YIELD, item, None);
            }
        }
    }

    fn seed_self(&mut self, body: FnId, class: ClassId) {
        use crate::summary::MemberKind as M;
        let (_, local) = self.program.local(body);
        let member = self.program.own_member(class, self.program.body(body).name);
        let is_static = member.is_some_and(|m| matches!(&m.kind, M::StaticMethod(b) if *b == local));
        let is_class = member.is_some_and(|m| matches!(&m.kind, M::ClassMethod(b) if *b == local))
            || matches!(
                self.program.body(body).name.as_str(),
                "__new__" | "__init_subclass__" | "__class_getitem__"
            );
        if !is_static && !self.program.body(body).params.is_empty() {
            let ty = if is_class { Ty::Class(class) } else { Ty::Instance(class) };
            self.types.add(Ty::Function(body), Label::Arg(0), ty, None);
        }
    }

    fn seed_attributes(&mut self) {
        let artefact = self.program.files[self.file.0 as usize];
        for evidence in &artefact.evidence {
            let body = self.program.fn_id(self.file, evidence.body);
            let Some(attribute) = evidence.attribute.as_str().strip_prefix("self.") else { continue };
            if let Some(class) = self.program.class_of_method(body) {
                for ty in self.read(&evidence.annotation) {
                    self.types.add(Ty::Instance(class), Label::attr(Symbol::new(attribute)), ty, None);
                }
            }
        }
        for shape in &artefact.classes {
            let body = self.program.fn_id(self.file, shape.body);
            let Some(&class) = self.program.class_of_body.get(&body) else { continue };
            for member in &shape.members {
                let Some(annotation) = &member.annotation else { continue };
                for ty in self.read(annotation) {
                    self.types.add(Ty::Instance(class), Label::attr(member.name), ty, None);
                }
            }
        }
    }

    fn read(&mut self, text: &str) -> TySet {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let tys = self.union(text, MAX_DEPTH);
        self.known.insert(text.into(), tys.clone());
        tys
    }

    /// Alternatives at the top level of `text`, separated by `|`.
    fn union(&mut self, text: &str, depth: u32) -> TySet {
        let mut out = TySet::new();
        for part in split(text, '|') {
            let found = self.single(part, depth);
            extend(&mut out, found);
        }
        out
    }

    fn single(&mut self, text: &str, depth: u32) -> TySet {
        let text = text.trim().trim_matches(|c| c == '"' || c == '\'').trim();
        if text.is_empty() || depth == 0 {
            return TySet::new();
        }
        let (name, args) = match text.split_once('[') {
            Some((name, rest)) => (name.trim(), rest.strip_suffix(']').unwrap_or(rest)),
            None if text.contains('|') => return self.union(text, depth - 1),
            None => (text, ""),
        };
        match self.resolve(name) {
            // A project that carries its own `typing` means by its words what all mean.
            Some(Target::Class(class)) if self.is_of_typing(class) => {
                self.library(self.program.shape(class).name, args, depth - 1)
            }
            Some(Target::Class(class)) => TySet::from_slice(&[Ty::Instance(class)]),
            Some(Target::Builtin(name) | Target::Library(name)) => self.library(name, args, depth - 1),
            _ => TySet::new(),
        }
    }

    fn resolve(&self, dotted: &str) -> Option<Target> {
        let mut parts = dotted.split('.');
        let first = Symbol::new(parts.next()?);
        let mut target = *self.program.global(self.file, first).first()?;
        for part in parts {
            let name = Symbol::new(part);
            target = match target {
                Target::Module(file) => *self.program.module_attr(file, name).first()?,
                Target::Library(dotted) => Target::Library(join(dotted, name)),
                Target::Class(class) => match self.program.own_member(class, name).map(|m| &m.kind) {
                    Some(crate::summary::MemberKind::Class(body)) => {
                        let body = self.program.fn_id(self.program.classes[class].file, *body);
                        Target::Class(*self.program.class_of_body.get(&body)?)
                    }
                    _ => return None,
                },
                _ => return None,
            };
        }
        Some(target)
    }

    fn is_of_typing(&self, class: ClassId) -> bool {
        let module = self.program.modules.name(self.program.classes[class].file);
        matches!(module.as_str().rsplit('.').next(), Some("typing" | "typing_extensions"))
    }

    fn library(&mut self, name: Symbol, args: &str, depth: u32) -> TySet {
        let full = name.as_str();
        let short = full.rsplit('.').next().unwrap_or(full);
        match short {
            "Optional" | "Union" | "Annotated" | "ClassVar" | "Final" | "Required" | "NotRequired" => {
                let mut out = TySet::new();
                for part in split(args, ',') {
                    let found = self.union(part, depth);
                    extend(&mut out, found);
                }
                out
            }
            "Type" | "type" => {
                let classes = self.union(args, depth);
                classes
                    .into_iter()
                    .filter_map(|ty| match ty {
                        Ty::Instance(class) => Some(Ty::Class(class)),
                        _ => None,
                    })
                    .collect()
            }
            "list" | "List" | "Sequence" | "MutableSequence" | "Iterable" | "Iterator" | "Collection"
            | "set" | "Set" | "FrozenSet" | "frozenset" | "AbstractSet" | "deque" | "Deque" | "tuple"
            | "Tuple" | "Generator" | "AsyncIterator" | "AsyncIterable" | "MutableSet" => {
                let kind = match short {
                    "set" | "Set" | "MutableSet" => Kind::Set,
                    "tuple" | "Tuple" => Kind::Tuple,
                    "deque" | "Deque" => Kind::Deque,
                    _ => Kind::List,
                };
                self.container(kind, args, &[Label::Elem], depth)
            }
            "dict" | "Dict" | "Mapping" | "MutableMapping" | "OrderedDict" | "defaultdict"
            | "DefaultDict" => self.container(Kind::Dict, args, &[Label::Key, Label::Value], depth),
            _ if is_scalar(short) => TySet::new(),
            _ => TySet::from_slice(&[Ty::External(name)]),
        }
    }

    fn container(&mut self, kind: Kind, args: &str, labels: &[Label], depth: u32) -> TySet {
        let ty = Ty::Annotated(self.types.annotated.len() as u32);
        self.types.annotated.push(kind);
        for (at, part) in split(args, ',').into_iter().enumerate() {
            let label = labels[at.min(labels.len() - 1)];
            for inner in self.union(part, depth) {
                self.types.add(ty, label, inner, None);
            }
        }
        TySet::from_slice(&[ty])
    }
}

fn is_scalar(name: &str) -> bool {
    matches!(
        name,
        "str"
            | "int"
            | "float"
            | "bool"
            | "bytes"
            | "None"
            | "complex"
            | "Any"
            | "object"
            | "Literal"
            | "Hashable"
            | "AnyStr"
            | "Text"
            | "Callable"
            | "Awaitable"
            | "Coroutine"
            | "NoReturn"
            | "Never"
            | "Self"
            | "TypeVar"
    )
}

/// Splits at `by` outside of brackets.
fn split(text: &str, by: char) -> Vec<&str> {
    let mut out = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    for (at, c) in text.char_indices() {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            c if c == by && depth == 0 => {
                out.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(&text[start..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitting_respects_brackets() {
        assert_eq!(split("A|B[C|D]|None", '|'), ["A", "B[C|D]", "None"]);
        assert_eq!(split("str, Dict[str, X]", ','), ["str", " Dict[str, X]"]);
    }
}
