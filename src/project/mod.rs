//! The project: files meet here, through their artefacts.
//!
//! `modules` names files, `names` resolves what a name means, `classes` orders bases, `types`
//! collects evidence of classes.

mod bind;
mod classes;
mod machine;
mod modules;
mod names;
mod program;
mod types;
