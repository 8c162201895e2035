//! Settings, complete and checked: layers laid on each other.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::options::{OverrideOptions, ThresholdOptions};
use super::patterns::{Excludes, Patterns};
use super::problem::Problem;
use super::read::Layer;
use super::words::{Glob, RuleWord, Size};
use crate::diagnostic::{Confidence, Diagnostic, Level};
use crate::ir::Version;
use crate::report::Format;
use crate::rules::{Levels, Selection, Thresholds};

/// Which findings are wanted, and at which level.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleSettings {
    pub selection: Selection,
    pub levels: Levels,
    pub min_confidence: Confidence,
}

impl Default for RuleSettings {
    fn default() -> Self {
        let (selection, levels) = Default::default();
        Self { selection, levels, min_confidence: Confidence::Probable }
    }
}

impl RuleSettings {
    /// Whether the rule with this code takes part.
    pub fn has(&self, code: &str) -> bool {
        self.selection.has(code) && self.levels.of(code) != Some(Level::Off)
    }

    /// Whether a finding is one the user asked for.
    pub fn wants(&self, found: &Diagnostic) -> bool {
        found.confidence >= self.min_confidence && found.level > Level::Off && self.has(found.rule.code)
    }

    /// Gives a finding the level that the user chose.
    pub fn level(&self, found: &mut Diagnostic) {
        if let Some(level) = self.levels.of(found.rule.code) {
            found.level = level;
        }
    }
}

/// The words behind rule settings, as layers give them.
#[derive(Clone, Default, Debug)]
struct Words {
    select: Option<Vec<String>>,
    extend: Vec<String>,
    ignore: Vec<String>,
    levels: Vec<(String, Level)>,
    min_confidence: Option<Confidence>,
}

impl Words {
    fn select(&mut self, words: &[RuleWord]) {
        self.select = Some(texts(words).collect());
        self.extend.clear();
        self.ignore.clear();
        self.levels.retain(|(_, level)| *level != Level::Off);
    }

    fn settings(&self) -> Result<RuleSettings, Vec<Problem>> {
        let told =
            |unknown: Vec<crate::rules::UnknownRule>| unknown.iter().map(ToString::to_string).collect();
        let selection = Selection::new(self.select.as_deref(), &self.extend, &self.ignore).map_err(told);
        let levels = self.levels.iter().map(|(word, level)| (word.as_str(), *level));
        match (selection, Levels::new(levels).map_err(told)) {
            (Ok(selection), Ok(levels)) => Ok(RuleSettings {
                selection,
                levels,
                min_confidence: self.min_confidence.unwrap_or(Confidence::Probable),
            }),
            (selection, levels) => {
                let messages: Vec<String> = [selection.err(), levels.err()]
                    .into_iter()
                    .flatten()
                    .flat_map(|told: Vec<_>| told)
                    .collect();
                Err(messages.into_iter().map(Problem::of_flag).collect())
            }
        }
    }
}

fn texts(words: &[RuleWord]) -> impl Iterator<Item = String> + '_ {
    words.iter().map(|word| word.0.clone())
}

/// Other rule settings for some files.
#[derive(Clone, Debug)]
struct Override {
    files: Patterns,
    options: OverrideOptions,
}

/// The settings of a run, or of the files below one file of configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The CPython whose memory management is assumed.
    pub target: Version,
    /// Where the target comes from: a flag, a file, or nowhere.
    pub target_from: String,
    /// For files that no override matches.
    pub rules: RuleSettings,
    words: Words,
    overrides: Vec<Override>,
    pub thresholds: Thresholds,
    pub excludes: Excludes,
    pub force_exclude: bool,
    pub respect_gitignore: bool,
    /// Folders from which imports count, beside those that are found. Whoever checks files writes them
    /// as the paths of the files are written.
    pub roots: Vec<PathBuf>,
    pub fail_on: Level,
    pub output_format: Format,
    pub baseline: Option<PathBuf>,
    /// `None`: the usual place.
    pub cache_dir: Option<PathBuf>,
    /// The files that they come from, the nearest last.
    pub files: Vec<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            target: Version::DEFAULT,
            target_from: "the default".to_owned(),
            rules: RuleSettings::default(),
            words: Words::default(),
            overrides: Vec::new(),
            thresholds: Thresholds::default(),
            excludes: Excludes::default(),
            force_exclude: false,
            respect_gitignore: true,
            roots: Vec::new(),
            fail_on: Level::Warning,
            output_format: Format::Full,
            baseline: None,
            cache_dir: None,
            files: Vec::new(),
        }
    }
}

impl Settings {
    /// Lays the layers on each other, the weakest first. Mistakes are those of flags: what stands in
    /// files was checked when they were read.
    pub fn of_layers(layers: &[Layer]) -> Result<Self, Vec<Problem>> {
        let mut settings = Self::default();
        let mut problems = Vec::new();
        for layer in layers {
            settings.add(layer, &mut problems);
        }
        match settings.words.settings() {
            Ok(rules) => settings.rules = rules,
            Err(unknown) => problems.splice(..0, unknown).for_each(drop),
        }
        if problems.is_empty() { Ok(settings) } else { Err(problems) }
    }

    fn add(&mut self, layer: &Layer, problems: &mut Vec<Problem>) {
        let options = &layer.options;
        if let Some(target) = options.target_version {
            self.target = target;
            self.target_from = match layer.path.as_os_str().is_empty() {
                true => "--target-version".to_owned(),
                false => layer.path.display().to_string(),
            };
        }
        self.add_words(layer);
        self.add_patterns(layer, problems);
        if let Some(ThresholdOptions { large_global, boxed_numbers, missing_slots }) = &options.thresholds {
            let size = |size: &Option<Size>| size.as_ref().map(|size| size.0);
            put(&mut self.thresholds.large_global, size(large_global));
            put(&mut self.thresholds.boxed_numbers, *boxed_numbers);
            put(&mut self.thresholds.missing_slots, size(missing_slots));
        }
        put(&mut self.force_exclude, options.force_exclude);
        put(&mut self.respect_gitignore, options.respect_gitignore);
        put(&mut self.fail_on, options.fail_on);
        put(&mut self.output_format, options.output_format);
        let inside = |path: &String| layer.folder.join(path);
        put(&mut self.baseline, options.baseline.as_ref().map(inside).map(Some));
        put(&mut self.cache_dir, options.cache_dir.as_ref().map(inside).map(Some));
        put(&mut self.roots, options.src.as_ref().map(|paths| paths.iter().map(inside).collect()));
        if layer.path.is_absolute() {
            self.files.push(layer.path.clone());
        }
    }

    fn add_words(&mut self, layer: &Layer) {
        let (words, options) = (&mut self.words, &layer.options);
        if let Some(select) = &options.select {
            words.select(select);
        }
        words.extend.extend(options.extend_select.iter().flat_map(|more| texts(more)));
        words.ignore.extend(options.ignore.iter().flat_map(|more| texts(more)));
        let levels = options.rules.iter().flatten();
        words.levels.extend(levels.map(|(word, level)| (word.0.clone(), *level)));
        put(&mut words.min_confidence, options.min_confidence.map(Some));
    }

    fn add_patterns(&mut self, layer: &Layer, problems: &mut Vec<Problem>) {
        let options = &layer.options;
        let mut patterns = |globs: &[Glob]| {
            let read = Patterns::new(&layer.folder, globs.iter().map(|glob| glob.0.as_str()));
            read.map_err(|error| problems.push(Problem::of_flag(error))).ok()
        };
        if let Some(globs) = &options.exclude {
            self.excludes.instead = patterns(globs);
        }
        if let Some(globs) = options.extend_exclude.as_ref().filter(|globs| !globs.is_empty()) {
            self.excludes.more.extend(patterns(globs));
        }
        for entry in options.overrides.iter().flatten() {
            let files = patterns(entry.files.as_deref().unwrap_or_default());
            self.overrides.extend(files.map(|files| Override { files, options: entry.clone() }));
        }
    }

    /// The rule settings of a file, whose path is absolute.
    pub fn rules_for(&self, path: &Path) -> Cow<'_, RuleSettings> {
        let mut words = Cow::Borrowed(&self.words);
        for entry in self.overrides.iter().filter(|entry| entry.files.has_above(path)) {
            let (words, options) = (words.to_mut(), &entry.options);
            words.ignore.extend(options.ignore.iter().flat_map(|more| texts(more)));
            let levels = options.rules.iter().flatten();
            words.levels.extend(levels.map(|(word, level)| (word.0.clone(), *level)));
            put(&mut words.min_confidence, options.min_confidence.map(Some));
        }
        match words {
            Cow::Borrowed(_) => Cow::Borrowed(&self.rules),
            Cow::Owned(words) => words.settings().map_or(Cow::Borrowed(&self.rules), Cow::Owned),
        }
    }
}

fn put<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::read_inline;

    fn settings(texts: &[&str]) -> Settings {
        let layers: Vec<Layer> =
            texts.iter().map(|text| read_inline(text, Path::new("/p")).expect("readable")).collect();
        Settings::of_layers(&layers).expect("settings")
    }

    #[test]
    fn later_layers_count_more() {
        let both = settings(&["ignore = ['HL1']\nfail-on = 'error'", "extend-select = ['HL101']"]);
        assert!(both.rules.has("HL101") && !both.rules.has("HL102"));
        assert_eq!(both.fail_on, Level::Error);
        let anew = settings(&["rules.HL101 = 'off'\nignore = ['HL102']", "select = ['cycles']"]);
        assert!(anew.rules.has("HL101") && anew.rules.has("HL102") && !anew.rules.has("HL301"));
    }

    #[test]
    fn overrides_are_about_their_files() {
        let text = "[[overrides]]\nfiles = ['tests', '*_gen.py']\nignore = ['HL101']\n\
                    [[overrides]]\nfiles = ['tests/slow/**']\nrules.globals = 'error'\nmin-confidence = 'certain'";
        let settings = settings(&[text]);
        let rules = |path: &str| settings.rules_for(Path::new(path)).into_owned();
        assert!(rules("/p/a.py").has("HL101"));
        assert!(!rules("/p/x/a_gen.py").has("HL101") && !rules("/p/tests/unit/a.py").has("HL101"));
        assert_eq!(rules("/p/tests/slow/a.py").levels.of("HL301"), Some(Level::Error));
        assert_eq!(rules("/p/tests/slow/a.py").min_confidence, Confidence::Certain);
        assert_eq!(rules("/p/tests/a.py").min_confidence, Confidence::Probable);
    }

    #[test]
    fn the_longest_word_gives_the_level() {
        let settings = settings(&["[rules]\nHL301 = 'error'\nHL3 = 'off'\nglobals = 'hint'"]);
        assert_eq!(settings.rules.levels.of("HL301"), Some(Level::Error));
        assert!(!settings.rules.has("HL302") && settings.rules.has("HL101"));
    }
}
