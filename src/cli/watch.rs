//! `--watch`: the run again whenever a file changes.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use notify::{Event, EventKind, RecursiveMode, Watcher};

use super::terminal::Terminal;

/// Editors write a file in several steps; whatever follows within this time belongs together.
const PAUSE: Duration = Duration::from_millis(150);

/// Runs `again` now and after every change below the paths, until the process is ended.
pub(super) fn watch(paths: &[PathBuf], terminal: &Terminal, mut again: impl FnMut()) -> Result<(), String> {
    let (send, changes) = channel();
    let told = move |event: notify::Result<Event>| {
        // Nobody listens any more once the process ends.
        let _ = send.send(event.is_ok_and(|event| matters(&event)));
    };
    let failed = |error: notify::Error| format!("cannot watch: {error}");
    let mut watcher = notify::recommended_watcher(told).map_err(failed)?;
    for path in paths {
        watcher.watch(path, RecursiveMode::Recursive).map_err(failed)?;
    }
    loop {
        terminal.clear();
        again();
        terminal.note("Watching for changes; end it with Ctrl+C");
        if !wait(&changes) {
            return Ok(());
        }
    }
}

/// Waits for a change that matters, and for the end of those that follow it.
fn wait(changes: &Receiver<bool>) -> bool {
    loop {
        match changes.recv() {
            Ok(true) => break,
            Ok(false) => {}
            Err(_) => return false,
        }
    }
    loop {
        match changes.recv_timeout(PAUSE) {
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

fn matters(event: &Event) -> bool {
    !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(|path| is_input(path))
}

/// Python, and what settings and searches are read from.
fn is_input(path: &Path) -> bool {
    let is_named =
        |names: &[&str]| path.file_name().is_some_and(|name| names.iter().any(|known| name == *known));
    let ends = |ends: &[&str]| path.extension().is_some_and(|end| ends.iter().any(|known| end == *known));
    ends(&["py", "pyi", "ipynb"])
        || is_named(&["pyproject.toml", "heaplint.toml", ".heaplint.toml", ".gitignore", ".ignore"])
}
