//! The objects of a linked heap. They are never counted, copied or freed one by one, so they carry
//! less than those of `heap`, whose words they share.

use smallvec::SmallVec;

use crate::base::{FileId, Place, SiteId};
use crate::heap::{Kind, ObjId, Reference};

/// What is known of an object beside its references.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Payload {
    None,
    /// The body that a function, frame or generator runs.
    Code(u32),
}

#[derive(Debug)]
pub struct Held {
    pub kind: Kind,
    pub payload: Payload,
    /// Where it was made.
    pub site: SiteId,
    pub file: FileId,
    /// In the order in which they were made.
    pub refs: SmallVec<[Reference; 2]>,
}

#[derive(Debug, Default)]
pub struct Objects {
    all: Vec<Held>,
}

impl Objects {
    pub fn alloc(&mut self, kind: Kind, place: Place) -> ObjId {
        let id = ObjId(self.all.len() as u32);
        let refs = SmallVec::new();
        self.all.push(Held { kind, payload: Payload::None, site: place.site, file: place.file, refs });
        id
    }

    /// One past the largest number in use.
    pub fn end(&self) -> usize {
        self.all.len()
    }

    pub fn get(&self, id: ObjId) -> Option<&Held> {
        self.all.get(id.0 as usize)
    }

    pub fn get_mut(&mut self, id: ObjId) -> Option<&mut Held> {
        self.all.get_mut(id.0 as usize)
    }

    pub fn push_ref(&mut self, from: ObjId, reference: Reference) {
        if let Some(object) = self.get_mut(from) {
            object.refs.push(reference);
        }
    }

    /// Takes out every reference that `gone` says yes to.
    pub fn clear_refs(&mut self, from: ObjId, mut gone: impl FnMut(&Reference) -> bool) {
        if let Some(object) = self.get_mut(from) {
            object.refs.retain(|reference| !gone(reference));
        }
    }
}
