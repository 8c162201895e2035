//! What the user says in the editor, and what it means for the files of a folder.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::log::Grade;
use crate::config::{Asked, Layer, Options, RuleWord};
use crate::diagnostic::Confidence;
use crate::ir::Version;

/// Settings of the section `heaplint`. A part that cannot be read counts as not given.
#[derive(Clone, PartialEq, Debug)]
pub struct ClientSettings {
    pub target_version: Option<Version>,
    pub select: Option<Vec<String>>,
    pub extend_select: Vec<String>,
    pub ignore: Vec<String>,
    pub min_confidence: Option<Confidence>,
    /// A file of configuration instead of the nearest one, relative to the folder.
    pub configuration: Option<PathBuf>,
    /// Whether files that are not open are looked at.
    pub workspace: bool,
    pub most_files: usize,
    pub code_lens: bool,
    pub inlay_hints: bool,
    pub log_level: Grade,
    pub log_file: Option<PathBuf>,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            target_version: None,
            select: None,
            extend_select: Vec::new(),
            ignore: Vec::new(),
            min_confidence: None,
            configuration: None,
            workspace: true,
            most_files: 10_000,
            code_lens: false,
            inlay_hints: false,
            log_level: Grade::Warning,
            log_file: None,
        }
    }
}

impl ClientSettings {
    /// Reads the section, or options that hold it, and says what is wrong with it.
    pub fn read(value: &Value) -> (Self, Vec<String>) {
        let value = value.get("settings").unwrap_or(value);
        let value = value.get("heaplint").unwrap_or(value);
        let mut fields = Fields { value, problems: Vec::new() };
        let usual = Self::default();
        let settings = Self {
            target_version: fields.word("targetVersion", Version::parse),
            select: fields.words("select"),
            extend_select: fields.words("extendSelect").unwrap_or_default(),
            ignore: fields.words("ignore").unwrap_or_default(),
            min_confidence: fields.word("minConfidence", |text| text.parse().ok()),
            configuration: fields.word("configuration", |text| Some(PathBuf::from(text))),
            workspace: fields.flag("workspace").unwrap_or(usual.workspace),
            most_files: fields
                .read("maxFiles", Value::as_u64)
                .map_or(usual.most_files, |most| usize::try_from(most).unwrap_or(usize::MAX)),
            code_lens: fields.flag("codeLens").unwrap_or(false),
            inlay_hints: fields.flag("inlayHints").unwrap_or(false),
            log_level: fields.word("logLevel", Grade::parse).unwrap_or(usual.log_level),
            log_file: fields.word("logFile", |text| Some(PathBuf::from(text))),
        };
        (settings, fields.problems)
    }

    /// What it asks of the files of a folder, above what their files of configuration say.
    pub fn asked(&self, folder: Option<&Path>) -> Asked {
        let words = |words: &[String]| words.iter().cloned().map(RuleWord).collect::<Vec<_>>();
        let options = Options {
            target_version: self.target_version,
            select: self.select.as_deref().map(words),
            extend_select: Some(words(&self.extend_select)),
            ignore: Some(words(&self.ignore)),
            min_confidence: self.min_confidence,
            ..Options::default()
        };
        let folder = folder.unwrap_or(Path::new("")).to_path_buf();
        let file = self.configuration.as_ref().map(|file| folder.join(file));
        let layer = Layer { options, folder, path: PathBuf::new() };
        Asked { isolated: false, file, layers: vec![layer] }
    }
}

/// The parts of a section, read one by one.
struct Fields<'a> {
    value: &'a Value,
    problems: Vec<String>,
}

impl<'a> Fields<'a> {
    fn read<T>(&mut self, name: &str, read: impl FnOnce(&'a Value) -> Option<T>) -> Option<T> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        let read = read(value);
        if read.is_none() {
            self.problems.push(format!("the setting `heaplint.{name}` cannot be {value}"));
        }
        read
    }

    fn flag(&mut self, name: &str) -> Option<bool> {
        self.read(name, Value::as_bool)
    }

    /// An empty word counts as none: some editors send every setting.
    fn word<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        if self.value.get(name).and_then(Value::as_str) == Some("") {
            return None;
        }
        self.read(name, |value| value.as_str().and_then(read))
    }

    fn words(&mut self, name: &str) -> Option<Vec<String>> {
        self.read(name, |value| {
            value.as_array()?.iter().map(|word| word.as_str().map(str::to_owned)).collect()
        })
    }
}
