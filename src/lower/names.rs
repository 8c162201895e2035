//! Reading, writing and deleting names by what they mean in their scope.

use ruff_text_size::TextRange;

use crate::base::Symbol;
use crate::ir::{Inst, Slot};

use super::Lowerer;
use super::scopes::{Access, EntryId};

/// A name as the symbol table knows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    pub(super) symbol: Symbol,
    pub(super) access: Access,
    slot: Slot,
}

impl<'a> Lowerer<'a> {
    /// What a name means; a name the table does not know is looked up at run time.
    pub(super) fn name(&mut self, entry: Option<EntryId>, text: &'a str) -> Name {
        match entry.and_then(|id| self.table.entry(id)) {
            Some(entry) => Name { symbol: entry.name, access: entry.access, slot: Slot(entry.slot) },
            None => self.global_name(text),
        }
    }

    /// A name that belongs to the current namespace or the globals.
    pub(super) fn global_name(&mut self, text: &'a str) -> Name {
        let symbol = self.mangled(text);
        let inside = self.table.scopes[self.b.scope].kind.is_function_like();
        let access = if inside { Access::Global } else { Access::Name };
        Name { symbol, access, slot: Slot(0) }
    }

    pub(super) fn entry_name(&self, entry: EntryId) -> Name {
        let entry = &self.table.entries[entry];
        Name { symbol: entry.name, access: entry.access, slot: Slot(entry.slot) }
    }

    pub(super) fn load(&mut self, range: TextRange, name: Name) -> Slot {
        let Name { symbol, access, slot } = name;
        if access == Access::ClassName {
            return self.opaque(range, "a class-level name in a lazily evaluated annotation");
        }
        let dst = self.push();
        self.emit(
            range,
            match access {
                Access::Fast => Inst::LoadLocal { dst, local: slot },
                Access::Cell | Access::Free => Inst::LoadCell { dst, cell: slot },
                Access::ClassFree => Inst::LoadClassCell { dst, cell: slot, name: symbol },
                Access::Global => Inst::LoadGlobal { dst, name: symbol },
                _ => Inst::LoadName { dst, name: symbol },
            },
        );
        dst
    }

    /// Consumes `src`, which stays allotted.
    pub(super) fn store(&mut self, range: TextRange, name: Name, src: Slot) {
        let Name { symbol, access, slot } = name;
        self.emit(
            range,
            match access {
                Access::Fast => Inst::StoreLocal { local: slot, src },
                Access::Cell | Access::Free | Access::ClassFree => Inst::StoreCell { cell: slot, src },
                Access::Global => Inst::StoreGlobal { name: symbol, src },
                _ => Inst::StoreName { name: symbol, src },
            },
        );
    }

    pub(super) fn delete(&mut self, range: TextRange, name: Name) {
        let Name { symbol, access, slot } = name;
        self.emit(
            range,
            match access {
                Access::Fast => Inst::DeleteLocal { local: slot },
                Access::Cell | Access::Free | Access::ClassFree => Inst::DeleteCell { cell: slot },
                Access::Global => Inst::DeleteGlobal { name: symbol },
                _ => Inst::DeleteName { name: symbol },
            },
        );
    }

    /// Stores the top temporary under a name of a module or class body and takes it away.
    pub(super) fn store_named(&mut self, range: TextRange, name: &'static str, src: Slot) {
        let name = self.names.get(name);
        self.emit(range, Inst::StoreName { name, src });
        self.pop();
    }

    /// `name = None; del name`, as at the end of `except E as name`.
    pub(super) fn clear_name(&mut self, range: TextRange, name: Name) {
        let none = self.push_none(range);
        self.store(range, name, none);
        self.pop();
        self.delete(range, name);
    }

    pub(super) fn slot_of(&self, name: Name) -> Slot {
        name.slot
    }
}
