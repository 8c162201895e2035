//! What every mention of a name means, and the slots of locals, cells and captured cells.
//!
//! The rules are those of CPython's symbol table: the nearest enclosing function-like scope that
//! binds a name owns it, class scopes are passed over, `global` ends the search. What an inlined
//! comprehension shares with its host needs no cell.

use crate::base::{Idx, Symbol};
use crate::ir::{Local, LocalKind};
use crate::syntax::with_room;

use super::scopes::{Access, EntryId, ScopeId, ScopeKind, Scopes, flag};

impl Scopes {
    pub(super) fn resolve(&mut self) {
        let mut at = 0;
        // Entries grow while cells are passed inwards.
        while at < self.entries.len() {
            self.resolve_entry(EntryId::from_usize(at));
            at += 1;
        }
        self.allot_slots();
        for at in 0..self.entries.len() {
            self.follow_alias(EntryId::from_usize(at));
        }
    }

    fn resolve_entry(&mut self, id: EntryId) {
        let entry = &self.entries[id];
        if entry.access != Access::Unresolved {
            return;
        }
        let (scope, name, flags) = (entry.scope, entry.name, entry.flags);
        let (kind, parent, host) = {
            let scope = &self.scopes[scope];
            (scope.kind, scope.parent, scope.host)
        };
        let own_name = if kind.is_function_like() { Access::Fast } else { Access::Name };
        let access = if flags & flag::GLOBAL != 0 {
            if kind == ScopeKind::Module { Access::Name } else { Access::Global }
        } else if flags & flag::BOUND != 0 && flags & flag::NONLOCAL == 0 {
            // A class may bind a name and pass an outer variable of that name inwards as well.
            if flags & flag::CAPTURED != 0 { Access::Fast } else { own_name }
        } else if host != scope {
            self.shared_access(id, host, parent, name)
        } else {
            self.outer_access(id, kind, parent, name)
        };
        self.entries[id].access = access;
    }

    /// A name that an inlined comprehension does not bind.
    fn shared_access(&mut self, id: EntryId, host: ScopeId, parent: Option<ScopeId>, name: Symbol) -> Access {
        let Some(parent) = parent else { return Access::Global };
        match self.scopes[parent].kind {
            ScopeKind::Module => Access::Global,
            // What encloses the class is visible, the class itself is not.
            ScopeKind::Class => match self.capture(host, name) {
                Some(passed) => {
                    self.entries[id].slot = 0;
                    Access::Alias(passed)
                }
                None => Access::Global,
            },
            _ => self.find(parent, name).map_or(Access::Global, Access::Alias),
        }
    }

    fn outer_access(
        &mut self,
        id: EntryId,
        kind: ScopeKind,
        parent: Option<ScopeId>,
        name: Symbol,
    ) -> Access {
        let Some(parent) = parent else { return Access::Name };
        let is_nonlocal = self.entries[id].flags & flag::NONLOCAL != 0;
        let is_annotation = matches!(kind, ScopeKind::TypeParams | ScopeKind::Lazy);
        if is_annotation && self.scopes[parent].kind == ScopeKind::Class && self.binds(parent, name) {
            return Access::ClassName;
        }
        let known = self.entries[id].outer;
        match known.or_else(|| self.lookup(parent, name)) {
            Some(outer) => {
                let entry = &mut self.entries[id];
                entry.flags |= flag::FREE;
                entry.outer = Some(outer);
                if kind == ScopeKind::Class && !is_nonlocal { Access::ClassFree } else { Access::Free }
            }
            None if kind == ScopeKind::Class => Access::Name,
            None => Access::Global,
        }
    }

    fn binds(&self, scope: ScopeId, name: Symbol) -> bool {
        self.find(scope, name).is_some_and(|id| self.entries[id].flags & flag::BOUND != 0)
    }

    /// The entry of the body of `scope` through which an inner body gets at a name, if any
    /// enclosing function owns it.
    fn lookup(&mut self, scope: ScopeId, name: Symbol) -> Option<EntryId> {
        let (kind, parent, host) = {
            let scope = &self.scopes[scope];
            (scope.kind, scope.parent, scope.host)
        };
        if kind == ScopeKind::Class && name == self.class_name {
            return Some(self.class_cell(scope));
        }
        if kind.is_function_like()
            && let Some(id) = self.find(scope, name)
        {
            let flags = self.entries[id].flags;
            if flags & flag::GLOBAL != 0 {
                return None;
            }
            if flags & flag::BOUND != 0 && flags & flag::NONLOCAL == 0 {
                self.entries[id].flags |= flag::CAPTURED;
                return Some(id);
            }
        }
        if host == scope {
            return self.capture(scope, name);
        }
        with_room(|| self.lookup(parent?, name))
    }

    /// Makes the body of `host` hold the cell of an outer variable.
    fn capture(&mut self, host: ScopeId, name: Symbol) -> Option<EntryId> {
        let known = self.find(host, name);
        if let Some(id) = known.filter(|id| self.entries[*id].flags & flag::FREE != 0) {
            return Some(id);
        }
        let parent = self.scopes[host].parent?;
        let outer = with_room(|| self.lookup(parent, name))?;
        let id = self.mention(host, name, flag::FREE);
        self.entries[id].outer = Some(outer);
        Some(id)
    }

    fn class_cell(&mut self, class: ScopeId) -> EntryId {
        if let Some(id) = self.scopes[class].class_cell {
            return id;
        }
        let id = self.add_hidden(class, self.class_name, flag::BOUND | flag::CAPTURED);
        self.scopes[class].class_cell = Some(id);
        id
    }

    /// Parameters, then fast locals in the order of their first mention, then cells and captured
    /// cells by name.
    fn allot_slots(&mut self) {
        let placeholder = Local { name: Symbol::new(""), kind: LocalKind::Fast };
        for at in 0..self.scopes.len() {
            let scope = &mut self.scopes[ScopeId::from_usize(at)];
            scope.locals = vec![placeholder; scope.params.into()];
        }
        let mut cells = Vec::new();
        let mut frees = Vec::new();
        for at in 0..self.entries.len() {
            let id = EntryId::from_usize(at);
            let entry = &mut self.entries[id];
            let host = self.scopes[entry.scope].host;
            let captured = entry.flags & flag::CAPTURED != 0;
            if entry.flags & flag::FREE != 0 {
                frees.push((host, entry.name, id));
            }
            if entry.access != Access::Fast {
                continue;
            }
            if entry.scope != host {
                self.scopes[entry.scope].variables.push(id);
            }
            let locals = &mut self.scopes[host].locals;
            let kind = if captured { LocalKind::Cell } else { LocalKind::Fast };
            if captured {
                entry.access = Access::Cell;
            }
            let local = Local { name: entry.name, kind };
            if entry.flags & flag::PARAM != 0 {
                locals[usize::from(entry.slot)] = local;
            } else if captured {
                cells.push((host, entry.name, id));
            } else {
                entry.slot = slot_number(locals.len());
                locals.push(local);
            }
        }
        for (list, kind) in [(&mut cells, LocalKind::Cell), (&mut frees, LocalKind::Free)] {
            list.sort_by(|a, b| (a.0, a.1.as_str(), a.2).cmp(&(b.0, b.1.as_str(), b.2)));
            for &(host, name, id) in list.iter() {
                let scope = &mut self.scopes[host];
                let entry = &mut self.entries[id];
                entry.slot = slot_number(scope.locals.len());
                scope.locals.push(Local { name, kind });
                if let (LocalKind::Free, Some(outer)) = (kind, entry.outer) {
                    scope.captures.push((id, outer));
                }
            }
        }
    }

    /// Gives an alias the meaning of what it stands for.
    fn follow_alias(&mut self, id: EntryId) {
        let mut at = id;
        while let Access::Alias(next) = self.entries[at].access {
            at = next;
        }
        if at == id {
            return;
        }
        let target = &self.entries[at];
        // From within a comprehension the cell of a class body is read past the class namespace.
        let access = if matches!(target.access, Access::ClassFree | Access::Name) && target.outer.is_some() {
            Access::Free
        } else {
            target.access
        };
        let slot = target.slot;
        let entry = &mut self.entries[id];
        entry.access = access;
        entry.slot = slot;
    }
}

/// A slot number; the emitter refuses bodies that need more slots than there are numbers.
fn slot_number(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
