//! The verb `sizes`: what instances of the classes of a program take, and could take.

use std::cmp::Reverse;
use std::path::PathBuf;

use super::Status;
use super::args::{PageFormat, SizeOrder, Sizes as Flags};
use super::check::pool;
use super::discover::{Found, Search, discover};
use super::input::Input;
use super::scopes::target_of;
use super::terminal::{Sink, Terminal};
use crate::base::FileId;
use crate::check::{Request, outcome};
use crate::config::Settings;
use crate::report::{Texts, write_sizes, write_sizes_json};
use crate::rules::{ClassSize, class_sizes};

pub(super) fn run(flags: &Flags, terminal: &Terminal) -> Status {
    attempt(flags, terminal).unwrap_or_else(|errors| {
        errors.iter().for_each(|error| terminal.error(error));
        Status::Failed
    })
}

fn attempt(flags: &Flags, terminal: &Terminal) -> Result<Status, Vec<String>> {
    let mut settings = Settings::default();
    let first = flags.paths.first().cloned().unwrap_or_else(|| PathBuf::from("."));
    settings.target = flags.target_version.map_or_else(|| target_of(&first), Ok)?;
    let working_directory = std::env::current_dir().unwrap_or_default();
    let search = Search {
        excludes: &settings.excludes,
        respect_gitignore: settings.respect_gitignore,
        force_exclude: settings.force_exclude,
        working_directory: &working_directory,
    };
    let Found { files, failures } = discover(&flags.paths, &search);
    let input = Input::of_files(files);
    let paths = input.paths();
    let read = |file: FileId| input.read(file);
    let request = Request {
        paths: &paths,
        settings: &settings,
        rules: &[],
        read: &read,
        explain_limits: false,
        step: &|| {},
    };
    let (linked, crashes) = pool(0)?.install(|| outcome(&request));
    let mut status = Status::Clean;
    for failure in failures.into_iter().chain(input.failures()) {
        match failure.is_error {
            true => {
                terminal.error(&failure.to_string());
                status = Status::Failed;
            }
            false => terminal.warning(&failure.to_string()),
        }
    }
    for crash in &crashes {
        terminal.error(&format!("heaplint failed: {}; please report it", crash.what));
        status = Status::Failed;
    }
    let mut rows = class_sizes(&linked);
    rows.retain(|row| flags.all || !row.attributes.is_empty());
    sort(&mut rows, flags.sort);
    let fetch = |file: FileId| input.text(file);
    let texts = Texts::new(&fetch);
    let version = settings.target.to_string();
    let mut sink = Sink::stdout();
    sink.with(|to| match flags.output_format {
        PageFormat::Text => write_sizes(&rows, &version, &texts, to),
        PageFormat::Json => write_sizes_json(&rows, &version, &texts, to),
    });
    Ok(status.max(sink.finish(terminal)))
}

/// Rows that are equal in what is asked for stay in the order of their files.
fn sort(rows: &mut [ClassSize], order: SizeOrder) {
    match order {
        SizeOrder::Saved => rows.sort_by_key(|row| Reverse(row.saved())),
        SizeOrder::Now => rows.sort_by_key(|row| Reverse(row.now.unwrap_or(0))),
        SizeOrder::Attributes => rows.sort_by_key(|row| Reverse(row.attributes.len())),
        SizeOrder::Name => rows.sort_by(|a, b| a.qualname.as_str().cmp(b.qualname.as_str())),
        SizeOrder::File => rows.sort_by_key(|row| row.spot),
    }
}
