//! What was found, handed over: to the standard output in one format, to files in others.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use super::Status;
use super::args::OutputFlags;
use super::replace::replace;
use super::run::Run;
use super::terminal::{Sink, Terminal};
use crate::base::FileId;
use crate::check::Checked;
use crate::report::{self, Findings, Format, Look, Texts};

/// Whoever sees as many findings has not begun with heaplint yet.
const MANY: usize = 100;

pub(super) fn deliver(flags: &OutputFlags, run: &Run, terminal: &Terminal) -> Status {
    let checked = &run.checked;
    let findings = Findings {
        diagnostics: &checked.diagnostics,
        fingerprints: &run.fingerprints,
        files: checked.files,
        losses: checked.loss_count,
    };
    let fetch = |file: FileId| run.input.text(file);
    let texts = Texts::new(&fetch);
    let format = run.settings.output_format;
    let mut status = Status::Clean;
    for (format, path) in &flags.output {
        status = status.max(write_file(*format, path, &findings, &texts, terminal));
    }
    let mut sink = Sink::stdout();
    if flags.statistics && format.is_for_people() {
        sink.write(report::statistics(&findings).as_bytes());
    } else if terminal.shows_findings() || !format.is_for_people() {
        sink.with(|to| report::write(format, &findings, &texts, terminal.look(), to));
    }
    status = status.max(sink.finish(terminal));
    if flags.statistics && !format.is_for_people() {
        terminal.note(report::statistics(&findings).trim_end());
    }
    if format.is_for_people() {
        let known = match run.known {
            0 => String::new(),
            known => format!("; {known} known from the baseline"),
        };
        terminal.note(&format!("{}{known}", report::summary_line(&findings)));
        if checked.diagnostics.len() >= MANY && run.settings.baseline.is_none() && !flags.statistics {
            terminal.note(
                "That is much at once: --statistics counts it by rule, and --update-baseline makes it known, so that only what is new is shown",
            );
        }
    }
    if flags.explain_limits {
        explain_limits(checked, &texts, terminal);
    }
    status
}

/// A file that is there is replaced at once, so that nobody reads half a report; what is no file, such
/// as a pipe, is written to.
fn write_file(
    format: Format,
    path: &Path,
    findings: &Findings<'_>,
    texts: &Texts<'_>,
    terminal: &Terminal,
) -> Status {
    let is_special = path.metadata().is_ok_and(|meta| !meta.is_file());
    let mut bytes = Vec::new();
    let written =
        report::write(format, findings, texts, Look::default(), &mut bytes).and_then(|()| match is_special {
            true => File::create(path).and_then(|mut file| file.write_all(&bytes)),
            false => replace(path, &bytes),
        });
    match written {
        Ok(()) => Status::Clean,
        Err(error) => {
            terminal.error(&format!("cannot write to `{}`: {error}", path.display()));
            Status::Failed
        }
    }
}

fn explain_limits(checked: &Checked, texts: &Texts<'_>, terminal: &Terminal) {
    for loss in &checked.losses {
        terminal.note(&report::place_line(loss.spot, &loss.what, texts));
    }
    terminal.note(&format!("Number of times the analysis gave up: {}", checked.loss_count));
}
