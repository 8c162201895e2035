//! The verb `server`: the language server on the standard streams.

use std::process::ExitCode;

use super::Status;
use super::terminal::Terminal;
use crate::lsp;

/// The status is the protocol's: 0 after `shutdown` and `exit`, 1 otherwise.
pub(super) fn run(terminal: &Terminal) -> ExitCode {
    match lsp::serve() {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            terminal.error(&format!("cannot start the server: {error}"));
            ExitCode::from(Status::Failed as u8)
        }
    }
}
