//! How much memory the names of a module (or of a class in it) keep, deep, once the body has run.
//!
//! A symbolic run keeps few items of a long container and runs few rounds of a long loop. The *tally*
//! counts what is left out: items beyond the kept references, and rounds beyond the unrolled ones,
//! where the number is known. Only bodies that run at import have one; whatever is not known
//! weighs nothing, so every weight is a lower bound.

mod library;

use rustc_hash::{FxHashMap, FxHashSet};

use super::call::Args;
use super::emit::Ending;
use super::machine::Machine;
use super::statics;
use crate::base::Symbol;
use crate::heap::{Certainty, Flags, Kind, Label, ObjId, Payload, SymbolKey};
use crate::ir::{Body, BodyKind, Inst, Module};
use crate::python::sizes::{self, Keys};
use crate::summary::Weight;

/// Weights below are not kept: no setting asks for them.
const LEAST: u64 = 64 * 1024;

/// What is left out of the heap of an import-time body.
#[derive(Default, Debug)]
pub(super) struct Tally {
    rows: FxHashMap<ObjId, Row>,
    /// The loops being run, from the outermost.
    loops: Vec<Rounds>,
    /// How many loops were open when an object was made, if any.
    births: FxHashMap<ObjId, usize>,
    /// Parallel to the machine's yields: how many each stands for.
    pub(super) yields: Vec<f64>,
}

/// A loop whose items are not walked one by one.
#[derive(Clone, Copy, Debug)]
struct Rounds {
    count: f64,
    /// The first unrolled round stands for all, the others for none.
    started: u32,
}

#[derive(Default, Clone, Debug)]
struct Row {
    /// Items (or bytes of a scalar) without a reference of their own.
    items: u64,
    /// What those items weigh.
    bytes: u64,
    /// Copies of kept items, each an object of its own.
    copies: Vec<(ObjId, f64)>,
    /// A key that is no text was put in.
    has_other_keys: bool,
}

impl Tally {
    /// How many times the code at hand runs within the loops from this depth on.
    fn times(&self, depth: usize) -> f64 {
        let inner = self.loops.get(depth..).unwrap_or_default();
        match inner.iter().any(|rounds| rounds.started > 1) {
            true => 0.0,
            false => inner.iter().map(|rounds| rounds.count).product(),
        }
    }

    fn times_since_birth(&self, container: ObjId) -> f64 {
        self.times(self.births.get(&container).copied().unwrap_or(0))
    }
}

impl Machine {
    pub(super) fn start_tally(&mut self, body: &Body) {
        if matches!(body.kind, BodyKind::Module | BodyKind::Class) {
            self.tally = Some(Box::default());
        }
    }

    pub(super) fn tally_loop(&mut self, is_entry: bool) {
        if let Some(tally) = &mut self.tally {
            match is_entry {
                true => tally.loops.push(Rounds { count: 1.0, started: 0 }),
                false => drop(tally.loops.pop()),
            }
        }
    }

    /// The innermost loop runs over `source` without walking its items one by one.
    pub(super) fn tally_rounds(&mut self, source: ObjId) {
        if self.tally.is_none() {
            return;
        }
        let count = self.length_of(source).unwrap_or(0).max(1) as f64;
        if let Some(last) = self.tally.as_mut().and_then(|tally| tally.loops.last_mut()) {
            *last = Rounds { count, started: last.started + 1 };
        }
    }

    pub(super) fn tally_birth(&mut self, id: ObjId) {
        if let Some(tally) = &mut self.tally
            && !tally.loops.is_empty()
        {
            tally.births.insert(id, tally.loops.len());
        }
    }

    pub(super) fn tally_yield(&mut self) {
        if let Some(tally) = &mut self.tally {
            let times = tally.times(0);
            tally.yields.push(times);
        }
    }

    /// An item was put in; `is_kept` where a reference stands for it.
    pub(super) fn tally_item(&mut self, container: ObjId, value: ObjId, is_kept: bool) {
        let Some(tally) = &self.tally else { return };
        if is_kept && tally.loops.is_empty() {
            return;
        }
        let times = tally.times_since_birth(container);
        self.tally_times(container, value, is_kept, times);
    }

    /// As `tally_item`, for an item that stands for several.
    pub(super) fn tally_times(&mut self, container: ObjId, value: ObjId, is_kept: bool, times: f64) {
        let more = times - if is_kept { 1.0 } else { 0.0 };
        if more < 0.0
            && let Some(row) = self.tally.as_mut().and_then(|tally| tally.rows.get_mut(&container))
        {
            row.items = row.items.saturating_sub(1);
        }
        if more < 1.0 {
            return;
        }
        let is_copied = self.heap.get(value).is_some_and(|object| object.flags.has(Flags::IN_LOOP));
        let shallow = if is_kept && is_copied { 0 } else { self.scalar_bytes(value) };
        let Some(tally) = &mut self.tally else { return };
        let row = tally.rows.entry(container).or_default();
        row.items = row.items.saturating_add(more as u64);
        if is_copied && is_kept {
            row.copies.push((value, more));
        } else {
            row.bytes = row.bytes.saturating_add((shallow as f64 * more) as u64);
        }
    }

    /// A key without a reference of its own was put into a dictionary.
    pub(super) fn tally_key(&mut self, dict: ObjId, key: ObjId) {
        if self.tally.is_none() {
            return;
        }
        let (bytes, is_text) = (self.scalar_bytes(key), self.class(key) == statics::STR);
        if let Some(tally) = &mut self.tally {
            let times = tally.times_since_birth(dict);
            let row = tally.rows.entry(dict).or_default();
            row.bytes = row.bytes.saturating_add((bytes as f64 * times) as u64);
            row.has_other_keys |= !is_text;
        }
    }

    /// `into` got all items of `from`; `before` is how many references it had.
    pub(super) fn tally_extend(&mut self, into: ObjId, from: ObjId, before: usize) {
        if self.tally.is_none() {
            return;
        }
        let Some(expected) = self.length_of(from) else { return };
        let kept = self.kept_items(into) as u64;
        let missing = expected.saturating_sub(kept.saturating_sub(before as u64));
        let theirs = self.row(from);
        let is_range = matches!(self.payload(from), Payload::Range { .. });
        let Some(tally) = &mut self.tally else { return };
        let row = tally.rows.entry(into).or_default();
        row.items = row.items.saturating_add(missing);
        row.bytes = row.bytes.saturating_add(theirs.bytes);
        row.has_other_keys |= theirs.has_other_keys;
        row.copies.extend(theirs.copies);
        if is_range {
            row.bytes = row.bytes.saturating_add(missing.saturating_mul(28));
        }
    }

    /// `left * right` where that is long and its value is not worth having.
    pub(super) fn tally_product(&mut self, left: ObjId, right: ObjId) -> Option<ObjId> {
        self.tally.as_ref()?;
        let (sequence, times) = match (self.payload(left), self.payload(right)) {
            (_, Payload::Int(n)) => (left, u64::try_from(*n).ok()?),
            (Payload::Int(n), _) => (right, u64::try_from(*n).ok()?),
            _ => return None,
        };
        let length = self.length_of(sequence)?;
        let (kind, class) = (self.kind(sequence), self.class(sequence));
        if !matches!(kind, Kind::List | Kind::Tuple | Kind::Scalar) || class == statics::RANGE {
            return None;
        }
        let result = self.new_object(kind, class, Payload::Unknown);
        let mut items = length.saturating_mul(times);
        if kind != Kind::Scalar {
            for reference in self.heap.get(sequence).map(|object| object.refs.to_vec()).unwrap_or_default() {
                self.add(result, reference.label, reference.target);
            }
            items = items.saturating_sub(self.kept_items(result) as u64);
        }
        let bytes = self.row(sequence).bytes;
        let row = Row { items, bytes, ..Row::default() };
        self.tally.as_mut()?.rows.insert(result, row);
        Some(result)
    }

    /// `range(...)` of known bounds, `bytes(n)`, `bytearray(n)`.
    pub(super) fn tally_builtin(&mut self, name: &str, args: &Args) -> Option<ObjId> {
        self.tally.as_ref()?;
        let int = |at: usize| match args.positional.get(at).map(|value| self.payload(*value)) {
            Some(Payload::Int(n)) => Some(*n),
            _ => None,
        };
        match (name, args.positional.len()) {
            ("range", 1..=3) => {
                let first = int(0)?;
                let (start, stop) = if args.positional.len() == 1 { (0, first) } else { (first, int(1)?) };
                let step = if args.positional.len() == 3 { int(2)? } else { 1 };
                let payload = Payload::Range { start, stop, step };
                Some(self.new_object(Kind::Scalar, statics::RANGE, payload))
            }
            ("bytes" | "bytearray", 1) => {
                let items = u64::try_from(int(0)?).ok()?;
                let class = if name == "bytes" { statics::BYTES } else { statics::BYTEARRAY };
                let value = self.new_object(Kind::Scalar, class, Payload::Unknown);
                self.tally.as_mut()?.rows.insert(value, Row { items, ..Row::default() });
                Some(value)
            }
            _ => None,
        }
    }

    fn row(&self, id: ObjId) -> Row {
        self.tally.as_ref().and_then(|tally| tally.rows.get(&id)).cloned().unwrap_or_default()
    }

    pub(super) fn kept_items(&self, id: ObjId) -> usize {
        let is_item = |label| matches!(label, Label::Elem | Label::Value | Label::Item(_));
        self.heap.get(id).map_or(0, |object| object.refs.iter().filter(|r| is_item(r.label)).count())
    }

    /// Number of items, where it is known (at least).
    fn length_of(&self, id: ObjId) -> Option<u64> {
        let more = self.row(id).items;
        let object = self.heap.get(id)?;
        match (&object.payload, object.kind) {
            (Payload::Range { start, stop, step }, _) => range_length(*start, *stop, *step),
            (Payload::Str(text), _) => Some(text.chars().count() as u64),
            (Payload::Bytes(bytes), _) => Some(bytes.len() as u64),
            (_, Kind::Scalar) if more > 0 => Some(more),
            (
                _,
                Kind::List
                | Kind::Tuple
                | Kind::Set
                | Kind::FrozenSet
                | Kind::Dict
                | Kind::Deque
                | Kind::Generator,
            ) => Some(self.kept_items(id) as u64 + more),
            (_, Kind::Iterator | Kind::View) => self.length_of(object.get(Label::Inner(0))?.target),
            _ => None,
        }
    }

    /// What a value that holds nothing weighs.
    fn scalar_bytes(&self, id: ObjId) -> u64 {
        let minor = self.minor();
        let Some(object) = self.heap.get(id) else { return 0 };
        match &object.payload {
            Payload::Unknown if matches!(id, statics::SOME_SCALAR | statics::SOME_INT) => 28,
            Payload::Unknown if id == statics::SOME_FLOAT => sizes::FLOAT,
            _ if self.heap.is_static(id) => 0,
            Payload::Int(n) => sizes::int(u64::from(64 - n.unsigned_abs().leading_zeros()), minor),
            Payload::BigInt(n) => sizes::int(n.bits(), minor),
            Payload::Float(_) => sizes::FLOAT,
            Payload::Complex(..) => sizes::COMPLEX,
            Payload::Str(text) => sizes::str(text, minor),
            Payload::Bytes(bytes) => sizes::bytes(bytes.len() as u64),
            Payload::Range { .. } => sizes::RANGE,
            Payload::Unknown if object.class == statics::BYTES => sizes::bytes(self.row(id).items),
            Payload::Unknown if object.class == statics::BYTEARRAY => sizes::bytearray(self.row(id).items),
            Payload::Unknown if object.class == statics::STR => 41 + self.row(id).items,
            _ => 0,
        }
    }

    fn minor(&self) -> u8 {
        self.units[0].ir.version.minor
    }
}

fn range_length(start: i64, stop: i64, step: i64) -> Option<u64> {
    let span = if step > 0 { stop.checked_sub(start)? } else { start.checked_sub(stop)? };
    match step {
        0 => None,
        _ => Some(u64::try_from(span).unwrap_or(0).div_ceil(step.unsigned_abs())),
    }
}

/// The names of a finished import-time body that keep much.
pub(super) fn weights(machine: &mut Machine, module: &Module, body: &Body, ending: &Ending) -> Vec<Weight> {
    if machine.tally.is_none() {
        return Vec::new();
    }
    let names = machine.namespace_of(ending.namespace);
    let mut scale = Scale { machine, seen: FxHashSet::default(), keys: FxHashSet::default() };
    let mut out = Vec::new();
    for (name, value) in names {
        // What is bound on some ways only, such as under a main guard, need not be there after an import.
        let is_sure = scale
            .machine
            .heap
            .get(ending.namespace)
            .and_then(|object| object.get(Label::attr(name)))
            .is_some_and(|reference| reference.certainty == Certainty::Must);
        if !is_sure || scale.machine.kind(value) == Kind::OneOf {
            continue;
        }
        let bytes = scale.deep(value);
        let source = if bytes < LEAST { scale.source(value) } else { None };
        if bytes < LEAST && source.is_none() {
            continue;
        }
        let place = scale.machine.heap.get(ending.namespace).and_then(|object| object.get(Label::attr(name)));
        let site = place.map_or(body.site, |reference| reference.site);
        let what = scale.what(value);
        let numbers = scale.numbers(value);
        out.push(Weight { name, site, bytes, what, numbers, source, readers: readers(module, name) });
    }
    out
}

/// Functions that read a module-level name.
fn readers(module: &Module, name: Symbol) -> Vec<crate::ir::BodyId> {
    let reads = |body: &Body| {
        body.code.iter().any(|inst| matches!(inst, Inst::LoadGlobal { name: n, .. } if *n == name))
    };
    module.bodies.iter_enumerated().filter(|(_, body)| reads(body)).map(|(id, _)| id).collect()
}

struct Scale<'m> {
    machine: &'m Machine,
    seen: FxHashSet<ObjId>,
    /// Constant keys: equal ones are one object.
    keys: FxHashSet<Symbol>,
}

impl Scale<'_> {
    /// Everything under an object that was not counted before.
    fn deep(&mut self, root: ObjId) -> u64 {
        let mut total: u64 = 0;
        let mut queue = vec![(root, 1.0_f64)];
        while let Some((id, times)) = queue.pop() {
            if !self.seen.insert(id) {
                continue;
            }
            total = total.saturating_add((self.shallow(id) as f64 * times) as u64);
            let Some(object) = self.machine.heap.get(id) else { continue };
            if !is_data(object.kind) {
                continue;
            }
            let copies = self.machine.row(id).copies;
            for reference in object.refs.iter() {
                let more = copies.iter().filter(|copy| copy.0 == reference.target).map(|copy| copy.1);
                queue.push((reference.target, times * (1.0 + more.sum::<f64>())));
            }
        }
        total
    }

    fn shallow(&mut self, id: ObjId) -> u64 {
        let machine = self.machine;
        let Some(object) = machine.heap.get(id) else { return 0 };
        let minor = self.machine.minor();
        let row = self.machine.row(id);
        let len = self.machine.length_of(id).unwrap_or(0);
        row.bytes
            + match object.kind {
                Kind::Scalar => self.machine.scalar_bytes(id),
                Kind::Tuple => sizes::tuple(len),
                Kind::List => sizes::list(len),
                Kind::Set | Kind::FrozenSet => sizes::set_from(len),
                Kind::Dict => {
                    let keys: u64 = object
                        .refs
                        .iter()
                        .map(|r| match r.label {
                            Label::Item(SymbolKey(key)) if self.keys.insert(key) => {
                                sizes::str(key.as_str(), minor)
                            }
                            _ => 0,
                        })
                        .sum();
                    let of = if row.has_other_keys { Keys::Any } else { Keys::Text };
                    keys + sizes::dict(sizes::dict_slots(len), of, minor)
                }
                Kind::Deque => 760 + 8 * len,
                Kind::Symbolic => self.library(id),
                _ => 0,
            }
    }

    /// The length of a list or tuple all of whose items, as far as they are kept, are numbers.
    fn numbers(&self, id: ObjId) -> Option<u64> {
        let object = self.machine.heap.get(id)?;
        if !matches!(object.kind, Kind::List | Kind::Tuple) {
            return None;
        }
        let is_number = |target: ObjId| {
            let payload = self.machine.payload(target);
            matches!(payload, Payload::Int(_) | Payload::BigInt(_) | Payload::Float(_))
                || self.machine.class(target) == statics::INT
                || self.machine.class(target) == statics::FLOAT
        };
        object.refs.iter().all(|item| is_number(item.target)).then(|| self.machine.length_of(id)).flatten()
    }

    /// The value in a reader's words.
    fn what(&self, id: ObjId) -> Box<str> {
        let len = self.machine.length_of(id).unwrap_or(0);
        let kind = self.machine.kind(id);
        match kind {
            Kind::List => format!("a list of {} items", grouped(len)),
            Kind::Tuple => format!("a tuple of {} items", grouped(len)),
            Kind::Set | Kind::FrozenSet => format!("a set of {} items", grouped(len)),
            Kind::Dict => format!("a dictionary of {} keys", grouped(len)),
            Kind::Scalar if self.machine.class(id) == statics::STR => "a string".to_owned(),
            Kind::Scalar => "a block of bytes".to_owned(),
            Kind::Symbolic => "an array".to_owned(),
            _ => "a value".to_owned(),
        }
        .into()
    }
}

fn is_data(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::List | Kind::Tuple | Kind::Set | Kind::FrozenSet | Kind::Dict | Kind::Deque | Kind::OneOf
    )
}

/// `1,234,567`
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
