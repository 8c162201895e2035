//! `json` and `json-lines`: everything a finding holds, for programs.
//!
//! Field names and their meaning are fixed. Absent parts are left out. Lines and columns count from
//! 1, columns in characters, and an `end` is the first column after the range.

use std::io::{self, Write};

use serde::Serialize;

use super::texts::Shown;
use super::{Findings, Texts};
use crate::diagnostic::{Cycle, Diagnostic, Edit, Fix, Spot};
use crate::rules::url;
use crate::syntax::Position;

#[derive(Serialize)]
struct Summary {
    files: usize,
    diagnostics: usize,
    losses: usize,
}

#[derive(Serialize)]
pub(super) struct Row<'a> {
    code: &'a str,
    name: &'a str,
    group: &'a str,
    level: &'a str,
    confidence: &'a str,
    file: String,
    /// Of a notebook: lines count from the cell's first.
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<u32>,
    range: Range,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    symbol: Option<&'a str>,
    fingerprint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle: Option<Ring<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_cycles: Vec<Ring<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<Bytes<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Remedy<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    losses: Vec<&'a str>,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Ring<'a> {
    nodes: Vec<Node<'a>>,
    edges: Vec<Edge<'a>>,
}

#[derive(Serialize)]
struct Node<'a> {
    label: &'a str,
    kind: &'a str,
    #[serde(flatten)]
    at: Option<Line>,
}

#[derive(Serialize)]
struct Edge<'a> {
    label: &'a str,
    #[serde(flatten)]
    at: Option<Line>,
}

#[derive(Serialize)]
struct Line {
    file: String,
    line: u32,
}

#[derive(Serialize)]
struct Bytes<'a> {
    now: u64,
    fixed: u64,
    per: &'a str,
}

#[derive(Serialize)]
struct Remedy<'a> {
    applicability: &'a str,
    message: &'a str,
    edits: Vec<Change<'a>>,
}

/// The text of a range becomes `text`.
#[derive(Serialize)]
struct Change<'a> {
    file: String,
    range: Range,
    text: &'a str,
}

/// Written piece by piece, so that a long list is never held as one text.
pub(super) fn write(findings: &Findings<'_>, texts: &Texts<'_>, to: &mut dyn Write) -> io::Result<()> {
    write!(to, "{{\"version\": 1, \"diagnostics\": [")?;
    for (at, (found, print)) in findings.rows().enumerate() {
        to.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *to, &row(found, print, texts))?;
    }
    let summary =
        Summary { files: findings.files, diagnostics: findings.diagnostics.len(), losses: findings.losses };
    to.write_all(if findings.diagnostics.is_empty() { b"" } else { b"\n" })?;
    write!(to, "], \"summary\": ")?;
    serde_json::to_writer(&mut *to, &summary)?;
    writeln!(to, "}}")
}

/// One finding on each line, without an envelope.
pub(super) fn write_lines(findings: &Findings<'_>, texts: &Texts<'_>, to: &mut dyn Write) -> io::Result<()> {
    for (found, print) in findings.rows() {
        serde_json::to_writer(&mut *to, &row(found, print, texts))?;
        writeln!(to)?;
    }
    Ok(())
}

fn row<'a>(found: &'a Diagnostic, print: &'a str, texts: &Texts<'_>) -> Row<'a> {
    let Shown { path, cell, start, end } = texts.show(found.spot);
    Row {
        cell,
        code: found.rule.code,
        name: found.rule.name,
        group: found.rule.group.as_str(),
        level: found.level.as_str(),
        confidence: found.confidence.as_str(),
        fingerprint: print,
        url: url(found.rule),
        file: path,
        range: Range { start: point(start), end: point(end) },
        message: &found.message,
        help: found.help.as_deref(),
        symbol: found.symbol.as_deref(),
        cycle: found.cycle.as_ref().map(|cycle| ring(cycle, texts)),
        related_cycles: found.related_cycles.iter().map(|cycle| ring(cycle, texts)).collect(),
        bytes: found.bytes.map(|bytes| Bytes { now: bytes.now, fixed: bytes.fixed, per: bytes.per }),
        fix: found.fix.as_ref().map(|fix| remedy(fix, texts)),
        losses: found.losses.iter().map(String::as_str).collect(),
    }
}

fn point(at: Position) -> Point {
    Point { line: at.line, column: at.column }
}

fn remedy<'a>(fix: &'a Fix, texts: &Texts<'_>) -> Remedy<'a> {
    let change = |edit: &'a Edit| {
        let Shown { path, start, end, .. } = texts.show(edit.spot);
        Change { file: path, range: Range { start: point(start), end: point(end) }, text: &edit.text }
    };
    Remedy {
        applicability: fix.applicability.as_str(),
        message: &fix.message,
        edits: fix.edits.iter().map(change).collect(),
    }
}

fn ring<'a>(cycle: &'a Cycle, texts: &Texts<'_>) -> Ring<'a> {
    let node = |node: &'a crate::diagnostic::CycleNode| Node {
        label: &node.label,
        kind: node.kind.as_str(),
        at: node.spot.map(|spot| line(spot, texts)),
    };
    let edge = |edge: &'a crate::diagnostic::CycleEdge| Edge {
        label: &edge.label,
        at: edge.spot.map(|spot| line(spot, texts)),
    };
    Ring { nodes: cycle.nodes.iter().map(node).collect(), edges: cycle.edges.iter().map(edge).collect() }
}

fn line(spot: Spot, texts: &Texts<'_>) -> Line {
    let shown = texts.show(spot);
    Line { file: shown.path, line: shown.start.line }
}
