//! The interpreter's own functions, types and modules, for exact runs.
//!
//! A *native* is a function over borrowed arguments that gives an owned result, or says that it is
//! not modelled (`None`) before it has changed anything. All natives stand in one table by dotted
//! name: `builtins.len`, `list.append`, `gc.collect`; the methods of a built-in type are looked up
//! under the type's name. Each native is also a static object, so that it can be held and passed.
//!
//! `protocol` has what every object can do (repr, equality, hash), `iterate` the iterators, and the
//! other files the functions of one type or module each. Nothing here handles syntax, frames or
//! control flow.

mod arguments;
mod arithmetic;
mod builtins;
mod chance;
mod class;
mod construct;
mod convert;
mod dict;
mod dict_methods;
mod elements;
mod formatting;
mod functools;
mod item;
mod iterate;
mod list;
mod math;
mod names;
mod octets;
mod protocol;
mod ranges;
mod regex;
mod set;
mod set_methods;
mod show;
mod sizes;
mod slots;
mod state;
mod strings;
mod sys;
mod table;
mod weakrefs;

use crate::exec::call::Args;
use crate::exec::machine::Machine;
use crate::heap::{Kind, NativeId, ObjId};

pub(in crate::exec) use arguments::named;
pub(in crate::exec) use class::Special;
pub(in crate::exec) use convert::Modelled;
pub(in crate::exec) use names::exists;
pub use state::Printed;
pub(in crate::exec) use state::State;
pub(in crate::exec) use table::{class_of, count, find, functions_of, name_of};

/// All rows, by family.
const FAMILIES: &[&[table::Row]] = &[
    builtins::ROWS,
    chance::ROWS,
    dict_methods::ROWS,
    functools::ROWS,
    list::ROWS,
    math::ROWS,
    octets::ROWS,
    ranges::ROWS,
    regex::ROWS,
    set_methods::ROWS,
    strings::ROWS,
    sys::ROWS,
    weakrefs::ROWS,
];

/// Library modules that natives and constants make up, besides those modelled in Python.
const MODULES: &[&str] = &[
    "_collections",
    "_functools",
    "_hash",
    "_heap",
    "_random",
    "_re",
    "_weakref",
    "atexit",
    "builtins",
    "gc",
    "math",
    "sys",
    "time",
    "types",
];

/// Runs a native.
pub(in crate::exec) fn run(m: &mut Machine, id: NativeId, args: &Args) -> Modelled<ObjId> {
    let Some(function) = table::function(id) else { return Ok(None) };
    if let Some(first) = args.positional.first()
        && m.kind(*first) == Kind::Deque
        && let Some(method) = name_of(id).strip_prefix("deque.")
        && !matches!(method, "copy" | "count" | "index")
    {
        *m.natives.deque_turns.entry(*first).or_default() += 1;
    }
    function(m, args)
}

pub(in crate::exec) fn is_module(name: &str) -> bool {
    MODULES.contains(&name)
}

/// The module that a native is a function of; a method of a built-in type has none.
pub(in crate::exec) fn module_of(id: NativeId) -> Option<&'static str> {
    name_of(id).split('.').next().filter(|owner| is_module(owner))
}
