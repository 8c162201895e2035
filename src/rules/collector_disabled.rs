//! The cycle collector switched off, or run again and again.

use super::rule;
use crate::diagnostic::{Confidence, Diagnostic};
use crate::outcome::{Collecting, CollectorCall, Outcome};

rule! {
    /// ## What it does
    /// Finds `gc.disable()` in programs that make reference cycles and never call `gc.enable()`, and
    /// `gc.collect()` at each round of a loop that does other work.
    ///
    /// ## Why is this bad
    /// Reference counting frees most objects, and cycles only the collector: with it switched off every
    /// cycle stays until the process ends. A collection, on the other hand, looks at every container there
    /// is; to ask for one at each round makes a loop as slow as the program is large.
    ///
    /// ## Example
    /// ```python
    /// import gc
    ///
    ///
    /// class Node:
    ///     def __init__(self):
    ///         self.itself = self  # error: [reference-cycle]
    ///
    ///
    /// def work(jobs):
    ///     for job in jobs:
    ///         job.run(Node())
    ///         gc.collect()  # error: [collector-disabled] "each round"
    ///
    ///
    /// gc.disable()  # error: [collector-disabled] "cycles"
    /// ```
    ///
    /// ## How to fix
    /// Break the cycles, or switch the collector off for a short while only:
    ///
    /// ```python
    /// import gc
    ///
    ///
    /// def build(rows):
    ///     gc.disable()
    ///     try:
    ///         return [list(row) for row in rows]
    ///     finally:
    ///         gc.enable()
    /// ```
    ///
    /// To be spared collections of what lives for long, use `gc.freeze()` once it is built, or raise the
    /// thresholds with `gc.set_threshold`.
    ///
    /// ## Limits
    /// A program of which no cycle is seen may still make some, in the libraries that it uses: there the
    /// finding is only a possible one, and so are all in the code of tests.
    pub static RULE = {
        name: "collector-disabled",
        code: "HL501",
        group: Collector,
        level: Info,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    outcome.runtime.collector.iter().filter_map(|call| judge(outcome, call)).collect()
}

fn judge(outcome: &Outcome, call: &CollectorCall) -> Option<Diagnostic> {
    let ring = outcome.rings.iter().flatten().find(|ring| ring.is_founded);
    let (confidence, message, help) = match call.what {
        Collecting::Off if outcome.runtime.enables => return None,
        Collecting::Off => {
            let told = match ring {
                Some(ring) => format!(
                    "the collector is switched off for good, and the program makes cycles (`{}`): they stay until the process ends",
                    ring.nodes[0].name
                ),
                None => "the collector is switched off for good: every cycle stays until the process ends"
                    .to_owned(),
            };
            let confidence = if ring.is_some() { Confidence::Probable } else { Confidence::Possible };
            (confidence, told, "call `gc.enable()` afterwards, or break the cycles")
        }
        Collecting::Again => {
            let told = format!(
                "each round of this loop of `{}` looks at every container of the process: `gc.collect()` costs time by the size of the program",
                call.scene.symbol
            );
            (
                Confidence::Probable,
                told,
                "collect after the loop, or break the cycles that make it seem needed",
            )
        }
    };
    let confidence = if call.is_test { Confidence::Possible } else { confidence };
    let mut found = RULE.finding(confidence, call.scene.spot, message);
    found.symbol = (!call.scene.symbol.as_str().is_empty()).then(|| call.scene.symbol.to_string());
    found.key = format!("{:?}", call.what);
    found.help = Some(help.to_owned());
    Some(found)
}
