//! Findings in the protocol's words: the only file where our findings and its diagnostics meet.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::features::Features;
use super::notebook::Cells;
use super::pages;
use super::position;
use super::report::Finding;
use super::types::{self, *};
use crate::base::{FileId, Span};
use crate::diagnostic::{Applicability, Diagnostic, Label, Level, Spot};
use crate::syntax::SourceFile;

/// A file that findings name.
#[derive(Clone, Debug)]
pub struct Shown {
    pub uri: Arc<Uri>,
    pub source: SourceFile,
    /// An editor that has the file in cells is told places of cells.
    pub cells: Option<Cells>,
}

/// The files of one linking, fetched when a finding names them.
pub struct Files<'a> {
    fetch: &'a dyn Fn(FileId) -> Option<Shown>,
    kept: BTreeMap<FileId, Option<Shown>>,
    features: &'a Features,
}

impl<'a> Files<'a> {
    pub fn new(fetch: &'a dyn Fn(FileId) -> Option<Shown>, features: &'a Features) -> Self {
        Self { fetch, kept: BTreeMap::new(), features }
    }

    fn get(&mut self, file: FileId) -> Option<&Shown> {
        self.kept.entry(file).or_insert_with(|| (self.fetch)(file)).as_ref()
    }

    /// A spot as a place of the protocol. In a notebook that is not open, where the editor has no cells,
    /// it is the start of the file.
    pub fn location(&mut self, spot: Spot) -> Option<Location> {
        let encoding = self.features.encoding;
        let shown = self.get(spot.file)?;
        if shown.source.cell(spot.span.start).is_some() {
            return Some(Location { uri: Uri::clone(&shown.uri), range: Range::default() });
        }
        let span = first_line(&shown.source, spot.span);
        let range = position::range(&shown.source.text, shown.source.lines(), span, encoding);
        match &shown.cells {
            Some(cells) => cells.location(range),
            None => Some(Location { uri: Uri::clone(&shown.uri), range }),
        }
    }

    /// What is said of a spot, with its cell and line where its place does not say them.
    fn said(&mut self, spot: Spot, text: String) -> String {
        let start = spot.span.start;
        let Some((shown, cell)) =
            self.get(spot.file).and_then(|shown| Some((shown, shown.source.cell(start)?)))
        else {
            return text;
        };
        let lines = shown.source.lines();
        let line = lines.line(start) + 1 - lines.line(cell.start);
        format!("cell {}, line {line}: {text}", cell.number)
    }

    pub fn path(&mut self, file: FileId) -> Option<String> {
        self.get(file).map(|shown| shown.source.path.clone())
    }
}

/// A finding is told at its first line: an editor would underline all of a class otherwise.
fn first_line(source: &SourceFile, span: Span) -> Span {
    let lines = source.lines();
    let line = lines.line(span.start);
    if lines.line(span.end) == line {
        return span;
    }
    let start = lines.line_start(line);
    let end = start + source.line_text(line).len() as u32;
    Span::new(span.start, end.max(span.start))
}

/// A finding for the client, with ours beside it. `None` where its file is not known.
pub fn finding(found: Diagnostic, files: &mut Files<'_>) -> Option<Finding> {
    let place = files.location(found.spot)?;
    let path = files.path(found.spot.file)?;
    let features = files.features;
    let related = if features.has_related_information { related(&found, files) } else { Vec::new() };
    let edits = edits(&found, files);
    let shown = types::Diagnostic {
        range: place.range,
        severity: severity(found.level),
        code: Some(NumberOrString::String(found.rule.code.to_owned())),
        code_description: pages::address(found.rule.name)
            .filter(|_| features.has_code_description)
            .map(|href| CodeDescription { href }),
        source: Some("heaplint".to_owned()),
        message: files.said(found.spot, message(&found)),
        related_information: Some(related).filter(|related| !related.is_empty()),
        tags: Some(tags(&found)).filter(|tags| features.has_tags && !tags.is_empty()),
        data: features.has_data.then(|| {
            json!({
                "name": found.rule.name,
                "fingerprint": found.fingerprint(&path),
                "confidence": found.confidence.as_str(),
                "fix": found.fix.as_ref().map(|fix| json!({
                    "title": fix.message,
                    "applicability": fix.applicability.as_str(),
                })),
            })
        }),
    };
    Some(Finding { shown, found, edits })
}

fn message(found: &Diagnostic) -> String {
    match &found.help {
        Some(help) => format!("{}\nhelp: {help}", found.message),
        None => found.message.clone(),
    }
}

fn severity(level: Level) -> Option<DiagnosticSeverity> {
    match level {
        Level::Off => None,
        Level::Hint => Some(DiagnosticSeverity::HINT),
        Level::Info => Some(DiagnosticSeverity::INFORMATION),
        Level::Warning => Some(DiagnosticSeverity::WARNING),
        Level::Error => Some(DiagnosticSeverity::ERROR),
    }
}

/// What the program could do without is drawn faint.
fn tags(found: &Diagnostic) -> Vec<DiagnosticTag> {
    match found.rule.name {
        "unused-suppression" | "ineffective-slots" => vec![DiagnosticTag::UNNECESSARY],
        _ => Vec::new(),
    }
}

/// The other places of the story: one for every edge of a cycle.
fn related(found: &Diagnostic, files: &mut Files<'_>) -> Vec<DiagnosticRelatedInformation> {
    let mut entry = |label: &Label| {
        let location = files.location(label.spot)?;
        let message = files.said(label.spot, label.text.clone());
        Some(DiagnosticRelatedInformation { location, message })
    };
    found.labels.iter().filter_map(&mut entry).collect()
}

/// The changes of a fix, by file; none for one that is only to be read, or that changes the cells of
/// another file.
fn edits(found: &Diagnostic, files: &mut Files<'_>) -> Option<Vec<(Uri, Vec<TextEdit>)>> {
    let fix = found.fix.as_ref().filter(|fix| fix.applicability > Applicability::Display)?;
    let mut by_file: Vec<(Uri, Vec<TextEdit>)> = Vec::new();
    for edit in &fix.edits {
        let encoding = files.features.encoding;
        let shown = files.get(edit.spot.file).filter(|shown| shown.cells.is_none())?;
        let range = position::range(&shown.source.text, shown.source.lines(), edit.spot.span, encoding);
        let change = TextEdit { range, new_text: edit.text.clone() };
        match by_file.iter_mut().find(|(uri, _)| *uri == *shown.uri) {
            Some((_, edits)) => edits.push(change),
            None => by_file.push((Uri::clone(&shown.uri), vec![change])),
        }
    }
    Some(by_file)
}

/// The URI of a file of a folder.
pub fn uri_of(root: &Path, path: &str) -> Option<Uri> {
    Uri::from_file_path(root.join(path))
}
