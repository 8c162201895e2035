//! A file that does not parse. What could be read of it is analysed all the same.

use super::rule;
use crate::diagnostic::{Confidence, Diagnostic, Spot};

rule! {
    /// ## What it does
    /// Reports where the text of a file is not Python of any supported version.
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

/// A parser's complaint as a finding.
pub fn syntax_error(spot: Spot, complaint: &str) -> Diagnostic {
    RULE.finding(Confidence::Certain, spot, complaint)
}
