//! `functools.partial` and small helpers that Python models lean on.

use crate::exec::call::Args;
use crate::exec::machine::Machine;
use crate::exec::statics;
use crate::heap::{Kind, Label, ObjId, Payload, SymbolKey};

use super::arguments::exactly;
use super::convert::Modelled;
use super::table::Row;

pub(super) const ROWS: &[Row] = &[
    ("_heap.vague", |_, _| Ok(Some(statics::SOME_SCALAR))),
    ("_heap.resume", |m, a| {
        let [generator, throws, value] = exactly(m, a, "resume")?;
        let value = m.share(value);
        let sent = if throws == statics::TRUE { Err(value) } else { Ok(value) };
        let Some((is_item, item)) = m.step_async(generator, sent)? else { return Ok(None) };
        let is_item = m.new_bool(is_item);
        Ok(Some(m.new_tuple(vec![is_item, item])))
    }),
    ("_heap.identity", |m, a| {
        let [value] = exactly(m, a, "identity")?;
        Ok(Some(m.new_int(i64::from(value.0) + 1)))
    }),
    ("_heap.method_parts", |m, a| {
        let [method] = exactly(m, a, "method_parts")?;
        let parts = [Label::SelfArg, Label::Func].map(|label| m.heap.target(method, label));
        let [Some(target), Some(function)] = parts else { return Ok(None) };
        let parts = m.share_all(&[target, function]);
        Ok(Some(m.new_tuple(parts)))
    }),
];

/// `functools.partial(function, *args, **keywords)`; a partial of a partial is one partial.
pub(super) fn new_partial(m: &mut Machine, class: ObjId, args: &Args) -> Modelled<ObjId> {
    let Some(function) = args.positional.first().copied() else {
        return Err(m.type_error("type 'partial' takes at least one argument"));
    };
    let made = m.new_object(Kind::Partial, class, Payload::None);
    let function = m.share(function);
    m.hold(made, Label::Func, function);
    for (at, value) in args.positional[1..].iter().enumerate() {
        let value = m.share(*value);
        m.hold(made, Label::Arg(at as u16), value);
    }
    for (name, value) in &args.keywords {
        let value = m.share(*value);
        m.hold(made, Label::Keyword(SymbolKey(*name)), value);
    }
    Ok(Some(made))
}
