//! How objects die: the cascade from a count of zero, in CPython's order, without recursion.
//!
//! `__del__` and the callbacks of weak references are code, and the heap runs none. A death is
//! therefore a stack of *steps* that stops where code is due:
//!
//! 1. `Heap::decref` (or any write that releases) works as far as it can by itself. Most objects
//!    need no code, so most deaths are over when it returns.
//! 2. `Heap::next_due` works on and gives the next `Due`, or `None` when nothing waits. The executor
//!    calls it after every release, in a loop.
//! 3. `Due::Finalize` and `Due::Callback` are answered, once the code has run (normally or with an
//!    exception), by `Heap::finalized` or `Heap::called_back`. Until then the death that asked rests,
//!    while deaths that the code itself causes run to their end through the same `next_due`: it
//!    gives `None` to the code that runs inside a finalizer once *its* deaths are done.
//!    `Due::Freed` and the collector's messages need no answer.
//!
//! Order: an object's `__del__` (once in its life; its count is 1 meanwhile), then the callbacks of
//! weak references to it, newest first, then what it holds: attributes and everything else in the
//! order of `refs`, items of lists and tuples from the last to the first. A child that dies does so
//! completely before its next sibling is released. Generators clear weak references first.

use std::sync::Arc;

use smallvec::SmallVec;

use super::collection::{Collected, Collection};
use super::collector::Progress;
use super::object::{Flags, Kind, Object};
use super::reference::{Label, RefStrength};
use super::store::{Heap, ObjId};
use super::timeline::{Cause, EventKind};
use super::trashcan::Trashcan;

/// What the executor has to do next.
#[derive(Clone, Debug)]
pub enum Due {
    /// Call `__del__` of the object (close it, if it is a generator), then `Heap::finalized`.
    Finalize(ObjId),
    /// Call `callback(weakref)`, then `Heap::called_back`. Both are held until then.
    Callback { weakref: ObjId, callback: ObjId },
    /// An object with `Flags::WATCHED` is no more; this is what it was.
    Freed { id: ObjId, object: Arc<Object> },
    /// A collection is over.
    Collected(Collected),
}

/// Deaths under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Dying {
    steps: Vec<Step>,
    /// Steps below this one wait for the executor's answer.
    floor: usize,
    pub(super) trashcan: Trashcan,
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    /// An object without references, before anything was done to it.
    Die(ObjId),
    /// Its `__del__` is next.
    Finalize(ObjId),
    /// Its weak references are next, then it is freed.
    Weakrefs(ObjId),
    Free(ObjId),
    /// Targets to release; the last is the next.
    Release(SmallVec<[ObjId; 4]>),
    /// (weakref, callback) pairs to call, both held; the last is the next.
    Callbacks(Vec<(ObjId, ObjId)>),
    Freed(ObjId, Arc<Object>),
    Collect(Box<Collection>),
    /// What an instance's dictionary or a frame held, which die as objects of their own.
    Contents(SmallVec<[ObjId; 4]>),
    /// The deallocation of a container is over.
    Unnest,
    /// What was put off is next.
    Empty,
    /// The executor runs code for this; `floor` is what `Dying::floor` was before.
    Waiting {
        wait: Wait,
        floor: usize,
    },
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Wait {
    Finalizer(ObjId),
    /// A finalizer that a collection runs.
    Garbage(ObjId),
    Callback {
        weakref: ObjId,
        callback: ObjId,
    },
}

impl Heap {
    /// One anchor or reference less. At zero the object dies.
    pub fn decref(&mut self, id: ObjId) {
        if self.is_counting() && self.lower(id) {
            self.start_step(Step::Die(id));
        }
    }

    /// Releases several, one after another.
    pub fn decref_in_order(&mut self, ids: impl Iterator<Item = ObjId>) {
        if !self.is_counting() {
            return;
        }
        let mut targets: SmallVec<[ObjId; 4]> = ids.collect();
        targets.reverse();
        if !targets.is_empty() {
            self.start_step(Step::Release(targets));
        }
    }

    /// Whether `next_due` may have something: cheap, for the executor's fast path.
    pub fn has_due(&self) -> bool {
        self.dying.steps.len() > self.dying.floor
    }

    /// Works on until code is due.
    pub fn next_due(&mut self) -> Option<Due> {
        loop {
            self.advance();
            if !self.has_due() {
                return None;
            }
            match self.dying.steps.pop()? {
                Step::Finalize(id) => {
                    self.dying.steps.push(Step::Weakrefs(id));
                    return Some(self.hand_out_finalizer(id));
                }
                Step::Callbacks(mut calls) => {
                    let Some((weakref, callback)) = calls.pop() else { continue };
                    if !calls.is_empty() {
                        self.dying.steps.push(Step::Callbacks(calls));
                    }
                    self.wait(Wait::Callback { weakref, callback });
                    self.record(weakref, EventKind::WeakrefCallback);
                    return Some(Due::Callback { weakref, callback });
                }
                Step::Freed(id, object) => return Some(Due::Freed { id, object }),
                Step::Collect(collection) => return self.next_due_of_collection(collection),
                other => self.dying.steps.push(other),
            }
        }
    }

    fn next_due_of_collection(&mut self, mut collection: Box<Collection>) -> Option<Due> {
        if collection.is_done() {
            let result = collection.into_result();
            self.end_collection(&result);
            return Some(Due::Collected(result));
        }
        let id = self.next_to_finalize(&mut collection)?;
        self.dying.steps.push(Step::Collect(collection));
        if let Some(object) = self.get_mut(id) {
            object.flags.set(Flags::FINALIZED);
        }
        self.incref(id);
        self.record(id, EventKind::Finalize);
        self.wait(Wait::Garbage(id));
        Some(Due::Finalize(id))
    }

    fn hand_out_finalizer(&mut self, id: ObjId) -> Due {
        // The dead object is lent one reference for the time of the call.
        if let Some(count) = self.seat(id).and_then(|seat| self.counts.get_mut(seat)) {
            *count = 1;
        }
        self.record(id, EventKind::Finalize);
        self.wait(Wait::Finalizer(id));
        Due::Finalize(id)
    }

    /// Takes that reference back; true if there are others.
    fn return_borrowed_count(&mut self, id: ObjId) -> bool {
        let Some(count) = self.seat(id).and_then(|seat| self.counts.get_mut(seat)) else { return false };
        *count = count.saturating_sub(1);
        *count > 0
    }

    /// `__del__` has run. True if the object lives on because something refers to it again (for
    /// garbage of a collection, that is judged later).
    pub fn finalized(&mut self, id: ObjId) -> bool {
        if let Some(at) = self.stop_waiting(Wait::Garbage(id)) {
            self.resume_with(at, Step::Release(SmallVec::from_slice(&[id])));
            return false;
        }
        let Some(at) = self.stop_waiting(Wait::Finalizer(id)) else { return false };
        if let Some(object) = self.get_mut(id) {
            object.flags.set(Flags::FINALIZED);
        }
        let lives = self.put_off_frame(id) || self.return_borrowed_count(id);
        if lives {
            // The step below is what would have gone on with the object's death.
            self.dying.steps.remove(at - 1);
            self.record(id, EventKind::Resurrect);
            self.track_again(id);
        }
        self.advance();
        lives
    }

    /// The callback has run.
    pub fn called_back(&mut self, weakref: ObjId) {
        let waiting = self.dying.steps.iter().rev().find_map(|step| match step {
            Step::Waiting { wait: Wait::Callback { weakref: w, callback }, .. } if *w == weakref => {
                Some(*callback)
            }
            _ => None,
        });
        let Some(callback) = waiting else { return };
        let Some(at) = self.stop_waiting(Wait::Callback { weakref, callback }) else { return };
        self.resume_with(at, Step::Release(SmallVec::from_slice(&[weakref, callback])));
        if self.get(weakref).is_none() {
            self.count_freed_weakref(at);
        }
    }

    /// A collection counts weak references that its callbacks free. One that a death calls back has
    /// the object to free below it.
    fn count_freed_weakref(&mut self, at: usize) {
        let mut below = self.dying.steps.iter_mut().take(at).rev();
        if let Some(Step::Collect(collection)) = below.find(|step| !matches!(step, Step::Callbacks(_))) {
            collection.count_freed();
        }
    }

    /// Forgets every death under way: the run that caused them is given up.
    pub fn abandon_due(&mut self) {
        self.dying = Dying::default();
        self.collector_mut().progress = Progress::Idle;
    }

    fn wait(&mut self, wait: Wait) {
        let floor = self.dying.floor;
        self.dying.steps.push(Step::Waiting { wait, floor });
        self.dying.floor = self.dying.steps.len();
    }

    /// Takes the innermost such wait off the stack and gives the place where it stood. Steps above
    /// it (deaths that the code caused and nobody polled) stay and come first.
    fn stop_waiting(&mut self, wait: Wait) -> Option<usize> {
        let is_it = |step: &Step| matches!(step, Step::Waiting { wait: w, .. } if *w == wait);
        let at = self.dying.steps.iter().rposition(is_it)?;
        if let Step::Waiting { floor, .. } = self.dying.steps.remove(at) {
            self.dying.floor = floor;
        }
        Some(at)
    }

    /// Goes on where a wait stood, with a step of its own first.
    fn resume_with(&mut self, at: usize, step: Step) {
        self.dying.steps.insert(at, step);
        self.advance();
    }

    /// New work comes after everything that is under way but not waiting for an answer.
    pub(super) fn start_step(&mut self, step: Step) {
        let floor = self.dying.floor;
        self.dying.steps.insert(floor, step);
        if self.dying.steps.len() == floor + 1 {
            self.advance();
        }
    }

    pub(super) fn push_step(&mut self, step: Step) {
        self.dying.steps.push(step);
    }

    /// Works until the steps above the floor are done or the next one is code.
    fn advance(&mut self) {
        while self.has_due() {
            match self.dying.steps.last_mut() {
                Some(Step::Release(targets)) => {
                    let target = targets.pop();
                    if targets.is_empty() {
                        // Off the stack before the last target dies: a chain needs no depth.
                        self.dying.steps.pop();
                    }
                    if let Some(target) = target
                        && self.lower(target)
                    {
                        self.die_nested(target);
                    }
                }
                Some(Step::Die(id)) => {
                    let id = *id;
                    self.dying.steps.pop();
                    self.die_nested(id);
                }
                Some(Step::Weakrefs(id)) => {
                    let id = *id;
                    self.dying.steps.pop();
                    self.after_finalizer(id);
                }
                Some(Step::Free(id)) => {
                    let id = *id;
                    self.dying.steps.pop();
                    self.free(id);
                }
                Some(Step::Contents(_) | Step::Unnest | Step::Empty) => self.step_trashcan(),
                Some(Step::Collect(_)) => {
                    let Some(Step::Collect(collection)) = self.dying.steps.pop() else { return };
                    if !self.step_collection(collection) {
                        return;
                    }
                }
                Some(Step::Finalize(_) | Step::Callbacks(_) | Step::Freed(..) | Step::Waiting { .. })
                | None => {
                    return;
                }
            }
        }
    }

    pub(super) fn pop_step(&mut self) -> Option<Step> {
        self.dying.steps.pop()
    }

    /// The count of the object is zero, and it may die now.
    pub(super) fn die(&mut self, id: ObjId) {
        let Some(object) = self.get(id) else { return };
        if !object.weakrefs.is_empty() || self.wants_finalizer(id) {
            self.leave_lists(id);
        }
        let Some(object) = self.get(id) else { return };
        if matches!(object.kind, Kind::Generator | Kind::Coroutine | Kind::AsyncGenerator)
            && !object.weakrefs.is_empty()
        {
            self.dying.steps.push(Step::Die(id));
            self.clear_weakrefs(id);
        } else if self.wants_finalizer(id) {
            self.dying.steps.push(Step::Finalize(id));
        } else {
            self.after_finalizer(id);
        }
    }

    fn after_finalizer(&mut self, id: ObjId) {
        if self.get(id).is_some_and(|object| !object.weakrefs.is_empty()) {
            self.dying.steps.push(Step::Free(id));
            self.clear_weakrefs(id);
        } else {
            self.free(id);
        }
    }

    /// A dying object is out of the collector's sight.
    pub(super) fn leave_lists(&mut self, id: ObjId) {
        let Some(object) = self.get_mut(id) else { return };
        if object.flags.has(Flags::TRACKED) {
            object.flags.clear(Flags::TRACKED);
            let generation = object.generation;
            self.note_stale(generation);
        }
    }

    /// A resurrected object is as young as a new one.
    fn track_again(&mut self, id: ObjId) {
        let Some(object) = self.get(id) else { return };
        if object.kind.is_gc() && !object.flags.has(Flags::NOT_GC) {
            let generation = object.generation;
            self.collector_mut().delist(id, generation);
            self.track(id);
        }
    }

    pub(super) fn wants_finalizer(&self, id: ObjId) -> bool {
        self.get(id).is_some_and(|o| o.flags.has(Flags::HAS_DEL) && !o.flags.has(Flags::FINALIZED))
    }

    /// Every weak reference to the object is dead from here on; callbacks become due.
    pub(super) fn clear_weakrefs(&mut self, id: ObjId) {
        let Some(object) = self.get_mut(id) else { return };
        let holders = std::mem::take(&mut object.weakrefs);
        let mut calls = Vec::new();
        let mut orphans = SmallVec::new();
        for holder in holders {
            match self.get(holder).map(|object| object.kind) {
                Some(Kind::WeakRef) => {
                    calls.extend(self.kill_weakref(holder).map(|callback| (holder, callback)))
                }
                Some(_) => {
                    self.drop_weak_entries(holder, id, &mut orphans);
                }
                None => {}
            }
        }
        for (weakref, _) in &calls {
            self.incref(*weakref);
        }
        orphans.reverse();
        if !orphans.is_empty() {
            self.dying.steps.push(Step::Release(orphans));
        }
        if !calls.is_empty() {
            self.dying.steps.push(Step::Callbacks(calls));
        }
    }

    /// A weak reference loses its referent and its callback, whose count is handed over.
    fn kill_weakref(&mut self, weakref: ObjId) -> Option<ObjId> {
        self.clear_referent(weakref)?;
        let object = self.get_mut(weakref)?;
        let at = object.refs.find(Label::Callback)?;
        object.refs.remove(at).map(|callback| callback.target)
    }

    /// A weak reference loses its referent. Gives the callback, which it keeps.
    pub(super) fn clear_referent(&mut self, weakref: ObjId) -> Option<ObjId> {
        let object = self.get_mut(weakref)?;
        let at = object.refs.find(Label::Referent)?;
        object.refs.remove(at);
        object.get(Label::Callback).map(|callback| callback.target)
    }

    /// Entries of a weak container whose weak side is the dying object go, other side included.
    pub(super) fn drop_weak_entries(
        &mut self,
        holder: ObjId,
        dead: ObjId,
        orphans: &mut SmallVec<[ObjId; 4]>,
    ) -> u32 {
        let mut entries = 0;
        let Some(object) = self.get_mut(holder) else { return entries };
        let is_dead = |r: &super::Reference| r.target == dead && r.strength == RefStrength::Weak;
        while let Some(at) = object.refs.iter().position(is_dead) {
            let label = object.refs[at].label;
            object.refs.remove(at);
            entries += 1;
            let mate = match label {
                Label::Key => {
                    Some(at).filter(|at| object.refs.get(*at).is_some_and(|r| r.label == Label::Value))
                }
                Label::Value => at.checked_sub(1).filter(|at| object.refs[*at].label == Label::Key),
                _ => None,
            };
            if let Some(mate) = mate.and_then(|mate| object.refs.remove(mate))
                && mate.strength == RefStrength::Strong
            {
                orphans.push(mate.target);
            }
        }
        entries
    }

    /// Gives the object's memory back and starts releasing what it holds.
    pub(super) fn free(&mut self, id: ObjId) {
        let Some(object) = self.seat(id).and_then(|seat| self.objects.get_mut(seat)?.take()) else { return };
        let cause = if object.flags.has(Flags::GARBAGE) { Cause::Collector } else { Cause::Refcount };
        self.record(id, EventKind::Free(if self.is_exiting() { Cause::Exit } else { cause }));
        self.bury(id, &object);
        self.account_death(&object);
        for weak in object.refs.iter().filter(|r| r.strength == RefStrength::Weak) {
            self.unregister(id, weak.target);
        }
        self.release_contents(&object);
        if object.flags.has(Flags::WATCHED) {
            self.dying.steps.push(Step::Freed(id, object));
        }
    }
}

/// Strong targets, the first to be released last.
pub(super) fn clearing_order(object: &Object) -> SmallVec<[ObjId; 4]> {
    let strong = object.refs.iter().filter(|r| r.strength == RefStrength::Strong);
    let from_the_last = matches!(object.kind, Kind::List | Kind::Tuple);
    if !from_the_last {
        return strong.rev().map(|r| r.target).collect();
    }
    // A subclass of list clears its attributes, then its items, then lets go of its class.
    let rank = |label| match label {
        Label::ClassOf => 0,
        Label::Elem => 1,
        _ => 2,
    };
    let items = strong.clone().filter(|r| rank(r.label) == 1);
    let class = strong.clone().filter(|r| rank(r.label) == 0);
    let attributes = strong.filter(|r| rank(r.label) == 2).rev();
    class.chain(items).chain(attributes).map(|r| r.target).collect()
}
