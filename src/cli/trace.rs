//! The verb `trace`: a program's output and what happened to its objects.

use serde_json::json;

use super::Status;
use super::args::{Trace as Flags, TraceFormat};
use super::input::read_named;
use super::target::from_project;
use super::terminal::{Sink, Terminal};
use crate::base::Cancel;
use crate::config::DEFAULT_VERSION;
use crate::syntax::SourceFile;
use crate::trace::trace;

/// Largest program that is followed.
const LARGEST: usize = 4 << 20;

pub(super) fn run(flags: &Flags, terminal: &Terminal) -> Status {
    let path = flags.file.display().to_string();
    let bytes = match read_named(&flags.file) {
        Ok(bytes) => bytes,
        Err(failure) => {
            terminal.error(&failure.to_string());
            return Status::Failed;
        }
    };
    let source = match SourceFile::decode(path.clone(), &bytes, LARGEST) {
        Ok(source) => source,
        Err(error) => {
            terminal.error(&error.to_string());
            return Status::Failed;
        }
    };
    let of_project = || from_project(&flags.file).map_or(DEFAULT_VERSION, |(version, _)| version);
    let version = flags.target_version.unwrap_or_else(of_project);
    let traced = trace(&source, version, Cancel::default(), 0);
    let output = traced.output(&source);
    let mut sink = Sink::stdout();
    match flags.output_format {
        TraceFormat::Json => {
            let events: Vec<_> = output
                .iter()
                .map(|(line, text)| json!({"line": line, "event": "print", "text": text}))
                .collect();
            let document = json!({
                "version": 1,
                "file": path,
                "target_version": version.to_string(),
                "events": events,
            });
            sink.line(&document.to_string());
        }
        TraceFormat::Text => {
            for (line, text) in &output {
                sink.line(&format!("{line:5}  {text}"));
            }
        }
    }
    for printed in traced.trace.printed.iter().filter(|printed| flags.losses && printed.to_error) {
        terminal.error(printed.text.trim_end());
    }
    for loss in traced.trace.losses.iter().filter(|_| flags.losses) {
        let line = source.lines().line(traced.span(loss.site).start);
        terminal.error(&format!("line {line}: {}", loss.what));
    }
    sink.finish(terminal)
}
