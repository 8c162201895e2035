//! JUnit's XML: a suite for each file with findings, a failed case for each finding.

use std::io::{self, Write};

use super::{Findings, Texts};

pub(super) fn write(findings: &Findings<'_>, texts: &Texts<'_>, to: &mut dyn Write) -> io::Result<()> {
    let total = findings.diagnostics.len();
    writeln!(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    if total == 0 {
        writeln!(to, "<testsuites name=\"heaplint\" tests=\"1\" failures=\"0\" errors=\"0\">")?;
        writeln!(to, "  <testsuite name=\"heaplint\" tests=\"1\" failures=\"0\" errors=\"0\">")?;
        writeln!(to, "    <testcase name=\"no problems found\" classname=\"heaplint\"/>")?;
        writeln!(to, "  </testsuite>")?;
        return writeln!(to, "</testsuites>");
    }
    writeln!(to, "<testsuites name=\"heaplint\" tests=\"{total}\" failures=\"{total}\" errors=\"0\">")?;
    for chunk in findings.diagnostics.chunk_by(|a, b| a.spot.file == b.spot.file) {
        let Some(first) = chunk.first() else { continue };
        let path = escape(&texts.get(first.spot.file).path);
        let count = chunk.len();
        writeln!(to, "  <testsuite name=\"{path}\" tests=\"{count}\" failures=\"{count}\" errors=\"0\">")?;
        for found in chunk {
            let (shown, cell) = texts.show(found.spot).flat();
            let at = shown.start;
            let (code, name) = (found.rule.code, found.rule.name);
            writeln!(
                to,
                "    <testcase name=\"{code} {name}\" classname=\"{path}\" line=\"{}\" column=\"{}\">",
                at.line, at.column
            )?;
            let message = escape(&(cell + &found.message));
            let help = escape(found.help.as_deref().unwrap_or(""));
            writeln!(
                to,
                "      <failure type=\"{}\" message=\"{message}\">line {}, column {}, {message}. {help}</failure>",
                found.level, at.line, at.column
            )?;
            writeln!(to, "    </testcase>")?;
        }
        writeln!(to, "  </testsuite>")?;
    }
    writeln!(to, "</testsuites>")
}

/// Text as XML; characters that XML cannot hold at all are replaced.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push(char::REPLACEMENT_CHARACTER),
            c if c.is_control() => escaped.push(char::REPLACEMENT_CHARACTER),
            c => escaped.push(c),
        }
    }
    escaped
}
