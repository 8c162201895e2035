//! What was found, handed over: to the standard output in one format, to files in others.

use std::fs::File;
use std::path::Path;

use super::Status;
use super::args::OutputFlags;
use super::input::Input;
use super::terminal::{Sink, Terminal};
use crate::base::FileId;
use crate::check::Checked;
use crate::report::{self, Findings, Format, Texts};

pub(super) fn deliver(
    flags: &OutputFlags,
    format: Format,
    checked: &Checked,
    input: &Input,
    terminal: &Terminal,
) -> Status {
    let findings =
        Findings { diagnostics: &checked.diagnostics, files: checked.files, losses: checked.loss_count };
    let fetch = |file: FileId| input.text(file);
    let texts = Texts::new(&fetch);
    let mut status = Status::Clean;
    for (format, path) in &flags.output {
        status = status.max(write_file(*format, path, &findings, &texts, terminal));
    }
    let mut sink = Sink::stdout();
    if flags.statistics && format.is_for_people() {
        sink.write(report::statistics(&findings).as_bytes());
    } else if terminal.shows_findings() || !format.is_for_people() {
        sink.with(|to| report::write(format, &findings, &texts, terminal.has_color(), to));
    }
    status = status.max(sink.finish(terminal));
    if flags.statistics && !format.is_for_people() {
        terminal.note(report::statistics(&findings).trim_end());
    }
    if format.is_for_people() {
        terminal.note(&report::summary_line(&findings));
    }
    if flags.explain_limits {
        explain_limits(checked, &texts, terminal);
    }
    status
}

fn write_file(
    format: Format,
    path: &Path,
    findings: &Findings<'_>,
    texts: &Texts<'_>,
    terminal: &Terminal,
) -> Status {
    match File::create(path) {
        Err(error) => {
            terminal.error(&format!("cannot write to `{}`: {error}", path.display()));
            Status::Failed
        }
        Ok(file) => {
            let mut sink = Sink::new(Box::new(file), format!("`{}`", path.display()));
            sink.with(|to| report::write(format, findings, texts, false, to));
            sink.finish(terminal)
        }
    }
}

fn explain_limits(checked: &Checked, texts: &Texts<'_>, terminal: &Terminal) {
    for loss in &checked.losses {
        terminal.note(&report::place_line(loss.spot, &loss.what, texts));
    }
    terminal.note(&format!("Number of times the analysis gave up: {}", checked.loss_count));
}
