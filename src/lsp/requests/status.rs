//! `heaplint/status`: what the server holds and what it costs.

use serde_json::{Value, json};

use crate::lsp::engine::Figures;
use crate::lsp::ticket::Ticket;
use crate::lsp::types::Result;

pub fn status(ticket: &Ticket) -> Result<Value> {
    let figures = ticket.engine.as_ref().map(crate::lsp::engine::Engine::figures).unwrap_or_default();
    let project = |figures: &Figures| {
        json!({
            "name": figures.key,
            "files": figures.files,
            "open": figures.open,
            "isRead": figures.is_scanned,
        })
    };
    let (analysed, meetings) =
        ticket.engine.as_ref().map(crate::lsp::engine::Engine::work).unwrap_or_default();
    let view = ticket.view.borrow();
    let findings: usize = view.files.values().map(|entry| entry.findings.len()).sum();
    Ok(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "processId": std::process::id(),
        "residentBytes": resident_bytes(),
        "positionEncoding": ticket.features.encoding.kind(),
        "diagnostics": if ticket.features.pulls { "pulled" } else { "pushed" },
        "findings": findings,
        "analysed": analysed,
        "meetings": meetings,
        "isReading": view.is_growing,
        "projects": figures.iter().map(project).collect::<Vec<_>>(),
    }))
}

/// Memory of this process, where the system tells it.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}
