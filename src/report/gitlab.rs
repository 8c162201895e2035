//! GitLab's code quality report. GitLab drops all but one of equal fingerprints, and there are none.

use std::io::{self, Write};

use serde_json::json;

use super::{Findings, Texts};
use crate::diagnostic::Level;

pub(super) fn write(findings: &Findings<'_>, texts: &Texts<'_>, to: &mut dyn Write) -> io::Result<()> {
    let mut rows = Vec::with_capacity(findings.diagnostics.len());
    for (found, print) in findings.rows() {
        let (at, cell) = texts.show(found.spot).flat();
        rows.push(json!({
            "check_name": found.rule.name,
            "description": format!("{} {cell}{}", found.rule.code, found.message),
            "severity": severity(found.level),
            "fingerprint": print,
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
