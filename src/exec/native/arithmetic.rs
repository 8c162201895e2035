//! Operators on any objects: the program's special methods first, then the built-in kinds.

use crate::exec::machine::{Machine, Step};
use crate::exec::statics;
use crate::exec::value::{Scalar, Trouble, message, number};
use crate::heap::{Kind, Label, ObjId, Payload};
use crate::ir::{BinaryOp, CompareOp, UnaryOp};

use super::convert::Modelled;

impl Machine {
    /// `op value`; the operand is borrowed.
    pub(in crate::exec) fn apply_unary(&mut self, op: UnaryOp, value: ObjId) -> Modelled<ObjId> {
        if op == UnaryOp::Not {
            return Ok(self.known_truth(value)?.map(|truth| self.new_bool(!truth)));
        }
        if self.is_vague(value) {
            return Ok(None);
        }
        let name = match op {
            UnaryOp::Negative => "__neg__",
            UnaryOp::Positive => "__pos__",
            _ => "__invert__",
        };
        if let Some(method) = self.overrides(value, name) {
            return self.call_own(method, &[value]);
        }
        let result = match self.scalar_of(value) {
            Some(scalar) => number::unary(op, &scalar),
            None => Err(Trouble::NotImplemented),
        };
        if matches!(result, Err(Trouble::NotImplemented)) {
            let class = self.type_name_of(value);
            return Err(self.type_error(&message::bad_unary_operand(op, &class)));
        }
        self.outcome(result)
    }

    /// `left op right` or `left op= right`; operands are borrowed.
    pub(in crate::exec) fn apply_binary(
        &mut self,
        op: BinaryOp,
        left: ObjId,
        right: ObjId,
        in_place: bool,
    ) -> Modelled<ObjId> {
        if self.is_vague(left) || self.is_vague(right) {
            return Ok(None);
        }
        let (left, right) = (self.behind_proxy(left)?, self.behind_proxy(right)?);
        if let (Some(a), Some(b)) = (self.scalar(left), self.scalar(right))
            && !(op == BinaryOp::Mod && matches!(a, Scalar::Str(_)))
        {
            return self.scalar_binary(op, in_place, &a, &b, left, right);
        }
        let names = method_names(op);
        if in_place {
            if let Some(method) = self.overrides(left, names.in_place) {
                let Some(result) = self.call_own(method, &[left, right])? else { return Ok(None) };
                if result != statics::NOT_IMPLEMENTED {
                    return Ok(Some(result));
                }
            }
            if let Some(done) = self.change_in_place(op, left, right)? {
                return Ok(Some(done));
            }
            if !self.exact {
                return Ok(None);
            }
        }
        let (class_left, class_right) = (self.class(left), self.class(right));
        let mut right_tried = false;
        if class_left != class_right
            && self.inherits(class_right, class_left)
            && let Some(method) = self.overrides(right, names.reflected)
        {
            right_tried = true;
            let Some(result) = self.call_own(method, &[right, left])? else { return Ok(None) };
            if result != statics::NOT_IMPLEMENTED {
                return Ok(Some(result));
            }
        }
        if let Some(method) = self.overrides(left, names.plain) {
            let Some(result) = self.call_own(method, &[left, right])? else { return Ok(None) };
            if result != statics::NOT_IMPLEMENTED {
                return Ok(Some(result));
            }
        } else if !right_tried || self.overrides(right, names.reflected).is_none() {
            let reflected = self.overrides(right, names.reflected).is_some();
            match self.built_in_binary(op, left, right)? {
                Some(Some(result)) => return Ok(Some(result)),
                Some(None) => {}
                None if reflected => {}
                None => return Ok(None),
            }
        }
        if !right_tried
            && class_left != class_right
            && let Some(method) = self.overrides(right, names.reflected)
        {
            let Some(result) = self.call_own(method, &[right, left])? else { return Ok(None) };
            if result != statics::NOT_IMPLEMENTED {
                return Ok(Some(result));
            }
        }
        if self.overrides(left, names.plain).is_some() {
            // The right operand's built-in side: `x * "ab"` where x is the program's.
            if let Some(Some(result)) = self.built_in_reflected(op, left, right)? {
                return Ok(Some(result));
            }
            let repeats = matches!(self.kind(right), Kind::List | Kind::Tuple | Kind::Deque)
                || matches!(self.scalar_of(right), Some(Scalar::Str(_) | Scalar::Bytes(_)));
            if op == BinaryOp::Mult && repeats && !in_place {
                let class = self.type_name_of(left);
                return Err(self.type_error(&format!("can't multiply sequence by non-int of type '{class}'")));
            }
        }
        self.unsupported(op, in_place, left, right)
    }

    /// What a weak proxy stands for; anything else is itself.
    pub(in crate::exec) fn behind_proxy(&mut self, value: ObjId) -> Step<ObjId> {
        match self.class(value) {
            statics::WEAKPROXY | statics::WEAKCALLABLEPROXY => self.proxied(value),
            _ => Ok(value),
        }
    }

    fn unsupported(&mut self, op: BinaryOp, in_place: bool, left: ObjId, right: ObjId) -> Modelled<ObjId> {
        let (a, b) = (self.type_name_of(left), self.type_name_of(right));
        Err(self.type_error(&message::unsupported_operands(op, in_place, &a, &b)))
    }

    fn scalar_binary(
        &mut self,
        op: BinaryOp,
        in_place: bool,
        a: &Scalar,
        b: &Scalar,
        left: ObjId,
        right: ObjId,
    ) -> Modelled<ObjId> {
        if op == BinaryOp::Add
            && let (Scalar::Str(x), Scalar::Str(y)) = (a, b)
        {
            // Adding the empty text gives the other operand itself.
            if y.is_empty() {
                return Ok(Some(self.share(left)));
            }
            if x.is_empty() {
                return Ok(Some(self.share(right)));
            }
        }
        if op == BinaryOp::Mod && matches!(a, Scalar::Bytes(_)) {
            return self.percent_octets(left, right);
        }
        match number::binary(self.version(), op, a, b) {
            Err(Trouble::NotImplemented) => self.unsupported(op, in_place, left, right),
            result => self.outcome(result),
        }
    }

    /// Built-in behaviour: not modelled, not implemented, or a result.
    pub(in crate::exec) fn built_in_binary(
        &mut self,
        op: BinaryOp,
        left: ObjId,
        right: ObjId,
    ) -> Modelled<Option<ObjId>> {
        if op == BinaryOp::Mod && self.text(left).is_some() {
            return Ok(self.percent(left, right)?.map(Some));
        }
        if op == BinaryOp::Mod && matches!(self.payload(left), Payload::Bytes(_)) {
            return Ok(self.percent_octets(left, right)?.map(Some));
        }
        if let (Some(a), Some(b)) = (self.scalar_of(left), self.scalar_of(right)) {
            return match number::binary(self.version(), op, &a, &b) {
                Err(Trouble::NotImplemented) => Ok(Some(None)),
                result => Ok(self.outcome(result)?.map(Some)),
            };
        }
        match (self.kind(left), self.kind(right)) {
            (Kind::List, Kind::List) | (Kind::Tuple, Kind::Tuple) if op == BinaryOp::Add => {
                Ok(Some(Some(self.concatenate(left, right))))
            }
            (Kind::List | Kind::Tuple, _) if op == BinaryOp::Add => {
                let (name, class) =
                    (if self.kind(left) == Kind::List { "list" } else { "tuple" }, self.type_name_of(right));
                let words = format!("can only concatenate {name} (not \"{class}\") to {name}");
                if self.overrides(right, "__radd__").is_some() {
                    return Ok(Some(None));
                }
                Err(self.type_error(&words))
            }
            (Kind::List | Kind::Tuple | Kind::Deque, _) if op == BinaryOp::Mult => {
                Ok(self.repeat(left, right)?.map(Some))
            }
            (_, Kind::List | Kind::Tuple) if op == BinaryOp::Mult && self.scalar_of(left).is_some() => {
                Ok(self.repeat(right, left)?.map(Some))
            }
            (Kind::Set | Kind::FrozenSet, Kind::Set | Kind::FrozenSet) => self.set_operator(op, left, right),
            (Kind::View, Kind::Dict | Kind::View)
                if self.class(left) == statics::MAPPINGPROXY && op == BinaryOp::BitOr =>
            {
                let behind = |m: &Machine, value| match m.kind(value) {
                    Kind::View => m.heap.target(value, Label::Inner(0)).unwrap_or(value),
                    _ => value,
                };
                let (left, right) = (behind(self, left), behind(self, right));
                let out = self.new_dict();
                let done = self.dict_merge(out, left)? && self.dict_merge(out, right)?;
                Ok(done.then_some(Some(out)))
            }
            (Kind::View, Kind::View | Kind::Set | Kind::FrozenSet)
            | (Kind::Set | Kind::FrozenSet, Kind::View) => self.view_operator(op, left, right),
            (Kind::Dict, Kind::Dict) if op == BinaryOp::BitOr && self.version() >= message::V39 => {
                let out = self.new_dict();
                let done = self.dict_merge(out, left)? && self.dict_merge(out, right)?;
                Ok(done.then_some(Some(out)))
            }
            (Kind::Deque, Kind::Deque) if op == BinaryOp::Add => Ok(None),
            (Kind::Class | Kind::External, _) | (_, Kind::Class | Kind::External)
                if op == BinaryOp::BitOr =>
            {
                Ok(Some(self.union_of(left, right)))
            }
            _ => {
                if let (Payload::ByteArray(_), _) | (_, Payload::ByteArray(_)) =
                    (self.payload(left), self.payload(right))
                {
                    return self.octets_binary(op, left, right);
                }
                self.sequence_faults(op, left, right)
            }
        }
    }

    /// Text, bytes and their like met something they do not combine with.
    fn sequence_faults(&mut self, op: BinaryOp, left: ObjId, right: ObjId) -> Modelled<Option<ObjId>> {
        if let Some(a @ (Scalar::Str(_) | Scalar::Bytes(_))) = self.scalar_of(left) {
            let class = self.type_name_of(right);
            let reflected = method_names(op).reflected;
            if self.overrides(right, reflected).is_some() {
                return Ok(Some(None));
            }
            match (op, a) {
                (BinaryOp::Add, Scalar::Str(_)) => {
                    return Err(
                        self.type_error(&format!("can only concatenate str (not \"{class}\") to str"))
                    );
                }
                (BinaryOp::Add, _) => return Err(self.type_error(&format!("can't concat {class} to bytes"))),
                (BinaryOp::Mult, _) => {
                    return Err(
                        self.type_error(&format!("can't multiply sequence by non-int of type '{class}'"))
                    );
                }
                _ => {}
            }
        }
        Ok(Some(None))
    }

    /// The right operand's built-in reflection, for operands whose left method gave up.
    fn built_in_reflected(&mut self, op: BinaryOp, left: ObjId, right: ObjId) -> Modelled<Option<ObjId>> {
        match self.kind(right) {
            Kind::List | Kind::Tuple if op == BinaryOp::Mult && self.scalar_of(left).is_some() => {
                Ok(self.repeat(right, left)?.map(Some))
            }
            _ => Ok(Some(None)),
        }
    }

    fn concatenate(&mut self, left: ObjId, right: ObjId) -> ObjId {
        let tuple = self.kind(left) == Kind::Tuple;
        let mut items = self.elements(left);
        let more = self.elements(right);
        if tuple && more.is_empty() && self.class(left) == statics::TUPLE {
            return self.share(left);
        }
        if tuple && items.is_empty() && self.class(right) == statics::TUPLE {
            return self.share(right);
        }
        items.extend(more);
        let items = self.share_all(&items);
        if tuple { self.new_tuple(items) } else { self.new_list(items) }
    }

    /// `sequence * count`
    pub(in crate::exec) fn repeat(&mut self, sequence: ObjId, count: ObjId) -> Modelled<ObjId> {
        let Some(count_int) = self.index_of(count)? else {
            let class = self.type_name_of(count);
            return Err(self.type_error(&format!("can't multiply sequence by non-int of type '{class}'")));
        };
        let items = self.elements(sequence);
        let count = usize::try_from(count_int.clamped().max(0)).unwrap_or(usize::MAX);
        if items.len().saturating_mul(count) > 1 << 20 {
            return Ok(None);
        }
        if self.kind(sequence) == Kind::Tuple && count == 1 && self.class(sequence) == statics::TUPLE {
            return Ok(Some(self.share(sequence)));
        }
        let repeated: Vec<ObjId> = std::iter::repeat_n(items, count).flatten().collect();
        let repeated = self.share_all(&repeated);
        Ok(match self.kind(sequence) {
            Kind::Tuple => Some(self.new_tuple(repeated)),
            Kind::List => Some(self.new_list(repeated)),
            _ => None,
        })
    }

    /// `|`, `&`, `-`, `^` of sets: a new set of the left operand's kind.
    pub(in crate::exec) fn set_operator(
        &mut self,
        op: BinaryOp,
        left: ObjId,
        right: ObjId,
    ) -> Modelled<Option<ObjId>> {
        let frozen = self.kind(left) == Kind::FrozenSet;
        Ok(match op {
            BinaryOp::BitOr => {
                let Some(out) = self.set_copy(left, frozen)? else { return Ok(None) };
                (left == right || self.set_merge(out, right)?).then_some(Some(out))
            }
            BinaryOp::BitAnd => {
                // The smaller operand is walked.
                let (small, large) =
                    if self.set_len(right) > self.set_len(left) { (left, right) } else { (right, left) };
                self.set_filtered(left, small, large, true)?.map(Some)
            }
            BinaryOp::Sub => self.set_filtered(left, left, right, false)?.map(Some),
            BinaryOp::BitXor => {
                let Some(out) = self.set_filtered(left, left, right, false)? else { return Ok(None) };
                let Some(rest) = self.set_filtered(left, right, left, false)? else { return Ok(None) };
                let done = self.set_merge(out, rest)?;
                self.drop_ref(rest);
                done.then_some(Some(out))
            }
            _ => Some(None),
        })
    }

    fn view_operator(&mut self, op: BinaryOp, left: ObjId, right: ObjId) -> Modelled<Option<ObjId>> {
        let (a, b) = (self.new_set(false), self.new_set(false));
        let done = self.set_update(a, left)? && self.set_update(b, right)?;
        if !done {
            return Ok(None);
        }
        let result = self.set_operator(op, a, b);
        self.drop_ref(a);
        self.drop_ref(b);
        result
    }

    /// `left op= right` that changes a built-in container; gives it back, owned.
    fn change_in_place(&mut self, op: BinaryOp, left: ObjId, right: ObjId) -> Modelled<ObjId> {
        if op == BinaryOp::Add && matches!(self.payload(left), Payload::ByteArray(_)) {
            return self.extend_octets(left, right);
        }
        let done = match (self.kind(left), op) {
            (Kind::List, BinaryOp::Add) => {
                if !self.is_iterable(right) {
                    let class = self.type_name_of(right);
                    return Err(self.type_error(&message::not_iterable(&class)));
                }
                self.list_extend(left, right)?
            }
            (Kind::List, BinaryOp::Mult) => {
                let Some(count) = self.index_of(right)? else { return Ok(None) };
                self.repeat_in_place(left, count.clamped())
            }
            (Kind::Deque, BinaryOp::Add) => match self.collect(right)? {
                Some(items) => {
                    for item in items {
                        self.deque_push(left, item, false);
                    }
                    true
                }
                None => false,
            },
            (Kind::Set, _) if !matches!(self.kind(right), Kind::Set | Kind::FrozenSet) => return Ok(None),
            (Kind::Set, BinaryOp::BitOr) => self.set_merge(left, right)?,
            (Kind::Set, BinaryOp::Sub) => self.remove_common(left, right, true)?,
            (Kind::Set, BinaryOp::BitAnd) => self.remove_common(left, right, false)?,
            (Kind::Set, BinaryOp::BitXor) => self.toggle(left, right)?,
            (Kind::Dict, BinaryOp::BitOr) if self.kind(right) == Kind::Dict => {
                self.dict_merge(left, right)?
            }
            _ => return Ok(None),
        };
        if !done {
            self.give_up("an operator that changes its operand");
            return Ok(None);
        }
        Ok(Some(self.share(left)))
    }

    fn remove_common(&mut self, set: ObjId, other: ObjId, common: bool) -> Step<bool> {
        for item in self.elements(set) {
            let Some(there) = self.set_has(other, item)? else { return Ok(false) };
            if there == common {
                let Some(gone) = self.set_take(set, item)? else { return Ok(false) };
                if let Some(gone) = gone {
                    self.drop_ref(gone);
                }
            }
        }
        Ok(true)
    }

    /// Items of one set only.
    fn toggle(&mut self, set: ObjId, other: ObjId) -> Step<bool> {
        for item in self.elements(other) {
            match self.set_take(set, item)? {
                Some(Some(gone)) => self.drop_ref(gone),
                Some(None) => {
                    let item = self.share(item);
                    if !self.set_add(set, item)? {
                        return Ok(false);
                    }
                }
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    fn repeat_in_place(&mut self, list: ObjId, count: i64) -> bool {
        let items = self.elements(list);
        if count <= 0 {
            self.list_clear(list);
            return true;
        }
        if items.len().saturating_mul(count as usize) > 1 << 20 {
            return false;
        }
        let before = items.len();
        for _ in 1..count {
            for item in &items {
                let item = self.share(*item);
                let at = self.elements_len(list);
                self.insert_element(list, at, item);
            }
        }
        self.adapt_room(list, before);
        true
    }

    /// One of the comparisons of the language; operands are borrowed.
    pub(in crate::exec) fn apply_compare(
        &mut self,
        op: CompareOp,
        left: ObjId,
        right: ObjId,
    ) -> Modelled<ObjId> {
        match op {
            CompareOp::Is | CompareOp::IsNot => {
                if self.is_vague(left) || self.is_vague(right) {
                    return Ok(None);
                }
                Ok(Some(self.new_bool((left == right) == (op == CompareOp::Is))))
            }
            CompareOp::In | CompareOp::NotIn => {
                let found = self.contains(right, left)?;
                Ok(found.map(|found| self.new_bool(found == (op == CompareOp::In))))
            }
            _ => {
                if let (Some(a), Some(b)) = (self.scalar(left), self.scalar(right))
                    && let Some(known) = crate::exec::value::compare::compare(op, &a, &b)
                {
                    return Ok(Some(self.new_bool(known)));
                }
                self.rich_compare(op, left, right)
            }
        }
    }

    /// Whether two dictionaries have the same entries.
    pub(in crate::exec) fn dicts_equal(&mut self, a: ObjId, b: ObjId) -> Modelled<bool> {
        if self.dict_len(a) != self.dict_len(b) {
            return Ok(Some(false));
        }
        for (key, value) in self.entries(a) {
            let Some(found) = self.dict_get(b, key)? else { return Ok(None) };
            let Some(other) = found else { return Ok(Some(false)) };
            match self.same_or_equal(value, other)? {
                Some(true) => {}
                other => return Ok(other),
            }
        }
        Ok(Some(true))
    }
}

struct Names {
    plain: &'static str,
    reflected: &'static str,
    in_place: &'static str,
}

fn method_names(op: BinaryOp) -> Names {
    let (plain, reflected, in_place) = match op {
        BinaryOp::Add => ("__add__", "__radd__", "__iadd__"),
        BinaryOp::Sub => ("__sub__", "__rsub__", "__isub__"),
        BinaryOp::Mult => ("__mul__", "__rmul__", "__imul__"),
        BinaryOp::MatMult => ("__matmul__", "__rmatmul__", "__imatmul__"),
        BinaryOp::Div => ("__truediv__", "__rtruediv__", "__itruediv__"),
        BinaryOp::Mod => ("__mod__", "__rmod__", "__imod__"),
        BinaryOp::Pow => ("__pow__", "__rpow__", "__ipow__"),
        BinaryOp::LShift => ("__lshift__", "__rlshift__", "__ilshift__"),
        BinaryOp::RShift => ("__rshift__", "__rrshift__", "__irshift__"),
        BinaryOp::BitOr => ("__or__", "__ror__", "__ior__"),
        BinaryOp::BitXor => ("__xor__", "__rxor__", "__ixor__"),
        BinaryOp::BitAnd => ("__and__", "__rand__", "__iand__"),
        BinaryOp::FloorDiv => ("__floordiv__", "__rfloordiv__", "__ifloordiv__"),
    };
    Names { plain, reflected, in_place }
}
