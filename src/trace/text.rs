//! A trace for readers: each line of the program that did something, and below it what happened.
//!
//! Changes of counts are shown only together with the name, birth or death they belong to.

use std::io::{self, Write};

use super::{Step, Traced};

/// Lines of the program are cut here, so that a terminal of 100 columns shows them.
const WIDTH: usize = 92;

/// Writes the whole trace.
pub fn write_text(to: &mut dyn Write, trace: &Traced) -> io::Result<()> {
    let mut shown = None;
    for (at, step) in trace.steps.iter().enumerate() {
        let Some(words) = words(step, &trace.steps[at + 1..]) else { continue };
        if shown != Some(step.line) {
            shown = Some(step.line);
            let source =
                trace.lines.get(step.line.saturating_sub(1) as usize).map_or("", |line| line.trim_end());
            let source: String = source.chars().take(WIDTH).collect();
            writeln!(to, "{:>5} | {source}", step.line)?;
        }
        writeln!(to, "      |   {words}")?;
    }
    for loss in &trace.losses {
        writeln!(to, "not exact from line {}: {}", loss.line, loss.what)?;
    }
    Ok(())
}

/// One step in words; `None` for what only the JSON form tells.
fn words(step: &Step, after: &[Step]) -> Option<String> {
    let object = || step.object.clone().unwrap_or_default();
    Some(match step.event {
        "alloc" => format!("{} is made", object()),
        "bind" => format!("`{}` refers to {}{}", step.name.as_deref()?, object(), count_after(step, after)),
        "unbind" => {
            format!("`{}` lets go of {}{}", step.name.as_deref()?, object(), count_after(step, after))
        }
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

/// The count that follows a change of names, as far as it is told next.
fn count_after(step: &Step, after: &[Step]) -> String {
    let next = after.iter().take(4).find(|next| next.object == step.object && next.count.is_some());
    next.and_then(|next| next.count).map_or(String::new(), |count| format!(" ({count} references)"))
}
