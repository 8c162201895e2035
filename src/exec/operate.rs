//! Operators, truth and formatting.

use crate::base::Symbol;
use crate::heap::{Kind, Label, ObjId, Payload};
use crate::ir::{BinaryOp, CompareOp, Inst, UnaryOp};

use super::log::RecordKind;
use super::machine::{Frame, Machine, Step};
use super::statics;

impl Machine {
    pub(super) fn step_operator(&mut self, frame: &mut Frame, inst: Inst) -> Step<()> {
        let (dst, value) = match inst {
            Inst::Unary { dst, op, value } => {
                let value = self.take(frame, value);
                (dst, self.unary(op, value)?)
            }
            Inst::Binary { dst, op, left, right } => {
                let (left, right) = (self.take(frame, left), self.take(frame, right));
                (dst, self.binary(op, left, right, false)?)
            }
            Inst::InPlace { dst, op, left, right } => {
                let (left, right) = (self.take(frame, left), self.take(frame, right));
                (dst, self.binary(op, left, right, true)?)
            }
            Inst::Compare { dst, op, left, right } => {
                let (left, right) = (self.take(frame, left), self.take(frame, right));
                (dst, self.compare(op, left, right)?)
            }
            Inst::Truth { dst, value } => {
                let value = self.take(frame, value);
                let known = self.truth(value)?;
                self.drop_ref(value);
                (dst, self.known_bool(known))
            }
            Inst::FormatValue { dst, value, conversion, spec } => {
                let value = self.take(frame, value);
                let spec = spec.map(|slot| self.take(frame, slot));
                (dst, self.format_value(value, conversion, spec)?)
            }
            _ => return Ok(()),
        };
        self.put(frame, dst, value);
        Ok(())
    }

    pub(super) fn known_bool(&self, known: Option<bool>) -> ObjId {
        match known {
            Some(true) => statics::TRUE,
            Some(false) => statics::FALSE,
            None => statics::SOME_SCALAR,
        }
    }

    /// `bool(value)`, where it can be told.
    pub(super) fn truth(&mut self, value: ObjId) -> Step<Option<bool>> {
        if self.exact
            && let Some(known) = self.exact_truth(value)?
        {
            return Ok(Some(known));
        }
        Ok(match (self.kind(value), self.payload(value)) {
            (Kind::Scalar, _) if value == statics::NONE => Some(false),
            (Kind::Scalar, Payload::Int(n)) => Some(*n != 0),
            (Kind::Scalar, Payload::Str(text)) => Some(!text.is_empty()),
            (Kind::Function | Kind::Class | Kind::Module | Kind::Method, _) => Some(true),
            (Kind::Tuple, _) => self.heap.get(value).map(|object| !object.refs.is_empty()),
            _ => None,
        })
    }

    fn unary(&mut self, op: UnaryOp, value: ObjId) -> Step<ObjId> {
        if self.exact
            && let Some(result) = self.exact_unary(op, value)?
        {
            return Ok(result);
        }
        if op == UnaryOp::Not {
            let known = self.truth(value)?;
            return Ok(self.known_bool(known.map(|truth| !truth)));
        }
        Ok(self.operate(&[value], unary_method(op)))
    }

    pub(super) fn binary(&mut self, op: BinaryOp, left: ObjId, right: ObjId, in_place: bool) -> Step<ObjId> {
        if self.exact
            && let Some(result) = self.exact_binary(op, left, right, in_place)?
        {
            return Ok(result);
        }
        if op == BinaryOp::Mult
            && let Some(result) = self.tally_product(left, right)
        {
            return Ok(result);
        }
        if let Some(result) = self.join_containers(op, left, right, in_place) {
            return Ok(result);
        }
        if in_place && matches!(op, BinaryOp::Add | BinaryOp::BitOr) && self.is_container(right) {
            return Ok(self.extend(left, right));
        }
        Ok(self.operate(&[left, right], binary_method(op)))
    }

    /// `list + list`, `dict | dict`, `list * n` of a symbolic run.
    fn join_containers(&mut self, op: BinaryOp, left: ObjId, right: ObjId, in_place: bool) -> Option<ObjId> {
        let kind = self.kind(left);
        let joins = match op {
            BinaryOp::Add => matches!(kind, Kind::List | Kind::Tuple),
            BinaryOp::BitOr => matches!(kind, Kind::Dict | Kind::Set | Kind::FrozenSet),
            BinaryOp::Mult => matches!(kind, Kind::List | Kind::Tuple),
            _ => false,
        };
        if !joins {
            return None;
        }
        if in_place && matches!(kind, Kind::List | Kind::Dict | Kind::Set) {
            return Some(if op == BinaryOp::Mult { left } else { self.extend(left, right) });
        }
        let class = self.class(left);
        let result = self.new_object(kind, class, Payload::None);
        self.extend(result, left);
        if op != BinaryOp::Mult {
            self.extend(result, right);
        }
        Some(result)
    }

    fn compare(&mut self, op: CompareOp, left: ObjId, right: ObjId) -> Step<ObjId> {
        if self.exact
            && let Some(result) = self.exact_compare(op, left, right)?
        {
            return Ok(result);
        }
        let known = match op {
            CompareOp::Is | CompareOp::IsNot => {
                let same = self.same_object(left, right);
                same.map(|same| same == (op == CompareOp::Is))
            }
            _ => None,
        };
        Ok(self.known_bool(known))
    }

    /// Identity, where it can be told.
    fn same_object(&self, left: ObjId, right: ObjId) -> Option<bool> {
        if left == right && !self.heap.is_static(left) {
            return Some(true);
        }
        let vague = |id| matches!(self.kind(id), Kind::Symbolic | Kind::OneOf) || id == statics::SOME_SCALAR;
        if vague(left) || vague(right) {
            return None;
        }
        Some(left == right)
    }

    /// An operation that may run a method of an operand's class; between scalars it cannot.
    pub(super) fn operate(&mut self, operands: &[ObjId], method: &str) -> ObjId {
        if operands.iter().all(|value| self.is_scalar(*value)) {
            return self.computed(operands, method).unwrap_or_else(|| self.number(operands, method));
        }
        let result = self.new_result();
        let operands = operands.into();
        self.record(RecordKind::Operate { operands, method: Symbol::new(method), result });
        result
    }

    /// The value of a small sum, where sizes are wanted: `2 * SIDE`.
    fn computed(&mut self, operands: &[ObjId], method: &str) -> Option<ObjId> {
        self.tally.as_ref()?;
        let [left, right] = operands else { return None };
        let (Payload::Int(left), Payload::Int(right)) = (self.payload(*left), self.payload(*right)) else {
            return None;
        };
        let (left, right) = (*left, *right);
        let value = match method {
            "__add__" => left.checked_add(right),
            "__sub__" => left.checked_sub(right),
            "__mul__" => left.checked_mul(right),
            "__floordiv__" if right > 0 => left.checked_div_euclid(right),
            "__pow__" => left.checked_pow(u32::try_from(right).ok()?),
            "__lshift__" if (0..62).contains(&right) => left.checked_mul(1 << right),
            _ => None,
        };
        Some(self.new_int(value?))
    }

    /// What an operator makes of scalars: a number of numbers.
    fn number(&self, operands: &[ObjId], method: &str) -> ObjId {
        let classes = operands.iter().map(|value| self.class(*value));
        let is_number = |class: ObjId| matches!(class, statics::INT | statics::FLOAT | statics::BOOL);
        if self.tally.is_none() || !classes.clone().all(is_number) {
            return statics::SOME_SCALAR;
        }
        let has_float = classes.clone().any(|class| class == statics::FLOAT);
        match method {
            "__truediv__" => statics::SOME_FLOAT,
            "__add__" | "__sub__" | "__mul__" | "__mod__" | "__pow__" | "__floordiv__" | "__neg__"
                if has_float =>
            {
                statics::SOME_FLOAT
            }
            "__add__" | "__sub__" | "__mul__" | "__mod__" | "__floordiv__" | "__neg__" | "__and__"
            | "__or__" | "__xor__" | "__lshift__" | "__rshift__" => statics::SOME_INT,
            _ => statics::SOME_SCALAR,
        }
    }

    /// Adds the items of `from` to the container `into` and gives it back.
    pub(super) fn extend(&mut self, into: ObjId, from: ObjId) -> ObjId {
        let before = if self.tally.is_some() { self.kept_items(into) } else { 0 };
        for (label, value) in self.items_of(from) {
            self.add(into, label, value);
        }
        self.tally_extend(into, from, before);
        into
    }

    /// References of a container's items; a symbolic one has one item that stands for all.
    pub(super) fn items_of(&mut self, from: ObjId) -> Vec<(Label, ObjId)> {
        let mut items: Vec<(Label, ObjId)> = Vec::new();
        for part in self.alternatives(from) {
            match self.kind(part) {
                Kind::List | Kind::Tuple | Kind::Set | Kind::FrozenSet | Kind::Dict | Kind::Deque => {
                    let Some(object) = self.heap.get(part) else { continue };
                    items.extend(
                        object
                            .refs
                            .iter()
                            .filter(|r| {
                                matches!(r.label, Label::Elem | Label::Key | Label::Value | Label::Item(_))
                            })
                            .map(|r| (r.label, r.target)),
                    );
                }
                Kind::Scalar => {}
                _ => {
                    let item = self.iterate(part);
                    items.push((Label::Elem, item));
                }
            }
        }
        items
    }

    pub(super) fn is_container(&self, id: ObjId) -> bool {
        matches!(
            self.kind(id),
            Kind::List
                | Kind::Tuple
                | Kind::Set
                | Kind::FrozenSet
                | Kind::Dict
                | Kind::Deque
                | Kind::Iterator
        )
    }
}

fn unary_method(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Not => "__bool__",
        UnaryOp::Negative => "__neg__",
        UnaryOp::Positive => "__pos__",
        UnaryOp::Invert => "__invert__",
    }
}

pub(super) fn binary_method(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "__add__",
        BinaryOp::Sub => "__sub__",
        BinaryOp::Mult => "__mul__",
        BinaryOp::MatMult => "__matmul__",
        BinaryOp::Div => "__truediv__",
        BinaryOp::Mod => "__mod__",
        BinaryOp::Pow => "__pow__",
        BinaryOp::LShift => "__lshift__",
        BinaryOp::RShift => "__rshift__",
        BinaryOp::BitOr => "__or__",
        BinaryOp::BitXor => "__xor__",
        BinaryOp::BitAnd => "__and__",
        BinaryOp::FloorDiv => "__floordiv__",
    }
}
