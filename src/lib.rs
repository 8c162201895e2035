//! heaplint: what CPython's memory management will do with a program, said without running it.
//!
//! Modules in reading order; ARCHITECTURE.md has the map and the invariants.

pub mod base;

pub mod syntax;

pub mod python;

pub mod ir;

pub mod lower;

pub mod heap;

pub mod outcome;

pub mod summary;

pub mod exec;

pub mod models;

pub mod project;

pub mod diagnostic;

pub mod rules;

pub mod report;

pub mod fixes;

pub mod config;

pub mod check;

pub mod archive;

pub mod fix;

pub mod trace;

pub mod lsp;

pub mod cli;
