//! Findings as text: one file per format.
//!
//! A *format* turns findings into bytes on a sink it is lent; it decides nothing about what is found
//! or shown, opens no files and knows no terminal. Texts come from whoever calls, one at a time, so
//! that a report over a large project does not hold the project.

mod annotations;
mod concise;
mod excerpt;
mod full;
mod gitlab;
mod graph;
mod grouped;
mod json;
mod junit;
mod prints;
mod rdjson;
mod sarif;
mod sizes;
mod svg;
mod texts;
mod totals;

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

pub use graph::{Drawing, draw, draw_cycles};
pub use prints::{fingerprints, shared_part};
pub use sizes::{write_sizes, write_sizes_json};
pub use texts::Texts;
pub use totals::{place_line, statistics, summary_line};

use crate::diagnostic::Diagnostic;

/// The formats of `--output-format`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    Full,
    Concise,
    Grouped,
    Json,
    JsonLines,
    Sarif,
    Github,
    Gitlab,
    Junit,
    Rdjson,
    Azure,
    Pylint,
}

impl Format {
    pub const ALL: [Format; 12] = [
        Format::Full,
        Format::Concise,
        Format::Grouped,
        Format::Json,
        Format::JsonLines,
        Format::Sarif,
        Format::Github,
        Format::Gitlab,
        Format::Junit,
        Format::Rdjson,
        Format::Azure,
        Format::Pylint,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Full => "full",
            Format::Concise => "concise",
            Format::Grouped => "grouped",
            Format::Json => "json",
            Format::JsonLines => "json-lines",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Gitlab => "gitlab",
            Format::Junit => "junit",
            Format::Rdjson => "rdjson",
            Format::Azure => "azure",
            Format::Pylint => "pylint",
        }
    }

    /// Meant for people: a line of totals belongs below it.
    pub const fn is_for_people(self) -> bool {
        matches!(self, Format::Full | Format::Concise | Format::Grouped)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|format| format.as_str() == text).ok_or_else(|| {
            let known = Self::ALL.map(Format::as_str);
            format!("`{text}` is none of {}", known.join(", "))
        })
    }
}

/// What a run found, in the order it is shown.
#[derive(Clone, Copy)]
pub struct Findings<'a> {
    pub diagnostics: &'a [Diagnostic],
    /// One for each finding; see `fingerprints`.
    pub fingerprints: &'a [String],
    /// Files that were analysed.
    pub files: usize,
    /// How often the analysis gave up on something.
    pub losses: usize,
}

impl<'a> Findings<'a> {
    /// Each finding with its fingerprint.
    fn rows(&self) -> impl Iterator<Item = (&'a Diagnostic, &'a str)> {
        let (diagnostics, fingerprints) = (self.diagnostics, self.fingerprints);
        let print = move |at: usize| fingerprints.get(at).map_or("", String::as_str);
        diagnostics.iter().enumerate().map(move |(at, found)| (found, print(at)))
    }
}

/// What a terminal can show.
#[derive(Clone, Copy, Default, Debug)]
pub struct Look {
    pub color: bool,
    /// Names of rules lead to their pages.
    pub links: bool,
}

/// Writes the findings in one format.
pub fn write(
    format: Format,
    findings: &Findings<'_>,
    texts: &Texts<'_>,
    look: Look,
    to: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Full => full::write(findings, texts, look, to),
        Format::Concise => concise::write(findings, texts, look, to),
        Format::Grouped => grouped::write(findings, texts, look, to),
        Format::Json => json::write(findings, texts, to),
        Format::JsonLines => json::write_lines(findings, texts, to),
        Format::Sarif => sarif::write(findings, texts, to),
        Format::Github => annotations::write_github(findings, texts, to),
        Format::Azure => annotations::write_azure(findings, texts, to),
        Format::Pylint => annotations::write_pylint(findings, texts, to),
        Format::Gitlab => gitlab::write(findings, texts, to),
        Format::Junit => junit::write(findings, texts, to),
        Format::Rdjson => rdjson::write(findings, texts, to),
    }
}
