//! What a file of configuration may say: one field for each setting, all of them optional.
//!
//! The struct is the only list of settings. Its doc comments are the pages of `heaplint config` and
//! of the reference, its schema is what files are checked against and what editors complete from.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{Glob, RuleWord, Size};
use crate::diagnostic::{Confidence, Level};
use crate::ir::Version;
use crate::report::Format;

/// Settings of heaplint, in `heaplint.toml`, `.heaplint.toml` or the table `tool.heaplint` of
/// `pyproject.toml`.
#[derive(Clone, Default, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "heaplint")]
pub struct Options {
    /// Another file of configuration that this one builds on.
    ///
    /// Its path is relative to this file. What this file says replaces what the other says; `rules`
    /// and `thresholds` are joined key by key, and `extend-select`, `ignore`, `extend-exclude` and
    /// `overrides` are added to the other's.
    #[schemars(example = &"../heaplint.toml")]
    pub extend: Option<String>,

    /// The CPython version whose memory management is assumed, as `3.12` or `py312`.
    ///
    /// Without it, the oldest version that `requires-python` of the nearest `pyproject.toml` admits.
    /// Files of one run meet, so one run has one target version: that of the first path.
    #[schemars(example = &"3.12", extend("default" = "requires-python, else 3.13"))]
    pub target_version: Option<Version>,

    /// Folders from which imports count, relative to this file.
    ///
    /// The parent of every top-level package is found without being listed. List a folder whose
    /// packages have no `__init__.py`, or whose modules stand alone.
    #[schemars(example = ["src", "lib"], extend("default" = []))]
    pub src: Option<Vec<String>>,

    /// Rules to use instead of all: codes, names, prefixes such as `HL1`, groups such as `cycles`, or
    /// `ALL`.
    #[schemars(example = ["cycles", "HL301"], extend("default" = ["ALL"]))]
    pub select: Option<Vec<RuleWord>>,

    /// Rules to use beside those of `select`.
    #[schemars(example = ["HL401"], extend("default" = []))]
    pub extend_select: Option<Vec<RuleWord>>,

    /// Rules to leave out. Of a selecting and an ignoring word about one rule the longer one counts.
    #[schemars(example = ["layout"], extend("default" = []))]
    pub ignore: Option<Vec<RuleWord>>,

    /// Levels of rules: `error`, `warning`, `info`, `hint` or `off`, by code, name, prefix or group.
    ///
    /// Of several words about one rule the longest counts. Without a level here, a rule has its own.
    #[schemars(example = BTreeMap::from([("cycles", "error"), ("class-in-function", "off")]))]
    #[schemars(extend("default" = {}, "propertyNames" = {"format": "rule"}))]
    pub rules: Option<BTreeMap<RuleWord, Level>>,

    /// The least sure findings to show.
    ///
    /// *Certain*: every event was seen. *Probable*: the usual reading of the code leads there.
    /// *Possible*: it rests on something that was not seen.
    #[schemars(example = &"certain", extend("default" = "probable"))]
    pub min_confidence: Option<Confidence>,

    /// Other rules for some files. Every entry whose `files` match a path applies, in order.
    #[schemars(extend("default" = []))]
    pub overrides: Option<Vec<OverrideOptions>>,

    /// From which size on something is worth a finding.
    #[schemars(extend("default" = {}))]
    pub thresholds: Option<ThresholdOptions>,

    /// Patterns of files and folders to leave out, instead of the usual ones (`.git`, `.venv`,
    /// `node_modules`, `build` and their like).
    ///
    /// A pattern without a slash is about a name anywhere; one with a slash is about a path relative
    /// to this file. What is left out takes its content along.
    #[schemars(example = ["generated", "vendor/**"], extend("default" = "the usual folders"))]
    pub exclude: Option<Vec<Glob>>,

    /// Patterns of files and folders to leave out beside those of `exclude`.
    #[schemars(example = ["*_pb2.py"], extend("default" = []))]
    pub extend_exclude: Option<Vec<Glob>>,

    /// Whether excluded files are left out even where they are named on the command line.
    #[schemars(example = true, extend("default" = false))]
    pub force_exclude: Option<bool>,

    /// Whether what `.gitignore` and its relatives leave out is left out.
    #[schemars(example = false, extend("default" = true))]
    pub respect_gitignore: Option<bool>,

    /// The lowest level that makes the exit status of `check` 1.
    #[schemars(example = &"error", extend("default" = "warning"))]
    pub fail_on: Option<Level>,

    /// The format of findings.
    #[schemars(example = &"concise", extend("default" = "full"))]
    pub output_format: Option<Format>,

    /// A file of known findings that are not shown again, relative to this file; see
    /// `heaplint check --update-baseline`.
    #[schemars(example = &"heaplint-baseline.json", extend("default" = "none"))]
    pub baseline: Option<String>,

    /// The folder of the cache, relative to this file.
    ///
    /// Without it, results of runs that took a while are kept in the root of the repository, or beside the
    /// settings; nothing is kept for a folder that is neither.
    #[schemars(example = &"build/heaplint", extend("default" = ".heaplint_cache"))]
    pub cache_dir: Option<String>,
}

/// Rules for some files.
#[derive(Clone, Default, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(inline, extend("required" = ["files"]))]
pub struct OverrideOptions {
    /// Patterns of the files this is about, as in `exclude`.
    #[schemars(example = ["tests", "scripts/*.py"])]
    pub files: Option<Vec<Glob>>,

    /// Rules to leave out in these files.
    #[schemars(example = ["missing-slots"], extend("default" = []))]
    pub ignore: Option<Vec<RuleWord>>,

    /// Levels of rules in these files.
    #[schemars(example = BTreeMap::from([("globals", "info")]))]
    #[schemars(extend("default" = {}, "propertyNames" = {"format": "rule"}))]
    pub rules: Option<BTreeMap<RuleWord, Level>>,

    /// The least sure findings to show in these files.
    #[schemars(example = &"certain", extend("default" = "that of all files"))]
    pub min_confidence: Option<Confidence>,
}

/// Sizes that rules compare with.
#[derive(Clone, Default, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(inline)]
pub struct ThresholdOptions {
    /// How much a module or class level name keeps, with all it holds, before `large-global` finds it.
    ///
    /// What takes less than 64 KiB is never weighed, whatever stands here.
    #[schemars(example = &"256 KiB", extend("default" = "1 MiB"))]
    pub large_global: Option<Size>,

    /// How many numbers a list holds before `boxed-numbers` finds it.
    ///
    /// A list that takes less than 64 KiB is never looked at, whatever stands here.
    #[schemars(example = &10_000, extend("default" = 100_000))]
    pub boxed_numbers: Option<u64>,

    /// How much `__slots__` saves for each instance before `missing-slots` finds a class.
    ///
    /// What is saved is part of each finding, and `heaplint sizes` lists it.
    #[schemars(example = &"100 B", extend("default" = "1 B"))]
    pub missing_slots: Option<Size>,
}
