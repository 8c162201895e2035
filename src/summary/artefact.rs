//! The artefact of a file: what the project keeps of it once its text and IR are dropped.

use serde::{Deserialize, Serialize};

use super::effect::{Loss, NodeId, Summary};
use crate::base::{IndexVec, SiteId, Span, Symbol};
use crate::ir::{BodyId, BodyKind, Param};

/// A body's signature and summary.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct BodySummary {
    pub kind: BodyKind,
    pub name: Symbol,
    pub qualname: Symbol,
    pub parent: Option<BodyId>,
    pub site: SiteId,
    pub params: Vec<Param>,
    /// Names of free variables, in closure order; of cell locals.
    pub free: Vec<Symbol>,
    /// The annotation of the result: evidence of a class only.
    pub result: Option<Symbol>,
    pub is_generator: bool,
    pub is_async: bool,
    pub summary: Summary,
}

/// A class statement of the file.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassShape {
    /// The class statement's body.
    pub body: BodyId,
    pub name: Symbol,
    pub qualname: Symbol,
    pub site: SiteId,
    /// The body that contains the class statement, and whether that is a function (made per call).
    pub parent: BodyId,
    pub in_function: bool,
    /// Bases as nodes of the parent body's summary, in order; keywords (`metaclass=`) likewise.
    pub bases: Vec<NodeId>,
    pub keywords: Vec<(Symbol, NodeId)>,
    /// Decorators from the outermost, as nodes of the parent's summary (a call's callee for `@d(...)`).
    pub decorators: Vec<NodeId>,
    pub members: Vec<Member>,
    pub slots: SlotsDecl,
    /// The namespace was changed in ways that are not known.
    pub is_open: bool,
}

/// A name bound in a class body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    pub name: Symbol,
    pub kind: MemberKind,
    pub site: SiteId,
    /// The text of its annotation, if it has one: evidence of a class only.
    pub annotation: Option<Box<str>>,
    /// Whether it has a value (False for a bare annotation).
    pub has_value: bool,
    /// Bound on every way through the class body.
    pub is_sure: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum MemberKind {
    /// A function stored as it is; called with self.
    Method(BodyId),
    StaticMethod(BodyId),
    ClassMethod(BodyId),
    /// Getter, and setter or deleter if they were given.
    Property {
        get: Option<BodyId>,
        set: Option<BodyId>,
        delete: Option<BodyId>,
    },
    CachedProperty(BodyId),
    /// A function under decorators that are not built in: the body and the decorator nodes
    /// (of the class body's summary), outermost first.
    Decorated {
        body: BodyId,
        decorators: Vec<NodeId>,
    },
    /// A class statement inside the class.
    Class(BodyId),
    /// Anything else: the node of the class body's summary.
    Value(NodeId),
}

/// `__slots__` of a class statement.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum SlotsDecl {
    #[default]
    None,
    Names {
        names: Vec<Symbol>,
        site: SiteId,
    },
    /// There, but not readable without running the program.
    Computed {
        site: SiteId,
    },
}

/// Something a name-based rule needs to know of the text and the heap does not show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    pub body: BodyId,
    pub site: SiteId,
    pub attribute: Symbol,
    pub annotation: Box<str>,
}

/// A name of a module or class body that keeps much memory once the body has run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    pub name: Symbol,
    pub site: SiteId,
    /// At least; everything that is reached through the name and not through one before it.
    pub bytes: u64,
    /// `a dictionary of 5,000 keys`
    pub what: Box<str>,
    /// How many numbers it is a list of, where it holds nothing else.
    pub numbers: Option<u64>,
    /// The call that reads it from a file, where `bytes` says nothing.
    pub source: Option<Symbol>,
    /// Functions of the file that read the name.
    pub readers: Vec<BodyId>,
}

/// A name that the module imports, for the import graph.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportRow {
    pub module: Symbol,
    pub level: u16,
    pub names: Vec<Symbol>,
    pub site: SiteId,
    /// Under `if TYPE_CHECKING`.
    pub type_only: bool,
}

/// Everything other files and the rules may know of a file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct FileArtefact {
    pub bodies: IndexVec<BodyId, BodySummary>,
    pub classes: Vec<ClassShape>,
    pub imports: Vec<ImportRow>,
    /// Annotated attributes: `self.parent: "Node" = ...`.
    pub evidence: Vec<Evidence>,
    /// Large values, each with the body that binds it.
    pub weights: Vec<(BodyId, Weight)>,
    pub sites: IndexVec<SiteId, Span>,
    /// Losses of lowering and of the module's own run.
    pub losses: Vec<Loss>,
}

impl FileArtefact {
    /// Whether everything but the places in the text is the same, and those are as many.
    pub fn is_same_elsewhere(&self, other: &Self) -> bool {
        let Self { bodies, classes, imports, evidence, weights, sites, losses } = self;
        *bodies == other.bodies
            && *classes == other.classes
            && *imports == other.imports
            && *evidence == other.evidence
            && *weights == other.weights
            && sites.len() == other.sites.len()
            && *losses == other.losses
    }
}
