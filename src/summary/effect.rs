//! Nodes and effects.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::{IndexVec, Rare, SiteId, Symbol, index};
use crate::heap::{Kind, Label};
use crate::ir::BodyId;

index! {
    /// A node of one `Summary`.
    pub struct NodeId;
}

/// Where a value comes from.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum NodeKind {
    /// The n-th local slot of `Body::params`.
    Param(u16),
    /// Content of the cell of the n-th free variable (`LocalKind::Free`, in order) at entry.
    Capture {
        index: u16,
        name: Symbol,
    },
    /// The cell itself of the n-th free variable: passed on to inner functions, stored into under
    /// `Label::Content`.
    CaptureCell {
        index: u16,
        name: Symbol,
    },
    /// A module-level (or built-in) name as it stands when the body runs.
    Global(Symbol),
    /// `import module` / `from module import name`, `level` dots.
    Import {
        module: Symbol,
        level: u16,
        name: Option<Symbol>,
    },
    /// Read from `base` before anything here was stored under `label`.
    Path {
        base: NodeId,
        label: Label,
    },
    /// Made here. `in_loop`: stands for each of several. For containers, exceptions, bound methods,
    /// cells, partials ... the parts follow as effects.
    Alloc {
        kind: Kind,
        in_loop: bool,
    },
    /// A function object over a body of this file; closure cells follow as `Store { Closure(i) }`.
    Function(BodyId),
    /// The class object that a class statement of this file made.
    Class(BodyId),
    /// Result of effect number n (a `Call`, `Iterate`, `Await` ...).
    Result(u32),
    /// A built-in of that name (`list`, `property`, `len`), known not to be shadowed.
    Builtin(Symbol),
    /// A dotted name of a library that has a model: `functools.partial`, `threading.Thread`.
    Model(Symbol),
    /// A number, string, None: holds nothing. The text is known for short constant strings and None.
    Const(Option<Symbol>),
    OneOf(Rare<NodeId>),
    /// The module object of this file, whose attributes are the globals.
    Module,
    /// The frame of this body (kept by a traceback that outlives its handler).
    Frame,
    /// Not known.
    Unknown,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Node {
    pub kind: NodeKind,
    pub site: SiteId,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Callee {
    Node(NodeId),
    /// `recv.name(...)` with the name looked up on the receiver's class first.
    Method {
        recv: NodeId,
        name: Symbol,
    },
    /// `super().name(...)` in a method of class body `class`, with `recv` as self.
    Super {
        class: BodyId,
        recv: NodeId,
        name: Symbol,
    },
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum EffectKind {
    /// `base.label = value`, replacing what was there.
    Store { base: NodeId, label: Label, value: NodeId },
    /// One more reference under a label that may repeat (`Elem`, `Key`, `Value`, `Retained`).
    Add { base: NodeId, label: Label, value: NodeId },
    /// `del base.label`, `pop`, `remove`: whatever is under the label is (perhaps) gone.
    Remove { base: NodeId, label: Label },
    /// `base.clear()`: all items are gone.
    Clear { base: NodeId },
    Call {
        callee: Callee,
        args: Box<[NodeId]>,
        keywords: Rare<(Symbol, NodeId)>,
        /// `*args` / `**kwargs` operands.
        star: Option<NodeId>,
        double_star: Option<NodeId>,
        /// False where the result is dropped at once.
        used: bool,
    },
    /// An item got by iterating over `source` (element of containers, yields of generators).
    Iterate { source: NodeId },
    /// `source[key]`.
    Item { source: NodeId, key: Option<Symbol> },
    /// Value of `await source` or of running a coroutine to its end.
    Await { source: NodeId },
    /// `isinstance(value, class)`: where it holds, what follows takes the value for one of the class.
    Test { value: NodeId, class: NodeId },
    /// `left op right`, `in`, comparison, formatting: may run a method of the operand's class.
    Operate { operands: Box<[NodeId]>, method: Symbol },
}

impl EffectKind {
    /// Every node that running the effect looks at.
    pub fn operands(&self, tell: &mut impl FnMut(NodeId)) {
        match self {
            EffectKind::Store { base, value, .. } | EffectKind::Add { base, value, .. } => {
                tell(*base);
                tell(*value);
            }
            EffectKind::Remove { base, .. } | EffectKind::Clear { base } => tell(*base),
            EffectKind::Call { callee, args, keywords, star, double_star, .. } => {
                match callee {
                    Callee::Node(node) => tell(*node),
                    Callee::Method { recv, .. } | Callee::Super { recv, .. } => tell(*recv),
                }
                args.iter().for_each(|&arg| tell(arg));
                keywords.iter().for_each(|&(_, arg)| tell(arg));
                star.iter().chain(double_star).for_each(|&arg| tell(arg));
            }
            EffectKind::Iterate { source }
            | EffectKind::Item { source, .. }
            | EffectKind::Await { source } => tell(*source),
            EffectKind::Operate { operands, .. } => operands.iter().for_each(|&operand| tell(operand)),
            // Read for what it says of types, never run on a heap.
            EffectKind::Test { .. } => {}
        }
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Effect {
    pub kind: EffectKind,
    pub site: SiteId,
    /// Happens on every normal way through the body.
    pub must: bool,
    /// Inside a loop (or comprehension) of the body.
    pub in_loop: bool,
}

/// Something the analysis gave up on, and where.
#[derive(Clone, PartialEq, Eq, Debug, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Loss {
    pub kind: LossKind,
    pub site: SiteId,
    /// In the reader's words: the name of the unknown callee, the limit that was reached.
    pub what: Box<str>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LossKind {
    /// The parser or the lowering had no model for a construct.
    Unsupported,
    /// A branch was run both ways.
    UnknownBranch,
    LoopDidNotSettle,
    OutOfFuel,
    TooManyObjects,
    TooManyNodes,
    TooManyEffects,
    RecursionTooDeep,
    UnknownCall,
    UnknownName,
    OpenScope,
    UnresolvedImport,
}

impl LossKind {
    /// What was given up, as the start of a sentence that `Loss::what` ends.
    pub const fn as_str(self) -> &'static str {
        match self {
            LossKind::Unsupported => "not modelled",
            LossKind::UnknownBranch => "both ways were followed",
            LossKind::LoopDidNotSettle => "a loop was left before it settled",
            LossKind::OutOfFuel => "execution was cut short",
            LossKind::TooManyObjects => "too many objects",
            LossKind::TooManyNodes => "too many values in a summary",
            LossKind::TooManyEffects => "too many effects in a summary",
            LossKind::RecursionTooDeep => "calls nest too deep",
            LossKind::UnknownCall => "a call was not followed",
            LossKind::UnknownName => "a name has no known meaning",
            LossKind::OpenScope => "names may change unseen",
            LossKind::UnresolvedImport => "an import was not found",
        }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.as_str())?;
        match self.what.is_empty() {
            true => Ok(()),
            false => write!(f, ": {}", self.what),
        }
    }
}

/// What one body does.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Summary {
    pub nodes: IndexVec<NodeId, Node>,
    pub effects: Vec<Effect>,
    /// What it may return (empty: only None), yield, raise.
    pub returns: Vec<NodeId>,
    pub yields: Rare<NodeId>,
    pub raises: Rare<NodeId>,
    /// For `NodeKind::Frame`, if present: the locals that the frame still holds at the exit.
    pub frame_locals: Rare<(Symbol, NodeId)>,
    /// Names bound at module or class level at the exit, in order of first binding.
    pub namespace: Rare<(Symbol, NodeId)>,
    /// `exec`, `eval`, `locals()` and the like: nothing may be called "never written".
    pub is_open: bool,
    pub losses: Rare<Loss>,
}
