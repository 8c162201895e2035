//! A file that does not parse. What could be read of it is analysed all the same.

use super::rule;
use crate::diagnostic::{Confidence, Diagnostic, Level, Spot};

rule! {
    /// ## What it does
    /// Finds files whose text is not Python of any supported version.
    ///
    /// ## Why is this bad
    /// CPython refuses the whole file. heaplint reads on after the error and analyses every statement
    /// that it could make out, so the other findings in the file stand; what lies in the broken
    /// statement is not seen.
    ///
    /// ## Example
    /// ```python
    /// total = (1 +  # error: [syntax-error]
    /// ```
    ///
    /// ## How to fix
    /// Complete or remove the statement. For a file that is not meant to be Python, such as a
    /// template, add it to `--extend-exclude`.
    ///
    /// ## Limits
    /// Code that only Python 2 accepts is reported too. Errors that CPython raises while it
    /// compiles, such as `return` outside of a function, are not.
    pub static RULE = {
        name: "syntax-error",
        code: "HL001",
        group: General,
        level: Error,
        since: "0.1.0",
    }
}

/// A parser's complaint as a finding. `line` is the text of its line.
pub fn syntax_error(spot: Spot, complaint: &str, line: &str) -> Diagnostic {
    let mut sentence = complaint.trim_end_matches('.').to_owned();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    let message = format!("syntax error: {sentence}");
    let mut found = RULE.finding(Confidence::Certain, spot, message);
    found.key = complaint.to_owned();
    if is_python_2(line) {
        found.help = Some("heaplint reads Python 3: convert the file, or exclude it".to_owned());
    }
    found
}

/// Valid code for a later Python than the one the run assumes.
pub fn too_new(spot: Spot, complaint: &str) -> Diagnostic {
    let mut found = RULE.finding(Confidence::Certain, spot, complaint.trim_end_matches('.'));
    found.level = Level::Info;
    found.key = complaint.to_owned();
    found.help = Some("set --target-version to the version the file is written for".to_owned());
    found
}

/// A file whose bytes are not text.
pub fn unreadable_text(spot: Spot, complaint: &str, remedy: &str) -> Diagnostic {
    let mut found = RULE.finding(Confidence::Certain, spot, complaint);
    found.key = complaint.to_owned();
    found.help = Some(remedy.to_owned());
    found
}

/// Statements that only Python 2 has.
fn is_python_2(line: &str) -> bool {
    let line = line.trim_start();
    let statement = ["print ", "exec "].iter().filter_map(|word| line.strip_prefix(word)).next();
    let is_statement = statement.is_some_and(|rest| {
        rest.trim_start()
            .starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '\'' | '%' | '>' | '_'))
    });
    is_statement
        || line.starts_with("except ") && line.contains(',')
        || line.starts_with("raise ") && line.contains(", ")
}
