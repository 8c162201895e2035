//! `heaplint/cycleGraph`: the cycles of a document as DOT or Mermaid, for whoever draws them.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::diagnostic::Cycle;
use crate::lsp::report::{Finding, Report};
use crate::lsp::ticket::Ticket;
use crate::lsp::types::{Error, Position, Result};

/// Which cycles, and how to draw them.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    format: Option<String>,
    /// Only the findings of this fingerprint.
    fingerprint: Option<String>,
    /// Only the findings on the line of this position.
    position: Option<Position>,
    /// Only cycles that the class of this name is on.
    class: Option<String>,
}

pub async fn cycle_graph(mut ticket: Ticket, params: Value) -> Result<Value> {
    let asked = Asked::deserialize(&params).map_err(|error| Error::invalid_params(error.to_string()))?;
    let Some(report) = ticket.report().await else {
        return Err(Error::invalid_params("no such document is open"));
    };
    let format = asked.format.as_deref().unwrap_or("mermaid");
    let cycles: Vec<&Cycle> = chosen(&report, &asked).collect();
    let text = match format {
        "dot" => dot(&cycles),
        "mermaid" => mermaid(&cycles),
        other => {
            return Err(Error::invalid_params(format!("`{other}` is none of dot, mermaid")));
        }
    };
    Ok(json!({ "format": format, "cycles": cycles.len(), "text": text }))
}

fn chosen<'r>(report: &'r Report, asked: &Asked) -> impl Iterator<Item = &'r Cycle> {
    let wanted = |finding: &&Finding| {
        let line = finding.shown.range.start.line;
        asked.position.is_none_or(|at| at.line == line)
            && asked
                .fingerprint
                .as_ref()
                .is_none_or(|print| *print == finding.found.fingerprint(&report.source.path))
    };
    let findings: Vec<&Finding> = report.findings.iter().filter(wanted).collect();
    let class = asked.class.clone();
    let has_class = move |cycle: &&Cycle| {
        let ends = |label: &str, class: &str| label.rsplit(':').next() == Some(class);
        class.as_ref().is_none_or(|class| cycle.nodes.iter().any(|node| ends(&node.label, class)))
    };
    findings
        .into_iter()
        .flat_map(|finding| finding.found.cycle.iter().chain(&finding.found.related_cycles))
        .filter(has_class)
}

/// The nodes of all cycles, each once, in order of appearance.
fn nodes<'c>(cycles: &[&'c Cycle]) -> Vec<&'c str> {
    let mut nodes: Vec<&str> = Vec::new();
    for node in cycles.iter().flat_map(|cycle| &cycle.nodes) {
        if !nodes.contains(&node.label.as_str()) {
            nodes.push(&node.label);
        }
    }
    nodes
}

/// Source, target and label of every reference, each once.
fn edges<'c>(cycles: &[&'c Cycle], nodes: &[&str]) -> Vec<(usize, usize, &'c str)> {
    let number = |label: &str| nodes.iter().position(|node| *node == label).unwrap_or(0);
    let mut edges = Vec::new();
    for cycle in cycles {
        for (at, edge) in cycle.edges.iter().enumerate() {
            let next = (at + 1) % cycle.nodes.len().max(1);
            let (Some(from), Some(to)) = (cycle.nodes.get(at), cycle.nodes.get(next)) else { continue };
            let row = (number(&from.label), number(&to.label), edge.label.as_str());
            if !edges.contains(&row) {
                edges.push(row);
            }
        }
    }
    edges
}

fn dot(cycles: &[&Cycle]) -> String {
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    let nodes = nodes(cycles);
    let mut text = String::from("digraph cycles {\n  node [shape=box];\n");
    for (at, node) in nodes.iter().enumerate() {
        text.push_str(&format!("  n{at} [label=\"{}\"];\n", quoted(node)));
    }
    for (from, to, label) in edges(cycles, &nodes) {
        text.push_str(&format!("  n{from} -> n{to} [label=\"{}\"];\n", quoted(label)));
    }
    text.push_str("}\n");
    text
}

fn mermaid(cycles: &[&Cycle]) -> String {
    let quoted = |text: &str| text.replace('"', "#quot;");
    let nodes = nodes(cycles);
    let mut text = String::from("flowchart LR\n");
    for (at, node) in nodes.iter().enumerate() {
        text.push_str(&format!("  n{at}[\"{}\"]\n", quoted(node)));
    }
    for (from, to, label) in edges(cycles, &nodes) {
        text.push_str(&format!("  n{from} -- \"{}\" --> n{to}\n", quoted(label)));
    }
    text
}
