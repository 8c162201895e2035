//! A trace for programs: one document, its events in order. Absent parts are left out.

use std::io::{self, Write};

use serde::Serialize;

use super::{Step, Traced};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    file: &'a str,
    target_version: String,
    events: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    line: u32,
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    promoted: Option<u32>,
}

/// Writes the whole trace as one line of JSON.
pub fn write_json(to: &mut dyn Write, trace: &Traced) -> io::Result<()> {
    let mut events: Vec<Row<'_>> = trace.steps.iter().map(row).collect();
    events.extend(
        trace.losses.iter().map(|loss| Row { text: Some(&loss.what), ..blank(loss.line, "unknown") }),
    );
    let document = Document {
        version: 1,
        file: &trace.path,
        target_version: format!("{}.{}", trace.version.major, trace.version.minor),
        events,
    };
    serde_json::to_writer(&mut *to, &document)?;
    writeln!(to)
}

fn blank(line: u32, event: &'static str) -> Row<'static> {
    Row {
        line,
        event,
        object: None,
        name: None,
        count: None,
        cause: None,
        text: None,
        generation: None,
        found: None,
        promoted: None,
    }
}

fn row(step: &Step) -> Row<'_> {
    Row {
        object: step.object.as_deref(),
        name: step.name.as_deref(),
        count: step.count,
        cause: step.cause,
        text: step.text.as_deref(),
        generation: step.collection.map(|of| of.0),
        found: step.collection.map(|of| of.1),
        promoted: step.collection.map(|of| of.2),
        ..blank(step.line, step.event)
    }
}
