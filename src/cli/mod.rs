//! The terminal's face: arguments, files, exit statuses. All analysis is the library's.
//!
//! Findings go to stdout, everything else to stderr. The status is 0 when nothing was found at or
//! above the level of `--fail-on`, 1 when something was, and 2 for wrong usage, paths that cannot be
//! read, and defects of heaplint's own.

mod add_ignore;
mod args;
mod baseline;
mod cache;
mod check;
mod clean;
mod config;
mod deliver;
mod discover;
mod failure;
mod fix;
mod graph;
mod input;
mod link;
mod progress;
mod replace;
mod rule;
mod run;
mod scopes;
mod server;
mod shelf;
mod sizes;
mod summarize;
mod terminal;
mod trace;
mod version;
mod watch;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::base::{guard, keep_panics_quiet};
use args::{Cli, Verb};
use terminal::{Sink, Terminal};

/// How a run ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Status {
    Clean = 0,
    Found = 1,
    Failed = 2,
}

/// The command line's definition, for pages about it.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    keep_panics_quiet();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // A reader that has gone away needs no help text.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { Status::Failed as u8 } else { 0 });
        }
    };
    let terminal = Terminal::new(&cli.global);
    if let Verb::Server(_) = &cli.verb {
        return server::run(&terminal);
    }
    let status = guard(|| run(&cli.verb, &terminal)).unwrap_or_else(|what| {
        terminal.error(&format!("heaplint failed: {what}; this is a defect of heaplint, please report it"));
        Status::Failed
    });
    ExitCode::from(status as u8)
}

fn run(verb: &Verb, terminal: &Terminal) -> Status {
    match verb {
        Verb::Check(flags) => check::run(flags, terminal),
        Verb::Summarize(flags) => summarize::run(flags, terminal),
        Verb::Link(flags) => link::run(flags, terminal),
        Verb::Rule(flags) => rule::run(flags, terminal),
        Verb::Config(flags) => config::run(flags, terminal),
        Verb::Trace(flags) => trace::run(flags, terminal),
        Verb::Graph(flags) => graph::run(flags, terminal),
        Verb::Clean(flags) => clean::run(flags, terminal),
        Verb::Server(_) => Status::Clean,
        Verb::Sizes(flags) => sizes::run(flags, terminal),
        Verb::Version => {
            let mut sink = Sink::stdout();
            sink.line(&format!("heaplint {}", version::version()));
            sink.finish(terminal)
        }
        Verb::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "heaplint", &mut script);
            let mut sink = Sink::stdout();
            sink.write(&script);
            sink.finish(terminal)
        }
    }
}
