//! The target `archive` of `tests/fuzz/targets.rs`.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/fuzz/targets.rs"]
#[allow(dead_code, reason = "each program has one target of them all")]
mod targets;

fuzz_target!(|bytes: &[u8]| targets::look("archive", bytes));
