//! Cycles as drawings: who holds whom, and which reference to cut. Programs that draw do the drawing, or
//! `svg` does.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use super::texts::printable;
use super::{Texts, svg};
use crate::diagnostic::{Cycle, Diagnostic, Spot};

/// The languages of `heaplint graph`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Drawing {
    /// Of Graphviz.
    Dot,
    /// As GitHub and GitLab show it in comments.
    Mermaid,
    /// As browsers show it.
    Svg,
}

impl Drawing {
    pub const ALL: [Drawing; 3] = [Drawing::Dot, Drawing::Mermaid, Drawing::Svg];

    pub const fn as_str(self) -> &'static str {
        match self {
            Drawing::Dot => "dot",
            Drawing::Mermaid => "mermaid",
            Drawing::Svg => "svg",
        }
    }
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Drawing {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|drawing| drawing.as_str() == text);
        found.ok_or_else(|| format!("`{text}` is none of {}", Self::ALL.map(Self::as_str).join(", ")))
    }
}

/// Nodes by label, in the order in which they are met, and the references between them.
#[derive(Default)]
struct Graph {
    numbers: BTreeMap<String, usize>,
    /// Label and place.
    nodes: Vec<(String, Option<String>)>,
    edges: BTreeMap<(usize, usize, String), Edge>,
}

#[derive(Default)]
struct Edge {
    at: Option<String>,
    /// It closes a cycle: the one to cut.
    closes: bool,
}

/// Draws every cycle of the findings as one graph. What several cycles share is drawn once.
pub fn draw(
    drawing: Drawing,
    findings: &[&Diagnostic],
    texts: &Texts<'_>,
    to: &mut dyn Write,
) -> io::Result<()> {
    let place = |spot: Spot| {
        let shown = texts.show(spot);
        Some(format!("{}:{}", printable(&shown.path), shown.start.line))
    };
    let cycles = findings
        .iter()
        .flat_map(|found| found.cycle.iter().chain(&found.related_cycles).map(|cycle| (cycle, found.spot)));
    draw_cycles(drawing, cycles, &place, to)
}

/// Draws cycles, each with the place that its finding is told at. What has no place goes without.
pub fn draw_cycles<'c>(
    drawing: Drawing,
    cycles: impl Iterator<Item = (&'c Cycle, Spot)>,
    place: &dyn Fn(Spot) -> Option<String>,
    to: &mut dyn Write,
) -> io::Result<()> {
    let mut graph = Graph::default();
    for (cycle, closing) in cycles {
        graph.add(cycle, closing, place);
    }
    match drawing {
        Drawing::Dot => graph.write_dot(to),
        Drawing::Mermaid => graph.write_mermaid(to),
        Drawing::Svg => graph.write_svg(to),
    }
}

impl Graph {
    fn add(&mut self, cycle: &Cycle, closing: Spot, place: &dyn Fn(Spot) -> Option<String>) {
        let numbers: Vec<usize> =
            cycle.nodes.iter().map(|node| self.node(&node.label, node.spot.and_then(place))).collect();
        for (at, edge) in cycle.edges.iter().enumerate() {
            let (Some(&from), Some(&into)) = (numbers.get(at), numbers.get((at + 1) % numbers.len().max(1)))
            else {
                continue;
            };
            let entry = self.edges.entry((from, into, edge.label.clone())).or_default();
            entry.closes |= edge.spot == Some(closing);
            if entry.at.is_none() {
                entry.at = edge.spot.and_then(place);
            }
        }
    }

    fn node(&mut self, label: &str, at: Option<String>) -> usize {
        if let Some(&number) = self.numbers.get(label) {
            return number;
        }
        let number = self.nodes.len();
        self.numbers.insert(label.to_owned(), number);
        self.nodes.push((label.to_owned(), at));
        number
    }

    fn write_dot(&self, to: &mut dyn Write) -> io::Result<()> {
        let label = |text: &str, at: &Option<String>| {
            let escape = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
            let at = at.as_deref().map(|at| format!("\\n{}", escape(at))).unwrap_or_default();
            format!("\"{}{at}\"", escape(&printable(text)))
        };
        writeln!(to, "digraph heaplint {{\n  rankdir=LR;\n  node [shape=box];")?;
        for (number, (text, at)) in self.nodes.iter().enumerate() {
            writeln!(to, "  n{number} [label={}];", label(text, at))?;
        }
        for ((from, into, text), edge) in &self.edges {
            let look = if edge.closes { ", color=red, style=bold" } else { "" };
            writeln!(to, "  n{from} -> n{into} [label={}{look}];", label(text, &edge.at))?;
        }
        writeln!(to, "}}")
    }

    fn write_mermaid(&self, to: &mut dyn Write) -> io::Result<()> {
        let label = |text: &str, at: &Option<String>| {
            let escape = |text: &str| {
                let text = printable(text).replace('#', "#35;").replace('"', "#quot;");
                text.replace('<', "#lt;").replace('>', "#gt;")
            };
            let at = at.as_deref().map(|at| format!("<br/>{}", escape(at))).unwrap_or_default();
            format!("\"{}{at}\"", escape(text))
        };
        writeln!(to, "flowchart LR")?;
        for (number, (text, at)) in self.nodes.iter().enumerate() {
            writeln!(to, "  n{number}[{}]", label(text, at))?;
        }
        for ((from, into, text), edge) in &self.edges {
            writeln!(to, "  n{from} -->|{}| n{into}", label(text, &edge.at))?;
        }
        for (number, _) in self.edges.values().enumerate().filter(|(_, edge)| edge.closes) {
            writeln!(to, "  linkStyle {number} stroke:red,stroke-width:3px")?;
        }
        Ok(())
    }

    fn write_svg(&self, to: &mut dyn Write) -> io::Result<()> {
        let node = |(text, at): &(String, Option<String>)| {
            let lines = std::iter::once(printable(text)).chain(at.clone());
            svg::Node { lines: lines.collect() }
        };
        let nodes: Vec<_> = self.nodes.iter().map(node).collect();
        let arrow = |((from, into, text), edge): (&(usize, usize, String), &Edge)| {
            let home = self.nodes[*from].1.as_deref();
            let short = edge.at.as_deref().map(|at| short_place(at, home));
            let parts = std::iter::once(printable(text)).chain(short);
            let text = parts.collect::<Vec<_>>().join(", ");
            svg::Arrow { from: *from, into: *into, text, place: edge.at.clone(), is_marked: edge.closes }
        };
        let arrows: Vec<_> = self.edges.iter().map(arrow).collect();
        svg::write(&nodes, &arrows, to)
    }
}

/// A place in few letters: the line alone in the file that the box it starts from names, the name of
/// the file without its folders elsewhere.
fn short_place(at: &str, home: Option<&str>) -> String {
    let split = |place: &str| {
        let (path, line) = place.rsplit_once(':')?;
        line.parse::<u32>().ok().map(|line| (path.to_owned(), line))
    };
    match (split(at), home.and_then(split)) {
        (Some((path, line)), Some((home, _))) if path == home => format!("line {line}"),
        _ => at.rsplit('/').next().unwrap_or(at).to_owned(),
    }
}
