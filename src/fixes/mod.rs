//! Remedies as edits, and edits as new text.
//!
//! A *remedy* says what to do in the words of a rule; one file here for each kind of change finds where
//! the text says so and writes it as its surroundings are written. Several fixes are put together in
//! `apply`: none touches what another does, and a text that no longer parses is refused. Nothing here
//! reads or writes files, and nothing here decides what is worth fixing.

mod apply;
mod cache;
mod comment;
mod default;
mod diff;
mod release;
mod slots;
mod style;
mod weak;

use rayon::prelude::*;

pub use apply::{Applied, apply};
pub use diff::unified;

use crate::base::{FileId, Span, Spot};
use crate::diagnostic::{Change, ChangeKind, Diagnostic, Edit, Fix, Remedy};
use crate::ir::Version;
use crate::syntax::{Parsed, SourceFile, parse, parse_cells};

/// The text that changes are looked for in.
struct Page<'a> {
    file: FileId,
    source: &'a SourceFile,
    parsed: Parsed,
}

impl Page<'_> {
    fn text(&self, span: Span) -> &str {
        self.source.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    fn edit(&self, start: u32, end: u32, text: impl Into<String>) -> Edit {
        Edit { spot: Spot::new(self.file, Span::new(start, end)), text: text.into() }
    }
}

/// Gives every finding with a remedy its fix, where the text allows one. `text` gives the text that was
/// analysed; files are looked at in parallel.
pub fn attach(
    found: &mut [Diagnostic],
    version: Version,
    text: &(dyn Fn(FileId) -> Option<SourceFile> + Sync),
) {
    let mut wanted: Vec<(FileId, Change)> = found
        .iter()
        .filter_map(|found| found.remedy.as_ref())
        .flat_map(|remedy| remedy.changes.iter().map(|change| (change.spot.file, change.clone())))
        .collect();
    wanted.sort_by_key(|(file, _)| *file);
    let files: Vec<&[(FileId, Change)]> = wanted.chunk_by(|a, b| a.0 == b.0).collect();
    let written = files.par_iter().flat_map_iter(|changes| {
        let edits = write_file(changes, version, text);
        changes.iter().map(|(_, change)| change).zip(edits)
    });
    let written: Vec<(&Change, Option<Vec<Edit>>)> = written.collect();
    for found in found {
        let Some(remedy) = &found.remedy else { continue };
        found.fix = assemble(remedy, &written);
    }
}

fn write_file(
    changes: &[(FileId, Change)],
    version: Version,
    text: &(dyn Fn(FileId) -> Option<SourceFile> + Sync),
) -> Vec<Option<Vec<Edit>>> {
    let file = changes[0].0;
    let Some(source) = text(file) else { return vec![None; changes.len()] };
    let parsed = match source.cells {
        Some(_) => parse_cells(&source.text, version),
        None => parse(&source.text, version),
    };
    let page = Page { file, parsed, source: &source };
    if !page.parsed.is_valid() {
        return vec![None; changes.len()];
    }
    changes.iter().map(|(_, change)| write(&page, change)).collect()
}

fn write(page: &Page<'_>, change: &Change) -> Option<Vec<Edit>> {
    let span = change.spot.span;
    match &change.kind {
        ChangeKind::AddSlots(names) => slots::add(page, span, names),
        ChangeKind::AskForSlots { is_attrs, arguments } => slots::ask(page, span, *is_attrs, arguments),
        ChangeKind::DropSlot(name) => slots::drop_name(page, span, *name),
        ChangeKind::NoneDefault => default::none(page, span),
        ChangeKind::BoundCache(bound) => cache::bound(page, span, *bound),
        ChangeKind::WeakAttribute(name) => weak::attribute(page, span, *name),
        ChangeKind::WeakContainer => weak::container(page, span),
        ChangeKind::Release(name) => release::local(page, span, *name),
        ChangeKind::Unsuppress(code) => comment::remove(page, span, code.as_deref()),
    }
}

/// All changes of a remedy as one sorted list; `None` if any of them cannot be written, or two of them
/// touch the same text.
fn assemble(remedy: &Remedy, written: &[(&Change, Option<Vec<Edit>>)]) -> Option<Fix> {
    let mut edits: Vec<Edit> = Vec::new();
    for change in &remedy.changes {
        let of_file = written.partition_point(|(known, _)| known.spot.file < change.spot.file);
        let (_, found) = written[of_file..]
            .iter()
            .take_while(|(known, _)| known.spot.file == change.spot.file)
            .find(|(known, _)| *known == change)?;
        edits.extend(found.as_ref()?.iter().cloned());
    }
    edits.sort();
    edits.dedup();
    let is_apart = edits.windows(2).all(|pair| !apply::touch(&pair[0], &pair[1]));
    (is_apart && !edits.is_empty()).then(|| Fix {
        applicability: remedy.applicability,
        message: remedy.message.clone(),
        edits,
    })
}
