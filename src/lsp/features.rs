//! What the client can do, and what we therefore offer.
//!
//! Diagnostics are pulled where the client can pull and pushed otherwise, never both.

use serde_json::{Value, json};

use super::position::Encoding;
use super::types::*;

/// The client's abilities that make a difference.
#[derive(Clone, Debug, Default)]
pub struct Features {
    pub encoding: Encoding,
    pub pulls: bool,
    pub has_related_information: bool,
    pub has_code_description: bool,
    pub has_tags: bool,
    pub has_data: bool,
    pub has_document_changes: bool,
    pub has_action_literals: bool,
    pub resolves_edits: bool,
    pub reads_markdown: bool,
    pub answers_configuration: bool,
    pub registers_configuration: bool,
    pub watches_files: bool,
    pub shows_progress: bool,
    pub refreshes_diagnostics: bool,
    pub refreshes_lenses: bool,
    pub refreshes_hints: bool,
}

impl Features {
    pub fn of(client: &ClientCapabilities) -> Self {
        let text = client.text_document.clone().unwrap_or_default();
        let workspace = client.workspace.clone().unwrap_or_default();
        let window = client.window.clone().unwrap_or_default();
        let general = client.general.clone().unwrap_or_default();
        let pushed = text.publish_diagnostics.unwrap_or_default();
        let pulled = text.diagnostic.clone().unwrap_or_default();
        let pulls = text.diagnostic.is_some();
        let either = |pull: Option<bool>, push: Option<bool>| {
            if pulls { pull.or(push) } else { push }.unwrap_or(false)
        };
        let action = text.code_action.unwrap_or_default();
        let resolves = action.resolve_support.map(|support| support.properties).unwrap_or_default();
        let edit = workspace.workspace_edit.unwrap_or_default();
        let hover = text.hover.and_then(|hover| hover.content_format).unwrap_or_default();
        let watching = workspace.did_change_watched_files.unwrap_or_default();
        let configuring = workspace.did_change_configuration.unwrap_or_default();
        Self {
            encoding: Encoding::preferred(general.position_encodings.as_deref()),
            pulls,
            has_related_information: either(pulled.related_information, pushed.related_information),
            has_code_description: either(pulled.code_description_support, pushed.code_description_support),
            has_tags: pushed.tag_support.is_some() || pulled.tag_support.is_some(),
            has_data: either(pulled.data_support, pushed.data_support),
            has_document_changes: edit.document_changes.unwrap_or(false),
            has_action_literals: action.code_action_literal_support.is_some(),
            resolves_edits: action.data_support.unwrap_or(false)
                && resolves.iter().any(|property| property == "edit"),
            reads_markdown: hover.is_empty() || hover.contains(&MarkupKind::Markdown),
            answers_configuration: workspace.configuration.unwrap_or(false),
            registers_configuration: configuring.dynamic_registration.unwrap_or(false),
            watches_files: watching.dynamic_registration.unwrap_or(false),
            shows_progress: window.work_done_progress.unwrap_or(false),
            refreshes_diagnostics: refreshes(workspace.diagnostics.and_then(|it| it.refresh_support)),
            refreshes_lenses: refreshes(workspace.code_lens.and_then(|it| it.refresh_support)),
            refreshes_hints: refreshes(workspace.inlay_hint.and_then(|it| it.refresh_support)),
        }
    }

    /// What the server offers to this client.
    pub fn offer(&self) -> InitializeResult {
        let capabilities = ServerCapabilities {
            position_encoding: Some(self.encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::Supported(true)),
                ..TextDocumentSyncOptions::default()
            })),
            notebook_document_sync: Some(OneOf::Left(notebooks())),
            diagnostic_provider: self.pulls.then(|| {
                DiagnosticServerCapabilities::Options(DiagnosticOptions {
                    identifier: Some("heaplint".to_owned()),
                    inter_file_dependencies: true,
                    workspace_diagnostics: true,
                    work_done_progress_options: WorkDoneProgressOptions::default(),
                })
            }),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            code_action_provider: Some(self.actions()),
            code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
            inlay_hint_provider: Some(OneOf::Left(true)),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: super::requests::COMMANDS.iter().map(|&name| name.to_owned()).collect(),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            }),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(OneOf::Left(true)),
                }),
                file_operations: None,
            }),
            experimental: Some(experimental()),
            ..ServerCapabilities::default()
        };
        InitializeResult {
            capabilities,
            server_info: Some(ServerInfo {
                name: "heaplint".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            offset_encoding: None,
        }
    }

    fn actions(&self) -> CodeActionProviderCapability {
        if !self.has_action_literals {
            return CodeActionProviderCapability::Simple(true);
        }
        CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, super::requests::fix_all_kind()]),
            work_done_progress_options: WorkDoneProgressOptions::default(),
            resolve_provider: Some(self.resolves_edits),
        })
    }
}

fn refreshes(support: Option<bool>) -> bool {
    support.unwrap_or(false)
}

/// Requests beside the protocol's.
fn experimental() -> Value {
    json!({ "documentText": true, "cycleGraph": true, "status": true, "trace": true })
}

fn notebooks() -> NotebookDocumentSyncOptions {
    NotebookDocumentSyncOptions {
        notebook_selector: vec![NotebookSelector::ByNotebook {
            notebook: Notebook::String("jupyter-notebook".to_owned()),
            cells: Some(vec![NotebookCellSelector { language: "python".to_owned() }]),
        }],
        save: Some(false),
    }
}
