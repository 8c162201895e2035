//! The table of natives: every function and method by its dotted name.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::convert::Modelled;
use crate::base::Symbol;
use crate::exec::call::Args;
use crate::exec::machine::Machine;
use crate::exec::statics;
use crate::heap::{NativeId, ObjId};

/// A native: borrows its arguments, gives an owned result.
pub(in crate::exec) type Native = fn(&mut Machine, &Args) -> Modelled<ObjId>;

/// One row: dotted name and function.
pub(super) type Row = (&'static str, Native);

struct Table {
    rows: Vec<(String, Native)>,
    by_name: FxHashMap<String, u32>,
    /// Methods by the static object of their type.
    methods: FxHashMap<(ObjId, Symbol), u32>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut rows: Vec<(String, Native)> = Vec::new();
    for family in super::FAMILIES {
        rows.extend(family.iter().map(|(name, run)| ((*name).to_owned(), *run)));
    }
    for (types, names, run) in super::slots::SLOTS {
        for class in types.split(' ') {
            rows.extend(names.split(' ').map(|name| (format!("{class}.{name}"), *run)));
        }
    }
    rows.extend(super::octets::shared());
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows.dedup_by(|a, b| a.0 == b.0);
    let by_name: FxHashMap<String, u32> =
        rows.iter().enumerate().map(|(at, row)| (row.0.clone(), at as u32)).collect();
    let types: FxHashMap<&str, ObjId> = statics::TYPES
        .iter()
        .enumerate()
        .map(|(at, (name, _))| (name.rsplit('.').next().unwrap_or(name), ObjId(at as u32)))
        .collect();
    let methods = rows
        .iter()
        .enumerate()
        .filter_map(|(at, (name, _))| {
            let (class, method) = name.split_once('.')?;
            Some(((*types.get(class)?, Symbol::new(method)), at as u32))
        })
        .collect();
    Table { rows, by_name, methods }
});

/// How many natives there are.
pub(in crate::exec) fn count() -> usize {
    TABLE.rows.len()
}

pub(in crate::exec) fn find(dotted: &str) -> Option<NativeId> {
    TABLE.by_name.get(dotted).copied().map(NativeId)
}

/// The method that a built-in type defines itself.
pub(super) fn method(class: ObjId, name: Symbol) -> Option<NativeId> {
    TABLE.methods.get(&(class, name)).copied().map(NativeId)
}

/// Names of the functions of a module.
pub(in crate::exec) fn functions_of(module: &str) -> Vec<Symbol> {
    let own = TABLE.rows.iter().filter_map(|(name, _)| name.strip_prefix(module)?.strip_prefix('.'));
    own.filter(|name| !name.starts_with('_')).map(Symbol::new).collect()
}

/// Names of the methods that a built-in type defines itself.
pub(super) fn methods_of(class: ObjId) -> Vec<Symbol> {
    TABLE.methods.keys().filter(|(owner, _)| *owner == class).map(|(_, name)| *name).collect()
}

/// The dotted name of a native.
pub(in crate::exec) fn name_of(id: NativeId) -> &'static str {
    TABLE.rows.get(id.0 as usize).map_or("", |row| row.0.as_str())
}

pub(super) fn function(id: NativeId) -> Option<Native> {
    TABLE.rows.get(id.0 as usize).map(|row| row.1)
}

/// The built-in type of the object that stands for the native.
pub(in crate::exec) fn class_of(id: NativeId) -> ObjId {
    let (owner, name) = name_of(id).split_once('.').unwrap_or(("", ""));
    let is_type = statics::TYPES.iter().any(|(known, _)| known.rsplit('.').next() == Some(owner));
    match () {
        () if name == "__new__" || !is_type => statics::BUILTIN,
        () if name.starts_with("__") && name.ends_with("__") => statics::WRAPPER,
        () => statics::METHOD_DESCRIPTOR,
    }
}
