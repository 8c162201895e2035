//! Containers that grow, caches, hooks and weak references that fail: one plain value for each sighting.

use crate::base::{Spot, Symbol};

/// Where a sighting is told: the place, and the qualified name of the function or class around it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scene {
    pub spot: Spot,
    pub symbol: Symbol,
}

/// What is put into a container that lives as long as the process, from few to many.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Domain {
    /// Classes, types, constants: there are only so many.
    Bounded,
    /// A number or text: of how many is not known.
    Text,
    /// Computed, or taken out of something: nothing is known of it.
    Unknown,
    /// Something a caller hands in, or that is made on the spot.
    Open,
    /// The object whose method puts it there.
    Own,
}

/// A place that puts something in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Adding {
    pub scene: Scene,
    pub key: Option<Domain>,
    pub value: Domain,
    /// Put under a key, known or not.
    pub is_keyed: bool,
    pub in_loop: bool,
    /// The function that does it is called at import only, or is a registering decorator.
    pub is_import: bool,
    /// Perhaps only where the container was empty before.
    pub may_be_once: bool,
}

/// A container bound by a module or class body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Container {
    /// `REGISTRY`, `Session.instances`
    pub name: String,
    pub spot: Spot,
    /// The class, where it is a class attribute.
    pub class: Option<Symbol>,
    pub adds: Vec<Adding>,
    /// Something takes items out, replaces it, or hands it to code that may.
    pub is_emptied: bool,
    pub is_escaped: bool,
    /// `deque(maxlen=...)`, weak containers, counters of few.
    pub is_bounded: bool,
    /// Something asks it for a key.
    pub is_looked_up: bool,
    /// Storing under an index does not make it longer.
    pub is_list: bool,
    /// The text itself begins it with something.
    pub is_table: bool,
}

/// A default argument that the function itself fills.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FilledDefault {
    pub scene: Scene,
    pub param: Symbol,
    pub kind: &'static str,
    /// What it is filled under, where that is a key.
    pub keys: Option<Domain>,
    /// The method that fills it, where the function itself only keeps it in an attribute.
    pub filler: Option<Symbol>,
}

/// A method under a cache.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CachedMethod {
    pub scene: Scene,
    pub class: Symbol,
    pub decorator: Symbol,
    /// The cache has no bound at all.
    pub is_unbounded: bool,
    /// All instances are made at import.
    pub is_singleton: bool,
}

/// A hook of the interpreter that keeps an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PinnedCallback {
    pub scene: Scene,
    /// `atexit.register`
    pub registry: Symbol,
    pub class: Symbol,
    /// `self.close`, `a function that captures self`
    pub what: String,
    pub is_singleton: bool,
}

/// A finalizer that holds what it waits for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldFinalizer {
    pub scene: Scene,
    /// `self.close`
    pub what: String,
    pub object: String,
}

/// A weak reference to something that nothing else holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeadWeakref {
    pub scene: Scene,
    pub call: Symbol,
    pub what: String,
    pub is_method: bool,
}

/// `__del__` that hands its object on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resurrection {
    pub scene: Scene,
    pub class: Symbol,
    pub target: String,
}

/// An entry of a weak dictionary that cannot go: its value holds its key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WeakEntry {
    pub scene: Scene,
    pub dict: String,
    /// The class of the value and the attribute through which it holds the key.
    pub value: Symbol,
    pub attribute: Symbol,
}

/// All of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Keeping {
    pub containers: Vec<Container>,
    pub defaults: Vec<FilledDefault>,
    pub cached: Vec<CachedMethod>,
    pub pinned: Vec<PinnedCallback>,
    pub finalizers: Vec<HeldFinalizer>,
    pub dead: Vec<DeadWeakref>,
    pub resurrections: Vec<Resurrection>,
    pub weak_entries: Vec<WeakEntry>,
}
