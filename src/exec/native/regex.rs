//! `_re`: patterns compiled and run; what `re` makes of them is Python (`models/py/re.py`).

use std::sync::Arc;

use crate::exec::call::Args;
use crate::exec::machine::Machine;
use crate::exec::statics;
use crate::exec::value::Scalar;
use crate::exec::value::pattern::{Pattern, Searched};
use crate::heap::ObjId;

use super::arguments::exactly;
use super::convert::Modelled;
use super::table::Row;

pub(super) const ROWS: &[Row] = &[("_re.compile", compile), ("_re.search", search)];

/// A text or bytes as characters.
fn characters(m: &Machine, value: ObjId) -> Option<Vec<char>> {
    match m.scalar_of(value)? {
        Scalar::Str(text) => Some(text.chars().collect()),
        Scalar::Bytes(bytes) => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        _ => None,
    }
}

/// `_re.compile(text, flags)`: number, groups, flags and names, or `None` where it is not read.
fn compile(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [text, flags] = exactly(m, args, "compile")?;
    let (Some(text), Some(flags)) = (characters(m, text), m.small(flags)) else { return Ok(None) };
    let text: String = text.into_iter().collect();
    let Some(pattern) = Pattern::new(&text, u32::try_from(flags).unwrap_or(0)) else {
        return Ok(Some(statics::NONE));
    };
    let mut items = vec![m.new_int(m.natives.patterns.len() as i64)];
    items.push(m.new_int(pattern.groups as i64));
    items.push(m.new_int(i64::from(pattern.flags)));
    let names = m.new_dict();
    for (name, number) in &pattern.names {
        let (key, number) = (m.new_str(name), m.new_int(*number as i64));
        m.dict_set(names, key, number)?;
    }
    items.push(names);
    m.natives.patterns.push(Arc::new(pattern));
    Ok(Some(m.new_tuple(items)))
}

/// `_re.search(number, text, start, end, how)`: spans as one flat tuple, -1 for a group that is
/// not in the match, or `None`. `how`: 0 searches, 1 is anchored, 2 has to reach the end.
fn search(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [number, text, start, end, how] = exactly(m, args, "search")?;
    let numbers = [number, start, end, how].map(|value| m.small(value));
    let [Some(number), Some(start), Some(end), Some(how)] = numbers else { return Ok(None) };
    let Some(chars) = characters(m, text) else { return Ok(None) };
    let pattern = usize::try_from(number).ok().and_then(|at| m.natives.patterns.get(at)).cloned();
    let Some(pattern) = pattern else { return Ok(None) };
    let end = usize::try_from(end).unwrap_or(0).min(chars.len());
    let start = usize::try_from(start).unwrap_or(0);
    match pattern.search(&chars[..end], start, how > 0, how > 1) {
        Searched::Unknown => Ok(None),
        Searched::Nothing => Ok(Some(statics::NONE)),
        Searched::Found(spans) => {
            let flat = spans.iter().flat_map(|span| match span {
                Some((from, to)) => [*from as i64, *to as i64],
                None => [-1, -1],
            });
            let items: Vec<i64> = flat.collect();
            let items = items.into_iter().map(|number| m.new_int(number)).collect();
            Ok(Some(m.new_tuple(items)))
        }
    }
}
