//! The lines below a report: how much was found, and how much of what.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::texts::printable;
use super::{Findings, Texts};
use crate::diagnostic::Spot;

/// `Found 3 problems in 120 files`, in words that fit the numbers.
pub fn summary_line(findings: &Findings<'_>) -> String {
    let files = count(findings.files, "file");
    match findings.diagnostics.len() {
        0 => format!("No problems found in {files}"),
        found => format!("Found {} in {files}", count(found, "problem")),
    }
}

/// How often each rule found something, the most frequent first.
pub fn statistics(findings: &Findings<'_>) -> String {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for found in findings.diagnostics {
        *counts.entry((found.rule.code, found.rule.name)).or_default() += 1;
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|&(rule, count)| (std::cmp::Reverse(count), rule));
    let mut text = String::new();
    for ((code, name), count) in rows {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{count:>7}  {code}  {name}");
    }
    text
}

/// `path:line:col: what`, for remarks that are no findings.
pub fn place_line(spot: Spot, what: &str, texts: &Texts<'_>) -> String {
    let at = texts.show(spot);
    format!("{}: {}", at.place(), printable(what))
}

fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}
