//! The collector's books: generations, counters, thresholds, and when a collection is due.
//!
//! Three *generations* and a permanent one hold the tracked objects, each list in the order in which
//! they were tracked. `count[0]` is allocations minus releases since the last collection; the other
//! counts are collections of the generation below. A collection of one generation takes the younger
//! ones in, and what survives moves up. A full one also waits until what has become old since the
//! last exceeds a quarter of what survived that.
//!
//! Collecting itself is in `collection`; the executor decides when to ask `collection_due`: in each
//! allocation up to 3.11, at checks of the evaluation loop from 3.12 on.

use crate::python::{Profile, Version};

use super::object::Flags;
use super::store::{Heap, ObjId};

/// Index of the permanent generation (`gc.freeze`).
pub(super) const PERMANENT: usize = 3;
/// The oldest generation that collections look at.
pub(super) const OLDEST: usize = 2;
/// Lists shorter than this keep dead entries until the next collection.
const COMPACT_FROM: u32 = 1024;

/// How far a collection is. While it is not idle, no other begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Progress {
    Idle,
    /// `gc.callbacks` are told of its start.
    Announced,
    Running {
        announced: bool,
    },
    /// They are told of its end.
    Over,
}

/// Types whose dead objects' memory is kept for the next one: those are not counted again. (Tuples
/// are kept too, by length, but what is made and dropped at once evens out.)
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kept {
    List,
    Dict,
}

/// How many of each are kept at most, in every version.
const MOST_KEPT: u32 = 80;

/// State of the collector.
#[derive(Clone, Debug)]
pub struct Collector {
    profile: &'static Profile,
    pub(super) lists: [Vec<ObjId>; 4],
    /// Entries of each list whose object is dead or gone elsewhere.
    stale: [u32; 4],
    pub(super) counts: [u32; 3],
    thresholds: [u32; 3],
    enabled: bool,
    /// `gc.DEBUG_SAVEALL`: what would be freed is kept.
    pub(super) saves_all: bool,
    pub(super) progress: Progress,
    /// Objects that survived the last full collection; moved to the oldest generation since.
    pub(super) long_lived_total: usize,
    pub(super) long_lived_pending: usize,
    /// Objects kept of each `Kept`; a full collection gives them back.
    kept: [u32; 2],
    /// The next allocation made a collection due that ran before it: it was counted already.
    pub(super) counted_ahead: bool,
}

impl Default for Collector {
    fn default() -> Self {
        Self::new(Profile::of(Version::DEFAULT))
    }
}

impl Collector {
    pub fn new(profile: &'static Profile) -> Self {
        Self {
            profile,
            lists: Default::default(),
            stale: [0; 4],
            counts: [0; 3],
            thresholds: profile.thresholds,
            enabled: true,
            saves_all: false,
            progress: Progress::Idle,
            long_lived_total: 0,
            long_lived_pending: 0,
            kept: [0; 2],
            counted_ahead: false,
        }
    }

    pub fn profile(&self) -> &'static Profile {
        self.profile
    }

    /// `gc.get_count()`.
    pub fn counts(&self) -> [u32; 3] {
        self.counts
    }

    pub fn thresholds(&self) -> [u32; 3] {
        self.thresholds
    }

    pub fn set_thresholds(&mut self, thresholds: [u32; 3]) {
        self.thresholds = thresholds;
    }

    pub fn is_enabled(&self) -> bool {
        self.enabled
    }

    pub fn set_enabled(&mut self, enabled: bool) {
        self.enabled = enabled;
    }

    /// `gc.set_debug(gc.DEBUG_SAVEALL)`: garbage is handed over in `Collected::saved` and kept.
    pub fn set_saves_all(&mut self, saves_all: bool) {
        self.saves_all = saves_all;
    }

    /// A collection is under way: no other begins.
    pub fn is_collecting(&self) -> bool {
        self.progress != Progress::Idle
    }

    /// The generation to collect now, if any.
    pub fn due(&self) -> Option<usize> {
        self.due_after(0)
    }

    /// Whether the next allocation makes a collection due: up to 3.11 it runs before the new object
    /// exists. Follow it with `Heap::start_collection(generation, Trigger::Allocation)`.
    pub fn due_in_allocation(&self) -> Option<usize> {
        self.due_after(u32::from(!self.counted_ahead))
    }

    fn due_after(&self, more: u32) -> Option<usize> {
        let quiet = !self.enabled || self.is_collecting() || self.thresholds[0] == 0;
        if quiet || self.counts[0] + more <= self.thresholds[0] {
            return None;
        }
        (1..=OLDEST).rev().find(|g| self.counts[*g] > self.thresholds[*g] && self.is_worth(*g)).or(Some(0))
    }

    /// The quarter rule for full collections.
    fn is_worth(&self, generation: usize) -> bool {
        generation != OLDEST || self.long_lived_pending >= self.long_lived_total / 4
    }

    pub(super) fn count_allocation(&mut self, objects: u32) {
        if self.counted_ahead {
            self.counted_ahead = false;
            self.counts[0] += objects.saturating_sub(1);
        } else {
            self.counts[0] += objects;
        }
    }

    pub(super) fn count_release(&mut self, objects: u32) {
        self.counts[0] = self.counts[0].saturating_sub(objects);
    }

    /// As `count_allocation`, unless memory was kept for such an object.
    pub(super) fn count_kept_allocation(&mut self, kept: Kept) {
        match &mut self.kept[kept as usize] {
            0 => self.count_allocation(1),
            ready => *ready -= 1,
        }
    }

    /// As `count_release`, unless the memory is kept.
    pub(super) fn count_kept_release(&mut self, kept: Kept) {
        match &mut self.kept[kept as usize] {
            ready if *ready < MOST_KEPT => *ready += 1,
            _ => self.count_release(1),
        }
    }

    pub(super) fn give_kept_back(&mut self) {
        self.kept = [0; 2];
    }

    pub(super) fn enlist(&mut self, id: ObjId) {
        self.lists[0].push(id);
    }

    /// Takes an entry out of its list.
    pub(super) fn delist(&mut self, id: ObjId, generation: u8) {
        let Some(list) = self.lists.get_mut(generation as usize) else { return };
        if let Some(at) = list.iter().rposition(|entry| *entry == id) {
            list.remove(at);
        }
    }
}

impl Heap {
    pub fn collector(&self) -> &Collector {
        &self.collector
    }

    pub fn collector_mut(&mut self) -> &mut Collector {
        &mut self.collector
    }

    /// Chooses the version whose rules hold. Called before anything is allocated.
    pub fn set_profile(&mut self, profile: &'static Profile) {
        self.collector = Collector::new(profile);
    }

    /// The generation to collect now, if any.
    pub fn collection_due(&self) -> Option<usize> {
        if self.is_counting() { self.collector.due() } else { None }
    }

    /// Tracked objects of one generation in order of tracking.
    pub fn generation(&self, generation: usize) -> Vec<ObjId> {
        let Some(list) = self.collector.lists.get(generation) else { return Vec::new() };
        list.iter().copied().filter(|id| self.is_listed(*id, generation)).collect()
    }

    /// `gc.get_objects()`: generations 0 to 2.
    pub fn tracked_objects(&self) -> Vec<ObjId> {
        (0..=OLDEST).flat_map(|generation| self.generation(generation)).collect()
    }

    /// Whether a list entry still means something.
    fn is_listed(&self, id: ObjId, generation: usize) -> bool {
        self.get(id).is_some_and(|o| o.flags.has(Flags::TRACKED) && o.generation as usize == generation)
    }

    /// The executor is about to tell `gc.callbacks` of a collection, which `start_collection` then
    /// begins and `conclude_collection` ends. False while another one is under way.
    pub fn announce_collection(&mut self) -> bool {
        let is_idle = self.collector.progress == Progress::Idle && self.is_counting();
        if is_idle {
            self.collector.progress = Progress::Announced;
        }
        is_idle
    }

    /// `gc.callbacks` have been told of the end.
    pub fn conclude_collection(&mut self) {
        if !matches!(self.collector.progress, Progress::Running { .. }) {
            self.collector.progress = Progress::Idle;
        }
    }

    /// `gc.freeze()`: everything tracked leaves the sight of collections.
    pub fn freeze(&mut self) {
        for generation in 0..=OLDEST {
            self.move_list(generation, PERMANENT);
        }
        self.collector.counts = [0; 3];
    }

    /// `gc.unfreeze()`: what was frozen joins the oldest generation.
    pub fn unfreeze(&mut self) {
        self.move_list(PERMANENT, OLDEST);
    }

    /// `gc.get_freeze_count()`.
    pub fn frozen(&self) -> usize {
        self.generation(PERMANENT).len()
    }

    /// Live entries of a list, which is left empty.
    pub(super) fn take_list(&mut self, generation: usize) -> Vec<ObjId> {
        let mut list = std::mem::take(&mut self.collector.lists[generation]);
        self.collector.stale[generation] = 0;
        list.retain(|id| self.is_listed(*id, generation));
        list
    }

    fn move_list(&mut self, from: usize, to: usize) {
        let list = self.take_list(from);
        self.put_into(to, &list);
    }

    /// Appends objects to a generation.
    pub(super) fn put_into(&mut self, generation: usize, ids: &[ObjId]) {
        for id in ids {
            if let Some(object) = self.get_mut(*id) {
                object.generation = generation as u8;
            }
        }
        self.collector.lists[generation].extend_from_slice(ids);
    }

    /// An entry of a list means nothing any more. Dead entries are forgotten when they outnumber the
    /// living: a program that makes and drops objects never fills a list.
    pub(super) fn note_stale(&mut self, generation: u8) {
        let generation = generation as usize;
        let Some(stale) = self.collector.stale.get_mut(generation) else { return };
        *stale += 1;
        if *stale > COMPACT_FROM && *stale as usize * 2 > self.collector.lists[generation].len() {
            self.collector.lists[generation] = self.take_list(generation);
        }
    }
}
