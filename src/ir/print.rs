//! A body as text, for snapshots and for `trace --debug`: one instruction a line.

use std::fmt::Write;

use super::body::Module;
use crate::base::Idx;

impl Module {
    /// All bodies, one after another, in their own order.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for (id, body) in self.bodies.iter_enumerated() {
            let _ = writeln!(out, "body {} {:?} {}", id.as_usize(), body.kind, body.qualname);
            for (pc, inst) in body.code.iter().enumerate() {
                let _ = writeln!(out, "  {pc:3} {inst:?}");
            }
        }
        out
    }
}
