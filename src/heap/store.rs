//! The table of objects: allocation, counts, and copies that share what did not change.
//!
//! How references are written is in `write`, how objects die in `dying`.

use std::sync::Arc;

use smallvec::SmallVec;

use super::collector::Collector;
use super::dying::Dying;
use super::object::{Flags, Object};
use super::reference::{Label, RefStrength, Reference};
use super::timeline::{Event, EventKind, Timeline};
use crate::base::{FileId, SiteId, index};

index! {
    /// An object, valid within one `Heap` and its copies. Numbers below `Heap::statics()` are the
    /// interpreter's own immortal objects (built-in types, None, ...), shared by all heaps.
    pub struct ObjId;
}

/// A count that never moves.
pub(super) const IMMORTAL: u32 = u32::MAX;

/// A heap. Copying one costs a pointer per object; a write copies the object it changes.
#[derive(Clone, Debug)]
pub struct Heap {
    statics: Arc<[Object]>,
    pub(super) objects: Vec<Option<Arc<Object>>>,
    /// Strong references to each dynamic object, from objects and anchors; meaningful while counting.
    pub(super) counts: Vec<u32>,
    counting: bool,
    pub(super) dying: Dying,
    pub(super) collector: Collector,
    /// The interpreter is shutting down: whatever dies, dies of that.
    exiting: bool,
    timeline: Option<Box<Timeline>>,
    /// Where the running program stands: the place of recorded events.
    now: (FileId, SiteId),
}

impl Heap {
    /// An empty heap over the interpreter's static objects.
    pub fn new(statics: Arc<[Object]>, counting: bool) -> Self {
        Self {
            statics,
            objects: Vec::new(),
            counts: Vec::new(),
            counting,
            dying: Dying::default(),
            collector: Collector::default(),
            exiting: false,
            timeline: None,
            now: (FileId(0), SiteId(0)),
        }
    }

    /// Number of static objects; the first dynamic object has this number.
    pub fn statics(&self) -> usize {
        self.statics.len()
    }

    /// One past the largest number in use. Numbers of freed objects are not used again.
    pub fn end(&self) -> usize {
        self.statics.len() + self.objects.len()
    }

    pub fn is_counting(&self) -> bool {
        self.counting
    }

    /// From here on the heap stands for several executions: counts are no longer kept, nothing dies.
    pub fn stop_counting(&mut self) {
        self.counting = false;
        self.dying = Dying::default();
        self.collector = Collector::new(self.collector.profile());
    }

    /// The interpreter shuts down from here on.
    pub fn set_exiting(&mut self) {
        self.exiting = true;
    }

    pub(super) fn is_exiting(&self) -> bool {
        self.exiting
    }

    pub fn is_static(&self, id: ObjId) -> bool {
        (id.0 as usize) < self.statics.len()
    }

    /// Place of a dynamic object in the tables.
    pub(super) fn seat(&self, id: ObjId) -> Option<usize> {
        (id.0 as usize).checked_sub(self.statics.len())
    }

    pub(super) fn id_of_seat(&self, seat: usize) -> ObjId {
        ObjId((self.statics.len() + seat) as u32)
    }

    /// Takes a new object in. Its strong references are counted; it starts with one anchor's reference.
    pub fn alloc(&mut self, object: Object) -> ObjId {
        let id = self.id_of_seat(self.objects.len());
        let held: SmallVec<[Reference; 8]> = object.refs.iter().copied().collect();
        self.counts.push(if object.flags.has(Flags::IMMORTAL) { IMMORTAL } else { 1 });
        self.objects.push(Some(Arc::new(object)));
        self.record(id, EventKind::Alloc);
        for reference in held {
            self.gain(id, reference.target, reference.strength);
        }
        if self.counting {
            self.account_birth(id);
        }
        id
    }

    /// The object, unless it has been freed.
    pub fn get(&self, id: ObjId) -> Option<&Object> {
        match self.seat(id) {
            None => Some(&self.statics[id.0 as usize]),
            Some(seat) => self.objects.get(seat)?.as_deref(),
        }
    }

    /// For changes that keep the references as they are. Static and freed objects give `None`.
    pub fn get_mut(&mut self, id: ObjId) -> Option<&mut Object> {
        let seat = self.seat(id)?;
        self.objects.get_mut(seat)?.as_mut().map(Arc::make_mut)
    }

    /// Whether both heaps, copies of one, still share this object unchanged.
    pub fn shares(&self, other: &Heap, id: ObjId) -> bool {
        let Some(seat) = self.seat(id) else { return true };
        match (self.objects.get(seat), other.objects.get(seat)) {
            (Some(Some(a)), Some(Some(b))) => Arc::ptr_eq(a, b),
            (Some(None), Some(None)) => true,
            _ => false,
        }
    }

    /// Dynamic objects that are alive, by number.
    pub fn ids(&self) -> impl Iterator<Item = ObjId> + '_ {
        (0..self.objects.len()).filter(|seat| self.objects[*seat].is_some()).map(|seat| self.id_of_seat(seat))
    }

    /// Strong references that are counted; `None` for static objects.
    pub fn count(&self, id: ObjId) -> Option<u32> {
        self.counts.get(self.seat(id)?).copied()
    }

    /// The object is never freed and its count no longer moves (interned strings of 3.12).
    pub fn make_immortal(&mut self, id: ObjId) {
        if let Some(object) = self.get_mut(id) {
            object.flags.set(Flags::IMMORTAL);
        }
        if let Some(count) = self.seat(id).and_then(|seat| self.counts.get_mut(seat)) {
            *count = IMMORTAL;
        }
    }

    /// One more anchor.
    pub fn incref(&mut self, id: ObjId) {
        let Some(seat) = self.seat(id) else { return };
        if !self.counting {
            return;
        }
        let Some(count) = self.counts.get_mut(seat) else { return };
        if *count != IMMORTAL {
            *count += 1;
            let count = *count;
            self.record(id, EventKind::Incref(count));
        }
    }

    /// Takes one off; true when nothing is left.
    pub(super) fn lower(&mut self, id: ObjId) -> bool {
        let Some(seat) = self.seat(id) else { return false };
        let Some(count) = self.counts.get_mut(seat) else { return false };
        if *count == IMMORTAL || *count == 0 {
            return false;
        }
        *count -= 1;
        let count = *count;
        self.record(id, EventKind::Decref(count));
        count == 0
    }

    /// What a new reference from `from` does to its target.
    pub(super) fn gain(&mut self, from: ObjId, target: ObjId, strength: RefStrength) {
        match strength {
            RefStrength::Strong => self.incref(target),
            RefStrength::Weak => {
                if let Some(object) = self.get_mut(target) {
                    object.weakrefs.push(from);
                }
            }
            RefStrength::Borrowed => {}
        }
    }

    pub fn target(&self, from: ObjId, label: Label) -> Option<ObjId> {
        self.get(from)?.get(label).map(|r| r.target)
    }

    /// From here on events are recorded, at most `limit` of them.
    pub fn keep_timeline(&mut self, limit: usize) {
        self.timeline = Some(Box::new(Timeline::with_limit(limit)));
    }

    pub fn timeline(&self) -> Option<&Timeline> {
        self.timeline.as_deref()
    }

    /// Says where the program stands.
    pub fn set_place(&mut self, file: FileId, site: SiteId) {
        self.now = (file, site);
    }

    /// For what only the executor knows: names bound and unbound.
    pub fn record(&mut self, obj: ObjId, kind: EventKind) {
        if let Some(timeline) = &mut self.timeline {
            timeline.record(Event { kind, obj, site: self.now.1, file: self.now.0 });
        }
    }

    pub(super) fn bury(&mut self, id: ObjId, object: &Arc<Object>) {
        if let Some(timeline) = &mut self.timeline {
            timeline.bury(id, object);
        }
    }
}
