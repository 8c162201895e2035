//! Facts of CPython as tables: versions, sizes, built-in types and exceptions.
//!
//! Numbers come from measurements on 64-bit Linux with default builds, one row or formula per
//! version; `tests/sizes.rs` holds every formula against the measured points. What was only read in
//! CPython's documentation says so (`Source::Read`). Nothing here knows heaps or programs.

mod builtins;
mod exceptions;
pub mod instances;
pub mod sizes;
mod version;

pub use builtins::{BUILTINS, Builtin};
pub use exceptions::{EXCEPTIONS, derives_from};
pub use version::{Immortality, Profile, Source, Version};
