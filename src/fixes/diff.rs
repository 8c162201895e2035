//! Two texts as a unified diff.

use similar::TextDiff;

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// What turns one text into the other, under the path that a reader knows.
pub fn unified(path: &str, before: &str, after: &str) -> String {
    TextDiff::from_lines(before, after).unified_diff().context_radius(CONTEXT).header(path, path).to_string()
}
