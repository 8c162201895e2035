//! `--add-ignore`: a comment for every finding, so that the next run finds nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::Status;
use super::replace::replace;
use super::run::Run;
use super::terminal::Terminal;
use crate::base::FileId;
use crate::diagnostic::Group;
use crate::syntax::{SourceFile, additions, parse};

/// The names of rules to silence, by line.
type Wanted = BTreeMap<u32, BTreeSet<&'static str>>;

pub(super) fn add_ignores(run: &Run, reason: &str, terminal: &Terminal) -> Status {
    let mut by_file: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
    for (at, found) in run.checked.diagnostics.iter().enumerate() {
        // What is wrong with the text or with a comment is mended, not silenced.
        if found.rule.group != Group::General {
            by_file.entry(found.spot.file).or_default().push(at);
        }
    }
    let mut status = Status::Clean;
    let (mut files, mut silenced) = (0, 0);
    for (file, findings) in by_file {
        match one_file(run, file, &findings, reason) {
            Ok(()) => {
                files += 1;
                silenced += findings.len();
            }
            Err(why) => {
                terminal.error(&format!("cannot add comments to `{}`: {why}", run.input.shown(file)));
                status = Status::Failed;
            }
        }
    }
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    terminal.note(&format!("Silenced {} in {}", plural(silenced, "finding"), plural(files, "file")));
    status
}

fn one_file(run: &Run, file: FileId, findings: &[usize], reason: &str) -> Result<(), String> {
    let path = run.input.path(file).ok_or("it comes from the standard input")?;
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let source = SourceFile::decode(run.input.shown(file), &bytes, usize::MAX);
    let source = source.map_err(|error| error.message)?;
    if source.cells.is_some() {
        return Err("it is a notebook; add them by hand".to_owned());
    }
    let mut wanted = Wanted::new();
    for found in findings.iter().map(|&at| &run.checked.diagnostics[at]) {
        let line = source.lines().line(found.spot.span.start);
        wanted.entry(line).or_default().insert(found.rule.name);
    }
    let text = with_comments(&source, run, &wanted, reason);
    let bytes = source.encode(&text);
    let bytes = bytes.ok_or_else(|| format!("{} has no bytes for the reason", source.encoding))?;
    replace(path, &bytes).map_err(|error| error.to_string())
}

fn with_comments(source: &SourceFile, run: &Run, wanted: &Wanted, reason: &str) -> String {
    let parsed = parse(&source.text, run.settings.target);
    let mut text = source.text.to_string();
    // From the end, so that offsets before stay true.
    for addition in additions(source, &parsed, wanted, reason).into_iter().rev() {
        text.insert_str(addition.at as usize, &addition.text);
    }
    text
}
