//! What there is to say of a class: bytes, cycles, and who keeps its instances.

use crate::base::{FileId, Span};
use crate::diagnostic::Confidence;
use crate::lsp::report::{Linked, Report};
use crate::outcome::{ClassLayout, Outcome, Ring, Slots};
use crate::rules::{class_size, ring_confidence};

/// More cycles than this are only counted.
const CYCLES_SHOWN: usize = 3;

/// The bytes of one instance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size {
    pub attributes: u64,
    pub now: u64,
    /// With `__slots__`, where it has none and nothing is against them.
    pub with_slots: Option<u64>,
}

/// The class that a name on a line of the report's document means: one stated there, or the only one
/// of that name.
pub fn class_named(report: &Report, name: &str, line: u32) -> Option<usize> {
    let classes = &report.linked.outcome.classes;
    let lines = report.source.lines();
    let is_stated = |class: &&ClassLayout| {
        class.name.as_str() == name
            && class.spot.file == report.file
            && lines.line(report.place(class.spot.span).start) == line
    };
    let at = |class: &ClassLayout| classes.iter().position(|other| std::ptr::eq(other, class));
    if let Some(class) = classes.iter().find(is_stated) {
        return at(class);
    }
    let mut same = classes.iter().filter(|class| class.name.as_str() == name);
    let class = same.next()?;
    if same.next().is_some() { None } else { at(class) }
}

/// Classes stated in the report's document.
pub fn classes_of(report: &Report) -> impl Iterator<Item = (usize, Span)> {
    let classes = report.linked.outcome.classes.iter().enumerate();
    let own = classes.filter(|(_, class)| class.spot.file == report.file);
    own.map(|(at, class)| (at, report.place(class.spot.span)))
}

/// `None` where a base is not known, or lays its instances out in its own way.
pub fn size(outcome: &Outcome, at: usize) -> Option<Size> {
    let row = class_size(outcome, at)?;
    let with_slots = row.slotted.filter(|_| row.why_not.is_none());
    Some(Size { attributes: row.attributes.len() as u64, now: row.now?, with_slots })
}

/// The rings that the class's instances are on and that are at least as sure.
pub fn rings(linked: &Linked, at: usize, least: Confidence) -> Vec<&Ring> {
    let Some(class) = linked.outcome.classes.get(at) else { return Vec::new() };
    let is_on = |ring: &&Ring| {
        ring.nodes.iter().any(|node| node.spot == class.spot) && ring_confidence(ring) >= least
    };
    linked.outcome.rings.iter().flatten().filter(is_on).collect()
}

/// The hover text of a class.
pub fn page(linked: &Linked, at: usize, least: Confidence) -> Option<String> {
    let outcome = &linked.outcome;
    let class = outcome.classes.get(at)?;
    let mut text = format!("**`{}`**\n", class.qualname);
    if let Some(size) = size(outcome, at) {
        text.push_str(&size_line(size, outcome.minor));
    }
    let why_not = class_size(outcome, at).and_then(|row| row.why_not);
    if let Some(why) = why_not.filter(|_| class.slots == Slots::None) {
        text.push_str(&format!("\n`__slots__` only after a closer look: {why}.\n"));
    }
    let rings = rings(linked, at, least);
    match rings.len() {
        0 => text.push_str("\nIn no reference cycle that was found.\n"),
        1 => text.push_str("\nIn one reference cycle:\n"),
        many => text.push_str(&format!("\nIn {many} reference cycles:\n")),
    }
    for ring in rings.iter().take(CYCLES_SHOWN) {
        text.push_str(&format!("* {}\n", way(ring)));
    }
    let keepers = keepers(linked, &rings, class);
    if !keepers.is_empty() {
        text.push_str("\nKept by:\n");
        keepers.iter().for_each(|keeper| text.push_str(&format!("* {keeper}\n")));
    }
    Some(text)
}

fn size_line(size: Size, minor: u8) -> String {
    let attributes = match size.attributes {
        1 => "1 attribute".to_owned(),
        many => format!("{many} attributes"),
    };
    match size.with_slots {
        Some(slots) if slots < size.now => format!(
            "\n{} bytes an instance on Python 3.{minor} ({attributes}), {slots} with `__slots__`.\n",
            size.now
        ),
        _ => format!("\n{} bytes an instance on Python 3.{minor} ({attributes}).\n", size.now),
    }
}

/// A ring in one line: `Tree` -children[]-> `Node` -parent-> `Tree`.
pub fn way(ring: &Ring) -> String {
    let mut text = String::new();
    for (node, edge) in ring.nodes.iter().zip(&ring.edges) {
        text.push_str(&format!("`{}` → {} → ", node.name, edge.label));
    }
    if let Some(first) = ring.nodes.first() {
        text.push_str(&format!("`{}`", first.name));
    }
    text
}

/// Who is known to hold an instance, with the line of the store.
fn keepers(linked: &Linked, rings: &[&Ring], class: &ClassLayout) -> Vec<String> {
    let mut keepers = Vec::new();
    for ring in rings {
        let count = ring.nodes.len();
        for (at, node) in ring.nodes.iter().enumerate().filter(|(_, node)| node.spot == class.spot) {
            let before = (at + count - 1) % count;
            let (holder, edge) = (&ring.nodes[before], &ring.edges[before]);
            let place = place(linked, edge.spot.file);
            let text = format!("`{}`, by {} ({place})", holder.name, edge.label);
            if node.spot == class.spot && !keepers.contains(&text) {
                keepers.push(text);
            }
        }
    }
    keepers.sort();
    keepers
}

fn place(linked: &Linked, file: FileId) -> String {
    linked.paths.get(file.0 as usize).cloned().unwrap_or_default()
}
