//! The verb `trace`: one program in, what happens to its objects out.

use std::path::Path;

use super::Status;
use super::args::{Trace as Flags, TraceFormat};
use super::input::{Input, read_named};
use super::scopes::target_of;
use super::terminal::{Sink, Terminal};
use crate::base::{Cancel, FileId};
use crate::syntax::SourceFile;
use crate::trace::{Lost, Request, Traced, trace, write_json, write_text};

/// Largest program that is followed.
const LARGEST: usize = 4 << 20;

pub(super) fn run(flags: &Flags, terminal: &Terminal) -> Status {
    let path = flags.file.display().to_string();
    let bytes = match flags.file == Path::new("-") {
        true => Input::of_stdin("-".to_owned()).read(FileId(0)).ok_or_else(String::new),
        false => read_named(&flags.file).map_err(|failure| failure.to_string()),
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(failure) => {
            terminal.error(&failure);
            return Status::Failed;
        }
    };
    let version = match flags.target_version.map_or_else(|| target_of(&flags.file), Ok) {
        Ok(version) => version,
        Err(problems) => {
            problems.iter().for_each(|problem| terminal.error(problem));
            return Status::Failed;
        }
    };
    let source = match SourceFile::decode(path, &bytes, LARGEST) {
        Ok(source) => source,
        Err(error) => {
            // No program is in it: nothing is known, and why.
            let lost = Lost { line: error.line, what: error.message };
            return put(&Traced::nothing(error.path, version, lost), flags, terminal);
        }
    };
    let request = Request {
        source: &source,
        version,
        function: flags.function.as_deref(),
        objects: !flags.output_only,
        cancel: Cancel::default(),
    };
    let mut traced = trace(&request);
    if let (true, Some(name)) = (traced.missing, &flags.function) {
        terminal.error(&format!("cannot start in `{name}`: {} has no function of that name", source.path));
        return Status::Failed;
    }
    narrow(&mut traced, flags);
    put(&traced, flags, terminal)
}

fn put(traced: &Traced, flags: &Flags, terminal: &Terminal) -> Status {
    let mut sink = Sink::stdout();
    sink.with(|to| match flags.output_format {
        TraceFormat::Text => write_text(to, traced),
        TraceFormat::Json => write_json(to, traced),
    });
    sink.finish(terminal)
}

/// Leaves out what the flags do not ask for.
fn narrow(traced: &mut Traced, flags: &Flags) {
    if let Some(last) = flags.until
        && let Some(at) = traced.steps.iter().position(|step| step.line > last)
    {
        traced.steps.truncate(at);
    }
    if let Some(line) = flags.line {
        traced.steps.retain(|step| step.line == line);
    }
    if let Some(name) = &flags.name {
        let objects: Vec<Option<String>> = traced
            .steps
            .iter()
            .filter(|step| step.name.as_deref() == Some(name))
            .map(|step| step.object.clone())
            .collect();
        traced.steps.retain(|step| step.object.is_some() && objects.contains(&step.object));
    }
}
