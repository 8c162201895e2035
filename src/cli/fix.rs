//! `check --fix` and `check --diff`: new texts to where they belong.
//!
//! A file is written as a whole or not at all. A file that has changed since it was read is left alone
//! and told.

use std::fs;
use std::io;
use std::path::Path;

use super::Status;
use super::args::FixFlags;
use super::input::Input;
use super::replace::{replace, sweep};
use super::terminal::{Sink, Terminal};
use crate::diagnostic::{Applicability, Diagnostic};
use crate::fix::{Fixed, Rewritten, diff};

impl FixFlags {
    /// Whether texts are to be changed or changes shown.
    pub(super) fn is_asked(&self) -> bool {
        self.fix || self.diff
    }

    /// The least sure fixes that are applied.
    pub(super) fn least(&self) -> Applicability {
        if self.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe }
    }
}

/// The standard output holds the new text of the standard input: findings have no place there.
pub(super) fn takes_stdout(flags: &FixFlags, input: &Input) -> bool {
    flags.fix && input.is_stdin()
}

/// Writes or shows what a run changed.
pub(super) fn deliver(flags: &FixFlags, fixed: &Fixed, input: &Input, terminal: &Terminal) -> Status {
    if flags.diff {
        return show(fixed, input, terminal);
    }
    if input.is_stdin() {
        let mut sink = Sink::stdout();
        match fixed.files.values().next() {
            Some(rewritten) => sink.write(&rewritten.after),
            None => sink.write(&input.stdin_bytes()),
        }
        return sink.finish(terminal);
    }
    for folder in input.folders() {
        sweep(&folder);
    }
    let mut status = Status::Clean;
    for (&file, rewritten) in &fixed.files {
        let Some(path) = input.path(file) else { continue };
        if let Err(why) = rewrite(path, rewritten) {
            terminal.error(&format!("cannot fix `{}`: {why}; it is left as it was", path.display()));
            status = Status::Failed;
        }
    }
    if fixed.count > 0 {
        let files = counted(fixed.files.len(), "file");
        terminal.note(&format!("Fixed {} in {files}.", counted(fixed.count, "problem")));
    }
    status
}

/// How many of the findings could be fixed, if any.
pub(super) fn offer(found: &[Diagnostic], flags: &FixFlags, terminal: &Terminal) {
    let count = |sure: Applicability| {
        let fixes = found.iter().filter_map(|found| found.fix.as_ref());
        fixes.filter(|fix| fix.applicability == sure).count()
    };
    let (safe, open) = (count(Applicability::Safe), count(Applicability::Unsafe));
    match (safe, open) {
        _ if flags.is_asked() => {}
        (0, 0) => {}
        (safe, 0) => terminal.note(&format!("{safe} fixable with --fix.")),
        (0, open) => terminal.note(&format!("{open} fixable with --fix --unsafe-fixes.")),
        (safe, open) => {
            terminal.note(&format!("{safe} fixable with --fix, {open} more with --unsafe-fixes."));
        }
    }
}

fn show(fixed: &Fixed, input: &Input, terminal: &Terminal) -> Status {
    let paths = input.paths();
    let mut sink = Sink::stdout();
    for (file, rewritten) in &fixed.files {
        sink.write(diff(&paths[file.0 as usize], rewritten).as_bytes());
    }
    let status = sink.finish(terminal);
    if fixed.count > 0 {
        let files = counted(fixed.files.len(), "file");
        terminal.note(&format!("Would fix {} in {files}.", counted(fixed.count, "problem")));
    }
    if fixed.files.is_empty() { status } else { status.max(Status::Found) }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The new text takes the place of the old one, if that is still what was read.
fn rewrite(path: &Path, rewritten: &Rewritten) -> Result<(), String> {
    let told = |error: io::Error| error.to_string();
    if fs::read(path).map_err(told)? != rewritten.before {
        return Err("it has changed since it was read".to_owned());
    }
    if path.metadata().map_err(told)?.permissions().readonly() {
        return Err("it is read-only".to_owned());
    }
    replace(path, &rewritten.after).map_err(told)
}
