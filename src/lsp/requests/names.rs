//! What there is to say of a name at module level, from following the program exactly.

use std::collections::BTreeSet;

use crate::base::Cancel;
use crate::ir::Version;
use crate::lsp::report::Report;
use crate::trace::{self, Request, Step, Traced};

/// Larger programs are not followed for a hover.
const LARGEST: usize = 400_000;

/// Follows the document's program.
pub fn follow(report: &Report, version: Version, cancel: Cancel) -> Option<Traced> {
    if report.source.text.len() > LARGEST {
        return None;
    }
    Some(trace::trace(&request(report, version, cancel)))
}

fn request(report: &Report, version: Version, cancel: Cancel) -> Request<'_> {
    Request { source: &report.source, version, function: None, objects: true, cancel }
}

/// What `sys.getsizeof` says, in bytes, of an object once the line has run.
pub fn size(report: &Report, version: Version, of: &Standing, line: u32, cancel: Cancel) -> Option<u64> {
    trace::size_at(&request(report, version, cancel), of.subject?, of.moment, line)
}

/// An object as it stands after a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    pub object: String,
    pub count: Option<u32>,
    /// Names that refer to it, sorted.
    pub names: BTreeSet<String>,
    /// The object's number in the run, and the moment the line had run.
    pub subject: Option<u32>,
    pub moment: usize,
}

/// What a name refers to once a line (from 1) has run for the last time.
pub fn standing(traced: &Traced, name: &str, line: u32) -> Option<Standing> {
    let steps = until(&traced.steps, line);
    let last = steps.iter().rposition(|step| step.name.as_deref() == Some(name))?;
    if steps[last].event != "bind" {
        return None;
    }
    let object = steps[last].object.clone()?;
    // Several objects may be called the same, so the number tells them apart.
    let subject = steps[last].subject;
    let moment = steps.iter().map(|step| step.moment).max().unwrap_or(0);
    let mut standing = Standing { object, count: None, names: BTreeSet::new(), subject, moment };
    for step in steps.iter().filter(|step| step.subject == subject) {
        standing.count = step.count.or(standing.count);
        match (step.event, &step.name) {
            ("bind", Some(name)) => drop(standing.names.insert(name.clone())),
            ("unbind", Some(name)) => drop(standing.names.remove(name)),
            ("free", _) => standing.count = Some(0),
            _ => {}
        }
    }
    Some(standing)
}

/// The steps up to the end of a line's last run; a line that does nothing counts as the one before.
/// What the interpreter takes apart when the program is over is no line's doing.
fn until(steps: &[Step], line: u32) -> &[Step] {
    let is_own = |step: &Step| matches!(step.event, "alloc" | "bind" | "unbind" | "print");
    let last_own = steps.iter().rposition(is_own).unwrap_or(0);
    let over = steps[last_own..].iter().position(|step| step.event == "collect");
    let steps = &steps[..over.map_or(steps.len(), |over| last_own + over)];
    let last = steps.iter().rposition(|step| step.line == line);
    let end = last.or_else(|| steps.iter().rposition(|step| step.line < line));
    &steps[..end.map_or(0, |end| end + 1)]
}

/// The hover text of a name.
pub fn page(name: &str, standing: &Standing, size: Option<u64>, line: u32) -> String {
    let count = match standing.count {
        Some(1) => "1 reference".to_owned(),
        Some(count) => format!("{count} references"),
        None => "references not counted".to_owned(),
    };
    let size = size.map_or_else(String::new, |bytes| format!(", {bytes} bytes without what it refers to"));
    let others: Vec<String> =
        standing.names.iter().filter(|other| *other != name).map(|other| format!("`{other}`")).collect();
    let mut text =
        format!("**`{name}`** refers to {}\n\nAfter line {line}: {count}{size}.\n", standing.object);
    if !others.is_empty() {
        text.push_str(&format!("\nAlso called {}.\n", others.join(", ")));
    }
    text
}

/// The names that a line binds, with what they refer to afterwards.
pub fn bound_on(traced: &Traced, line: u32) -> Vec<(String, Standing)> {
    let mut names: Vec<&String> = traced
        .steps
        .iter()
        .filter(|step| step.line == line && step.event == "bind")
        .filter_map(|step| step.name.as_ref())
        .collect();
    names.sort();
    names.dedup();
    names.into_iter().filter_map(|name| Some((name.clone(), standing(traced, name, line)?))).collect()
}
