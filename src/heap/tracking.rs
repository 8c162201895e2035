//! Which objects the collector knows, and how many run-time objects one of ours stands for.
//!
//! *Tracked* objects are in the collector's lists. Exact tuples are tracked at birth and let go by a
//! collection that finds only atoms in them; exact dictionaries, up to 3.13, are tracked once
//! something that could be tracked is put in. A class, a function, a module is one object here and
//! several in CPython (dictionary, tuples): `parts` counts them for what `gc.collect()` says.

use super::collector::Collector;
use super::object::{Flags, Kind, Object};
use super::reference::{Label, RefStrength, Reference};
use super::store::{Heap, ObjId};

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
        let size = allocations(object, self.collector());
        self.collector_mut().count_allocation(size);
        if born_tracked {
            self.track(id);
        }
    }

    /// The memory of an object is given back.
    pub(super) fn account_death(&mut self, object: &Object) {
        if !is_gc(object) {
            return;
        }
        let size = allocations(object, self.collector());
        let tracked = object.flags.has(Flags::TRACKED);
        let generation = object.generation;
        self.collector_mut().count_release(size);
        if tracked {
            self.note_stale(generation);
        }
    }

    /// A reference was put into `from`: an untracked dictionary may have to be tracked.
    pub(super) fn account_store(&mut self, from: ObjId, reference: &Reference) {
        let Some(object) = self.get(from) else { return };
        let late = object.kind == Kind::Dict && !object.flags.has(Flags::TRACKED);
        if late && self.may_be_tracked(reference.target) {
            self.track(from);
        }
    }

    /// The first attribute of an instance makes its dictionary (to 3.10).
    pub(super) fn account_attribute(&mut self, from: ObjId) {
        let Some(object) = self.get(from) else { return };
        let is_instance = object.kind == Kind::Instance && has_own_dict(object, self.collector());
        if is_instance
            && object.refs.iter().filter(|r| matches!(r.label, Label::Attr(_))).take(2).count() == 1
        {
            self.collector_mut().count_allocation(1);
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

    /// `gc.is_tracked`.
    pub fn is_tracked(&self, id: ObjId) -> bool {
        self.get(id).is_some_and(|object| object.flags.has(Flags::TRACKED))
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

    /// How many tracked run-time objects the object stands for.
    pub(super) fn parts(&self, object: &Object) -> u32 {
        let any = |wanted: fn(Label) -> bool| {
            object.refs.iter().any(|r| {
                r.strength == RefStrength::Strong && wanted(r.label) && self.may_be_tracked(r.target)
            })
        };
        let lazy = self.collector().profile().lazy_dicts;
        let has_attributes = any(|label| matches!(label, Label::Attr(_)));
        let parts = match object.kind {
            // The tuples of bases and of the resolution order, and the namespace.
            Kind::Class => 2 + u32::from(has_attributes || !lazy),
            Kind::Function => {
                u32::from(any(|label| matches!(label, Label::Closure(_))))
                    + u32::from(any(|label| matches!(label, Label::Default(_))))
                    + u32::from(any(|label| matches!(label, Label::KwDefault(_))))
                    + u32::from(has_attributes)
            }
            Kind::Partial => {
                u32::from(any(|label| matches!(label, Label::Arg(_))))
                    + u32::from(any(|label| matches!(label, Label::Keyword(_))))
            }
            Kind::Module => 1,
            Kind::Exception => {
                u32::from(any(|label| matches!(label, Label::Arg(_) | Label::Elem)))
                    + u32::from(has_attributes)
            }
            _ => u32::from(has_own_dict(object, self.collector()) && has_attributes),
        };
        1 + parts
    }
}

fn is_gc(object: &Object) -> bool {
    object.kind.is_gc() && !object.flags.has(Flags::NOT_GC)
}

/// Whether attributes of the instance are in a dictionary that is an object of its own (to 3.10).
fn has_own_dict(object: &Object, collector: &Collector) -> bool {
    collector.profile().instance_dict_is_object
        && object.kind != Kind::Class
        && !object.flags.has(Flags::NO_DICT)
}

/// Allocations of collected types that the object stands for, as far as they are counted by
/// `gc.get_count()`.
fn allocations(object: &Object, collector: &Collector) -> u32 {
    let attributes = object.refs.iter().any(|r| matches!(r.label, Label::Attr(_)));
    match object.kind {
        Kind::Class => 7,
        Kind::Instance => 1 + u32::from(attributes && has_own_dict(object, collector)),
        Kind::Function => 1 + u32::from(object.refs.iter().any(|r| matches!(r.label, Label::Closure(_)))),
        _ => 1,
    }
}
