//! The symbol table of one file: which names each scope mentions, and what each mention means.
//!
//! *Scope*: a module, function, lambda, class, comprehension or annotation scope. *Host*: the scope
//! whose body runs the code of a scope; a scope is its own host unless it is a comprehension that
//! CPython inlines (3.12 and later). *Symbol entry*: one name in one scope. The number of the entry
//! is written into the tree at every mention, and the number of a scope into the node that opens
//! it, so that emitting code looks nothing up.
//!
//! `collect` fills the table, `resolve` says what each entry means and allots slots.

use rustc_hash::FxHashMap;

use crate::base::{IndexVec, Symbol, index};
use crate::ir::Local;

index! {
    /// A scope of one file, in the order they open.
    pub struct ScopeId;
}

index! {
    /// A name in a scope.
    pub struct EntryId;
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ScopeKind {
    Module,
    Function,
    Lambda,
    Class,
    /// List, set or dict comprehension.
    Comprehension,
    Generator,
    /// Type parameters of a definition (PEP 695).
    TypeParams,
    /// A bound, default or alias that is evaluated when asked for.
    Lazy,
}

impl ScopeKind {
    /// Names bound here are locals of a frame and may be captured.
    pub(super) fn is_function_like(self) -> bool {
        !matches!(self, Self::Module | Self::Class)
    }
}

#[derive(Debug)]
pub(super) struct Scope {
    pub(super) kind: ScopeKind,
    pub(super) parent: Option<ScopeId>,
    pub(super) host: ScopeId,
    pub(super) depth: u16,
    pub(super) params: u16,
    pub(super) is_generator: bool,
    pub(super) is_async: bool,
    pub(super) is_open: bool,
    /// The block has annotated assignments of its own.
    pub(super) has_annotations: bool,
    /// Of a class whose methods use `__class__` or `super`.
    pub(super) class_cell: Option<EntryId>,
    /// Of a `TypeParams` scope around a class, and of that class: the tuple of type parameters.
    pub(super) type_params: Option<EntryId>,
    pub(super) locals: Vec<Local>,
    /// What an inlined comprehension binds in the frame it shares.
    pub(super) variables: Vec<EntryId>,
    /// Own entry and the entry in the enclosing body, in the order of the `Free` locals.
    pub(super) captures: Vec<(EntryId, EntryId)>,
}

/// What a mention of a name does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Access {
    Unresolved,
    Fast,
    Cell,
    Free,
    /// A free name of a class body.
    ClassFree,
    Global,
    Name,
    /// A name of the class body, seen from an annotation scope within it.
    ClassName,
    /// The same as another entry, of a scope with the same host.
    Alias(EntryId),
}

pub(super) mod flag {
    pub(in crate::lower) const BOUND: u8 = 1;
    pub(in crate::lower) const PARAM: u8 = 4;
    pub(in crate::lower) const GLOBAL: u8 = 8;
    pub(in crate::lower) const NONLOCAL: u8 = 16;
    /// An inner body refers to it: it lives in a cell.
    pub(in crate::lower) const CAPTURED: u8 = 32;
    /// The body has the cell of an outer body.
    pub(in crate::lower) const FREE: u8 = 64;
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) scope: ScopeId,
    pub(super) name: Symbol,
    pub(super) flags: u8,
    pub(super) access: Access,
    pub(super) slot: u16,
    /// For a free name: its entry in the enclosing body.
    pub(super) outer: Option<EntryId>,
}

#[derive(Debug)]
pub(super) struct Scopes {
    /// `__class__`, which every class may offer to its methods.
    pub(super) class_name: Symbol,
    pub(super) scopes: IndexVec<ScopeId, Scope>,
    pub(super) entries: IndexVec<EntryId, Entry>,
    index: FxHashMap<(ScopeId, Symbol), EntryId>,
}

impl Scopes {
    pub(super) fn new() -> Self {
        Self {
            class_name: Symbol::new("__class__"),
            scopes: IndexVec::default(),
            entries: IndexVec::default(),
            index: FxHashMap::default(),
        }
    }

    pub(super) fn open(&mut self, kind: ScopeKind, parent: Option<ScopeId>, inlined: bool) -> ScopeId {
        let id = ScopeId(self.scopes.len() as u32);
        let host = parent.filter(|_| inlined).map_or(id, |parent| self.scopes[parent].host);
        let depth = parent.map_or(0, |parent| self.scopes[parent].depth + 1);
        self.scopes.push(Scope {
            kind,
            parent,
            host,
            depth,
            params: 0,
            is_generator: false,
            is_async: false,
            is_open: false,
            has_annotations: false,
            class_cell: None,
            type_params: None,
            locals: Vec::new(),
            variables: Vec::new(),
            captures: Vec::new(),
        })
    }

    pub(super) fn find(&self, scope: ScopeId, name: Symbol) -> Option<EntryId> {
        self.index.get(&(scope, name)).copied()
    }

    pub(super) fn mention(&mut self, scope: ScopeId, name: Symbol, flags: u8) -> EntryId {
        let next = EntryId(self.entries.len() as u32);
        let id = *self.index.entry((scope, name)).or_insert(next);
        if id == next {
            self.add_hidden(scope, name, flags);
        } else {
            self.entries[id].flags |= flags;
        }
        id
    }

    /// An entry that no mention by name can meet.
    pub(super) fn add_hidden(&mut self, scope: ScopeId, name: Symbol, flags: u8) -> EntryId {
        let access = Access::Unresolved;
        self.entries.push(Entry { scope, name, flags, access, slot: 0, outer: None })
    }

    pub(super) fn add_param(&mut self, scope: ScopeId, name: Symbol) -> EntryId {
        let id = self.mention(scope, name, flag::BOUND | flag::PARAM);
        let params = &mut self.scopes[scope].params;
        self.entries[id].slot = *params;
        *params = params.saturating_add(1);
        id
    }

    /// An entry with aliases followed.
    pub(super) fn entry(&self, id: EntryId) -> Option<&Entry> {
        self.entries.get(id)
    }
}
