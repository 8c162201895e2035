//! The exact side of the executor: what objects of the program do when every value is known.
//!
//! Attributes and descriptors, calls with their arguments, class statements, exceptions with their
//! tracebacks, generators, `with` and `match`, imports of library modules, and the run of a module
//! from its first line to the interpreter's end. Counts are kept here and in `native` only.

mod attribute;
mod borrowed;
mod call;
mod class;
mod delegate;
mod dynamic;
mod frames;
mod function;
mod generator;
mod generic;
mod group;
mod import;
mod lines;
mod matching;
mod raise;
mod run;
mod special;
mod survive;
mod watch;

pub(in crate::exec) use frames::Level;
pub(in crate::exec) use generator::Suspended;
pub(in crate::exec) use lines::Text;
pub(in crate::exec) use run::Lowerer;
pub use run::{Run, Start, Trace, trace_module};
pub use watch::Watch;
