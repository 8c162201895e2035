//! The abstract heap: objects that reference each other, counted and collected as CPython does.
//!
//! Words: an *object* has a kind, a class and outgoing *references*, each with a *label*. A *holder*
//! of an object is whoever references it: another object, or an *anchor* (a slot of a running body,
//! counted but not an object). The heap is *counting* while every reference is known; then counts
//! are exact and objects die by themselves. A heap that stands for several executions does not
//! count: its objects stay until somebody asks what is reachable.
//!
//! One heap serves exact runs (`trace`) and symbolic runs of one function. Linked heaps count nothing
//! and are never copied; `project` keeps lighter objects for them, with the same references.
//! It knows no syntax: places are `SiteId`s (or whole `Place`s once files are linked), code is a
//! number. It can be built and tested without a line of Python.

mod collection;
mod collector;
mod dying;
mod object;
mod reference;
mod refs;
mod store;
mod table;
mod timeline;
mod tracking;
mod trashcan;
mod union;
mod write;

pub use collection::{Collected, Trigger};
pub use collector::Collector;
pub use dying::Due;
pub use object::{Card, Flags, Kind, NativeId, Object, Origin, Payload};
pub use reference::{Certainty, Label, RefStrength, Reference, SymbolKey};
pub use refs::Refs;
pub use store::{Heap, ObjId};
pub use table::Table;
pub use timeline::{Cause, Event, EventKind, Timeline};
