//! Bodies, their locals and constants, and the module that owns them.

use serde::{Deserialize, Serialize};

use super::inst::{CallArgs, Inst, MakeFunction, Slot};
use crate::base::{IndexVec, SiteId, Span, Symbol, index};
use crate::python::Version;

index! {
    /// A body within one `Module`. The module's top level is body 0; a nested body has a larger
    /// number than the one that contains it.
    pub struct BodyId;
}

index! {
    /// A constant within one `Module`: equal constants of one file are one entry (CPython 3.8+
    /// shares them across the functions of a compiled module).
    pub struct ConstId;
}

/// One file, lowered for one target version.
#[derive(Debug)]
pub struct Module {
    pub version: Version,
    pub bodies: IndexVec<BodyId, Body>,
    pub consts: IndexVec<ConstId, Const>,
    /// Where each site lies in the text.
    pub sites: IndexVec<SiteId, Span>,
    /// What lowering could not express, with its place: (site, what). Each is a loss of the body.
    pub unsupported: Vec<(SiteId, String)>,
    /// True under `from __future__ import annotations` or for targets from 3.14.
    pub deferred_annotations: bool,
}

/// A compile-time constant, after CPython's folding.
#[derive(Clone, PartialEq, Debug)]
pub enum Const {
    None,
    Ellipsis,
    Bool(bool),
    Int(i64),
    /// Decimal digits of an integer outside `i64`.
    BigInt(Box<str>),
    Float(f64),
    Complex {
        real: f64,
        imag: f64,
    },
    Str(Box<str>),
    Bytes(Box<[u8]>),
    Tuple(Box<[ConstId]>),
    /// A constant set that `in` tests against or a set literal is merged from.
    FrozenSet(Box<[ConstId]>),
}

/// One body of code.
#[derive(Debug)]
pub struct Body {
    pub kind: BodyKind,
    /// `f`, `<lambda>`, `<listcomp>`, `<module>`, or the class's name.
    pub name: Symbol,
    /// `C.f.<locals>.g`; empty for the module.
    pub qualname: Symbol,
    pub parent: Option<BodyId>,
    /// The `def`, `lambda` or `class` keyword with the name (not the decorators); the module's start.
    pub site: SiteId,
    /// Where the statement ends, for "line of the last statement" questions.
    pub end: SiteId,
    /// Parameters come first, in CPython's order: positional-only, positional, keyword-only, `*`, `**`.
    pub params: Vec<Param>,
    /// Named slots 0..locals.len().
    pub locals: Vec<Local>,
    /// Number of slots in all: locals and temporaries.
    pub slots: u16,
    pub is_generator: bool,
    pub is_async: bool,
    /// The body reads or writes names that only run time can tell: `exec`, `eval`, `locals()`
    /// stored, `import *` inside a class; nothing may be called "never written" here.
    pub is_open: bool,
    pub docstring: Option<ConstId>,
    /// The annotation of the result, reduced like `Param::annotation` and worth as much.
    pub result: Option<Symbol>,
    /// Annotated names of the body that are not parameters, as `name` or `self.name`, with the
    /// annotation as written; reduced like `Param::annotation` and worth as much.
    pub hints: Vec<(Symbol, Box<str>)>,
    pub code: Vec<Inst>,
    /// Parallel to `code`.
    pub sites: Vec<SiteId>,
    pub call_args: Vec<CallArgs>,
    pub functions: Vec<MakeFunction>,
    /// Operand lists of variable length, referred to by `SlotList`.
    pub operands: Vec<Slot>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum BodyKind {
    Module,
    Function,
    Lambda,
    Class,
    /// List, set and dict comprehensions up to 3.11; generator expressions in every version.
    Comprehension,
    /// Scope of PEP 695 type parameters, and of lazily evaluated annotations and type aliases.
    Annotation,
}

/// A parameter: local slot number = its position in `Body::params`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Param {
    pub name: Symbol,
    pub kind: ParamKind,
    pub has_default: bool,
    /// What a human wrote as annotation, reduced to dotted names and subscripts: `Optional[Node]`.
    /// Evidence of a class only, never of a reference.
    pub annotation: Option<Box<str>>,
    pub site: SiteId,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ParamKind {
    PositionalOnly,
    Positional,
    KeywordOnly,
    Star,
    DoubleStar,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Local {
    pub name: Symbol,
    pub kind: LocalKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocalKind {
    Fast,
    /// A local (or parameter) captured by an inner body: the slot holds a cell. For a parameter
    /// the argument is moved into a new cell at entry.
    Cell,
    /// Captured from an outer body: the slot holds the outer cell; filled from the function object.
    Free,
}
