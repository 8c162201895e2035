//! What the interpreter keeps for itself in an exact run: shared strings, modules, the collector's
//! settings, and what was printed.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{FileId, SiteId, Symbol};
use crate::exec::exact::{Level, Lowerer, Suspended, Text};
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
    pub singles: FxHashMap<Symbol, ObjId>,
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
    /// Callables registered to run at exit, first to last.
    pub at_exit: Vec<ObjId>,
    pub recursion_limit: i64,
    /// The run goes on as one execution when a value is not known: a program is followed.
    pub follows: bool,
    /// Some value was not known.
    pub lost: bool,
    /// How often something was not known.
    pub unknowns: u32,
    /// Some condition was not known and taken to be false: nothing printed since is sure.
    pub guessing: bool,
    /// How a library model's source becomes instructions.
    pub lower: Option<Lowerer>,
    /// Exceptions being handled by any running body, innermost last; borrowed from the frames.
    pub handled: Vec<ObjId>,
    /// Bodies that run, innermost last.
    pub stack: Vec<Level>,
    /// Frames of suspended generators.
    pub suspended: FxHashMap<ObjId, Suspended>,
    /// Objects whose address was asked for and that are dead: the first number given out afterwards.
    pub deaths: FxHashMap<ObjId, usize>,
    /// Library modules were imported whose import leaves garbage that nobody counted.
    pub library_garbage: bool,
    /// Generator functions whose generators can be awaited.
    pub awaitable_codes: FxHashSet<u32>,
    /// Who closes asynchronous generators that die: the loop that runs. Owned.
    pub async_closer: Option<ObjId>,
    /// The exception that a library model raised last by a statement of its own; borrowed.
    pub meant_by_library: Option<ObjId>,
    /// How many instances were made of each class.
    pub instances: FxHashMap<ObjId, u32>,
    /// Generators that run.
    pub running: Vec<ObjId>,
    /// The value of the generator that ended last, owned.
    pub returned: Option<ObjId>,
    /// Code objects by body.
    pub codes: FxHashMap<u32, ObjId>,
    /// Subclasses of built-in types: (base, class), borrowed.
    pub static_subclasses: Vec<(ObjId, ObjId)>,
    /// Attributes taken out of an instance, and what stood after them (3.11 and later put them back).
    pub gaps: FxHashMap<(ObjId, Symbol), Symbol>,
    /// The exception that ended the program.
    pub last_exception: Option<ObjId>,
    /// The call about to be made is one of the program's own: its stack holds the arguments.
    pub by_instruction: bool,
    /// The call about to be made is a plain one of the program's.
    pub direct: bool,
    /// Protected regions of running bodies that may catch what is raised.
    pub guards: u32,
    /// How often an exception went on as an unknown value, by place.
    pub survived: FxHashMap<SiteId, u32>,
    /// Texts that have lines, by unit.
    pub texts: FxHashMap<u32, Text>,
    /// Where bodies were when they ended, by their frame.
    pub ended_at: FxHashMap<ObjId, SiteId>,
    /// How often deques were changed by their methods.
    pub deque_turns: FxHashMap<ObjId, i64>,
    /// Calls of library models from the program that take a guess inside them for an unknown result.
    pub containers: u32,
    /// Such a call is being left: its result is not known.
    pub abandons: bool,
    /// Texts that were compiled, and whether each is an expression, by their code objects.
    pub compiled: FxHashMap<ObjId, (Arc<str>, bool)>,
    /// Room of byte arrays that were changed.
    pub octet_rooms: FxHashMap<ObjId, u64>,
    /// Views of the memory of byte arrays.
    pub exports: FxHashMap<ObjId, u32>,
    /// Dictionaries of attributes that outlived their instance.
    pub detached: FxHashSet<ObjId>,
    /// Random generators of the program.
    pub twisters: Vec<super::chance::Twister>,
    /// Regular expressions of the program.
    pub patterns: Vec<Arc<crate::exec::value::pattern::Pattern>>,
    /// What the last collection found.
    pub found: u32,
    /// `gc.get_debug()`
    pub debug: i64,
}
