//! Sets: lookup, order, and what the operators do.

use crate::exec::machine::{Machine, Step};
use crate::exec::statics;
use crate::heap::{Kind, Label, ObjId, Payload};

use super::convert::Modelled;

impl Machine {
    pub(in crate::exec) fn new_set(&mut self, frozen: bool) -> ObjId {
        let (kind, class) =
            if frozen { (Kind::FrozenSet, statics::FROZENSET) } else { (Kind::Set, statics::SET) };
        self.new_object(kind, class, Payload::Table(Box::default()))
    }

    /// Elements in the order of iteration, borrowed. Where hashes depend on the process the order of
    /// insertion stands for it; `order_is_unknown` tells.
    pub(in crate::exec) fn set_in_order(&self, set: ObjId) -> Vec<ObjId> {
        let Some(object) = self.heap.get(set) else { return Vec::new() };
        match self.table(set) {
            Some(table) if !table.unordered => table
                .set_order()
                .filter_map(|serial| object.refs.position(serial).and_then(|at| object.refs.get(at)))
                .map(|r| r.target)
                .collect(),
            _ => object.refs.iter().filter(|r| r.label == Label::Elem).map(|r| r.target).collect(),
        }
    }

    pub(in crate::exec) fn order_is_unknown(&self, set: ObjId) -> bool {
        self.table(set).is_some_and(|table| table.unordered)
    }

    pub(in crate::exec) fn set_len(&self, set: ObjId) -> usize {
        if statics::is_type(self.class(set)) {
            return self.heap.get(set).map_or(0, |object| object.refs.len());
        }
        self.heap.get(set).map_or(0, |object| object.refs.iter().filter(|r| r.label == Label::Elem).count())
    }

    /// `item in set`
    pub(in crate::exec) fn set_has(&mut self, set: ObjId, item: ObjId) -> Modelled<bool> {
        let Some(hash) = self.hash(item)? else { return Ok(None) };
        Ok(self.find_hashed(set, item, hash.number)?.map(|found| found.is_some()))
    }

    /// `set.add(item)` with an owned item; `false` when not modelled (the item is kept by the caller).
    pub(in crate::exec) fn set_add(&mut self, set: ObjId, item: ObjId) -> Step<bool> {
        let hash = match self.hash(item) {
            Ok(Some(hash)) => hash,
            Ok(None) => return Ok(false),
            Err(stop) => {
                self.drop_ref(item);
                return Err(stop);
            }
        };
        match self.find_hashed(set, item, hash.number) {
            Ok(Some(Some(_))) => self.drop_ref(item),
            Ok(Some(None)) => {
                let len = self.set_len(set) as u32;
                let serial = self.heap.get(set).map_or(0, |object| object.refs.next_serial());
                self.with_table(set, |table| {
                    table.unordered |= !hash.fixed;
                    table.set_insert(hash.number, serial, len);
                });
                let reference = self.reference(Label::Elem, item);
                self.heap.push_ref(set, reference);
                self.drop_ref(item);
            }
            Ok(None) => return Ok(false),
            Err(stop) => {
                self.drop_ref(item);
                return Err(stop);
            }
        }
        Ok(true)
    }

    /// Takes an element out; owned. `Some(None)` when it is not there.
    pub(in crate::exec) fn set_take(&mut self, set: ObjId, item: ObjId) -> Modelled<Option<ObjId>> {
        let Some(hash) = self.hash(item)? else { return Ok(None) };
        let Some(found) = self.find_hashed(set, item, hash.number)? else { return Ok(None) };
        let Some(at) = found else { return Ok(Some(None)) };
        let serial = self.heap.get(set).map_or(0, |object| object.refs.serial(at));
        self.with_table(set, |table| table.set_remove(hash.number, serial));
        Ok(Some(self.heap.take_at(set, at)))
    }

    pub(in crate::exec) fn set_clear(&mut self, set: ObjId) {
        if let Some(object) = self.heap.get_mut(set) {
            object.payload = Payload::Table(Box::default());
        }
        self.heap.clear_refs(set, |r| r.label == Label::Elem);
        self.settle();
    }

    /// Adds every item of another set at once, as a merge does.
    pub(in crate::exec) fn set_merge(&mut self, into: ObjId, from: ObjId) -> Step<bool> {
        let items = self.elements(from);
        let (len, more) = (self.set_len(into) as u32, items.len() as u32);
        self.with_table(into, |table| table.set_reserve(len, more));
        for item in items {
            let item = self.share(item);
            if !self.set_add(into, item)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Adds the items of any iterable.
    pub(in crate::exec) fn set_update(&mut self, into: ObjId, from: ObjId) -> Step<bool> {
        if matches!(self.kind(from), Kind::Set | Kind::FrozenSet) {
            return self.set_merge(into, from);
        }
        let unknown_order = self.kind(from) == Kind::Dict;
        let Some(items) = self.collect(from)? else { return Ok(false) };
        if unknown_order {
            let (len, more) = (self.set_len(into) as u32, items.len() as u32);
            self.with_table(into, |table| table.set_reserve(len, more));
        }
        for item in items {
            if !self.set_add(into, item)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A new set of the kind of `like` with the elements of `from` that `keep` wants.
    pub(in crate::exec) fn set_filtered(
        &mut self,
        like: ObjId,
        from: ObjId,
        other: ObjId,
        keep_common: bool,
    ) -> Modelled<ObjId> {
        let out = self.new_set(self.kind(like) == Kind::FrozenSet);
        for item in self.elements(from) {
            let Some(there) = self.set_has(other, item)? else { return Ok(None) };
            if there == keep_common {
                let item = self.share(item);
                if !self.set_add(out, item)? {
                    return Ok(None);
                }
            }
        }
        Ok(Some(out))
    }

    /// A copy of a set, of the kind of the original.
    pub(in crate::exec) fn set_copy(&mut self, set: ObjId, frozen: bool) -> Modelled<ObjId> {
        let out = self.new_set(frozen);
        Ok(self.set_merge(out, set)?.then_some(out))
    }
}
