//! Finding and reading the files of a folder.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ignore::WalkBuilder;
use rayon::prelude::*;

use super::background::is_python;
use super::{Folder, Shared};
use crate::base::{Cancel, FileId, guard};
use crate::check::Facts;
use crate::config::Settings;
use crate::lsp::events::Event;
use crate::lsp::scopes::Scopes;
use crate::syntax::DEFAULT_SIZE_LIMIT;

/// The facts of every file of the folder, by path.
pub(super) fn scan(
    shared: &Shared,
    folder: &Folder,
    cancel: &Cancel,
    pool: Option<&rayon::ThreadPool>,
) -> BTreeMap<String, Arc<Facts>> {
    let (paths, folders) = walk(&folder.root, &folder.root, &folder.scopes, folder.most_files, cancel);
    shared.send(Event::Folders(folders));
    if paths.len() > folder.most_files {
        cancel.cancel();
        shared.send(Event::TooManyFiles(folder.key.clone(), folder.most_files));
    }
    let total = paths.len();
    let done = AtomicUsize::new(0);
    let one = |shown: String| {
        if cancel.is_cancelled() {
            return None;
        }
        let facts = guard(|| read(&folder.root.join(&shown), &shown, &folder.scopes.run));
        shared.work.analysed.fetch_add(1, Ordering::Relaxed);
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(total.div_ceil(50)) {
            shared.send(Event::Scanned { key: folder.key.clone(), done, total });
        }
        let facts = facts.map_err(|what| shared.tell_crash(format!("{shown}: {what}"))).ok()??;
        Some((shown, Arc::new(facts)))
    };
    let work = || paths.into_par_iter().filter_map(one).collect();
    match pool {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// Python files below a folder, named from the root, and the folders on the way.
pub(super) fn walk(
    root: &Path,
    from: &Path,
    scopes: &Scopes,
    most: usize,
    cancel: &Cancel,
) -> (Vec<String>, Vec<PathBuf>) {
    let mut builder = WalkBuilder::new(from);
    builder.standard_filters(scopes.run.respect_gitignore).hidden(false).follow_links(false);
    let (excludes, top) = (scopes.run.excludes.clone(), root.to_path_buf());
    builder.filter_entry(move |entry| entry.path() == top || !excludes.has(entry.path(), &is_package));
    let (mut found, mut folders) = (Vec::new(), Vec::new());
    for entry in builder.build() {
        if cancel.is_cancelled() || found.len() > most {
            break;
        }
        let Ok(entry) = entry else { continue };
        let kind = entry.file_type();
        if kind.is_some_and(|kind| kind.is_file()) && is_python(entry.path()) {
            found.extend(relative(root, entry.path()));
        } else if kind.is_some_and(|kind| kind.is_dir()) {
            folders.push(entry.into_path());
        }
    }
    found.sort();
    (found, folders)
}

/// Whether a folder is code even under a name that usually is not.
fn is_package(path: &Path) -> bool {
    path.join("__init__.py").is_file()
}

/// A path as findings name it; `None` outside the folder and where it is no text.
pub(super) fn relative(root: &Path, path: &Path) -> Option<String> {
    let inside = path.strip_prefix(root).ok()?.to_str()?;
    let inside = inside.replace('\\', "/");
    (!inside.is_empty()).then_some(inside)
}

/// The facts of a file; `None` where it is gone, too large or not to be read.
pub(super) fn read(path: &Path, shown: &str, settings: &Settings) -> Option<Facts> {
    if !is_python(path) {
        return None;
    }
    let file = File::open(path).ok()?;
    let meta = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
    if meta.len() > DEFAULT_SIZE_LIMIT as u64 {
        return None;
    }
    let mut bytes = Vec::with_capacity(meta.len() as usize);
    file.take(DEFAULT_SIZE_LIMIT as u64).read_to_end(&mut bytes).ok()?;
    Some(Facts::of_bytes(FileId(0), shown, &bytes, settings))
}
