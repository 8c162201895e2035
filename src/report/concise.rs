//! One line for each finding: `path:line:col: level[name] message`.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::texts::printable;
use super::{Findings, Texts};
use crate::diagnostic::{Diagnostic, Level};

pub(super) fn write(
    findings: &Findings<'_>,
    texts: &Texts<'_>,
    color: bool,
    to: &mut dyn Write,
) -> io::Result<()> {
    let bold = if color { Style::new().bold() } else { Style::new() };
    for found in findings.diagnostics {
        let at = texts.show(found.spot);
        let place = at.place();
        let (path, place) = place.split_at(printable(&at.path).len());
        writeln!(to, "{bold}{path}{bold:#}{place}: {}", headline(found, color))?;
    }
    Ok(())
}

/// `warning[reference-cycle] the message`
pub(super) fn headline(found: &Diagnostic, color: bool) -> String {
    let style = if color { style(found.level) } else { Style::new() };
    let (level, name) = (found.level, found.rule.name);
    format!("{style}{level}[{name}]{style:#} {}", printable(&found.message))
}

pub(super) fn style(level: Level) -> Style {
    let color = match level {
        Level::Error => AnsiColor::BrightRed,
        Level::Warning => AnsiColor::Yellow,
        Level::Info | Level::Hint | Level::Off => AnsiColor::BrightBlue,
    };
    Style::new().bold().fg_color(Some(color.into()))
}
