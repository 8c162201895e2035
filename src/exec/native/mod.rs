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

mod convert;
mod state;
mod table;

pub(in crate::exec) use convert::Modelled;
pub(in crate::exec) use state::State;
pub use state::Printed;
pub(in crate::exec) use table::{Native, count, find, name_of};
