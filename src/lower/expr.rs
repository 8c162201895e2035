//! Expressions. A constant is not written until it is needed, so that operators can fold it.

use ruff_python_ast::{self as ast, Expr, Number};
use ruff_text_size::{Ranged, TextRange};

use crate::ir::{BinaryOp, Const, ConstId, Inst, Intrinsic, Slot, UnaryOp};
use crate::syntax::with_room;

use super::{Lowerer, fold};

/// What an expression came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Value {
    /// Known while compiling; nothing was written.
    Const(ConstId),
    /// In the top temporary.
    Temp,
}

impl<'a> Lowerer<'a> {
    /// Evaluates into one new temporary.
    pub(super) fn expr(&mut self, expr: &'a Expr) -> Slot {
        match self.value(expr) {
            Value::Const(value) => self.push_const(expr.range(), value),
            Value::Temp => Slot(self.b.depth.saturating_sub(1)),
        }
    }

    pub(super) fn value(&mut self, expr: &'a Expr) -> Value {
        match expr {
            Expr::Name(name) => self.name_value(name),
            Expr::StringLiteral(text) => Value::Const(self.consts.add_str(text.value.to_str())),
            Expr::BytesLiteral(bytes) => {
                let bytes: Box<[u8]> = bytes.value.bytes().collect();
                Value::Const(self.consts.add(Const::Bytes(bytes)))
            }
            Expr::NumberLiteral(number) => Value::Const(self.number(&number.value)),
            Expr::BooleanLiteral(literal) => Value::Const(self.consts.add_bool(literal.value)),
            Expr::NoneLiteral(_) => Value::Const(self.consts.add(Const::None)),
            Expr::EllipsisLiteral(_) => Value::Const(self.consts.add(Const::Ellipsis)),
            _ => with_room(|| self.compound(expr)),
        }
    }

    fn compound(&mut self, expr: &'a Expr) -> Value {
        match expr {
            Expr::BinOp(binary) => return self.binary(binary),
            Expr::UnaryOp(unary) => return self.unary(unary),
            Expr::Tuple(tuple) => return self.tuple(tuple),
            Expr::Subscript(subscript) => return self.subscript(subscript),
            Expr::BoolOp(boolean) => return self.boolean(boolean),
            Expr::If(conditional) => return self.conditional(conditional),
            Expr::FString(text) => return self.f_string(text),
            Expr::Attribute(attribute) => self.attribute(attribute),
            Expr::Call(call) => self.call(call),
            Expr::Compare(compare) => self.compare(compare),
            Expr::Named(named) => self.named(named),
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::Dict(dict) => self.dict(dict),
            Expr::Set(set) => self.set(set),
            Expr::List(list) => self.list_display(list),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => {
                self.comprehension(expr);
            }
            Expr::Await(awaited) => {
                let value = self.expr(&awaited.value);
                self.emit(awaited.range, Inst::Await { dst: value, value });
            }
            Expr::Yield(yielded) => self.yielded(yielded),
            Expr::YieldFrom(from) => {
                let value = self.expr(&from.value);
                self.emit(from.range, Inst::YieldFrom { dst: value, value });
            }
            Expr::TString(text) => self.t_string(text),
            Expr::Slice(slice) => self.slice(slice),
            Expr::Starred(starred) => {
                // Only broken code has a star here.
                self.unsupported(starred.range, "a starred expression outside a display or call");
                self.expr(&starred.value);
            }
            Expr::IpyEscapeCommand(command) => {
                self.opaque(command.range, "an escape command of the interactive shell");
            }
            _ => {
                self.opaque(expr.range(), "an expression of an unknown kind");
            }
        }
        Value::Temp
    }

    fn name_value(&mut self, name: &'a ast::ExprName) -> Value {
        let text = name.id.as_str();
        if text == "__debug__" {
            return Value::Const(self.consts.add_bool(true));
        }
        if name.is_invalid() || text.is_empty() {
            self.opaque(name.range, "a name the parser had to guess");
            return Value::Temp;
        }
        let entry = self.entry_at(&name.node_index);
        let known = self.name(entry, text);
        self.load(name.range, known);
        Value::Temp
    }

    fn number(&mut self, number: &Number) -> ConstId {
        let value = match number {
            Number::Int(int) => match int.as_i64() {
                Some(small) => Const::Int(small),
                None => Const::BigInt(decimal(&int.to_string())),
            },
            Number::Float(value) => Const::Float(*value),
            Number::Complex { real, imag } => Const::Complex { real: *real, imag: *imag },
        };
        self.consts.add(value)
    }

    /// Whether an expression may turn out to be constant, told by its outermost parts alone.
    pub(super) fn may_fold(expr: &Expr) -> bool {
        match expr {
            Expr::UnaryOp(unary) => unary.operand.is_literal_expr(),
            Expr::BinOp(binary) => binary.right.is_literal_expr(),
            Expr::Tuple(tuple) => tuple.elts.last().is_none_or(|last| last.is_literal_expr()),
            Expr::Name(name) => name.id.as_str() == "__debug__",
            _ => expr.is_literal_expr(),
        }
    }

    fn binary(&mut self, binary: &'a ast::ExprBinOp) -> Value {
        let op = binary_op(binary.op);
        match self.value(&binary.left) {
            Value::Const(left) if Self::may_fold(&binary.right) => {
                let slot = self.push();
                match self.value(&binary.right) {
                    Value::Const(right) => {
                        if let Some(folded) = fold::binary(&mut self.consts, op, left, right) {
                            self.pop();
                            return Value::Const(folded);
                        }
                        self.emit(binary.left.range(), Inst::Const { dst: slot, value: left });
                        self.push_const(binary.right.range(), right);
                    }
                    Value::Temp => self.emit(binary.left.range(), Inst::Const { dst: slot, value: left }),
                }
            }
            Value::Const(left) => {
                self.push_const(binary.left.range(), left);
                self.expr(&binary.right);
            }
            Value::Temp => {
                self.expr(&binary.right);
            }
        }
        self.pop();
        let (left, right) = (Slot(self.b.depth.saturating_sub(1)), Slot(self.b.depth));
        self.emit(binary.range, Inst::Binary { dst: left, op, left, right });
        Value::Temp
    }

    fn unary(&mut self, unary: &'a ast::ExprUnaryOp) -> Value {
        let op = match unary.op {
            ast::UnaryOp::Invert => UnaryOp::Invert,
            ast::UnaryOp::Not => UnaryOp::Not,
            ast::UnaryOp::UAdd => UnaryOp::Positive,
            ast::UnaryOp::USub => UnaryOp::Negative,
        };
        if op == UnaryOp::Not
            && let Expr::Compare(compare) = unary.operand.as_ref()
            && self.negated_compare(compare, unary.range)
        {
            return Value::Temp;
        }
        match self.value(&unary.operand) {
            Value::Const(value) => match fold::unary(&mut self.consts, op, value) {
                Some(folded) => return Value::Const(folded),
                None => {
                    self.push_const(unary.operand.range(), value);
                }
            },
            Value::Temp => {}
        }
        let value = Slot(self.b.depth.saturating_sub(1));
        self.emit(unary.range, Inst::Unary { dst: value, op, value });
        Value::Temp
    }

    fn attribute(&mut self, attribute: &'a ast::ExprAttribute) {
        if self.super_attribute(attribute) {
            return;
        }
        let obj = self.expr(&attribute.value);
        let name = self.mangled(attribute.attr.as_str());
        self.emit(attribute.range, Inst::LoadAttr { dst: obj, obj, name });
    }

    fn subscript(&mut self, subscript: &'a ast::ExprSubscript) -> Value {
        match self.value(&subscript.value) {
            Value::Const(value) if Self::may_fold(&subscript.slice) => {
                let slot = self.push();
                match self.value(&subscript.slice) {
                    Value::Const(index) => {
                        if let Some(folded) = fold::item(&mut self.consts, value, index) {
                            self.pop();
                            return Value::Const(folded);
                        }
                        self.emit(subscript.value.range(), Inst::Const { dst: slot, value });
                        self.push_const(subscript.slice.range(), index);
                    }
                    Value::Temp => self.emit(subscript.value.range(), Inst::Const { dst: slot, value }),
                }
            }
            Value::Const(value) => {
                self.push_const(subscript.value.range(), value);
                self.index(&subscript.slice);
            }
            Value::Temp => {
                self.index(&subscript.slice);
            }
        }
        self.pop();
        let (obj, index) = (Slot(self.b.depth.saturating_sub(1)), Slot(self.b.depth));
        self.emit(subscript.range, Inst::LoadItem { dst: obj, obj, index });
        Value::Temp
    }

    /// What stands between brackets; `x[*a, b]` is a tuple with a star.
    pub(super) fn index(&mut self, index: &'a Expr) -> Slot {
        match index {
            Expr::Starred(starred) => {
                let items = std::slice::from_ref(index);
                self.starred_tuple(items, starred.range);
                Slot(self.b.depth.saturating_sub(1))
            }
            _ => self.expr(index),
        }
    }

    fn slice(&mut self, slice: &'a ast::ExprSlice) {
        let start = self.optional(slice.lower.as_deref(), slice.range);
        let stop = self.optional(slice.upper.as_deref(), slice.range);
        let step = slice.step.as_deref().map(|step| self.expr(step));
        if step.is_some() {
            self.pop();
        }
        self.pop();
        self.emit(slice.range, Inst::BuildSlice { dst: start, start, stop, step });
    }

    pub(super) fn optional(&mut self, expr: Option<&'a Expr>, range: TextRange) -> Slot {
        match expr {
            Some(expr) => self.expr(expr),
            None => self.push_none(range),
        }
    }

    fn named(&mut self, named: &'a ast::ExprNamed) {
        let value = self.expr(&named.value);
        let Expr::Name(target) = named.target.as_ref() else {
            self.unsupported(named.range, "`:=` with a target that is not a name");
            return;
        };
        let copy = self.push();
        self.emit(named.range, Inst::Copy { dst: copy, src: value });
        let entry = self.entry_at(&target.node_index);
        let name = self.name(entry, target.id.as_str());
        self.store(named.range, name, copy);
        self.pop();
    }

    fn yielded(&mut self, yielded: &'a ast::ExprYield) {
        let value = self.optional(yielded.value.as_deref(), yielded.range);
        self.yield_top(value, yielded.range);
    }

    pub(super) fn yield_top(&mut self, value: Slot, range: TextRange) {
        if self.b.body.is_async {
            let inputs = self.top_list(1);
            self.emit(range, Inst::Intrinsic { dst: value, kind: Intrinsic::AsyncGenWrap, inputs });
        }
        self.emit(range, Inst::Yield { dst: value, value });
    }
}

pub(super) fn binary_op(op: ast::Operator) -> BinaryOp {
    match op {
        ast::Operator::Add => BinaryOp::Add,
        ast::Operator::Sub => BinaryOp::Sub,
        ast::Operator::Mult => BinaryOp::Mult,
        ast::Operator::MatMult => BinaryOp::MatMult,
        ast::Operator::Div => BinaryOp::Div,
        ast::Operator::Mod => BinaryOp::Mod,
        ast::Operator::Pow => BinaryOp::Pow,
        ast::Operator::LShift => BinaryOp::LShift,
        ast::Operator::RShift => BinaryOp::RShift,
        ast::Operator::BitOr => BinaryOp::BitOr,
        ast::Operator::BitXor => BinaryOp::BitXor,
        ast::Operator::BitAnd => BinaryOp::BitAnd,
        ast::Operator::FloorDiv => BinaryOp::FloorDiv,
    }
}

/// The digits of an integer literal that does not fit 64 bits; the parser keeps other bases as
/// they were written.
fn decimal(text: &str) -> Box<str> {
    let digits: String = text.chars().filter(|c| *c != '_').collect();
    let lower = digits.to_ascii_lowercase();
    let parsed = [("0x", 16), ("0o", 8), ("0b", 2)].iter().find_map(|(prefix, base)| {
        let rest = lower.strip_prefix(prefix)?;
        num_bigint::BigInt::parse_bytes(rest.as_bytes(), *base)
    });
    match parsed {
        Some(value) => value.to_string().into(),
        None => digits.into(),
    }
}
