//! `heaplint/cycleGraph`: the cycles of a document as DOT or Mermaid, for whoever draws them, or as SVG.

use serde::Deserialize;
use serde_json::{Value, json};

use super::classes;
use crate::diagnostic::{Confidence, Cycle, Spot};
use crate::lsp::report::{Finding, Linked, Report};
use crate::lsp::ticket::Ticket;
use crate::lsp::types::{Error, Position, Result};
use crate::report::{Drawing, draw_cycles};
use crate::rules::ring_cycle;

/// Which cycles, and how to draw them.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    format: Option<String>,
    /// Only the findings of this fingerprint.
    fingerprint: Option<String>,
    /// Only the findings on the line of this position.
    position: Option<Position>,
    /// The cycles that the class of this name is on, whichever file they are told in.
    class: Option<String>,
}

pub async fn cycle_graph(mut ticket: Ticket, params: Value) -> Result<Value> {
    let mut asked = Asked::deserialize(&params).map_err(|error| Error::invalid_params(error.to_string()))?;
    asked.position = asked.position.map(|at| ticket.to_whole(at));
    let Some(report) = ticket.report().await else {
        return Err(Error::invalid_params("no such document is open"));
    };
    let format = asked.format.as_deref().map_or(Ok(Drawing::Mermaid), str::parse);
    let format: Drawing = format.map_err(Error::invalid_params)?;
    let cycles: Vec<(Cycle, Spot)> = match &asked.class {
        Some(class) => of_class(&report.linked, class, ticket.least),
        None => of_findings(&report, &asked),
    };
    let mut text = Vec::new();
    draw_cycles(
        format,
        cycles.iter().map(|(cycle, spot)| (cycle, *spot)),
        &|spot| place(&report, spot),
        &mut text,
    )
    .map_err(|_| Error::internal_error())?;
    let text = String::from_utf8_lossy(&text);
    Ok(json!({ "format": format.as_str(), "cycles": cycles.len(), "text": text }))
}

/// The line of a place in the document. Of other files the client has newer texts, so their lines are
/// left to it.
fn place(report: &Report, spot: Spot) -> Option<String> {
    let path = report.linked.paths.get(spot.file.0 as usize)?;
    match spot.file == report.file {
        true => Some(format!("{path}:{}", report.source.lines().line(spot.span.start))),
        false => Some(path.clone()),
    }
}

/// As many as its lens and its hover tell of.
fn of_class(linked: &Linked, name: &str, least: Confidence) -> Vec<(Cycle, Spot)> {
    let classes = linked.outcome.classes.iter().enumerate();
    let same = classes.filter(|(_, class)| class.qualname.as_str() == name || class.name.as_str() == name);
    let rings = same.flat_map(|(at, _)| classes::rings(linked, at, least));
    rings.map(|ring| (ring_cycle(ring), ring.spot)).collect()
}

fn of_findings(report: &Report, asked: &Asked) -> Vec<(Cycle, Spot)> {
    let wanted = |finding: &&Finding| {
        let line = finding.shown.range.start.line;
        asked.position.is_none_or(|at| at.line == line)
            && asked
                .fingerprint
                .as_ref()
                .is_none_or(|print| *print == finding.found.fingerprint(&report.source.path))
    };
    let cycles = report.findings.iter().filter(wanted).flat_map(|finding| {
        let cycles = finding.found.cycle.iter().chain(&finding.found.related_cycles);
        cycles.map(|cycle| (cycle.clone(), finding.found.spot))
    });
    cycles.collect()
}
