//! A trace for readers: each line of the program that did something, and below it what happened.
//!
//! Counts are those at the end of a line's turn, when what the line itself holds is let go of: the
//! names, attributes and elements that refer to the object. A change that no name shows is told
//! after the rest.

use std::io::{self, Write};

use rustc_hash::FxHashMap;

use super::{Step, Traced};

/// Lines of the program are cut here, so that a terminal of 100 columns shows them.
const WIDTH: usize = 92;

/// Writes the whole trace.
pub fn write_text(to: &mut dyn Write, trace: &Traced) -> io::Result<()> {
    let mut counts = FxHashMap::default();
    let mut shown = None;
    for turn in trace.steps.chunk_by(|a, b| a.line == b.line) {
        let line = turn.first().map_or(0, |step| step.line);
        let source = trace.lines.get(line.saturating_sub(1) as usize).map_or("", |line| line.trim_end());
        let told = told(turn, source, &mut counts);
        if told.is_empty() {
            continue;
        }
        if shown != Some(line) {
            shown = Some(line);
            let source: String = source.chars().take(WIDTH).collect();
            writeln!(to, "{line:>5} | {source}")?;
        }
        for words in told {
            writeln!(to, "      |   {words}")?;
        }
    }
    for loss in &trace.losses {
        writeln!(to, "not exact from line {}: {}", loss.line, loss.what)?;
    }
    Ok(())
}

/// What one turn of a line did, in words. `counts` has the count that was told last of each object
/// that has had a name.
fn told(turn: &[Step], source: &str, counts: &mut FxHashMap<u32, u32>) -> Vec<String> {
    let mut last: Vec<(u32, &Step)> = Vec::new();
    for step in turn {
        let Some(subject) = step.subject else { continue };
        match (step.event, step.count) {
            ("free", _) => {
                last.retain(|(known, _)| *known != subject);
                counts.remove(&subject);
            }
            (_, Some(_)) => {
                last.retain(|(known, _)| *known != subject);
                last.push((subject, step));
            }
            _ => {}
        }
    }
    let after = |step: &Step| {
        let known = last.iter().find(|(known, _)| Some(*known) == step.subject);
        known.and_then(|(_, step)| step.count)
    };
    let mut out = Vec::new();
    for step in turn.iter().filter(|step| !is_inner(step, source)) {
        let Some(words) = words(step, after(step)) else { continue };
        if let (Some(subject), Some(count), "bind" | "unbind") = (step.subject, after(step), step.event) {
            counts.insert(subject, count);
        }
        out.push(words);
    }
    for (subject, step) in last {
        let (Some(count), Some(known)) = (step.count, counts.get_mut(&subject)) else { continue };
        if *known != count && step.object.as_deref().is_some_and(|object| !is_definition(object)) {
            *known = count;
            out.push(format!("{} has {}", step.object.as_deref().unwrap_or(""), references(count)));
        }
    }
    out
}

fn references(count: u32) -> String {
    match count {
        1 => "1 reference".to_owned(),
        count => format!("{count} references"),
    }
}

/// Functions, classes and modules are referred to on many lines that are not about them.
fn is_definition(object: &str) -> bool {
    ["function ", "class ", "module "].iter().any(|kind| object.starts_with(kind))
}

/// What the interpreter makes for itself: modules, and the parts of a class.
fn is_inner(step: &Step, source: &str) -> bool {
    let object = step.object.as_deref().unwrap_or("");
    let part = ["getset_descriptor ", "member_descriptor ", "cell ", "frame "];
    let of_class = ["dict ", "tuple ", "function "];
    matches!(step.event, "alloc" | "free")
        && (object.starts_with("module ")
            || part.iter().any(|kind| object.starts_with(kind))
            || source.trim_start().starts_with("class ")
                && of_class.iter().any(|kind| object.starts_with(kind)))
}

/// One step in words; `None` for what only the JSON form tells.
fn words(step: &Step, count: Option<u32>) -> Option<String> {
    let object = || step.object.clone().unwrap_or_default();
    let count = || count.map_or(String::new(), |count| format!(" ({})", references(count)));
    Some(match step.event {
        "alloc" => format!("{} is made", object()),
        "bind" => format!("`{}` refers to {}{}", step.name.as_deref()?, object(), count()),
        "unbind" => format!("`{}` lets go of {}{}", step.name.as_deref()?, object(), count()),
        "free" => {
            let why = match step.cause {
                Some("collector") => "freed by the collector",
                Some("exit") => "freed at exit",
                _ => "freed: its last reference is gone",
            };
            format!("{} is {why}", object())
        }
        "finalize" => format!("`__del__` of {} runs", object()),
        "resurrect" => format!("{} lives on", object()),
        "weakref-callback" => format!("callback of {} runs", object()),
        "collect" => {
            let (generation, found, promoted) = step.collection?;
            format!("collection of generation {generation}: {found} unreachable, {promoted} moved on")
        }
        "stderr" => format!("writes to stderr: {}", step.text.as_deref()?),
        "print" => format!("prints {}", step.text.as_deref()?),
        _ => return None,
    })
}
