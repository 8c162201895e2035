//! The target version where the user names none: what the project says of itself.

use std::fs;
use std::path::{Path, PathBuf};

use crate::config::minimum_python;
use crate::ir::Version;

/// Larger files are not a project's description.
const LARGEST: u64 = 4 << 20;

/// The oldest Python that the nearest `pyproject.toml` at or above `start` admits, and that file.
/// A file without `requires-python` ends the search only if it describes a project.
pub(super) fn from_project(start: &Path) -> Option<(Version, PathBuf)> {
    let start = start.canonicalize().ok()?;
    for folder in start.ancestors() {
        let path = folder.join("pyproject.toml");
        let Ok(meta) = path.metadata() else { continue };
        if !meta.is_file() || meta.len() > LARGEST {
            continue;
        }
        let Some(table) = fs::read_to_string(&path).ok().and_then(|text| text.parse::<toml::Table>().ok())
        else {
            continue;
        };
        if let Some(requires) = requires_python(&table) {
            return minimum_python(requires).map(|version| (version, path));
        }
        if table.contains_key("project") {
            return None;
        }
    }
    None
}

fn requires_python(table: &toml::Table) -> Option<&str> {
    let standard = table.get("project").and_then(|project| project.get("requires-python"));
    let poetry = || table.get("tool")?.get("poetry")?.get("dependencies")?.get("python");
    standard.or_else(poetry)?.as_str()
}
