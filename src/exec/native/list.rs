//! Methods of `list`, `tuple` and `deque`.

use crate::base::Symbol;
use crate::exec::call::Args;
use crate::exec::machine::{Machine, Step};
use crate::exec::statics;
use crate::exec::value::message;
use crate::exec::value::slice;
use crate::heap::{Kind, Label, ObjId, Payload};
use crate::ir::CompareOp;

use super::arguments::{no_keywords, optional, rest};
use super::convert::Modelled;
use super::table::Row;

pub(super) const ROWS: &[Row] = &[
    ("list.append", append),
    ("list.clear", clear),
    ("list.copy", copy),
    ("list.count", count),
    ("list.extend", extend),
    ("list.index", index),
    ("list.insert", insert),
    ("list.pop", pop),
    ("list.remove", remove),
    ("list.reverse", reverse),
    ("list.sort", sort),
    ("tuple.count", count),
    ("tuple.index", index),
    ("deque.append", append),
    ("deque.appendleft", append_left),
    ("deque.clear", clear),
    ("deque.copy", deque_copy),
    ("deque.count", count),
    ("deque.extend", deque_extend),
    ("deque.extendleft", deque_extend_left),
    ("deque.index", index),
    ("deque.insert", insert),
    ("deque.pop", pop),
    ("deque.popleft", pop_left),
    ("deque.remove", remove),
    ("deque.reverse", reverse),
    ("deque.rotate", rotate),
];

fn append(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (list, [item]) = rest(m, args, "append")?;
    let item = m.share(item);
    if m.kind(list) == Kind::Deque {
        m.deque_push(list, item, false);
    } else {
        m.append_to_list(list, item);
    }
    Ok(Some(statics::NONE))
}

fn append_left(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (deque, [item]) = rest(m, args, "appendleft")?;
    let item = m.share(item);
    m.deque_push(deque, item, true);
    Ok(Some(statics::NONE))
}

fn clear(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (list, []) = rest(m, args, "clear")?;
    m.list_clear(list);
    Ok(Some(statics::NONE))
}

fn copy(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (list, []) = rest(m, args, "copy")?;
    let items = m.elements(list);
    let items = m.share_all(&items);
    Ok(Some(m.new_list(items)))
}

fn deque_copy(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (deque, []) = rest(m, args, "copy")?;
    let payload = m.payload(deque).clone();
    let out = m.new_object(Kind::Deque, statics::DEQUE, payload);
    for item in m.elements(deque) {
        let item = m.share(item);
        m.hold(out, Label::Elem, item);
    }
    Ok(Some(out))
}

fn count(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (list, [wanted]) = rest(m, args, "count")?;
    let mut found = 0;
    for item in m.elements(list) {
        match m.same_or_equal(item, wanted)? {
            Some(same) => found += i64::from(same),
            None => return Ok(None),
        }
    }
    Ok(Some(m.new_int(found)))
}

fn extend(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (list, [items]) = rest(m, args, "extend")?;
    if !m.is_vague(items) && !m.is_iterable(items) {
        let class = m.type_name_of(items);
        return Err(m.type_error(&message::not_iterable(&class)));
    }
    Ok(m.list_extend(list, items)?.then_some(statics::NONE))
}

fn deque_extend(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (deque, [items]) = rest(m, args, "extend")?;
    let Some(items) = m.collect(items)? else { return Ok(None) };
    for item in items {
        m.deque_push(deque, item, false);
    }
    Ok(Some(statics::NONE))
}

fn deque_extend_left(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (deque, [items]) = rest(m, args, "extendleft")?;
    let Some(items) = m.collect(items)? else { return Ok(None) };
    for item in items {
        m.deque_push(deque, item, true);
    }
    Ok(Some(statics::NONE))
}

fn index(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(list) = args.positional.first().copied() else { return Ok(None) };
    let Some(wanted) = args.positional.get(1).copied() else { return Ok(None) };
    let items = m.elements(list);
    let bound = |m: &Machine, at: usize, default: i64| match args.positional.get(at) {
        Some(value) => m.small(*value),
        None => Some(default),
    };
    let len = items.len() as i64;
    let (Some(start), Some(stop)) = (bound(m, 2, 0), bound(m, 3, len)) else { return Ok(None) };
    let clip = |at: i64| if at < 0 { (at + len).max(0) } else { at.min(len) };
    for at in clip(start)..clip(stop) {
        match m.same_or_equal(items[at as usize], wanted)? {
            Some(true) => return Ok(Some(m.new_int(at))),
            Some(false) => {}
            None => return Ok(None),
        }
    }
    if m.kind(list) == Kind::Tuple {
        return Err(m.value_error("tuple.index(x): x not in tuple"));
    }
    let kind = if m.kind(list) == Kind::Deque { "deque" } else { "list" };
    let Some(shown) = m.repr_text(wanted)? else { return Ok(None) };
    Err(m.value_error(&format!("{shown} is not in {kind}")))
}

fn insert(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (list, [at, item]) = rest(m, args, "insert")?;
    let Some(at) = m.index_of(at)? else { return Ok(None) };
    let len = m.elements_len(list) as i64;
    if m.deque_limit(list).is_some_and(|most| len >= most) {
        return Err(m.error(statics::INDEX_ERROR, "deque already at its maximum size"));
    }
    let at = at.clamped();
    let at = if at < 0 { (at + len).max(0) } else { at.min(len) };
    let item = m.share(item);
    m.insert_element(list, at as usize, item);
    m.adapt_room(list, len as usize);
    Ok(Some(statics::NONE))
}

fn pop(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(list) = args.positional.first().copied() else { return Ok(None) };
    let deque = m.kind(list) == Kind::Deque;
    let len = m.elements_len(list);
    let words = if deque { "pop from an empty deque" } else { "pop from empty list" };
    if len == 0 {
        return Err(m.error(statics::INDEX_ERROR, words));
    }
    let at = match optional(args, 1) {
        Some(at) => {
            let Some(at) = m.index_of(at)? else { return Ok(None) };
            match slice::position(&at, len) {
                Some(at) => at,
                None => return Err(m.error(statics::INDEX_ERROR, "pop index out of range")),
            }
        }
        None => len - 1,
    };
    let item = m.take_element(list, at);
    m.adapt_room(list, len);
    Ok(Some(item))
}

fn pop_left(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (deque, []) = rest(m, args, "popleft")?;
    if m.elements_len(deque) == 0 {
        return Err(m.error(statics::INDEX_ERROR, "pop from an empty deque"));
    }
    Ok(Some(m.take_element(deque, 0)))
}

fn remove(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (list, [wanted]) = rest(m, args, "remove")?;
    let len = m.elements_len(list);
    for (at, item) in m.elements(list).into_iter().enumerate() {
        let item = m.share(item);
        let same = m.same_or_equal(item, wanted);
        m.drop_ref(item);
        match same? {
            Some(true) => {
                let gone = m.take_element(list, at);
                m.adapt_room(list, len);
                m.drop_ref(gone);
                return Ok(Some(statics::NONE));
            }
            Some(false) => {}
            None => return Ok(None),
        }
    }
    if m.kind(list) == Kind::Deque {
        let Some(shown) = m.repr_text(wanted)? else { return Ok(None) };
        let words = if m.version() >= message::V311 {
            format!("{shown} is not in deque")
        } else {
            "deque.remove(x): x not in deque".to_owned()
        };
        return Err(m.value_error(&words));
    }
    Err(m.value_error("list.remove(x): x not in list"))
}

fn reverse(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (list, []) = rest(m, args, "reverse")?;
    let mut order: Vec<ObjId> = m.elements(list);
    order.reverse();
    m.rearrange(list, &order);
    Ok(Some(statics::NONE))
}

fn rotate(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(deque) = args.positional.first().copied() else { return Ok(None) };
    let by = match optional(args, 1) {
        Some(by) => match m.small(by) {
            Some(by) => by,
            None => return Ok(None),
        },
        None => 1,
    };
    let mut order = m.elements(deque);
    if !order.is_empty() {
        let by = by.rem_euclid(order.len() as i64) as usize;
        order.rotate_right(by);
        m.rearrange(deque, &order);
    }
    Ok(Some(statics::NONE))
}

fn sort(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(list) = args.positional.first().copied() else { return Ok(None) };
    let items = m.elements(list);
    let Some(order) = m.sorted_order(&items, args)? else { return Ok(None) };
    m.rearrange(list, &order);
    Ok(Some(statics::NONE))
}

impl Machine {
    /// `list += items`; `false` when not modelled.
    pub(in crate::exec) fn list_extend(&mut self, list: ObjId, items: ObjId) -> Step<bool> {
        let at_once = matches!(self.kind(items), Kind::List | Kind::Tuple);
        let known_length = self.has_length(items);
        let Some(items) = self.collect(items)? else { return Ok(false) };
        if at_once || known_length {
            self.extend_list(list, items);
        } else {
            for item in items {
                self.append_to_list(list, item);
            }
        }
        Ok(true)
    }

    pub(in crate::exec) fn list_clear(&mut self, list: ObjId) {
        self.set_room(list, 0);
        self.heap.clear_refs(list, |r| r.label == Label::Elem);
        self.settle();
    }

    /// Puts an owned item at an end of a deque, dropping one at the other end when it is full.
    pub(in crate::exec) fn deque_push(&mut self, deque: ObjId, item: ObjId, left: bool) {
        let len = self.elements_len(deque);
        self.insert_element(deque, if left { 0 } else { len }, item);
        if self.deque_limit(deque).is_some_and(|most| len as i64 + 1 > most) {
            let gone = self.take_element(deque, if left { len } else { 0 });
            self.drop_ref(gone);
        }
    }

    /// Gives a container's items a new order; the same references in other places.
    pub(in crate::exec) fn rearrange(&mut self, container: ObjId, order: &[ObjId]) {
        let Some(object) = self.heap.get_mut(container) else { return };
        object.refs.reorder(|refs| {
            let mut items = order.iter();
            for reference in refs.iter_mut().filter(|r| r.label == Label::Elem) {
                if let Some(item) = items.next() {
                    reference.target = *item;
                }
            }
        });
    }

    /// Items in sorted order by `key` and `reverse` of the arguments; all borrowed.
    pub(in crate::exec) fn sorted_order(&mut self, items: &[ObjId], args: &Args) -> Modelled<Vec<ObjId>> {
        let keyword =
            |name: &str| args.keywords.iter().find(|(known, _)| known.as_str() == name).map(|(_, v)| *v);
        let key = keyword("key").filter(|key| *key != statics::NONE);
        let reverse = match keyword("reverse") {
            Some(value) => match self.known_truth(value)? {
                Some(truth) => truth,
                None => return Ok(None),
            },
            None => false,
        };
        let mut keys = Vec::new();
        if let Some(key) = key {
            for item in items {
                keys.push(self.call_with(key, &[*item])?);
                if !self.exact {
                    return Ok(None);
                }
            }
        }
        let compared: Vec<ObjId> = if key.is_some() { keys.clone() } else { items.to_vec() };
        let order = self.sort_positions(&compared, reverse);
        self.drop_all(keys);
        Ok(order?.map(|order| order.into_iter().map(|at| items[at]).collect()))
    }

    /// Positions in stable order, by binary insertion: each comparison asks `new < old`.
    fn sort_positions(&mut self, keys: &[ObjId], reverse: bool) -> Modelled<Vec<usize>> {
        if keys.iter().any(|key| self.is_vague(*key)) {
            return Ok(None);
        }
        let mut order: Vec<usize> = Vec::with_capacity(keys.len());
        for at in 0..keys.len() {
            let (mut low, mut high) = (0, order.len());
            while low < high {
                let middle = usize::midpoint(low, high);
                let (a, b) =
                    if reverse { (keys[order[middle]], keys[at]) } else { (keys[at], keys[order[middle]]) };
                match self.ordered(CompareOp::Lt, a, b)? {
                    Some(true) => high = middle,
                    Some(false) => low = middle + 1,
                    None => return Ok(None),
                }
            }
            order.insert(low, at);
        }
        Ok(Some(order))
    }
}

/// `list(x)`, `list.__init__`: fills an empty list.
pub(super) fn fill(m: &mut Machine, list: ObjId, source: ObjId) -> Step<bool> {
    let known = m.plain_len(source).is_some();
    let Some(items) = m.collect(source)? else { return Ok(false) };
    let len = items.len() as u32;
    let dict_like = matches!(m.kind(source), Kind::Dict | Kind::Set | Kind::FrozenSet | Kind::View);
    let room = if !known && !m.has_length(source) {
        m.hinted_room(len)
    } else if dict_like && m.version() >= message::V313 {
        m.resized(0, 0, len)
    } else {
        m.list_of_room(len)
    };
    for item in items {
        let at = m.elements_len(list);
        m.insert_element(list, at, item);
    }
    m.set_room(list, room);
    Ok(true)
}

/// `deque(items, maxlen)`
pub(super) fn new_deque(m: &mut Machine, class: ObjId, args: &Args) -> Modelled<ObjId> {
    let keyword = |name: &str| args.keywords.iter().find(|(k, _)| *k == Symbol::new(name)).map(|(_, v)| *v);
    let most = optional(args, 1).or_else(|| keyword("maxlen")).filter(|most| *most != statics::NONE);
    let payload = match most {
        Some(most) => match m.small(most) {
            Some(most) if most >= 0 => Payload::Int(most),
            Some(_) => return Err(m.value_error("maxlen must be non-negative")),
            None => return Ok(None),
        },
        None => Payload::None,
    };
    let items = match optional(args, 0).or_else(|| keyword("iterable")) {
        Some(source) => match m.collect(source)? {
            Some(items) => items,
            None => return Ok(None),
        },
        None => Vec::new(),
    };
    let deque = m.new_object(Kind::Deque, class, payload);
    for item in items {
        m.deque_push(deque, item, false);
    }
    no_keywords(args);
    Ok(Some(deque))
}
