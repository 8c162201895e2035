//! Displays, items, unpacking and iteration.

use crate::base::Symbol;
use crate::heap::{Certainty, Kind, Label, ObjId, Payload, SymbolKey};
use crate::ir::{Body, Const, ConstId, Inst, Pc, Slot};

use super::flow::Next;
use super::log::RecordKind;
use super::machine::{Frame, Machine, Step, Stop};
use super::statics;

impl Machine {
    pub(super) fn step_display(&mut self, frame: &mut Frame, body: &Body, inst: Inst) -> Step<()> {
        match inst {
            Inst::BuildTuple { dst, items } => {
                self.display(frame, body, dst, items, Kind::Tuple, statics::TUPLE)?
            }
            Inst::BuildList { dst, items } => {
                self.display(frame, body, dst, items, Kind::List, statics::LIST)?
            }
            Inst::BuildSet { dst, items } => {
                self.display(frame, body, dst, items, Kind::Set, statics::SET)?
            }
            Inst::BuildDict { dst, items } => {
                let values = self.take_list(frame, body, items);
                let dict = self.new_object(Kind::Dict, statics::DICT, Payload::None);
                for pair in values.chunks_exact(2) {
                    self.add_entry(dict, pair[0], pair[1])?;
                }
                self.put(frame, dst, dict);
            }
            Inst::BuildFromConst { dst, value, set } => {
                let items = self.constant(frame.code.unit, value);
                let container = self.container_of(items, set)?;
                self.put(frame, dst, container);
            }
            Inst::ListAppend { list, item } => {
                let (list, item) = (self.peek(frame, list), self.take(frame, item));
                if self.exact && self.kind(list) == Kind::List {
                    self.append_to_list(list, item);
                } else {
                    self.append_item(list, item);
                }
            }
            Inst::SetAdd { set, item } => {
                let (set, item) = (self.peek(frame, set), self.take(frame, item));
                self.add_to_set(set, item)?;
            }
            Inst::DictAdd { dict, key, value } => {
                let dict = self.peek(frame, dict);
                let (key, value) = (self.take(frame, key), self.take(frame, value));
                self.add_entry(dict, key, value)?;
            }
            Inst::ListExtend { list: into, items } | Inst::SetUpdate { set: into, items } => {
                let (into, items) = (self.peek(frame, into), self.take(frame, items));
                self.extend_with(into, items)?;
            }
            Inst::DictUpdate { dict, items } => {
                let (into, items) = (self.peek(frame, dict), self.take(frame, items));
                self.extend_with(into, items)?;
            }
            Inst::BuildSlice { dst, start, stop, step } => {
                let mut parts = vec![self.take(frame, start), self.take(frame, stop)];
                parts.push(step.map_or(statics::NONE, |slot| self.take(frame, slot)));
                let slice = self.new_object(Kind::Slice, statics::SLICE, Payload::None);
                for (at, part) in parts.into_iter().enumerate() {
                    self.hold(slice, Label::Inner(at as u8), part);
                }
                self.put(frame, dst, slice);
            }
            Inst::BuildString { dst, parts } => {
                let parts = self.take_list(frame, body, parts);
                let text = self.join_text(&parts);
                self.put(frame, dst, text);
            }
            Inst::Unpack { src, into } => {
                let value = self.take(frame, src);
                let slots = slots_of(body, into);
                self.unpack(frame, value, &slots, None)?;
            }
            Inst::UnpackStar { src, into, before } => {
                let value = self.take(frame, src);
                let slots = slots_of(body, into);
                self.unpack(frame, value, &slots, Some(before as usize))?;
            }
            _ => {}
        }
        Ok(())
    }

    /// An entry of a dictionary display; key and value are owned.
    fn add_entry(&mut self, dict: ObjId, key: ObjId, value: ObjId) -> Step<()> {
        if !self.exact_add_entry(dict, key, value)? {
            self.store_entry(dict, key, value);
        }
        Ok(())
    }

    fn display(
        &mut self,
        frame: &mut Frame,
        body: &Body,
        dst: Slot,
        items: crate::ir::SlotList,
        kind: Kind,
        class: ObjId,
    ) -> Step<()> {
        let values = self.take_list(frame, body, items);
        let payload = match kind {
            Kind::List if self.exact => Payload::Room(values.len() as u32),
            _ => Payload::None,
        };
        if kind == Kind::Tuple && self.exact && values.is_empty() {
            let empty = self.empty_tuple();
            self.put(frame, dst, empty);
            return Ok(());
        }
        let container = self.new_object(kind, class, payload);
        for value in values {
            if kind == Kind::Set {
                self.add_to_set(container, value)?;
            } else {
                self.append_item(container, value);
            }
        }
        self.put(frame, dst, container);
        Ok(())
    }

    /// Moves an owned reference to the end of a container.
    pub(super) fn append_item(&mut self, container: ObjId, value: ObjId) {
        if self.exact {
            return self.hold(container, Label::Elem, value);
        }
        let reference = self.reference(Label::Elem, value);
        let kept = self.heap.get(container).is_some_and(|object| object.refs.len() < 4096);
        if kept {
            self.heap.push_ref(container, reference);
        }
        self.tally_item(container, value, kept);
        if !self.is_scalar(value) {
            self.record(RecordKind::Add { base: container, label: Label::Elem, value });
        }
    }

    /// Moves an owned reference into an object under a label, beside what is there.
    pub(super) fn hold(&mut self, object: ObjId, label: Label, value: ObjId) {
        let reference = self.reference(label, value);
        self.heap.push_ref(object, reference);
        self.drop_ref(value);
        if !self.exact && !self.is_scalar(value) {
            self.record(RecordKind::Store { base: object, label, value });
        }
    }

    fn add_to_set(&mut self, set: ObjId, value: ObjId) -> Step<()> {
        if self.exact && self.exact_set_add(set, value)? {
            return Ok(());
        }
        let before = if self.tally.is_some() { self.kept_items(set) } else { 0 };
        self.add(set, Label::Elem, value);
        if self.tally.is_some() {
            let is_kept = self.kept_items(set) > before;
            self.tally_item(set, value, is_kept);
        }
        Ok(())
    }

    fn extend_with(&mut self, into: ObjId, from: ObjId) -> Step<()> {
        if self.exact && self.exact_extend(into, from)? {
            return Ok(());
        }
        self.extend(into, from);
        Ok(())
    }

    /// `dict[key] = value` on a dict made here; both references are owned.
    pub(super) fn store_entry(&mut self, dict: ObjId, key: ObjId, value: ObjId) {
        if self.exact && self.exact_store_entry(dict, key, value) {
            return;
        }
        match self.constant_text(key) {
            Some(name) => {
                let label = Label::Item(SymbolKey(name));
                if self.heap.target(dict, label).is_some() {
                    self.heap.clear_refs(dict, |r| r.label == label);
                }
                let reference = self.reference(label, value);
                self.heap.push_ref(dict, reference);
                if !self.is_scalar(value) {
                    self.record(RecordKind::Store { base: dict, label, value });
                }
            }
            None => {
                if !self.is_scalar(key) {
                    self.add(dict, Label::Key, key);
                }
                let full = self.heap.get(dict).is_some_and(|object| object.refs.len() > 4096);
                let kept = !self.is_scalar(value) || !full;
                if kept {
                    let reference = self.reference(Label::Value, value);
                    self.heap.push_ref(dict, reference);
                }
                self.tally_key(dict, key);
                self.tally_item(dict, value, kept);
                if !self.is_scalar(value) {
                    self.record(RecordKind::Add { base: dict, label: Label::Value, value });
                }
            }
        }
    }

    /// What a dict made here may have under a key.
    pub(super) fn dict_value(&mut self, dict: ObjId, key: ObjId) -> ObjId {
        if let Some(name) = self.constant_text(key)
            && let Some(value) = self.stored(dict, Label::item(name))
        {
            return value;
        }
        let values = self.dict_values(dict);
        self.one_of(&values)
    }

    pub(super) fn load_item(&mut self, obj: ObjId, index: ObjId) -> Step<ObjId> {
        if self.exact
            && let Some(value) = self.exact_item(obj, index)?
        {
            return Ok(value);
        }
        let parts = self.alternatives(obj);
        let mut found: Vec<ObjId> = Vec::new();
        for part in parts {
            let value = self.item_of(part, index);
            if !found.contains(&value) {
                found.push(value);
            }
        }
        Ok(self.one_of(&found))
    }

    fn item_of(&mut self, obj: ObjId, index: ObjId) -> ObjId {
        if let Some((owner, name)) = self.attributes_entry(obj, index) {
            return self.load_attr(owner, name).unwrap_or(statics::UNKNOWN);
        }
        match self.kind(obj) {
            Kind::Scalar => statics::SOME_SCALAR,
            Kind::Dict => self.dict_value(obj, index),
            Kind::List | Kind::Tuple if self.kind(index) == Kind::Slice => {
                let (kind, class) = (self.kind(obj), self.class(obj));
                let part = self.new_object(kind, class, Payload::Unknown);
                self.extend(part, obj)
            }
            Kind::List | Kind::Tuple => self.position_of(obj, index).unwrap_or_else(|| self.iterate(obj)),
            Kind::Deque => self.iterate(obj),
            _ if obj == statics::UNKNOWN => obj,
            _ if self.kind(index) == Kind::Slice => self.operate(&[obj], "__getslice__"),
            _ => {
                let key = self.constant_text(index);
                let result = self.new_result();
                self.record(RecordKind::Item { source: obj, key, result });
                result
            }
        }
    }

    /// The item at a known position of a display that was not changed since.
    fn position_of(&self, obj: ObjId, index: ObjId) -> Option<ObjId> {
        let Payload::Int(at) = *self.payload(index) else { return None };
        let object = self.heap.get(obj)?;
        if !matches!(object.payload, Payload::None)
            || object.refs.iter().any(|r| r.certainty != Certainty::Must)
        {
            return None;
        }
        let len = object.refs.len() as i64;
        let at = if at < 0 { at + len } else { at };
        object.refs.get(usize::try_from(at).ok()?).map(|r| r.target)
    }

    pub(super) fn store_item(&mut self, obj: ObjId, index: ObjId, value: ObjId) -> Step<()> {
        if self.exact && self.exact_store_item(obj, index, value)? {
            return Ok(());
        }
        for part in self.alternatives(obj) {
            if let Some((owner, name)) = self.attributes_entry(part, index) {
                self.store_attr(owner, name, value)?;
                continue;
            }
            match self.kind(part) {
                Kind::Dict => {
                    let (key, value) = (self.share(index), self.share(value));
                    self.store_entry(part, key, value);
                }
                Kind::List if self.kind(index) == Kind::Slice => {
                    self.extend(part, value);
                }
                Kind::List | Kind::Deque => self.add(part, Label::Elem, value),
                Kind::Scalar => {}
                _ => self.store_item_symbolically(part, index, value),
            }
        }
        Ok(())
    }

    fn store_item_symbolically(&mut self, obj: ObjId, index: ObjId, value: ObjId) {
        if self.heap.is_static(obj) {
            return;
        }
        let label = self.constant_text(index).map_or(Label::Value, Label::item);
        if self.kind(index) == Kind::Slice {
            // What the slice was is gone; the items of the value take its place.
            self.record(RecordKind::Remove { base: obj, label: Label::Value });
        }
        if label.repeats() {
            if !self.is_scalar(index) {
                self.add(obj, Label::Key, index);
            }
            self.add(obj, label, value);
            if self.is_scalar(value) {
                self.record(RecordKind::Add { base: obj, label, value });
            }
        } else {
            self.store(obj, label, value);
        }
    }

    pub(super) fn delete_item(&mut self, obj: ObjId, index: ObjId) -> Step<()> {
        if self.exact && self.exact_delete_item(obj, index)? {
            return Ok(());
        }
        let label = self.constant_text(index).map_or(Label::Value, Label::item);
        for part in self.alternatives(obj) {
            if let Some((owner, name)) = self.attributes_entry(part, index) {
                self.delete_attr(owner, name)?;
            } else if label.repeats() {
                self.record(RecordKind::Remove { base: part, label });
            } else {
                self.erase(part, label);
            }
        }
        Ok(())
    }

    fn unpack(&mut self, frame: &mut Frame, value: ObjId, into: &[Slot], star: Option<usize>) -> Step<()> {
        if self.exact
            && let Some(items) = self.exact_unpack(value, into.len(), star)?
        {
            for (slot, item) in into.iter().zip(items) {
                self.put(frame, *slot, item);
            }
            return Ok(());
        }
        let known = self.known_sequence(value).filter(|items| star.is_none() && items.len() == into.len());
        for (at, slot) in into.iter().enumerate() {
            let item = match &known {
                Some(items) => items[at],
                None if star == Some(at) => {
                    let list = self.new_object(Kind::List, statics::LIST, Payload::Unknown);
                    self.extend(list, value)
                }
                None => self.unpacked(value, at),
            };
            self.put(frame, *slot, item);
        }
        Ok(())
    }

    /// The n-th value unpacked from something unknown: a pair's parts stay apart where they are known.
    fn unpacked(&mut self, value: ObjId, at: usize) -> ObjId {
        if self.is_scalar(value) {
            return statics::SOME_SCALAR;
        }
        let mut found: Vec<ObjId> = Vec::new();
        for part in self.alternatives(value) {
            let item = match self.known_sequence(part) {
                Some(items) if at < items.len() => items[at],
                _ => self.iterate(part),
            };
            if !found.contains(&item) {
                found.push(item);
            }
        }
        self.one_of(&found)
    }

    /// Items of a tuple or list whose length and order are known.
    pub(super) fn known_sequence(&self, value: ObjId) -> Option<Vec<ObjId>> {
        let object = self.heap.get(value)?;
        let known = match object.kind {
            Kind::Tuple => true,
            Kind::List => matches!(object.payload, Payload::None),
            _ => false,
        };
        (known && object.refs.iter().all(|r| r.label == Label::Elem && r.certainty == Certainty::Must))
            .then(|| object.refs.iter().map(|r| r.target).collect())
    }

    // --- iteration

    pub(super) fn iter(&mut self, value: ObjId) -> Step<ObjId> {
        if self.exact
            && let Some(iter) = self.exact_iter(value)?
        {
            return Ok(iter);
        }
        let iter = self.new_object(Kind::Iterator, statics::ITERATOR, Payload::Cursor(0));
        let reference = self.reference(Label::Inner(0), value);
        self.heap.push_ref(iter, reference);
        Ok(iter)
    }

    pub(super) fn for_next(
        &mut self,
        frame: &mut Frame,
        dst: Slot,
        iter: Slot,
        exit: Pc,
    ) -> Result<Next, Stop> {
        let iterator = self.peek(frame, iter);
        if self.exact
            && let Some(item) = self.exact_next(iterator)?
        {
            let Some(item) = item else {
                let spent = self.take(frame, iter);
                self.drop_ref(spent);
                return Ok(self.loop_test(frame, Some(false), exit));
            };
            self.put(frame, dst, item);
            return Ok(self.loop_test(frame, Some(true), exit));
        }
        let source = self.heap.target(iterator, Label::Inner(0)).unwrap_or(iterator);
        let known = self.known_sequence(source);
        if let (Some(items), Payload::Cursor(at)) = (&known, self.payload(iterator).clone())
            && items.len() <= super::limits::KNOWN_ITEMS as usize
        {
            let item = items.get(at as usize).copied();
            if let Some(object) = self.heap.get_mut(iterator) {
                object.payload = Payload::Cursor(at + 1);
            }
            if let Some(item) = item {
                self.put(frame, dst, item);
            }
            return Ok(self.loop_test(frame, Some(item.is_some()), exit));
        }
        self.tally_rounds(source);
        let next = self.loop_test(frame, None, exit);
        let item = self.iterate(source);
        self.put(frame, dst, item);
        Ok(next)
    }

    // --- constants

    pub(super) fn constant(&mut self, unit: u32, id: ConstId) -> ObjId {
        let fixed = match self.units[unit as usize].ir.consts.get(id) {
            None => Some(statics::UNKNOWN),
            Some(value) => fixed_constant(value),
        };
        if let Some(fixed) = fixed {
            return fixed;
        }
        if let Some(&known) = self.constants.get(&(unit, id))
            && self.heap.get(known).is_some()
        {
            return self.share(known);
        }
        let module = self.units[unit as usize].ir.clone();
        let object = match &module.consts[id] {
            Const::Str(text) if self.exact && is_interned(text) => self.interned(Symbol::new(text)),
            Const::Bytes(bytes) if self.exact && bytes.len() < 2 => {
                self.new_scalar(crate::exec::value::Scalar::Bytes(bytes.as_ref().into()))
            }
            Const::Tuple(items) if self.exact && items.is_empty() => self.empty_tuple(),
            Const::FrozenSet(items) if self.exact => self.frozen_constant(unit, items),
            value => self.new_constant(unit, value),
        };
        if self.exact {
            self.heap.incref(object);
            if unit == 0 && matches!(module.consts[id], Const::Int(_) | Const::Float(_) | Const::BigInt(_)) {
                // The syntax tree of the main program is kept while it runs, with its numbers.
                self.heap.incref(object);
            }
        }
        self.constants.insert((unit, id), object);
        object
    }

    /// A constant set of an exact run: its elements are found by hash.
    fn frozen_constant(&mut self, unit: u32, items: &[ConstId]) -> ObjId {
        let set = self.new_set(true);
        for item in items {
            let item = self.constant(unit, *item);
            // Constants hash without running code.
            if !matches!(self.set_add(set, item), Ok(true)) {
                self.give_up("a constant set");
            }
        }
        set
    }

    fn new_constant(&mut self, unit: u32, value: &Const) -> ObjId {
        let (class, payload) = match value {
            Const::Int(n) => (statics::INT, Payload::Int(*n)),
            Const::BigInt(digits) => match digits.parse() {
                Ok(n) => (statics::INT, Payload::BigInt(std::sync::Arc::new(n))),
                Err(_) => (statics::INT, Payload::Unknown),
            },
            Const::Float(x) => (statics::FLOAT, Payload::Float(*x)),
            Const::Complex { real, imag } => (statics::COMPLEX, Payload::Complex(*real, *imag)),
            Const::Str(text) => (statics::STR, Payload::Str(text.as_ref().into())),
            Const::Bytes(bytes) => (statics::BYTES, Payload::Bytes(bytes.as_ref().into())),
            Const::Tuple(items) | Const::FrozenSet(items) => {
                let (kind, class) = match value {
                    Const::Tuple(_) => (Kind::Tuple, statics::TUPLE),
                    _ => (Kind::FrozenSet, statics::FROZENSET),
                };
                let items: Vec<ObjId> = items.iter().map(|item| self.constant(unit, *item)).collect();
                let container = self.new_object(kind, class, Payload::None);
                for item in items {
                    let reference = self.reference(Label::Elem, item);
                    self.heap.push_ref(container, reference);
                    self.drop_ref(item);
                }
                if self.exact {
                    self.heap.untrack(container);
                }
                return container;
            }
            Const::None | Const::Ellipsis | Const::Bool(_) => (statics::NONE_TYPE, Payload::None),
        };
        self.new_object(Kind::Scalar, class, payload)
    }
}

/// Whether the compiler interns a constant: names, and what every `str` shares.
fn is_interned(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') || text.chars().count() == 1
}

fn slots_of(body: &Body, list: crate::ir::SlotList) -> Vec<Slot> {
    let from = list.start as usize;
    body.operands[from..from + list.len as usize].to_vec()
}

/// The static object of a constant that has one.
fn fixed_constant(value: &Const) -> Option<ObjId> {
    match value {
        Const::None => Some(statics::NONE),
        Const::Ellipsis => Some(statics::ELLIPSIS),
        Const::Bool(true) => Some(statics::TRUE),
        Const::Bool(false) => Some(statics::FALSE),
        Const::Int(n) => statics::small_int(*n),
        _ => None,
    }
}
