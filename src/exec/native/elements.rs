//! Items of lists, tuples and deques, and the room lists take: what every container method shares.

use crate::exec::machine::{Machine, Step};
use crate::exec::statics;
use crate::exec::value::message::{V39, V310};
use crate::heap::{Kind, Label, ObjId, Payload};

impl Machine {
    /// Items in order, borrowed; of a set in its order of iteration.
    pub(in crate::exec) fn elements(&self, container: ObjId) -> Vec<ObjId> {
        let Some(object) = self.heap.get(container) else { return Vec::new() };
        if matches!(object.kind, Kind::Set | Kind::FrozenSet) {
            return self.set_in_order(container);
        }
        object.refs.iter().filter(|r| r.label == Label::Elem).map(|r| r.target).collect()
    }

    /// The item at a position.
    pub(in crate::exec) fn element(&self, container: ObjId, at: usize) -> Option<ObjId> {
        let (first, _) = self.run_of_elements(container);
        let object = self.heap.get(container)?;
        object.refs.get(first + at).filter(|r| r.label == Label::Elem).map(|r| r.target)
    }

    /// Where the items stand among the references: an instance of a subclass holds attributes too.
    pub(in crate::exec) fn run_of_elements(&self, container: ObjId) -> (usize, usize) {
        let Some(object) = self.heap.get(container) else { return (0, 0) };
        let all = object.refs.len();
        if object.refs.first().is_none_or(|r| r.label == Label::Elem)
            && object.refs.last().is_none_or(|r| r.label == Label::Elem)
        {
            return (0, all);
        }
        let first = object.refs.iter().position(|r| r.label == Label::Elem).unwrap_or(all);
        let len = object.refs[first..].iter().take_while(|r| r.label == Label::Elem).count();
        (first, len)
    }

    pub(in crate::exec) fn elements_len(&self, container: ObjId) -> usize {
        self.run_of_elements(container).1
    }

    /// Puts an owned item at a position.
    pub(in crate::exec) fn insert_element(&mut self, container: ObjId, at: usize, item: ObjId) {
        let (first, len) = self.run_of_elements(container);
        let reference = self.reference(Label::Elem, item);
        self.heap.insert_ref(container, first + at.min(len), reference);
        self.drop_ref(item);
    }

    /// Replaces the item at a position by an owned one.
    pub(in crate::exec) fn replace_element(&mut self, container: ObjId, at: usize, item: ObjId) {
        let (first, _) = self.run_of_elements(container);
        let reference = self.reference(Label::Elem, item);
        self.heap.replace_at(container, first + at, reference);
        self.drop_ref(item);
        self.settle();
    }

    /// Takes the item at a position out; owned.
    pub(in crate::exec) fn take_element(&mut self, container: ObjId, at: usize) -> ObjId {
        let (first, _) = self.run_of_elements(container);
        self.heap.take_at(container, first + at).unwrap_or(statics::UNKNOWN)
    }

    /// A list of owned items with exactly the room it needs.
    pub(in crate::exec) fn new_list(&mut self, items: Vec<ObjId>) -> ObjId {
        let room = items.len() as u32;
        self.new_list_with_room(items, room)
    }

    pub(in crate::exec) fn new_list_with_room(&mut self, items: Vec<ObjId>, room: u32) -> ObjId {
        let list = self.new_object(Kind::List, statics::LIST, Payload::Room(room));
        for item in items {
            self.hold(list, Label::Elem, item);
        }
        list
    }

    /// Shares every one of these references.
    pub(in crate::exec) fn share_all(&mut self, items: &[ObjId]) -> Vec<ObjId> {
        items.iter().map(|item| self.share(*item)).collect()
    }

    pub(in crate::exec) fn drop_all(&mut self, items: Vec<ObjId>) {
        for item in items {
            self.drop_ref(item);
        }
    }

    // --- room

    /// Places that the list has room for.
    pub(in crate::exec) fn room(&self, list: ObjId) -> u32 {
        match self.payload(list) {
            Payload::Room(room) => *room,
            _ => self.elements_len(list) as u32,
        }
    }

    pub(in crate::exec) fn set_room(&mut self, list: ObjId, room: u32) {
        if let Some(object) = self.heap.get_mut(list)
            && matches!(object.payload, Payload::Room(_) | Payload::None)
        {
            object.payload = Payload::Room(room);
        }
    }

    /// What `list_resize` makes of the room of a list that gets `len` items; `before` it had.
    pub(in crate::exec) fn resized(&self, room: u32, before: u32, len: u32) -> u32 {
        if room >= len && len >= room >> 1 {
            return room;
        }
        if len == 0 {
            return 0;
        }
        if self.version() < V39 {
            return len + (len >> 3) + if len < 9 { 3 } else { 6 };
        }
        let wanted = (len + (len >> 3) + 6) & !3;
        if len.saturating_sub(before) > wanted - len { (len + 3) & !3 } else { wanted }
    }

    /// Adapts a list's room after it changed from `before` items to what it has.
    pub(in crate::exec) fn adapt_room(&mut self, list: ObjId, before: usize) {
        if self.kind(list) != Kind::List {
            return;
        }
        let len = self.elements_len(list) as u32;
        let room = self.resized(self.room(list), before as u32, len);
        self.set_room(list, room);
    }

    /// Room of a list filled at once with `len` items by `list.extend` or `sorted`.
    pub(in crate::exec) fn extended_room(&self, room: u32, before: u32, more: u32) -> u32 {
        let len = before + more;
        if room >= len && len >= room >> 1 {
            return room;
        }
        if self.version() >= V310 && before == 0 && room == 0 {
            return even(len);
        }
        self.resized(room, before, len)
    }

    /// Room of `list(x)` for an `x` of known length.
    pub(in crate::exec) fn list_of_room(&self, len: u32) -> u32 {
        if self.version() >= V310 { even(len) } else { len }
    }

    /// Room of a list grown by one item at a time, from a hint of eight, then cut to its length.
    pub(in crate::exec) fn hinted_room(&self, len: u32) -> u32 {
        let mut room = self.resized(0, 0, 8);
        for n in 1..=len {
            room = self.resized(room, n - 1, n);
        }
        self.resized(room, len, len)
    }

    /// Appends an owned item, as `list.append` does.
    pub(in crate::exec) fn append_to_list(&mut self, list: ObjId, item: ObjId) {
        let before = self.elements_len(list);
        self.insert_element(list, before, item);
        self.adapt_room(list, before);
    }

    /// Appends owned items at once.
    pub(in crate::exec) fn extend_list(&mut self, list: ObjId, items: Vec<ObjId>) {
        let before = self.elements_len(list) as u32;
        let room = self.extended_room(self.room(list), before, items.len() as u32);
        for item in items {
            let at = self.elements_len(list);
            self.insert_element(list, at, item);
        }
        self.set_room(list, room);
    }

    // --- deques

    /// `maxlen` of a deque.
    pub(in crate::exec) fn deque_limit(&self, deque: ObjId) -> Option<i64> {
        match self.payload(deque) {
            Payload::Int(most) if *most >= 0 => Some(*most),
            _ => None,
        }
    }

    /// Something that is not modelled happened: nothing is exact from here on.
    pub(in crate::exec) fn give_up(&mut self, what: &str) {
        self.lose_exactness(crate::summary::LossKind::Unsupported, what);
    }

    /// Gives up on a value. A followed program goes on with an unknown one, its operands released.
    pub(in crate::exec) fn unknown_of(&mut self, operands: &[ObjId], what: &str) -> Option<ObjId> {
        self.give_up(what);
        if !self.exact {
            return None;
        }
        for value in operands {
            self.drop_ref(*value);
        }
        Some(statics::UNKNOWN)
    }

    /// Positive or negative index into `len` items.
    pub(in crate::exec) fn index_of(&mut self, index: ObjId) -> Step<Option<crate::exec::value::Int>> {
        if let Some(scalar) = self.scalar_of(index) {
            return Ok(scalar.as_int());
        }
        let Some(method) = self.overrides(index, "__index__") else { return Ok(None) };
        let Some(result) = self.call_own(method, &[index])? else { return Ok(None) };
        let number = self.scalar_of(result).and_then(|scalar| scalar.as_int());
        self.drop_ref(result);
        Ok(number)
    }
}

fn even(len: u32) -> u32 {
    len.next_multiple_of(2)
}
