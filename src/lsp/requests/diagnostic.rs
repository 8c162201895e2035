//! Diagnostics for clients that ask: of one document, and of everything.

use std::collections::BTreeMap;

use crate::lsp::report::Finding;
use crate::lsp::ticket::{Entry, Ticket, View};
use crate::lsp::types::*;

/// The diagnostics of a document's newest text.
pub async fn document(
    mut ticket: Ticket,
    params: DocumentDiagnosticParams,
) -> Result<DocumentDiagnosticReportResult> {
    let report = ticket.report().await;
    let uri = params.text_document.uri.as_str();
    let entry = ticket.view.borrow().files.get(uri).cloned();
    // A cell, and a file that is not open, is as it was last told.
    let findings = match (&report, &entry) {
        (Some(report), _) if ticket.cells.is_none() => report.findings.as_slice(),
        (_, Some(entry)) => entry.findings.as_slice(),
        (_, None) => &[],
    };
    let id = entry.as_ref().map(Entry::result_id);
    if id.is_some() && id == params.previous_result_id {
        return Ok(unchanged(id.unwrap_or_default()));
    }
    let report = RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: full(id, findings),
    };
    Ok(DocumentDiagnosticReportResult::Report(DocumentDiagnosticReport::Full(report)))
}

fn unchanged(result_id: String) -> DocumentDiagnosticReportResult {
    DocumentDiagnosticReportResult::Report(DocumentDiagnosticReport::Unchanged(
        RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
        },
    ))
}

fn full(result_id: Option<String>, findings: &[Finding]) -> FullDocumentDiagnosticReport {
    let items = findings.iter().map(|finding| finding.shown.clone()).collect();
    FullDocumentDiagnosticReport { result_id, items }
}

/// What changed since the client last asked. The first question is answered once all folders have
/// been read, a later one once there is something to tell.
pub async fn workspace(
    mut ticket: Ticket,
    params: WorkspaceDiagnosticParams,
) -> Result<WorkspaceDiagnosticReportResult> {
    let known: BTreeMap<&str, &str> =
        params.previous_result_ids.iter().map(|known| (known.uri.as_str(), known.value.as_str())).collect();
    loop {
        let items = {
            let view = ticket.view.borrow_and_update();
            let items = news(&view, &known);
            let is_due = !items.is_empty() || known.is_empty();
            (is_due && !view.is_growing).then_some(items)
        };
        if let Some(items) = items {
            return Ok(WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items }));
        }
        if ticket.view.changed().await.is_err() {
            return Ok(WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport::default()));
        }
    }
}

fn news(view: &View, known: &BTreeMap<&str, &str>) -> Vec<WorkspaceDocumentDiagnosticReport> {
    let changed = view.files.iter().filter(|(uri, entry)| {
        let before = known.get(uri.as_str());
        before.map_or(!entry.findings.is_empty(), |before| *before != entry.result_id())
    });
    let mut items: Vec<_> = changed.map(|(_, entry)| of_entry(entry)).collect();
    let gone = known.keys().filter(|uri| !view.files.contains_key(**uri));
    items.extend(gone.filter_map(|uri| Some(cleared(uri.parse().ok()?))));
    items
}

fn of_entry(entry: &Entry) -> WorkspaceDocumentDiagnosticReport {
    WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
        uri: entry.uri.clone(),
        version: entry.version.map(i64::from),
        full_document_diagnostic_report: full(Some(entry.result_id()), &entry.findings),
    })
}

/// A file that has nothing to tell any more; the id matches no file's, so that it is told once.
fn cleared(uri: Uri) -> WorkspaceDocumentDiagnosticReport {
    WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
        uri,
        version: None,
        full_document_diagnostic_report: full(None, &[]),
    })
}
