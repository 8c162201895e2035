//! Objects: what kind they are, what they hold, what is known of their value.

use std::sync::Arc;

use num_bigint::BigInt;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::reference::{Label, Reference};
use super::refs::Refs;
use super::store::ObjId;
use super::table::Table;
use crate::base::{FileId, SiteId, Symbol};

/// What an object is to the memory model. Closed: whoever matches on it decides for each.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// A number, string, bytes, None and their like: holds nothing.
    Scalar,
    Instance,
    Class,
    Function,
    /// A function of the interpreter or of a model.
    Native,
    Method,
    Partial,
    Property,
    /// staticmethod, classmethod, cached_property and other descriptors that hold a function.
    Descriptor,
    Cell,
    List,
    Tuple,
    Set,
    FrozenSet,
    Dict,
    Deque,
    Module,
    Frame,
    Generator,
    Coroutine,
    AsyncGenerator,
    /// A task or future that a loop drives.
    Task,
    Exception,
    Traceback,
    Iterator,
    WeakRef,
    /// WeakValueDictionary, WeakKeyDictionary, WeakSet.
    WeakContainer,
    Super,
    Slice,
    /// Keys, values or items view; `mappingproxy`; memoryview.
    View,
    /// An object of a modelled library type.
    External,
    /// A value only known by where it comes from (parameter, attribute read, call result).
    Symbolic,
    /// Several possibilities of a joined value, held by `Label::Either`.
    OneOf,
}

/// How many run-time objects a heap object stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, PartialOrd, Ord)]
pub enum Card {
    #[default]
    One,
    Many,
}

/// A built-in function or type slot, numbered by `exec`'s table of natives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct NativeId(pub u32);

/// What is known of an object's value beside its references.
#[derive(Clone, Debug, Default)]
pub enum Payload {
    #[default]
    None,
    /// A scalar of known type and unknown value.
    Unknown,
    Int(i64),
    BigInt(Arc<BigInt>),
    Float(f64),
    Complex(f64, f64),
    Str(Arc<str>),
    Bytes(Arc<[u8]>),
    ByteArray(Vec<u8>),
    Range {
        start: i64,
        stop: i64,
        step: i64,
    },
    /// Which body a function, frame or generator runs: a number of the owner of the code.
    Code(u32),
    Native(NativeId),
    /// Position of an iterator and whether it is spent.
    Cursor(i64),
    /// Hash index of a dict or set: hash -> serials of references (`Refs::position`).
    Index(FxHashMap<i64, SmallVec<[u32; 1]>>),
    /// Hash table of a dict or set of an exact run.
    Table(Box<Table>),
    /// Places that a list has room for, of an exact run.
    Room(u32),
    /// Name of a module, class or external thing.
    Name(Symbol),
    /// Where a symbolic value comes from.
    Origin(Origin),
}

/// Where a symbolic value comes from. The value it was read from, if any, is a borrowed
/// `Label::Inner(0)` reference of the object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// The n-th parameter of the body.
    Param(u16),
    /// Content of the n-th free variable's cell at entry.
    Capture(u16),
    /// A module-level name as it stands when the body runs.
    Global(Symbol),
    /// A built-in function or type that the file does not shadow.
    Builtin(Symbol),
    Import {
        module: Symbol,
        level: u16,
        name: Option<Symbol>,
    },
    /// Read from its base under this label before anything was stored there.
    Path(Label),
    /// What the recorded call (or iteration ...) with this number gives.
    Result(u32),
    /// The method of that name looked up on its base, about to be called.
    Method(Symbol),
    /// `super().name` with its base as self.
    Super(Symbol),
    /// The module whose attributes are the globals.
    Module,
    /// Nothing is known.
    Unknown,
}

/// Facts of one object as bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Flags(pub u16);

impl Flags {
    /// The collector has called `__del__` already.
    pub const FINALIZED: Flags = Flags(1);
    /// In the collector's lists.
    pub const TRACKED: Flags = Flags(1 << 1);
    pub const IMMORTAL: Flags = Flags(1 << 2);
    /// Its class defines `__del__`.
    pub const HAS_DEL: Flags = Flags(1 << 3);
    /// Created inside a loop or other repeated context.
    pub const IN_LOOP: Flags = Flags(1 << 4);
    /// Reachable for code that was not seen.
    pub const ESCAPED: Flags = Flags(1 << 5);
    /// Two alternatives met and their identity was lost.
    pub const LOST_IDENTITY: Flags = Flags(1 << 6);
    /// The executor keeps something of its own for the object and is told of its death.
    pub const WATCHED: Flags = Flags(1 << 7);
    /// Of a type the collector does not know, though its kind usually is: an iterator over a range.
    pub const NOT_GC: Flags = Flags(1 << 8);
    /// An instance without a dictionary: its attributes are slots.
    pub const NO_DICT: Flags = Flags(1 << 9);
    /// The collection under way found that nothing reaches it.
    pub const GARBAGE: Flags = Flags(1 << 10);

    pub const fn has(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    pub fn set(&mut self, other: Flags) {
        self.0 |= other.0;
    }

    pub fn clear(&mut self, other: Flags) {
        self.0 &= !other.0;
    }
}

/// An object of the heap.
#[derive(Clone, Debug)]
pub struct Object {
    pub kind: Kind,
    /// `type(x)`; a static class for built-in types.
    pub class: ObjId,
    pub card: Card,
    pub flags: Flags,
    /// Generation of the collector, 0 to 2; 3 is frozen.
    pub generation: u8,
    /// Where it was allocated.
    pub site: SiteId,
    pub file: FileId,
    pub payload: Payload,
    /// Outgoing references in the order CPython would clear or print them: attributes by definition,
    /// items by position, dictionary entries by insertion.
    /// Written through `Heap`, which counts.
    pub refs: Refs,
    /// Weak references to this object, in order of creation.
    pub weakrefs: SmallVec<[ObjId; 1]>,
}

impl Object {
    pub fn new(kind: Kind, class: ObjId, site: SiteId) -> Self {
        Self {
            kind,
            class,
            card: Card::One,
            flags: Flags::default(),
            generation: 0,
            site,
            file: FileId(0),
            payload: Payload::None,
            refs: Refs::new(),
            weakrefs: SmallVec::new(),
        }
    }

    /// First reference with this label.
    pub fn get(&self, label: Label) -> Option<&Reference> {
        self.refs.with_label(label)
    }

    pub fn all(&self, label: Label) -> impl Iterator<Item = &Reference> {
        self.refs.iter().filter(move |r| r.label == label)
    }
}
