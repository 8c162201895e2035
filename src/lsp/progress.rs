//! Progress that the client shows while a folder is read, with a button to give it up.

use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp_server::Client;

use super::outbox::Outbox;
use super::types::ProgressToken;

/// Shown until it is dropped.
pub struct Progress {
    pub token: String,
    steps: UnboundedSender<(usize, String)>,
}

impl Progress {
    /// Nothing is shown where the client refuses.
    pub fn begin(client: Client, outbox: Outbox, token: String, title: String) -> Self {
        let (steps, received) = unbounded_channel();
        tokio::spawn(show(client, outbox, token.clone(), title, received));
        Self { token, steps }
    }

    /// How far it is, as a percentage, and what is being done.
    pub fn say(&self, percentage: usize, message: String) {
        // Nobody listens where the client refused.
        let _ = self.steps.send((percentage, message));
    }
}

async fn show(
    client: Client,
    outbox: Outbox,
    token: String,
    title: String,
    mut steps: UnboundedReceiver<(usize, String)>,
) {
    let created = client.create_work_done_progress(ProgressToken::String(token.clone())).await;
    if created.is_err() {
        return;
    }
    let tell = |value: serde_json::Value| {
        outbox.notify("$/progress", &json!({ "token": token, "value": value }));
    };
    tell(json!({ "kind": "begin", "title": title, "cancellable": true, "percentage": 0 }));
    while let Some((percentage, message)) = steps.recv().await {
        tell(json!({
            "kind": "report",
            "cancellable": true,
            "message": message,
            "percentage": percentage,
        }));
    }
    tell(json!({ "kind": "end" }));
}
