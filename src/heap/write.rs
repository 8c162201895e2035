//! Writing references: what is stored, replaced and taken out, with its counts.
//!
//! The new target is counted before the old one is released, as CPython does. Releasing may start
//! a death that wants the executor's help: poll `Heap::next_due` after every write that can release.
//! Writes to static or freed objects do nothing.

use std::ops::Range;

use super::object::Kind;
use super::reference::{Label, RefStrength, Reference};
use super::store::{Heap, ObjId};

impl Heap {
    /// Appends a reference without looking for an older one with the label.
    pub fn push_ref(&mut self, from: ObjId, reference: Reference) {
        if self.get_mut(from).is_none() {
            return;
        }
        self.gain(from, reference.target, reference.strength);
        if let Some(object) = self.get_mut(from) {
            object.refs.push(reference);
        }
        self.note_store(from, &reference);
        if self.is_counting() && matches!(reference.label, Label::Attr(_)) {
            self.account_attribute(from);
        }
    }

    /// Stores under a label, in the place of an older reference with it. The target is counted
    /// anew: an owned reference of the caller's has still to be released.
    pub fn set_ref(&mut self, from: ObjId, reference: Reference) {
        match self.get(from).and_then(|object| object.refs.find(reference.label)) {
            Some(at) => self.replace_at(from, at, reference),
            None => self.push_ref(from, reference),
        }
    }

    /// Stores over the reference at a position (an item of a list); the label may be another.
    pub fn replace_at(&mut self, from: ObjId, at: usize, reference: Reference) {
        let Some(old) = self.get_mut(from).and_then(|object| object.refs.get(at).copied()) else { return };
        self.gain(from, reference.target, reference.strength);
        if let Some(object) = self.get_mut(from) {
            if old.label == reference.label {
                object.refs.edit(at, |r| *r = reference);
            } else {
                object.refs.splice(at..at + 1, [reference]);
            }
        }
        self.note_store(from, &reference);
        self.release(from, old);
    }

    pub fn insert_ref(&mut self, from: ObjId, at: usize, reference: Reference) {
        if self.get_mut(from).is_none() {
            return;
        }
        self.gain(from, reference.target, reference.strength);
        if let Some(object) = self.get_mut(from) {
            object.refs.insert(at, reference);
        }
        self.note_store(from, &reference);
    }

    /// Stores a slot. `order` lists the slots of the class in the order CPython clears them; slots
    /// stand before everything else an instance holds.
    pub fn set_slot(&mut self, from: ObjId, reference: Reference, order: &[Label]) {
        let Some(object) = self.get(from) else { return };
        if let Some(at) = object.refs.find(reference.label) {
            return self.replace_at(from, at, reference);
        }
        let rank = |label| order.iter().position(|slot| *slot == label);
        let own = rank(reference.label);
        let at =
            object.refs.iter().take_while(|r| rank(r.label).is_some_and(|rank| Some(rank) < own)).count();
        self.insert_ref(from, at, reference);
    }

    /// Adds a reference unless one with the same label and target is there, which then becomes as
    /// sure as the surer of both. True if anything changed.
    pub fn add_ref(&mut self, from: ObjId, reference: Reference) -> bool {
        let Some(object) = self.get(from) else { return false };
        let same = |r: &Reference| r.label == reference.label && r.target == reference.target;
        let first = object.refs.find(reference.label).unwrap_or(object.refs.len());
        match object.refs[first..].iter().position(same).map(|at| first + at) {
            None => self.push_ref(from, reference),
            Some(at) if reference.certainty < object.refs[at].certainty => {
                if let Some(object) = self.get_mut(from) {
                    object.refs.edit(at, |r| r.certainty = reference.certainty);
                }
            }
            Some(_) => return false,
        }
        true
    }

    /// Takes a reference out and hands its count to the caller (a pop).
    pub fn take_ref(&mut self, from: ObjId, label: Label) -> Option<ObjId> {
        let at = self.get(from)?.refs.find(label)?;
        self.take_at(from, at)
    }

    /// As `take_ref`, by position.
    pub fn take_at(&mut self, from: ObjId, at: usize) -> Option<ObjId> {
        let reference = self.get_mut(from)?.refs.remove(at)?;
        if reference.strength == RefStrength::Weak {
            self.unregister(from, reference.target);
        }
        if reference.strength != RefStrength::Strong {
            self.incref(reference.target);
        }
        Some(reference.target)
    }

    /// Takes a reference out and releases its target; false if there is none.
    pub fn remove_ref(&mut self, from: ObjId, label: Label) -> bool {
        match self.get(from).and_then(|object| object.refs.find(label)) {
            Some(at) => self.remove_at(from, at),
            None => false,
        }
    }

    /// As `remove_ref`, by position.
    pub fn remove_at(&mut self, from: ObjId, at: usize) -> bool {
        let Some(reference) = self.get_mut(from).and_then(|object| object.refs.remove(at)) else {
            return false;
        };
        self.release(from, reference);
        true
    }

    /// Replaces a run of references (a slice assignment); the old ones are released last to first.
    pub fn splice(&mut self, from: ObjId, range: Range<usize>, with: Vec<Reference>) {
        if self.get_mut(from).is_none() {
            return;
        }
        for reference in &with {
            self.gain(from, reference.target, reference.strength);
        }
        let Some(object) = self.get_mut(from) else { return };
        let mut old = object.refs.splice(range, with);
        old.reverse();
        self.release_all(from, old);
    }

    /// Takes out every reference that `gone` says yes to and releases the targets in the order in
    /// which `clear()` of that kind does: lists from the last item, everything else from the first.
    pub fn clear_refs(&mut self, from: ObjId, mut gone: impl FnMut(&Reference) -> bool) {
        let Some(object) = self.get_mut(from) else { return };
        let backwards = object.kind == Kind::List;
        let mut old = Vec::new();
        object.refs.reorder(|refs| {
            refs.retain(|r| {
                let goes = gone(r);
                if goes {
                    old.push(*r);
                }
                !goes
            });
        });
        if backwards {
            old.reverse();
        }
        self.release_all(from, old);
    }

    /// Takes out every reference with a label. A label that is not there costs one look.
    pub fn clear_label(&mut self, from: ObjId, label: Label) {
        if self.get(from).is_some_and(|object| object.refs.find(label).is_some()) {
            self.clear_refs(from, |r| r.label == label);
        }
    }

    fn note_store(&mut self, from: ObjId, reference: &Reference) {
        if self.is_counting() {
            self.account_store(from, reference);
        }
    }

    /// What losing a reference does to its target.
    fn release(&mut self, from: ObjId, reference: Reference) {
        match reference.strength {
            RefStrength::Strong => self.decref(reference.target),
            RefStrength::Weak => self.unregister(from, reference.target),
            RefStrength::Borrowed => {}
        }
    }

    fn release_all(&mut self, from: ObjId, references: Vec<Reference>) {
        for weak in references.iter().filter(|r| r.strength == RefStrength::Weak) {
            self.unregister(from, weak.target);
        }
        let strong = references.iter().filter(|r| r.strength == RefStrength::Strong).map(|r| r.target);
        self.decref_in_order(strong);
    }

    /// A weak reference is gone: its target forgets it.
    pub(super) fn unregister(&mut self, holder: ObjId, target: ObjId) {
        if let Some(object) = self.get_mut(target)
            && let Some(at) = object.weakrefs.iter().position(|w| *w == holder)
        {
            object.weakrefs.remove(at);
        }
    }
}
