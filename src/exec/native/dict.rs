//! Dictionaries: lookup, entries, sizes. Methods stand in `dict_methods`.
//!
//! A dictionary holds `Key` and `Value` references in turn. The dictionary of a namespace (what
//! `globals()` and `x.__dict__` give) is an object without entries of its own: it refers to its
//! owner, without keeping it, and shows the owner's attributes.

use crate::base::Symbol;
use crate::exec::machine::{Machine, Step};
use crate::exec::statics;
use crate::exec::value::message::{V310, V311};
use crate::heap::{Kind, Label, ObjId, Payload, RefStrength, Table};

use super::convert::Modelled;

/// Attributes of functions that stand outside their dictionaries.
const OWN_OF_FUNCTIONS: [&str; 8] = [
    "__annotations__",
    "__defaults__",
    "__doc__",
    "__kwdefaults__",
    "__module__",
    "__name__",
    "__qualname__",
    "__type_params__",
];

/// Where an entry is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::exec) enum Entry {
    /// Position of the key's reference; the value's follows.
    At(usize),
    /// An attribute of the namespace's owner.
    Attribute(ObjId, Symbol),
}

impl Machine {
    pub(in crate::exec) fn new_dict(&mut self) -> ObjId {
        self.new_object(Kind::Dict, statics::DICT, Payload::Table(Box::default()))
    }

    /// The object whose attributes a namespace dictionary shows.
    pub(in crate::exec) fn namespace_owner(&self, dict: ObjId) -> Option<ObjId> {
        let reference = self.heap.get(dict)?.get(Label::Inner(0))?;
        (reference.strength == RefStrength::Borrowed).then_some(reference.target)
    }

    /// The dictionary of an object's attributes, owned.
    pub(in crate::exec) fn namespace_dict(&mut self, owner: ObjId) -> ObjId {
        if let Some(known) = self.heap.target(owner, Label::Dict) {
            return self.share(known);
        }
        let dict = self.new_dict();
        let mut reference = self.reference(Label::Inner(0), owner);
        reference.strength = RefStrength::Borrowed;
        self.heap.push_ref(dict, reference);
        let reference = self.reference(Label::Dict, dict);
        self.heap.push_ref(owner, reference);
        self.flag(owner, crate::heap::Flags::NO_DICT);
        if self.kind(owner) == Kind::Instance {
            self.flag(owner, crate::heap::Flags::WATCHED);
        }
        if self.kind(owner) == Kind::Class
            || self.kind(owner) == Kind::Instance && self.version() >= crate::exec::value::message::V313
        {
            // The values stay inside the instance, which alone the collector sees.
            self.heap.untrack(dict);
        }
        dict
    }

    fn table_mut(&mut self, dict: ObjId) -> Option<&mut Table> {
        let object = self.heap.get_mut(dict)?;
        if matches!(object.payload, Payload::None | Payload::Unknown) && object.refs.is_empty() {
            object.payload = Payload::Table(Box::default());
        }
        match &mut object.payload {
            Payload::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(in crate::exec) fn table(&self, container: ObjId) -> Option<&Table> {
        match self.payload(container) {
            Payload::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(in crate::exec) fn with_table(&mut self, container: ObjId, change: impl FnOnce(&mut Table)) {
        if let Some(table) = self.table_mut(container) {
            change(table);
        }
    }

    /// Entries in order, borrowed.
    pub(in crate::exec) fn entries(&mut self, dict: ObjId) -> Vec<(ObjId, ObjId)> {
        if let Some(owner) = self.namespace_owner(dict) {
            let attributes = self.visible_attributes(owner);
            return attributes
                .into_iter()
                .map(|(name, value)| {
                    let key = self.interned(name);
                    // The name is kept by whoever holds the attribute.
                    self.heap.decref(key);
                    (key, value)
                })
                .collect();
        }
        let Some(object) = self.heap.get(dict) else { return Vec::new() };
        let keys = object.refs.iter().filter(|r| r.label == Label::Key).map(|r| r.target);
        let values = object.refs.iter().filter(|r| r.label == Label::Value).map(|r| r.target);
        keys.zip(values).collect()
    }

    /// Attributes that stand in an object's dictionary: slots do not.
    pub(in crate::exec) fn visible_attributes(&mut self, owner: ObjId) -> Vec<(Symbol, ObjId)> {
        let class = self.class(owner);
        let mut out = self.attributes(owner);
        if !statics::is_type(class) {
            out.retain(|(name, _)| !self.is_slot(class, *name));
        }
        if self.kind(owner) == Kind::Class {
            out.retain(|(name, _)| name.as_str() != "__qualname__");
        }
        if self.kind(owner) == Kind::Function {
            // What a function has of its own is no entry of its dictionary.
            out.retain(|(name, _)| !OWN_OF_FUNCTIONS.contains(&name.as_str()));
        }
        if self.kind(owner) == Kind::Exception {
            out.retain(|(name, _)| !self.is_unmodelled(class, *name));
        }
        out
    }

    /// Whether instances keep the attribute in a slot.
    pub(in crate::exec) fn is_slot(&mut self, class: ObjId, name: Symbol) -> bool {
        let Some((_, found)) = self.lookup(class, name) else { return false };
        self.class(found) == statics::MEMBER
    }

    pub(in crate::exec) fn dict_len(&mut self, dict: ObjId) -> usize {
        match self.namespace_owner(dict) {
            Some(owner) => self.visible_attributes(owner).len(),
            None => {
                self.heap.get(dict).map_or(0, |o| o.refs.iter().filter(|r| r.label == Label::Key).count())
            }
        }
    }

    /// Finds the entry of a key.
    pub(in crate::exec) fn dict_find(&mut self, dict: ObjId, key: ObjId) -> Modelled<Option<Entry>> {
        if let Some(owner) = self.namespace_owner(dict) {
            let Some(text) = self.text(key) else { return Ok(Some(None)) };
            let name = Symbol::new(&text);
            let class = self.class(owner);
            let there = self.heap.target(owner, Label::attr(name)).is_some()
                && (statics::is_type(class) || !self.is_slot(class, name));
            return Ok(Some(there.then_some(Entry::Attribute(owner, name))));
        }
        let Some(hash) = self.hash(key)? else { return Ok(None) };
        self.find_hashed(dict, key, hash.number).map(|found| found.map(|at| at.map(Entry::At)))
    }

    /// Position of the reference to an equal key or element with that hash.
    pub(in crate::exec) fn find_hashed(
        &mut self,
        container: ObjId,
        key: ObjId,
        hash: i64,
    ) -> Modelled<Option<usize>> {
        let Some(table) = self.table(container) else {
            let empty = self.heap.get(container).is_some_and(|object| object.refs.is_empty());
            return Ok(empty.then_some(None));
        };
        for serial in table.candidates(hash) {
            let Some(at) = self.heap.get(container).and_then(|object| object.refs.position(serial)) else {
                continue;
            };
            let Some(known) =
                self.heap.get(container).and_then(|object| object.refs.get(at).map(|r| r.target))
            else {
                continue;
            };
            let known = self.share(known);
            let same = self.same_or_equal(known, key);
            self.drop_ref(known);
            match same? {
                Some(true) => {
                    let again = self.heap.get(container).and_then(|object| object.refs.position(serial));
                    return Ok(Some(again));
                }
                Some(false) => {}
                None => return Ok(None),
            }
        }
        Ok(Some(None))
    }

    /// The value of an entry, borrowed.
    pub(in crate::exec) fn entry_value(&self, dict: ObjId, entry: Entry) -> ObjId {
        let found = match entry {
            Entry::At(at) => self.heap.get(dict).and_then(|object| object.refs.get(at + 1)).map(|r| r.target),
            Entry::Attribute(owner, name) => self.heap.target(owner, Label::attr(name)),
        };
        found.unwrap_or(statics::UNKNOWN)
    }

    /// The value under a key, borrowed.
    pub(in crate::exec) fn dict_get(&mut self, dict: ObjId, key: ObjId) -> Modelled<Option<ObjId>> {
        let found = self.dict_find(dict, key)?;
        Ok(found.map(|entry| entry.map(|entry| self.entry_value(dict, entry))))
    }

    /// `dict[key] = value`; both are owned. `false` when that is not modelled (nothing is consumed).
    pub(in crate::exec) fn dict_set(&mut self, dict: ObjId, key: ObjId, value: ObjId) -> Step<bool> {
        let hash = match self.hash(key) {
            Ok(Some(hash)) => hash,
            Ok(None) => return Ok(false),
            Err(stop) => {
                self.drop_ref(key);
                self.drop_ref(value);
                return Err(stop);
            }
        };
        if let Some(owner) = self.namespace_owner(dict) {
            let Some(text) = self.text(key) else { return Ok(false) };
            let reference = self.reference(Label::attr(Symbol::new(&text)), value);
            self.heap.set_ref(owner, reference);
            self.drop_ref(key);
            self.drop_ref(value);
            return Ok(true);
        }
        match self.find_hashed(dict, key, hash.number) {
            Ok(Some(Some(at))) => {
                let reference = self.reference(Label::Value, value);
                self.heap.replace_at(dict, at + 1, reference);
                self.drop_ref(value);
                self.drop_ref(key);
                self.settle();
            }
            Ok(Some(None)) => self.push_entry(dict, key, value, hash.number),
            Ok(None) => return Ok(false),
            Err(stop) => {
                self.drop_ref(key);
                self.drop_ref(value);
                return Err(stop);
            }
        }
        Ok(true)
    }

    /// Appends an entry whose key is not there; both references are owned.
    fn push_entry(&mut self, dict: ObjId, key: ObjId, value: ObjId, hash: i64) {
        let text_key = self.class(key) == statics::STR || self.version() < V311;
        let len = self.heap.get(dict).map_or(0, |object| object.refs.len() as u32 / 2);
        let reference = self.reference(Label::Key, key);
        let serial = self.heap.get(dict).map_or(0, |object| object.refs.next_serial());
        self.with_table(dict, |table| table.dict_insert(hash, serial, len, text_key));
        self.heap.push_ref(dict, reference);
        let reference = self.reference(Label::Value, value);
        self.heap.push_ref(dict, reference);
        self.drop_ref(key);
        self.drop_ref(value);
    }

    /// Takes an entry out and gives its key and value, owned.
    pub(in crate::exec) fn dict_take(&mut self, dict: ObjId, entry: Entry) -> Modelled<(ObjId, ObjId)> {
        match entry {
            Entry::Attribute(owner, name) => {
                let key = self.interned(name);
                let value = self.heap.take_ref(owner, Label::attr(name)).unwrap_or(statics::UNKNOWN);
                Ok(Some((key, value)))
            }
            Entry::At(at) => {
                let Some((key, serial)) =
                    self.heap.get(dict).and_then(|o| Some((o.refs.get(at)?.target, o.refs.serial(at))))
                else {
                    return Ok(None);
                };
                // A key of the program's is not hashed again: that would run its code.
                let known = match self.scalar(key) {
                    Some(_) => self.hash(key)?.map(|hash| hash.number),
                    None => self.table(dict).and_then(|table| table.hash_of(serial)),
                };
                let Some(hash) = known else { return Ok(None) };
                self.with_table(dict, |table| table.dict_remove(hash, serial));
                let value = self.heap.take_at(dict, at + 1).unwrap_or(statics::UNKNOWN);
                let key = self.heap.take_at(dict, at).unwrap_or(statics::UNKNOWN);
                Ok(Some((key, value)))
            }
        }
    }

    /// `dict.clear()`
    pub(in crate::exec) fn dict_clear(&mut self, dict: ObjId) {
        if let Some(owner) = self.namespace_owner(dict) {
            let names: Vec<Symbol> =
                self.visible_attributes(owner).into_iter().map(|(name, _)| name).collect();
            let names: Vec<Label> = names.into_iter().map(Label::attr).collect();
            self.heap.clear_refs(owner, |r| names.contains(&r.label));
        } else {
            if let Some(object) = self.heap.get_mut(dict) {
                object.payload = Payload::Table(Box::default());
            }
            self.heap.clear_refs(dict, |r| matches!(r.label, Label::Key | Label::Value));
        }
        self.settle();
    }

    /// Copies the entries of another dictionary over.
    pub(in crate::exec) fn dict_merge(&mut self, into: ObjId, from: ObjId) -> Step<bool> {
        let more = self.dict_len(from) as u32;
        if self.dict_len(into) == 0 && self.namespace_owner(into).is_none() && more > 0 {
            let general = self.table(from).is_some_and(|table| table.general);
            let has_holes = self.namespace_owner(from).is_some()
                || self.table(from).is_none_or(|table| table.used > more);
            let fresh = self.version() >= V310 && self.table(into).is_none_or(|table| table.size == 0);
            self.with_table(into, |table| {
                table.size = 8;
                table.general = general;
                table.dict_reserve(more);
                if has_holes && fresh && more < Table::usable(8) {
                    // What cannot be taken over as it is gets a table of the next size.
                    table.size = 16;
                }
            });
        }
        for (key, value) in self.entries(from) {
            let (key, value) = (self.share(key), self.share(value));
            if !self.dict_set(into, key, value)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The table of a copy: the original's, unless much of that is holes.
    pub(in crate::exec) fn size_copy(&mut self, out: ObjId, original: ObjId) {
        if self.namespace_owner(original).is_some() {
            // It shares its keys with the instance.
            self.natives.detached.insert(out);
            return;
        }
        let len = self.dict_len(original) as u32;
        let Some((size, used)) = self.table(original).map(|table| (table.size, table.used)) else { return };
        if len > 0 && len >= used * 2 / 3 {
            self.with_table(out, |table| table.size = size);
        }
    }

    /// A missing key's error.
    pub(in crate::exec) fn key_error(&mut self, key: ObjId) -> crate::exec::machine::Stop {
        let key = self.share(key);
        self.error_with(statics::KEY_ERROR, key)
    }

    /// `dict[key]`, owned: the default of a `defaultdict`, `__missing__` of a subclass.
    pub(in crate::exec) fn dict_item(&mut self, dict: ObjId, key: ObjId) -> Modelled<ObjId> {
        let Some(found) = self.dict_get(dict, key)? else { return Ok(None) };
        if let Some(value) = found {
            return Ok(Some(self.share(value)));
        }
        if let Some(method) = self.overrides(dict, "__missing__") {
            return self.call_own(method, &[dict, key]);
        }
        let factory = self.heap.target(dict, Label::Func).filter(|factory| *factory != statics::NONE);
        match factory {
            Some(factory) if self.is_a(dict, statics::DEFAULTDICT) => {
                let value = self.call_with(factory, &[])?;
                if !self.exact {
                    return Ok(None);
                }
                let (key, kept) = (self.share(key), self.share(value));
                Ok(self.dict_set(dict, key, kept)?.then_some(value))
            }
            _ => Err(self.key_error(key)),
        }
    }

    /// Bytes of the key table of a dictionary.
    pub(in crate::exec) fn dict_slots(&self, dict: ObjId) -> (u32, bool) {
        self.table(dict).map_or((0, false), |table| (table.size, table.general))
    }

    /// `dict()` as a call makes a table at once up to 3.9.
    pub(in crate::exec) fn fill_empty_dict(&mut self, dict: ObjId) {
        if self.version() < V310 {
            self.with_table(dict, |table| table.size = table.size.max(8));
        }
    }
}
