//! Names: locals, cells, globals, and the namespaces of modules and classes.

use crate::base::Symbol;
use crate::heap::{Certainty, EventKind, Kind, Label, ObjId, Origin, Payload};
use crate::ir::{Body, LocalKind, Slot};
use crate::summary::LossKind;

use super::log::RecordKind;
use super::machine::{EMPTY, Frame, Machine, Step};
use super::statics;

impl Machine {
    pub(super) fn load_local(&mut self, frame: &mut Frame, body: &Body, local: Slot) -> Step<ObjId> {
        let value = frame.slots[local.0 as usize];
        if value != EMPTY {
            return Ok(self.share(value));
        }
        if self.exact {
            let name = body.locals[local.0 as usize].name;
            return Err(self.unbound_local(name));
        }
        Ok(statics::UNKNOWN)
    }

    pub(super) fn store_local(&mut self, frame: &mut Frame, local: Slot, value: ObjId) {
        let old = std::mem::replace(&mut frame.slots[local.0 as usize], value);
        self.drop_ref(old);
    }

    pub(super) fn delete_local(&mut self, frame: &mut Frame, body: &Body, local: Slot) -> Step<()> {
        let old = std::mem::replace(&mut frame.slots[local.0 as usize], EMPTY);
        if old == EMPTY && self.exact {
            let name = body.locals[local.0 as usize].name;
            return Err(self.unbound_local(name));
        }
        self.drop_ref(old);
        Ok(())
    }

    // --- what a timeline tells of names

    pub(super) fn note_bind(&mut self, name: Symbol, value: ObjId) {
        if self.exact {
            self.heap.record(value, EventKind::Bind(name));
        }
    }

    pub(super) fn note_unbind(&mut self, name: Symbol, value: ObjId) {
        if self.exact && value != EMPTY {
            self.heap.record(value, EventKind::Unbind(name));
        }
    }

    pub(super) fn note_name_unbound(&mut self, namespace: ObjId, name: Symbol) {
        if let (true, Some(value)) = (self.exact, self.heap.target(namespace, Label::attr(name))) {
            self.note_unbind(name, value);
        }
    }

    // --- cells

    /// Gives every cell local of a body that starts its cell, with the argument inside if it is one.
    pub(super) fn make_cells(&mut self, frame: &mut Frame, body: &Body) {
        for (at, local) in body.locals.iter().enumerate() {
            if local.kind != LocalKind::Cell {
                continue;
            }
            let argument = frame.slots[at];
            let cell = self.new_object(Kind::Cell, statics::CELL, Payload::Name(local.name));
            if argument != EMPTY {
                let reference = self.reference(Label::Content, argument);
                self.heap.push_ref(cell, reference);
                self.record(RecordKind::Store { base: cell, label: Label::Content, value: argument });
                self.drop_ref(argument);
            }
            frame.slots[at] = cell;
        }
    }

    pub(super) fn load_cell(&mut self, frame: &Frame, body: &Body, cell: Slot) -> Step<ObjId> {
        let at = frame.slots[cell.0 as usize];
        if at == EMPTY {
            return Ok(statics::UNKNOWN);
        }
        if let Some(value) = self.stored(at, Label::Content) {
            return Ok(self.share(value));
        }
        if self.exact {
            let local = body.locals[cell.0 as usize];
            return Err(self.unbound_cell(local));
        }
        if self.is_symbolic(at) {
            return Ok(self.path(at, Label::Content));
        }
        Ok(statics::UNKNOWN)
    }

    pub(super) fn store_cell(&mut self, frame: &Frame, cell: Slot, value: ObjId) {
        let at = frame.slots[cell.0 as usize];
        self.store(at, Label::Content, value);
    }

    pub(super) fn delete_cell(&mut self, frame: &Frame, body: &Body, cell: Slot) -> Step<()> {
        let at = frame.slots[cell.0 as usize];
        if !self.erase(at, Label::Content) && self.exact {
            let local = body.locals[cell.0 as usize];
            return Err(self.unbound_cell(local));
        }
        Ok(())
    }

    // --- globals and namespaces

    pub(super) fn load_global(&mut self, frame: &Frame, name: Symbol) -> Step<ObjId> {
        if let Some(value) = self.stored(frame.globals, Label::attr(name)) {
            return Ok(self.share(value));
        }
        if (self.exact || !self.may_be_global(name))
            && let Some(value) = self.builtin_value(name)
        {
            return Ok(value);
        }
        if self.exact {
            return Err(self.unbound_name(name));
        }
        Ok(self.symbolic_global(frame.globals, name))
    }

    /// A module-level name of a symbolic run, the same object each time it is read.
    fn symbolic_global(&mut self, globals: ObjId, name: Symbol) -> ObjId {
        let label = Label::attr(name);
        if let Some(&known) = self.paths.get(&(globals, label)) {
            self.revive(known, Origin::Global(name), None);
            return known;
        }
        let value = self.new_symbolic(Origin::Global(name), None);
        self.paths.insert((globals, label), value);
        value
    }

    /// Whether the module binds the name somewhere: then it may hide the built-in.
    fn may_be_global(&self, name: Symbol) -> bool {
        self.module_names.contains(&name)
    }

    /// A class block whose names are items of a mapping that the program made.
    fn names_are_items(&self, namespace: ObjId) -> bool {
        self.exact
            && !self.heap.is_static(namespace)
            && self.class(namespace) != statics::DICT
            && matches!(self.kind(namespace), Kind::Dict | Kind::Instance)
    }

    pub(super) fn store_name(&mut self, namespace: ObjId, name: Symbol, value: ObjId) -> Step<()> {
        if self.names_are_items(namespace) {
            let key = self.interned(name);
            let done = self.set_item(namespace, key, value);
            self.drop_ref(key);
            return done.map(|_| ());
        }
        self.store(namespace, Label::attr(name), value);
        Ok(())
    }

    pub(super) fn load_name(&mut self, frame: &Frame, name: Symbol) -> Step<ObjId> {
        if self.names_are_items(frame.namespace) {
            let key = self.interned(name);
            let found = self.get_item(frame.namespace, key);
            self.drop_ref(key);
            match found {
                Ok(found) => return Ok(found.unwrap_or(statics::UNKNOWN)),
                Err(stop) => self.swallow(stop, statics::KEY_ERROR)?,
            }
            return self.load_global(frame, name);
        }
        if frame.namespace != EMPTY
            && let Some(value) = self.stored(frame.namespace, Label::attr(name))
        {
            return Ok(self.share(value));
        }
        self.load_global(frame, name)
    }

    pub(super) fn load_class_cell(
        &mut self,
        frame: &Frame,
        body: &Body,
        cell: Slot,
        name: Symbol,
    ) -> Step<ObjId> {
        if frame.namespace != EMPTY
            && let Some(value) = self.stored(frame.namespace, Label::attr(name))
        {
            return Ok(self.share(value));
        }
        self.load_cell(frame, body, cell)
    }

    pub(super) fn delete_name(&mut self, namespace: ObjId, name: Symbol) -> Step<()> {
        if self.names_are_items(namespace) {
            let key = self.interned(name);
            let done = self.delete_item_of(namespace, key);
            self.drop_ref(key);
            return done.map(|_| ());
        }
        if !self.erase(namespace, Label::attr(name)) && self.exact {
            return Err(self.unbound_name(name));
        }
        Ok(())
    }

    // --- reading and writing labels, for every kind of object

    /// What is stored under a label: one value, or one of several after a join.
    pub(super) fn stored(&mut self, base: ObjId, label: Label) -> Option<ObjId> {
        let object = self.heap.get(base)?;
        let first = object.get(label)?;
        if self.exact || first.certainty == Certainty::Must {
            return Some(first.target);
        }
        let mut parts: Vec<ObjId> = Vec::new();
        for reference in object.all(label) {
            if !parts.contains(&reference.target) {
                parts.push(reference.target);
            }
        }
        Some(self.one_of(&parts))
    }

    /// Stores an owned reference, replacing what was there.
    pub(super) fn store(&mut self, base: ObjId, label: Label, value: ObjId) {
        if self.exact {
            let reference = self.reference(label, value);
            self.heap.set_ref(base, reference);
            self.drop_ref(value);
            self.settle();
            return;
        }
        let bases = self.alternatives(base);
        let several = bases.len() > 1;
        for base in bases {
            if self.heap.is_static(base) {
                self.lose(LossKind::UnknownName, "a store to an unknown object");
                continue;
            }
            let mut reference = self.reference(label, value);
            if several {
                reference.certainty = Certainty::May;
            } else {
                self.heap.clear_label(base, label);
            }
            self.heap.add_ref(base, reference);
            self.record(RecordKind::Store { base, label, value });
        }
    }

    /// Removes what is under a label. False if nothing was known to be there.
    pub(super) fn erase(&mut self, base: ObjId, label: Label) -> bool {
        if self.exact {
            let had = self.heap.remove_ref(base, label);
            self.settle();
            return had;
        }
        let mut had = false;
        for base in self.alternatives(base) {
            had |= self.heap.get(base).is_some_and(|object| object.get(label).is_some());
            self.heap.clear_label(base, label);
            self.record(RecordKind::Remove { base, label });
        }
        had
    }

    /// What a symbolic value holds under a label before anything was stored there.
    pub(super) fn path(&mut self, base: ObjId, label: Label) -> ObjId {
        if self.heap.is_static(base) {
            return statics::UNKNOWN;
        }
        if let Some(&known) = self.paths.get(&(base, label)) {
            self.revive(known, Origin::Path(label), Some(base));
            return known;
        }
        let value = self.new_symbolic(Origin::Path(label), Some(base));
        self.paths.insert((base, label), value);
        value
    }

    /// A symbolic value that another way made: the same object here.
    fn revive(&mut self, id: ObjId, origin: Origin, base: Option<ObjId>) {
        if self.heap.get(id).is_some() {
            return;
        }
        let mut object = crate::heap::Object::new(Kind::Symbolic, statics::OBJECT, self.site);
        object.payload = Payload::Origin(origin);
        object.file = self.file;
        if let Some(base) = base {
            let mut reference = self.reference(Label::Inner(0), base);
            reference.strength = crate::heap::RefStrength::Borrowed;
            object.refs.push(reference);
        }
        self.heap.place(id, object);
    }
}
