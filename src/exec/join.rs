//! Joining ways: heaps are united, frames agree slot by slot or hold one of several values.

use crate::heap::{Certainty, Kind, Label, ObjId, Payload};

use super::flow::{Flow, Way};
use super::machine::{EMPTY, Frame, Machine};
use super::{limits, statics};

impl Machine {
    /// Joins a waiting way into the current state.
    pub(super) fn join_into(&mut self, frame: &mut Frame, way: Way) {
        self.heap.unite(way.heap);
        self.heap.skip_to(self.high_water);
        self.join_frames(frame, &way.frame);
    }

    /// Joins two ways that are not current; the result ends as they do.
    pub(super) fn join_ways(&mut self, mut first: Way, second: Way) -> Way {
        let current = std::mem::replace(&mut self.heap, first.heap);
        self.heap.unite(second.heap);
        self.heap.skip_to(self.high_water);
        self.join_frames(&mut first.frame, &second.frame);
        let flow = self.join_flows(first.flow, second.flow);
        first.heap = std::mem::replace(&mut self.heap, current);
        self.heap.skip_to(self.high_water);
        Way { flow, ..first }
    }

    /// Joins another way into the current one, both having left the region alike.
    pub(super) fn join_ends(&mut self, frame: &mut Frame, other: Way, flow: Flow) -> Flow {
        let theirs = other.flow;
        self.join_into(frame, other);
        self.join_flows(flow, theirs)
    }

    fn join_flows(&mut self, first: Flow, second: Flow) -> Flow {
        match (first, second) {
            (Flow::Return(a), Flow::Return(b)) => Flow::Return(self.either(a, b)),
            (Flow::Raise(a), Flow::Raise(b)) => Flow::Raise(self.either(a, b)),
            (flow, _) => flow,
        }
    }

    fn join_frames(&mut self, mine: &mut Frame, theirs: &Frame) {
        for at in 0..mine.slots.len().min(theirs.slots.len()) {
            let (a, b) = (mine.slots[at], theirs.slots[at]);
            if a != b {
                mine.slots[at] = self.either(a, b);
            }
        }
        if mine.object == EMPTY {
            mine.object = theirs.object;
        }
        if mine.pending == EMPTY {
            mine.pending = theirs.pending;
        }
        if mine.handled.len() > theirs.handled.len() {
            mine.handled.truncate(theirs.handled.len());
        }
    }

    /// A value that is one of two.
    pub(super) fn either(&mut self, a: ObjId, b: ObjId) -> ObjId {
        if a == b || b == EMPTY {
            return a;
        }
        if a == EMPTY {
            return b;
        }
        let (scalar_a, scalar_b) = (self.is_scalar(a), self.is_scalar(b));
        if scalar_a && scalar_b {
            return if self.class(a) == self.class(b) && a == b { a } else { statics::SOME_SCALAR };
        }
        self.one_of(&[a, b])
    }

    /// A value that is one of several; a single one is itself.
    pub(super) fn one_of(&mut self, values: &[ObjId]) -> ObjId {
        if let [only] = values {
            return *only;
        }
        let mut parts: Vec<ObjId> = Vec::new();
        for value in values {
            for part in self.alternatives(*value) {
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
        }
        if parts.len() > limits::ALTERNATIVES {
            parts.truncate(limits::ALTERNATIVES);
            self.lose(crate::summary::LossKind::TooManyObjects, "a value has too many alternatives");
        }
        match parts.as_slice() {
            [] => statics::UNKNOWN,
            [only] => *only,
            parts => self.new_choice(parts),
        }
    }

    fn new_choice(&mut self, parts: &[ObjId]) -> ObjId {
        let value = self.new_object(Kind::OneOf, statics::OBJECT, Payload::None);
        for (at, part) in parts.iter().enumerate() {
            let mut reference = self.reference(Label::Either(at as u8), *part);
            reference.certainty = Certainty::May;
            self.heap.push_ref(value, reference);
        }
        value
    }

    /// The possibilities of a value: itself, unless it is one of several. Choices are never nested.
    pub(super) fn alternatives(&self, value: ObjId) -> Vec<ObjId> {
        match self.heap.get(value) {
            Some(object) if object.kind == Kind::OneOf => object.refs.iter().map(|r| r.target).collect(),
            _ => vec![value],
        }
    }
}
