//! Deep structures: up to 3.12, containers that die inside each other fifty levels deep put further
//! ones off until the outermost is done.
//!
//! That shows in the order of deaths. What was put off goes last in, first out, when the nesting is
//! back at zero. To 3.10 the dictionary of an instance nests, and is put off, by itself.

use smallvec::SmallVec;

use super::dying::{Step, clearing_order};
use super::object::{Kind, Object};
use super::reference::Label;
use super::store::{Heap, ObjId};
use super::tracking::has_own_dict;

/// Containers being deallocated, and what waits for them.
#[derive(Clone, Debug, Default)]
pub(super) struct Trashcan {
    nesting: u32,
    put_off: Vec<Step>,
}

impl Heap {
    fn nests_too_deep(&self) -> bool {
        self.collector().profile().trashcan.is_some_and(|most| self.dying.trashcan.nesting >= most)
    }

    fn nest(&mut self) {
        self.dying.trashcan.nesting += 1;
        self.push_step(Step::Unnest);
    }

    /// The count of the object is zero: it dies, or is put off.
    pub(super) fn die_nested(&mut self, id: ObjId) {
        let nests = self.collector().profile().trashcan.is_some()
            && self.get(id).is_some_and(|object| uses_trashcan(object.kind));
        if !nests {
            return self.die(id);
        }
        if self.nests_too_deep() {
            self.leave_lists(id);
            self.dying.trashcan.put_off.push(Step::Die(id));
        } else {
            self.nest();
            self.die(id);
        }
    }

    /// `__del__` has run. At the deepest level its frame is put off too, and its object lives as long.
    pub(super) fn put_off_frame(&mut self, id: ObjId) -> bool {
        let is_put_off = self.collector().profile().frames_are_objects && self.nests_too_deep();
        if is_put_off {
            self.dying.trashcan.put_off.push(Step::Contents(SmallVec::from_slice(&[id])));
        }
        is_put_off
    }

    /// What a freed object held is released.
    pub(super) fn release_contents(&mut self, object: &Object) {
        let mut targets = clearing_order(object);
        if targets.is_empty() {
            return;
        }
        let own_dict = object.kind == Kind::Instance && has_own_dict(object, self.collector());
        if own_dict && self.collector().profile().trashcan.is_some() {
            // The class is released after the dictionary; it stands first because the last is next.
            let class = object.get(Label::ClassOf).map(|class| class.target);
            let contents = targets.split_off_class(class);
            self.push_step(Step::Release(targets));
            self.push_step(Step::Contents(contents));
        } else {
            self.push_step(Step::Release(targets));
        }
    }

    /// Works on a step of this file on top of the stack.
    pub(super) fn step_trashcan(&mut self) {
        match self.pop_step() {
            Some(Step::Contents(contents)) if self.nests_too_deep() => {
                self.dying.trashcan.put_off.push(Step::Contents(contents));
            }
            Some(Step::Contents(contents)) => {
                self.nest();
                self.push_step(Step::Release(contents));
            }
            Some(Step::Unnest) => {
                let trashcan = &mut self.dying.trashcan;
                trashcan.nesting = trashcan.nesting.saturating_sub(1);
                if trashcan.nesting == 0 && !trashcan.put_off.is_empty() {
                    // Counts as a level, so that nothing below empties the trashcan again.
                    trashcan.nesting = 1;
                    self.push_step(Step::Empty);
                }
            }
            Some(Step::Empty) => match self.dying.trashcan.put_off.pop() {
                Some(step) => {
                    self.push_step(Step::Empty);
                    self.push_step(step);
                }
                None => self.dying.trashcan.nesting = 0,
            },
            Some(other) => self.push_step(other),
            None => {}
        }
    }
}

trait SplitOffClass {
    fn split_off_class(&mut self, class: Option<ObjId>) -> SmallVec<[ObjId; 4]>;
}

impl SplitOffClass for SmallVec<[ObjId; 4]> {
    /// Keeps the class, which the clearing order may end with, and gives the rest.
    fn split_off_class(&mut self, class: Option<ObjId>) -> SmallVec<[ObjId; 4]> {
        let keeps = usize::from(class.is_some() && self.first().copied() == class);
        self.drain(keeps..).collect()
    }
}

/// Whether deallocation of this kind of object counts its nesting.
const fn uses_trashcan(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Instance
            | Kind::List
            | Kind::Tuple
            | Kind::Dict
            | Kind::Set
            | Kind::FrozenSet
            | Kind::Exception
            | Kind::Traceback
            | Kind::Frame
    )
}
