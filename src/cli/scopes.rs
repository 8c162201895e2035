//! The settings of a run and of its files: flags, and files of configuration read from the disk.
//!
//! The scope of the first path is the run's (`config::Scopes` says what a scope is).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{Check, ConfigFlags};
use super::cache::{Cache, USUAL};
use super::discover::{absolute, shown};
use super::run::project_root;
use crate::config::{
    self, Asked, Glob, Layer, Options, Problem, RuleSettings, RuleWord, Settings, read_inline, resolve,
};
use crate::ir::Version;
use crate::lsp::read_configuration;

/// The settings of every file of a run, and its mistakes as lines to show.
pub(super) struct Scopes {
    working_directory: PathBuf,
    /// Of the run.
    pub run: Arc<Settings>,
    known: config::Scopes,
}

impl Scopes {
    /// The settings of the run, or everything that is wrong with them.
    pub fn new(flags: &Check, working_directory: &Path) -> Result<Self, Vec<String>> {
        let told = |problems: Vec<Problem>| lines(&problems, working_directory);
        let mut asked = asked(&flags.config, working_directory).map_err(told)?;
        asked.layers.push(Layer {
            options: options(flags),
            folder: working_directory.to_path_buf(),
            path: PathBuf::new(),
        });
        let folder = start(flags, working_directory);
        let mut run = resolve(&folder, &asked, &read_configuration).map_err(told)?;
        for root in &mut run.roots {
            *root = PathBuf::from(shown(root, working_directory));
        }
        let known = config::Scopes::new(run, asked, read_configuration);
        Ok(Self { working_directory: working_directory.to_path_buf(), run: Arc::clone(&known.run), known })
    }

    /// The settings of the scope that a file belongs to. The path is absolute.
    pub fn of(&mut self, path: &Path) -> Result<Arc<Settings>, Vec<String>> {
        self.known.of(path).map_err(|problems| lines(&problems, &self.working_directory))
    }

    /// The rule settings of a file.
    pub fn rules(&mut self, path: &Path) -> Result<Arc<RuleSettings>, Vec<String>> {
        self.known.rules(path).map_err(|problems| lines(&problems, &self.working_directory))
    }
}

/// The settings for a single path.
pub(super) fn settings_of(path: &Path) -> Result<Settings, Vec<String>> {
    let working_directory = std::env::current_dir().unwrap_or_default();
    let folder = folder_of(path, &working_directory);
    let settings = resolve(&folder, &Asked::default(), &read_configuration);
    settings.map_err(|problems| lines(&problems, &working_directory))
}

/// The target version for a single file.
pub(super) fn target_of(file: &Path) -> Result<Version, Vec<String>> {
    settings_of(file).map(|settings| settings.target)
}

/// The cache: in the folder of the flag, in that of the settings, or in the usual one of the project.
/// Nothing is kept in a folder that is no project.
pub(super) fn cache_of(flag: Option<&Path>, settings: &Settings, working_directory: &Path) -> Option<Cache> {
    let named = flag.map(|folder| absolute(folder, working_directory)).or_else(|| settings.cache_dir.clone());
    let keeps_all = named.is_some();
    let usual = || project_root(working_directory, settings).map(|root| root.join(USUAL));
    named.or_else(usual).map(|folder| Cache { folder, keeps_all })
}

fn lines(problems: &[Problem], working_directory: &Path) -> Vec<String> {
    let name = |path: &Path| match path.is_absolute() {
        true => shown(path, working_directory),
        false => path.display().to_string(),
    };
    problems.iter().map(|problem| problem.line(&name(&problem.path))).collect()
}

/// Where the search for the run's configuration begins.
fn start(flags: &Check, working_directory: &Path) -> PathBuf {
    match flags.paths.first() {
        Some(path) if path != Path::new("-") => folder_of(path, working_directory),
        Some(_) => match &flags.files.stdin_filename {
            Some(name) => folder_of(name, working_directory),
            None => working_directory.to_path_buf(),
        },
        None => working_directory.to_path_buf(),
    }
}

fn folder_of(path: &Path, working_directory: &Path) -> PathBuf {
    let path = absolute(path, working_directory);
    match path.is_dir() {
        true => path,
        false => path.parent().unwrap_or(working_directory).to_path_buf(),
    }
}

fn asked(flags: &ConfigFlags, working_directory: &Path) -> Result<Asked, Vec<Problem>> {
    let mut asked = Asked { isolated: flags.isolated, ..Asked::default() };
    for word in &flags.config {
        let path = absolute(Path::new(word), working_directory);
        match word.contains('=') && !path.is_file() {
            true => asked.layers.push(read_inline(&quoted(word), working_directory)?),
            false if asked.file.is_some() => {
                let message = "--config takes one file; let it extend the other, with `extend`";
                return Err(vec![Problem::of_flag(message)]);
            }
            false if flags.isolated => {
                return Err(vec![Problem::of_flag("--isolated and --config with a file exclude each other")]);
            }
            false => asked.file = Some(path),
        }
    }
    Ok(asked)
}

/// A shell takes quotes away: a value that is no TOML as it stands is meant as a string.
fn quoted(word: &str) -> String {
    let is_toml = word.parse::<toml::Table>().is_ok();
    match word.split_once('=') {
        Some((key, value)) if !is_toml && !value.contains(['"', '\'', '[', '{']) => {
            format!("{key} = \"{}\"", value.trim().escape_default())
        }
        _ => word.to_owned(),
    }
}

/// The flags as a layer of their own.
fn options(flags: &Check) -> Options {
    let words = |words: &[String]| words.iter().cloned().map(RuleWord).collect::<Vec<_>>();
    let globs = |globs: &[String]| globs.iter().cloned().map(Glob).collect::<Vec<_>>();
    let (rules, files) = (&flags.rules, &flags.files);
    Options {
        target_version: flags.target_version,
        select: rules.select.as_deref().map(words),
        extend_select: Some(words(&rules.extend_select)),
        ignore: Some(words(&rules.ignore)),
        min_confidence: rules.min_confidence,
        exclude: files.exclude.as_deref().map(globs),
        extend_exclude: Some(globs(&files.extend_exclude)),
        force_exclude: files.force_exclude.then_some(true),
        respect_gitignore: files.no_respect_gitignore.then_some(false),
        fail_on: flags.output.fail_on,
        output_format: flags.output.output_format,
        baseline: flags.known.baseline.as_ref().map(|path| path.to_string_lossy().into_owned()),
        ..Options::default()
    }
}
