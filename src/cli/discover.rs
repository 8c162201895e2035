//! From the paths of the command line to the files of a run.
//!
//! Links to folders are followed where they lead out of what is walked anyway, so a loop of links
//! ends at once and no file is met twice. Whatever is left out against expectation is told.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::failure::Failure;
use crate::config::Excludes;

/// A file to check.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    pub path: PathBuf,
    /// As reports name it: with slashes, relative to the working directory when inside it.
    pub shown: String,
    /// Given on the command line, not met in a folder.
    pub is_named: bool,
}

/// How to look for files.
pub(super) struct Search<'a> {
    pub excludes: &'a Excludes,
    pub respect_gitignore: bool,
    pub force_exclude: bool,
    /// Absolute, or empty if it cannot be told.
    pub working_directory: &'a Path,
}

impl Search<'_> {
    /// Whether a path that was named, or a folder above it, is left out.
    pub fn leaves_out(&self, path: &Path) -> bool {
        let path = absolute(path, self.working_directory);
        self.excludes.has_above(&path, self.working_directory, &is_package)
    }

    fn skips(&self, entry: &DirEntry) -> bool {
        entry.depth() > 0 && self.excludes.has(&absolute(entry.path(), self.working_directory), &is_package)
    }
}

/// Whether a folder is a package by its `__init__.py`.
pub(super) fn is_package(folder: &Path) -> bool {
    folder.join("__init__.py").is_file()
}

/// The whole path, without `.` and `..`.
pub(super) fn absolute(path: &Path, working_directory: &Path) -> PathBuf {
    clean(&working_directory.join(path))
}

/// Files sorted by shown path, and what could not be looked at.
#[derive(Default, Debug)]
pub(super) struct Found {
    pub files: Vec<Entry>,
    pub failures: Vec<Failure>,
}

/// What one walk met.
#[derive(Default)]
struct Met {
    files: Vec<PathBuf>,
    links: Vec<PathBuf>,
    failures: Vec<Failure>,
}

/// The state of a search over several roots.
struct Walk<'a> {
    search: &'a Search<'a>,
    files: BTreeMap<String, Entry>,
    failures: Vec<Failure>,
    /// Resolved paths of the folders that were walked.
    done: Vec<PathBuf>,
}

/// All files under the given paths.
pub(super) fn discover(paths: &[PathBuf], search: &Search<'_>) -> Found {
    let mut walk = Walk { search, files: BTreeMap::new(), failures: Vec::new(), done: Vec::new() };
    for path in paths {
        match path.metadata() {
            Err(error) => walk.failures.push(Failure::of_io(path, &error)),
            Ok(meta) if meta.is_dir() => walk.folder(path),
            Ok(meta) if meta.is_file() => walk.named_file(path),
            Ok(_) => walk.failures.push(special(path)),
        }
    }
    walk.failures.sort_by(|a, b| a.path.cmp(&b.path));
    Found { files: walk.files.into_values().collect(), failures: walk.failures }
}

/// What is neither a file nor a folder would block whoever reads it.
pub(super) fn special(path: &Path) -> Failure {
    let why = "not a regular file but a pipe, socket or device";
    Failure::new(path, why, "pass its content through the standard input, with `-` as path")
}

impl Walk<'_> {
    fn named_file(&mut self, path: &Path) {
        let shown = shown(path, self.search.working_directory);
        if self.search.force_exclude && self.search.leaves_out(path) {
            return;
        }
        self.add(path.to_path_buf(), shown, true);
    }

    fn add(&mut self, path: PathBuf, shown: String, is_named: bool) {
        let entry = self.files.entry(shown.clone()).or_insert(Entry { path, shown, is_named });
        entry.is_named |= is_named;
    }

    fn folder(&mut self, path: &Path) {
        if self.search.force_exclude && self.search.leaves_out(path) {
            return;
        }
        let mut roots = vec![path.to_path_buf()];
        let mut is_link = false;
        while let Some(root) = roots.pop() {
            match root.canonicalize() {
                Ok(resolved) if is_link && self.is_done(&resolved) => continue,
                Ok(resolved) => self.done.push(resolved),
                Err(error) => {
                    self.failures.push(Failure::of_io(&root, &error));
                    continue;
                }
            }
            is_link = true;
            let mut met = walk_one(&root, self.search);
            self.failures.append(&mut met.failures);
            for file in met.files {
                let shown = shown(&file, self.search.working_directory);
                self.add(file, shown, false);
            }
            met.links.sort();
            for link in met.links {
                roots.extend(self.link(&link));
            }
        }
    }

    /// What a link adds: a file, a folder still to walk, or nothing new.
    fn link(&mut self, link: &Path) -> Option<PathBuf> {
        let target = match link.canonicalize() {
            Ok(target) => target,
            Err(_) if !is_python(link) => return None,
            Err(error) => {
                self.failures.push(Failure::of_io(link, &error).told_only());
                return None;
            }
        };
        if target.is_dir() {
            let home = link.parent().and_then(|parent| parent.canonicalize().ok());
            if home.is_some_and(|home| home.starts_with(&target)) {
                let why = "a link to a folder that contains it";
                let failure = Failure::new(link, why, "its files are checked under their own paths");
                self.failures.push(failure.told_only());
                return None;
            }
            return (!self.is_done(&target)).then(|| link.to_path_buf());
        }
        if !is_python(link) || self.is_done(&target) {
            return None;
        }
        match target.is_file() {
            true => {
                let shown = shown(link, self.search.working_directory);
                self.add(link.to_path_buf(), shown, false);
            }
            false => self.failures.push(special(link).told_only()),
        }
        None
    }

    fn is_done(&self, target: &Path) -> bool {
        self.done.iter().any(|done| target.starts_with(done))
    }
}

fn walk_one(root: &Path, search: &Search<'_>) -> Met {
    let met = Mutex::new(Met::default());
    let mut builder = WalkBuilder::new(root);
    builder.standard_filters(search.respect_gitignore).hidden(false).follow_links(false);
    builder.threads(std::thread::available_parallelism().map_or(1, usize::from).min(8));
    builder.build_parallel().run(|| {
        Box::new(|entry| {
            let state = match &entry {
                Ok(entry) if search.skips(entry) => WalkState::Skip,
                _ => WalkState::Continue,
            };
            if state == WalkState::Continue
                && let Ok(mut met) = met.lock()
            {
                meet(entry, root, &mut met);
            }
            state
        })
    });
    met.into_inner().unwrap_or_default()
}

fn meet(entry: Result<DirEntry, ignore::Error>, root: &Path, met: &mut Met) {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            met.failures.push(walk_failure(&error, root));
            return;
        }
    };
    if let Some(error) = entry.error() {
        met.failures.push(walk_failure(error, root).told_only());
    }
    match entry.file_type() {
        Some(kind) if kind.is_symlink() => met.links.push(entry.into_path()),
        Some(kind) if kind.is_file() && is_python(entry.path()) => met.files.push(entry.into_path()),
        Some(kind) if !kind.is_file() && !kind.is_dir() && is_python(entry.path()) => {
            met.failures.push(special(entry.path()).told_only());
        }
        _ => {}
    }
}

/// The walker's error with the path that it is about.
fn walk_failure(error: &ignore::Error, root: &Path) -> Failure {
    let mut path = root;
    let mut inner = error;
    loop {
        inner = match inner {
            ignore::Error::WithPath { path: at, err } => {
                path = at;
                err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
            ignore::Error::Io(error) => return Failure::of_io(path, error),
            other => {
                let remedy = "correct the line, or use --no-respect-gitignore";
                return Failure::new(path, other.to_string(), remedy);
            }
        }
    }
}

fn is_python(path: &Path) -> bool {
    path.extension().is_some_and(|extension| ["py", "pyi", "ipynb"].iter().any(|known| extension == *known))
}

/// The path as reports name it. Bytes that are not UTF-8 show as replacement characters.
pub(super) fn shown(path: &Path, working_directory: &Path) -> String {
    let absolute = absolute(path, working_directory);
    let inside = absolute.strip_prefix(working_directory).ok().filter(|_| working_directory.is_absolute());
    let shown = match inside {
        Some(inside) => inside.to_path_buf(),
        None if path.is_absolute() => absolute,
        None => clean(path),
    };
    let text = shown.to_string_lossy();
    match std::path::MAIN_SEPARATOR {
        '/' => text.into_owned(),
        separator => text.replace(separator, "/"),
    }
}

/// Without `.`, and without `..` where a folder's name stands before it.
fn clean(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(cleaned.components().next_back(), Some(Component::Normal(_))) =>
            {
                cleaned.pop();
            }
            part => cleaned.push(part),
        }
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_the_working_directory() {
        let cases = [
            ("./a/b.py", "a/b.py"),
            ("a/../c.py", "c.py"),
            ("/home/me/x.py", "x.py"),
            ("/etc/x.py", "/etc/x.py"),
            ("../y.py", "../y.py"),
            ("/home/me/../z.py", "/home/z.py"),
        ];
        for (path, expected) in cases {
            assert_eq!(shown(Path::new(path), Path::new("/home/me")), expected);
        }
        assert_eq!(shown(Path::new("./a.py"), Path::new("")), "a.py");
    }
}
