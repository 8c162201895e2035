//! What the rules about growing containers ask of one.

use super::Rule;
use crate::diagnostic::{Confidence, Diagnostic, Label};
use crate::outcome::{Adding, Container, Domain};

/// The surest place that makes the container grow, among those that a rule is about.
pub(super) fn of(container: &Container, wanted: impl Fn(&Adding) -> bool) -> Option<(&Adding, Confidence)> {
    if container.is_emptied || container.is_bounded {
        return None;
    }
    let adds = container
        .adds
        .iter()
        .filter(|add| !add.is_import && wanted(add))
        // Storing under an index does not make a list longer.
        .filter(|add| !container.is_list || !add.is_keyed);
    let judged = adds.filter_map(|add| Some((add, confidence(container, add)?)));
    judged.reduce(|best, next| if next.1 > best.1 { next } else { best })
}

fn confidence(container: &Container, add: &Adding) -> Option<Confidence> {
    let kept = match (add.key, add.value) {
        (Some(Domain::Bounded), _) | (None, Domain::Bounded) => return None,
        (Some(Domain::Open), _) if is_note(&container.name) => Confidence::Possible,
        (Some(Domain::Open | Domain::Own), _) => Confidence::Probable,
        (None, Domain::Open) if is_note(&container.name) => Confidence::Possible,
        (None, Domain::Open | Domain::Own) if !add.is_keyed => Confidence::Probable,
        _ => Confidence::Possible,
    };
    // A table that the text begins gets a few more entries of its kind, and a list of one is filled once.
    let is_few = container.is_table && add.is_keyed || container.is_list && add.may_be_once;
    Some(if container.is_escaped || is_few { Confidence::Possible } else { kept })
}

/// Words in the names of containers that note what was met before, so that it is told once: there are as
/// many entries as there are different things to tell.
const NOTES: &[&str] =
    &["warn", "shown", "printed", "written", "reported", "deprecat", "notified", "verified", "logged"];

fn is_note(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NOTES.iter().any(|word| name.contains(word))
}

/// Values are put under keys and asked for by them, and nothing gathers under the keys.
pub(super) fn is_cache(container: &Container, add: &Adding) -> bool {
    container.is_looked_up && add.is_keyed && container.adds.iter().all(|add| add.is_keyed)
}

/// A class-level container that gets the instances themselves.
pub(super) fn is_own(container: &Container, add: &Adding) -> bool {
    container.class.is_some() && (add.value == Domain::Own || add.key == Some(Domain::Own))
}

pub(super) fn finding(
    rule: &Rule,
    confidence: Confidence,
    container: &Container,
    add: &Adding,
    message: String,
) -> Diagnostic {
    let mut found = rule.finding(confidence, container.spot, message);
    found.labels.push(Label { spot: add.scene.spot, text: "put in here".to_owned() });
    found.symbol = Some(container.name.clone());
    found.key = container.name.clone();
    found
}
