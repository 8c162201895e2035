//! Lines that build services read from a log: GitHub, Azure Pipelines, and pylint's own form.

use std::io::{self, Write};

use super::texts::printable;
use super::{Findings, Texts};
use crate::diagnostic::{Diagnostic, Level};

/// `::warning title=...,file=...,line=...::message`
pub(super) fn write_github(findings: &Findings<'_>, texts: &Texts<'_>, to: &mut dyn Write) -> io::Result<()> {
    for found in findings.diagnostics {
        let (at, cell) = texts.show(found.spot).flat();
        let kind = match found.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info | Level::Hint | Level::Off => "notice",
        };
        let title = property(&format!("heaplint {} {}", found.rule.code, found.rule.name));
        write!(to, "::{kind} title={title},file={},line={}", property(&at.path), at.start.line)?;
        write!(to, ",col={}", at.start.column)?;
        // GitHub refuses a column for the end when the lines differ.
        match at.end.line == at.start.line {
            true => write!(to, ",endColumn={}", at.end.column)?,
            false => write!(to, ",endLine={}", at.end.line)?,
        }
        writeln!(to, "::{}", data(&(cell + &text(found))))?;
    }
    Ok(())
}

/// `##vso[task.logissue type=...;...]message`
pub(super) fn write_azure(findings: &Findings<'_>, texts: &Texts<'_>, to: &mut dyn Write) -> io::Result<()> {
    for found in findings.diagnostics {
        let (at, cell) = texts.show(found.spot).flat();
        let kind = if found.level == Level::Error { "error" } else { "warning" };
        let path = printable(&at.path).replace(';', "%3B").replace(']', "%5D");
        let (line, column, code) = (at.start.line, at.start.column, found.rule.code);
        writeln!(
            to,
            "##vso[task.logissue type={kind};sourcepath={path};linenumber={line};columnnumber={column};code={code};]{}",
            printable(&(cell + &text(found)))
        )?;
    }
    Ok(())
}

/// `path:line: [HL101, reference-cycle] message`
pub(super) fn write_pylint(findings: &Findings<'_>, texts: &Texts<'_>, to: &mut dyn Write) -> io::Result<()> {
    for found in findings.diagnostics {
        let (at, cell) = texts.show(found.spot).flat();
        let (path, line, rule) = (printable(&at.path), at.start.line, found.rule);
        writeln!(
            to,
            "{path}:{line}: [{}, {}] {}",
            rule.code,
            rule.name,
            printable(&(cell + &found.message))
        )?;
    }
    Ok(())
}

/// Message and help in one sentence: these logs show no second line.
fn text(found: &Diagnostic) -> String {
    match &found.help {
        Some(help) => format!("{}; {help}", found.message),
        None => found.message.clone(),
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
