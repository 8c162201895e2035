//! A suppression comment that suppresses nothing.

use super::rule;
use crate::diagnostic::{Confidence, Diagnostic, Spot};

rule! {
    /// ## What it does
    /// Finds comments such as `# heaplint: ignore[reference-cycle]` on lines where the rule they name
    /// finds nothing.
    ///
    /// ## Why is this bad
    /// The comment tells a reader of a problem that is not there, and will hide the next one.
    ///
    /// ## Example
    /// ```python
    /// x = 1  # heaplint: ignore[reference-cycle]  # error: [unused-suppression]
    /// ```
    ///
    /// ## How to fix
    /// Remove the comment, or the rule's name from its brackets.
    ///
    /// ## Limits
    /// Only names of rules that take part in the run are judged: a comment for a rule that is not
    /// selected may well be needed by another run. Of `# noqa` comments only the `HL` codes are
    /// looked at.
    pub static RULE = {
        name: "unused-suppression",
        code: "HL002",
        group: General,
        level: Warning,
        since: "0.1.0",
    }
}

/// The finding for one name of a comment: `rule` as the comment spells it.
pub fn unused_suppression(spot: Spot, rule: &str) -> Diagnostic {
    let mut found =
        RULE.finding(Confidence::Certain, spot, format!("unused suppression: `{rule}` finds nothing here"));
    found.help = Some(format!("remove `{rule}` from the comment"));
    found.key = rule.to_owned();
    found
}
