//! The words every layer shares: typed indices, interned names, files, spans and sites.
//!
//! Nothing here knows Python, and nothing here does input or output.

mod cancel;
mod crash;
mod exchange;
mod few;
mod filled;
mod index;
mod nearest;
mod rare;
mod symbol;

use serde::{Deserialize, Serialize};

pub use cancel::Cancel;
pub use crash::{guard, keep_panics_quiet};
pub use exchange::{reading, writing};
pub use few::Few;
pub use filled::Filled;
pub use index::{Idx, IndexVec};
pub use nearest::nearest;
pub use rare::Rare;
pub use symbol::Symbol;

pub(crate) use index::index;

index! {
    /// A file of the project, numbered in the order of its sorted relative path.
    pub struct FileId;
}

index! {
    /// An opaque place in one file: an index into that file's site table (`ir::Module::sites`).
    ///
    /// Layers below `report` compare and carry sites; only `project` and `report` look spans up.
    pub struct SiteId;
}

/// Byte range of a source text, end exclusive.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Hash, Debug, Default, PartialOrd, Ord)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }
}

/// A site together with its file: what linked heaps and diagnostics carry.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Place {
    pub file: FileId,
    pub site: SiteId,
}

impl Place {
    pub const fn new(file: FileId, site: SiteId) -> Self {
        Self { file, site }
    }
}

/// A resolved place: bytes of one file's text.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Spot {
    pub file: FileId,
    pub span: Span,
}

impl Spot {
    pub const fn new(file: FileId, span: Span) -> Self {
        Self { file, span }
    }
}
