//! The log of a symbolic run: effects on objects in the order they happened, over all ways.

use crate::base::{SiteId, Symbol};
use crate::heap::{Label, ObjId};

/// One effect.
#[derive(Clone, Debug)]
pub struct Record {
    pub kind: RecordKind,
    pub site: SiteId,
    /// Happened outside every fork, before any way returned.
    pub must: bool,
    pub in_loop: bool,
}

#[derive(Clone, Debug)]
pub enum RecordKind {
    Store {
        base: ObjId,
        label: Label,
        value: ObjId,
    },
    Add {
        base: ObjId,
        label: Label,
        value: ObjId,
    },
    Remove {
        base: ObjId,
        label: Label,
    },
    Clear {
        base: ObjId,
    },
    Call {
        callee: RecordedCallee,
        args: Box<[ObjId]>,
        keywords: Box<[(Symbol, ObjId)]>,
        star: Option<ObjId>,
        double_star: Option<ObjId>,
        result: ObjId,
    },
    Iterate {
        source: ObjId,
        result: ObjId,
    },
    Item {
        source: ObjId,
        key: Option<Symbol>,
        result: ObjId,
    },
    Await {
        source: ObjId,
        result: ObjId,
    },
    Test {
        value: ObjId,
        class: ObjId,
    },
    Operate {
        operands: Box<[ObjId]>,
        method: Symbol,
        result: ObjId,
    },
}

#[derive(Clone, Copy, Debug)]
pub enum RecordedCallee {
    Value(ObjId),
    Method {
        recv: ObjId,
        name: Symbol,
    },
    /// `super().name`; the class is that of the running method.
    Super {
        recv: ObjId,
        name: Symbol,
    },
}

impl RecordKind {
    /// The value this effect gives, if any.
    pub fn result(&self) -> Option<ObjId> {
        match self {
            RecordKind::Call { result, .. }
            | RecordKind::Iterate { result, .. }
            | RecordKind::Item { result, .. }
            | RecordKind::Await { result, .. }
            | RecordKind::Operate { result, .. } => Some(*result),
            RecordKind::Store { .. }
            | RecordKind::Add { .. }
            | RecordKind::Remove { .. }
            | RecordKind::Clear { .. }
            | RecordKind::Test { .. } => None,
        }
    }
}
