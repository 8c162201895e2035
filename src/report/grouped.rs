//! Findings under a headline for each file.

use std::io::{self, Write};

use anstyle::Style;

use super::concise::headline;
use super::texts::printable;
use super::{Findings, Look, Texts};

pub(super) fn write(
    findings: &Findings<'_>,
    texts: &Texts<'_>,
    look: Look,
    to: &mut dyn Write,
) -> io::Result<()> {
    let title = if look.color { Style::new().bold().underline() } else { Style::new() };
    let chunks = findings.diagnostics.chunk_by(|a, b| a.spot.file == b.spot.file);
    for chunk in chunks {
        let Some(first) = chunk.first() else { continue };
        let path = printable(&texts.get(first.spot.file).path);
        writeln!(to, "{title}{path}{title:#}:")?;
        for found in chunk {
            let at = texts.show(found.spot).start;
            let place = format!("{}:{}", at.line, at.column);
            writeln!(to, "  {place:>8}  {}", headline(found, look))?;
        }
        writeln!(to)?;
    }
    Ok(())
}
