//! reviewdog's format. It counts columns in bytes of UTF-8.

use std::io::{self, Write};

use serde_json::json;

use super::{Findings, Texts};
use crate::diagnostic::{Diagnostic, Level};
use crate::rules::url;

pub(super) fn write(findings: &Findings<'_>, texts: &Texts<'_>, to: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<_> = findings.diagnostics.iter().map(|found| row(found, texts)).collect();
    let report = json!({"source": {"name": "heaplint"}, "severity": "WARNING", "diagnostics": rows});
    serde_json::to_writer_pretty(&mut *to, &report)?;
    writeln!(to)
}

fn row(found: &Diagnostic, texts: &Texts<'_>) -> serde_json::Value {
    let text = texts.get(found.spot.file);
    let (at, cell) = texts.show(found.spot).flat();
    let point = |offset: u32| match text.cells {
        Some(_) => json!({"line": at.start.line, "column": at.start.column}),
        None => {
            let at = text.lines().byte_position(offset);
            json!({"line": at.line, "column": at.column})
        }
    };
    let severity = match found.level {
        Level::Error => "ERROR",
        Level::Warning => "WARNING",
        Level::Info | Level::Hint | Level::Off => "INFO",
    };
    let mut code = json!({"value": found.rule.code});
    if let Some(url) = url(found.rule) {
        code["url"] = url.into();
    }
    json!({
        "message": cell + &found.message,
        "severity": severity,
        "code": code,
        "location": {
            "path": text.path,
            "range": {"start": point(found.spot.span.start), "end": point(found.spot.span.end)},
        },
    })
}
