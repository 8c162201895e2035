//! GitLab's code quality report.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::json;

use super::{Findings, Texts};
use crate::diagnostic::Level;

pub(super) fn write(findings: &Findings<'_>, texts: &Texts<'_>, to: &mut dyn Write) -> io::Result<()> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::with_capacity(findings.diagnostics.len());
    for found in findings.diagnostics {
        let at = texts.show(found.spot);
        let mut fingerprint = found.fingerprint(&at.path);
        // GitLab drops all but one of equal fingerprints.
        let count = seen.entry(fingerprint.clone()).or_default();
        if *count > 0 {
            fingerprint = format!("{fingerprint}-{count}");
        }
        *count += 1;
        rows.push(json!({
            "check_name": found.rule.name,
            "description": format!("{} {}", found.rule.code, found.message),
            "severity": severity(found.level),
            "fingerprint": fingerprint,
            "location": {
                "path": at.path,
                "positions": {
                    "begin": {"line": at.start.line, "column": at.start.column},
                    "end": {"line": at.end.line, "column": at.end.column},
                },
            },
        }));
    }
    serde_json::to_writer_pretty(&mut *to, &rows)?;
    writeln!(to)
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "critical",
        Level::Warning => "major",
        Level::Info => "minor",
        Level::Hint | Level::Off => "info",
    }
}
