//! Requests by name: from the protocol's router to the functions that answer them.
//!
//! Notifications that change the state never come here: the main loop takes them in as they arrive.

use serde_json::Value;
use tower_lsp_server::{ClientSocket, LanguageServer, LspService};

use super::requests;
use super::ticket::Ticket;
use super::types::*;

/// The state of the router: none. All state is the main loop's, and requests bring their tickets.
pub struct Backend;

/// The router, the handle to the client that goes with it, and what that handle sends.
pub fn build() -> (LspService<Backend>, ClientSocket, tower_lsp_server::Client) {
    let mut client = None;
    let (service, socket) = LspService::build(|handle| {
        client = Some(handle);
        Backend
    })
    .custom_method("heaplint/documentText", Backend::document_text)
    .custom_method("heaplint/cycleGraph", Backend::cycle_graph)
    .custom_method("heaplint/status", Backend::status)
    .custom_method("heaplint/trace", Backend::trace)
    .finish();
    match client {
        Some(client) => (service, socket, client),
        None => unreachable!("the service is built with a handle to its client"),
    }
}

/// The ticket of this request.
fn ticket() -> Result<Ticket> {
    Ticket::take().ok_or_else(Error::internal_error)
}

impl LanguageServer for Backend {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        ticket()?.offer.ok_or_else(Error::internal_error)
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        requests::diagnostic::document(ticket()?, params).await
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        requests::diagnostic::workspace(ticket()?, params).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        requests::actions::actions(ticket()?, params).await
    }

    async fn code_action_resolve(&self, params: CodeAction) -> Result<CodeAction> {
        requests::actions::resolve(ticket()?, params).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        requests::hover::hover(ticket()?, params).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        requests::lens::lenses(ticket()?, params).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        requests::hints::hints(ticket()?, params).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        requests::commands::execute(ticket()?, params).await
    }
}

impl Backend {
    async fn document_text(&self, _: Value) -> Result<Value> {
        requests::text::document_text(&ticket()?)
    }

    async fn cycle_graph(&self, params: Value) -> Result<Value> {
        requests::graph::cycle_graph(ticket()?, params).await
    }

    async fn status(&self, _: Value) -> Result<Value> {
        requests::status::status(&ticket()?)
    }

    async fn trace(&self, params: Value) -> Result<Value> {
        requests::commands::trace(ticket()?, params).await
    }
}
