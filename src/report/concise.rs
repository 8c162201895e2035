//! One line for each finding: `path:line:col: level[name] message`.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::texts::printable;
use super::{Findings, Look, Texts};
use crate::diagnostic::{Diagnostic, Level};
use crate::rules::url;

pub(super) fn write(
    findings: &Findings<'_>,
    texts: &Texts<'_>,
    look: Look,
    to: &mut dyn Write,
) -> io::Result<()> {
    let bold = if look.color { Style::new().bold() } else { Style::new() };
    for found in findings.diagnostics {
        let at = texts.show(found.spot);
        let place = at.place();
        let (path, place) = place.split_at(printable(&at.path).len());
        writeln!(to, "{bold}{path}{bold:#}{place}: {}", headline(found, look))?;
    }
    Ok(())
}

/// `warning[reference-cycle] the message`
pub(super) fn headline(found: &Diagnostic, look: Look) -> String {
    let style = if look.color { style(found.level) } else { Style::new() };
    let level = found.level;
    let name = match url(found.rule).filter(|_| look.links) {
        Some(url) => format!("\x1b]8;;{url}\x1b\\{}\x1b]8;;\x1b\\", found.rule.name),
        None => found.rule.name.to_owned(),
    };
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
