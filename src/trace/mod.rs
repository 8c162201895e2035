//! The verb `trace`: what happens to every object of one program, and what it prints, without
//! running it. A pure function from a text to a list of *steps*; `text` and `json` write them.
//!
//! A *step* is one thing that happens on a line. What is printed is exact or says `?`; where the
//! run stopped being exact, and why, is in `Traced::losses`.

mod json;
mod steps;
mod text;
mod words;

use std::sync::Arc;

use crate::base::{Cancel, SiteId, Span};
use crate::exec::{Run, Start, Watch, trace_module};
use crate::heap::ObjId;
use crate::ir::{Module, Version};
use crate::lower::lower;
use crate::syntax::{SourceFile, parse};

pub use json::write_json;
pub use text::write_text;

/// Events that are kept of one run: more than a reader looks at.
const EVENTS: usize = 400_000;

/// What to trace.
pub struct Request<'a> {
    pub source: &'a SourceFile,
    pub version: Version,
    /// The function to start in, by its dotted name; else the whole program is followed.
    pub function: Option<&'a str>,
    /// Whether everything is wanted, or only what is printed.
    pub objects: bool,
    pub cancel: Cancel,
}

/// One thing that happened.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Step {
    pub line: u32,
    pub event: &'static str,
    /// The object, as a reader would call it.
    pub object: Option<String>,
    /// The object's number: one word may stand for several objects.
    pub subject: Option<u32>,
    /// The name that was bound or unbound.
    pub name: Option<String>,
    /// References after the change.
    pub count: Option<u32>,
    /// `refcount`, `collector` or `exit`.
    pub cause: Option<&'static str>,
    /// What was printed.
    pub text: Option<String>,
    /// Generation, objects found, objects promoted.
    pub collection: Option<(u8, u32, u32)>,
    /// Events of the run up to and with this one: names the moment after it.
    pub moment: usize,
}

/// Where the run stopped being exact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lost {
    pub line: u32,
    pub what: String,
}

/// What happened.
#[derive(Clone, Debug)]
pub struct Traced {
    pub path: String,
    pub version: Version,
    pub steps: Vec<Step>,
    pub losses: Vec<Lost>,
    /// The program's lines, for showing them.
    pub lines: Vec<String>,
    /// The program has no function of the name asked for.
    pub missing: bool,
}

impl Traced {
    /// Of a text that cannot be followed at all.
    pub fn nothing(path: String, version: Version, lost: Lost) -> Self {
        Self { path, version, steps: Vec::new(), losses: vec![lost], lines: Vec::new(), missing: false }
    }
}

/// Follows the program of a file to its end, or as far as it is known.
pub fn trace(request: &Request<'_>) -> Traced {
    let source = request.source;
    let parsed = parse(&source.text, request.version);
    let mut traced = Traced {
        path: source.path.clone(),
        version: request.version,
        steps: Vec::new(),
        losses: Vec::new(),
        lines: source.text.lines().map(str::to_owned).collect(),
        missing: false,
    };
    if let Some(error) = parsed.errors.first() {
        let line = source.lines().line(error.span.start);
        traced.losses.push(Lost { line, what: error.message.clone() });
        return traced;
    }
    let module = Arc::new(lower(&parsed, request.version));
    let events = if request.objects { EVENTS } else { 0 };
    let run = trace_module(module.clone(), &source.text, how(request, events, None));
    traced.missing = run.missing;
    let line_of = |site: SiteId| module.sites.get(site).map_or(1, |span| source.lines().line(span.start));
    traced.steps = steps::of(&run, &module, &line_of);
    for loss in &run.losses {
        let lost = Lost { line: line_of(loss.site), what: loss.what.to_string() };
        if !traced.losses.contains(&lost) {
            traced.losses.push(lost);
        }
    }
    traced
}

fn how<'a>(request: &Request<'a>, events: usize, watch: Option<Watch>) -> Run<'a> {
    let start = request.function.map_or(Start::Module, Start::Function);
    Run { lower: lower_text, cancel: request.cancel.clone(), events, start, watch }
}

/// What `sys.getsizeof` says, in bytes, of the object of a number at a moment of the run, on a line (from
/// 1): the program is followed once more, up to there. `None` where it is not known, or where the events
/// of the run do not reach.
pub fn size_at(request: &Request<'_>, subject: u32, moment: usize, line: u32) -> Option<u64> {
    let source = request.source;
    let parsed = parse(&source.text, request.version);
    if moment == 0 || moment >= EVENTS || !parsed.errors.is_empty() {
        return None;
    }
    let lines = source.lines();
    let line = Span::new(lines.line_start(line), lines.line_start(line + 1));
    let module = Arc::new(lower(&parsed, request.version));
    let watch = Watch::new(ObjId(subject), moment, line);
    let run = trace_module(module, &source.text, how(request, EVENTS, Some(watch)));
    run.size.and_then(|size| u64::try_from(size).ok())
}

/// A library model or a text that the program runs, ready to run.
fn lower_text(text: &str, version: Version) -> Option<Arc<Module>> {
    let parsed = parse(text, version);
    parsed.errors.is_empty().then(|| Arc::new(lower(&parsed, version)))
}
