//! Interned text: one table per process, four bytes a name.
//!
//! The number of a symbol depends on thread timing, so symbols are never ordered or hashed into
//! anything a reader sees: sort by `as_str`.

use std::fmt;
use std::sync::LazyLock;

use lasso::{Spur, ThreadedRodeo};
use rustc_hash::FxBuildHasher;

static TABLE: LazyLock<ThreadedRodeo<Spur, FxBuildHasher>> =
    LazyLock::new(|| ThreadedRodeo::with_hasher(FxBuildHasher));

/// A name of the analysed program, or any short text that is compared more often than read.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Symbol(Spur);

impl Symbol {
    pub fn new(text: &str) -> Self {
        Self(TABLE.get_or_intern(text))
    }

    pub fn as_str(self) -> &'static str {
        TABLE.resolve(&self.0)
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for Symbol {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}
