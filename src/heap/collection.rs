//! One collection, from the search for garbage to its end, stopping wherever code is due.
//!
//! 1. *Search.* The generation and the younger ones become one list. From each count the references
//!    that come from within the list are subtracted; what has some left is held from outside. A walk
//!    in list order keeps whatever those reach; objects met before their holder wait and are called
//!    back to the end of the list. The rest, in list order, is *garbage*, including what merely
//!    hangs off a cycle.
//! 2. Survivors move to the next generation; exact tuples (and dictionaries) of atoms are untracked.
//! 3. Weak references to garbage are cleared. Callbacks of those that are not garbage themselves
//!    are called.
//! 4. Every `__del__` that has not run yet runs, in list order, all partners intact.
//! 5. *Judgement.* What can be reached again is kept and counts as old; before 3.9 everything is
//!    kept if anything can. The rest is counted: that is what `gc.collect()` returns.
//! 6. *Clearing.* Object by object the references are released, and the cascade does the rest.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::collector::{Kept, OLDEST, Progress};
use super::dying::{Step, clearing_order};
use super::object::{Flags, Kind};
use super::reference::RefStrength;
use super::store::{Heap, IMMORTAL, ObjId};
use super::timeline::EventKind;
use super::tracking::counts_own_dict;

/// Why a collection runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trigger {
    /// `gc.collect()`.
    Call,
    /// An allocation about to happen passed the threshold (to 3.11).
    Allocation,
    /// A check of the evaluation loop (from 3.12).
    Check,
    /// The interpreter ends.
    Exit,
}

/// What a collection came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Collected {
    pub generation: u8,
    pub trigger: Trigger,
    /// Return value of `gc.collect()`.
    pub found: u32,
    /// Objects that survived into an older generation (or, in a full one, survived).
    pub promoted: u32,
    /// Garbage that lives on, reached again by a finalizer.
    pub resurrected: u32,
    /// `DEBUG_SAVEALL`: the garbage, each with a reference that the receiver owns.
    pub saved: Vec<ObjId>,
}

/// A collection under way.
#[derive(Clone, Debug)]
pub(super) struct Collection {
    phase: Phase,
    garbage: Vec<ObjId>,
    /// Place in `garbage`.
    next: usize,
    result: Collected,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Phase {
    Search,
    Finalize,
    Clear,
    Done,
}

impl Collection {
    pub(super) fn is_done(&self) -> bool {
        self.phase == Phase::Done
    }

    pub(super) fn into_result(self) -> Collected {
        self.result
    }

    /// One more object that the collection freed on its way.
    pub(super) fn count_freed(&mut self) {
        self.result.found += 1;
    }

    /// Where survivors go.
    fn destination(&self) -> usize {
        (self.result.generation as usize + 1).min(OLDEST)
    }
}

impl Heap {
    /// Begins a collection; its steps come through `next_due`, and last `Due::Collected`. False, and
    /// nothing happens, while another one is under way.
    pub fn start_collection(&mut self, generation: usize, trigger: Trigger) -> bool {
        let announced = self.collector.progress == Progress::Announced;
        if (self.collector.is_collecting() && !announced) || !self.is_counting() {
            return false;
        }
        let generation = generation.min(OLDEST);
        self.collector.progress = Progress::Running { announced };
        self.collector.counted_ahead = trigger == Trigger::Allocation;
        if generation < OLDEST {
            self.collector.counts[generation + 1] += 1;
        }
        self.collector.counts[..=generation].fill(0);
        let result = Collected {
            generation: generation as u8,
            trigger,
            found: 0,
            promoted: 0,
            resurrected: 0,
            saved: Vec::new(),
        };
        let collection = Collection { phase: Phase::Search, garbage: Vec::new(), next: 0, result };
        self.start_step(Step::Collect(Box::new(collection)));
        true
    }

    /// Works on the collection on top of the stack. False when code is due.
    pub(super) fn step_collection(&mut self, mut collection: Box<Collection>) -> bool {
        let mut above = None;
        let goes_on = match collection.phase {
            Phase::Search => {
                self.search(&mut collection);
                collection.phase = Phase::Finalize;
                above = self.clear_weakrefs_to_garbage(&mut collection);
                true
            }
            Phase::Finalize => {
                let code_is_due = self.next_to_finalize(&mut collection).is_some();
                if !code_is_due {
                    self.judge(&mut collection);
                    collection.next = 0;
                    collection.phase = Phase::Clear;
                }
                !code_is_due
            }
            Phase::Clear => {
                above = self.clear_next(&mut collection);
                true
            }
            Phase::Done => false,
        };
        self.push_step(Step::Collect(collection));
        for step in above.into_iter().flatten() {
            self.push_step(step);
        }
        goes_on
    }

    /// The next garbage with a finalizer that has not run.
    pub(super) fn next_to_finalize(&self, collection: &mut Collection) -> Option<ObjId> {
        while collection.phase == Phase::Finalize && collection.next < collection.garbage.len() {
            let id = collection.garbage[collection.next];
            if self.wants_finalizer(id) {
                return Some(id);
            }
            collection.next += 1;
        }
        None
    }

    fn search(&mut self, collection: &mut Collection) {
        let generation = collection.result.generation as usize;
        let mut list = self.take_list(generation);
        for younger in 0..generation {
            list.extend(self.take_list(younger));
        }
        let (kept, garbage) = self.split_by_reach(&list);
        let full = generation == OLDEST;
        let mut survivors = Vec::with_capacity(kept.len());
        for id in kept {
            if self.wants_untracking(id, full) {
                if let Some(object) = self.get_mut(id) {
                    object.flags.clear(Flags::TRACKED);
                }
            } else {
                survivors.push(id);
            }
        }
        collection.result.promoted = survivors.len() as u32;
        if full {
            self.collector.long_lived_pending = 0;
            let others = self.collector.profile().startup_objects as usize;
            self.collector.long_lived_total = survivors.len() + others;
        } else if generation + 1 == OLDEST {
            self.collector.long_lived_pending += survivors.len();
        }
        self.put_into(collection.destination(), &survivors);
        self.mark_garbage(&garbage, true);
        collection.garbage = garbage;
    }

    /// Splits a list into what something outside it reaches and what nothing does. The first part
    /// is in the order in which CPython leaves its list.
    fn split_by_reach(&self, list: &[ObjId]) -> (Vec<ObjId>, Vec<ObjId>) {
        let place: FxHashMap<ObjId, usize> = list.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let mut outside: Vec<u32> = list.iter().map(|id| self.count(*id).unwrap_or(IMMORTAL)).collect();
        for id in list {
            for target in self.strong_targets(*id) {
                if let Some(at) = place.get(&target)
                    && outside[*at] != IMMORTAL
                {
                    outside[*at] = outside[*at].saturating_sub(1);
                }
            }
        }
        let mut waiting = vec![false; list.len()];
        let mut queue: Vec<usize> = (0..list.len()).collect();
        let mut unreached = Vec::new();
        let mut kept = Vec::new();
        let mut next = 0;
        while next < queue.len() {
            let at = queue[next];
            next += 1;
            if outside[at] == 0 {
                waiting[at] = true;
                unreached.push(at);
                continue;
            }
            kept.push(list[at]);
            for target in self.strong_targets(list[at]) {
                let Some(target) = place.get(&target).copied() else { continue };
                if outside[target] == 0 {
                    outside[target] = 1;
                    if waiting[target] {
                        waiting[target] = false;
                        queue.push(target);
                    }
                }
            }
        }
        let garbage = unreached.into_iter().filter(|at| waiting[*at]).map(|at| list[at]).collect();
        (kept, garbage)
    }

    /// In the order in which CPython visits them: items of lists and tuples from the last.
    fn strong_targets(&self, id: ObjId) -> impl Iterator<Item = ObjId> + '_ {
        let object = self.get(id);
        let backwards = object.is_some_and(|object| matches!(object.kind, Kind::List | Kind::Tuple));
        let refs = object.map(|object| &object.refs[..]).unwrap_or_default();
        let len = refs.len();
        let ordered = (0..len).map(move |at| if backwards { &refs[len - 1 - at] } else { &refs[at] });
        ordered.filter(|r| r.strength == RefStrength::Strong).map(|r| r.target)
    }

    fn mark_garbage(&mut self, ids: &[ObjId], is_garbage: bool) {
        for id in ids {
            if let Some(object) = self.get_mut(*id) {
                if is_garbage {
                    object.flags.set(Flags::GARBAGE);
                } else {
                    object.flags.clear(Flags::GARBAGE);
                }
            }
        }
    }

    /// Weak references to garbage die; gives the callbacks to call and the orphans to release.
    fn clear_weakrefs_to_garbage(&mut self, collection: &mut Collection) -> Option<Vec<Step>> {
        let mut calls = Vec::new();
        let mut orphans = SmallVec::new();
        for id in &collection.garbage {
            let Some(object) = self.get(*id) else { continue };
            if object.weakrefs.is_empty() {
                continue;
            }
            let Some(object) = self.get_mut(*id) else { continue };
            for holder in std::mem::take(&mut object.weakrefs).into_iter().rev() {
                let Some(object) = self.get(holder) else { continue };
                let reachable = !object.flags.has(Flags::GARBAGE);
                if object.kind != Kind::WeakRef {
                    let entries = self.drop_weak_entries(holder, *id, &mut orphans);
                    // Each is a weak reference whose callback frees it: CPython counts those too.
                    collection.result.found += if reachable { entries } else { 0 };
                } else if let Some(callback) = self.clear_referent(holder)
                    && reachable
                {
                    calls.push((holder, callback));
                }
            }
        }
        for (weakref, callback) in &calls {
            self.incref(*weakref);
            self.incref(*callback);
        }
        calls.reverse();
        orphans.reverse();
        let mut steps = Vec::new();
        if !calls.is_empty() {
            steps.push(Step::Callbacks(calls));
        }
        if !orphans.is_empty() {
            steps.push(Step::Release(orphans));
        }
        Some(steps)
    }

    /// Finalizers have run: keeps what can be reached again, counts the rest.
    fn judge(&mut self, collection: &mut Collection) {
        let alive: Vec<ObjId> =
            collection.garbage.iter().copied().filter(|id| self.get(*id).is_some()).collect();
        let (mut kept, mut garbage) = self.split_by_reach(&alive);
        if !kept.is_empty() && self.collector.profile().resurrection_stops_all {
            kept = alive;
            garbage = Vec::new();
        }
        collection.result.resurrected = kept.len() as u32;
        collection.result.found +=
            garbage.iter().filter_map(|id| self.get(*id)).map(|o| self.parts(o)).sum::<u32>();
        if self.collector.saves_all {
            for id in &garbage {
                self.incref(*id);
            }
            collection.result.saved.clone_from(&garbage);
            kept.append(&mut garbage);
        }
        self.mark_garbage(&kept, false);
        self.put_into(collection.destination(), &kept);
        collection.garbage = garbage;
    }

    /// Clears the next garbage that is still there.
    fn clear_next(&mut self, collection: &mut Collection) -> Option<Vec<Step>> {
        while let Some(id) = collection.garbage.get(collection.next).copied() {
            collection.next += 1;
            let Some(object) = self.get(id) else { continue };
            if matches!(object.kind, Kind::Tuple | Kind::Method) {
                // These types cannot be cleared: they die with what holds them.
                continue;
            }
            let mut targets = clearing_order(object);
            if counts_own_dict(object, &self.collector) {
                self.collector.count_kept_release(Kept::Dict);
            }
            // Held while it is being cleared.
            self.incref(id);
            targets.insert(0, id);
            if let Some(object) = self.get_mut(id) {
                object.refs.reorder(|refs| refs.retain(|r| r.strength != RefStrength::Strong));
            }
            return Some(vec![Step::Release(targets)]);
        }
        let left: Vec<ObjId> =
            collection.garbage.iter().copied().filter(|id| self.get(*id).is_some()).collect();
        self.mark_garbage(&left, false);
        self.put_into(collection.destination(), &left);
        collection.phase = Phase::Done;
        None
    }

    pub(super) fn end_collection(&mut self, result: &Collected) {
        let announced = self.collector.progress == Progress::Running { announced: true };
        if result.generation as usize == OLDEST {
            self.collector.give_kept_back();
        }
        self.collector.progress = if announced { Progress::Over } else { Progress::Idle };
        let Collected { generation, found, promoted, .. } = *result;
        self.record(ObjId(0), EventKind::Collect { generation, found, promoted });
    }
}
