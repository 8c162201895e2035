//! Puts fixes together: each as a whole, none over another, and no text that does not parse.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::FileId;
use crate::diagnostic::{Diagnostic, Edit};
use crate::ir::Version;
use crate::syntax::{SourceFile, parse};

/// What became of a set of fixes.
#[derive(Debug, Default)]
pub struct Applied {
    /// The new text of every file that changes.
    pub texts: BTreeMap<FileId, String>,
    /// Positions of the fixes that are in it.
    pub done: Vec<usize>,
}

/// Applies the fixes of as many findings as do not touch each other, earlier ones first. A file that
/// does not parse afterwards keeps its text, and every fix that changes it is left out. `text` gives
/// the texts that the fixes were made for.
pub fn apply(
    found: &[&Diagnostic],
    version: Version,
    text: &dyn Fn(FileId) -> Option<SourceFile>,
) -> Applied {
    let mut refused: BTreeSet<FileId> = BTreeSet::new();
    loop {
        let (applied, broken) = attempt(found, version, text, &refused);
        if broken.is_empty() {
            return applied;
        }
        refused.extend(broken);
    }
}

fn attempt(
    found: &[&Diagnostic],
    version: Version,
    text: &dyn Fn(FileId) -> Option<SourceFile>,
    refused: &BTreeSet<FileId>,
) -> (Applied, Vec<FileId>) {
    let mut accepted: BTreeMap<FileId, BTreeSet<Edit>> = BTreeMap::new();
    let mut done: Vec<usize> = Vec::new();
    for (at, diagnostic) in found.iter().enumerate() {
        let Some(fix) = &diagnostic.fix else { continue };
        let is_free = |edit: &Edit| {
            let known = accepted.get(&edit.spot.file);
            known.is_none_or(|known| known.contains(edit) || !known.iter().any(|other| touch(other, edit)))
        };
        if fix.edits.iter().any(|edit| refused.contains(&edit.spot.file)) || !fix.edits.iter().all(is_free) {
            continue;
        }
        if done.iter().any(|&other| disagree(found[other], diagnostic)) {
            continue;
        }
        for edit in &fix.edits {
            accepted.entry(edit.spot.file).or_default().insert(edit.clone());
        }
        done.push(at);
    }
    let mut texts = BTreeMap::new();
    let mut broken = Vec::new();
    for (file, edits) in accepted {
        let edited = text(file).and_then(|source| edited(&source.text, &edits));
        match edited.filter(|edited| parse(edited, version).is_valid()) {
            Some(edited) => drop(texts.insert(file, edited)),
            None => broken.push(file),
        }
    }
    (Applied { texts, done }, broken)
}

/// Whether two remedies want different things of the same class or function: texts apart from each other
/// may still not go together.
fn disagree(one: &Diagnostic, other: &Diagnostic) -> bool {
    let (Some(one), Some(other)) = (&one.remedy, &other.remedy) else { return false };
    one.changes.iter().any(|a| other.changes.iter().any(|b| a.spot == b.spot && a.kind != b.kind))
}

/// Whether two edits claim the same text, or the same place between two characters.
pub(super) fn touch(a: &Edit, b: &Edit) -> bool {
    let (one, other) = (a.spot, b.spot);
    one.file == other.file
        && (one.span == other.span
            || one.span.start < other.span.end && other.span.start < one.span.end
            || one.span.start == other.span.start)
}

/// The text with the edits, which are sorted; `None` where one of them lies outside of it.
fn edited(text: &str, edits: &BTreeSet<Edit>) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 256);
    let mut from = 0;
    for edit in edits {
        let (start, end) = (edit.spot.span.start as usize, edit.spot.span.end as usize);
        out.push_str(text.get(from..start)?);
        out.push_str(&edit.text);
        from = end;
    }
    out.push_str(text.get(from..)?);
    Some(out)
}
