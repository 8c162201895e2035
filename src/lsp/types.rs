//! The protocol's types, under one name.
//!
//! Everything else here takes them from this file, so that another crate of types is one change.

pub use tower_lsp_server::jsonrpc::{Error, ErrorCode, Id, Request, Response, Result};
pub use tower_lsp_server::ls_types::*;
