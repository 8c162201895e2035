//! Which parameter an argument goes to.

use crate::base::Symbol;
use crate::ir::{Param, ParamKind};

/// Where an argument lands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slot {
    Param(u16),
    /// An item of the `*` parameter with this number.
    Rest(u16),
    /// A value of the `**` parameter with this number.
    Extra(u16),
}

/// The slot of the n-th positional argument.
pub fn positional(params: &[Param], n: usize) -> Option<Slot> {
    match params.get(n).map(|param| param.kind) {
        Some(ParamKind::PositionalOnly | ParamKind::Positional) => Some(Slot::Param(n as u16)),
        _ => rest(params),
    }
}

/// The `*` parameter.
pub fn rest(params: &[Param]) -> Option<Slot> {
    let at = params.iter().position(|param| param.kind == ParamKind::Star)?;
    Some(Slot::Rest(at as u16))
}

/// The slot of a keyword argument.
pub fn keyword(params: &[Param], name: Symbol) -> Option<Slot> {
    let named = params.iter().position(|param| {
        param.name == name && matches!(param.kind, ParamKind::Positional | ParamKind::KeywordOnly)
    });
    if let Some(at) = named {
        return Some(Slot::Param(at as u16));
    }
    let at = params.iter().position(|param| param.kind == ParamKind::DoubleStar)?;
    Some(Slot::Extra(at as u16))
}
