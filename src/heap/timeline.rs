//! What happened to every object, in order: an append-only list that is kept when asked for.
//!
//! The heap records what it does itself (counts, deaths, collections); the executor records what
//! only it knows (names bound and unbound). Objects that died are kept as they were, so that a
//! reader can still be told what they were.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::object::Object;
use super::store::ObjId;
use crate::base::{FileId, SiteId, Symbol};

/// Why an object's memory was given back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    Refcount,
    Collector,
    Exit,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EventKind {
    Alloc,
    /// A name refers to the object; it no longer does.
    Bind(Symbol),
    Unbind(Symbol),
    /// The count after the change.
    Incref(u32),
    Decref(u32),
    Free(Cause),
    /// `__del__` is about to run.
    Finalize,
    /// The object lived on after `__del__`.
    Resurrect,
    /// The callback of a weak reference to the object is about to run.
    WeakrefCallback,
    /// A collection ended; `obj` means nothing.
    Collect {
        generation: u8,
        found: u32,
        promoted: u32,
    },
}

/// One entry. Kept small: a body may record a million of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Event {
    pub kind: EventKind,
    pub obj: ObjId,
    pub site: SiteId,
    pub file: FileId,
}

const _: () = assert!(std::mem::size_of::<Event>() <= 24);

/// The events of a run.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    events: Vec<Event>,
    /// Objects as they were when they died.
    graves: FxHashMap<ObjId, Arc<Object>>,
    /// The most that is recorded; what lies beyond is counted only.
    limit: usize,
    missed: usize,
}

impl Timeline {
    pub fn with_limit(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    pub fn record(&mut self, event: Event) {
        if self.events.len() < self.limit {
            self.events.push(event);
        } else {
            self.missed += 1;
        }
    }

    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Events that did not fit.
    pub fn missed(&self) -> usize {
        self.missed
    }

    /// The object as it was at its death.
    pub fn grave(&self, id: ObjId) -> Option<&Object> {
        self.graves.get(&id).map(|object| &**object)
    }

    pub(super) fn bury(&mut self, id: ObjId, object: &Arc<Object>) {
        if self.graves.len() < self.limit {
            self.graves.insert(id, Arc::clone(object));
        }
    }
}
