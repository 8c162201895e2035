//! What the interpreter keeps for itself in an exact run: shared strings, modules, the collector's
//! settings, and what was printed.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::base::{FileId, SiteId, Symbol};
use crate::heap::ObjId;

/// A line (or several) that the program wrote.
#[derive(Clone, Debug)]
pub struct Printed {
    pub file: FileId,
    pub site: SiteId,
    /// Number of timeline events before it.
    pub after: usize,
    pub text: String,
    /// Standard error rather than standard output.
    pub to_error: bool,
}

/// The interpreter's own state.
#[derive(Clone, Debug, Default)]
pub(in crate::exec) struct State {
    pub interned: FxHashMap<Symbol, ObjId>,
    pub short_bytes: FxHashMap<Arc<[u8]>, ObjId>,
    pub empty_tuple: Option<ObjId>,
    pub empty_frozenset: Option<ObjId>,
    /// Library modules that were imported.
    pub modules: FxHashMap<Symbol, ObjId>,
    pub printed: Vec<Printed>,
    /// Containers whose repr is being made.
    pub showing: Vec<ObjId>,
    /// Method resolution orders of classes made at run time.
    pub orders: FxHashMap<ObjId, Arc<[ObjId]>>,
    /// Callables registered to run at exit, with their arguments as a tuple and a dict.
    pub at_exit: Vec<ObjId>,
    pub recursion_limit: i64,
}
