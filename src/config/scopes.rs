//! Settings file by file: each follows the nearest file of configuration, which is read once.
//!
//! A *scope* is the files below one file of configuration. What a run's files share (target version,
//! thresholds, output) is the run's; the rules of each file are those of its own scope.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::problem::Problem;
use super::resolve::{Asked, in_folder, resolve_at};
use super::settings::{RuleSettings, Settings};

/// Reads a file of configuration, as `resolve` asks for it.
pub type Reader = fn(&Path) -> io::Result<Option<String>>;

/// The settings of every scope that was met so far.
#[derive(Debug)]
pub struct Scopes {
    asked: Asked,
    read: Reader,
    /// Of the run.
    pub run: Arc<Settings>,
    /// The file of configuration that counts in a folder.
    by_folder: HashMap<PathBuf, Option<PathBuf>>,
    by_file: BTreeMap<PathBuf, Arc<Settings>>,
    /// Rule settings that several files share, by scope and the overrides that match.
    rules: Vec<Arc<RuleSettings>>,
}

impl Scopes {
    pub fn new(run: Settings, asked: Asked, read: Reader) -> Self {
        Self {
            asked,
            read,
            run: Arc::new(run),
            by_folder: HashMap::new(),
            by_file: BTreeMap::new(),
            rules: Vec::new(),
        }
    }

    /// The settings of the scope that a file belongs to. The path is absolute.
    pub fn of(&mut self, path: &Path) -> Result<Arc<Settings>, Vec<Problem>> {
        if self.asked.isolated || self.asked.file.is_some() {
            return Ok(Arc::clone(&self.run));
        }
        let Some(folder) = path.parent() else { return Ok(Arc::clone(&self.run)) };
        let found = self.nearest(folder)?;
        // Both without a file: what was asked alone.
        if found.as_ref() == self.run.files.last() {
            return Ok(Arc::clone(&self.run));
        }
        let key = found.clone().unwrap_or_default();
        if let Some(settings) = self.by_file.get(&key) {
            return Ok(Arc::clone(settings));
        }
        let settings = Arc::new(resolve_at(folder, found.as_deref(), &self.asked, &self.read)?);
        self.by_file.insert(key, Arc::clone(&settings));
        Ok(settings)
    }

    /// As `config::nearest`, with every folder looked at once.
    fn nearest(&mut self, folder: &Path) -> Result<Option<PathBuf>, Vec<Problem>> {
        let mut passed = Vec::new();
        let mut found = None;
        for above in folder.ancestors() {
            if let Some(known) = self.by_folder.get(above) {
                found = known.clone();
                break;
            }
            passed.push(above.to_path_buf());
            found = in_folder(above, &self.read)?;
            if found.is_some() {
                break;
            }
        }
        self.by_folder.extend(passed.into_iter().map(|folder| (folder, found.clone())));
        Ok(found)
    }

    /// The rule settings of a file, shared with other files that have the same.
    pub fn rules(&mut self, path: &Path) -> Result<Arc<RuleSettings>, Vec<Problem>> {
        let settings = self.of(path)?;
        let rules = settings.rules_for(path);
        if let Some(same) = self.rules.iter().find(|known| ***known == *rules) {
            return Ok(Arc::clone(same));
        }
        let rules = Arc::new(rules.into_owned());
        self.rules.push(Arc::clone(&rules));
        Ok(rules)
    }
}
