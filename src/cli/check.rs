//! The verb `check`: from flags to findings on stdout and an exit status.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::Status;
use super::add_ignore::add_ignores;
use super::args::Check;
use super::baseline;
use super::cache::Cache;
use super::deliver::deliver;
use super::discover::{Found, Search, absolute, discover, is_package, shown};
use super::failure::Failure;
use super::fix as fixing;
use super::input::Input;
use super::progress::Progress;
use super::run::{Run, root_of};
use super::scopes::{Scopes, cache_of};
use super::shelf::{Project, check_through};
use super::terminal::{Sink, Terminal};
use super::watch::watch;
use crate::base::FileId;
use crate::check::{Request, check};
use crate::config::{RuleSettings, Settings};
use crate::diagnostic::Diagnostic;
use crate::fix::{Fixed, fix};

/// Analysis is recursive in places; a worker's stack is address space, not memory, until it is used.
const WORKER_STACK: usize = 64 << 20;

pub(super) fn run(flags: &Check, terminal: &Terminal) -> Status {
    if !flags.watch {
        return once(flags, terminal);
    }
    if flags.paths.iter().any(|path| path == Path::new("-")) {
        terminal.error("--watch needs files: the standard input does not change");
        return Status::Failed;
    }
    let watched = watch(&flags.paths, terminal, || {
        once(flags, terminal);
    });
    let told = watched.map_err(|error| terminal.error(&error));
    if told.is_ok() { Status::Clean } else { Status::Failed }
}

fn once(flags: &Check, terminal: &Terminal) -> Status {
    attempt(flags, terminal).unwrap_or_else(|errors| {
        errors.iter().for_each(|error| terminal.error(error));
        Status::Failed
    })
}

/// Errors are those that keep the run from beginning.
fn attempt(flags: &Check, terminal: &Terminal) -> Result<Status, Vec<String>> {
    let started = Instant::now();
    let working_directory = std::env::current_dir().unwrap_or_default();
    let mut scopes = Scopes::new(flags, &working_directory)?;
    let settings = Arc::clone(&scopes.run);
    terminal.detail(|| format!("target version {} ({})", settings.target, settings.target_from));
    if flags.config.show_settings {
        let mut sink = Sink::stdout();
        sink.write(settings.to_string().as_bytes());
        return Ok(sink.finish(terminal));
    }
    let (input, failures) = gather(flags, &mut scopes, &working_directory, terminal)?;
    let status = tell(&failures, terminal);
    if flags.files.show_files {
        return Ok(status.max(list(&input, terminal)));
    }
    if input.len() == 0 && failures.is_empty() && input.failures().is_empty() {
        terminal.warning("no Python files found under the given paths");
    }
    let rules = rules_of(&input, &mut scopes, &working_directory)?;
    let least = flags.fixes.least();
    let cache = cache(flags, &settings, &input, &working_directory);
    let is_fixing = flags.fixes.is_asked();
    let known = match is_fixing && !flags.known.update_baseline {
        true => Some(baseline::known_to_fixes(&settings, &input, &working_directory).map_err(|e| vec![e])?),
        false => None,
    };
    let is_known = |found: &[Diagnostic]| known.as_ref().map_or_else(Vec::new, |known| known(found));
    let root = root_of(&working_directory, &settings);
    let project = Project { input: &input, working_directory: &working_directory, root: &root };
    let fixed = analyse(flags, &settings, &rules, &input, terminal, |request| match &cache {
        _ if is_fixing => fix(request, least, &is_known),
        None => Fixed { checked: check(request), ..Fixed::default() },
        Some(cache) => {
            let checked = check_through(cache, request, &project, terminal);
            Fixed { checked, ..Fixed::default() }
        }
    })?;
    drop(known);
    let checked = &fixed.checked;
    terminal
        .detail(|| format!("analysed {} files in {:.2} s", checked.files, started.elapsed().as_secs_f64()));
    let mut status = status;
    if is_fixing {
        status = status.max(fixing::deliver(&flags.fixes, &fixed, &input, terminal));
        if flags.fixes.diff {
            return Ok(status.max(tell(&input.failures(), terminal)));
        }
    }
    let run = Run::new(settings, input, fixed.checked, &working_directory);
    let status = status.max(tell(&run.input.failures(), terminal)).max(tell_crashes(&run, terminal));
    finish(flags, run, status, terminal)
}

/// A run without the ways out: for verbs that need findings and do something else with them.
pub(super) fn run_of(flags: &Check, terminal: &Terminal) -> Result<(Run, Status), Vec<String>> {
    let working_directory = std::env::current_dir().unwrap_or_default();
    let mut scopes = Scopes::new(flags, &working_directory)?;
    let settings = Arc::clone(&scopes.run);
    let (input, failures) = gather(flags, &mut scopes, &working_directory, terminal)?;
    let rules = rules_of(&input, &mut scopes, &working_directory)?;
    let cache = cache(flags, &settings, &input, &working_directory);
    let root = root_of(&working_directory, &settings);
    let project = Project { input: &input, working_directory: &working_directory, root: &root };
    let fixed = analyse(flags, &settings, &rules, &input, terminal, |request| {
        let checked = match &cache {
            Some(cache) => check_through(cache, request, &project, terminal),
            None => check(request),
        };
        Fixed { checked, ..Fixed::default() }
    })?;
    let run = Run::new(settings, input, fixed.checked, &working_directory);
    let status = tell(&failures, terminal).max(tell(&run.input.failures(), terminal));
    let status = status.max(tell_crashes(&run, terminal));
    Ok((run, status))
}

/// The cache of a run that can be kept.
fn cache(flags: &Check, settings: &Settings, input: &Input, working_directory: &Path) -> Option<Cache> {
    let is_plain = !flags.fixes.is_asked() && !flags.output.explain_limits && !input.is_stdin();
    let cache = || cache_of(flags.cache_dir.as_deref(), settings, working_directory);
    (is_plain && !flags.no_cache).then(cache).flatten()
}

/// What is done with the findings.
pub(super) fn finish(
    flags: &Check,
    mut run: Run,
    status: Status,
    terminal: &Terminal,
) -> Result<Status, Vec<String>> {
    let baseline = run.settings.baseline.clone();
    if flags.known.update_baseline {
        baseline::update(&run, baseline.as_deref(), terminal).map_err(|error| vec![error])?;
        return Ok(status);
    }
    if let Some(path) = baseline {
        baseline::leave_out_known(&mut run, &path, terminal).map_err(|error| vec![error])?;
    }
    if let Some(reason) = &flags.add_ignore {
        return Ok(status.max(add_ignores(&run, reason.trim(), terminal)));
    }
    let mut status = status;
    if !fixing::takes_stdout(&flags.fixes, &run.input) {
        status = status.max(deliver(&flags.output, &run, terminal));
    }
    if run.settings.output_format.is_for_people() {
        fixing::offer(&run.checked.diagnostics, &flags.fixes, terminal);
    }
    let is_found = run.checked.diagnostics.iter().any(|found| found.level >= run.settings.fail_on);
    Ok(match is_found && !flags.output.exit_zero {
        true => status.max(Status::Found),
        false => status,
    })
}

/// The rule settings of each file.
pub(super) fn rules_of(
    input: &Input,
    scopes: &mut Scopes,
    working_directory: &Path,
) -> Result<Vec<Arc<RuleSettings>>, Vec<String>> {
    let paths = input.paths();
    paths.iter().map(|path| scopes.rules(&absolute(Path::new(path), working_directory))).collect()
}

pub(super) fn gather(
    flags: &Check,
    scopes: &mut Scopes,
    working_directory: &Path,
    terminal: &Terminal,
) -> Result<(Input, Vec<Failure>), Vec<String>> {
    let settings = Arc::clone(&scopes.run);
    let search = Search {
        excludes: &settings.excludes,
        respect_gitignore: settings.respect_gitignore,
        force_exclude: settings.force_exclude,
        working_directory,
    };
    if flags.paths.iter().any(|path| path == Path::new("-")) {
        if flags.paths.len() > 1 {
            return Err(vec!["`-` stands alone: the standard input cannot be mixed with paths".to_owned()]);
        }
        let name = flags.files.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("-"));
        let is_left_out = search.force_exclude && search.leaves_out(&name);
        let shown = shown(&name, working_directory);
        let input = if is_left_out { Input::of_files(Vec::new()) } else { Input::of_stdin(shown) };
        return Ok((input, Vec::new()));
    }
    let Found { mut files, failures } = discover(&flags.paths, &search);
    let mut kept = Vec::with_capacity(files.len());
    for entry in files.drain(..) {
        // What the run's own patterns leave out was never met.
        let path = absolute(&entry.path, working_directory);
        let scope = scopes.of(&path)?;
        let is_asked_for = entry.is_named && !scope.force_exclude;
        let is_own = Arc::ptr_eq(&scope, &settings);
        if is_own || is_asked_for || !is_left_out(&scope, &path) {
            kept.push(entry);
        }
    }
    terminal.detail(|| format!("found {} files", kept.len()));
    Ok((Input::of_files(kept), failures))
}

/// Whether the patterns of a nested scope leave a file out.
fn is_left_out(scope: &Settings, path: &Path) -> bool {
    let top = scope.files.last().and_then(|file| file.parent()).unwrap_or(Path::new("/"));
    scope.excludes.has_above(path, top, &is_package)
}

/// Tells what could not be read; 2 if any of it was asked for.
pub(super) fn tell(failures: &[Failure], terminal: &Terminal) -> Status {
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

pub(super) fn tell_crashes(run: &Run, terminal: &Terminal) -> Status {
    for crash in &run.checked.crashes {
        let place = match crash.file {
            Some(file) => format!("while it analysed `{}`", run.input.shown(file)),
            None => "while it joined the files".to_owned(),
        };
        let what = &crash.what;
        terminal.error(&format!(
            "heaplint failed {place}: {what}; this is a defect of heaplint, please report it; other files are not affected"
        ));
    }
    if run.checked.crashes.is_empty() { Status::Clean } else { Status::Failed }
}

pub(super) fn list(input: &Input, terminal: &Terminal) -> Status {
    let mut sink = Sink::stdout();
    input.paths().iter().for_each(|path| sink.line(path));
    sink.finish(terminal).max(tell(&input.failures(), terminal))
}

pub(super) fn analyse(
    flags: &Check,
    settings: &Settings,
    rules: &[Arc<RuleSettings>],
    input: &Input,
    terminal: &Terminal,
    run: impl FnOnce(&Request<'_>) -> Fixed + Send,
) -> Result<Fixed, Vec<String>> {
    let pool = pool(flags.threads.map_or(0, usize::from))?;
    let paths = input.paths();
    let progress = Progress::new(paths.len(), !flags.output.no_progress && !terminal.is_quiet());
    let read = |file: FileId| input.read(file);
    let step = || progress.step();
    let explain_limits = flags.output.explain_limits;
    let request = Request { paths: &paths, settings, rules, read: &read, explain_limits, step: &step };
    Ok(pool.install(|| run(&request)))
}

/// Threads for the analysis; 0 is one for each core.
pub(super) fn pool(threads: usize) -> Result<rayon::ThreadPool, Vec<String>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(WORKER_STACK).build();
    pool.map_err(|error| vec![format!("cannot start the threads: {error}; try a lower --threads")])
}
