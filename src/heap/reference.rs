//! References and their labels: how an object is reached from its holder.

use serde::{Deserialize, Serialize};

use super::store::ObjId;
use crate::base::{FileId, SiteId, Symbol};

/// What a holder calls the reference. Containers keep item order in the order of their references.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Label {
    /// Instance, class or module attribute, slot, or global name.
    Attr(SymbolKey),
    /// Item of a list, tuple, set, deque; order is the order of references.
    Elem,
    /// Key and value of a dictionary entry; an entry is a `Key` followed by its `Value`.
    Key,
    Value,
    /// Value of a dictionary entry whose constant string key is known (symbolic heaps).
    Item(SymbolKey),
    /// Content of a cell.
    Content,
    /// A function's cell for the n-th free variable; its defaults, keyword defaults, annotations, dict.
    Closure(u16),
    Default(u16),
    KwDefault(SymbolKey),
    Globals,
    /// A bound method's, partial's or iterator's parts.
    SelfArg,
    Func,
    Arg(u16),
    Keyword(SymbolKey),
    /// What an iterator, view, `super` object, property, slice or other wrapper holds.
    Inner(u8),
    /// A frame's local (or temporary); a generator's or coroutine's frame; the frame that called.
    Local(SymbolKey),
    Temp(u16),
    Frame,
    Back,
    Traceback,
    TracebackNext,
    Cause,
    Context,
    /// Class machinery: bases, method resolution order, namespace, `type(x)` where it is counted.
    Base(u16),
    Mro,
    ClassOf,
    /// The instance dictionary once it is an object of its own.
    Dict,
    /// Target of a weak reference; its callback.
    Referent,
    Callback,
    /// An unknown callee may keep it.
    Retained,
    /// One of the alternatives of a joined value.
    Either(u8),
}

/// A symbol inside a label. Ordered by number (labels are only compared for equality and grouped;
/// whatever a reader sees is sorted by text).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct SymbolKey(pub Symbol);

impl PartialOrd for SymbolKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SymbolKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.as_str().cmp(other.0.as_str())
    }
}

impl Label {
    pub fn attr(name: Symbol) -> Self {
        Label::Attr(SymbolKey(name))
    }

    pub fn local(name: Symbol) -> Self {
        Label::Local(SymbolKey(name))
    }

    pub fn item(key: Symbol) -> Self {
        Label::Item(SymbolKey(key))
    }
}

/// Whether a reference keeps its target alive.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, PartialOrd, Ord)]
pub enum RefStrength {
    #[default]
    Strong,
    Weak,
    /// Held by somebody who does not count it (3.14's borrowed loads).
    Borrowed,
}

/// How sure it is that the reference exists. Ordered from surest.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, PartialOrd, Ord)]
pub enum Certainty {
    /// On every way through.
    #[default]
    Must,
    /// On some way through.
    May,
    /// Read before it was written: some earlier code must have made it.
    Abduced,
    /// An unknown callee may have made it.
    Retained,
}

/// One outgoing reference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reference {
    pub label: Label,
    pub target: ObjId,
    pub strength: RefStrength,
    pub certainty: Certainty,
    /// Where the store that made it stands. `file` matters once heaps of several files are linked.
    pub site: SiteId,
    pub file: FileId,
}
