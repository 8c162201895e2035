//! `x[i]`: reading, storing and deleting items of built-in containers and text.

use crate::exec::machine::{Machine, Step};
use crate::exec::statics;
use crate::exec::value::slice::{self, Span};
use crate::exec::value::{Int, Scalar, message, text};
use crate::heap::{Kind, Label, ObjId, Payload};

use super::convert::Modelled;

impl Machine {
    /// A key that is not known; which address is which is known enough for a dictionary.
    fn is_vague_key(&self, obj: ObjId, index: ObjId) -> bool {
        let takes_addresses = matches!(self.kind(obj), Kind::Dict | Kind::Instance);
        self.is_vague(index) && !(takes_addresses && self.address(index).is_some())
    }

    /// `obj[index]`, owned; both operands are borrowed.
    pub(in crate::exec) fn get_item(&mut self, obj: ObjId, index: ObjId) -> Modelled<ObjId> {
        if self.is_vague(obj) || self.is_vague_key(obj, index) {
            return Ok(None);
        }
        let obj = self.behind_proxy(obj)?;
        if let Some(method) = self.overrides(obj, "__getitem__") {
            return self.call_own(method, &[obj, index]);
        }
        self.plain_item(obj, index)
    }

    /// The built-in `__getitem__` of the object's kind.
    pub(in crate::exec) fn plain_item(&mut self, obj: ObjId, index: ObjId) -> Modelled<ObjId> {
        match self.kind(obj) {
            Kind::Dict => return self.dict_item(obj, index),
            Kind::View if self.class(obj) == statics::MAPPINGPROXY => {
                let dict = self.heap.target(obj, Label::Inner(0)).unwrap_or(statics::UNKNOWN);
                return self.dict_item(dict, index);
            }
            Kind::Class => return self.class_item(obj, index),
            _ => {}
        }
        let Some(len) = self.sequence_len(obj) else {
            let class = self.type_name_of(obj);
            return Err(self.type_error(&message::not_subscriptable(&class)));
        };
        if self.kind(index) == Kind::Slice && self.kind(obj) != Kind::Deque {
            let Some(span) = self.span_of(index, len)? else { return Ok(None) };
            return Ok(self.slice_item(obj, span));
        }
        let Some(number) = self.index_of(index)? else { return self.wrong_index(obj, index) };
        match slice::position(&number, len) {
            Some(at) => Ok(self.item_at(obj, at)),
            None => Err(self.out_of_range(obj, "")),
        }
    }

    /// `C[x]`: `__class_getitem__`, or a generic alias of a built-in type.
    fn class_item(&mut self, class: ObjId, index: ObjId) -> Modelled<ObjId> {
        let name = crate::base::Symbol::new("__class_getitem__");
        if let Some((_, method)) = self.lookup(class, name) {
            let method = match self.heap.target(method, Label::Func) {
                Some(function) => function,
                None => method,
            };
            return self.call_own(method, &[class, index]);
        }
        let generic = matches!(
            class,
            statics::LIST
                | statics::DICT
                | statics::TUPLE
                | statics::SET
                | statics::FROZENSET
                | statics::TYPE
                | statics::DEQUE
                | statics::DEFAULTDICT
                | statics::ORDEREDDICT
        );
        if generic && self.version() >= message::V39 {
            let alias = self.new_object(Kind::External, statics::GENERIC_ALIAS, Payload::None);
            let (class, index) = (self.share(class), self.share(index));
            self.hold(alias, Label::Inner(0), class);
            self.hold(alias, Label::Inner(1), index);
            return Ok(Some(alias));
        }
        let shown = self.class_name(class);
        let text = if self.version() >= message::V311 {
            format!("type '{shown}' is not subscriptable")
        } else {
            message::not_subscriptable("type")
        };
        Err(self.type_error(&text))
    }

    /// Length of something with integer positions.
    pub(in crate::exec) fn sequence_len(&self, obj: ObjId) -> Option<usize> {
        match self.kind(obj) {
            Kind::List | Kind::Tuple | Kind::Deque => Some(self.elements_len(obj)),
            Kind::Set | Kind::FrozenSet | Kind::Dict | Kind::View | Kind::Iterator => None,
            _ => self.plain_len(obj),
        }
    }

    /// The positions that a slice object names.
    pub(in crate::exec) fn span_of(&mut self, index: ObjId, len: usize) -> Modelled<Span> {
        let mut bounds: [Option<Int>; 3] = [None, None, None];
        for (bound, part) in bounds.iter_mut().zip(self.inner_parts(index)) {
            if part == statics::NONE {
                continue;
            }
            if self.is_vague(part) {
                return Ok(None);
            }
            match self.index_of(part)? {
                Some(number) => *bound = Some(number),
                None => {
                    let words = "slice indices must be integers or None or have an __index__ method";
                    return Err(self.type_error(words));
                }
            }
        }
        match slice::indices(bounds[0].as_ref(), bounds[1].as_ref(), bounds[2].as_ref(), len) {
            Ok(span) => Ok(Some(span)),
            Err(trouble) => self.trouble(trouble).map(|()| None),
        }
    }

    fn slice_item(&mut self, obj: ObjId, span: Span) -> Option<ObjId> {
        let whole = span.start == 0 && span.step == 1 && Some(span.count) == self.sequence_len(obj);
        let exact = statics::is_type(self.class(obj));
        match self.payload(obj).clone() {
            Payload::Str(_) | Payload::Bytes(_) if whole && exact => return Some(self.share(obj)),
            Payload::Str(whole) => {
                let cut: String = if span.step == 1 {
                    let start = span.start as usize;
                    text::between(&whole, start, start + span.count).to_owned()
                } else {
                    let chars: Vec<char> = whole.chars().collect();
                    span.positions().filter_map(|at| chars.get(at)).collect()
                };
                return Some(self.new_str(&cut));
            }
            Payload::Bytes(bytes) => {
                let cut: Vec<u8> = span.positions().filter_map(|at| bytes.get(at).copied()).collect();
                return Some(self.new_scalar(Scalar::Bytes(cut.into())));
            }
            Payload::ByteArray(bytes) => {
                let cut: Vec<u8> = span.positions().filter_map(|at| bytes.get(at).copied()).collect();
                return Some(self.new_object(Kind::Scalar, statics::BYTEARRAY, Payload::ByteArray(cut)));
            }
            Payload::Range { start, step, .. } => {
                let first = start + span.start * step;
                let step = step * span.step;
                let stop = first + step * span.count as i64;
                return Some(self.new_object(
                    Kind::Scalar,
                    statics::RANGE,
                    Payload::Range { start: first, stop, step },
                ));
            }
            _ => {}
        }
        match self.kind(obj) {
            Kind::Tuple if whole && exact => Some(self.share(obj)),
            kind @ (Kind::Tuple | Kind::List) => {
                let items: Vec<ObjId> = span.positions().filter_map(|at| self.element(obj, at)).collect();
                let items = self.share_all(&items);
                Some(if kind == Kind::Tuple { self.new_tuple(items) } else { self.new_list(items) })
            }
            _ => None,
        }
    }

    fn sequence_name(&self, obj: ObjId) -> &'static str {
        match (self.kind(obj), self.payload(obj)) {
            (Kind::List, _) => "list",
            (Kind::Tuple, _) => "tuple",
            (Kind::Deque, _) => "deque",
            (_, Payload::Str(_)) => "str",
            (_, Payload::Bytes(_)) => "bytes",
            (_, Payload::ByteArray(_)) => "bytearray",
            _ => "range",
        }
    }

    fn wrong_index(&mut self, obj: ObjId, index: ObjId) -> Modelled<ObjId> {
        let (name, class) = (self.sequence_name(obj), self.type_name_of(index));
        let words = match name {
            "deque" => format!("sequence index must be integer, not '{class}'"),
            _ => message::index_wanted(self.version(), name, &class),
        };
        Err(self.type_error(&words))
    }

    fn out_of_range(&mut self, obj: ObjId, what: &str) -> crate::exec::machine::Stop {
        let words = match self.sequence_name(obj) {
            "str" => "string index out of range".to_owned(),
            "bytes" => "index out of range".to_owned(),
            "deque" => "deque index out of range".to_owned(),
            "range" => "range object index out of range".to_owned(),
            name => format!("{name} {what}index out of range"),
        };
        self.error(statics::INDEX_ERROR, &words)
    }

    /// `obj[index] = value`: `value` is consumed when the store is modelled.
    pub(in crate::exec) fn set_item(&mut self, obj: ObjId, index: ObjId, value: ObjId) -> Step<bool> {
        if self.is_vague(obj) || self.is_vague_key(obj, index) {
            return Ok(false);
        }
        if let Some(method) = self.overrides(obj, "__setitem__") {
            let Some(result) = self.call_own(method, &[obj, index, value])? else { return Ok(false) };
            self.drop_ref(result);
            self.drop_ref(value);
            return Ok(true);
        }
        self.plain_set_item(obj, index, value)
    }

    pub(in crate::exec) fn plain_set_item(&mut self, obj: ObjId, index: ObjId, value: ObjId) -> Step<bool> {
        match (self.kind(obj), self.payload(obj)) {
            (Kind::Dict, _) => {
                let key = self.share(index);
                return self.dict_set(obj, key, value);
            }
            (Kind::List | Kind::Deque, _) | (_, Payload::ByteArray(_)) => {}
            _ => {
                let class = self.type_name_of(obj);
                self.drop_ref(value);
                return Err(self.type_error(&format!("'{class}' object does not support item assignment")));
            }
        }
        let len = self.sequence_len(obj).unwrap_or(0);
        if self.kind(index) == Kind::Slice {
            return self.set_slice(obj, index, value, len);
        }
        let Some(number) = self.index_of(index)? else { return self.wrong_index(obj, index).map(|_| true) };
        let Some(at) = slice::position(&number, len) else {
            self.drop_ref(value);
            return Err(self.out_of_range(obj, "assignment "));
        };
        if let Payload::ByteArray(_) = self.payload(obj) {
            let Some(byte) = self.small(value).and_then(|byte| u8::try_from(byte).ok()) else {
                return Err(self.value_error("byte must be in range(0, 256)"));
            };
            if let Some(Payload::ByteArray(bytes)) = self.heap.get_mut(obj).map(|object| &mut object.payload)
            {
                bytes[at] = byte;
            }
            return Ok(true);
        }
        self.replace_element(obj, at, value);
        Ok(true)
    }

    fn set_slice(&mut self, obj: ObjId, index: ObjId, value: ObjId, len: usize) -> Step<bool> {
        if let Payload::ByteArray(_) = self.payload(obj) {
            let Some(span) = self.span_of(index, len)? else { return Ok(false) };
            return self.replace_octets(obj, &span, Some(value));
        }
        if self.kind(obj) != Kind::List {
            return Ok(false);
        }
        let Some(span) = self.span_of(index, len)? else { return Ok(false) };
        if !self.is_iterable(value) {
            self.drop_ref(value);
            return Err(self.type_error("can only assign an iterable"));
        }
        let Some(items) = self.collect(value)? else { return Ok(false) };
        let (first, _) = self.run_of_elements(obj);
        if span.step == 1 {
            let more = items.len();
            let references = items.iter().map(|item| self.reference(Label::Elem, *item)).collect();
            let start = first + span.start as usize;
            self.heap.splice(obj, start..start + span.count, references);
            let room = if more > span.count {
                self.resized(self.room(obj), len as u32, (len + more - span.count) as u32)
            } else {
                self.resized(self.room(obj), len as u32, (len - (span.count - more)) as u32)
            };
            self.set_room(obj, room);
        } else {
            if items.len() != span.count {
                let words = format!(
                    "attempt to assign sequence of size {} to extended slice of size {}",
                    items.len(),
                    span.count
                );
                self.drop_all(items);
                self.drop_ref(value);
                return Err(self.value_error(&words));
            }
            for (at, item) in span.positions().zip(&items) {
                let reference = self.reference(Label::Elem, *item);
                self.heap.replace_at(obj, first + at, reference);
            }
        }
        self.drop_all(items);
        self.settle();
        self.drop_ref(value);
        Ok(true)
    }

    /// `del obj[index]`; `false` when not modelled.
    pub(in crate::exec) fn delete_item_of(&mut self, obj: ObjId, index: ObjId) -> Step<bool> {
        if self.is_vague(obj) || self.is_vague_key(obj, index) {
            return Ok(false);
        }
        if let Some(method) = self.overrides(obj, "__delitem__") {
            let Some(result) = self.call_own(method, &[obj, index])? else { return Ok(false) };
            self.drop_ref(result);
            return Ok(true);
        }
        self.plain_delete_item(obj, index)
    }

    pub(in crate::exec) fn plain_delete_item(&mut self, obj: ObjId, index: ObjId) -> Step<bool> {
        match self.kind(obj) {
            Kind::Dict => {
                let Some(found) = self.dict_find(obj, index)? else { return Ok(false) };
                let Some(entry) = found else { return Err(self.key_error(index)) };
                let Some((key, value)) = self.dict_take(obj, entry)? else { return Ok(false) };
                self.drop_ref(key);
                self.drop_ref(value);
                return Ok(true);
            }
            Kind::List | Kind::Deque => {}
            _ if matches!(self.payload(obj), Payload::ByteArray(_)) => {
                let len = self.sequence_len(obj).unwrap_or(0);
                if self.kind(index) == Kind::Slice {
                    let Some(span) = self.span_of(index, len)? else { return Ok(false) };
                    return self.replace_octets(obj, &span, None);
                }
                let Some(number) = self.index_of(index)? else { return Ok(false) };
                let Some(at) = slice::position(&number, len) else {
                    return Err(self.error(statics::INDEX_ERROR, "bytearray index out of range"));
                };
                let at = at as i64;
                return self.replace_octets(obj, &Span { start: at, stop: at + 1, step: 1, count: 1 }, None);
            }
            _ => {
                let class = self.type_name_of(obj);
                return Err(self.type_error(&format!("'{class}' object doesn't support item deletion")));
            }
        }
        let len = self.elements_len(obj);
        if self.kind(index) == Kind::Slice {
            let Some(span) = self.span_of(index, len)? else { return Ok(false) };
            self.delete_span(obj, span);
            return Ok(true);
        }
        let Some(number) = self.index_of(index)? else { return self.wrong_index(obj, index).map(|_| true) };
        let Some(at) = slice::position(&number, len) else {
            return Err(self.out_of_range(obj, "assignment "));
        };
        let gone = self.take_element(obj, at);
        self.adapt_room(obj, len);
        self.drop_ref(gone);
        Ok(true)
    }

    fn delete_span(&mut self, list: ObjId, span: Span) {
        let (first, len) = self.run_of_elements(list);
        if span.step == 1 {
            let start = first + span.start as usize;
            self.heap.splice(list, start..start + span.count, Vec::new());
        } else {
            let mut positions: Vec<usize> = span.positions().collect();
            positions.sort_unstable();
            let mut gone = Vec::new();
            for at in positions.into_iter().rev() {
                gone.push(self.take_element(list, at));
            }
            gone.reverse();
            self.drop_all(gone);
        }
        self.adapt_room(list, len);
        self.settle();
    }
}
