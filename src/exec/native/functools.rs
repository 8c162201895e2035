//! `functools.partial` and small helpers that Python models lean on.

use crate::base::Symbol;
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
    ("_heap.make_awaitable", |m, a| {
        let [function] = exactly(m, a, "make_awaitable")?;
        if let Payload::Code(code) = *m.payload(function) {
            m.natives.awaitable_codes.insert(code);
        }
        Ok(Some(statics::NONE))
    }),
    ("_heap.close_later", |m, a| {
        let [closer] = exactly(m, a, "close_later")?;
        let closer = (closer != statics::NONE).then(|| m.share(closer));
        if let Some(before) = std::mem::replace(&mut m.natives.async_closer, closer) {
            m.drop_ref(before);
        }
        Ok(Some(statics::NONE))
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
    if !m.is_vague(function) && !m.is_callable(function) {
        return Err(m.type_error("the first argument must be callable"));
    }
    // What is left out of the inner one of two is nobody's.
    let merges = m.kind(function) == Kind::Partial
        && m.heap
            .get(function)
            .is_some_and(|inner| !inner.refs.iter().any(|r| matches!(r.label, Label::Attr(_))));
    let inner: Vec<(Label, ObjId)> = match m.heap.get(function) {
        Some(object) if merges => object.refs.iter().map(|r| (r.label, r.target)).collect(),
        _ => vec![(Label::Func, function)],
    };
    let mut positional = Vec::new();
    let mut keywords: Vec<(Symbol, ObjId)> = Vec::new();
    let mut callee = function;
    for (label, value) in inner {
        match label {
            Label::Func => callee = value,
            Label::Arg(_) => positional.push(value),
            Label::Keyword(name) => keywords.push((name.0, value)),
            _ => {}
        }
    }
    positional.extend(&args.positional[1..]);
    for (name, value) in &args.keywords {
        match keywords.iter_mut().find(|(known, _)| known == name) {
            Some(known) => known.1 = *value,
            None => keywords.push((*name, *value)),
        }
    }
    let made = m.new_object(Kind::Partial, class, Payload::None);
    let callee = m.share(callee);
    m.hold(made, Label::Func, callee);
    for (at, value) in positional.into_iter().enumerate() {
        let value = m.share(value);
        m.hold(made, Label::Arg(at as u16), value);
    }
    for (name, value) in keywords {
        let value = m.share(value);
        m.hold(made, Label::Keyword(SymbolKey(name)), value);
    }
    Ok(Some(made))
}
