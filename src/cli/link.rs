//! The verb `link`: files meet that were summarized elsewhere, and what is found is told as `check` does.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Place;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::Status;
use super::args::{Check, Link as Flags};
use super::check::{analyse, finish, rules_of, tell_crashes};
use super::failure::Failure;
use super::input::Input;
use super::run::Run;
use super::scopes::Scopes;
use super::summarize::listed;
use super::terminal::{Sink, Terminal};
use crate::archive::{Archive, Content, Entry, Problem};
use crate::check::{OneFile, Rounds};
use crate::config::Settings;
use crate::fix::Fixed;

pub(super) fn run(flags: &Flags, terminal: &Terminal) -> Status {
    attempt(flags, terminal).unwrap_or_else(|errors| {
        errors.iter().for_each(|error| terminal.error(error));
        Status::Failed
    })
}

fn attempt(flags: &Flags, terminal: &Terminal) -> Result<Status, Vec<String>> {
    let working_directory = std::env::current_dir().unwrap_or_default();
    let asked = as_check(flags);
    let mut scopes = Scopes::new(&asked, &working_directory)?;
    let settings = Arc::clone(&scopes.run);
    if flags.config.show_settings {
        let mut sink = Sink::stdout();
        sink.write(settings.to_string().as_bytes());
        return Ok(sink.finish(terminal));
    }
    let Opened { input, facts } = open(read(&listed(&flags.archives)?, &settings)?)?;
    let rules = rules_of(&input, &mut scopes, &working_directory)?;
    let fixed = analyse(&asked, &settings, &rules, &input, terminal, |request| Fixed {
        checked: Rounds::of(facts).check(request, &Default::default()),
        ..Fixed::default()
    })?;
    let run = Run::new(settings, input, fixed.checked, &working_directory);
    let status = tell_crashes(&run, terminal);
    finish(&asked, run, status, terminal)
}

fn as_check(flags: &Flags) -> Check {
    Check {
        paths: vec![PathBuf::from(".")],
        rules: flags.rules.clone(),
        output: flags.output.clone(),
        known: flags.known.clone(),
        config: flags.config.clone(),
        target_version: flags.target_version,
        threads: flags.threads,
        ..Check::default()
    }
}

/// Where an entry comes from.
type Origin<'a> = &'a Path;

/// The entries of all archives by their paths, or everything that is wrong with the archives.
fn read<'a>(
    paths: &'a [PathBuf],
    settings: &Settings,
) -> Result<BTreeMap<String, (Origin<'a>, Entry)>, Vec<String>> {
    let read: Vec<_> = paths.par_iter().map(|path| (path, read_one(path, settings))).collect();
    let mut entries: BTreeMap<String, (Origin<'a>, Entry)> = BTreeMap::new();
    let mut problems = Vec::new();
    for (path, archive) in read {
        let archive = match archive {
            Ok(archive) => archive,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        for entry in archive.entries {
            match entries.entry(entry.path.clone()) {
                Place::Vacant(place) => drop(place.insert((path.as_path(), entry))),
                // The same file may come by two ways.
                Place::Occupied(known) if known.get().1 == entry => {}
                Place::Occupied(known) => problems.push(format!(
                    "cannot link `{}` and `{}`: they differ about `{}`; summarize it once, or from the same content",
                    known.get().0.display(),
                    path.display(),
                    entry.path
                )),
            }
        }
    }
    if problems.is_empty() { Ok(entries) } else { Err(problems) }
}

fn read_one(path: &Path, settings: &Settings) -> Result<Archive, String> {
    let told = |why: String, remedy: &str| format!("cannot link `{}`: {why}; {remedy}", path.display());
    let bytes = fs::read(path).map_err(|error| {
        let failure = Failure::of_io(path, &error);
        told(failure.why, "check the path")
    })?;
    let archive =
        Archive::of_bytes(&bytes).map_err(|problem: Problem| told(problem.to_string(), problem.remedy()))?;
    match archive.target == settings.target {
        true => Ok(archive),
        false => Err(told(
            format!(
                "it was summarized for Python {}, and this run assumes {} ({})",
                archive.target, settings.target, settings.target_from
            ),
            "give `summarize` and `link` the same --target-version",
        )),
    }
}

/// What a run needs of its files.
struct Opened {
    input: Input,
    facts: Vec<OneFile>,
}

fn open(entries: BTreeMap<String, (Origin<'_>, Entry)>) -> Result<Opened, Vec<String>> {
    let all: Vec<(Origin<'_>, Entry)> = entries.into_values().collect();
    let facts: Vec<Result<OneFile, Problem>> = all
        .par_iter()
        .map(|(_, entry)| match &entry.content {
            Content::Unread => Ok(Ok(None)),
            Content::Crashed(what) => Ok(Err(what.clone())),
            Content::Read { facts, .. } => facts.open().map(|facts| Ok(Some(facts))),
        })
        .collect();
    let mut opened = Vec::with_capacity(facts.len());
    let mut problems = Vec::new();
    for ((origin, entry), facts) in all.iter().zip(facts) {
        match facts {
            Ok(facts) => opened.push(facts),
            Err(problem) => problems.push(format!(
                "cannot link `{}`: the summary of `{}` does not hold together; {}",
                origin.display(),
                entry.path,
                problem.remedy()
            )),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let files = all.into_iter().map(|(_, entry)| match entry.content {
        Content::Read { text, .. } => (entry.path, Some(text)),
        _ => (entry.path, None),
    });
    Ok(Opened { input: Input::of_archives(files.collect()), facts: opened })
}
