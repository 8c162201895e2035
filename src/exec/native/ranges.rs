//! Methods of `range` and `slice`.

use crate::exec::call::Args;
use crate::exec::machine::Machine;
use crate::exec::statics;
use crate::exec::value::slice;
use crate::heap::{Kind, ObjId, Payload};

use super::arguments::rest;
use super::convert::Modelled;
use super::table::Row;

pub(super) const ROWS: &[Row] = &[
    ("range.count", |m, a| {
        let (range, [number]) = rest(m, a, "count")?;
        Ok(place(m, range, number).map(|at| m.new_int(i64::from(at.is_some()))))
    }),
    ("range.index", |m, a| {
        let (range, [number]) = rest(m, a, "index")?;
        match place(m, range, number) {
            None => Ok(None),
            Some(Some(at)) => Ok(Some(m.new_int(at))),
            Some(None) if m.small(number).is_some() => {
                let shown = m.repr_text(number)?.unwrap_or_default();
                Err(m.value_error(&format!("{shown} is not in range")))
            }
            Some(None) => Err(m.value_error("sequence.index(x): x not in sequence")),
        }
    }),
    ("slice.indices", indices),
];

/// Where a range has a number: unknown, nowhere, or at a position.
fn place(m: &Machine, range: ObjId, number: ObjId) -> Option<Option<i64>> {
    let Payload::Range { start, stop, step } = *m.payload(range) else { return None };
    if m.is_vague(number) || m.kind(number) != Kind::Scalar {
        return None;
    }
    let Some(number) = m.small(number) else { return Some(None) };
    let at = number.checked_sub(start)?.checked_div(step)?;
    let inside = at >= 0 && (at as u64) < slice::range_len(start, stop, step) as u64;
    Some((inside && start + at * step == number).then_some(at))
}

fn indices(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (value, [len]) = rest(m, args, "indices")?;
    let Some(len) = m.small(len) else { return Ok(None) };
    if len < 0 {
        return Err(m.value_error("length should not be negative"));
    }
    let mut bounds = Vec::new();
    for part in m.inner_parts(value) {
        match m.scalar_of(part).and_then(|scalar| scalar.as_int()) {
            Some(int) => bounds.push(Some(int)),
            None if part == statics::NONE => bounds.push(None),
            None => return Ok(None),
        }
    }
    let [start, stop, step] = bounds.as_slice() else { return Ok(None) };
    match slice::indices(start.as_ref(), stop.as_ref(), step.as_ref(), len as usize) {
        Ok(span) => {
            let numbers = [span.start, span.stop, span.step].map(|number| m.new_int(number));
            Ok(Some(m.new_tuple(numbers.to_vec())))
        }
        Err(trouble) => m.trouble(trouble).map(|()| None),
    }
}
