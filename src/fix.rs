//! The verb `fix`: findings in, new texts out.
//!
//! Checks, applies what may be applied, and checks again, until nothing is left to do: one fix may make
//! room for another, and what comes out is what a second run would leave alone. Only files with a new
//! text are read and run again; where files meet, all of them do. Writing the texts is the caller's business.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::FileId;
use crate::check::{Checked, Request, Rounds, text_of};
use crate::diagnostic::{Applicability, Diagnostic};
use crate::fixes::{self, apply};
use crate::syntax::SourceFile;

/// Rounds after which fixes that keep making work for each other are left alone.
const MAX_ROUNDS: usize = 32;

/// A file before and after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rewritten {
    /// As it was read.
    pub before: Vec<u8>,
    /// In the encoding of the file.
    pub after: Vec<u8>,
}

/// What a run changed, and what it left.
#[derive(Debug, Default)]
pub struct Fixed {
    /// Findings of the texts as they are after the run.
    pub checked: Checked,
    pub files: BTreeMap<FileId, Rewritten>,
    /// How many fixes were applied.
    pub count: usize,
}

/// Says of each finding of a run whether it is to be left as it is, for being known already.
pub type IsKnown<'a> = &'a (dyn Fn(&[Diagnostic]) -> Vec<bool> + Sync);

/// Applies every fix that is at least as sure as `least`, to texts in memory.
pub fn fix(request: &Request<'_>, least: Applicability, is_known: IsKnown<'_>) -> Fixed {
    let mut fixed = Fixed::default();
    let mut refused: BTreeSet<FileId> = BTreeSet::new();
    let mut rounds = Rounds::default();
    let mut changed: BTreeSet<FileId> = BTreeSet::new();
    for _ in 0..MAX_ROUNDS {
        let files = &fixed.files;
        let read = |file: FileId| match files.get(&file) {
            Some(rewritten) => Some(rewritten.after.clone()),
            None => (request.read)(file),
        };
        let checked = rounds.check(&Request { read: &read, ..*request }, &changed);
        let text = |file: FileId| Some(text_of(&request.paths[file.0 as usize], &read(file)?).0);
        let known = is_known(&checked.diagnostics);
        let is_new = |at: usize| !known.get(at).copied().unwrap_or(false);
        let new: Vec<&Diagnostic> =
            checked.diagnostics.iter().enumerate().filter(|(at, _)| is_new(*at)).map(|row| row.1).collect();
        let (written, count) = round(&new, request, least, &text, &mut refused);
        let news: Vec<(FileId, Rewritten)> = written
            .into_iter()
            .filter_map(|(file, after)| {
                let before = files.get(&file).map(|known| known.before.clone()).or_else(|| read(file))?;
                Some((file, Rewritten { before, after }))
            })
            .collect();
        fixed.checked = checked;
        if news.is_empty() {
            break;
        }
        fixed.count += count;
        changed = news.iter().map(|row| row.0).collect();
        fixed.files.extend(news);
    }
    fixed.files.retain(|_, rewritten| rewritten.before != rewritten.after);
    fixed
}

/// The new bytes of the files that one round changes, and how many fixes are in them. A text that its
/// own encoding cannot express is left alone from then on.
fn round(
    found: &[&Diagnostic],
    request: &Request<'_>,
    least: Applicability,
    text: &dyn Fn(FileId) -> Option<SourceFile>,
    refused: &mut BTreeSet<FileId>,
) -> (Vec<(FileId, Vec<u8>)>, usize) {
    loop {
        let is_wanted = |found: &&&Diagnostic| {
            found.fix.as_ref().is_some_and(|fix| {
                fix.applicability >= least.max(Applicability::Unsafe)
                    && !fix.edits.iter().any(|edit| refused.contains(&edit.spot.file))
            })
        };
        let mut wanted: Vec<&Diagnostic> = found.iter().filter(is_wanted).copied().collect();
        // What an object holds is settled before how it is laid out.
        wanted.sort_by_key(|found| found.rule.code);
        let applied = apply(&wanted, request.settings.target, text);
        let encoded: Vec<(FileId, Option<Vec<u8>>)> = applied
            .texts
            .iter()
            .map(|(&file, new)| (file, text(file).and_then(|source| source.encode(new))))
            .collect();
        let failed: Vec<FileId> =
            encoded.iter().filter(|(_, bytes)| bytes.is_none()).map(|(file, _)| *file).collect();
        if failed.is_empty() {
            let written = encoded.into_iter().filter_map(|(file, bytes)| Some((file, bytes?)));
            return (written.collect(), applied.done.len());
        }
        refused.extend(failed);
    }
}

/// The change of one file as a unified diff.
pub fn diff(path: &str, rewritten: &Rewritten) -> String {
    let text = |bytes: &[u8]| text_of(path, bytes).0.text;
    fixes::unified(path, &text(&rewritten.before), &text(&rewritten.after))
}
