//! The verb `summarize`: what files are by themselves, as one file to link.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::Status;
use super::args::{Check, Summarize as Flags};
use super::check::{gather, list, pool, tell};
use super::replace::replace;
use super::scopes::Scopes;
use super::terminal::{Sink, Terminal};
use crate::archive::{Archive, Content, Entry};
use crate::base::FileId;
use crate::check::{Request, one_file};

pub(super) fn run(flags: &Flags, terminal: &Terminal) -> Status {
    attempt(flags, terminal).unwrap_or_else(|errors| {
        errors.iter().for_each(|error| terminal.error(error));
        Status::Failed
    })
}

/// Nothing is written where a path that was asked for cannot be read.
fn attempt(flags: &Flags, terminal: &Terminal) -> Result<Status, Vec<String>> {
    let working_directory = std::env::current_dir().unwrap_or_default();
    let asked = as_check(flags)?;
    let mut scopes = Scopes::new(&asked, &working_directory)?;
    if flags.config.show_settings {
        let mut sink = Sink::stdout();
        sink.write(scopes.run.to_string().as_bytes());
        return Ok(sink.finish(terminal));
    }
    let (input, failures) = gather(&asked, &mut scopes, &working_directory, terminal)?;
    if flags.files.show_files {
        return Ok(tell(&failures, terminal).max(list(&input, terminal)));
    }
    let paths = input.paths();
    let request = Request {
        paths: &paths,
        settings: &scopes.run,
        rules: &[],
        read: &|_| None,
        explain_limits: false,
        step: &|| {},
    };
    let summarized = |at: usize| {
        let file = FileId(at as u32);
        let bytes = input.read(file);
        let facts = one_file(file, &Request { read: &|_| bytes.clone(), ..request });
        Entry::new(&paths[at], bytes.as_deref(), facts.as_ref().map(Option::as_ref).map_err(String::as_str))
    };
    let all = || (0..paths.len()).into_par_iter().map(summarized).collect();
    let entries: Vec<Entry> = pool(flags.threads.map_or(0, usize::from))?.install(all);
    let status = tell(&failures, terminal).max(tell(&input.failures(), terminal));
    if status != Status::Clean {
        return Ok(status);
    }
    for entry in &entries {
        if let Content::Crashed(what) = &entry.content {
            let path = &entry.path;
            terminal.warning(&format!(
                "heaplint failed while it analysed `{path}`: {what}; this is a defect of heaplint, please report it; `link` leaves the file out"
            ));
        }
    }
    let bytes = Archive { target: scopes.run.target, entries }.to_bytes();
    write(&flags.output, &bytes)?;
    terminal.detail(|| format!("wrote {} bytes about {} files", bytes.len(), paths.len()));
    Ok(Status::Clean)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Vec<String>> {
    let failed = |error| {
        let path = path.display();
        vec![format!("cannot write `{path}`: {error}; choose another file with --output")]
    };
    replace(path, bytes).map_err(failed)
}

fn as_check(flags: &Flags) -> Result<Check, Vec<String>> {
    Ok(Check {
        paths: listed(&flags.paths)?,
        files: flags.files.clone(),
        config: flags.config.clone(),
        target_version: flags.target_version,
        threads: flags.threads,
        ..Check::default()
    })
}

/// Paths, those from lists among them: command lines have an end.
pub(super) fn listed(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Vec<String>> {
    let mut all = Vec::with_capacity(paths.len());
    let mut problems = Vec::new();
    for path in paths {
        let Some(list) = path.to_str().and_then(|text| text.strip_prefix('@')) else {
            all.push(path.clone());
            continue;
        };
        match std::fs::read_to_string(list) {
            Ok(text) => all.extend(text.lines().filter(|line| !line.is_empty()).map(PathBuf::from)),
            Err(error) => problems.push(format!("cannot read the list of paths `{list}`: {error}")),
        }
    }
    if problems.is_empty() { Ok(all) } else { Err(problems) }
}
