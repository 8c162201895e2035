//! The language server as an editor meets it: the real binary, byte by byte over its streams.

mod client;
mod diagnostics;
mod fixes;
mod hostile;
mod life;
mod notebooks;
mod requests;
mod scripts;
#[path = "../support/mod.rs"]
mod support;
mod sync;
mod workspace;
