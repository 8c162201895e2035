//! The finding with its lines: every edge of a cycle is drawn where the reference is made.

use std::collections::BTreeMap;
use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Element, Group, Level as Drawn, Origin, Renderer, Snippet};

use super::excerpt::{Excerpt, Wanted, excerpts};
use super::texts::printable;
use super::{Findings, Look, Texts};
use crate::base::FileId;
use crate::diagnostic::{Confidence, Diagnostic, Level};
use crate::rules::url;

/// Narrow enough for most terminals, wide enough for most code.
const WIDTH: usize = 120;

pub(super) fn write(
    findings: &Findings<'_>,
    texts: &Texts<'_>,
    look: Look,
    to: &mut dyn Write,
) -> io::Result<()> {
    let renderer = if look.color { Renderer::styled().hyperlink(look.links) } else { Renderer::plain() };
    let renderer = renderer.term_width(WIDTH);
    for found in findings.diagnostics {
        writeln!(to, "{}\n", draw(found, texts, &renderer))?;
    }
    Ok(())
}

fn draw(found: &Diagnostic, texts: &Texts<'_>, renderer: &Renderer) -> String {
    let mut title = level(found.level).primary_title(&found.message).id(found.rule.name);
    if let Some(url) = url(found.rule) {
        title = title.id_url(url);
    }
    let mut group = Group::with_title(title);
    let cut = cut(found, texts);
    if cut.is_empty() {
        let at = texts.show(found.spot);
        let origin = Origin::path(path_of(&at.path, at.cell)).line(at.start.line as usize);
        group = group.element(origin.char_column(at.start.column as usize));
    }
    for (path, excerpt) in &cut {
        group = group.element(snippet(path, excerpt));
    }
    group = group.elements(notes(found).into_iter().map(|note| Element::from(Drawn::NOTE.message(note))));
    if let Some(help) = &found.help {
        group = group.element(Drawn::HELP.message(help));
    }
    renderer.render(&[group])
}

fn level(level: Level) -> Drawn<'static> {
    match level {
        Level::Error => Drawn::ERROR,
        Level::Warning => Drawn::WARNING,
        Level::Info | Level::Off => Drawn::INFO,
        Level::Hint => Drawn::NOTE.with_name("hint"),
    }
}

/// What is drawn of each file: the primary place's file first, the others by path.
fn cut(found: &Diagnostic, texts: &Texts<'_>) -> Vec<(String, Excerpt)> {
    let mut wanted: BTreeMap<(bool, FileId), Vec<Wanted>> = BTreeMap::new();
    let mut at = found.at.clone();
    for label in &found.labels {
        if label.spot == found.spot && (at.is_empty() || at.starts_with(&label.text)) {
            // The primary place says it, and perhaps more.
            at = if at.is_empty() { label.text.clone() } else { at };
            continue;
        }
        let key = (label.spot.file != found.spot.file, label.spot.file);
        let mark = Wanted { span: label.spot.span, label: label.text.clone(), is_primary: false };
        wanted.entry(key).or_default().push(mark);
    }
    let primary = Wanted { span: found.spot.span, label: at, is_primary: true };
    wanted.entry((false, found.spot.file)).or_default().push(primary);
    let mut cut = Vec::new();
    for ((_, file), wanted) in wanted {
        let text = texts.get(file);
        let named = |excerpt: Excerpt| (path_of(&text.path, excerpt.cell), excerpt);
        cut.extend(excerpts(&text, wanted).into_iter().map(named));
    }
    // The headline's place is the first excerpt's, so the one with the primary mark leads.
    cut.sort_by_key(|(_, excerpt)| !excerpt.marks.iter().any(|mark| mark.is_primary));
    cut
}

fn path_of(path: &str, cell: Option<u32>) -> String {
    match cell {
        Some(cell) => format!("{path}:cell {cell}"),
        None => path.to_owned(),
    }
}

fn snippet<'a>(path: &str, excerpt: &'a Excerpt) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let mut snippet = Snippet::source(&excerpt.text).line_start(excerpt.first as usize).path(printable(path));
    for mark in &excerpt.marks {
        let kind = if mark.is_primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let label = (!mark.label.is_empty()).then_some(mark.label.as_str());
        snippet = snippet.annotation(kind.span(mark.range.clone()).label(label));
    }
    snippet
}

/// How sure the finding is where it is not certain, and what it rests on.
fn notes(found: &Diagnostic) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(bytes) = found.bytes {
        notes.push(format!("{} bytes per {}, {} after the change", bytes.now, bytes.per, bytes.fixed));
    }
    let others = found.related_cycles.len();
    if others > 0 {
        let cycles = if others == 1 { "cycle has" } else { "cycles have" };
        notes.push(format!("{others} more {cycles} the same cause"));
    }
    if found.confidence != Confidence::Certain && !found.losses.is_empty() {
        notes.push(format!("{}, since it rests on: {}", found.confidence, found.losses.join("; ")));
    }
    notes
}
