//! Settings as text, for `--show-settings`.

use std::fmt::{self, Display, Formatter};
use std::path::Path;

use super::settings::Settings;
use super::words::Size;
use crate::rules::{RULES, Thresholds};

impl Display for Settings {
    /// One setting a line, as `key = value`, under the files they come from.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.files.is_empty() {
            writeln!(f, "# from no file")?;
        }
        for file in &self.files {
            writeln!(f, "# from {}", file.display())?;
        }
        writeln!(f, "target-version = \"{}\"  # {}", self.target, self.target_from)?;
        list(f, "src", self.roots.iter().map(|root| text(root)))?;
        let codes = self.rules.selection.rules().filter(|rule| self.rules.has(rule.id.code));
        list(f, "select", codes.map(|rule| rule.id.code.to_owned()))?;
        writeln!(f, "min-confidence = \"{}\"", self.rules.min_confidence)?;
        let instead = self.excludes.instead.as_ref().map(|patterns| patterns.texts().to_vec());
        match instead {
            Some(patterns) => list(f, "exclude", patterns.into_iter())?,
            None => writeln!(f, "# exclude: the usual folders")?,
        }
        let more = self.excludes.more.iter().flat_map(|patterns| patterns.texts().iter().cloned());
        list(f, "extend-exclude", more)?;
        writeln!(f, "force-exclude = {}", self.force_exclude)?;
        writeln!(f, "respect-gitignore = {}", self.respect_gitignore)?;
        writeln!(f, "fail-on = \"{}\"", self.fail_on)?;
        writeln!(f, "output-format = \"{}\"", self.output_format)?;
        for (key, path) in [("baseline", &self.baseline), ("cache-dir", &self.cache_dir)] {
            if let Some(path) = path {
                writeln!(f, "{key} = {:?}", text(path))?;
            }
        }
        writeln!(f, "\n[rules]")?;
        for rule in RULES {
            if let Some(level) = self.rules.levels.of(rule.id.code) {
                writeln!(f, "{} = \"{level}\"", rule.id.code)?;
            }
        }
        let Thresholds { large_global, boxed_numbers, missing_slots } = self.thresholds;
        writeln!(f, "\n[thresholds]\nlarge-global = \"{}\"", Size(large_global))?;
        writeln!(f, "boxed-numbers = {boxed_numbers}\nmissing-slots = \"{}\"", Size(missing_slots))
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn list(f: &mut Formatter<'_>, key: &str, words: impl Iterator<Item = String>) -> fmt::Result {
    let words: Vec<String> = words.map(|word| format!("{word:?}")).collect();
    writeln!(f, "{key} = [{}]", words.join(", "))
}
