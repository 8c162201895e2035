//! What a body of Python does, as flat instructions over slots.
//!
//! *Body*: a module's top level, a function, a lambda, a class statement's block, or a comprehension
//! that has a scope of its own. *Slot*: a register of a running body. The first `Body::locals`
//! slots are its named locals (fast, cell or free); the slots after them are *temporaries*.
//!
//! **Temporaries own their reference and are consumed.** Python's value stack is made explicit:
//! an instruction that reads a temporary moves the reference out of it (the temporary is empty
//! afterwards), unless the instruction says "keeps". `Copy` duplicates, `Drop` releases. Named
//! locals are never operands: `LoadLocal` copies a local into a temporary (one more reference),
//! `StoreLocal` moves a temporary into a local (the old value dies then). Temporaries are allotted
//! as a stack, so "the temporaries at and above depth d" is what an exception must release.
//!
//! **Control flow is flat with structure noted.** An executor that knows every value follows the
//! program counter. One that does not uses the noted join points (`Branch::end`, `Loop::end`,
//! `Try::end`) to run the ways separately and to join them; "stop at" semantics: a way runs until
//! its program counter equals the join point or it leaves the body.
//!
//! The whole is owned, serialisable in principle, and names no parser type; places are `SiteId`s.

mod body;
mod inst;
mod print;

pub use crate::python::Version;
pub use body::{Body, BodyId, BodyKind, Const, ConstId, Local, LocalKind, Module, Param, ParamKind};
pub use inst::{
    Arg, ArgsId, BinaryOp, CallArgs, CompareOp, Conversion, Inst, Intrinsic, Keyword, LoopKind, MakeFunction,
    MakeFunctionId, Pc, Slot, SlotList, TryKind, UnaryOp,
};
