//! One file for each kind of request: from a ticket and parameters to an answer.

pub mod actions;
pub mod commands;
pub mod diagnostic;
pub mod graph;
pub mod hints;
pub mod hover;
pub mod lens;
pub mod status;
pub mod text;

mod classes;
mod names;

pub use actions::fix_all_kind;
pub use commands::COMMANDS;

use crate::base::Cancel;

/// Stops the work when nobody waits for it any more.
struct StopOnDrop(Cancel);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// Work that takes a while, on a thread that may. `None` where a defect of ours ended it.
async fn blocking<T: Send + 'static>(work: impl FnOnce(Cancel) -> T + Send + 'static) -> Option<T> {
    let stop = StopOnDrop(Cancel::default());
    let cancel = stop.0.clone();
    tokio::task::spawn_blocking(move || work(cancel)).await.ok()
}
