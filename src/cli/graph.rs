//! The verb `graph`: the cycles of files as a drawing.

use super::Status;
use super::args::{Check, ConfigFlags, Graph as Flags, RuleFlags};
use super::check::run_of;
use super::terminal::{Sink, Terminal};
use crate::base::FileId;
use crate::diagnostic::Diagnostic;
use crate::report::{Texts, draw};

pub(super) fn run(flags: &Flags, terminal: &Terminal) -> Status {
    let rules = RuleFlags {
        select: Some(vec!["cycles".to_owned()]),
        min_confidence: flags.min_confidence,
        ..RuleFlags::default()
    };
    let config = ConfigFlags { isolated: flags.isolated, ..ConfigFlags::default() };
    let flags_of_check = Check {
        paths: flags.paths.clone(),
        rules,
        config,
        target_version: flags.target_version,
        ..Check::default()
    };
    let (run, status) = match run_of(&flags_of_check, terminal) {
        Ok(done) => done,
        Err(errors) => {
            errors.iter().for_each(|error| terminal.error(error));
            return Status::Failed;
        }
    };
    let is_asked = |found: &Diagnostic, print: &str| match (&flags.cycle, &flags.class) {
        (Some(cycle), _) => print.starts_with(cycle.as_str()),
        (None, Some(class)) => is_about(found, class),
        (None, None) => true,
    };
    let prints = run.fingerprints.iter();
    let found = run.checked.diagnostics.iter().zip(prints).filter(|(found, print)| is_asked(found, print));
    let found: Vec<&Diagnostic> = found.map(|(found, _)| found).collect();
    if found.is_empty() {
        let hint = "fingerprints are those of `heaplint check --output-format json`";
        match (&flags.cycle, &flags.class) {
            (Some(cycle), _) => {
                terminal.error(&format!("no cycle has a fingerprint that begins with `{cycle}`; {hint}"))
            }
            (None, Some(class)) => terminal.error(&format!("no cycle runs through `{class}`")),
            (None, None) => terminal.warning("no cycles were found"),
        }
        return if flags.cycle.is_none() && flags.class.is_none() { status } else { Status::Failed };
    }
    let fetch = |file: FileId| run.input.text(file);
    let texts = Texts::new(&fetch);
    let mut sink = Sink::stdout();
    sink.with(|to| draw(flags.output_format, &found, &texts, to));
    sink.finish(terminal).max(status)
}

/// Whether a cycle runs through a class or function, named with its module or without.
fn is_about(found: &Diagnostic, name: &str) -> bool {
    let is_name = |label: &str| label == name || label.rsplit_once(':').is_some_and(|(_, last)| last == name);
    let cycles = found.cycle.iter().chain(&found.related_cycles);
    cycles.flat_map(|cycle| &cycle.nodes).any(|node| is_name(&node.label))
}
