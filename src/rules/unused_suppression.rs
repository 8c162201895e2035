//! A suppression comment that suppresses nothing.

use super::{UnknownRule, rule};
use crate::diagnostic::{Applicability, Change, ChangeKind, Confidence, Diagnostic, Remedy, Spot};

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

/// The finding for one name of a comment as the comment spells it, or for the whole comment.
pub fn unused_suppression(spot: Spot, rule: Option<&str>) -> Diagnostic {
    let (message, help) = match rule {
        Some(rule) => (
            format!("unused suppression: `{rule}` finds nothing here"),
            format!("remove `{rule}` from the comment"),
        ),
        None => ("unused suppression: nothing is found here".to_owned(), "remove the comment".to_owned()),
    };
    let mut found = finding(spot, message, help, rule.unwrap_or_default());
    found.remedy = Some(Remedy {
        applicability: Applicability::Safe,
        message: "Remove what suppresses nothing".to_owned(),
        changes: vec![Change { spot, kind: ChangeKind::Unsuppress(rule.map(str::to_owned)) }],
    });
    found
}

/// A comment that names a rule which does not exist.
pub fn unknown_in_suppression(spot: Spot, unknown: &UnknownRule) -> Diagnostic {
    finding(spot, unknown.to_string(), "correct the name, or remove it".to_owned(), &unknown.selector)
}

/// A comment that addresses heaplint in words it does not understand.
pub fn malformed_suppression(spot: Spot, complaint: &str) -> Diagnostic {
    let help = "write `# heaplint: ignore[rule]`".to_owned();
    finding(spot, format!("suppression without effect: {complaint}"), help, complaint)
}

fn finding(spot: Spot, message: String, help: String, key: &str) -> Diagnostic {
    let mut found = RULE.finding(Confidence::Certain, spot, message);
    found.help = Some(help);
    found.key = key.to_owned();
    found
}
