//! The settings of a folder of the workspace and of its files: what the user says in the editor, laid
//! on files of configuration. What is wrong with them counts as not said.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::config::{self, Asked, Problem, RuleSettings, Settings, resolve};

/// Larger files are no configuration.
const LARGEST: u64 = 4 << 20;

/// Settings of every file of a folder.
#[derive(Debug)]
pub struct Scopes {
    /// What files that meet have in common.
    pub run: Arc<Settings>,
    known: Mutex<Known>,
}

#[derive(Debug)]
struct Known {
    scopes: config::Scopes,
    /// Asked for at every edit, so kept.
    rules: BTreeMap<PathBuf, Arc<RuleSettings>>,
}

impl Scopes {
    /// For the files below a folder, and what is wrong with their configuration.
    pub fn new(folder: Option<&Path>, asked: Asked) -> (Self, Vec<String>) {
        let settings = match folder {
            Some(folder) => resolve(folder, &asked, &read_configuration),
            None => Settings::of_layers(&asked.layers),
        };
        let (mut run, problems) = match settings {
            Ok(settings) => (settings, Vec::new()),
            Err(problems) => (Settings::default(), lines(&problems)),
        };
        let inside = |path: PathBuf| folder.and_then(|folder| Some(path.strip_prefix(folder).ok()?.into()));
        run.roots = std::mem::take(&mut run.roots).into_iter().filter_map(inside).collect();
        let scopes = config::Scopes::new(run, asked, read_configuration);
        let run = Arc::clone(&scopes.run);
        (Self { run, known: Mutex::new(Known { scopes, rules: BTreeMap::new() }) }, problems)
    }

    /// The rules for a file; one outside all folders has those of the run.
    pub fn rules(&self, path: Option<&Path>) -> Arc<RuleSettings> {
        let usual = || Arc::new(self.run.rules.clone());
        let Some(path) = path else { return usual() };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rules) = known.rules.get(path) {
            return rules.clone();
        }
        let rules = known.scopes.rules(path).unwrap_or_else(|_| usual());
        known.rules.insert(path.to_path_buf(), rules.clone());
        rules
    }
}

fn lines(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|problem| problem.line(&problem.path.display().to_string())).collect()
}

/// The text of a file of configuration; `None` where there is none. Bytes that are not UTF-8 make a
/// mistake of the file where they matter, and nowhere else.
pub fn read_configuration(path: &Path) -> io::Result<Option<String>> {
    match path.metadata() {
        Ok(meta) if meta.is_file() && meta.len() <= LARGEST => {}
        _ => return Ok(None),
    }
    fs::read(path).map(|bytes| Some(String::from_utf8_lossy(&bytes).into_owned()))
}
