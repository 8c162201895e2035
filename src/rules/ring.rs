//! The words of findings about rings: which family a ring belongs to, how sure it is, what to say.
//!
//! Shared by the rules of the cycles family; each of them brings its own page and remedy.

use super::Rule;
use crate::diagnostic::{Confidence, Cycle, CycleEdge, CycleNode, Diagnostic, Label, NodeKind};
use crate::heap::{Certainty, Kind};
use crate::outcome::{Outcome, Ring, RingEdge, RingNode};

/// What makes a ring, from the most particular reason to the most general.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Family {
    Traceback,
    Generator,
    RecursiveClosure,
    Closure,
    BoundMethod,
    Container,
    Instances,
}

pub(super) fn family(ring: &Ring) -> Family {
    let has = |kind: fn(Kind) -> bool| ring.nodes.iter().any(|node| kind(node.kind));
    if has(|kind| kind == Kind::Frame) || ring.edges.iter().any(|edge| edge.via.is_traceback) {
        Family::Traceback
    } else if has(|kind| matches!(kind, Kind::Generator | Kind::Coroutine | Kind::AsyncGenerator)) {
        Family::Generator
    } else if ring.nodes.iter().all(|node| node.kind == Kind::Function) {
        Family::RecursiveClosure
    } else if has(|kind| kind == Kind::Function) {
        Family::Closure
    } else if ring.edges.iter().any(|edge| edge.via.is_bound) {
        Family::BoundMethod
    } else if ring.nodes.iter().all(|node| is_container(node.kind)) {
        Family::Container
    } else {
        Family::Instances
    }
}

fn is_container(kind: Kind) -> bool {
    matches!(kind, Kind::List | Kind::Tuple | Kind::Set | Kind::Dict | Kind::Deque)
}

/// How sure it is that the ring comes about and stays.
pub fn confidence(ring: &Ring) -> Confidence {
    let sure = match ring.certainty() {
        _ if !ring.is_founded => Confidence::Possible,
        Certainty::Must => Confidence::Certain,
        // What a frame's locals hold further on depends on the way that raised.
        _ if family(ring) == Family::Traceback && ring.nodes.len() > 2 => Confidence::Possible,
        // Which of several containers a name means is guesswork.
        _ if family(ring) == Family::Container => Confidence::Possible,
        // Nodes of a tree or list that may be one and the same most often are not.
        Certainty::May | Certainty::Abduced
            if family(ring) == Family::Instances
                && ring.nodes.len() == 1
                && !ring.edges[0].via.is_library =>
        {
            Confidence::Possible
        }
        Certainty::May | Certainty::Abduced => Confidence::Probable,
        Certainty::Retained => Confidence::Possible,
    };
    if family(ring) == Family::Closure && ring.cutters.iter().any(|cutter| cutter.is_at_birth) {
        return Confidence::Possible;
    }
    if ring.cutters.iter().any(|cutter| cutter.unties) {
        return Confidence::Possible;
    }
    match ring.cutters.iter().any(|cutter| cutter.is_closer) {
        true if sure == Confidence::Certain => Confidence::Probable,
        true => Confidence::Possible,
        false => sure,
    }
}

/// One finding for each group of rings of the family that are as sure as each other.
pub(super) fn findings(
    outcome: &Outcome,
    rule: &'static Rule,
    family_of_rule: Family,
    remedy: fn(&Ring) -> String,
) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for group in &outcome.rings {
        for sure in Confidence::ALL {
            let rings: Vec<&Ring> = group
                .iter()
                .filter(|ring| family(ring) == family_of_rule && confidence(ring) == sure)
                .collect();
            if let [first, others @ ..] = rings.as_slice() {
                out.push(finding(rule, sure, first, others, remedy(first)));
            }
        }
    }
    out
}

fn finding(rule: &Rule, confidence: Confidence, ring: &Ring, others: &[&Ring], help: String) -> Diagnostic {
    let mut found = rule.finding(confidence, ring.spot, message(ring));
    found.at = format!("{}, and closes the cycle", edge_text(ring, ring.closing));
    found.help = Some(help);
    found.symbol = Some(ring.symbol.clone()).filter(|symbol| !symbol.is_empty());
    found.labels = labels(ring);
    found.cycle = Some(cycle(ring));
    found.related_cycles = others.iter().map(|ring| cycle(ring)).collect();
    found.losses = ring
        .cutters
        .iter()
        .filter(|cutter| cutter.is_closer)
        .map(|cutter| format!("`{}` breaks the cycle, if it is called", cutter.name))
        .collect();
    found
}

fn labels(ring: &Ring) -> Vec<Label> {
    let label = |at: usize| Label { spot: ring.edges[at].spot, text: edge_text(ring, at) };
    (0..ring.nodes.len()).map(label).collect()
}

fn edge_text(ring: &Ring, at: usize) -> String {
    let (from, to) = (&ring.nodes[at], &ring.nodes[(at + 1) % ring.nodes.len()]);
    format!("`{}` holds `{}`: {}", from.name, to.name, ring.edges[at].label)
}

/// A ring as drawings have it.
pub fn cycle(ring: &Ring) -> Cycle {
    Cycle {
        nodes: ring.nodes.iter().map(node).collect(),
        edges: ring
            .edges
            .iter()
            .map(|edge| CycleEdge { label: edge.label.clone(), spot: Some(edge.spot) })
            .collect(),
    }
}

fn node(node: &RingNode) -> CycleNode {
    let kind = match node.kind {
        Kind::Function => NodeKind::Function,
        Kind::Frame => NodeKind::Frame,
        Kind::Generator => NodeKind::Generator,
        Kind::Coroutine => NodeKind::Coroutine,
        Kind::AsyncGenerator => NodeKind::AsyncGenerator,
        Kind::Exception => NodeKind::Exception,
        Kind::List | Kind::Dict | Kind::Set | Kind::Deque => NodeKind::Builtin,
        _ => NodeKind::Instance,
    };
    CycleNode { label: node.label.clone(), kind, spot: Some(node.spot) }
}

/// Culprit and consequence.
fn message(ring: &Ring) -> String {
    let links: Vec<String> = ring.nodes.iter().zip(&ring.edges).map(|(n, e)| link(n, e)).collect();
    let links = links.join(", ");
    let names = distinct_names(ring);
    match names.as_slice() {
        [only] => format!("`{only}` keeps itself alive ({links}): only the cycle collector frees it"),
        [first, second] => {
            format!("`{first}` and `{second}` hold each other ({links}): only the cycle collector frees them")
        }
        [first, .., last] => format!(
            "`{first}` to `{last}` hold each other in a ring of {} ({links}): only the cycle collector frees them",
            ring.nodes.len()
        ),
        [] => format!("objects hold each other ({links}): only the cycle collector frees them"),
    }
}

/// `Tree.children[]`, `closure self of Tree.walk`.
fn link(node: &RingNode, edge: &RingEdge) -> String {
    match edge.label.strip_prefix("attr ") {
        Some(attribute) => format!("`{}.{attribute}`", node.name),
        None => format!("`{}` {}", node.name, edge.label),
    }
}

fn distinct_names(ring: &Ring) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for node in &ring.nodes {
        if !names.contains(&node.name.as_str()) {
            names.push(&node.name);
        }
    }
    names
}

/// The name of the attribute that points back, for a remedy.
pub(super) fn back_link(ring: &Ring) -> String {
    let at = (0..ring.edges.len())
        .filter(|&at| ring.edges[at].name.is_some() && !ring.edges[at].via.is_container)
        .min_by_key(|&at| (at != ring.closing, at))
        .unwrap_or(ring.closing);
    match ring.edges[at].name {
        Some(name) => format!("{}.{name}", ring.nodes[at].name),
        None => ring.nodes[at].name.clone(),
    }
}
