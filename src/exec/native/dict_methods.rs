//! Methods of `dict`, its subclasses and its views.

use crate::exec::call::Args;
use crate::exec::machine::{Machine, Step};
use crate::exec::statics;
use crate::exec::value::message;
use crate::heap::{Kind, Label, ObjId, Payload};

use super::arguments::{between, keyword, optional, rest};
use super::convert::Modelled;
use super::table::Row;

pub(super) const ROWS: &[Row] = &[
    ("dict.clear", clear),
    ("dict.copy", copy),
    ("dict.fromkeys", from_keys),
    ("dict.get", get),
    ("dict.items", items),
    ("dict.keys", keys),
    ("dict.pop", pop),
    ("dict.popitem", pop_item),
    ("dict.setdefault", set_default),
    ("dict.update", update),
    ("dict.values", values),
    ("OrderedDict.popitem", pop_item),
    ("OrderedDict.move_to_end", move_to_end),
    ("defaultdict.copy", copy),
    ("mappingproxy.get", proxy_get),
    ("mappingproxy.items", proxy_items),
    ("mappingproxy.keys", proxy_keys),
    ("mappingproxy.values", proxy_values),
];

fn clear(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (dict, []) = rest(m, args, "clear")?;
    m.dict_clear(dict);
    Ok(Some(statics::NONE))
}

fn copy(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (dict, []) = rest(m, args, "copy")?;
    let class = m.class(dict);
    let out = match class {
        statics::DEFAULTDICT | statics::ORDEREDDICT => {
            m.new_object(Kind::Dict, class, Payload::Table(Box::default()))
        }
        _ => m.new_dict(),
    };
    if let Some(factory) = m.heap.target(dict, Label::Func).filter(|_| class == statics::DEFAULTDICT) {
        let factory = m.share(factory);
        m.hold(out, Label::Func, factory);
    }
    let done = m.dict_merge(out, dict)?;
    if class == statics::DICT {
        m.size_copy(out, dict);
    }
    Ok(done.then_some(out))
}

/// `dict.fromkeys(keys, value)`; the class is passed first.
fn from_keys(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(source) = optional(args, 1) else { return Ok(None) };
    let value = optional(args, 2).unwrap_or(statics::NONE);
    let Some(class) = optional(args, 0) else { return Ok(None) };
    if class != statics::DICT {
        let Some(items) = m.collect(source)? else { return Ok(None) };
        let made = m.call_with(class, &[])?;
        for key in items {
            if !m.set_item(made, key, value)? {
                return Ok(None);
            }
            m.drop_ref(key);
        }
        return Ok(Some(made));
    }
    let known = matches!(m.kind(source), Kind::Set | Kind::FrozenSet | Kind::Dict);
    let Some(items) = m.collect(source)? else { return Ok(None) };
    let dict = m.new_dict();
    if known && m.version() >= message::V310 {
        let len = items.len() as u32;
        m.with_table(dict, |table| {
            table.size = (len * 3 / 2 + 1).next_power_of_two().max(8);
            table.general = true;
            if len < 5 && len > 0 {
                table.size = 16;
            }
        });
    }
    for key in items {
        let value = m.share(value);
        if !m.dict_set(dict, key, value)? {
            return Ok(None);
        }
    }
    Ok(Some(dict))
}

fn get(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let given = args.positional.len().saturating_sub(1);
    if !(1..=2).contains(&given) {
        let words = message::flexible_arity(m.version(), "get", 1, 2, given);
        return Err(m.type_error(&words));
    }
    let default = optional(args, 2).unwrap_or(statics::NONE);
    let found = m.dict_get(args.positional[0], args.positional[1])?;
    Ok(found.map(|found| m.share(found.unwrap_or(default))))
}

fn view(m: &mut Machine, class: ObjId, dict: ObjId) -> Modelled<ObjId> {
    let view = m.new_object(Kind::View, class, Payload::None);
    let dict = m.share(dict);
    m.hold(view, Label::Inner(0), dict);
    Ok(Some(view))
}

fn keys(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (dict, []) = rest(m, args, "keys")?;
    view(m, statics::DICT_KEYS, dict)
}

fn values(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (dict, []) = rest(m, args, "values")?;
    view(m, statics::DICT_VALUES, dict)
}

fn items(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (dict, []) = rest(m, args, "items")?;
    view(m, statics::DICT_ITEMS, dict)
}

fn behind(m: &Machine, args: &Args) -> ObjId {
    let proxy = optional(args, 0).unwrap_or(statics::UNKNOWN);
    m.heap.target(proxy, Label::Inner(0)).unwrap_or(statics::UNKNOWN)
}

fn proxy_get(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let mut inner = args.clone();
    if let Some(first) = inner.positional.first_mut() {
        *first = behind(m, args);
    }
    get(m, &inner)
}

fn proxy_keys(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let dict = behind(m, args);
    view(m, statics::DICT_KEYS, dict)
}

fn proxy_values(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let dict = behind(m, args);
    view(m, statics::DICT_VALUES, dict)
}

fn proxy_items(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let dict = behind(m, args);
    view(m, statics::DICT_ITEMS, dict)
}

fn pop(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "pop", 2, 3)?;
    let (dict, key) = (args.positional[0], args.positional[1]);
    let Some(found) = m.dict_find(dict, key)? else { return Ok(None) };
    let Some(entry) = found else {
        return match optional(args, 2) {
            Some(default) => Ok(Some(m.share(default))),
            None => Err(m.key_error(key)),
        };
    };
    let Some((key, value)) = m.dict_take(dict, entry)? else { return Ok(None) };
    m.drop_ref(key);
    Ok(Some(value))
}

fn pop_item(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(dict) = optional(args, 0) else { return Ok(None) };
    let last = match optional(args, 1).or_else(|| keyword(args, "last")) {
        Some(value) => m.known_truth(value)?.unwrap_or(true),
        None => true,
    };
    let entries = m.entries(dict);
    let chosen = if last { entries.last() } else { entries.first() };
    let Some((key, _)) = chosen.copied() else {
        let words = if m.is_a(dict, statics::ORDEREDDICT) {
            "dictionary is empty"
        } else {
            "popitem(): dictionary is empty"
        };
        return Err(m.error(statics::KEY_ERROR, words));
    };
    let Some(Some(entry)) = m.dict_find(dict, key)? else { return Ok(None) };
    let Some((key, value)) = m.dict_take(dict, entry)? else { return Ok(None) };
    Ok(Some(m.new_tuple(vec![key, value])))
}

fn move_to_end(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let (Some(dict), Some(key)) = (optional(args, 0), optional(args, 1)) else { return Ok(None) };
    let last = match optional(args, 2).or_else(|| keyword(args, "last")) {
        Some(last) => m.known_truth(last)?.unwrap_or(true),
        None => true,
    };
    if !send_to_end(m, dict, key)? {
        return Err(m.key_error(key));
    }
    if last {
        return Ok(Some(statics::NONE));
    }
    // All others go behind it, in their order.
    let keys: Vec<ObjId> = m.entries(dict).into_iter().map(|(key, _)| key).collect();
    let others = &keys[..keys.len().saturating_sub(1)];
    for other in m.share_all(others) {
        send_to_end(m, dict, other)?;
        m.drop_ref(other);
    }
    Ok(Some(statics::NONE))
}

fn send_to_end(m: &mut Machine, dict: ObjId, key: ObjId) -> Step<bool> {
    let Some(Some(entry)) = m.dict_find(dict, key)? else { return Ok(false) };
    let Some((key, value)) = m.dict_take(dict, entry)? else { return Ok(false) };
    m.dict_set(dict, key, value)
}

fn set_default(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "setdefault", 2, 3)?;
    let (dict, key) = (args.positional[0], args.positional[1]);
    let Some(found) = m.dict_get(dict, key)? else { return Ok(None) };
    if let Some(value) = found {
        return Ok(Some(m.share(value)));
    }
    let value = optional(args, 2).unwrap_or(statics::NONE);
    let (key, kept) = (m.share(key), m.share(value));
    if !m.dict_set(dict, key, kept)? {
        return Ok(None);
    }
    Ok(Some(m.share(value)))
}

fn update(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(dict) = optional(args, 0) else { return Ok(None) };
    Ok(update_with(m, dict, optional(args, 1), args)?.then_some(statics::NONE))
}

/// `dict.update(source, **keywords)`; `false` when not modelled.
pub(super) fn update_with(m: &mut Machine, dict: ObjId, source: Option<ObjId>, args: &Args) -> Step<bool> {
    if let Some(source) = source
        && !m.dict_update_from(dict, source)?
    {
        return Ok(false);
    }
    for (name, value) in &args.keywords {
        let (key, value) = (m.interned(*name), m.share(*value));
        if !m.dict_set(dict, key, value)? {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Machine {
    /// Takes over the entries of a mapping or of an iterable of pairs.
    pub(in crate::exec) fn dict_update_from(&mut self, dict: ObjId, source: ObjId) -> Step<bool> {
        if self.is_vague(source) {
            return Ok(false);
        }
        if self.kind(source) == Kind::Dict && self.overrides(source, "keys").is_none() {
            return self.dict_merge(dict, source);
        }
        if self.kind(source) == Kind::View && self.class(source) == statics::MAPPINGPROXY {
            let inner = self.heap.target(source, Label::Inner(0)).unwrap_or(statics::UNKNOWN);
            return self.dict_merge(dict, inner);
        }
        if self.overrides(source, "keys").is_some() {
            let Some(keys) = self.call_method(source, "keys", &[])? else { return Ok(false) };
            let Some(names) = self.collect(keys)? else { return Ok(false) };
            self.drop_ref(keys);
            for key in names {
                let Some(value) = self.get_item(source, key)? else { return Ok(false) };
                if !self.dict_set(dict, key, value)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        self.update_from_pairs(dict, source)
    }

    fn update_from_pairs(&mut self, dict: ObjId, source: ObjId) -> Step<bool> {
        if !self.is_iterable(source) {
            let class = self.type_name_of(source);
            return Err(self.type_error(&message::not_iterable(&class)));
        }
        let held = self.share(source);
        let Some(iterator) = self.iterator_over(held)? else { return Ok(false) };
        let mut number = 0;
        loop {
            let Some(next) = self.next_item(iterator)? else { return Ok(false) };
            let Some(pair) = next else { break };
            if !self.is_iterable(pair) {
                let words =
                    format!("cannot convert dictionary update sequence element #{number} to a sequence");
                return Err(self.type_error(&words));
            }
            let Some(parts) = self.collect(pair)? else { return Ok(false) };
            self.drop_ref(pair);
            let [key, value] = parts.as_slice() else {
                let words = format!(
                    "dictionary update sequence element #{number} has length {}; 2 is required",
                    parts.len()
                );
                self.drop_all(parts);
                return Err(self.value_error(&words));
            };
            if !self.dict_set(dict, *key, *value)? {
                return Ok(false);
            }
            number += 1;
        }
        self.drop_ref(iterator);
        Ok(true)
    }
}
