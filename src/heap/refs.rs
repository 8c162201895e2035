//! The outgoing references of one object: a vector in clearing order, with a way to find a label
//! that stays fast for a module of thousands of names.
//!
//! Reads like a slice. The order is the program's own (definition, position, insertion); taking a
//! reference out keeps the order of the rest. Labels that repeat (`Elem`, `Key`, `Value`, `Either`)
//! are not indexed: whoever looks for one wants the first, and gets it by scanning.
//!
//! A *serial* names a reference for as long as it stays: positions move when an earlier reference is
//! taken out, serials do not. Hash tables of dictionaries and sets keep serials. Serials are
//! renumbered only by `insert`, `splice` and `reorder`, which hash tables never meet.
//!
//! Nothing here counts: that is `Heap`'s part.

use std::ops::{Deref, Range};

use rustc_hash::FxHashMap;

use super::reference::{Label, Reference};

/// From this many references on, single labels are indexed.
const INDEX_FROM: usize = 16;

/// References in order. Derefs to a slice for reading.
#[derive(Clone, Debug, Default)]
pub struct Refs {
    items: Vec<Reference>,
    /// References whose label cannot repeat.
    singles: u32,
    /// Present once positions and serials differ, or the object is large.
    extra: Option<Box<Extra>>,
}

#[derive(Clone, Debug, Default)]
struct Extra {
    /// Serial of each item, ascending; absent while serials equal positions.
    serials: Option<Vec<u32>>,
    next: u32,
    /// Single label -> serial; absent while small.
    index: Option<FxHashMap<Label, u32>>,
}

impl Label {
    /// Whether one object may carry the label several times.
    pub const fn repeats(self) -> bool {
        matches!(self, Label::Elem | Label::Key | Label::Value | Label::Either(_) | Label::Retained)
    }
}

impl Refs {
    pub const fn new() -> Self {
        Self { items: Vec::new(), singles: 0, extra: None }
    }

    pub fn with_capacity(capacity: usize) -> Self {
        Self { items: Vec::with_capacity(capacity), singles: 0, extra: None }
    }

    /// Position of the first reference with this label.
    pub fn find(&self, label: Label) -> Option<usize> {
        if label.repeats() {
            return self.items.iter().position(|r| r.label == label);
        }
        if self.singles == 0 {
            return None;
        }
        match self.extra.as_ref().and_then(|extra| extra.index.as_ref()) {
            Some(index) => self.position(*index.get(&label)?),
            None => self.items.iter().position(|r| r.label == label),
        }
    }

    /// First reference with this label.
    pub fn with_label(&self, label: Label) -> Option<&Reference> {
        self.find(label).map(|at| &self.items[at])
    }

    /// Changes a reference in place; the label must stay.
    pub fn edit(&mut self, at: usize, change: impl FnOnce(&mut Reference)) {
        if let Some(reference) = self.items.get_mut(at) {
            let label = reference.label;
            change(reference);
            debug_assert_eq!(label, reference.label, "the index knows the reference by its label");
        }
    }

    /// Changes every reference in place; labels must stay.
    pub fn edit_all(&mut self, mut change: impl FnMut(&mut Reference)) {
        for at in 0..self.items.len() {
            self.edit(at, &mut change);
        }
    }

    pub fn push(&mut self, reference: Reference) {
        let serial = self.next_serial();
        self.items.push(reference);
        if let Some(extra) = &mut self.extra {
            extra.next = serial + 1;
            if let Some(serials) = &mut extra.serials {
                serials.push(serial);
            }
            if let (Some(index), false) = (&mut extra.index, reference.label.repeats()) {
                index.entry(reference.label).or_insert(serial);
            }
        }
        self.singles += u32::from(!reference.label.repeats());
        self.index_if_large();
    }

    pub fn insert(&mut self, at: usize, reference: Reference) {
        if at >= self.items.len() {
            return self.push(reference);
        }
        self.items.insert(at, reference);
        self.renumber();
    }

    /// Takes the reference at a position out, keeping the order of the rest.
    pub fn remove(&mut self, at: usize) -> Option<Reference> {
        if at >= self.items.len() {
            return None;
        }
        let serial = self.serial(at);
        self.note_serials_before_removal(at);
        let reference = self.items.remove(at);
        if let Some(extra) = &mut self.extra {
            if let Some(serials) = &mut extra.serials {
                serials.remove(at);
            } else {
                extra.next = self.items.len() as u32;
            }
        }
        self.forget(reference.label, serial);
        Some(reference)
    }

    /// Replaces a run of references, and gives the old ones.
    pub fn splice(
        &mut self,
        range: Range<usize>,
        with: impl IntoIterator<Item = Reference>,
    ) -> Vec<Reference> {
        let end = range.end.min(self.items.len());
        let start = range.start.min(end);
        let old = self.items.splice(start..end, with).collect();
        self.renumber();
        old
    }

    /// Sorts, reverses, filters: any change that only moves or drops whole references.
    pub fn reorder(&mut self, change: impl FnOnce(&mut Vec<Reference>)) {
        change(&mut self.items);
        self.renumber();
    }

    /// Everything, leaving nothing behind.
    pub fn take_all(&mut self) -> Vec<Reference> {
        *self = Self { items: std::mem::take(&mut self.items), singles: 0, extra: None };
        std::mem::take(&mut self.items)
    }

    /// The lasting name of the reference at a position.
    pub fn serial(&self, at: usize) -> u32 {
        match self.extra.as_ref().and_then(|extra| extra.serials.as_ref()) {
            Some(serials) => serials.get(at).copied().unwrap_or(u32::MAX),
            None => at as u32,
        }
    }

    /// Where the reference with this serial stands, unless it is gone.
    pub fn position(&self, serial: u32) -> Option<usize> {
        match self.extra.as_ref().and_then(|extra| extra.serials.as_ref()) {
            Some(serials) => serials.binary_search(&serial).ok(),
            None => Some(serial as usize).filter(|at| *at < self.items.len()),
        }
    }

    /// The serial that the next `push` will give.
    pub fn next_serial(&self) -> u32 {
        self.extra.as_ref().map_or(self.items.len() as u32, |extra| extra.next)
    }

    fn note_serials_before_removal(&mut self, at: usize) {
        if at + 1 == self.items.len() {
            return;
        }
        let len = self.items.len() as u32;
        let extra = self.extra.get_or_insert_with(|| Box::new(Extra { next: len, ..Extra::default() }));
        extra.serials.get_or_insert_with(|| (0..len).collect());
    }

    fn forget(&mut self, label: Label, serial: u32) {
        if label.repeats() {
            return;
        }
        self.singles -= 1;
        let Some(index) = self.extra.as_mut().and_then(|extra| extra.index.as_mut()) else { return };
        if index.get(&label) == Some(&serial) {
            index.remove(&label);
            // A label that should be single may stand twice when a caller pushed it twice.
            if self.items.iter().any(|r| r.label == label) {
                self.renumber();
            }
        }
    }

    /// Serials equal positions again; the index is rebuilt if there is one.
    fn renumber(&mut self) {
        self.singles = self.items.iter().filter(|r| !r.label.repeats()).count() as u32;
        self.extra = None;
        self.index_if_large();
    }

    fn index_if_large(&mut self) {
        if self.singles == 0 || self.items.len() <= INDEX_FROM {
            return;
        }
        let next = self.next_serial();
        if self.extra.as_ref().is_some_and(|extra| extra.index.is_some()) {
            return;
        }
        let mut index = FxHashMap::default();
        for (at, reference) in self.items.iter().enumerate() {
            if !reference.label.repeats() {
                index.entry(reference.label).or_insert(self.serial(at));
            }
        }
        let extra = self.extra.get_or_insert_with(|| Box::new(Extra { next, ..Extra::default() }));
        extra.index = Some(index);
    }
}

impl Deref for Refs {
    type Target = [Reference];
    fn deref(&self) -> &[Reference] {
        &self.items
    }
}

impl<'a> IntoIterator for &'a Refs {
    type Item = &'a Reference;
    type IntoIter = std::slice::Iter<'a, Reference>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl FromIterator<Reference> for Refs {
    fn from_iter<I: IntoIterator<Item = Reference>>(items: I) -> Self {
        Self::from(items.into_iter().collect::<Vec<_>>())
    }
}

impl From<Vec<Reference>> for Refs {
    fn from(items: Vec<Reference>) -> Self {
        let mut refs = Self { items, singles: 0, extra: None };
        refs.renumber();
        refs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FileId, SiteId, Symbol};
    use crate::heap::{Certainty, ObjId, RefStrength};

    fn reference(label: Label, target: u32) -> Reference {
        Reference {
            label,
            target: ObjId(target),
            strength: RefStrength::Strong,
            certainty: Certainty::Must,
            site: SiteId(0),
            file: FileId(0),
        }
    }

    fn name(n: u32) -> Label {
        Label::attr(Symbol::new(&format!("name{n}")))
    }

    #[test]
    fn labels_are_found_after_any_removal() {
        let mut refs: Refs = (0..100).map(|n| reference(name(n), n)).collect();
        for gone in (0..100).step_by(3) {
            let at = refs.find(name(gone)).unwrap();
            assert_eq!(refs.remove(at).unwrap().target, ObjId(gone));
        }
        for n in 0..100 {
            assert_eq!(refs.with_label(name(n)).map(|r| r.target), (n % 3 != 0).then_some(ObjId(n)));
        }
        refs.push(reference(name(0), 7));
        assert_eq!(refs.find(name(0)), Some(refs.len() - 1));
    }

    #[test]
    fn serials_outlive_removals_before_them() {
        let mut refs = Refs::new();
        let serials: Vec<u32> = (0..20)
            .map(|n| {
                let serial = refs.next_serial();
                refs.push(reference(Label::Elem, n));
                serial
            })
            .collect();
        refs.remove(0);
        refs.remove(refs.len() - 1);
        refs.push(reference(Label::Elem, 99));
        assert_eq!(refs.position(serials[0]), None);
        assert_eq!(refs.position(serials[19]), None);
        assert_eq!(refs.position(serials[5]).map(|at| refs[at].target), Some(ObjId(5)));
    }
}
