//! Code actions: the fix of a finding, silencing it on its line, and all safe fixes of a document.
//!
//! Where the client resolves actions, edits are made when one is chosen.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Applicability;
use crate::lsp::features::Features;
use crate::lsp::position;
use crate::lsp::report::{Finding, Report};
use crate::lsp::ticket::Ticket;
use crate::lsp::types::*;
use crate::syntax::{parse, parse_cells, silencing};

pub fn fix_all_kind() -> CodeActionKind {
    CodeActionKind::new("source.fixAll.heaplint")
}

/// What an unresolved action remembers.
#[derive(Serialize, Deserialize)]
struct Later {
    uri: Uri,
    version: i32,
    what: What,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum What {
    Fix { fingerprint: String, line: u32 },
    Silence { code: String, line: u32 },
    FixAll,
}

pub async fn actions(mut ticket: Ticket, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
    let Some(report) = ticket.report().await else { return Ok(None) };
    let wants = |kind: &CodeActionKind| {
        let within = |only: &CodeActionKind| {
            let (kind, only) = (kind.as_str(), only.as_str());
            kind == only
                || only.is_empty()
                || kind.strip_prefix(only).is_some_and(|rest| rest.starts_with('.'))
        };
        params.context.only.as_ref().is_none_or(|only| only.iter().any(within))
    };
    let asked = Range::new(ticket.to_whole(params.range.start), ticket.to_whole(params.range.end));
    let mut actions = Vec::new();
    if wants(&CodeActionKind::QUICKFIX) {
        for finding in report.findings.iter().filter(|finding| meets(finding.shown.range, asked)) {
            actions.extend(fix(&report, finding));
            actions.extend(silence(&report, finding));
        }
    }
    if wants(&fix_all_kind()) && safe_edits(&report).next().is_some() {
        actions.push(action("Fix all that is safe to fix", fix_all_kind(), None, &report, What::FixAll));
    }
    if let Some(cells) = &ticket.cells {
        for shown in actions.iter_mut().filter_map(|action| action.diagnostics.as_mut()).flatten() {
            *shown = cells.shown(shown).map_or_else(|| shown.clone(), |(_, shown)| shown);
        }
    }
    if !ticket.features.resolves_edits {
        for action in &mut actions {
            settle(action, &report, &ticket);
        }
        actions.retain(|action| action.edit.is_some());
    }
    Ok(Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()))
}

/// Makes the edit of a chosen action.
pub async fn resolve(mut ticket: Ticket, mut action: CodeAction) -> Result<CodeAction> {
    let Some(report) = ticket.report().await else { return Err(Error::content_modified()) };
    settle(&mut action, &report, &ticket);
    match action.edit {
        Some(_) => Ok(action),
        None => Err(Error::content_modified()),
    }
}

fn meets(a: Range, b: Range) -> bool {
    a.start <= b.end && b.start <= a.end
}

fn action(
    title: &str,
    kind: CodeActionKind,
    of: Option<&Finding>,
    report: &Report,
    what: What,
) -> CodeAction {
    let later = Later { uri: Uri::clone(&report.uri), version: report.version, what };
    CodeAction {
        title: title.to_owned(),
        kind: Some(kind),
        diagnostics: of.map(|finding| vec![finding.shown.clone()]),
        data: serde_json::to_value(later).ok(),
        ..CodeAction::default()
    }
}

fn fix(report: &Report, finding: &Finding) -> Option<CodeAction> {
    let fix = finding.found.fix.as_ref()?;
    finding.edits.as_ref()?;
    let title = match fix.applicability {
        Applicability::Safe => fix.message.clone(),
        _ => format!("{} (look before you keep it)", fix.message),
    };
    let what = What::Fix {
        fingerprint: finding.found.fingerprint(&report.source.path),
        line: finding.shown.range.start.line,
    };
    let mut action = action(&title, CodeActionKind::QUICKFIX, Some(finding), report, what);
    action.is_preferred = (fix.applicability == Applicability::Safe).then_some(true);
    Some(action)
}

fn silence(report: &Report, finding: &Finding) -> Option<CodeAction> {
    let rule = finding.found.rule;
    if matches!(rule.name, "syntax-error" | "unused-suppression") {
        return None;
    }
    let title = format!("Ignore {} here ({})", rule.code, rule.name);
    let what = What::Silence { code: rule.code.to_owned(), line: finding.shown.range.start.line };
    Some(action(&title, CodeActionKind::QUICKFIX, Some(finding), report, what))
}

/// Gives an action its edit, unless the document has changed since.
fn settle(action: &mut CodeAction, report: &Report, ticket: &Ticket) {
    let Some(later) = action.data.clone().and_then(|data| serde_json::from_value::<Later>(data).ok()) else {
        return;
    };
    if later.version != report.version {
        return;
    }
    let edits = match later.what {
        What::Fix { fingerprint, line } => report
            .findings
            .iter()
            .find(|finding| {
                finding.shown.range.start.line == line
                    && finding.found.fingerprint(&report.source.path) == fingerprint
                    && finding.edits.is_some()
            })
            .and_then(|finding| finding.edits.clone()),
        What::Silence { code, line } => {
            silencing_edit(report, ticket, &code, line).map(|edit| vec![(later.uri.clone(), vec![edit])])
        }
        What::FixAll => Some(vec![(later.uri.clone(), all_safe(report))]),
    };
    let edits = edits.and_then(|edits| in_cells(edits, report, ticket));
    action.edit = edits.map(|edits| workspace_edit(edits, report, &ticket.features));
    if action.edit.is_some() {
        action.data = None;
    }
}

/// Edits of a notebook as edits of its cells.
fn in_cells(
    edits: Vec<(Uri, Vec<TextEdit>)>,
    report: &Report,
    ticket: &Ticket,
) -> Option<Vec<(Uri, Vec<TextEdit>)>> {
    let Some(cells) = &ticket.cells else { return Some(edits) };
    let mut placed = Vec::new();
    for (uri, edits) in edits {
        match uri == *report.uri {
            true => placed.extend(cells.edits(report, edits, ticket.features.encoding)?),
            false => placed.push((uri, edits)),
        }
    }
    Some(placed)
}

fn silencing_edit(report: &Report, ticket: &Ticket, code: &str, line: u32) -> Option<TextEdit> {
    let source = &report.source;
    let parsed = match source.cells {
        Some(_) => parse_cells(&source.text, ticket.target),
        None => parse(&source.text, ticket.target),
    };
    let (at, new_text) = silencing(source, &parsed, line + 1, code)?;
    let at = position::position(&source.text, source.lines(), at, ticket.features.encoding);
    Some(TextEdit { range: Range::new(at, at), new_text })
}

/// The edits of each safe fix that stays within the document.
fn safe_edits(report: &Report) -> impl Iterator<Item = &Vec<TextEdit>> {
    report.findings.iter().filter_map(|finding| {
        finding.found.fix.as_ref().filter(|fix| fix.applicability == Applicability::Safe)?;
        match finding.edits.as_deref() {
            Some([(uri, edits)]) if *uri == *report.uri => Some(edits),
            _ => None,
        }
    })
}

/// All safe fixes that do not touch each other; the others are for the next time.
fn all_safe(report: &Report) -> Vec<TextEdit> {
    let mut all: Vec<TextEdit> = Vec::new();
    for edits in safe_edits(report) {
        let is_free = |edit: &TextEdit| all.iter().all(|other| !meets(edit.range, other.range));
        if edits.iter().all(is_free) {
            all.extend(edits.iter().cloned());
        }
    }
    all.sort_by_key(|edit| edit.range.start);
    all
}

#[allow(clippy::mutable_key_type, reason = "the protocol's type of a URI caches nothing that its hash sees")]
fn workspace_edit(edits: Vec<(Uri, Vec<TextEdit>)>, report: &Report, features: &Features) -> WorkspaceEdit {
    if !features.has_document_changes {
        return WorkspaceEdit { changes: Some(edits.into_iter().collect()), ..WorkspaceEdit::default() };
    }
    let changes = edits.into_iter().map(|(uri, edits)| {
        let version = (uri == *report.uri).then_some(report.version);
        TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
            edits: edits.into_iter().map(OneOf::Left).collect(),
        }
    });
    WorkspaceEdit {
        document_changes: Some(DocumentChanges::Edits(changes.collect())),
        ..WorkspaceEdit::default()
    }
}
