//! The verb `check`: from flags to findings on stdout and an exit status.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::Status;
use super::args::Check;
use super::discover::{Found, Search, discover, shown};
use super::exclude::Excludes;
use super::failure::Failure;
use super::input::Input;
use super::progress::Progress;
use super::target::from_project;
use super::terminal::{Sink, Terminal};
use crate::base::FileId;
use crate::check::{Checked, Request, check};
use crate::config::{DEFAULT_VERSION, Settings};
use crate::ir::Version;
use crate::report::{self, Findings, Format, Texts};
use crate::rules::Selection;

/// Analysis is recursive in places; a worker's stack is address space, not memory, until it is used.
const WORKER_STACK: usize = 64 << 20;

pub(super) fn run(flags: &Check, terminal: &Terminal) -> Status {
    let started = Instant::now();
    let (settings, excludes) = match understand(flags, terminal) {
        Ok(understood) => understood,
        Err(errors) => {
            errors.iter().for_each(|error| terminal.error(error));
            return Status::Failed;
        }
    };
    let (input, failures) = match gather(flags, &excludes, terminal) {
        Ok(gathered) => gathered,
        Err(error) => {
            terminal.error(&error);
            return Status::Failed;
        }
    };
    let mut status = tell(&failures, terminal);
    if flags.files.show_files {
        return status.max(list(&input, terminal));
    }
    if input.paths().is_empty() && failures.is_empty() && input.failures().is_empty() {
        terminal.warning("no Python files found under the given paths");
    }
    let checked = match analyse(flags, &settings, &input, terminal) {
        Ok(checked) => checked,
        Err(error) => {
            terminal.error(&error);
            return Status::Failed;
        }
    };
    terminal
        .detail(|| format!("analysed {} files in {:.2} s", checked.files, started.elapsed().as_secs_f64()));
    status = status.max(tell(&input.failures(), terminal)).max(tell_crashes(&checked, &input, terminal));
    status = status.max(write(flags, &checked, &input, terminal));
    let is_found = checked.diagnostics.iter().any(|found| found.level >= flags.output.fail_on);
    match is_found && !flags.output.exit_zero {
        true => status.max(Status::Found),
        false => status,
    }
}

/// What the flags mean, or everything that is wrong with them.
fn understand(flags: &Check, terminal: &Terminal) -> Result<(Settings, Excludes), Vec<String>> {
    let mut errors = Vec::new();
    let rules = &flags.rules;
    let selection = Selection::new(rules.select.as_deref(), &rules.extend_select, &rules.ignore);
    let selection = selection.unwrap_or_else(|unknown| {
        errors.extend(unknown.iter().map(ToString::to_string));
        Selection::default()
    });
    let excludes = Excludes::new(flags.files.exclude.as_deref(), &flags.files.extend_exclude);
    let excludes = excludes.map_err(|error| errors.push(error)).ok();
    let Some(excludes) = excludes.filter(|_| errors.is_empty()) else { return Err(errors) };
    let settings =
        Settings { target: target(flags, terminal), selection, min_confidence: rules.min_confidence };
    Ok((settings, excludes))
}

/// The target version: the flag, the project of the first path, or the default.
fn target(flags: &Check, terminal: &Terminal) -> Version {
    let first =
        flags.paths.first().filter(|path| *path != Path::new("-")).map_or(Path::new("."), |path| path);
    let (version, why) = match flags.target_version {
        Some(version) => (version, "--target-version".to_owned()),
        None => match from_project(first) {
            Some((version, path)) => (version, path.display().to_string()),
            None => (DEFAULT_VERSION, "the default".to_owned()),
        },
    };
    terminal.detail(|| format!("target version {}.{} ({why})", version.major, version.minor));
    version
}

fn gather(flags: &Check, excludes: &Excludes, terminal: &Terminal) -> Result<(Input, Vec<Failure>), String> {
    let working_directory = std::env::current_dir().unwrap_or_default();
    if flags.paths.iter().any(|path| path == Path::new("-")) {
        if flags.paths.len() > 1 {
            return Err("`-` stands alone: the standard input cannot be mixed with paths".to_owned());
        }
        let name = flags.files.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("-"));
        let shown = shown(&name, &working_directory);
        let is_left_out = flags.files.force_exclude && excludes.has_above(&name, &shown);
        let input = if is_left_out { Input::of_files(Vec::new()) } else { Input::of_stdin(shown) };
        return Ok((input, Vec::new()));
    }
    let search = Search {
        excludes,
        respect_gitignore: !flags.files.no_respect_gitignore,
        force_exclude: flags.files.force_exclude,
        working_directory: &working_directory,
    };
    let Found { files, failures } = discover(&flags.paths, &search);
    terminal.detail(|| format!("found {} files", files.len()));
    Ok((Input::of_files(files), failures))
}

/// Tells what could not be read; 2 if any of it was asked for.
fn tell(failures: &[Failure], terminal: &Terminal) -> Status {
    let mut status = Status::Clean;
    for failure in failures {
        match failure.is_error {
            true => {
                terminal.error(&failure.to_string());
                status = Status::Failed;
            }
            false => terminal.warning(&failure.to_string()),
        }
    }
    status
}

fn tell_crashes(checked: &Checked, input: &Input, terminal: &Terminal) -> Status {
    let paths = input.paths();
    for crash in &checked.crashes {
        let place = match crash.file {
            Some(file) => format!("while it analysed `{}`", paths[file.0 as usize]),
            None => "while it joined the files".to_owned(),
        };
        let what = &crash.what;
        terminal.error(&format!(
            "heaplint failed {place}: {what}; this is a defect of heaplint, please report it; other files are not affected"
        ));
    }
    if checked.crashes.is_empty() { Status::Clean } else { Status::Failed }
}

fn list(input: &Input, terminal: &Terminal) -> Status {
    let mut sink = Sink::stdout();
    input.paths().iter().for_each(|path| sink.line(path));
    sink.finish(terminal).max(tell(&input.failures(), terminal))
}

fn analyse(
    flags: &Check,
    settings: &Settings,
    input: &Input,
    terminal: &Terminal,
) -> Result<Checked, String> {
    let threads = flags.threads.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(WORKER_STACK).build();
    let pool = pool.map_err(|error| format!("cannot start the threads: {error}; try a lower --threads"))?;
    let paths = input.paths();
    let progress = Progress::new(paths.len(), !flags.output.no_progress && !terminal.is_quiet());
    let read = |file: FileId| input.read(file);
    let step = || progress.step();
    let explain_limits = flags.output.explain_limits;
    Ok(pool.install(|| check(&Request { paths: &paths, settings, read: &read, explain_limits, step: &step })))
}

fn write(flags: &Check, checked: &Checked, input: &Input, terminal: &Terminal) -> Status {
    let findings =
        Findings { diagnostics: &checked.diagnostics, files: checked.files, losses: checked.losses.len() };
    let fetch = |file: FileId| input.text(file);
    let texts = Texts::new(&fetch);
    let mut status = Status::Clean;
    for (format, path) in &flags.output.output {
        status = status.max(write_file(*format, path, &findings, &texts, terminal));
    }
    let format = flags.output.output_format;
    let mut sink = Sink::stdout();
    if flags.output.statistics && format.is_for_people() {
        sink.write(report::statistics(&findings).as_bytes());
    } else if terminal.shows_findings() || !format.is_for_people() {
        sink.with(|to| report::write(format, &findings, &texts, terminal.has_color(), to));
    }
    status = status.max(sink.finish(terminal));
    if flags.output.statistics && !format.is_for_people() {
        terminal.note(report::statistics(&findings).trim_end());
    }
    if format.is_for_people() {
        terminal.note(&report::summary_line(&findings));
    }
    explain_limits(flags, checked, &texts, terminal);
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

fn explain_limits(flags: &Check, checked: &Checked, texts: &Texts<'_>, terminal: &Terminal) {
    if !flags.output.explain_limits {
        return;
    }
    for loss in &checked.losses {
        terminal.note(&report::place_line(loss.spot, &loss.what, texts));
    }
    terminal.note(&format!("Number of times the analysis gave up: {}", checked.loss_count));
}
