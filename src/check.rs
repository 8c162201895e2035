//! The verb `check`: texts in, findings out.
//!
//! Files are read, run and reduced to their facts in parallel, each by itself; then the facts meet,
//! and their findings are silenced, sorted and chosen. A text lives no longer than its own file's
//! turn. A defect of ours in one file costs that file alone and is told as a `Crash`.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::base::{FileId, Span, guard};
use crate::config::{RuleSettings, Settings};
use crate::diagnostic::{Diagnostic, Group, Level, Spot};
use crate::exec::summarize_module;
use crate::fixes;
use crate::lower::lower;
use crate::outcome::Outcome;
use crate::project;
use crate::rules;
use crate::summary::{FileArtefact, Loss};
use crate::syntax::{
    LineIndex, Names, Parsed, SourceError, SourceFile, Suppressions, SyntaxError, parse, parse_cells,
};

/// A broken file is told of in this many findings.
const SYNTAX_ERRORS_SHOWN: usize = 5;

/// What to check, and how to get at it.
pub struct Request<'a> {
    /// As reports show them, sorted; a file's number is its place here.
    pub paths: &'a [String],
    pub settings: &'a Settings,
    /// The rule settings of each file; empty where those of `settings` are every file's.
    pub rules: &'a [Arc<RuleSettings>],
    /// The bytes of a file; `None` where they cannot be had, which is the caller's to tell.
    pub read: &'a (dyn Fn(FileId) -> Option<Vec<u8>> + Sync),
    /// Whether `Checked::losses` is wanted; most runs want only their number.
    pub explain_limits: bool,
    /// Called when a file is done, from any thread.
    pub step: &'a (dyn Fn() + Sync),
}

/// A defect of ours that showed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crash {
    /// The file it happened in; `None` where files meet.
    pub file: Option<FileId>,
    pub what: String,
}

/// Where the analysis gave up on something.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct GaveUp {
    pub spot: Spot,
    pub what: String,
}

/// What a run found.
#[derive(Default, Debug)]
pub struct Checked {
    /// Sorted by path, place and code.
    pub diagnostics: Vec<Diagnostic>,
    /// How many files were analysed.
    pub files: usize,
    /// How often the analysis gave up on something.
    pub loss_count: usize,
    /// Sorted by place; empty unless asked for.
    pub losses: Vec<GaveUp>,
    pub crashes: Vec<Crash>,
}

/// What is kept of a file: all that its findings, and those of the files it meets, rest on.
#[derive(Debug, Serialize, Deserialize)]
pub struct Facts {
    /// Findings that need no other file.
    found: Vec<Diagnostic>,
    /// What other files may know of it.
    artefact: FileArtefact,
    suppressions: Suppressions,
    /// Kept only where suppressions will ask for lines.
    lines: Option<LineIndex>,
}

/// The text of a file; where its bytes are no text, as much of them as can be shown, and why.
pub fn text_of(path: &str, bytes: &[u8]) -> (SourceFile, Option<SourceError>) {
    match SourceFile::decode(path, bytes, usize::MAX) {
        Ok(text) => (text, None),
        Err(error) => (SourceFile::from_text(path, String::from_utf8_lossy(bytes).as_ref()), Some(error)),
    }
}

/// Runs the whole analysis over the files of the request.
pub fn check(request: &Request<'_>) -> Checked {
    Rounds::default().check(request, &BTreeSet::new())
}

/// Runs of one request whose texts change from one to the next: a file is run by itself again only where
/// its text is another.
#[derive(Debug, Default)]
pub struct Rounds {
    /// Of each file, or how it failed; empty before the first run.
    facts: Vec<OneFile>,
}

/// The facts of a file, if its bytes could be had; or what a defect of ours said.
pub type OneFile = Result<Option<Facts>, String>;

impl Rounds {
    /// Files that were run by themselves before, elsewhere perhaps: one for each path of the request to
    /// come.
    pub fn of(facts: Vec<OneFile>) -> Self {
        Self { facts }
    }

    /// `changed` are the files whose texts are others than in the run before.
    pub fn check(&mut self, request: &Request<'_>, changed: &BTreeSet<FileId>) -> Checked {
        self.read(request, changed);
        let mut checked = Checked::default();
        for (at, facts) in self.facts.iter().enumerate() {
            match facts {
                Ok(facts) => checked.files += usize::from(facts.is_some()),
                Err(what) => {
                    let file = Some(FileId(at as u32));
                    checked.crashes.push(Crash { file, what: what.clone() });
                }
            }
        }
        let facts: Vec<Option<&Facts>> =
            self.facts.iter().map(|facts| facts.as_ref().ok().and_then(Option::as_ref)).collect();
        let met = meet(&facts, request.paths, request.settings);
        checked.crashes.extend(met.crashes);
        let rules = RulesOf { usual: &request.settings.rules, by_file: request.rules };
        checked.diagnostics = choose(met.found, &facts, request.paths, rules);
        checked.loss_count = all_losses(&facts).count();
        if request.explain_limits {
            checked.losses = explain(&facts);
        }
        let text = |file: FileId| {
            let text = text_of(&request.paths[file.0 as usize], &(request.read)(file)?).0;
            // Edits of a notebook's cells would be edits of another file.
            text.cells.is_none().then_some(text)
        };
        fixes::attach(&mut checked.diagnostics, request.settings.target, &text);
        checked
    }

    fn read(&mut self, request: &Request<'_>, changed: &BTreeSet<FileId>) {
        let is_first = self.facts.len() != request.paths.len();
        let wanted: Vec<FileId> = match is_first {
            true => (0..request.paths.len()).map(|at| FileId(at as u32)).collect(),
            false => changed.iter().copied().collect(),
        };
        let read: Vec<_> = wanted.par_iter().map(|&file| one_file(file, request)).collect();
        if is_first {
            self.facts = read;
            return;
        }
        for (file, facts) in wanted.into_iter().zip(read) {
            self.facts[file.0 as usize] = facts;
        }
    }
}

/// Lets files meet: everything that is found, silenced or not. A file's number is its place in both
/// lists. The facts of a file serve any number of times, by themselves and among others.
pub fn meet(facts: &[Option<&Facts>], paths: &[String], settings: &Settings) -> Met {
    let mut met = guard(|| link(facts, paths, settings))
        .unwrap_or_else(|what| Met { crashes: vec![Crash { file: None, what }], ..Met::default() });
    for (at, of_file) in facts.iter().enumerate() {
        let own = of_file.iter().flat_map(|of_file| &of_file.found);
        met.found.extend(own.map(|found| Diagnostic {
            spot: Spot::new(FileId(at as u32), found.spot.span),
            ..found.clone()
        }));
    }
    met
}

/// What showed when files met.
#[derive(Default, Debug)]
pub struct Met {
    pub found: Vec<Diagnostic>,
    pub crashes: Vec<Crash>,
    /// What the findings were read from.
    pub outcome: Outcome,
}

/// Where each file's own run gave up.
fn all_losses<'f>(facts: &[Option<&'f Facts>]) -> impl Iterator<Item = (FileId, &'f FileArtefact, &'f Loss)> {
    facts.iter().enumerate().filter_map(|(at, facts)| Some((at, (*facts)?))).flat_map(|(at, facts)| {
        let of_bodies = facts.artefact.bodies.iter().flat_map(|body| &body.summary.losses);
        let losses = facts.artefact.losses.iter().chain(of_bodies);
        losses.map(move |loss| (FileId(at as u32), &facts.artefact, loss))
    })
}

fn explain(facts: &[Option<&Facts>]) -> Vec<GaveUp> {
    let explained = all_losses(facts).map(|(file, artefact, loss)| {
        let span = artefact.sites.get(loss.site).copied().unwrap_or_default();
        GaveUp { spot: Spot::new(file, span), what: loss.to_string() }
    });
    let mut losses: Vec<GaveUp> = explained.collect();
    losses.sort();
    losses.dedup();
    losses
}

/// What shows once files meet.
fn link(facts: &[Option<&Facts>], paths: &[String], settings: &Settings) -> Met {
    let nothing = FileArtefact::default();
    let artefacts: Vec<&FileArtefact> =
        facts.iter().map(|facts| facts.map_or(&nothing, |facts| &facts.artefact)).collect();
    let roots: Vec<String> = settings.roots.iter().map(|root| root.to_string_lossy().into_owned()).collect();
    let outcome = project::link(artefacts, paths, &roots, settings.target.minor);
    let crash = |(file, what): &(FileId, String)| Crash { file: Some(*file), what: what.clone() };
    let crashes = outcome.crashes.iter().map(crash).collect();
    Met { found: rules::of_outcome(&outcome, settings.thresholds), crashes, outcome }
}

/// What linking tells the rules, for verbs that find nothing.
pub fn outcome(request: &Request<'_>) -> (Outcome, Vec<Crash>) {
    let numbers: Vec<FileId> = (0..request.paths.len()).map(|at| FileId(at as u32)).collect();
    let files: Vec<_> = numbers.par_iter().map(|&file| one_file(file, request)).collect();
    let mut crashes = Vec::new();
    let mut facts = Vec::with_capacity(files.len());
    for (outcome, &file) in files.into_iter().zip(&numbers) {
        facts.push(outcome.unwrap_or_else(|what| {
            crashes.push(Crash { file: Some(file), what });
            None
        }));
    }
    let facts: Vec<Option<&Facts>> = facts.iter().map(Option::as_ref).collect();
    let met = meet(&facts, request.paths, request.settings);
    crashes.extend(met.crashes);
    (met.outcome, crashes)
}

/// Runs one file of the request by itself.
pub fn one_file(file: FileId, request: &Request<'_>) -> OneFile {
    let facts = guard(|| {
        let bytes = (request.read)(file)?;
        Some(Facts::of_bytes(file, &request.paths[file.0 as usize], &bytes, request.settings))
    });
    (request.step)();
    facts
}

/// A file that is no text has one finding and no content.
fn broken_text(file: FileId, bytes: &[u8], error: &SourceError) -> Facts {
    let before = String::from_utf8_lossy(&bytes[..error.offset.min(bytes.len())]).len() as u32;
    let spot = Spot::new(file, Span::new(before, before));
    let found = vec![rules::unreadable_text(spot, &error.message, error.help)];
    Facts { found, artefact: FileArtefact::default(), suppressions: Suppressions::default(), lines: None }
}

impl Facts {
    /// Reads and runs one file by itself. The number is that of its findings and of nothing else.
    pub fn of(file: FileId, text: &SourceFile, settings: &Settings) -> Self {
        let parsed = match text.cells {
            Some(_) => parse_cells(&text.text, settings.target),
            None => parse(&text.text, settings.target),
        };
        let suppressions = Suppressions::collect(text, &parsed);
        let asks_for_lines = !suppressions.is_empty() || !suppressions.malformed.is_empty();
        Self {
            found: syntax_errors(file, text, &parsed),
            artefact: summarize_module(Arc::new(lower(&parsed, settings.target)), file),
            suppressions,
            lines: asks_for_lines.then(|| text.lines().clone()),
        }
    }

    /// As `of`, from what the disk holds.
    pub fn of_bytes(file: FileId, path: &str, bytes: &[u8], settings: &Settings) -> Self {
        let (text, error) = text_of(path, bytes);
        match error {
            Some(error) => broken_text(file, bytes, &error),
            None => Self::of(file, &text, settings),
        }
    }

    /// Whether other files, and rules, see the same in both: only places and comments may differ.
    pub fn is_same_elsewhere(&self, other: &Self) -> bool {
        self.found.is_empty() && other.found.is_empty() && self.artefact.is_same_elsewhere(&other.artefact)
    }

    /// Whether facts that came from elsewhere hold together.
    pub fn is_sound(&self) -> bool {
        self.artefact.is_sound()
    }

    /// The span of every place that findings are made of. Facts that are the same elsewhere number
    /// them alike.
    pub fn places(&self) -> &[Span] {
        self.artefact.sites.as_slice()
    }
}

fn syntax_errors(file: FileId, text: &SourceFile, parsed: &Parsed) -> Vec<Diagnostic> {
    // An error at the end of the text is shown where the text ends for a reader.
    let end = text.text.trim_end().len() as u32;
    let finding = |error: &SyntaxError| {
        let spot = Spot::new(file, Span::new(error.span.start.min(end), error.span.end.min(end)));
        match error.is_version_error {
            true => rules::too_new(spot, &error.message),
            false => {
                let line = text.line_text(text.lines().line(spot.span.start));
                rules::syntax_error(spot, &error.message, line)
            }
        }
    };
    // The first complaint about a line is the cause of the others.
    let mut errors: Vec<&SyntaxError> = parsed.errors.iter().collect();
    errors.dedup_by_key(|error| text.lines().line(error.span.start.min(end)));
    let mut found: Vec<_> = errors.iter().take(SYNTAX_ERRORS_SHOWN).map(|error| finding(error)).collect();
    let more = errors.len() - found.len();
    if more > 0
        && let Some(last) = found.last_mut()
    {
        last.losses.push(format!("{more} more syntax errors in this file are not shown"));
    }
    found
}

/// The rule settings of each file.
#[derive(Clone, Copy, Debug)]
pub struct RulesOf<'a> {
    pub usual: &'a RuleSettings,
    /// By file number; empty where the usual ones are every file's.
    pub by_file: &'a [Arc<RuleSettings>],
}

impl RulesOf<'_> {
    fn get(&self, file: FileId) -> &RuleSettings {
        self.by_file.get(file.0 as usize).map_or(self.usual, |rules| rules)
    }
}

/// Silences, sorts (by file, place and code) and picks what the user asked for.
pub fn choose(
    found: Vec<Diagnostic>,
    facts: &[Option<&Facts>],
    paths: &[String],
    rules: RulesOf<'_>,
) -> Vec<Diagnostic> {
    // Marks of an earlier run would hide comments that this one does not need.
    let unmarked = |facts: &Option<&Facts>| facts.map(|facts| facts.suppressions.unmarked());
    let suppressions: Vec<Suppressions> =
        facts.iter().map(|facts| unmarked(facts).unwrap_or_default()).collect();
    // A stub tells of types; what it seems to do, nobody runs.
    let is_stub = |file: FileId| paths.get(file.0 as usize).is_some_and(|path| path.ends_with(".pyi"));
    let is_selected = |found: &Diagnostic| {
        let file = found.spot.file;
        let is_about_code = found.rule.group != Group::General;
        found.level > Level::Off && rules.get(file).has(found.rule.code) && !(is_about_code && is_stub(file))
    };
    let is_silenced = |found: &Diagnostic| is_silenced(found, facts, &suppressions);
    let mut chosen: Vec<Diagnostic> =
        found.into_iter().filter(|found| is_selected(found) && !is_silenced(found)).collect();
    for (at, of_file) in suppressions.iter().enumerate() {
        let file = FileId(at as u32);
        let comments = comment_findings(file, of_file, rules.get(file));
        chosen.extend(comments.into_iter().filter(is_selected));
    }
    for found in &mut chosen {
        rules.get(found.spot.file).level(found);
    }
    chosen.retain(|found| rules.get(found.spot.file).wants(found));
    let key = |found: &Diagnostic| (found.spot, found.rule.code);
    chosen.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message)));
    chosen.dedup();
    chosen
}

fn is_silenced(found: &Diagnostic, facts: &[Option<&Facts>], suppressions: &[Suppressions]) -> bool {
    let at = found.spot.file.0 as usize;
    let (Some(Some(facts)), Some(suppressions)) = (facts.get(at), suppressions.get(at)) else { return false };
    let Some(lines) = &facts.lines else { return false };
    let (code, name, group) = (found.rule.code, found.rule.name, found.rule.group.as_str());
    suppressions.suppresses(Names { code, name, group }, lines.line(found.spot.span.start))
}

/// What is wrong with the comments themselves, once every other finding has met them. A comment that
/// names this very rule is never called unused.
fn comment_findings(file: FileId, suppressions: &Suppressions, settings: &RuleSettings) -> Vec<Diagnostic> {
    let at = |span| Spot::new(file, span);
    let malformed = suppressions.malformed.iter();
    let mut found: Vec<_> =
        malformed.map(|bad| rules::malformed_suppression(at(bad.span), &bad.message)).collect();
    let unused = suppressions.unused();
    let named = |word: &String| rules::Selection::new(Some(std::slice::from_ref(word)), &[], &[]);
    let names_this = |word: &String| named(word).is_ok_and(|named| named.has(rules::UNUSED_SUPPRESSION));
    let wanted = unused.iter().filter(|unused| unused.code.as_ref().is_some_and(names_this));
    let wanted: Vec<Span> = wanted.map(|unused| unused.comment).collect();
    for unused in unused.iter().filter(|unused| !wanted.contains(&unused.comment)) {
        let spot = at(unused.comment);
        let Some(word) = &unused.code else {
            found.push(rules::unused_suppression(spot, None));
            continue;
        };
        match named(word) {
            Err(unknown) => {
                found.extend(unknown.iter().map(|unknown| rules::unknown_in_suppression(spot, unknown)));
            }
            // A rule that takes no part may need the comment in another run.
            Ok(named) if named.rules().all(|rule| settings.has(rule.id.code)) => {
                found.push(rules::unused_suppression(spot, Some(word)));
            }
            Ok(_) => {}
        }
    }
    found
}
