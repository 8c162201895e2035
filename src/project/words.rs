//! Names that linking asks for often, interned once, and dotted names joined once.

use std::cell::RefCell;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::base::Symbol;

/// Special methods and their like.
pub struct Words {
    pub init: Symbol,
    pub post_init: Symbol,
    pub call: Symbol,
    pub iter: Symbol,
    pub getitem: Symbol,
    pub setitem: Symbol,
    pub del: Symbol,
    pub new: Symbol,
    pub get: Symbol,
    pub class: Symbol,
}

pub static WORDS: LazyLock<Words> = LazyLock::new(|| Words {
    init: Symbol::new("__init__"),
    post_init: Symbol::new("__post_init__"),
    call: Symbol::new("__call__"),
    iter: Symbol::new("__iter__"),
    getitem: Symbol::new("__getitem__"),
    setitem: Symbol::new("__setitem__"),
    del: Symbol::new("__del__"),
    new: Symbol::new("__new__"),
    get: Symbol::new("__get__"),
    class: Symbol::new("__class__"),
});

thread_local! {
    static JOINED: RefCell<FxHashMap<(Symbol, Symbol), Symbol>> = RefCell::default();
}

/// `module.name`
pub fn join(module: Symbol, name: Symbol) -> Symbol {
    JOINED.with_borrow_mut(|joined| {
        *joined.entry((module, name)).or_insert_with(|| Symbol::new(&format!("{module}.{name}")))
    })
}
