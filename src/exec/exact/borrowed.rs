//! Objects whose attributes live in a dictionary that the program gave them: `self.__dict__ = shared`.
//!
//! Attributes are the object's own references; its `__dict__` is a view of them. Once another
//! dictionary is put in its place the references are gone, and names are looked up there.

use crate::base::Symbol;
use crate::exec::machine::{Machine, Step};
use crate::exec::native::Modelled;
use crate::heap::{Kind, Label, ObjId};

impl Machine {
    /// The dictionary that was put in the place of an object's own, borrowed.
    pub(in crate::exec) fn borrowed_dict(&self, obj: ObjId) -> Option<ObjId> {
        let is_own = matches!(self.kind(obj), Kind::Frame | Kind::Class | Kind::Module | Kind::Function);
        if is_own || crate::exec::statics::is_type(self.class(obj)) {
            return None;
        }
        let dict = self.heap.target(obj, Label::Dict)?;
        (self.namespace_owner(dict) != Some(obj)).then_some(dict)
    }

    /// An attribute in such a dictionary, owned.
    pub(super) fn borrowed_attr(&mut self, obj: ObjId, name: Symbol) -> Modelled<ObjId> {
        let Some(dict) = self.borrowed_dict(obj) else { return Ok(None) };
        let key = self.interned(name);
        let found = self.dict_get(dict, key);
        self.drop_ref(key);
        Ok(found?.flatten().map(|value| self.share(value)))
    }

    /// Stores into such a dictionary: whether there is one, and that it took the value.
    pub(super) fn store_borrowed(&mut self, obj: ObjId, name: Symbol, value: ObjId) -> Step<Option<bool>> {
        let Some(dict) = self.borrowed_dict(obj) else { return Ok(None) };
        let key = self.interned(name);
        self.dict_set(dict, key, value).map(Some)
    }

    /// Deletes from such a dictionary: whether the name was there.
    pub(super) fn delete_borrowed(&mut self, obj: ObjId, name: Symbol) -> Step<bool> {
        let Some(dict) = self.borrowed_dict(obj) else { return Ok(false) };
        let key = self.interned(name);
        let found = self.dict_find(dict, key);
        self.drop_ref(key);
        let Some(Some(entry)) = found? else { return Ok(false) };
        if let Some((key, value)) = self.dict_take(dict, entry)? {
            self.drop_ref(key);
            self.drop_ref(value);
        }
        Ok(true)
    }

    /// `obj.__dict__ = value`: the dictionary takes the place of the object's own.
    pub(super) fn replace_dict(&mut self, obj: ObjId, value: ObjId) -> Step<bool> {
        if self.kind(value) != Kind::Dict {
            return Ok(false);
        }
        let before = self.namespace_dict(obj);
        if before == value {
            self.drop_ref(before);
            self.drop_ref(value);
            return Ok(true);
        }
        if crate::exec::statics::is_type(self.class(obj)) {
            self.drop_ref(before);
            return Ok(false);
        }
        // Whoever holds the old dictionary keeps what was in it.
        if self.namespace_owner(before) == Some(obj) {
            let kept = self.heap.count(before).is_some_and(|count| count > 2);
            let entries = if kept { self.entries(before) } else { Vec::new() };
            let entries: Vec<(ObjId, ObjId)> =
                entries.into_iter().map(|(key, item)| (self.share(key), self.share(item))).collect();
            self.dict_clear(before);
            self.heap.remove_ref(before, Label::Inner(0));
            for (key, item) in entries {
                self.dict_set(before, key, item)?;
            }
        }
        self.drop_ref(before);
        self.heap.remove_ref(obj, Label::Dict);
        let reference = self.reference(Label::Dict, value);
        self.heap.push_ref(obj, reference);
        self.flag(obj, crate::heap::Flags::NO_DICT);
        self.drop_ref(value);
        self.settle();
        Ok(true)
    }
}
