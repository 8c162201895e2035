//! The border to the parser: source text, places in it, the tree, and suppression comments.
//!
//! Parser types are named here and in `lower` only. Nothing here knows what Python code does, and
//! nothing here reads files: bytes come in, values go out.

mod coding;
mod directive;
mod line_index;
mod notebook;
mod outline;
mod parse;
mod silence;
mod source;
mod suppress;

pub use line_index::{LineIndex, Position};
pub use notebook::{Cell, Cells};
pub use outline::{
    Block, CallOutline, ClassOutline, FunctionOutline, KeywordOutline, ParamOutline, Statement,
    StatementKind, bound_value, class_at, function_at, module, prefers_single_quotes, string_items,
};
pub use parse::{Parsed, SyntaxError, parse, parse_cells};
pub(crate) use parse::{span, with_room};
pub use silence::silencing;
pub use source::{DEFAULT_SIZE_LIMIT, SourceError, SourceErrorKind, SourceFile};
pub use suppress::{Addition, Malformed, Names, Suppressions, Unused, additions};
