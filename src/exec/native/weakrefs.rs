//! `weakref`: references that do not count, proxies, and what the containers are made of.

use crate::exec::call::Args;
use crate::exec::machine::Machine;
use crate::exec::statics;
use crate::heap::{Kind, Label, ObjId, Payload, RefStrength};

use super::arguments::{between, exactly, optional};
use super::convert::Modelled;
use super::table::Row;

pub(super) const ROWS: &[Row] =
    &[("_weakref.proxy", proxy), ("_weakref.getweakrefcount", count), ("_weakref.getweakrefs", all)];

/// `weakref.ref(obj, callback)`
pub(super) fn new_ref(m: &mut Machine, class: ObjId, args: &Args) -> Modelled<ObjId> {
    between(m, args, "ref", 1, 2)?;
    let callback = optional(args, 1).filter(|callback| *callback != statics::NONE);
    make(m, class, args.positional[0], callback)
}

fn proxy(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "proxy", 1, 2)?;
    let target = args.positional[0];
    let callable = m.overrides(target, "__call__").is_some()
        || matches!(m.kind(target), Kind::Function | Kind::Method | Kind::Class);
    let class = if callable { statics::WEAKCALLABLEPROXY } else { statics::WEAKPROXY };
    let callback = optional(args, 1).filter(|callback| *callback != statics::NONE);
    make(m, class, target, callback)
}

fn make(m: &mut Machine, class: ObjId, target: ObjId, callback: Option<ObjId>) -> Modelled<ObjId> {
    if m.is_vague(target) && m.kind(target) != Kind::Scalar {
        return Ok(None);
    }
    if !m.has_weakref(target) {
        let shown = m.type_name_of(target);
        return Err(m.type_error(&format!("cannot create weak reference to '{shown}' object")));
    }
    if callback.is_none() && statics::is_type(class) {
        let known = m.heap.get(target).map_or(Vec::new(), |object| object.weakrefs.to_vec());
        for weakref in known {
            if m.class(weakref) == class && m.heap.target(weakref, Label::Callback).is_none() {
                return Ok(Some(m.share(weakref)));
            }
        }
    }
    let made = m.new_object(Kind::WeakRef, class, Payload::None);
    m.adopt(made, class);
    let mut reference = m.reference(Label::Referent, target);
    reference.strength = RefStrength::Weak;
    m.heap.push_ref(made, reference);
    if let Some(callback) = callback {
        let callback = m.share(callback);
        m.hold(made, Label::Callback, callback);
    }
    Ok(Some(made))
}

fn count(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [value] = exactly(m, args, "getweakrefcount")?;
    let count = m.heap.get(value).map_or(0, |object| object.weakrefs.len());
    Ok(Some(m.new_int(count as i64)))
}

fn all(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [value] = exactly(m, args, "getweakrefs")?;
    let mut known = m.heap.get(value).map_or(Vec::new(), |object| object.weakrefs.to_vec());
    known.retain(|id| m.kind(*id) == Kind::WeakRef);
    let known = m.share_all(&known);
    Ok(Some(m.new_list(known)))
}
