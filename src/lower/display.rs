//! Displays: tuples, lists, sets and dictionaries, as large as they are written.
//!
//! CPython builds a display of up to 30 values from its stack and grows longer ones item by item
//! (3.10 and later), which shows in the capacity of a list.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};

use crate::ir::{Const, ConstId, Inst, Intrinsic, Slot, Version};

use super::Lowerer;
use super::expr::Value;

/// Values CPython holds on its stack before it grows a container instead.
const MOST_ON_STACK: usize = 30;
/// The same for versions that do not say: a bound on temporaries.
const MOST_BEFORE: usize = 4096;

/// A container that grows item by item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Growing {
    List,
    Set,
}

impl<'a> Lowerer<'a> {
    pub(super) fn tuple(&mut self, tuple: &'a ast::ExprTuple) -> Value {
        if tuple.elts.iter().any(Expr::is_starred_expr) {
            self.starred_tuple(&tuple.elts, tuple.range);
            return Value::Temp;
        }
        if !tuple.elts.iter().all(Self::may_fold) {
            self.build_tuple(&tuple.elts, tuple.range);
            return Value::Temp;
        }
        match self.pending_items(&tuple.elts) {
            Some(items) => Value::Const(self.consts.add(Const::Tuple(items.into()))),
            None => {
                self.finish_tuple(tuple.elts.len(), tuple.range);
                Value::Temp
            }
        }
    }

    pub(super) fn build_tuple(&mut self, items: &'a [Expr], range: TextRange) -> Slot {
        let dst = Slot(self.b.depth);
        if self.is_long(items.len()) {
            self.grow(Growing::List, items, range);
            let inputs = self.top_list(1);
            self.emit(range, Inst::Intrinsic { dst, kind: Intrinsic::ListToTuple, inputs });
            return dst;
        }
        items.iter().for_each(|item| {
            self.expr(item);
        });
        self.finish_tuple(items.len(), range);
        dst
    }

    fn finish_tuple(&mut self, count: usize, range: TextRange) {
        let items = self.top_list(count);
        for _ in 0..count {
            self.pop();
        }
        let dst = self.push();
        self.emit(range, Inst::BuildTuple { dst, items });
    }

    /// Items that may all be constants. `None` once one was not, and all of them are temporaries;
    /// until then the constants only have their temporaries reserved.
    fn pending_items(&mut self, items: &'a [Expr]) -> Option<Vec<ConstId>> {
        let mut pending: Vec<ConstId> = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            match self.value(item) {
                Value::Const(value) => {
                    pending.push(value);
                    self.push();
                }
                Value::Temp => {
                    let first = self.b.depth.saturating_sub(at as u16 + 1);
                    for (at, (value, item)) in pending.iter().zip(items).enumerate() {
                        let dst = Slot(first.saturating_add(at as u16));
                        self.emit(item.range(), Inst::Const { dst, value: *value });
                    }
                    items[at + 1..].iter().for_each(|item| {
                        self.expr(item);
                    });
                    return None;
                }
            }
        }
        items.iter().for_each(|_| self.pop());
        Some(pending)
    }

    pub(super) fn starred_tuple(&mut self, items: &'a [Expr], range: TextRange) {
        let dst = Slot(self.b.depth);
        self.grow(Growing::List, items, range);
        let inputs = self.top_list(1);
        self.emit(range, Inst::Intrinsic { dst, kind: Intrinsic::ListToTuple, inputs });
    }

    pub(super) fn list_display(&mut self, list: &'a ast::ExprList) {
        let count = list.elts.len();
        if count >= 3
            && self.version >= Version::new(3, 9)
            && let Some(items) = self.constants(&list.elts)
        {
            let value = self.consts.add(Const::Tuple(items.into()));
            let dst = self.push();
            self.emit(list.range, Inst::BuildFromConst { dst, value, set: false });
            return;
        }
        if self.is_long(count) || list.elts.iter().any(Expr::is_starred_expr) {
            self.grow(Growing::List, &list.elts, list.range);
            return;
        }
        list.elts.iter().for_each(|item| {
            self.expr(item);
        });
        let items = self.top_list(count);
        (0..count).for_each(|_| self.pop());
        let dst = self.push();
        self.emit(list.range, Inst::BuildList { dst, items });
    }

    pub(super) fn set(&mut self, set: &'a ast::ExprSet) {
        let count = set.elts.len();
        if count >= 3
            && self.version >= Version::new(3, 9)
            && let Some(items) = self.constants(&set.elts)
        {
            let value = self.consts.add(Const::FrozenSet(items.into()));
            let dst = self.push();
            self.emit(set.range, Inst::BuildFromConst { dst, value, set: true });
            return;
        }
        if self.is_long(count) || set.elts.iter().any(Expr::is_starred_expr) {
            self.grow(Growing::Set, &set.elts, set.range);
            return;
        }
        set.elts.iter().for_each(|item| {
            self.expr(item);
        });
        let items = self.top_list(count);
        (0..count).for_each(|_| self.pop());
        let dst = self.push();
        self.emit(set.range, Inst::BuildSet { dst, items });
    }

    fn is_long(&self, count: usize) -> bool {
        count > if self.version >= Version::new(3, 10) { MOST_ON_STACK } else { MOST_BEFORE }
    }

    /// Items before the first star are built at once, the others added one by one.
    fn grow(&mut self, kind: Growing, items: &'a [Expr], range: TextRange) {
        let first = items.iter().position(Expr::is_starred_expr).unwrap_or(0);
        let first = if first > MOST_ON_STACK { 0 } else { first };
        let (head, tail) = items.split_at(first);
        head.iter().for_each(|item| {
            self.expr(item);
        });
        let list = self.top_list(first);
        (0..first).for_each(|_| self.pop());
        let dst = self.push();
        self.emit(
            range,
            match kind {
                Growing::List => Inst::BuildList { dst, items: list },
                Growing::Set => Inst::BuildSet { dst, items: list },
            },
        );
        for item in tail {
            let add = match item {
                Expr::Starred(starred) => {
                    let items = self.expr(&starred.value);
                    match kind {
                        Growing::List => Inst::ListExtend { list: dst, items },
                        Growing::Set => Inst::SetUpdate { set: dst, items },
                    }
                }
                _ => {
                    let item = self.expr(item);
                    match kind {
                        Growing::List => Inst::ListAppend { list: dst, item },
                        Growing::Set => Inst::SetAdd { set: dst, item },
                    }
                }
            };
            self.emit(item.range(), add);
            self.pop();
        }
    }

    pub(super) fn dict(&mut self, dict: &'a ast::ExprDict) {
        let plain = dict.items.iter().position(|item| item.key.is_none()).unwrap_or(dict.items.len());
        let head = if self.is_long(plain * 2) { 0 } else { plain };
        let (first, rest) = dict.items.split_at(head);
        for item in first {
            item.key.iter().for_each(|key| {
                self.expr(key);
            });
            self.expr(&item.value);
        }
        let items = self.top_list(head * 2);
        (0..head * 2).for_each(|_| self.pop());
        let dst = self.push();
        self.emit(dict.range, Inst::BuildDict { dst, items });
        for item in rest {
            let range = item.range();
            match &item.key {
                Some(key) => {
                    let key = self.expr(key);
                    let value = self.expr(&item.value);
                    self.emit(range, Inst::DictAdd { dict: dst, key, value });
                    self.pop();
                }
                None => {
                    let items = self.expr(&item.value);
                    self.emit(range, Inst::DictUpdate { dict: dst, items });
                }
            }
            self.pop();
        }
    }
}
