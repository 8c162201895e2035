//! Execution of Python on the heap.
//!
//! `value` computes with plain values.

pub mod value;
