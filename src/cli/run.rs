//! A run that is over: what was found in which files, under which settings.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::discover::absolute;
use super::input::Input;
use crate::base::FileId;
use crate::check::Checked;
use crate::config::Settings;
use crate::report::fingerprints;

pub(super) struct Run {
    pub settings: Arc<Settings>,
    pub input: Input,
    pub checked: Checked,
    /// One for each finding.
    pub fingerprints: Vec<String>,
    /// Findings that a baseline keeps from being shown.
    pub known: usize,
    pub working_directory: PathBuf,
    /// The folder that fingerprints name files from.
    pub root: PathBuf,
}

impl Run {
    pub fn new(settings: Arc<Settings>, input: Input, checked: Checked, working_directory: &Path) -> Self {
        let root = root_of(working_directory, &settings);
        let mut run = Self {
            settings,
            input,
            checked,
            fingerprints: Vec::new(),
            known: 0,
            working_directory: working_directory.to_path_buf(),
            root,
        };
        run.fingerprints = fingerprints(&run.checked.diagnostics, &|file| run.path_in_project(file));
        run
    }

    pub fn file_numbers(&self) -> impl Iterator<Item = FileId> {
        (0..self.input.len()).map(|at| FileId(at as u32))
    }

    /// The path of a file from the project's root, with slashes; as it is shown where it lies elsewhere.
    pub fn path_in_project(&self, file: FileId) -> String {
        path_in_project(&self.input, file, &self.working_directory, &self.root)
    }
}

/// The path by which fingerprints know a file.
pub(super) fn path_in_project(input: &Input, file: FileId, working_directory: &Path, root: &Path) -> String {
    let shown = input.shown(file);
    let path = absolute(Path::new(shown), working_directory);
    match path.strip_prefix(root) {
        Ok(inside) => inside.to_string_lossy().replace('\\', "/"),
        Err(_) => shown.to_owned(),
    }
}

/// The root of the project, else the folder that the run was started in.
pub(super) fn root_of(working_directory: &Path, settings: &Settings) -> PathBuf {
    project_root(working_directory, settings).unwrap_or_else(|| working_directory.to_path_buf())
}

/// The folder of the repository, else that of the settings.
pub(super) fn project_root(working_directory: &Path, settings: &Settings) -> Option<PathBuf> {
    let is_repository = |folder: &&Path| [".git", ".hg"].iter().any(|name| folder.join(name).exists());
    let of_settings = || {
        let folder = settings.files.last()?.parent()?;
        working_directory.starts_with(folder).then_some(folder)
    };
    let root = working_directory.ancestors().find(is_repository).or_else(of_settings);
    root.map(Path::to_path_buf)
}
