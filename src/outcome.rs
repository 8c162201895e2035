//! What linked heaps left behind, as finished values that rules read.
//!
//! A *ring* is a cycle of strong references between objects that a reader knows by name: instances,
//! functions, frames, generators. Containers, cells, bound methods and partials lie *inside* a link
//! and are told by its label. Edge i leads from node i to node i+1, the last one back to node 0.
//! Nothing here can be run on: no summary, no executor, only what was found and how sure it is.

mod globals;
mod keeping;
mod layout;
mod runtime;

pub use globals::LargeValue;
pub use keeping::{
    Adding, CachedMethod, Container, DeadWeakref, Domain, FilledDefault, HeldFinalizer, Keeping,
    PinnedCallback, Resurrection, Scene, WeakEntry,
};
pub use layout::{BaseLayout, ClassLayout, Foreign, Form, Made, Repeat, Slots};
pub use runtime::{BusyThread, CachedFunction, Collecting, CollectorCall, Runtime};

pub use crate::base::Spot;
use crate::base::{FileId, Symbol};
use crate::heap::{Certainty, Kind};

/// An object on a ring.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RingNode {
    /// `module:qualname`
    pub label: String,
    /// The name as a sentence would have it: `Tree`, `Tree.walk`.
    pub name: String,
    pub kind: Kind,
    /// Its `class`, `def` or `lambda`.
    pub spot: Spot,
    /// The class has `__del__`, itself or by inheritance.
    pub has_finalizer: bool,
}

/// What a link passes through on its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Via {
    /// A bound method, with its name if known.
    pub method: Option<Symbol>,
    pub is_bound: bool,
    pub is_partial: bool,
    /// A cell of a closure.
    pub is_closure: bool,
    pub is_traceback: bool,
    pub is_container: bool,
    /// An object of a library.
    pub is_library: bool,
}

/// A reference (or a run of references through containers) on a ring.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RingEdge {
    /// `attr children[]`
    pub label: String,
    /// The attribute, local or captured name that begins it.
    pub name: Option<Symbol>,
    pub spot: Spot,
    pub certainty: Certainty,
    pub via: Via,
}

/// Where an object of a ring is cut loose by the program itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cutter {
    /// Qualified name of the function that does it.
    pub name: String,
    /// It is called `close`, `stop` or the like.
    pub is_closer: bool,
    pub is_certain: bool,
    /// The constructor does it.
    pub is_at_birth: bool,
    /// It stands in the function that ties the ring, after the store that does.
    pub unties: bool,
}

/// A cycle of strong references.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ring {
    pub nodes: Vec<RingNode>,
    pub edges: Vec<RingEdge>,
    /// The edge whose store closes it.
    pub closing: usize,
    /// Where to tell of it: that store; for a ring through a test's own class, a place in the test.
    pub spot: Spot,
    /// Qualified name of the function in which that store stands.
    pub symbol: String,
    pub cutters: Vec<Cutter>,
    /// Every object on it has a name of the project, and every link was seen stored somewhere.
    pub is_founded: bool,
}

impl Ring {
    /// The least sure of its references.
    pub fn certainty(&self) -> Certainty {
        self.edges.iter().map(|edge| edge.certainty).max().unwrap_or_default()
    }
}

/// A class statement that runs at each call of a function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocalClass {
    pub name: Symbol,
    pub qualname: Symbol,
    pub function: Symbol,
    pub spot: Spot,
}

/// All that linking tells the rules.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outcome {
    /// Grouped by root cause: the shortest first.
    pub rings: Vec<Vec<Ring>>,
    pub local_classes: Vec<LocalClass>,
    /// Heaps that a defect of ours ended: the file they belong to, and what it said.
    pub crashes: Vec<(FileId, String)>,
    /// Every class statement; other parts refer to it by position.
    pub classes: Vec<ClassLayout>,
    pub large: Vec<LargeValue>,
    pub keeping: Keeping,
    pub runtime: Runtime,
    /// Minor version of the Python 3 whose layout is assumed.
    pub minor: u8,
}
