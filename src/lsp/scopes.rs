//! The settings of a folder of the workspace and of its files: what the user says in the editor, laid
//! on files of configuration.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::config::{Asked, Problem, RuleSettings, Settings, resolve};

/// Larger files are no configuration.
const LARGEST: u64 = 4 << 20;

/// Settings by folder, each folder looked at once.
#[derive(Debug)]
pub struct Scopes {
    asked: Asked,
    /// What files that meet have in common.
    pub run: Arc<Settings>,
    known: Mutex<Known>,
}

#[derive(Default, Debug)]
struct Known {
    by_folder: BTreeMap<PathBuf, Arc<Settings>>,
    rules: BTreeMap<PathBuf, Arc<RuleSettings>>,
}

impl Scopes {
    /// For the files below a folder, and what is wrong with their configuration; what is wrong counts
    /// as not said.
    pub fn new(folder: Option<&Path>, asked: Asked) -> (Self, Vec<String>) {
        let (run, problems) = match folder {
            Some(folder) => resolved(folder, &asked),
            None => match Settings::of_layers(&asked.layers) {
                Ok(settings) => (Some(settings), Vec::new()),
                Err(problems) => (None, lines(&problems)),
            },
        };
        let mut run = run.unwrap_or_default();
        let inside = |path: PathBuf| folder.and_then(|folder| Some(path.strip_prefix(folder).ok()?.into()));
        run.roots = std::mem::take(&mut run.roots).into_iter().filter_map(inside).collect();
        let run = Arc::new(run);
        (Self { asked, run, known: Mutex::default() }, problems)
    }

    /// The rules for a file; one outside all folders has those of the run.
    pub fn rules(&self, path: Option<&Path>) -> Arc<RuleSettings> {
        let Some((path, folder)) = path.and_then(|path| Some((path, path.parent()?))) else {
            return Arc::new(self.run.rules.clone());
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rules) = known.rules.get(path) {
            return rules.clone();
        }
        let settings = match known.by_folder.get(folder) {
            Some(settings) => settings.clone(),
            None => {
                let settings = resolved(folder, &self.asked).0.map_or_else(|| self.run.clone(), Arc::new);
                known.by_folder.insert(folder.to_path_buf(), settings.clone());
                settings
            }
        };
        let rules = Arc::new(settings.rules_for(path).into_owned());
        known.rules.insert(path.to_path_buf(), rules.clone());
        rules
    }
}

fn resolved(folder: &Path, asked: &Asked) -> (Option<Settings>, Vec<String>) {
    match resolve(folder, asked, &read) {
        Ok(settings) => (Some(settings), Vec::new()),
        Err(problems) => (None, lines(&problems)),
    }
}

fn lines(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|problem| problem.line(&problem.path.display().to_string())).collect()
}

fn read(path: &Path) -> io::Result<Option<String>> {
    match path.metadata() {
        Ok(meta) if meta.is_file() && meta.len() <= LARGEST => {}
        _ => return Ok(None),
    }
    fs::read(path).map(|bytes| Some(String::from_utf8_lossy(&bytes).into_owned()))
}
