//! From a finished run to its steps: the heap's timeline and the output, merged in order.

use super::Step;
use super::words::Names;
use crate::base::SiteId;
use crate::exec::Trace;
use crate::heap::{Cause, Event, EventKind};
use crate::ir::Module;

pub(super) fn of(run: &Trace, module: &Module, line_of: &dyn Fn(SiteId) -> u32) -> Vec<Step> {
    let names = Names { heap: &run.heap, module, line_of };
    let empty: &[Event] = &[];
    let events = run.heap.timeline().map_or(empty, |timeline| timeline.events());
    let mut steps = Vec::new();
    let mut at = run.from.0.min(events.len());
    let mut open: Option<(u32, String)> = None;
    for printed in run.printed.get(run.from.1..).unwrap_or_default() {
        while at < printed.after.min(events.len()) {
            steps.extend(of_event(&names, events, at));
            at += 1;
        }
        if printed.to_error {
            let text = Some(printed.text.trim_end().to_owned());
            steps.push(Step { line: line_of(printed.site), event: "stderr", text, ..Step::default() });
            continue;
        }
        // What is written without a newline at its end belongs to the next line.
        let (line, mut text) = open.take().unwrap_or((line_of(printed.site), String::new()));
        text.push_str(&printed.text);
        match text.strip_suffix('\n') {
            Some(whole) => steps.push(print(line, whole)),
            None => open = Some((line, text)),
        }
    }
    if let Some((line, text)) = open {
        steps.push(print(line, &text));
    }
    for at in at.min(events.len())..events.len() {
        steps.extend(of_event(&names, events, at));
    }
    if run.cut {
        let line = run.losses.first().map_or(1, |loss| line_of(loss.site));
        steps.push(print(line, "?"));
    }
    steps
}

fn print(line: u32, text: &str) -> Step {
    Step { line, event: "print", text: Some(text.to_owned()), ..Step::default() }
}

fn of_event(names: &Names<'_>, events: &[Event], at: usize) -> Option<Step> {
    let event = &events[at];
    if names.is_inside_library(event) {
        return None;
    }
    let mut step = Step { line: (names.line_of)(event.site), moment: at + 1, ..Step::default() };
    match event.kind {
        EventKind::Alloc => step.event = "alloc",
        EventKind::Bind(name) => {
            step.event = "bind";
            step.name = Some(name.as_str().to_owned());
        }
        EventKind::Unbind(name) => {
            step.event = "unbind";
            step.name = Some(name.as_str().to_owned());
        }
        EventKind::Incref(count) => {
            step.event = "incref";
            step.count = Some(count);
        }
        EventKind::Decref(count) => {
            step.event = "decref";
            step.count = Some(count);
        }
        EventKind::Free(cause) => {
            step.event = "free";
            step.cause = Some(match cause {
                Cause::Refcount => "refcount",
                Cause::Collector => "collector",
                Cause::Exit => "exit",
            });
        }
        EventKind::Finalize => step.event = "finalize",
        EventKind::Resurrect => step.event = "resurrect",
        EventKind::WeakrefCallback => step.event = "weakref-callback",
        EventKind::Collect { generation, found, promoted } => {
            step.event = "collect";
            step.collection = Some((generation, found, promoted));
            return Some(step);
        }
    }
    step.object = Some(names.of(event.obj)?);
    step.subject = Some(event.obj.0);
    Some(step)
}
