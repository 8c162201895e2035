//! Module and class level names that keep much memory from import on.

use super::rule;
use crate::base::Symbol;
use crate::diagnostic::{Bytes, Confidence, Diagnostic};
use crate::outcome::{LargeValue, Outcome};

rule! {
    /// ## What it does
    /// Finds module-level names, and names in class statements, whose value takes a mebibyte or more
    /// with everything it holds. The setting `thresholds.large-global` moves the limit.
    ///
    /// ## Why is this bad
    /// A module stays in `sys.modules` until the process ends, and its names with it: the value is
    /// built by the first import, whether or not it is needed, and is never freed. In a process that
    /// forks workers, each of them ends up with a copy, since counting references writes to it.
    ///
    /// ## Example
    /// ```python
    /// SQUARES = [n * n for n in range(1_000_000)]  # error: [large-global] "a list of 1,000,000 items"
    /// ```
    ///
    /// ## How to fix
    /// Build the value where it is needed, or read it from a data file on demand:
    ///
    /// ```python
    /// def squares():
    ///     return (n * n for n in range(1_000_000))
    /// ```
    ///
    /// ## Limits
    /// Sizes are computed from the text: displays, comprehensions over known ranges, repetition,
    /// arrays and tables of `numpy`, `torch`, `pandas` and `array` by shape and element type. They are lower
    /// bounds: what a function gives counts as nothing. What is read from a file is as large as the file,
    /// which is not looked at: such a finding says so, and is only a possible one where it reads text.
    pub static RULE = {
        name: "large-global",
        code: "HL301",
        group: Globals,
        level: Warning,
        since: "0.1.0",
    }
}

/// Less than `least` bytes are no finding.
pub(super) fn check(outcome: &Outcome, least: u64) -> Vec<Diagnostic> {
    let large = outcome.large.iter().filter(|value| value.source.is_none() && value.bytes >= least);
    let read = outcome.large.iter().filter_map(|value| read(value, value.source?));
    large.map(finding).chain(read).collect()
}

/// Words in the names of texts that a program is made of.
const SMALL: &[&str] = &[
    "version",
    "readme",
    "license",
    "description",
    "doc",
    "about",
    "require",
    "history",
    "change",
    "config",
    "setting",
    "schema",
    "template",
    "meta",
    "help",
    "sql",
    "query",
    "manifest",
    "header",
];

/// A value as large as a file. Tables and models are seldom small, texts often are.
fn read(value: &LargeValue, source: Symbol) -> Option<Diagnostic> {
    let name = value.name.to_ascii_lowercase();
    if SMALL.iter().any(|word| name.contains(word)) {
        return None;
    }
    let reader = source.as_str();
    let is_data =
        ["numpy.", "pandas.", "torch.", "joblib.", "pickle."].iter().any(|start| reader.starts_with(start));
    let message = format!(
        "`{}` keeps what `{source}` reads, as large as that may be, from import until the process ends; {}",
        value.name,
        readers(value)
    );
    let confidence = if is_data { Confidence::Probable } else { Confidence::Possible };
    let mut found = RULE.finding(confidence, value.spot, message);
    found.symbol = Some(value.name.clone());
    found.key = value.name.clone();
    found.help = Some("read it where it is needed, once, under `functools.cache`".to_owned());
    Some(found)
}

fn finding(value: &LargeValue) -> Diagnostic {
    let message = format!(
        "`{}` keeps {}, at least {:.1} MiB, from import until the process ends; {}",
        value.name,
        value.what,
        value.bytes as f64 / (1024.0 * 1024.0),
        readers(value)
    );
    let mut found = RULE.finding(Confidence::Certain, value.spot, message);
    found.symbol = Some(value.name.clone());
    found.key = value.name.clone();
    found.help = Some("build it where it is needed, or read it from a data file on demand".to_owned());
    found.bytes = Some(Bytes { now: value.bytes, fixed: 0, per: "process" });
    found
}

fn readers(value: &LargeValue) -> String {
    match value.readers.as_slice() {
        [] => "no function of the file reads it".to_owned(),
        [only] => format!("only `{only}` of the file reads it"),
        [first, rest @ ..] => format!("`{first}` and {} more functions of the file read it", rest.len()),
    }
}
