//! Following the files of the disk: by the client where it can, by ourselves where it cannot.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::UnboundedSender;

use super::events::Event;
use super::types::*;

/// Systems have bounds, and a folder with more folders is followed in part.
const MOST_FOLDERS: usize = 4096;

/// Files of which a change means other settings.
const CONFIGURATION: [&str; 3] = ["heaplint.toml", ".heaplint.toml", "pyproject.toml"];

pub fn is_configuration(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| CONFIGURATION.contains(&name))
}

/// What the client is asked to watch.
pub fn registration() -> Registration {
    let watcher = |pattern: &str| FileSystemWatcher {
        glob_pattern: GlobPattern::String(pattern.to_owned()),
        kind: None,
    };
    let watchers = ["**/*.{py,pyi,ipynb}", "**/{heaplint,.heaplint,pyproject}.toml"].map(watcher).to_vec();
    let options = DidChangeWatchedFilesRegistrationOptions { watchers };
    Registration {
        id: "heaplint-files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: serde_json::to_value(options).ok(),
    }
}

/// Our own watcher.
pub struct Own {
    watcher: RecommendedWatcher,
    folders: BTreeSet<PathBuf>,
}

impl Own {
    /// `None` where the system offers none.
    pub fn start(events: UnboundedSender<Event>) -> Option<Self> {
        let tell = move |event: notify::Result<notify::Event>| {
            let Ok(event) = event else { return };
            if matches!(event.kind, EventKind::Access(_)) {
                return;
            }
            let paths: Vec<PathBuf> = event.paths.into_iter().filter(|path| concerns(path)).collect();
            if !paths.is_empty() {
                let _ = events.send(Event::Files(paths));
            }
        };
        let watcher = notify::recommended_watcher(tell).ok()?;
        Some(Self { watcher, folders: BTreeSet::new() })
    }

    pub fn follow(&mut self, folders: impl IntoIterator<Item = PathBuf>) {
        for folder in folders {
            if self.folders.len() >= MOST_FOLDERS {
                return;
            }
            if !self.folders.contains(&folder)
                && self.watcher.watch(&folder, RecursiveMode::NonRecursive).is_ok()
            {
                self.folders.insert(folder);
            }
        }
    }
}

/// Source, configuration, or perhaps a folder.
fn concerns(path: &Path) -> bool {
    match path.extension() {
        Some(extension) => {
            ["py", "pyi", "ipynb"].iter().any(|known| extension == *known) || is_configuration(path)
        }
        None => path.is_dir(),
    }
}
