//! SARIF 2.1.0. Every edge of a cycle is a step of a code flow, so that viewers can walk around it.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Findings, Texts};
use crate::diagnostic::{Diagnostic, Edit, Fix, Label, Level, Spot};
use crate::rules::{RULES, url};

/// The base of relative paths. Where it lies is nobody's business: whoever reads the report has a
/// checkout of their own.
const ROOT: &str = "%SRCROOT%";

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn write(findings: &Findings<'_>, texts: &Texts<'_>, to: &mut dyn Write) -> io::Result<()> {
    let results: Vec<Value> = findings.rows().map(|(found, print)| result(found, print, texts)).collect();
    let driver = json!({
        "name": "heaplint",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules(),
    });
    let run = json!({
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "the folder that the run was started in"}}},
        "results": results,
    });
    let report = json!({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]});
    serde_json::to_writer_pretty(&mut *to, &report)?;
    writeln!(to)
}

fn rules() -> Vec<Value> {
    let rule = |rule: &&crate::rules::Rule| {
        let mut row = json!({
            "id": rule.id.code,
            "name": rule.id.name,
            "shortDescription": {"text": rule.summary()},
            "help": {"text": rule.page(), "markdown": rule.page()},
            "defaultConfiguration": {"level": level(rule.level)},
            "properties": {"tags": [rule.id.group.as_str()]},
        });
        if let Some(url) = url(rule.id) {
            row["helpUri"] = Value::from(url);
        }
        row
    };
    RULES.iter().map(rule).collect()
}

fn result(found: &Diagnostic, print: &str, texts: &Texts<'_>) -> Value {
    let mut text = texts.show(found.spot).flat().1 + &found.message;
    if let Some(help) = &found.help {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n{help}");
    }
    let mut result = json!({
        "ruleId": found.rule.code,
        "ruleIndex": RULES.iter().position(|rule| rule.id == found.rule),
        "level": level(found.level),
        "message": {"text": text},
        "locations": [{"physicalLocation": place(found.spot, texts)}],
        "partialFingerprints": {"heaplint/v1": print},
        "properties": {"confidence": found.confidence.as_str()},
    });
    if !found.labels.is_empty() {
        let steps: Vec<Value> = found.labels.iter().map(|label| location(label, texts)).collect();
        let flow: Vec<Value> = steps.iter().map(|step| json!({"location": step})).collect();
        result["relatedLocations"] = Value::from(steps);
        // The labels of a cycle are the way around it; those of other findings are in no such order.
        if found.cycle.is_some() {
            result["codeFlows"] = json!([{"threadFlows": [{"locations": flow}]}]);
        }
    }
    if let Some(fix) = &found.fix {
        result["fixes"] = json!([change(fix, texts)]);
    }
    result
}

/// A fix: for each file, what goes and what comes.
fn change(fix: &Fix, texts: &Texts<'_>) -> Value {
    let changes: Vec<Value> = fix
        .edits
        .chunk_by(|a, b| a.spot.file == b.spot.file)
        .map(|edits| {
            let replacement = |edit: &Edit| {
                let place = place(edit.spot, texts);
                json!({"deletedRegion": place["region"], "insertedContent": {"text": edit.text}})
            };
            let place = place(edits[0].spot, texts);
            let replacements: Vec<Value> = edits.iter().map(replacement).collect();
            json!({"artifactLocation": place["artifactLocation"], "replacements": replacements})
        })
        .collect();
    json!({"description": {"text": fix.message}, "artifactChanges": changes})
}

fn location(label: &Label, texts: &Texts<'_>) -> Value {
    json!({"physicalLocation": place(label.spot, texts), "message": {"text": label.text}})
}

fn place(spot: Spot, texts: &Texts<'_>) -> Value {
    let (at, _) = texts.show(spot).flat();
    json!({
        "artifactLocation": artifact(&at.path),
        "region": {
            "startLine": at.start.line,
            "startColumn": at.start.column,
            "endLine": at.end.line,
            "endColumn": at.end.column,
        },
    })
}

fn artifact(path: &str) -> Value {
    match path.starts_with('/') {
        true => json!({"uri": uri(path)}),
        false => json!({"uri": uri(path), "uriBaseId": ROOT}),
    }
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Hint => "note",
        Level::Off => "none",
    }
}

/// A path as a URI reference: relative stays relative.
fn uri(path: &str) -> String {
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            b'\\' => uri.push('/'),
            byte => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}
