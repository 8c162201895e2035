//! Files replaced at once: whoever reads sees the old content or the new, never a part.
//!
//! New content is written beside its file, under a hidden name of our own, and moved over it. The writer
//! keeps that file locked, so what nobody locks was left by a process that was killed, and the next one
//! clears it away.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How names of files end that are about to take another's place.
const END: &str = ".heaplint-new";

/// Another process may take a file for left behind in the moment before it is locked.
const ATTEMPTS: usize = 3;

/// Writes the content beside the file and moves it there. Links are followed, permissions stay.
pub(super) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.{}{END}", std::process::id()));
    let mut written = attempt(&beside, &target, content);
    for _ in 1..ATTEMPTS {
        match &written {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::AlreadyExists) => {
                sweep(folder);
                written = attempt(&beside, &target, content);
            }
            _ => break,
        }
    }
    written
}

fn attempt(beside: &Path, target: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(beside)?;
    let moved = fill(&mut file, target, content).and_then(|()| fs::rename(beside, target));
    if moved.is_err() {
        // It may not be there any more.
        let _ = fs::remove_file(beside);
    }
    moved
}

fn fill(file: &mut File, target: &Path, content: &[u8]) -> io::Result<()> {
    // Where files cannot be locked nothing is cleared away either.
    let _ = file.lock();
    if let Ok(meta) = target.metadata() {
        file.set_permissions(meta.permissions())?;
    }
    file.write_all(content)?;
    file.sync_all()
}

/// Removes what processes that were killed left in the folder.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let is_ours = |path: &PathBuf| {
        path.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with('.') && name.ends_with(END))
    };
    for path in entries.flatten().map(|entry| entry.path()).filter(is_ours) {
        // A link of that name is none of ours.
        let is_file = path.symlink_metadata().is_ok_and(|meta| meta.is_file());
        let Some(file) = File::options().read(true).write(true).open(&path).ok().filter(|_| is_file) else {
            continue;
        };
        if file.try_lock().is_ok() {
            // Somebody else may have been faster.
            let _ = fs::remove_file(&path);
        }
    }
}
