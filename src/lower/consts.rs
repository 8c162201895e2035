//! The constants of one file: equal ones are one entry.
//!
//! Equal means of the same type and the same value, as in CPython's constant table: `1`, `1.0` and
//! `True` are three constants, `0.0` and `-0.0` two.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use smallvec::SmallVec;

use crate::base::IndexVec;
use crate::ir::{Const, ConstId};

#[derive(Default)]
pub(super) struct Consts {
    pub(super) items: IndexVec<ConstId, Const>,
    by_hash: FxHashMap<u64, SmallVec<[ConstId; 2]>>,
}

impl Consts {
    pub(super) fn add(&mut self, value: Const) -> ConstId {
        let hash = hash_of(&value);
        if let Some(known) = self.find(hash, |item| same(item, &value)) {
            return known;
        }
        self.push(hash, value)
    }

    /// A string, copied only when it is new.
    pub(super) fn add_str(&mut self, text: &str) -> ConstId {
        let hash = hash_text(text);
        let known = self.find(hash, |item| matches!(item, Const::Str(known) if **known == *text));
        known.unwrap_or_else(|| self.push(hash, Const::Str(text.into())))
    }

    pub(super) fn add_bool(&mut self, value: bool) -> ConstId {
        self.add(Const::Bool(value))
    }

    pub(super) fn get(&self, id: ConstId) -> &Const {
        &self.items[id]
    }

    pub(super) fn truth(&self, id: ConstId) -> bool {
        match self.get(id) {
            Const::None => false,
            Const::Ellipsis => true,
            Const::Bool(value) => *value,
            Const::Int(value) => *value != 0,
            Const::BigInt(_) => true,
            Const::Float(value) => *value != 0.0,
            Const::Complex { real, imag } => *real != 0.0 || *imag != 0.0,
            Const::Str(text) => !text.is_empty(),
            Const::Bytes(bytes) => !bytes.is_empty(),
            Const::Tuple(items) | Const::FrozenSet(items) => !items.is_empty(),
        }
    }

    fn find(&self, hash: u64, is_same: impl Fn(&Const) -> bool) -> Option<ConstId> {
        self.by_hash.get(&hash)?.iter().copied().find(|id| is_same(&self.items[*id]))
    }

    fn push(&mut self, hash: u64, value: Const) -> ConstId {
        let id = self.items.push(value);
        self.by_hash.entry(hash).or_default().push(id);
        id
    }
}

fn same(a: &Const, b: &Const) -> bool {
    match (a, b) {
        (Const::Float(a), Const::Float(b)) => a.to_bits() == b.to_bits(),
        (Const::Complex { real: a, imag: b }, Const::Complex { real: c, imag: d }) => {
            a.to_bits() == c.to_bits() && b.to_bits() == d.to_bits()
        }
        _ => a == b,
    }
}

fn hash_text(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

fn hash_of(value: &Const) -> u64 {
    let mut hasher = FxHasher::default();
    std::mem::discriminant(value).hash(&mut hasher);
    match value {
        Const::Str(text) => return hash_text(text),
        Const::None | Const::Ellipsis => {}
        Const::Bool(value) => value.hash(&mut hasher),
        Const::Int(value) => value.hash(&mut hasher),
        Const::BigInt(digits) => digits.hash(&mut hasher),
        Const::Float(value) => value.to_bits().hash(&mut hasher),
        Const::Complex { real, imag } => (real.to_bits(), imag.to_bits()).hash(&mut hasher),
        Const::Bytes(bytes) => bytes.hash(&mut hasher),
        Const::Tuple(items) | Const::FrozenSet(items) => items.hash(&mut hasher),
    }
    hasher.finish()
}
