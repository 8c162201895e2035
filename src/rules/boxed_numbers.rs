//! Long lists of numbers.

use super::rule;
use crate::diagnostic::{Bytes, Confidence, Diagnostic};
use crate::outcome::{LargeValue, Outcome};

rule! {
    /// ## What it does
    /// Finds module-level lists and tuples of 100,000 and more numbers that are objects of their own.
    /// The setting `thresholds.boxed-numbers` moves the limit.
    ///
    /// ## Why is this bad
    /// A list holds references: each number is an object with a type and a reference count, 24 bytes for a
    /// float and 28 for an integer, beside the 8 of the reference. An array holds the bare values, 8 bytes
    /// each or fewer.
    ///
    /// ## Example
    /// ```python
    /// NUMBERS = list(range(200_000))  # error: [boxed-numbers] "200,000"  # error: [large-global]
    /// ```
    ///
    /// ## How to fix
    /// Use `array.array` or `numpy`:
    ///
    /// ```python
    /// import array
    ///
    /// NUMBERS = array.array("l", range(200_000))
    /// ```
    ///
    /// ## Limits
    /// Only lists whose length and content are known without running the program are seen; items that a
    /// comprehension computes are not. A list of one
    /// and the same number, or of numbers up to 256, shares its objects and is not reported.
    pub static RULE = {
        name: "boxed-numbers",
        code: "HL406",
        group: Layout,
        level: Info,
        since: "0.1.0",
    }
}

/// What an array needs for one number.
const UNBOXED: u64 = 8;

/// Shared objects weigh little more than the references to them.
const BOXED: u64 = 24;

/// Fewer than `least` numbers are no finding.
pub(super) fn check(outcome: &Outcome, least: u64) -> Vec<Diagnostic> {
    outcome.large.iter().filter_map(|value| judge(value, least)).collect()
}

fn judge(value: &LargeValue, least: u64) -> Option<Diagnostic> {
    let count = value.numbers.filter(|count| *count >= least.max(1) && value.bytes >= BOXED * count)?;
    let each = value.bytes / count;
    let message = format!(
        "`{}` is {} that are numbers, {each} bytes for each of them: an array would hold them in {UNBOXED} bytes or fewer",
        value.name, value.what
    );
    let mut found = RULE.finding(Confidence::Probable, value.spot, message);
    found.symbol = Some(value.name.clone());
    found.key = value.name.clone();
    found.help = Some("use `array.array` or `numpy`".to_owned());
    found.bytes = Some(Bytes { now: each, fixed: UNBOXED, per: "element" });
    Some(found)
}
