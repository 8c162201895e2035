//! What a run is asked to do, complete and checked, whoever asked.
//!
//! *Options* are what one place says, every one of them optional; a *layer* is options with the
//! folder they are relative to; *settings* are layers laid on each other, with no gaps and no
//! contradictions. Nothing here opens a file: `resolve` asks its caller for texts. Deeper layers
//! receive the few values they need, never all of them.

mod baseline;
mod options;
mod patterns;
mod problem;
mod read;
mod reference;
mod requires;
mod resolve;
mod scopes;
mod settings;
mod show;
mod walk;
mod words;

pub use baseline::{Baseline, Compared, Known};
pub use options::{Options, OverrideOptions, ThresholdOptions};
pub use patterns::{Excludes, Patterns};
pub use problem::Problem;
pub use read::{Layer, read_inline};
pub use reference::{UnknownKey, keys, reference, schema, setting_page};
pub use resolve::{Asked, Read, in_folder, nearest, resolve, resolve_at};
pub use scopes::{Reader, Scopes};
pub use settings::{RuleSettings, Settings};
pub use words::{Glob, RuleWord, Size};
