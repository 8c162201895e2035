//! The command line end to end: the real binary over real files.

mod cache;
mod config;
mod fix;
mod formats;
mod graph;
mod hostile;
mod known;
mod output;
mod readme;
mod run;
mod scale;
mod select;
mod sizes;
#[path = "../support/mod.rs"]
mod support;
