//! What a run is asked to do, complete and checked, whoever asked.
//!
//! The words of the command line and of files are read elsewhere; here they become values with no
//! gaps and no contradictions. Deeper layers receive the few values they need, never all of them.

mod version;

pub use version::{DEFAULT_VERSION, minimum_python, parse_version};

use crate::diagnostic::{Confidence, Diagnostic};
use crate::ir::Version;
use crate::rules::Selection;

/// The settings that shape findings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The CPython whose memory management is assumed.
    pub target: Version,
    pub selection: Selection,
    pub min_confidence: Confidence,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            target: DEFAULT_VERSION,
            selection: Selection::default(),
            min_confidence: Confidence::Probable,
        }
    }
}

impl Settings {
    /// Whether a finding is one the user asked for.
    pub fn wants(&self, found: &Diagnostic) -> bool {
        found.confidence >= self.min_confidence && self.selection.has(found.rule.code)
    }
}
