//! The executor: runs bodies on a heap, exactly while everything is known, for all cases at once
//! where it is not. It narrates (heap, log of effects, timeline, losses) and never judges.
//!
//! *Exact run*: one execution of a module, calls followed, counts kept; `trace` and the module-level
//! rules read it. *Symbolic run*: one body with symbolic parameters; both ways of an unknown branch
//! are run and joined, calls of functions that are not built in are recorded, not followed. Both are
//! the same `Machine` over the same instructions; `Machine::exact` says which promises still hold,
//! and losing it is recorded.
//!
//! *Way*: one path through a body that left the main line (returned, raised, broke out of a loop).

mod approximate;
mod attribute;
mod call;
mod container;
mod emit;
mod exact;
mod exception;
mod flow;
mod indirect;
mod introspect;
mod join;
mod known_object;
mod known_value;
pub mod limits;
mod log;
mod machine;
mod name;
mod narrow;
mod native;
mod operate;
mod places;
mod shapes;
pub mod statics;
mod step;
mod summarize;
pub mod value;
mod weigh;

pub use exact::{Run, Start, Trace, Watch, trace_module};
pub use log::{Record, RecordKind, RecordedCallee};
pub use machine::{CodeRef, Frame, Machine, Stop, Unit};
pub use native::Printed;
pub use summarize::summarize_module;
