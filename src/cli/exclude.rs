//! Which files and folders are left out by pattern.
//!
//! A pattern without a slash is about a name anywhere; one with a slash is about a path, relative to
//! the working directory or absolute. A folder that is left out takes its content along.

use std::ffi::OsStr;
use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Folders that hold other people's code, or none.
const USUAL: &[&str] = &[
    ".bzr",
    ".direnv",
    ".eggs",
    ".git",
    ".git-rewrite",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pants.d",
    ".pyenv",
    ".pytest_cache",
    ".pytype",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    ".vscode",
    "__pycache__",
    "__pypackages__",
    "_build",
    "buck-out",
    "build",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
];

/// The patterns of one run.
#[derive(Debug)]
pub(super) struct Excludes {
    has_usual: bool,
    names: GlobSet,
    paths: GlobSet,
}

impl Excludes {
    /// `exclude` replaces the usual folders. A pattern that cannot be read is an error of usage.
    pub fn new(exclude: Option<&[String]>, extend: &[String]) -> Result<Self, String> {
        let mut names = GlobSetBuilder::new();
        let mut paths = GlobSetBuilder::new();
        for pattern in exclude.unwrap_or_default().iter().chain(extend) {
            let trimmed = pattern.trim().trim_end_matches('/');
            let trimmed = trimmed.strip_prefix("./").unwrap_or(trimmed);
            let glob = GlobBuilder::new(trimmed).literal_separator(true).build();
            let glob =
                glob.map_err(|error| format!("cannot read the pattern `{pattern}`: {}", error.kind()))?;
            match trimmed.contains('/') {
                true => paths.add(glob),
                false => names.add(glob),
            };
        }
        let built = names.build().and_then(|names| Ok((names, paths.build()?)));
        let (names, paths) = built.map_err(|error| format!("cannot use the patterns together: {error}"))?;
        Ok(Self { has_usual: exclude.is_none(), names, paths })
    }

    /// Whether an entry met in a walk is left out. `shown` is relative to the working directory when
    /// inside it.
    pub fn has(&self, path: &Path, shown: &str) -> bool {
        let Some(name) = path.file_name() else { return false };
        self.is_usual(path, name)
            || self.names.is_match(name)
            || (!self.paths.is_empty() && (self.paths.is_match(shown) || self.paths.is_match(path)))
    }

    /// Whether a path, or a folder above it, is left out.
    pub fn has_above(&self, path: &Path, shown: &str) -> bool {
        let mut shown = Path::new(shown);
        for above in path.ancestors() {
            if self.has(above, &shown.to_string_lossy()) {
                return true;
            }
            match shown.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => shown = parent,
                _ => break,
            }
        }
        false
    }

    /// A package that merely bears a usual folder's name is code like any other.
    fn is_usual(&self, path: &Path, name: &OsStr) -> bool {
        self.has_usual
            && name.to_str().is_some_and(|name| USUAL.binary_search(&name).is_ok())
            && !path.join("__init__.py").is_file()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(patterns: &[&str], path: &str) -> bool {
        let patterns: Vec<String> = patterns.iter().map(|&p| p.to_owned()).collect();
        let excludes = Excludes::new(None, &patterns).expect("patterns");
        excludes.has_above(Path::new(path), path)
    }

    #[test]
    fn the_usual_folders_are_sorted() {
        assert!(USUAL.is_sorted());
    }

    #[test]
    fn names_match_anywhere_and_paths_from_the_start() {
        assert!(has(&[], "a/node_modules/b.py"));
        assert!(has(&["*_pb2.py"], "a/b_pb2.py"));
        assert!(has(&["a/gen/"], "a/gen/b.py"));
        assert!(has(&["**/gen/*.py"], "x/gen/b.py"));
        assert!(!has(&["a/gen"], "x/a/gen/b.py"));
        assert!(!has(&["gen"], "a/general.py"));
    }
}
