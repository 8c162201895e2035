//! The table of objects: allocation, references, and copies that share what did not change.

use std::sync::Arc;

use super::object::Object;
use super::reference::{Label, Reference};
use crate::base::index;

index! {
    /// An object, valid within one `Heap` and its copies. Numbers below `Heap::statics()` are the
    /// interpreter's own immortal objects (built-in types, None, ...), shared by all heaps.
    pub struct ObjId;
}

/// A heap. Copying one costs a pointer per object; a write copies the object it changes.
#[derive(Clone, Debug)]
pub struct Heap {
    statics: Arc<[Object]>,
    objects: Vec<Option<Arc<Object>>>,
    /// Strong references to each dynamic object, from objects and anchors; meaningful while counting.
    counts: Vec<u32>,
    counting: bool,
}

impl Heap {
    /// An empty heap over the interpreter's static objects.
    pub fn new(statics: Arc<[Object]>, counting: bool) -> Self {
        Self { statics, objects: Vec::new(), counts: Vec::new(), counting }
    }

    /// Number of static objects; the first dynamic object has this number.
    pub fn statics(&self) -> usize {
        self.statics.len()
    }

    /// One past the largest number in use.
    pub fn end(&self) -> usize {
        self.statics.len() + self.objects.len()
    }

    pub fn is_counting(&self) -> bool {
        self.counting
    }

    /// From here on the heap stands for several executions: counts are no longer kept.
    pub fn stop_counting(&mut self) {
        self.counting = false;
    }

    pub fn is_static(&self, id: ObjId) -> bool {
        (id.0 as usize) < self.statics.len()
    }

    /// Takes a new object in. Its references are counted; it starts with one anchor's reference.
    pub fn alloc(&mut self, object: Object) -> ObjId {
        let id = ObjId((self.statics.len() + self.objects.len()) as u32);
        if self.counting {
            for at in 0..object.refs.len() {
                self.incref(object.refs[at].target);
            }
        }
        self.objects.push(Some(Arc::new(object)));
        self.counts.push(1);
        id
    }

    /// The object, unless it has been freed.
    pub fn get(&self, id: ObjId) -> Option<&Object> {
        let at = id.0 as usize;
        match at.checked_sub(self.statics.len()) {
            None => Some(&self.statics[at]),
            Some(at) => self.objects.get(at)?.as_deref(),
        }
    }

    /// For changes that keep the references as they are. Static and freed objects give `None`.
    pub fn get_mut(&mut self, id: ObjId) -> Option<&mut Object> {
        let at = (id.0 as usize).checked_sub(self.statics.len())?;
        self.objects.get_mut(at)?.as_mut().map(Arc::make_mut)
    }

    /// Strong references that are counted; `None` for static objects.
    pub fn count(&self, id: ObjId) -> Option<u32> {
        let at = (id.0 as usize).checked_sub(self.statics.len())?;
        self.counts.get(at).copied()
    }

    pub fn incref(&mut self, id: ObjId) {
        if let Some(at) = (id.0 as usize).checked_sub(self.statics.len()) {
            self.counts[at] += 1;
        }
    }

    /// Appends a reference without looking for an older one with the label.
    pub fn push_ref(&mut self, from: ObjId, reference: Reference) {
        if self.counting && reference.strength == super::RefStrength::Strong {
            self.incref(reference.target);
        }
        if let Some(object) = self.get_mut(from) {
            object.refs.push(reference);
        }
    }

    pub fn target(&self, from: ObjId, label: Label) -> Option<ObjId> {
        self.get(from)?.get(label).map(|r| r.target)
    }
}
