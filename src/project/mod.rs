//! The project: files meet here, through their artefacts and nothing else.
//!
//! `modules` names files, `names` resolves what a name means, `classes` orders bases, `types`
//! collects evidence of classes, `influence` bounds what bodies may do. A `machine` replays summaries
//! on one heap; `heaps` says which heaps are built, `graph` finds their rings, `describe` gives them
//! names and places, `gather` makes one list of them all. No text and no IR is read, and no finding
//! is worded.

mod bind;
mod classes;
mod describe;
mod gather;
mod graph;
mod heaps;
mod heirs;
mod influence;
mod machine;
mod modules;
mod names;
mod program;
mod registry;
mod seeds;
mod types;
mod usage;
mod words;

use crate::outcome::Outcome;
use crate::summary::FileArtefact;

/// Links the artefacts of a project. `paths` are relative, sorted, and belong to `files` in order.
/// `roots` are source roots that the project names, written as the paths are; `minor` is that of the
/// Python 3 whose memory layout is assumed.
pub fn link<P: AsRef<str>>(files: Vec<&FileArtefact>, paths: &[P], roots: &[String], minor: u8) -> Outcome {
    let program = program::Program::new(files, paths, roots);
    let mut outcome = gather::outcome(&program);
    usage::add(&program, &mut outcome);
    outcome.minor = minor;
    outcome
}
