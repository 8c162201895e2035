//! The command line end to end: the real binary over real files.

mod hostile;
mod output;
mod run;
mod select;
