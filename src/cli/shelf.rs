//! A run that takes from the cache what has not changed, and leaves there what has.
//!
//! The result of an equal run before is all of it. Else each file whose text is the same is taken from the
//! shelf, the others are run by themselves, and all of them meet.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::prelude::*;

use super::cache::{Cache, Key, Seen};
use super::input::Input;
use super::replace::replace;
use super::run::path_in_project;
use super::terminal::Terminal;
use crate::archive::{Kept, Shelf, digest};
use crate::base::FileId;
use crate::check::{Checked, OneFile, Request, Rounds, one_file};
use crate::ir::Version;

/// Where paths in the cache are counted from.
pub(super) struct Project<'a> {
    pub input: &'a Input,
    pub working_directory: &'a Path,
    pub root: &'a Path,
}

/// The result of an equal run before, or a new one that is kept.
pub(super) fn check_through(
    cache: &Cache,
    request: &Request<'_>,
    project: &Project<'_>,
    terminal: &Terminal,
) -> Checked {
    let key = Key::new(request.settings, request.rules, project.input);
    if let Some(checked) = cache.find(&key, project.input.len()) {
        terminal.detail(|| "nothing has changed since an earlier run".to_owned());
        return checked;
    }
    let started = Instant::now();
    let target = request.settings.target;
    let bytes = fs::read(path_of(cache, target)).unwrap_or_default();
    let shelf = Shelf::of_bytes(&bytes, target).unwrap_or_default();
    let paths: Vec<String> = (0..request.paths.len())
        .map(|at| path_in_project(project.input, FileId(at as u32), project.working_directory, project.root))
        .collect();
    let seen = Seen::new(paths.len());
    let get = |at: usize| get(FileId(at as u32), &paths[at], &key, &shelf, &seen, request);
    let (facts, fresh): (Vec<OneFile>, Vec<Option<Fresh>>) =
        (0..paths.len()).into_par_iter().map(get).unzip();
    terminal.detail(|| {
        let count = fresh.iter().filter(|fresh| fresh.is_none()).count();
        format!("{count} of {} files are as in an earlier run", paths.len())
    });
    let checked = Rounds::of(facts).check(request, &Default::default());
    let took = started.elapsed();
    let kept = cache.keep(&key, &seen, &checked, took).and_then(|()| {
        match cache.is_worth_it(took) && fresh.iter().any(Option::is_some) {
            true => keep(cache, target, &paths, &shelf, &fresh, project),
            false => Ok(()),
        }
    });
    if let Err(error) = kept {
        terminal.detail(|| format!("the result is not kept in {}: {error}", cache.folder.display()));
    }
    checked
}

/// Facts that were not on the shelf, as they are written, and the digest of their text.
type Fresh = (u128, Vec<u8>);

fn get(
    file: FileId,
    path: &str,
    key: &Key,
    shelf: &Shelf<'_>,
    seen: &Seen,
    request: &Request<'_>,
) -> (OneFile, Option<Fresh>) {
    let text = key.of_texts.get(file.0 as usize).copied().unwrap_or_default();
    if let Some(facts) = shelf.get(path, text).and_then(|kept| kept.open().ok()) {
        seen.note(file, text);
        (request.step)();
        return (Ok(Some(facts)), None);
    }
    // Another text than that of the key may be there by now.
    let read = |file: FileId| {
        let bytes = (request.read)(file)?;
        seen.note(file, digest(&bytes));
        Some(bytes)
    };
    let facts = one_file(file, &Request { read: &read, ..*request });
    let fresh = match (&facts, seen.get(file)) {
        (Ok(Some(facts)), Some(text)) => Some((text, Kept::write(facts))),
        _ => None,
    };
    (facts, fresh)
}

/// Writes the shelf anew: the files of this run, and others as long as they are there.
fn keep(
    cache: &Cache,
    target: Version,
    paths: &[String],
    before: &Shelf<'_>,
    fresh: &[Option<Fresh>],
    project: &Project<'_>,
) -> io::Result<()> {
    let mut kept: Vec<Kept<'_>> = Vec::with_capacity(paths.len());
    for (path, fresh) in paths.iter().zip(fresh) {
        match fresh {
            Some((text, facts)) => kept.push(Kept::new(path, *text, facts)),
            None => kept.extend(before.of(path)),
        }
    }
    let run: BTreeSet<&str> = paths.iter().map(String::as_str).collect();
    let others = before.iter().filter(|kept| !run.contains(kept.path));
    kept.extend(others.filter(|kept| project.root.join(kept.path).exists()));
    kept.sort_by_key(|kept| kept.path);
    kept.dedup_by_key(|kept| kept.path);
    cache.make_folder()?;
    replace(&path_of(cache, target), &Shelf::to_bytes(&kept, target))
}

fn path_of(cache: &Cache, target: Version) -> PathBuf {
    cache.folder.join(format!("files-{target}.bin"))
}
