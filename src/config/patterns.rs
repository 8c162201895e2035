//! Patterns of files and folders, each set relative to a folder.
//!
//! A pattern without a slash is about a name anywhere; one with a slash is about a path, relative to
//! the set's folder or absolute. What is matched takes its content along.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Folders that hold other people's code, or none.
const USUAL: &[&str] = &[
    ".bzr",
    ".direnv",
    ".eggs",
    ".git",
    ".git-rewrite",
    ".heaplint_cache",
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

/// Patterns that stand in one place.
#[derive(Clone, Debug)]
pub struct Patterns {
    base: PathBuf,
    names: GlobSet,
    paths: GlobSet,
    /// As they were written.
    texts: Vec<String>,
}

impl Patterns {
    /// `base` is the folder that paths are relative to.
    pub fn new<'a>(base: &Path, patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let mut names = GlobSetBuilder::new();
        let mut paths = GlobSetBuilder::new();
        let mut texts = Vec::new();
        for pattern in patterns {
            let trimmed = pattern.trim().trim_end_matches('/');
            let trimmed = trimmed.strip_prefix("./").unwrap_or(trimmed);
            let glob = GlobBuilder::new(trimmed).literal_separator(true).build();
            let glob =
                glob.map_err(|error| format!("cannot read the pattern `{pattern}`: {}", error.kind()))?;
            match trimmed.contains('/') {
                true => paths.add(glob),
                false => names.add(glob),
            };
            texts.push(pattern.to_owned());
        }
        let built = names.build().and_then(|names| Ok((names, paths.build()?)));
        let (names, paths) = built.map_err(|error| format!("cannot use the patterns together: {error}"))?;
        Ok(Self { base: base.to_path_buf(), names, paths, texts })
    }

    /// Whether a path, which is absolute, is matched itself.
    pub fn has(&self, path: &Path) -> bool {
        let Some(name) = path.file_name() else { return false };
        if self.names.is_match(name) {
            return true;
        }
        let inside = || path.strip_prefix(&self.base).is_ok_and(|inside| self.paths.is_match(inside));
        !self.paths.is_empty() && (inside() || self.paths.is_match(path))
    }

    /// Whether a path, or a folder above it and below the set's own folder, is matched.
    pub fn has_above(&self, path: &Path) -> bool {
        let is_below = |above: &&Path| *above != self.base;
        path.ancestors().take_while(is_below).any(|above| self.has(above))
    }

    pub fn texts(&self) -> &[String] {
        &self.texts
    }
}

/// What is left out of a search.
#[derive(Clone, Debug, Default)]
pub struct Excludes {
    /// Instead of the usual folders.
    pub instead: Option<Patterns>,
    pub more: Vec<Patterns>,
}

impl Excludes {
    /// Whether an absolute path is left out. `is_package` tells whether a folder is a package: one
    /// that merely bears a usual folder's name is code like any other.
    pub fn has(&self, path: &Path, is_package: &dyn Fn(&Path) -> bool) -> bool {
        let is_usual =
            || self.instead.is_none() && path.file_name().is_some_and(is_usual_name) && !is_package(path);
        is_usual() || self.instead.iter().chain(&self.more).any(|patterns| patterns.has(path))
    }

    /// Whether a path, or a folder above it and below `top`, is left out.
    pub fn has_above(&self, path: &Path, top: &Path, is_package: &dyn Fn(&Path) -> bool) -> bool {
        path.ancestors().take_while(|above| *above != top).any(|above| self.has(above, is_package))
    }
}

fn is_usual_name(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| USUAL.binary_search(&name).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(patterns: &[&str], path: &str) -> bool {
        let top = Path::new("/p");
        let more = vec![Patterns::new(top, patterns.iter().copied()).expect("patterns")];
        Excludes { instead: None, more }.has_above(&top.join(path), top, &|_| false)
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
        assert!(!has(&["p"], "a.py"), "folders above the top are nobody's business");
    }
}
