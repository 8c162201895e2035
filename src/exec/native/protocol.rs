//! What every object can do: truth, length, equality, order, hash, membership.
//!
//! A special method that the program defines on the type is called; otherwise the built-in
//! behaviour of the object's kind applies.

use crate::base::Symbol;
use crate::exec::call::Args;
use crate::exec::machine::{Machine, Step};
use crate::exec::statics;
use crate::exec::value::{Scalar, compare, message, slice};
use crate::heap::{Kind, Label, ObjId, Payload};
use crate::ir::CompareOp;

use super::convert::Modelled;

impl Machine {
    /// Calls with borrowed operands; the result is owned.
    pub(in crate::exec) fn call_with(&mut self, callee: ObjId, operands: &[ObjId]) -> Step<ObjId> {
        if let (Payload::Native(id), true) = (self.payload(callee), self.heap.is_static(callee)) {
            let id = *id;
            let args = Args { positional: operands.to_vec(), ..Args::default() };
            if let Some(result) = super::run(self, id, &args)? {
                return Ok(result);
            }
            self.give_up(super::name_of(id));
            return Ok(statics::UNKNOWN);
        }
        let callee = self.share(callee);
        let operands: Vec<ObjId> = operands.iter().map(|value| self.share(*value)).collect();
        self.call(callee, Args { positional: operands, ..Args::default() })
    }

    /// Calls a special method of the program's with borrowed operands, the object first.
    pub(in crate::exec) fn call_own(&mut self, method: ObjId, operands: &[ObjId]) -> Modelled<ObjId> {
        if !matches!(self.kind(method), Kind::Function | Kind::Native) {
            return Ok(None);
        }
        let result = self.call_with(method, operands)?;
        Ok(self.exact.then_some(result))
    }

    /// Calls `x.name(...)` looked up on the type; `None` also when there is no such method.
    pub(in crate::exec) fn call_method(&mut self, obj: ObjId, name: &str, rest: &[ObjId]) -> Modelled<ObjId> {
        let class = self.class(obj);
        let Some((_, method)) = self.lookup(class, Symbol::new(name)) else { return Ok(None) };
        let operands: Vec<ObjId> = std::iter::once(obj).chain(rest.iter().copied()).collect();
        self.call_own(method, &operands)
    }

    // --- truth and length

    /// `bool(x)`
    pub(in crate::exec) fn known_truth(&mut self, value: ObjId) -> Modelled<bool> {
        if self.is_vague(value) {
            return Ok(None);
        }
        let value = self.behind_proxy(value)?;
        if let Some(scalar) = self.scalar(value) {
            return Ok(Some(scalar.truth()));
        }
        if let Some(method) = self.overrides(value, "__bool__") {
            let Some(result) = self.call_own(method, &[value])? else { return Ok(None) };
            let class = self.type_name_of(result);
            let truth = (self.class(result) == statics::BOOL).then_some(result == statics::TRUE);
            self.drop_ref(result);
            return match truth {
                None if self.is_vague(result) => Ok(None),
                None => Err(self.type_error(&format!("__bool__ should return bool, returned {class}"))),
                known => Ok(known),
            };
        }
        if let Some(method) = self.overrides(value, "__len__") {
            let len = self.own_len(method, value)?;
            return Ok(len.map(|len| len != 0));
        }
        if let Some(scalar) = self.scalar_of(value) {
            return Ok(Some(scalar.truth()));
        }
        let len = match self.kind(value) {
            Kind::Dict => Some(self.dict_len(value)),
            _ => self.plain_len(value),
        };
        Ok(match len {
            Some(len) => Some(len != 0),
            None => Some(true),
        })
    }

    /// `len(x)`
    pub(in crate::exec) fn length(&mut self, value: ObjId) -> Modelled<usize> {
        let value = self.behind_proxy(value)?;
        if self.is_vague(value) {
            return Ok(None);
        }
        if let Some(method) = self.overrides(value, "__len__") {
            return self.own_len(method, value);
        }
        if self.kind(value) == Kind::Dict {
            return Ok(Some(self.dict_len(value)));
        }
        match self.plain_len(value) {
            Some(len) => Ok(Some(len)),
            None => {
                let class = self.type_name_of(value);
                Err(self.type_error(&format!("object of type '{class}' has no len()")))
            }
        }
    }

    fn own_len(&mut self, method: ObjId, value: ObjId) -> Modelled<usize> {
        let Some(result) = self.call_own(method, &[value])? else { return Ok(None) };
        let len = self.small(result);
        let class = self.type_name_of(result);
        let vague = self.is_vague(result);
        self.drop_ref(result);
        match len {
            Some(len) if len < 0 => Err(self.value_error("__len__() should return >= 0")),
            Some(len) => Ok(Some(len as usize)),
            None if vague => Ok(None),
            None => Err(self.type_error(&format!("'{class}' object cannot be interpreted as an integer"))),
        }
    }

    /// Length of a built-in container or text; `None` for what has none.
    pub(in crate::exec) fn plain_len(&self, value: ObjId) -> Option<usize> {
        let object = self.heap.get(value)?;
        if statics::is_type(object.class)
            && matches!(object.kind, Kind::List | Kind::Tuple | Kind::Set | Kind::Deque)
        {
            return Some(object.refs.len());
        }
        match (object.kind, &object.payload) {
            (Kind::List | Kind::Tuple | Kind::Set | Kind::FrozenSet | Kind::Deque, _) => {
                Some(object.refs.iter().filter(|r| r.label == Label::Elem).count())
            }
            (Kind::Dict, _) => match self.namespace_owner(value) {
                Some(owner) => Some(self.attributes(owner).len()),
                None => Some(object.refs.iter().filter(|r| r.label == Label::Key).count()),
            },
            (Kind::View, _) if object.class != statics::MEMORYVIEW => {
                self.plain_len(self.heap.target(value, Label::Inner(0))?)
            }
            (_, Payload::Str(text)) => Some(crate::exec::value::text::len(text)),
            (_, Payload::Bytes(bytes)) => Some(bytes.len()),
            (_, Payload::ByteArray(bytes)) => Some(bytes.len()),
            (Kind::Scalar | Kind::Instance, Payload::Range { start, stop, step }) => {
                Some(slice::range_len(*start, *stop, *step))
            }
            _ => None,
        }
    }

    // --- equality and order

    /// `a == b`, identity first where containers compare their items.
    pub(in crate::exec) fn same_or_equal(&mut self, a: ObjId, b: ObjId) -> Modelled<bool> {
        if a == b && !self.is_vague(a) {
            return Ok(Some(true));
        }
        self.equal(a, b)
    }

    /// `a == b` as a truth value.
    pub(in crate::exec) fn equal(&mut self, a: ObjId, b: ObjId) -> Modelled<bool> {
        if let Some(same) = self.same_address(a, b) {
            return Ok(Some(same));
        }
        if let (Some(a), Some(b)) = (self.scalar(a), self.scalar(b)) {
            return Ok(Some(compare::equal(&a, &b)));
        }
        let Some(result) = self.rich_compare(CompareOp::Eq, a, b)? else { return Ok(None) };
        let truth = self.known_truth(result);
        self.drop_ref(result);
        truth
    }

    /// `a op b` as a truth value, for sorting and its like.
    pub(in crate::exec) fn ordered(&mut self, op: CompareOp, a: ObjId, b: ObjId) -> Modelled<bool> {
        if let (Some(x), Some(y)) = (self.scalar(a), self.scalar(b))
            && let Some(known) = compare::compare(op, &x, &y)
        {
            return Ok(Some(known));
        }
        let Some(result) = self.rich_compare(op, a, b)? else { return Ok(None) };
        let truth = self.known_truth(result);
        self.drop_ref(result);
        truth
    }

    /// One of the six comparisons, as CPython dispatches it; operands are borrowed.
    pub(in crate::exec) fn rich_compare(&mut self, op: CompareOp, a: ObjId, b: ObjId) -> Modelled<ObjId> {
        if self.is_too_deep() {
            return Err(self.too_deep(" in comparison"));
        }
        self.call_depth += 1;
        let result = stacker::maybe_grow(256 * 1024, 8 * 1024 * 1024, || self.compare_richly(op, a, b));
        self.call_depth -= 1;
        result
    }

    fn compare_richly(&mut self, op: CompareOp, a: ObjId, b: ObjId) -> Modelled<ObjId> {
        let (a, b) = (self.behind_proxy(a)?, self.behind_proxy(b)?);
        if let (CompareOp::Eq | CompareOp::NotEq, Some(same)) = (op, self.same_address(a, b)) {
            return Ok(Some(self.new_bool(same == (op == CompareOp::Eq))));
        }
        if self.is_vague(a) || self.is_vague(b) {
            return Ok(None);
        }
        let (class_a, class_b) = (self.class(a), self.class(b));
        let (name, mirrored) = method_names(op);
        let reflected_first = class_a != class_b && self.inherits(class_b, class_a);
        if reflected_first && let Some(method) = self.overrides(b, mirrored) {
            let Some(result) = self.call_own(method, &[b, a])? else { return Ok(None) };
            if result != statics::NOT_IMPLEMENTED {
                return Ok(Some(result));
            }
        }
        let Some(result) = self.half_compare(op, name, a, b)? else { return Ok(None) };
        if result != statics::NOT_IMPLEMENTED {
            return Ok(Some(result));
        }
        if !reflected_first || self.overrides(b, mirrored).is_none() {
            let Some(result) = self.half_compare(mirror(op), mirrored, b, a)? else { return Ok(None) };
            if result != statics::NOT_IMPLEMENTED {
                return Ok(Some(result));
            }
        }
        match op {
            CompareOp::Eq => Ok(Some(self.new_bool(a == b))),
            CompareOp::NotEq => Ok(Some(self.new_bool(a != b))),
            _ => {
                let (left, right) = (self.type_name_of(a), self.type_name_of(b));
                Err(self.type_error(&message::unordered(op, &left, &right)))
            }
        }
    }

    /// What the type of `a` says about `a op b`: a result or `NotImplemented`.
    fn half_compare(&mut self, op: CompareOp, name: &str, a: ObjId, b: ObjId) -> Modelled<ObjId> {
        if let Some(method) = self.overrides(a, name) {
            if method == statics::NONE {
                return Ok(Some(statics::NOT_IMPLEMENTED));
            }
            return self.call_own(method, &[a, b]);
        }
        if op == CompareOp::NotEq
            && let Some(method) = self.overrides(a, "__eq__")
        {
            let Some(result) = self.call_own(method, &[a, b])? else { return Ok(None) };
            if result == statics::NOT_IMPLEMENTED {
                return Ok(Some(result));
            }
            let truth = self.known_truth(result)?;
            self.drop_ref(result);
            return Ok(truth.map(|truth| self.new_bool(!truth)));
        }
        let known = self.plain_compare(op, a, b)?;
        Ok(match known {
            Some(Some(known)) => Some(self.new_bool(known)),
            Some(None) => Some(statics::NOT_IMPLEMENTED),
            None => None,
        })
    }

    /// The built-in comparison of two objects' kinds: not modelled, not implemented, or a truth.
    pub(in crate::exec) fn plain_compare(
        &mut self,
        op: CompareOp,
        a: ObjId,
        b: ObjId,
    ) -> Modelled<Option<bool>> {
        if let (Some(x), Some(y)) = (self.scalar_of(a), self.scalar_of(b)) {
            let known = compare::compare(op, &x, &y);
            let same_family = x.type_name() == y.type_name() || known.is_some() && comparable(&x, &y);
            return Ok(Some(if same_family { known } else { None }));
        }
        match (self.kind(a), self.kind(b)) {
            (Kind::List, Kind::List) | (Kind::Tuple, Kind::Tuple) => self.compare_sequences(op, a, b),
            (Kind::External, Kind::External)
                if self.class(a) == statics::UNION && self.class(b) == statics::UNION =>
            {
                let (left, right) = (self.inner_parts(a), self.inner_parts(b));
                let same = left.len() == right.len() && left.iter().all(|part| right.contains(part));
                Ok(Some(Some(same == (op == CompareOp::Eq))))
            }
            (Kind::External, Kind::External)
                if self.class(a) == statics::SIMPLENAMESPACE && self.class(b) == statics::SIMPLENAMESPACE =>
            {
                let (left, right) = (self.namespace_dict(a), self.namespace_dict(b));
                let known = self.dicts_equal(left, right);
                self.drop_ref(left);
                self.drop_ref(right);
                Ok(known?.map(|same| Some(same == (op == CompareOp::Eq))))
            }
            (Kind::Slice, Kind::Slice) => {
                let parts = |m: &mut Self, slice| {
                    let parts = m.inner_parts(slice);
                    let parts = m.share_all(&parts);
                    m.new_tuple(parts)
                };
                let (a, b) = (parts(self, a), parts(self, b));
                let known = self.compare_sequences(op, a, b);
                self.drop_ref(a);
                self.drop_ref(b);
                known
            }
            (Kind::Deque, Kind::Deque) => self.compare_sequences(op, a, b),
            (Kind::Set | Kind::FrozenSet, Kind::Set | Kind::FrozenSet) => self.compare_sets(op, a, b),
            (Kind::Dict, Kind::Dict) if matches!(op, CompareOp::Eq | CompareOp::NotEq) => {
                // Two ordered dictionaries are equal in order only.
                if self.is_a(a, statics::ORDEREDDICT) && self.is_a(b, statics::ORDEREDDICT) {
                    let (left, right) = (self.entries(a), self.entries(b));
                    for ((x, _), (y, _)) in left.into_iter().zip(right) {
                        match self.same_or_equal(x, y)? {
                            Some(true) => {}
                            Some(false) => return Ok(Some(Some(op == CompareOp::NotEq))),
                            None => return Ok(None),
                        }
                    }
                }
                Ok(self.dicts_equal(a, b)?.map(|same| Some(same == (op == CompareOp::Eq))))
            }
            (Kind::View, Kind::View | Kind::Set | Kind::FrozenSet) => Ok(None),
            (Kind::Method, Kind::Method) if matches!(op, CompareOp::Eq | CompareOp::NotEq) => {
                let part = |id, label| self.heap.target(id, label);
                let same = part(a, Label::Func) == part(b, Label::Func)
                    && part(a, Label::SelfArg) == part(b, Label::SelfArg);
                Ok(Some(Some(same == (op == CompareOp::Eq))))
            }
            (Kind::Native, Kind::Native) if matches!(op, CompareOp::Eq | CompareOp::NotEq) => {
                let parts = |id| (self.native_number(id), self.heap.target(id, Label::SelfArg));
                Ok(Some(Some((parts(a) == parts(b)) == (op == CompareOp::Eq))))
            }
            (Kind::WeakRef, Kind::WeakRef) if matches!(op, CompareOp::Eq | CompareOp::NotEq) => {
                self.compare_weakrefs(op, a, b)
            }
            (Kind::Scalar, Kind::Scalar) => Ok(self.compare_payloads(op, a, b)),
            _ if a == b && op == CompareOp::Eq => Ok(Some(Some(true))),
            _ if a == b && op == CompareOp::NotEq => Ok(Some(Some(false))),
            _ => Ok(Some(None)),
        }
    }

    fn native_number(&self, id: ObjId) -> Option<u32> {
        match self.payload(id) {
            Payload::Native(native) => Some(native.0),
            _ => None,
        }
    }

    fn compare_weakrefs(&mut self, op: CompareOp, a: ObjId, b: ObjId) -> Modelled<Option<bool>> {
        let part = |id| self.heap.target(id, Label::Referent);
        match (part(a), part(b)) {
            (Some(x), Some(y)) => {
                Ok(self.same_or_equal(x, y)?.map(|same| Some(same == (op == CompareOp::Eq))))
            }
            _ => Ok(Some(Some((a == b) == (op == CompareOp::Eq)))),
        }
    }

    /// Ranges and byte arrays, which are no plain values.
    fn compare_payloads(&mut self, op: CompareOp, a: ObjId, b: ObjId) -> Option<Option<bool>> {
        let same = match (self.payload(a), self.payload(b)) {
            (Payload::Range { start, stop, step }, Payload::Range { start: s2, stop: e2, step: t2 }) => {
                let (len, len2) = (slice::range_len(*start, *stop, *step), slice::range_len(*s2, *e2, *t2));
                len == len2 && (len == 0 || (start == s2 && (len == 1 || step == t2)))
            }
            (Payload::ByteArray(a), Payload::ByteArray(b)) => a == b,
            (Payload::ByteArray(a), Payload::Bytes(b)) | (Payload::Bytes(b), Payload::ByteArray(a)) => {
                **a == **b
            }
            (Payload::Unknown, _) | (_, Payload::Unknown) => return None,
            _ => return Some(None),
        };
        Some(match op {
            CompareOp::Eq => Some(same),
            CompareOp::NotEq => Some(!same),
            _ => None,
        })
    }

    fn compare_sequences(&mut self, op: CompareOp, a: ObjId, b: ObjId) -> Modelled<Option<bool>> {
        let (left, right) = (self.elements(a), self.elements(b));
        if left.len() != right.len() && matches!(op, CompareOp::Eq | CompareOp::NotEq) {
            return Ok(Some(Some(op == CompareOp::NotEq)));
        }
        for (x, y) in left.iter().zip(&right) {
            match self.same_or_equal(*x, *y)? {
                None => return Ok(None),
                Some(true) => {}
                Some(false) => {
                    return match op {
                        CompareOp::Eq => Ok(Some(Some(false))),
                        CompareOp::NotEq => Ok(Some(Some(true))),
                        _ => Ok(self.ordered(op, *x, *y)?.map(Some)),
                    };
                }
            }
        }
        let known = match op {
            CompareOp::Eq => left.len() == right.len(),
            CompareOp::NotEq => left.len() != right.len(),
            CompareOp::Lt => left.len() < right.len(),
            CompareOp::LtE => left.len() <= right.len(),
            CompareOp::Gt => left.len() > right.len(),
            _ => left.len() >= right.len(),
        };
        Ok(Some(Some(known)))
    }

    fn compare_sets(&mut self, op: CompareOp, a: ObjId, b: ObjId) -> Modelled<Option<bool>> {
        let (len_a, len_b) = (self.elements(a).len(), self.elements(b).len());
        let subset = |m: &mut Machine, small: ObjId, large: ObjId| -> Modelled<bool> {
            for item in m.elements(small) {
                match m.set_has(large, item)? {
                    Some(true) => {}
                    other => return Ok(other),
                }
            }
            Ok(Some(true))
        };
        let known = match op {
            CompareOp::Eq | CompareOp::NotEq if len_a != len_b => Some(false),
            CompareOp::Lt if len_a >= len_b => Some(false),
            CompareOp::Gt if len_b >= len_a => Some(false),
            CompareOp::Gt | CompareOp::GtE => subset(self, b, a)?,
            _ => subset(self, a, b)?,
        };
        Ok(known.map(|known| Some(known != (op == CompareOp::NotEq))))
    }

    // --- hash and membership

    /// A hash for lookups: CPython's where it is fixed, any constant one elsewhere. `fixed` tells which.
    pub(in crate::exec) fn hash(&mut self, value: ObjId) -> Modelled<Hash> {
        if let Some(scalar) = self.scalar(value) {
            return Ok(Some(scalar_hash(&scalar)));
        }
        if let Some(object) = self.address(value) {
            return Ok(Some(Hash { number: i64::from(object.0), fixed: false }));
        }
        if self.is_vague(value) {
            return Ok(None);
        }
        if let Some(method) = self.overrides(value, "__hash__") {
            if method == statics::NONE {
                return Err(self.unhashable(value));
            }
            let Some(result) = self.call_own(method, &[value])? else { return Ok(None) };
            let number = self.scalar_of(result).and_then(|scalar| scalar.as_int());
            let fixed = !self.is_assumed(result);
            self.drop_ref(result);
            return Ok(number.map(|int| {
                let number = int.to_i64().unwrap_or_else(|| int.hash());
                Hash { number: if number == -1 { -2 } else { number }, fixed }
            }));
        }
        if self.overrides(value, "__eq__").is_some() && self.hides_hash(value) {
            return Err(self.unhashable(value));
        }
        self.plain_hash(value)
    }

    /// A class that defines `__eq__` and no `__hash__` has none.
    fn hides_hash(&mut self, value: ObjId) -> bool {
        let class = self.class(value);
        let order = self.order(class);
        let (eq, hash) = (Symbol::new("__eq__"), Symbol::new("__hash__"));
        for owner in order.iter().copied() {
            let has = |m: &Machine, name| m.heap.target(owner, Label::attr(name)).is_some();
            if has(self, hash) {
                return false;
            }
            if has(self, eq) {
                return true;
            }
        }
        false
    }

    pub(in crate::exec) fn plain_hash(&mut self, value: ObjId) -> Modelled<Hash> {
        if let Some(scalar) = self.scalar_of(value) {
            return Ok(Some(scalar_hash(&scalar)));
        }
        match self.kind(value) {
            Kind::List | Kind::Set | Kind::Dict | Kind::Deque | Kind::WeakContainer => {
                Err(self.unhashable(value))
            }
            Kind::Slice if self.version() < message::V312 => Err(self.unhashable(value)),
            Kind::Scalar if matches!(self.payload(value), Payload::ByteArray(_)) => {
                Err(self.unhashable(value))
            }
            Kind::Tuple | Kind::FrozenSet => {
                let mut numbers = Vec::new();
                let mut fixed = true;
                for item in self.elements(value) {
                    let Some(hash) = self.hash(item)? else { return Ok(None) };
                    fixed &= hash.fixed;
                    numbers.push(hash.number);
                }
                let number = match self.kind(value) {
                    Kind::Tuple => compare::tuple_hash(&numbers),
                    _ => compare::frozenset_hash(&numbers),
                };
                Ok(Some(Hash { number, fixed }))
            }
            Kind::Method => {
                let parts = [Label::SelfArg, Label::Func].map(|label| self.heap.target(value, label));
                let numbers = parts.map(|part| part.map_or(0, |id| i64::from(id.0)));
                Ok(Some(Hash { number: compare::tuple_hash(&numbers), fixed: false }))
            }
            Kind::WeakRef if matches!(self.class(value), statics::WEAKPROXY | statics::WEAKCALLABLEPROXY) => {
                Err(self.unhashable(value))
            }
            Kind::WeakRef => self.weakref_hash(value),
            _ => Ok(Some(Hash { number: i64::from(value.0), fixed: false })),
        }
    }

    /// A weak reference hashes as its referent, and remembers the hash for when that is dead.
    fn weakref_hash(&mut self, value: ObjId) -> Modelled<Hash> {
        if let Payload::Int(number) = *self.payload(value) {
            return Ok(Some(Hash { number, fixed: false }));
        }
        let Some(target) = self.heap.target(value, Label::Referent) else {
            return Err(self.type_error("weak object has gone away"));
        };
        let hash = self.hash(target)?;
        if let (Some(hash), Some(object)) = (hash, self.heap.get_mut(value)) {
            object.payload = Payload::Int(hash.number);
        }
        Ok(hash)
    }

    fn unhashable(&mut self, value: ObjId) -> crate::exec::machine::Stop {
        let class = self.type_name_of(value);
        self.type_error(&message::unhashable(&class))
    }

    /// `needle in hay`
    pub(in crate::exec) fn contains(&mut self, hay: ObjId, needle: ObjId) -> Modelled<bool> {
        if self.is_vague(hay) || (self.is_vague(needle) && self.address(needle).is_none()) {
            return Ok(None);
        }
        let hay = self.behind_proxy(hay)?;
        if let Some(method) = self.overrides(hay, "__contains__") {
            let Some(result) = self.call_own(method, &[hay, needle])? else { return Ok(None) };
            let truth = self.known_truth(result);
            self.drop_ref(result);
            return truth;
        }
        match self.kind(hay) {
            Kind::Dict => return Ok(self.dict_find(hay, needle)?.map(|found| found.is_some())),
            Kind::Set | Kind::FrozenSet => return self.set_has(hay, needle),
            Kind::View if self.class(hay) == statics::DICT_KEYS => {
                let dict = self.heap.target(hay, Label::Inner(0)).unwrap_or(statics::UNKNOWN);
                return Ok(self.dict_find(dict, needle)?.map(|found| found.is_some()));
            }
            _ => {}
        }
        if let Some(text) = self.scalar_of(hay)
            && matches!(text, Scalar::Str(_) | Scalar::Bytes(_))
        {
            return self.text_contains(&text, needle);
        }
        if let Payload::Range { start, stop, step } = *self.payload(hay)
            && let Some(number) = self.small(needle)
        {
            let inside =
                if step > 0 { start <= number && number < stop } else { stop < number && number <= start };
            return Ok(Some(inside && (number - start) % step == 0));
        }
        self.contains_by_iterating(hay, needle)
    }

    fn text_contains(&mut self, hay: &Scalar, needle: ObjId) -> Modelled<bool> {
        let found = self.scalar_of(needle).and_then(|needle| compare::contains(hay, &needle));
        if found.is_some() {
            return Ok(found);
        }
        let class = self.type_name_of(needle);
        Err(match hay {
            Scalar::Str(_) => {
                self.type_error(&format!("'in <string>' requires string as left operand, not {class}"))
            }
            _ => self.type_error(&format!("a bytes-like object is required, not '{class}'")),
        })
    }

    fn contains_by_iterating(&mut self, hay: ObjId, needle: ObjId) -> Modelled<bool> {
        if matches!(self.kind(hay), Kind::List | Kind::Tuple | Kind::Deque) {
            let mut at = 0;
            while let Some(item) = self.element(hay, at) {
                let item = self.share(item);
                let same = self.same_or_equal(item, needle);
                self.drop_ref(item);
                match same? {
                    Some(false) => at += 1,
                    other => return Ok(other),
                }
            }
            return Ok(Some(false));
        }
        if !self.is_iterable(hay) {
            let class = self.type_name_of(hay);
            return Err(self.type_error(&format!("argument of type '{class}' is not iterable")));
        }
        let held = self.share(hay);
        let Some(iterator) = self.iterator_over(held)? else { return Ok(None) };
        let found = loop {
            match self.next_item(iterator) {
                Ok(Some(Some(item))) => {
                    let same = self.same_or_equal(item, needle);
                    self.drop_ref(item);
                    match same {
                        Ok(Some(false)) => {}
                        other => break other,
                    }
                }
                Ok(Some(None)) => break Ok(Some(false)),
                Ok(None) => break Ok(None),
                Err(stop) => break Err(stop),
            }
        };
        self.drop_ref(iterator);
        found
    }
}

/// A hash, and whether every process gives the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::exec) struct Hash {
    pub number: i64,
    pub fixed: bool,
}

fn scalar_hash(value: &Scalar) -> Hash {
    if let Some(number) = compare::hash(value) {
        return Hash { number, fixed: true };
    }
    use std::hash::{Hash as _, Hasher};
    let mut hasher = rustc_hash::FxHasher::default();
    match value {
        Scalar::Str(text) => text.hash(&mut hasher),
        Scalar::Bytes(bytes) => bytes.hash(&mut hasher),
        other => other.type_name().hash(&mut hasher),
    }
    Hash { number: hasher.finish() as i64, fixed: false }
}

/// Whether two scalars of different types compare by value: numbers with numbers.
fn comparable(a: &Scalar, b: &Scalar) -> bool {
    let number =
        |v: &Scalar| matches!(v, Scalar::Bool(_) | Scalar::Int(_) | Scalar::Float(_) | Scalar::Complex(..));
    number(a) && number(b)
}

fn method_names(op: CompareOp) -> (&'static str, &'static str) {
    match op {
        CompareOp::Eq => ("__eq__", "__eq__"),
        CompareOp::NotEq => ("__ne__", "__ne__"),
        CompareOp::Lt => ("__lt__", "__gt__"),
        CompareOp::LtE => ("__le__", "__ge__"),
        CompareOp::Gt => ("__gt__", "__lt__"),
        _ => ("__ge__", "__le__"),
    }
}

fn mirror(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::LtE => CompareOp::GtE,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::GtE => CompareOp::LtE,
        same => same,
    }
}
