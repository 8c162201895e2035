//! Truth: comparisons, `and`, `or`, conditional expressions, and the tests of statements.
//!
//! A test of one part branches at once. `if a and b` without anything to do otherwise nests its
//! branches. Every other test of several parts is first reduced to one bool, so that no arm is
//! written or followed twice.

use ruff_python_ast::{self as ast, BoolOp, CmpOp, Expr};
use ruff_text_size::{Ranged, TextRange};

use crate::ir::{CompareOp, Const, ConstId, Inst, Pc, Slot, UnaryOp};
use crate::syntax::with_room;

use super::Lowerer;
use super::expr::Value;

impl<'a> Lowerer<'a> {
    /// Evaluates a test and branches: true falls through. `Some` when the outcome is known while
    /// compiling; then nothing was written.
    pub(super) fn test(&mut self, test: &'a Expr, otherwise: Pc, end: Pc) -> Option<bool> {
        let range = test.range();
        if let Some((value, is_none)) = none_test(test) {
            let cond = self.expr(value);
            self.emit(range, Inst::BranchNone { cond, is_none, otherwise, end });
            self.pop();
            return None;
        }
        match self.condition(test) {
            Value::Const(value) => Some(self.consts.truth(value)),
            Value::Temp => {
                self.pop();
                let cond = Slot(self.b.depth);
                self.emit(range, Inst::Branch { cond, otherwise, end });
                None
            }
        }
    }

    /// As `test`, where nothing is done otherwise: each part of an `and` gets a branch of its own.
    pub(super) fn test_or_skip(&mut self, test: &'a Expr, end: Pc) -> Option<bool> {
        let Expr::BoolOp(ast::ExprBoolOp { op: BoolOp::And, values, .. }) = test else {
            return self.test(test, end, end);
        };
        let mut all_known = true;
        for part in values {
            match with_room(|| self.test_or_skip(part, end)) {
                Some(false) => return Some(false),
                Some(true) => {}
                None => all_known = false,
            }
        }
        all_known.then_some(true)
    }

    /// As `test_or_skip` for the test of a loop.
    pub(super) fn loop_test(&mut self, test: &'a Expr, exit: Pc) -> Option<bool> {
        if let Expr::BoolOp(ast::ExprBoolOp { op: BoolOp::And, values, .. }) = test {
            let mut all_known = true;
            for part in values {
                match with_room(|| self.loop_test(part, exit)) {
                    Some(false) => return Some(false),
                    Some(true) => {}
                    None => all_known = false,
                }
            }
            return all_known.then_some(true);
        }
        match self.condition(test) {
            Value::Const(value) => Some(self.consts.truth(value)),
            Value::Temp => {
                self.pop();
                let cond = Slot(self.b.depth);
                self.emit(test.range(), Inst::LoopTest { cond, exit });
                None
            }
        }
    }

    /// A value whose truth is that of the expression; a bool if it has several parts.
    pub(super) fn condition(&mut self, test: &'a Expr) -> Value {
        match test {
            Expr::BoolOp(boolean) => with_room(|| self.boolean_parts(boolean, true)),
            Expr::UnaryOp(unary) if unary.op == ast::UnaryOp::Not && unary.operand.is_bool_op_expr() => {
                let inner = with_room(|| self.condition(&unary.operand));
                match inner {
                    Value::Const(value) => {
                        let truth = self.consts.truth(value);
                        Value::Const(self.consts.add_bool(!truth))
                    }
                    Value::Temp => {
                        let value = Slot(self.b.depth.saturating_sub(1));
                        self.emit(unary.range, Inst::Unary { dst: value, op: UnaryOp::Not, value });
                        Value::Temp
                    }
                }
            }
            _ => self.value(test),
        }
    }

    pub(super) fn boolean(&mut self, boolean: &'a ast::ExprBoolOp) -> Value {
        self.boolean_parts(boolean, false)
    }

    /// `a and b and c`: the first part that decides, or the last. As a truth, each part is reduced
    /// to a bool as soon as it is evaluated.
    fn boolean_parts(&mut self, boolean: &'a ast::ExprBoolOp, as_truth: bool) -> Value {
        let is_and = boolean.op == BoolOp::And;
        let Some((last, parts)) = boolean.values.split_last() else {
            self.opaque(boolean.range, "a boolean operation without parts");
            return Value::Temp;
        };
        let result = Slot(self.b.depth);
        let end = self.label();
        let mut branched = false;
        for part in parts {
            match self.part(part, as_truth) {
                // A part that never decides is not evaluated; one that always does is the last.
                Value::Const(value) if self.consts.truth(value) == is_and => continue,
                Value::Const(value) => {
                    if !branched {
                        return Value::Const(value);
                    }
                    self.push_const(part.range(), value);
                    self.place(end);
                    return Value::Temp;
                }
                Value::Temp => {}
            }
            let cond = self.push();
            self.emit(part.range(), Inst::Copy { dst: cond, src: result });
            self.pop();
            let decided = self.label();
            if is_and {
                self.emit(part.range(), Inst::Branch { cond, otherwise: end, end });
            } else {
                self.emit(part.range(), Inst::Branch { cond, otherwise: decided, end });
                self.jump(part.range(), end);
                self.place(decided);
            }
            branched = true;
            self.drop_top(part.range());
        }
        match self.part(last, as_truth) {
            Value::Const(value) if !branched => return Value::Const(value),
            Value::Const(value) => {
                self.push_const(last.range(), value);
            }
            Value::Temp => {}
        }
        self.place(end);
        Value::Temp
    }

    fn part(&mut self, part: &'a Expr, as_truth: bool) -> Value {
        if !as_truth {
            return self.value(part);
        }
        let found = self.condition(part);
        if found == Value::Temp && !gives_bool(part) {
            let value = Slot(self.b.depth.saturating_sub(1));
            self.emit(part.range(), Inst::Truth { dst: value, value });
        }
        found
    }

    pub(super) fn conditional(&mut self, conditional: &'a ast::ExprIf) -> Value {
        let (otherwise, end) = (self.label(), self.label());
        match self.test(&conditional.test, otherwise, end) {
            Some(true) => return self.value(&conditional.body),
            Some(false) => return self.value(&conditional.orelse),
            None => {}
        }
        self.expr(&conditional.body);
        self.pop();
        self.jump(conditional.range, end);
        self.place(otherwise);
        self.expr(&conditional.orelse);
        self.place(end);
        Value::Temp
    }

    pub(super) fn compare(&mut self, compare: &'a ast::ExprCompare) {
        let result = self.expr(&compare.left);
        let (failed, end) = (self.label(), self.label());
        let count = compare.ops.len();
        for (at, (op, right)) in compare.ops.iter().zip(&compare.comparators).enumerate() {
            let kept = self.right_side(*op, right);
            let op = compare_op(*op);
            if at + 1 == count {
                self.emit(compare.range, Inst::Compare { dst: result, op, left: result, right: kept });
            } else {
                self.compare_and_keep(compare.range, op, result, kept, (failed, end));
            }
            self.pop();
        }
        if count > 1 {
            self.jump(compare.range, end);
            self.place(failed);
            self.emit(compare.range, Inst::Drop { slot: Slot(result.0 + 1) });
            self.place(end);
        }
    }

    /// One link of `a < b < c`: moves `b` to `result` for the next link. On the way out the false
    /// outcome is in `result` and `b` is still to be dropped.
    fn compare_and_keep(&mut self, range: TextRange, op: CompareOp, result: Slot, kept: Slot, out: (Pc, Pc)) {
        let right = self.push();
        self.emit(range, Inst::Copy { dst: right, src: kept });
        self.emit(range, Inst::Compare { dst: result, op, left: result, right });
        self.emit(range, Inst::Copy { dst: right, src: result });
        self.emit(range, Inst::Branch { cond: right, otherwise: out.0, end: out.1 });
        self.emit(range, Inst::Drop { slot: result });
        self.emit(range, Inst::Move { dst: result, src: kept });
        self.pop();
    }

    /// The right side of a comparison: `in` tests against a tuple or frozenset instead of a display.
    fn right_side(&mut self, op: CmpOp, right: &'a Expr) -> Slot {
        if matches!(op, CmpOp::In | CmpOp::NotIn) {
            return self.iterable(right, true);
        }
        self.expr(right)
    }

    /// What `in` or `for` goes through: a list display is made a tuple, constants one constant.
    pub(super) fn iterable(&mut self, expr: &'a Expr, sets: bool) -> Slot {
        match expr {
            Expr::List(list) if !list.elts.iter().any(Expr::is_starred_expr) => {
                match self.constants(&list.elts) {
                    Some(items) => {
                        let tuple = self.consts.add(Const::Tuple(items.into()));
                        self.push_const(list.range, tuple)
                    }
                    None => self.build_tuple(&list.elts, list.range),
                }
            }
            Expr::Set(set) if sets => match self.constants(&set.elts) {
                Some(items) => {
                    let set_const = self.consts.add(Const::FrozenSet(items.into()));
                    self.push_const(set.range, set_const)
                }
                None => self.expr(expr),
            },
            _ => self.expr(expr),
        }
    }

    /// `not a in b` and `not a is b` are one operator.
    pub(super) fn negated_compare(&mut self, compare: &'a ast::ExprCompare, range: TextRange) -> bool {
        let ([op], [right]) = (&*compare.ops, &*compare.comparators) else { return false };
        let op = match op {
            CmpOp::Is => CmpOp::IsNot,
            CmpOp::IsNot => CmpOp::Is,
            CmpOp::In => CmpOp::NotIn,
            CmpOp::NotIn => CmpOp::In,
            _ => return false,
        };
        let left = self.expr(&compare.left);
        let right = self.right_side(op, right);
        self.emit(range, Inst::Compare { dst: left, op: compare_op(op), left, right });
        self.pop();
        true
    }

    /// All items as constants, if every one is written as such.
    pub(super) fn constants(&mut self, items: &'a [Expr]) -> Option<Vec<ConstId>> {
        if !items.iter().all(Self::may_fold) {
            return None;
        }
        items.iter().map(|item| self.constant(item)).collect()
    }

    /// The constant an expression is, without writing code; only for expressions that may fold.
    pub(super) fn constant(&mut self, expr: &'a Expr) -> Option<ConstId> {
        match expr {
            Expr::Tuple(tuple) => {
                let items = self.constants(&tuple.elts)?;
                Some(self.consts.add(Const::Tuple(items.into())))
            }
            Expr::UnaryOp(unary) if unary.operand.is_literal_expr() => self.written_constant(expr),
            Expr::BinOp(binary) if binary.left.is_literal_expr() && binary.right.is_literal_expr() => {
                self.written_constant(expr)
            }
            _ if expr.is_literal_expr() => self.written_constant(expr),
            _ => None,
        }
    }

    /// Evaluates; code that was written after all is taken back.
    fn written_constant(&mut self, expr: &'a Expr) -> Option<ConstId> {
        let (code, depth) = (self.b.body.code.len(), self.b.depth);
        match self.value(expr) {
            Value::Const(value) => Some(value),
            Value::Temp => {
                self.b.body.code.truncate(code);
                self.b.body.sites.truncate(code);
                self.b.depth = depth;
                None
            }
        }
    }
}

/// `x is None`, `x is not None`, also under `not`.
fn none_test(test: &Expr) -> Option<(&Expr, bool)> {
    match test {
        Expr::Compare(compare) => match (&*compare.ops, &*compare.comparators) {
            ([CmpOp::Is], [Expr::NoneLiteral(_)]) => Some((&compare.left, true)),
            ([CmpOp::IsNot], [Expr::NoneLiteral(_)]) => Some((&compare.left, false)),
            _ => None,
        },
        Expr::UnaryOp(unary) if unary.op == ast::UnaryOp::Not && unary.operand.is_compare_expr() => {
            none_test(&unary.operand).map(|(value, is_none)| (value, !is_none))
        }
        _ => None,
    }
}

/// Expressions whose value is a bool whatever their parts are.
fn gives_bool(expr: &Expr) -> bool {
    match expr {
        Expr::UnaryOp(unary) => unary.op == ast::UnaryOp::Not,
        Expr::Compare(compare) => {
            let plain = |op: &CmpOp| matches!(op, CmpOp::Is | CmpOp::IsNot | CmpOp::In | CmpOp::NotIn);
            compare.ops.iter().all(plain)
        }
        // As a truth, its parts were reduced already.
        Expr::BoolOp(_) => true,
        _ => false,
    }
}

fn compare_op(op: CmpOp) -> CompareOp {
    match op {
        CmpOp::Eq => CompareOp::Eq,
        CmpOp::NotEq => CompareOp::NotEq,
        CmpOp::Lt => CompareOp::Lt,
        CmpOp::LtE => CompareOp::LtE,
        CmpOp::Gt => CompareOp::Gt,
        CmpOp::GtE => CompareOp::GtE,
        CmpOp::Is => CompareOp::Is,
        CmpOp::IsNot => CompareOp::IsNot,
        CmpOp::In => CompareOp::In,
        CmpOp::NotIn => CompareOp::NotIn,
    }
}
