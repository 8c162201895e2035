//! Where words go: messages to stderr, results to stdout, with colours where they are wanted.

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use super::Status;
use super::args::{Color, Global};
use crate::report::Look;

/// What the user wants to be told, and in which colours.
pub(super) struct Terminal {
    color: ColorChoice,
    quiet: u8,
    pub verbose: bool,
}

impl Terminal {
    pub fn new(flags: &Global) -> Self {
        let color = match flags.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self { color, quiet: flags.quiet, verbose: flags.verbose }
    }

    /// How results on stdout look.
    pub fn look(&self) -> Look {
        let color = self.choice(AutoStream::choice(&io::stdout()));
        Look { color, links: color && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout) }
    }

    fn choice(&self, of_stream: ColorChoice) -> bool {
        let choice = if self.color == ColorChoice::Auto { of_stream } else { self.color };
        choice != ColorChoice::Never
    }

    /// Something was not done.
    pub fn error(&self, text: &str) {
        self.say("error", AnsiColor::BrightRed, text);
    }

    /// Something was done in another way than the user may think.
    pub fn warning(&self, text: &str) {
        if self.quiet < 2 {
            self.say("warning", AnsiColor::Yellow, text);
        }
    }

    /// Below the results.
    pub fn note(&self, text: &str) {
        if self.quiet == 0 {
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }

    /// For those who asked for it.
    pub fn detail(&self, text: impl FnOnce() -> String) {
        if self.verbose {
            let _ = writeln!(io::stderr().lock(), "{}", text());
        }
    }

    /// Clears the screen, where there is one.
    pub fn clear(&self) {
        let mut out = io::stdout().lock();
        if out.is_terminal() {
            let _ = write!(out, "\x1b[2J\x1b[H");
            let _ = out.flush();
        }
    }

    pub fn is_quiet(&self) -> bool {
        self.quiet > 0
    }

    pub fn shows_findings(&self) -> bool {
        self.quiet < 2
    }

    fn say(&self, word: &str, color: AnsiColor, text: &str) {
        let is_colored = self.choice(AutoStream::choice(&io::stderr()));
        let style = if is_colored { Style::new().bold().fg_color(Some(color.into())) } else { Style::new() };
        // There is no other place to complain about stderr.
        let _ = writeln!(io::stderr().lock(), "{style}{word}{style:#}: {text}");
    }
}

/// Stdout or a file. The first failure ends the writing and is told once, at the end; a reader that
/// has gone away is no failure.
pub(super) struct Sink {
    to: BufWriter<Box<dyn Write>>,
    failure: Option<io::Error>,
    what: String,
}

impl Sink {
    pub fn stdout() -> Self {
        Self::new(Box::new(io::stdout()), "the standard output".to_owned())
    }

    pub fn new(to: Box<dyn Write>, what: String) -> Self {
        Self { to: BufWriter::with_capacity(1 << 16, to), failure: None, what }
    }

    pub fn line(&mut self, text: &str) {
        self.write(text.as_bytes());
        self.write(b"\n");
    }

    pub fn write(&mut self, bytes: &[u8]) {
        self.with(|to| to.write_all(bytes));
    }

    pub fn with(&mut self, work: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        if self.failure.is_none() {
            self.failure = work(&mut self.to).err();
        }
    }

    pub fn finish(mut self, terminal: &Terminal) -> Status {
        self.with(|to| to.flush());
        match self.failure.take() {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                terminal.error(&format!("cannot write to {}: {error}", self.what));
                Status::Failed
            }
            _ => Status::Clean,
        }
    }
}
