//! What happens when every value is known: operators, formatting, containers and iteration.
//!
//! Each function consumes what its instruction consumes and leaves the work to `native`. Where the
//! exact result is not modelled it gives up exactness, answers `None`, and its caller goes on
//! symbolically. An operand of which only the kind is known (`SOME_SCALAR`) gives such a result too
//! and costs no exactness.

use crate::base::Symbol;
use crate::exec::value::message::V311;
use crate::exec::value::text;
use crate::heap::{Kind, Label, ObjId, Payload};
use crate::ir::{BinaryOp, CompareOp, Conversion, UnaryOp};
use crate::summary::LossKind;

use super::limits::KNOWN_ITEMS;
use super::machine::{EMPTY, Machine, Step};
use super::statics;

impl Machine {
    pub(super) fn exact_truth(&mut self, value: ObjId) -> Step<Option<bool>> {
        self.known_truth(value)
    }

    /// The result of an operation over operands that are consumed with it.
    fn conclude(
        &mut self,
        result: Step<Option<ObjId>>,
        operands: &[ObjId],
        what: &str,
    ) -> Step<Option<ObjId>> {
        let vague = operands.contains(&statics::SOME_SCALAR);
        if matches!(result, Ok(None)) && !(vague && operands.iter().all(|value| self.is_scalar(*value))) {
            return Ok(self.unknown_of(operands, what));
        }
        for value in operands {
            self.drop_ref(*value);
        }
        Ok(Some(result?.unwrap_or(statics::SOME_SCALAR)))
    }

    pub(super) fn exact_unary(&mut self, op: UnaryOp, value: ObjId) -> Step<Option<ObjId>> {
        let result = self.apply_unary(op, value);
        self.conclude(result, &[value], "an operator on an unknown value")
    }

    pub(super) fn exact_binary(
        &mut self,
        op: BinaryOp,
        left: ObjId,
        right: ObjId,
        in_place: bool,
    ) -> Step<Option<ObjId>> {
        let result = self.apply_binary(op, left, right, in_place);
        self.conclude(result, &[left, right], "an operator on an unknown value")
    }

    pub(super) fn exact_compare(&mut self, op: CompareOp, left: ObjId, right: ObjId) -> Step<Option<ObjId>> {
        // Up to 3.10 a comparison is one level more.
        let by_value = !matches!(op, CompareOp::Is | CompareOp::IsNot | CompareOp::In | CompareOp::NotIn);
        if by_value && self.version() < V311 && self.is_too_deep() {
            return Err(self.too_deep(" in comparison"));
        }
        let result = self.apply_compare(op, left, right);
        self.conclude(result, &[left, right], "a comparison of unknown values")
    }

    pub(super) fn format_value(
        &mut self,
        value: ObjId,
        conversion: Conversion,
        spec: Option<ObjId>,
    ) -> Step<ObjId> {
        if !self.exact {
            let spec = spec.unwrap_or(statics::NONE);
            return Ok(self.operate(&[value, spec], "__format__"));
        }
        let known_spec = match spec {
            Some(spec) => self.text(spec).map(|text| text.to_string()),
            None => Some(String::new()),
        };
        // A plain text stands for itself.
        let is_itself = matches!(conversion, Conversion::None | Conversion::Str)
            && known_spec.as_deref() == Some("")
            && self.class(value) == statics::STR
            && !self.is_vague(value);
        if is_itself {
            if let Some(spec) = spec {
                self.drop_ref(spec);
            }
            return Ok(value);
        }
        let shown = match known_spec {
            Some(spec) => self.format_converted(value, conversion, &spec),
            None => Ok(None),
        };
        self.drop_ref(value);
        if let Some(spec) = spec {
            self.drop_ref(spec);
        }
        let shown = shown?;
        Ok(self.known_text(shown))
    }

    fn format_converted(&mut self, value: ObjId, conversion: Conversion, spec: &str) -> Step<Option<String>> {
        let shown = match conversion {
            Conversion::None => return self.format_text(value, spec),
            Conversion::Str => self.str_text(value)?,
            Conversion::Repr => self.repr_text(value)?,
            Conversion::Ascii => self.repr_text(value)?.map(|shown| text::escape_non_ascii(&shown)),
        };
        let Some(shown) = shown else { return Ok(None) };
        if spec.is_empty() {
            return Ok(Some(shown));
        }
        let text = self.new_str(&shown);
        let shown = self.format_text(text, spec);
        self.drop_ref(text);
        shown
    }

    /// The text of all parts together; the parts are consumed.
    pub(super) fn join_text(&mut self, parts: &[ObjId]) -> ObjId {
        if !self.exact {
            return statics::SOME_SCALAR;
        }
        let texts: Option<Vec<_>> = parts.iter().map(|part| self.text(*part)).collect();
        let joined = texts.map(|texts| texts.concat());
        for part in parts {
            self.drop_ref(*part);
        }
        self.known_text(joined)
    }

    pub(super) fn new_text(&mut self, text: &str) -> ObjId {
        self.new_str(text)
    }

    /// A list or set display of constants; the tuple of the constants is consumed.
    pub(super) fn container_of(&mut self, items: ObjId, set: bool) -> Step<ObjId> {
        if !self.exact {
            let (kind, class) = if set { (Kind::Set, statics::SET) } else { (Kind::List, statics::LIST) };
            // A short display is known item by item, as it is where each has an instruction of its own.
            let is_known =
                !set && self.known_sequence(items).is_some_and(|items| items.len() <= KNOWN_ITEMS as usize);
            let payload = if is_known { Payload::None } else { Payload::Unknown };
            let container = self.new_object(kind, class, payload);
            return Ok(self.extend(container, items));
        }
        let container = if set { self.new_set(false) } else { self.new_list(Vec::new()) };
        let done = if !set {
            let items = self.elements(items);
            let items = self.share_all(&items);
            self.extend_list(container, items);
            true
        } else if self.kind(items) == Kind::FrozenSet {
            self.set_merge(container, items)?
        } else {
            self.set_update(container, items)?
        };
        if !done {
            self.give_up("a display of constants");
        }
        self.drop_ref(items);
        Ok(container)
    }

    pub(super) fn exact_set_add(&mut self, set: ObjId, value: ObjId) -> Step<bool> {
        let done = self.set_add(set, value)?;
        if !done {
            self.give_up("an unknown element of a set");
        }
        Ok(done)
    }

    /// `*items` or `**items` in a display or call; `from` is consumed.
    pub(super) fn exact_extend(&mut self, into: ObjId, from: ObjId) -> Step<bool> {
        let done = match self.kind(into) {
            Kind::List => {
                if !self.is_vague(from) && !self.is_iterable(from) {
                    let class = self.type_name_of(from);
                    let words = format!("Value after * must be an iterable, not {class}");
                    return Err(self.type_error(&words));
                }
                self.list_extend(into, from)?
            }
            Kind::Set => self.set_update(into, from)?,
            Kind::Dict => {
                if !self.is_vague(from) && !self.is_mapping(from) {
                    let class = self.type_name_of(from);
                    let words = format!("'{class}' object is not a mapping");
                    return Err(self.type_error(&words));
                }
                self.dict_update_from(into, from)?
            }
            _ => false,
        };
        if !done {
            self.give_up("a display with unknown items");
            return Ok(false);
        }
        self.drop_ref(from);
        Ok(true)
    }

    pub(super) fn exact_store_entry(&mut self, dict: ObjId, key: ObjId, value: ObjId) -> bool {
        // A display of 3.11 and later holds its keys while it stores them.
        let held = if self.version() >= V311 { self.share(key) } else { EMPTY };
        let done = self.dict_set(dict, key, value);
        self.drop_ref(held);
        match done {
            Ok(true) => true,
            Ok(false) => {
                self.give_up("an unknown key of a dictionary");
                false
            }
            Err(_) => {
                self.give_up("a key that cannot be hashed");
                true
            }
        }
    }

    /// An entry of a dictionary display; `false` where it is not modelled.
    pub(super) fn exact_add_entry(&mut self, dict: ObjId, key: ObjId, value: ObjId) -> Step<bool> {
        if !self.exact {
            return Ok(false);
        }
        if self.dict_set(dict, key, value)? {
            return Ok(true);
        }
        Ok(self.unknown_of(&[key, value], "an unknown key of a dictionary").is_some())
    }

    pub(super) fn exact_item(&mut self, obj: ObjId, index: ObjId) -> Step<Option<ObjId>> {
        let result = self.get_item(obj, index)?;
        if result.is_none() {
            if obj == statics::SOME_SCALAR {
                return Ok(Some(obj));
            }
            return Ok(self.unknown_of(&[], "an item of an unknown value"));
        }
        Ok(result)
    }

    pub(super) fn exact_store_item(&mut self, obj: ObjId, index: ObjId, value: ObjId) -> Step<bool> {
        let done = self.set_item(obj, index, value)?;
        if !done {
            return Ok(self.unknown_of(&[value], "a store to an item of an unknown value").is_some());
        }
        Ok(done)
    }

    pub(super) fn exact_delete_item(&mut self, obj: ObjId, index: ObjId) -> Step<bool> {
        let done = self.delete_item_of(obj, index)?;
        if !done {
            return Ok(self.unknown_of(&[], "the removal of an unknown item").is_some());
        }
        Ok(done)
    }

    /// Items for the targets of an unpacking, owned; `value` is consumed.
    pub(super) fn exact_unpack(
        &mut self,
        value: ObjId,
        count: usize,
        star: Option<usize>,
    ) -> Step<Option<Vec<ObjId>>> {
        if !self.is_vague(value) && !self.is_iterable(value) {
            let class = self.type_name_of(value);
            self.drop_ref(value);
            return Err(self.type_error(&format!("cannot unpack non-iterable {class} object")));
        }
        let items = match star {
            Some(_) => self.collect(value),
            None => self.first_items(value, count),
        };
        let Some(items) = items? else {
            let unknown = self.unknown_of(&[value], "an unpacking of an unknown value");
            return Ok(unknown.map(|unknown| vec![unknown; count]));
        };
        let least = if star.is_some() { count - 1 } else { count };
        if items.len() < least || (star.is_none() && items.len() > count) {
            return Err(self.wrong_count(value, items, least, star.is_some()));
        }
        let Some(before) = star else {
            self.drop_ref(value);
            return Ok(Some(items));
        };
        let mut items = items;
        let after = count - before - 1;
        let tail = items.split_off(items.len() - after);
        let middle = items.split_off(before);
        let list = self.new_list(Vec::new());
        self.extend_list(list, middle);
        items.push(list);
        items.extend(tail);
        self.drop_ref(value);
        Ok(Some(items))
    }

    /// At most one item more than wanted: an iterator is not drawn from further.
    fn first_items(&mut self, value: ObjId, count: usize) -> Step<Option<Vec<ObjId>>> {
        if self.overrides(value, "__iter__").is_none()
            && !matches!(self.kind(value), Kind::Iterator | Kind::Generator)
        {
            return self.collect(value);
        }
        let held = self.share(value);
        let Some(iterator) = self.iterator_over(held)? else { return Ok(None) };
        let mut items = Vec::new();
        while items.len() <= count {
            match self.next_item(iterator)? {
                Some(Some(item)) => items.push(item),
                Some(None) => break,
                None => return Ok(None),
            }
        }
        self.drop_ref(iterator);
        Ok(Some(items))
    }

    fn wrong_count(
        &mut self,
        value: ObjId,
        items: Vec<ObjId>,
        least: usize,
        star: bool,
    ) -> super::machine::Stop {
        let got = items.len();
        self.drop_all(items);
        self.drop_ref(value);
        let words = if got < least {
            let more = if star { "at least " } else { "" };
            format!("not enough values to unpack (expected {more}{least}, got {got})")
        } else {
            format!("too many values to unpack (expected {least})")
        };
        self.value_error(&words)
    }

    /// `iter(value)`; consumes `value`.
    pub(super) fn exact_iter(&mut self, value: ObjId) -> Step<Option<ObjId>> {
        let iterator = self.iterator_over(value)?;
        if iterator.is_none() {
            // How often the loop runs is a guess: not at all.
            self.lose_exactness(LossKind::UnknownBranch, "a loop over an unknown value");
            if self.exact {
                self.drop_ref(value);
                let nothing = self.empty_tuple();
                return self.iterator_over(nothing);
            }
        }
        Ok(iterator)
    }

    pub(super) fn exact_next(&mut self, iterator: ObjId) -> Step<Option<Option<ObjId>>> {
        let next = self.next_item(iterator)?;
        if next.is_none() {
            self.lose_exactness(LossKind::UnknownBranch, "a loop over an unknown value");
            return Ok(self.exact.then_some(None));
        }
        Ok(next)
    }

    /// Items of a `*` argument, owned; `value` is consumed.
    pub(super) fn exact_items(&mut self, value: ObjId) -> Step<Option<Vec<ObjId>>> {
        let items = self.collect(value)?;
        match items {
            Some(_) => self.drop_ref(value),
            None => return Ok(self.unknown_of(&[value], "unknown arguments of a call").map(|_| Vec::new())),
        }
        Ok(items)
    }

    /// Entries of a `**` argument, owned; `value` is consumed.
    pub(super) fn exact_keywords(&mut self, value: ObjId) -> Step<Option<Vec<(Symbol, ObjId)>>> {
        if self.kind(value) != Kind::Dict {
            let unknown = self.unknown_of(&[value], "unknown keyword arguments of a call");
            return Ok(unknown.map(|_| Vec::new()));
        }
        let mut out = Vec::new();
        for (key, item) in self.entries(value) {
            let Some(name) = self.text(key) else {
                return Err(self.type_error("keywords must be strings"));
            };
            out.push((Symbol::new(&name), self.share(item)));
        }
        self.drop_ref(value);
        Ok(Some(out))
    }

    /// Whether something can be spread with `**`.
    pub(super) fn is_mapping(&mut self, value: ObjId) -> bool {
        self.kind(value) == Kind::Dict
            || self.heap.target(value, Label::Inner(0)).is_some()
                && self.class(value) == statics::MAPPINGPROXY
            || self.overrides(value, "keys").is_some()
    }
}
