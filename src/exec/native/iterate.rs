//! Iteration: iterators over built-in containers, and the built-in iterators made of others.
//!
//! An iterator holds what it walks under `Inner(0)` and lets go of it at its end. `zip`, `map` and
//! their like hold the iterators they draw from under `Arg`, and `zip` and `enumerate` keep the last
//! pair they gave under `Inner(1)`, to use it again when nobody else has it.

use crate::exec::machine::{Machine, Step, Stop};
use crate::exec::statics;
use crate::exec::value::{Int, message, slice};
use crate::heap::{Flags, Kind, Label, ObjId, Payload};

use super::convert::Modelled;

impl Machine {
    /// Whether `iter(x)` would work, as far as the type tells.
    pub(in crate::exec) fn is_iterable(&mut self, value: ObjId) -> bool {
        if let Some(method) = self.overrides(value, "__iter__") {
            return method != statics::NONE;
        }
        if self.overrides(value, "__getitem__").is_some() {
            return true;
        }
        match self.kind(value) {
            Kind::List | Kind::Tuple | Kind::Set | Kind::FrozenSet | Kind::Dict | Kind::Deque => true,
            Kind::Iterator | Kind::Generator | Kind::WeakContainer => true,
            Kind::View => true,
            _ => matches!(
                self.payload(value),
                Payload::Str(_) | Payload::Bytes(_) | Payload::ByteArray(_) | Payload::Range { .. }
            ),
        }
    }

    /// `iter(value)`, which consumes `value` when it is modelled.
    pub(in crate::exec) fn iterator_over(&mut self, value: ObjId) -> Modelled<ObjId> {
        if self.is_vague(value) {
            return Ok(None);
        }
        if matches!(self.class(value), statics::WEAKPROXY | statics::WEAKCALLABLEPROXY) {
            let target = self.proxied(value)?;
            let target = self.share(target);
            self.drop_ref(value);
            return self.iterator_over(target);
        }
        if let Some(method) = self.overrides(value, "__iter__") {
            let made = self.call_own(method, &[value]);
            if matches!(made, Ok(None)) {
                return Ok(None);
            }
            self.drop_ref(value);
            let Some(iterator) = made? else { return Ok(None) };
            if !self.is_iterator(iterator) {
                let class = self.type_name_of(iterator);
                self.drop_ref(iterator);
                return Err(self.type_error(&format!("iter() returned non-iterator of type '{class}'")));
            }
            return Ok(Some(iterator));
        }
        let by_index = self.overrides(value, "__getitem__").is_some();
        let class = match (self.kind(value), self.payload(value)) {
            (Kind::Iterator | Kind::Generator, _) => return Ok(Some(value)),
            (Kind::List, _) => statics::LIST_ITERATOR,
            (Kind::Tuple, _) => statics::TUPLE_ITERATOR,
            (Kind::Set | Kind::FrozenSet, _) => statics::SET_ITERATOR,
            (Kind::Dict, _) => statics::DICT_KEYITERATOR,
            (Kind::Deque, _) => statics::ITERATOR,
            (Kind::View, _) => return self.iterator_over_view(value),
            (_, Payload::Str(_)) => statics::STR_ITERATOR,
            (_, Payload::Bytes(_) | Payload::ByteArray(_)) => statics::BYTES_ITERATOR,
            (_, Payload::Range { .. }) => return Ok(Some(self.iterator_over_range(value))),
            _ if by_index => statics::ITERATOR,
            _ => {
                let class = self.type_name_of(value);
                self.drop_ref(value);
                return Err(self.type_error(&message::not_iterable(&class)));
            }
        };
        Ok(Some(self.walker(class, value)))
    }

    /// An iterator of a class over an owned value.
    pub(in crate::exec) fn walker(&mut self, class: ObjId, value: ObjId) -> ObjId {
        let payload = match self.kind(value) {
            Kind::Dict => Payload::Range { start: 0, stop: self.dict_len(value) as i64, step: 1 },
            Kind::Set | Kind::FrozenSet => {
                Payload::Range { start: 0, stop: self.set_len(value) as i64, step: 1 }
            }
            Kind::Deque => Payload::Range { start: 0, stop: self.deque_turns(value), step: 1 },
            _ => Payload::Cursor(0),
        };
        let iterator = self.new_object(Kind::Iterator, class, payload);
        self.hold(iterator, Label::Inner(0), value);
        iterator
    }

    fn iterator_over_view(&mut self, view: ObjId) -> Modelled<ObjId> {
        let class = match self.class(view) {
            statics::DICT_KEYS | statics::MAPPINGPROXY => statics::DICT_KEYITERATOR,
            statics::DICT_VALUES => statics::DICT_VALUEITERATOR,
            statics::DICT_ITEMS => statics::DICT_ITEMITERATOR,
            _ => return Ok(None),
        };
        let Some(dict) = self.heap.target(view, Label::Inner(0)) else { return Ok(None) };
        let dict = self.share(dict);
        let iterator = self.walker(class, dict);
        self.drop_ref(view);
        Ok(Some(iterator))
    }

    fn iterator_over_range(&mut self, range: ObjId) -> ObjId {
        let payload = self.payload(range).clone();
        let iterator = self.new_object(Kind::Iterator, statics::RANGE_ITERATOR, payload);
        if let Some(object) = self.heap.get_mut(iterator) {
            object.flags.set(Flags::NOT_GC);
        }
        self.drop_ref(range);
        iterator
    }

    pub(in crate::exec) fn is_iterator(&mut self, value: ObjId) -> bool {
        matches!(self.kind(value), Kind::Iterator | Kind::Generator)
            || self.overrides(value, "__next__").is_some()
    }

    /// `next(iterator)`: not modelled, the end, or an owned item.
    pub(in crate::exec) fn next_item(&mut self, iterator: ObjId) -> Modelled<Option<ObjId>> {
        if let Some(method) = self.overrides(iterator, "__next__") {
            return match self.call_own(method, &[iterator]) {
                Ok(result) => Ok(result.map(Some)),
                Err(stop) => self.end_of_iteration(stop).map(|()| Some(None)),
            };
        }
        match self.kind(iterator) {
            Kind::Generator => return self.exact_generator_next(iterator),
            Kind::Iterator => {}
            _ => return Ok(None),
        }
        match self.class(iterator) {
            statics::RANGE_ITERATOR => Ok(Some(self.next_of_range(iterator))),
            statics::LIST_ITERATOR
            | statics::TUPLE_ITERATOR
            | statics::STR_ITERATOR
            | statics::BYTES_ITERATOR => Ok(Some(self.next_of_sequence(iterator))),
            statics::LIST_REVERSEITERATOR | statics::REVERSED => self.next_reversed(iterator),
            statics::DICT_KEYITERATOR | statics::DICT_VALUEITERATOR | statics::DICT_ITEMITERATOR => {
                self.next_of_dict(iterator)
            }
            statics::SET_ITERATOR => self.next_of_set(iterator),
            statics::ENUMERATE => self.next_of_enumerate(iterator),
            statics::ZIP => self.next_of_zip(iterator),
            statics::MAP => self.next_of_map(iterator),
            statics::FILTER => self.next_of_filter(iterator),
            statics::CALLABLE_ITERATOR => self.next_of_callable(iterator),
            statics::ITERATOR => self.next_by_index(iterator),
            _ => Ok(None),
        }
    }

    /// `StopIteration` ends an iteration; anything else goes on.
    pub(in crate::exec) fn end_of_iteration(&mut self, stop: Stop) -> Step<()> {
        match stop {
            Stop::Raise(exc) if self.is_a(exc, statics::STOP_ITERATION) => {
                self.drop_ref(exc);
                Ok(())
            }
            stop => Err(stop),
        }
    }

    /// How many items a built-in iterator still has, as far as it tells.
    pub(super) fn items_left(&self, iterator: ObjId) -> i64 {
        let source = self.heap.target(iterator, Label::Inner(0));
        match (self.class(iterator), self.payload(iterator)) {
            (statics::RANGE_ITERATOR, Payload::Range { start, stop, step }) => {
                slice::range_len(*start, *stop, *step) as i64
            }
            (_, Payload::Range { start, stop, .. }) => source.map_or(0, |_| (stop - start).max(0)),
            (statics::LIST_REVERSEITERATOR | statics::REVERSED, Payload::Cursor(at)) => {
                source.map_or(0, |_| at + 1)
            }
            (_, Payload::Cursor(at)) => {
                let len = source.and_then(|source| self.plain_len(source)).unwrap_or(0);
                (len as i64 - at).max(0)
            }
            _ => 0,
        }
    }

    fn cursor(&self, iterator: ObjId) -> i64 {
        match self.payload(iterator) {
            Payload::Cursor(at) => *at,
            _ => 0,
        }
    }

    fn set_payload(&mut self, id: ObjId, payload: Payload) {
        if let Some(object) = self.heap.get_mut(id) {
            object.payload = payload;
        }
    }

    /// Lets go of what was walked.
    fn exhaust(&mut self, iterator: ObjId) -> Option<ObjId> {
        self.heap.remove_ref(iterator, Label::Inner(0));
        self.settle();
        None
    }

    fn next_of_range(&mut self, iterator: ObjId) -> Option<ObjId> {
        let Payload::Range { start, stop, step } = *self.payload(iterator) else { return None };
        if slice::range_len(start, stop, step) == 0 {
            return None;
        }
        let after = start.checked_add(step).unwrap_or(stop);
        self.set_payload(iterator, Payload::Range { start: after, stop, step });
        Some(self.new_int(start))
    }

    fn next_of_sequence(&mut self, iterator: ObjId) -> Option<ObjId> {
        let source = self.heap.target(iterator, Label::Inner(0))?;
        let at = self.cursor(iterator) as usize;
        let item = match self.item_at(source, at) {
            Some(item) => item,
            None => return self.exhaust(iterator),
        };
        self.set_payload(iterator, Payload::Cursor(at as i64 + 1));
        Some(item)
    }

    /// The item of a built-in sequence at a position, owned.
    pub(in crate::exec) fn item_at(&mut self, source: ObjId, at: usize) -> Option<ObjId> {
        match self.payload(source) {
            Payload::Str(whole) => {
                let whole = whole.clone();
                let c = if whole.is_ascii() {
                    char::from(*whole.as_bytes().get(at)?)
                } else {
                    whole.chars().nth(at)?
                };
                let mut buffer = [0; 4];
                Some(self.new_str(c.encode_utf8(&mut buffer)))
            }
            Payload::Bytes(bytes) => {
                let byte = *bytes.get(at)?;
                Some(self.new_int(i64::from(byte)))
            }
            Payload::ByteArray(bytes) => {
                let byte = *bytes.get(at)?;
                Some(self.new_int(i64::from(byte)))
            }
            Payload::Range { start, stop, step } => {
                let (start, stop, step) = (*start, *stop, *step);
                (at < slice::range_len(start, stop, step)).then(|| self.new_int(start + at as i64 * step))
            }
            _ => self.element(source, at).map(|item| self.share(item)),
        }
    }

    fn next_reversed(&mut self, iterator: ObjId) -> Modelled<Option<ObjId>> {
        let Some(source) = self.heap.target(iterator, Label::Inner(0)) else { return Ok(Some(None)) };
        let at = self.cursor(iterator);
        if at < 0 {
            return Ok(Some(self.exhaust(iterator)));
        }
        let item = match self.overrides(source, "__getitem__") {
            Some(method) => {
                let index = self.new_int(at);
                let item = self.call_own(method, &[source, index]);
                self.drop_ref(index);
                let Some(item) = item? else { return Ok(None) };
                Some(item)
            }
            None => self.item_at(source, at as usize),
        };
        let Some(item) = item else { return Ok(Some(self.exhaust(iterator))) };
        self.set_payload(iterator, Payload::Cursor(at - 1));
        Ok(Some(Some(item)))
    }

    fn next_of_dict(&mut self, iterator: ObjId) -> Modelled<Option<ObjId>> {
        let Some(dict) = self.heap.target(iterator, Label::Inner(0)) else { return Ok(Some(None)) };
        let Payload::Range { start, stop, step } = *self.payload(iterator) else { return Ok(None) };
        if self.dict_len(dict) as i64 != stop {
            self.set_payload(iterator, Payload::Range { start, stop: -1, step });
            return Err(self.error(statics::RUNTIME_ERROR, "dictionary changed size during iteration"));
        }
        let Some((key, value)) = self.entry_number(dict, start as usize) else {
            return Ok(Some(self.exhaust(iterator)));
        };
        self.set_payload(iterator, Payload::Range { start: start + 1, stop, step });
        let item = match self.class(iterator) {
            statics::DICT_KEYITERATOR => self.share(key),
            statics::DICT_VALUEITERATOR => self.share(value),
            _ => {
                let parts = self.share_all(&[key, value]);
                self.pair_again(iterator, parts)
            }
        };
        Ok(Some(Some(item)))
    }

    fn entry_number(&mut self, dict: ObjId, number: usize) -> Option<(ObjId, ObjId)> {
        if self.namespace_owner(dict).is_some() {
            return self.entries(dict).get(number).copied();
        }
        let object = self.heap.get(dict)?;
        let first = object.refs.iter().position(|r| r.label == Label::Key)?;
        let (key, value) = (object.refs.get(first + 2 * number)?, object.refs.get(first + 2 * number + 1)?);
        (key.label == Label::Key && value.label == Label::Value).then_some((key.target, value.target))
    }

    fn next_of_set(&mut self, iterator: ObjId) -> Modelled<Option<ObjId>> {
        let Some(set) = self.heap.target(iterator, Label::Inner(0)) else { return Ok(Some(None)) };
        let Payload::Range { start, stop, step } = *self.payload(iterator) else { return Ok(None) };
        if self.set_len(set) as i64 != stop {
            self.set_payload(iterator, Payload::Range { start, stop: -1, step });
            return Err(self.error(statics::RUNTIME_ERROR, "Set changed size during iteration"));
        }
        let Some(item) = self.set_in_order(set).get(start as usize).copied() else {
            return Ok(Some(self.exhaust(iterator)));
        };
        self.set_payload(iterator, Payload::Range { start: start + 1, stop, step });
        Ok(Some(Some(self.share(item))))
    }

    /// A tuple of owned parts: the one given last, if nobody else holds it.
    fn pair_again(&mut self, iterator: ObjId, parts: Vec<ObjId>) -> ObjId {
        let last = self.heap.target(iterator, Label::Inner(1));
        match last {
            Some(last) if self.heap.count(last) == Some(1) => {
                let last = self.share(last);
                for (at, part) in parts.into_iter().enumerate() {
                    self.replace_element(last, at, part);
                }
                last
            }
            Some(_) => self.new_tuple(parts),
            None => {
                let pair = self.new_tuple(parts);
                let reference = self.reference(Label::Inner(1), pair);
                self.heap.push_ref(iterator, reference);
                pair
            }
        }
    }

    fn next_of_enumerate(&mut self, iterator: ObjId) -> Modelled<Option<ObjId>> {
        let Some(inner) = self.heap.target(iterator, Label::Arg(0)) else { return Ok(Some(None)) };
        let Some(next) = self.next_item(inner)? else { return Ok(None) };
        let Some(item) = next else { return Ok(Some(None)) };
        let number = match self.payload(iterator) {
            Payload::Int(number) => Int::Small(*number),
            _ => return Ok(None),
        };
        let after = number.add(&Int::Small(1)).clamped();
        self.set_payload(iterator, Payload::Int(after));
        let number = self.new_scalar(crate::exec::value::Scalar::Int(number));
        Ok(Some(Some(self.pair_again(iterator, vec![number, item]))))
    }

    /// Iterators a `zip` or `map` draws from.
    fn sources(&self, iterator: ObjId) -> Vec<ObjId> {
        let Some(first) = self.heap.target(iterator, Label::Arg(0)) else { return Vec::new() };
        match self.class(iterator) {
            statics::ZIP | statics::MAP => self.elements(first),
            _ => vec![first],
        }
    }

    /// One item of each source, or the end.
    fn draw(&mut self, iterator: ObjId) -> Modelled<Option<Vec<ObjId>>> {
        let mut items = Vec::new();
        for (at, source) in self.sources(iterator).into_iter().enumerate() {
            match self.next_item(source) {
                Ok(Some(Some(item))) => items.push(item),
                Ok(Some(None)) => {
                    self.drop_all(items);
                    return self.uneven(iterator, at).map(|()| Some(None));
                }
                Ok(None) => return Ok(None),
                Err(stop) => {
                    self.drop_all(items);
                    return Err(stop);
                }
            }
        }
        Ok(Some(Some(items)))
    }

    /// `zip(strict=True)` whose source number `ended` has ended first.
    fn uneven(&mut self, iterator: ObjId, ended: usize) -> Step<()> {
        if !matches!(self.payload(iterator), Payload::Int(1)) {
            return Ok(());
        }
        if ended > 0 {
            let plural = if ended == 1 { " ".to_owned() } else { format!("s 1-{ended}") };
            let earlier = if ended == 1 { " 1".to_owned() } else { plural };
            return Err(
                self.value_error(&format!("zip() argument {} is shorter than argument{earlier}", ended + 1))
            );
        }
        let sources = self.sources(iterator);
        for (at, source) in sources.into_iter().enumerate().skip(1) {
            if let Some(Some(item)) = self.next_item(source)? {
                self.drop_ref(item);
                let earlier = if at == 1 { " 1".to_owned() } else { format!("s 1-{at}") };
                return Err(
                    self.value_error(&format!("zip() argument {} is longer than argument{earlier}", at + 1))
                );
            }
        }
        Ok(())
    }

    fn next_of_zip(&mut self, iterator: ObjId) -> Modelled<Option<ObjId>> {
        if self.sources(iterator).is_empty() {
            return Ok(Some(None));
        }
        let Some(drawn) = self.draw(iterator)? else { return Ok(None) };
        Ok(Some(drawn.map(|items| self.pair_again(iterator, items))))
    }

    fn next_of_map(&mut self, iterator: ObjId) -> Modelled<Option<ObjId>> {
        let Some(drawn) = self.draw(iterator)? else { return Ok(None) };
        let Some(items) = drawn else { return Ok(Some(None)) };
        let function = self.heap.target(iterator, Label::Func).unwrap_or(statics::UNKNOWN);
        let result = self.call_with(function, &items);
        self.drop_all(items);
        let result = result?;
        Ok(self.exact.then_some(Some(result)))
    }

    fn next_of_filter(&mut self, iterator: ObjId) -> Modelled<Option<ObjId>> {
        let function = self.heap.target(iterator, Label::Func).unwrap_or(statics::NONE);
        loop {
            let Some(drawn) = self.draw(iterator)? else { return Ok(None) };
            let Some(item) = drawn.and_then(|items| items.first().copied()) else { return Ok(Some(None)) };
            let truth = if matches!(function, statics::NONE | statics::BOOL) {
                self.known_truth(item)?
            } else {
                let result = self.call_with(function, &[item])?;
                let truth = self.known_truth(result)?;
                self.drop_ref(result);
                truth
            };
            match truth {
                Some(true) => return Ok(Some(Some(item))),
                Some(false) => self.drop_ref(item),
                None => return Ok(None),
            }
        }
    }

    fn next_of_callable(&mut self, iterator: ObjId) -> Modelled<Option<ObjId>> {
        let Some(function) = self.heap.target(iterator, Label::Func) else { return Ok(Some(None)) };
        let result = match self.call_with(function, &[]) {
            Ok(result) => result,
            Err(stop) => return self.end_of_iteration(stop).map(|()| Some(None)),
        };
        let sentinel = self.heap.target(iterator, Label::Inner(0)).unwrap_or(statics::NONE);
        match self.equal(result, sentinel)? {
            Some(false) => Ok(Some(Some(result))),
            Some(true) => {
                self.drop_ref(result);
                self.heap.remove_ref(iterator, Label::Func);
                self.heap.remove_ref(iterator, Label::Inner(0));
                self.settle();
                Ok(Some(None))
            }
            None => Ok(None),
        }
    }

    /// A deque that was changed since its iterator was made is not walked on.
    fn next_of_deque(&mut self, iterator: ObjId, deque: ObjId) -> Modelled<Option<ObjId>> {
        let Payload::Range { start, stop, step } = *self.payload(iterator) else { return Ok(None) };
        if self.deque_turns(deque) != stop {
            return Err(self.error(statics::RUNTIME_ERROR, "deque mutated during iteration"));
        }
        let Some(item) = self.item_at(deque, start as usize) else { return Ok(Some(self.exhaust(iterator))) };
        self.set_payload(iterator, Payload::Range { start: start + 1, stop, step });
        Ok(Some(Some(item)))
    }

    /// How often a deque was changed by its methods.
    fn deque_turns(&self, deque: ObjId) -> i64 {
        self.natives.deque_turns.get(&deque).copied().unwrap_or(0)
    }

    /// The old protocol: `x[0]`, `x[1]`, ... until IndexError; also a deque's iterator.
    fn next_by_index(&mut self, iterator: ObjId) -> Modelled<Option<ObjId>> {
        let Some(source) = self.heap.target(iterator, Label::Inner(0)) else { return Ok(Some(None)) };
        if self.kind(source) == Kind::Deque {
            return self.next_of_deque(iterator, source);
        }
        let Some(method) = self.overrides(source, "__getitem__") else { return Ok(None) };
        let at = self.cursor(iterator);
        let index = self.new_int(at);
        let item = self.call_own(method, &[source, index]);
        self.drop_ref(index);
        match item {
            Ok(Some(item)) => {
                self.set_payload(iterator, Payload::Cursor(at + 1));
                Ok(Some(Some(item)))
            }
            Ok(None) => Ok(None),
            Err(Stop::Raise(exc))
                if self.is_a(exc, statics::INDEX_ERROR) || self.is_a(exc, statics::STOP_ITERATION) =>
            {
                self.drop_ref(exc);
                Ok(Some(self.exhaust(iterator)))
            }
            Err(stop) => Err(stop),
        }
    }

    /// All items of an iterable, owned; the iterable is borrowed.
    pub(in crate::exec) fn collect(&mut self, value: ObjId) -> Modelled<Vec<ObjId>> {
        if self.is_vague(value) {
            return Ok(None);
        }
        let plain = self.overrides(value, "__iter__").is_none();
        if plain
            && matches!(
                self.kind(value),
                Kind::List | Kind::Tuple | Kind::Set | Kind::FrozenSet | Kind::Deque
            )
        {
            let items = self.elements(value);
            return Ok(Some(self.share_all(&items)));
        }
        if plain
            && let Payload::Range { start, stop, step } = *self.payload(value)
            && self.kind(value) != Kind::Iterator
        {
            let len = slice::range_len(start, stop, step);
            if len > 1 << 22 {
                return Ok(None);
            }
            return Ok(Some((0..len as i64).map(|n| self.new_int(start + n * step)).collect()));
        }
        if plain && let Payload::Str(whole) = self.payload(value) {
            let whole = whole.clone();
            let mut buffer = [0; 4];
            return Ok(Some(whole.chars().map(|c| self.new_str(c.encode_utf8(&mut buffer))).collect()));
        }
        let iterator = match self.overrides(value, "__iter__") {
            Some(method) => self.call_own(method, &[value])?,
            _ => {
                let held = self.share(value);
                self.iterator_over(held)?
            }
        };
        let Some(iterator) = iterator else { return Ok(None) };
        let drained = self.drain(iterator);
        self.drop_ref(iterator);
        drained
    }

    /// The rest of an iterator's items, owned.
    pub(in crate::exec) fn drain(&mut self, iterator: ObjId) -> Modelled<Vec<ObjId>> {
        let mut items = Vec::new();
        loop {
            match self.next_item(iterator) {
                Ok(Some(Some(item))) => items.push(item),
                Ok(Some(None)) => return Ok(Some(items)),
                Ok(None) => return Ok(None),
                Err(stop) => {
                    self.drop_all(items);
                    return Err(stop);
                }
            }
            if self.fuel == 0 || items.len() > 1 << 22 {
                return Ok(None);
            }
            self.fuel -= 1;
        }
    }

    /// Whether the length of an iterable is known before it is walked.
    pub(in crate::exec) fn has_length(&mut self, value: ObjId) -> bool {
        self.plain_len(value).is_some() || self.overrides(value, "__len__").is_some()
    }
}
