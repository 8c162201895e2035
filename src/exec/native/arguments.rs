//! Reading the arguments of natives, with CPython's errors where they do not fit.

use crate::base::Symbol;
use crate::exec::call::Args;
use crate::exec::machine::{Machine, Step};
use crate::exec::statics;
use crate::exec::value::message;
use crate::heap::ObjId;

/// The receiver and exactly `N` further positional arguments of a method.
pub(super) fn rest<const N: usize>(m: &mut Machine, args: &Args, name: &str) -> Step<(ObjId, [ObjId; N])> {
    let recv = args.positional.first().copied().unwrap_or(statics::UNKNOWN);
    let given = args.positional.get(1..).unwrap_or(&[]);
    match <[ObjId; N]>::try_from(given) {
        Ok(values) if args.keywords.is_empty() => Ok((recv, values)),
        _ => {
            let class = m.type_name_of(recv);
            let words = if args.keywords.is_empty() {
                message::fixed_arity(m.version(), Some(&class), name, N, given.len())
            } else {
                format!("{class}.{name}() takes no keyword arguments")
            };
            Err(m.type_error(&words))
        }
    }
}

/// Exactly `N` positional arguments of a function.
pub(super) fn exactly<const N: usize>(m: &mut Machine, args: &Args, name: &str) -> Step<[ObjId; N]> {
    if !args.keywords.is_empty() {
        return Err(m.type_error(&format!("{name}() takes no keyword arguments")));
    }
    match <[ObjId; N]>::try_from(args.positional.as_slice()) {
        Ok(values) => Ok(values),
        Err(_) => {
            let words = message::fixed_arity(m.version(), None, name, N, args.positional.len());
            Err(m.type_error(&words))
        }
    }
}

/// Checks that between `least` and `most` positional arguments are given.
pub(super) fn between(m: &mut Machine, args: &Args, name: &str, least: usize, most: usize) -> Step<()> {
    let given = args.positional.len();
    if (least..=most).contains(&given) {
        return Ok(());
    }
    let words = message::flexible_arity(m.version(), name, least, most, given);
    Err(m.type_error(&words))
}

/// The positional argument at a place, if given.
pub(super) fn optional(args: &Args, at: usize) -> Option<ObjId> {
    args.positional.get(at).copied()
}

/// The argument of a name, by keyword.
pub(super) fn keyword(args: &Args, name: &str) -> Option<ObjId> {
    args.keywords.iter().find(|(known, _)| *known == Symbol::new(name)).map(|(_, value)| *value)
}

/// The argument of a name, by position or keyword.
pub(in crate::exec) fn named(args: &Args, at: usize, name: &str) -> Option<ObjId> {
    optional(args, at).or_else(|| keyword(args, name))
}

pub(super) fn no_keywords(args: &Args) -> bool {
    args.keywords.is_empty()
}
