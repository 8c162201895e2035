//! The union of two heaps that come from one: what some way of execution did beside another.
//!
//! The ways never share the number of a new object (each starts where the others' numbers end, see
//! `skip_to`), so a union renames nothing. An object that only one way made is taken as it is; of an
//! object that both changed, the references are united, and what only one of them has is `May`.

use std::sync::Arc;

use super::object::{Kind, Object, Payload};
use super::reference::{Certainty, Reference};
use super::store::{Heap, ObjId};

impl Heap {
    /// The next object gets a number of at least `end`.
    pub fn skip_to(&mut self, end: usize) {
        while self.end() < end {
            self.objects.push(None);
            self.counts.push(0);
        }
    }

    /// Puts an object that another way already numbered in its place here, unless something is there.
    pub fn place(&mut self, id: ObjId, object: Object) {
        self.skip_to(id.0 as usize + 1);
        let Some(seat) = self.seat(id) else { return };
        if let Some(free @ None) = self.objects.get_mut(seat) {
            *free = Some(Arc::new(object));
        }
    }

    /// Takes in what `other`, a copy that went another way, did.
    pub fn unite(&mut self, other: Heap) {
        self.skip_to(other.end());
        for (seat, theirs) in other.objects.into_iter().enumerate() {
            let Some(theirs) = theirs else { continue };
            match &mut self.objects[seat] {
                mine @ None => *mine = Some(theirs),
                Some(mine) if Arc::ptr_eq(mine, &theirs) => {}
                Some(mine) => unite_objects(Arc::make_mut(mine), &theirs),
            }
        }
    }
}

fn unite_objects(mine: &mut Object, theirs: &Object) {
    if !same_payload(&mine.payload, &theirs.payload) {
        mine.payload = if mine.kind == Kind::Scalar { Payload::Unknown } else { Payload::None };
    }
    mine.flags.set(theirs.flags);
    let has =
        |refs: &[Reference], r: &Reference| refs.iter().any(|o| o.label == r.label && o.target == r.target);
    let only_theirs: Vec<Reference> =
        theirs.refs.iter().filter(|r| !has(&mine.refs, r)).map(|r| doubted(*r)).collect();
    mine.refs.edit_all(|r| {
        let twin = theirs.refs.iter().find(|o| o.label == r.label && o.target == r.target);
        *r = match twin {
            Some(twin) => Reference { certainty: r.certainty.max(twin.certainty), ..*r },
            None => doubted(*r),
        };
    });
    for reference in only_theirs {
        mine.refs.push(reference);
    }
}

fn doubted(reference: Reference) -> Reference {
    Reference { certainty: reference.certainty.max(Certainty::May), ..reference }
}

fn same_payload(a: &Payload, b: &Payload) -> bool {
    match (a, b) {
        (Payload::None, Payload::None) | (Payload::Unknown, Payload::Unknown) => true,
        (Payload::Int(a), Payload::Int(b)) | (Payload::Cursor(a), Payload::Cursor(b)) => a == b,
        (Payload::Code(a), Payload::Code(b)) => a == b,
        (Payload::Str(a), Payload::Str(b)) => a == b,
        (Payload::Name(a), Payload::Name(b)) => a == b,
        (Payload::Native(a), Payload::Native(b)) => a == b,
        (Payload::Origin(a), Payload::Origin(b)) => a == b,
        (Payload::Index(a), Payload::Index(b)) => a == b,
        _ => false,
    }
}
