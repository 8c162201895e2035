//! Module and class level names that keep much memory from import on.

use super::rule;
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
    /// arrays by shape and element type. They are lower bounds: what a function gives, or what is read
    /// from a file, counts as nothing.
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
    outcome.large.iter().filter(|value| value.bytes >= least).map(finding).collect()
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
