//! What a body does to its caller's heap: a small heap over roots, and the effects on it in order.
//!
//! A *summary* is what execution with symbolic parameters leaves behind. Its *nodes* are where
//! values come from (a parameter, an attribute read from one, an allocation, the result of a call);
//! its *effects* say what was stored, added, removed and called, in the order it happened, as far as
//! it still matters at the exit: a store that a later store of the same body overwrites is gone.
//! Calls of functions that are not built in are not followed: they are effects, resolved when
//! summaries are linked and the callee's class is known.
//!
//! Summaries are plain owned data of one file: no heap, no syntax. Places are sites of that file,
//! and `Summary::same_effects` ignores them.

mod artefact;
mod effect;
mod print;
mod sound;

pub use artefact::{
    BodySummary, ClassShape, Evidence, FileArtefact, ImportRow, Member, MemberKind, SlotsDecl, Weight,
};
pub use effect::{Callee, Effect, EffectKind, Loss, LossKind, Node, NodeId, NodeKind, Summary};
pub use print::label_text;
