//! Methods of `set` and `frozenset`.

use crate::exec::call::Args;
use crate::exec::machine::{Machine, Step};
use crate::exec::statics;
use crate::heap::{Kind, ObjId};
use crate::ir::{BinaryOp, CompareOp};

use super::arguments::{optional, rest};
use super::convert::Modelled;
use super::table::Row;

pub(super) const ROWS: &[Row] = &[
    ("set.add", add),
    ("set.clear", clear),
    ("set.copy", copy),
    ("set.difference", difference),
    ("set.difference_update", difference_update),
    ("set.discard", discard),
    ("set.intersection", intersection),
    ("set.intersection_update", intersection_update),
    ("set.isdisjoint", is_disjoint),
    ("set.issubset", is_subset),
    ("set.issuperset", is_superset),
    ("set.pop", pop),
    ("set.remove", remove),
    ("set.symmetric_difference", symmetric_difference),
    ("set.symmetric_difference_update", |m, a| reduce(m, a, BinaryOp::BitXor)),
    ("set.union", union),
    ("set.update", update),
    ("frozenset.copy", frozen_copy),
    ("frozenset.difference", difference),
    ("frozenset.intersection", intersection),
    ("frozenset.isdisjoint", is_disjoint),
    ("frozenset.issubset", is_subset),
    ("frozenset.issuperset", is_superset),
    ("frozenset.symmetric_difference", symmetric_difference),
    ("frozenset.union", union),
];

fn add(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (set, [item]) = rest(m, args, "add")?;
    let item = m.share(item);
    Ok(m.set_add(set, item)?.then_some(statics::NONE))
}

fn clear(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (set, []) = rest(m, args, "clear")?;
    m.set_clear(set);
    Ok(Some(statics::NONE))
}

fn copy(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (set, []) = rest(m, args, "copy")?;
    m.set_copy(set, false)
}

fn frozen_copy(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (set, []) = rest(m, args, "copy")?;
    if m.class(set) == statics::FROZENSET {
        return Ok(Some(m.share(set)));
    }
    m.set_copy(set, true)
}

fn take_out(m: &mut Machine, set: ObjId, item: ObjId) -> Modelled<bool> {
    let Some(gone) = m.set_take(set, item)? else { return Ok(None) };
    if let Some(gone) = gone {
        m.drop_ref(gone);
    }
    Ok(Some(gone.is_some()))
}

fn discard(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (set, [item]) = rest(m, args, "discard")?;
    Ok(take_out(m, set, item)?.map(|_| statics::NONE))
}

fn remove(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (set, [item]) = rest(m, args, "remove")?;
    match take_out(m, set, item)? {
        Some(true) => Ok(Some(statics::NONE)),
        Some(false) => Err(m.key_error(item)),
        None => Ok(None),
    }
}

fn pop(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (set, []) = rest(m, args, "pop")?;
    let Some(first) = m.set_in_order(set).first().copied() else {
        return Err(m.error(statics::KEY_ERROR, "pop from an empty set"));
    };
    Ok(m.set_take(set, first)?.flatten())
}

/// Another operand as a set: itself, or an owned set of its items.
fn as_set(m: &mut Machine, other: ObjId) -> Modelled<ObjId> {
    if matches!(m.kind(other), Kind::Set | Kind::FrozenSet) {
        return Ok(Some(m.share(other)));
    }
    let out = m.new_set(false);
    Ok(m.set_update(out, other)?.then_some(out))
}

/// Applies an operator with every further argument in turn.
fn fold(m: &mut Machine, args: &Args, op: BinaryOp) -> Modelled<ObjId> {
    let Some(set) = optional(args, 0) else { return Ok(None) };
    let frozen = m.kind(set) == Kind::FrozenSet;
    let Some(mut result) = m.set_copy(set, frozen)? else { return Ok(None) };
    for other in &args.positional[1..] {
        let Some(operand) = as_set(m, *other)? else { return Ok(None) };
        let Some(Some(next)) = m.set_operator(op, result, operand)? else { return Ok(None) };
        m.drop_ref(operand);
        m.drop_ref(result);
        result = next;
    }
    Ok(Some(result))
}

fn union(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(set) = optional(args, 0) else { return Ok(None) };
    let frozen = m.kind(set) == Kind::FrozenSet;
    let Some(result) = m.set_copy(set, frozen)? else { return Ok(None) };
    for other in &args.positional[1..] {
        if !m.set_update(result, *other)? {
            return Ok(None);
        }
    }
    Ok(Some(result))
}

fn difference(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    fold(m, args, BinaryOp::Sub)
}

fn intersection(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    fold(m, args, BinaryOp::BitAnd)
}

fn symmetric_difference(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    fold(m, args, BinaryOp::BitXor)
}

fn update(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(set) = optional(args, 0) else { return Ok(None) };
    for other in &args.positional[1..] {
        if !m.set_update(set, *other)? {
            return Ok(None);
        }
    }
    Ok(Some(statics::NONE))
}

fn reduce(m: &mut Machine, args: &Args, op: BinaryOp) -> Step<Option<ObjId>> {
    let (set, [other]) = rest(m, args, "update")?;
    let Some(operand) = as_set(m, other)? else { return Ok(None) };
    let result = m.apply_binary(op, set, operand, true)?;
    m.drop_ref(operand);
    if let Some(result) = result {
        m.drop_ref(result);
    }
    Ok(result.map(|_| statics::NONE))
}

fn difference_update(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    reduce(m, args, BinaryOp::Sub)
}

fn intersection_update(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    reduce(m, args, BinaryOp::BitAnd)
}

fn relation(m: &mut Machine, args: &Args, op: CompareOp) -> Modelled<ObjId> {
    let (set, [other]) = rest(m, args, "issubset")?;
    let Some(operand) = as_set(m, other)? else { return Ok(None) };
    let known = m.plain_compare(op, set, operand)?.flatten();
    m.drop_ref(operand);
    Ok(known.map(|known| m.new_bool(known)))
}

fn is_subset(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    relation(m, args, CompareOp::LtE)
}

fn is_superset(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    relation(m, args, CompareOp::GtE)
}

fn is_disjoint(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (set, [other]) = rest(m, args, "isdisjoint")?;
    let Some(items) = m.collect(other)? else { return Ok(None) };
    let mut disjoint = Some(true);
    for item in &items {
        match m.set_has(set, *item)? {
            Some(false) => {}
            Some(true) => {
                disjoint = Some(false);
                break;
            }
            None => return Ok(None),
        }
    }
    m.drop_all(items);
    Ok(disjoint.map(|disjoint| m.new_bool(disjoint)))
}
