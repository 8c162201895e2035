//! Which objects the collector knows, and how many run-time objects one of ours stands for.
//!
//! *Tracked* objects are in the collector's lists. Exact tuples are tracked at birth and let go by a
//! collection that finds only atoms in them; exact dictionaries, up to 3.13, are tracked once
//! something that could be tracked is put in. A class, a function, a module is one object here and
//! several in CPython (dictionary, tuples): `parts` counts them for what `gc.collect()` says.

use super::collector::{Collector, Kept};
use super::object::{Flags, Kind, Object, Payload};
use super::reference::{Label, RefStrength, Reference};
use super::store::{Heap, ObjId};
use crate::python::Version;

impl Kind {
    /// Whether objects of this kind are, as a rule, of a type the collector knows.
    pub const fn is_gc(self) -> bool {
        !matches!(self, Kind::Scalar | Kind::Symbolic | Kind::OneOf)
    }
}

impl Heap {
    /// A new object enters the collector's books.
    pub(super) fn account_birth(&mut self, id: ObjId) {
        let Some(object) = self.get(id) else { return };
        if !is_gc(object) {
            return;
        }
        let lazy = object.kind == Kind::Dict && self.is_lazy_dict(object);
        let born_tracked = !lazy || object.refs.iter().any(|r| self.may_be_tracked(r.target));
        let size = allocations(object);
        let (kept, dict) = (kept(object.kind), counts_own_dict(object, self.collector()));
        let collector = self.collector_mut();
        match kept {
            Some(kept) => collector.count_kept_allocation(kept),
            None => collector.count_allocation(size),
        }
        if dict {
            collector.count_kept_allocation(Kept::Dict);
        }
        if born_tracked {
            self.track(id);
        }
    }

    /// The memory of an object is given back.
    pub(super) fn account_death(&mut self, object: &Object) {
        if !is_gc(object) {
            return;
        }
        let size = allocations(object);
        let tracked = object.flags.has(Flags::TRACKED);
        let generation = object.generation;
        let dict = counts_own_dict(object, self.collector());
        let collector = self.collector_mut();
        match kept(object.kind) {
            Some(kept) => collector.count_kept_release(kept),
            None => collector.count_release(size),
        }
        if dict {
            collector.count_kept_release(Kept::Dict);
        }
        if tracked {
            self.note_stale(generation);
        }
    }

    /// A reference was put into `from`: an untracked dictionary may have to be tracked.
    pub(super) fn account_store(&mut self, from: ObjId, reference: &Reference) {
        let Some(object) = self.get(from) else { return };
        let late = object.kind == Kind::Dict && !object.flags.has(Flags::TRACKED);
        if late && reference.strength == RefStrength::Strong && self.may_be_tracked(reference.target) {
            self.track(from);
        }
    }

    /// The first attribute of an instance makes its dictionary (to 3.10).
    pub(super) fn account_attribute(&mut self, from: ObjId) {
        let Some(object) = self.get(from) else { return };
        let mut attributes = object.refs.iter().filter(|r| matches!(r.label, Label::Attr(_)));
        let is_first = attributes.next().is_some() && attributes.next().is_none();
        if is_first && counts_own_dict(object, self.collector()) {
            self.collector_mut().count_kept_allocation(Kept::Dict);
        }
    }

    /// Puts the object into the youngest generation.
    pub fn track(&mut self, id: ObjId) {
        let Some(object) = self.get_mut(id) else { return };
        if object.flags.has(Flags::TRACKED) {
            return;
        }
        object.flags.set(Flags::TRACKED);
        object.generation = 0;
        self.collector_mut().enlist(id);
    }

    /// Takes the object out of the collector's lists (constant tuples).
    pub fn untrack(&mut self, id: ObjId) {
        let Some(object) = self.get_mut(id) else { return };
        if object.flags.has(Flags::TRACKED) {
            object.flags.clear(Flags::TRACKED);
            let generation = object.generation;
            self.collector_mut().delist(id, generation);
        }
    }

    /// `gc.is_tracked`. The dictionary of an instance or class is as tracked as what its owner holds.
    pub fn is_tracked(&self, id: ObjId) -> bool {
        let Some(object) = self.get(id) else { return false };
        let owner = object.get(Label::Inner(0)).filter(|r| r.strength == RefStrength::Borrowed);
        match owner.and_then(|owner| self.get(owner.target)) {
            Some(owner) if object.kind == Kind::Dict => self.dict_is_tracked(owner),
            _ => object.flags.has(Flags::TRACKED),
        }
    }

    /// `gc.is_finalized`.
    pub fn is_finalized(&self, id: ObjId) -> bool {
        self.get(id).is_some_and(|object| object.flags.has(Flags::FINALIZED))
    }

    /// Whether a container that holds the object may be part of a cycle through it.
    pub(super) fn may_be_tracked(&self, id: ObjId) -> bool {
        let Some(object) = self.get(id) else { return false };
        if self.is_static(id) {
            return object.kind.is_gc() && !object.flags.has(Flags::NOT_GC) && object.kind != Kind::Tuple;
        }
        is_gc(object) && (object.kind != Kind::Tuple || object.flags.has(Flags::TRACKED))
    }

    /// An exact dictionary under a version that tracks them late.
    fn is_lazy_dict(&self, object: &Object) -> bool {
        self.collector().profile().lazy_dicts && self.is_static(object.class)
    }

    /// After a collection: exact tuples (and, in a full one, dictionaries) of atoms are let go.
    pub(super) fn wants_untracking(&self, id: ObjId, full: bool) -> bool {
        let Some(object) = self.get(id) else { return false };
        let exact = match object.kind {
            Kind::Tuple => self.is_static(object.class),
            Kind::Dict => full && self.is_lazy_dict(object),
            _ => false,
        };
        exact && !object.refs.iter().any(|r| self.may_be_tracked(r.target))
    }

    /// Whether a strong reference under such a label leads to something that could be tracked.
    fn leads_to_tracked(&self, object: &Object, wanted: fn(Label) -> bool) -> bool {
        let mut refs = object.refs.iter().filter(|r| r.strength == RefStrength::Strong && wanted(r.label));
        refs.any(|r| self.may_be_tracked(r.target))
    }

    /// Whether the dictionary of attributes, if it is an object of its own, is tracked.
    fn dict_is_tracked(&self, object: &Object) -> bool {
        let profile = self.collector().profile();
        // From 3.13 on the values of a plain instance stay inside it, whoever asks for the dictionary.
        let stays_inside = is_plain_instance(object) && profile.version >= Version::new(3, 13);
        let is_object = match object.get(Label::Dict) {
            Some(_) => !stays_inside,
            None => has_own_dict(object, self.collector()),
        };
        let attributes = object.refs.iter().any(|r| self.stands_in_dict(object, r.label));
        let late = profile.lazy_dicts;
        is_object
            && attributes
            && (!late || self.leads_to_tracked(object, |label| matches!(label, Label::Attr(_))))
    }

    /// Whether an attribute is an entry of the object's dictionary: what built-in exceptions say of
    /// themselves, and the arguments of all, are not.
    fn stands_in_dict(&self, object: &Object, label: Label) -> bool {
        let Label::Attr(name) = label else { return false };
        match object.kind {
            Kind::Exception if self.is_static(object.class) => !OWN_OF_EXCEPTIONS.contains(&name.0.as_str()),
            Kind::Exception => name.0.as_str() != "args",
            _ => true,
        }
    }

    /// How many tracked run-time objects the object stands for.
    pub(super) fn parts(&self, object: &Object) -> u32 {
        let one_if = |wanted: fn(Label) -> bool| u32::from(self.leads_to_tracked(object, wanted));
        let dict = u32::from(self.dict_is_tracked(object));
        1 + dict
            + match object.kind {
                // The tuples of bases and of the resolution order.
                Kind::Class => 2,
                Kind::Function => {
                    one_if(|label| matches!(label, Label::Closure(_)))
                        + one_if(|label| matches!(label, Label::Default(_)))
                        + one_if(|label| matches!(label, Label::KwDefault(_)))
                }
                Kind::Partial => {
                    one_if(|label| matches!(label, Label::Arg(_)))
                        + one_if(|label| matches!(label, Label::Keyword(_)))
                }
                Kind::Exception => one_if(|label| matches!(label, Label::Arg(_) | Label::Elem)),
                _ => 0,
            }
    }
}

/// What built-in exceptions keep outside their dictionaries.
const OWN_OF_EXCEPTIONS: [&str; 21] = [
    "args",
    "code",
    "encoding",
    "end",
    "errno",
    "exceptions",
    "filename",
    "filename2",
    "lineno",
    "message",
    "msg",
    "name",
    "obj",
    "object",
    "offset",
    "path",
    "reason",
    "start",
    "strerror",
    "text",
    "value",
];

fn is_gc(object: &Object) -> bool {
    object.kind.is_gc() && !object.flags.has(Flags::NOT_GC)
}

/// An instance of a class of the program that extends no built-in type.
fn is_plain_instance(object: &Object) -> bool {
    object.kind == Kind::Instance && matches!(object.payload, Payload::None)
}

/// Whether attributes are in a dictionary that is an object of its own: always but in plain instances
/// from 3.11 on.
pub(super) fn has_own_dict(object: &Object, collector: &Collector) -> bool {
    let inside = is_plain_instance(object) && !collector.profile().instance_dict_is_object;
    !inside && !object.flags.has(Flags::NO_DICT)
}

/// Allocations of collected types that the object stands for, its dictionary aside.
fn allocations(object: &Object) -> u32 {
    match object.kind {
        // With the namespace, two tuples and two descriptors, which may be objects of their own here.
        Kind::Class => 5,
        Kind::Function => 1 + u32::from(object.refs.iter().any(|r| matches!(r.label, Label::Closure(_)))),
        _ => 1,
    }
}

/// Whether the instance has a dictionary that counts as an allocation of its own.
pub(super) fn counts_own_dict(object: &Object, collector: &Collector) -> bool {
    object.kind == Kind::Instance
        && has_own_dict(object, collector)
        && object.refs.iter().any(|r| matches!(r.label, Label::Attr(_)))
}

/// The kept memory that such an object takes and leaves.
const fn kept(kind: Kind) -> Option<Kept> {
    match kind {
        Kind::List => Some(Kept::List),
        Kind::Dict => Some(Kept::Dict),
        _ => None,
    }
}
