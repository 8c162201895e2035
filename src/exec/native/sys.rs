//! `sys`, `gc`, `atexit`: what the interpreter tells of itself.

use crate::base::Symbol;
use crate::exec::call::Args;
use crate::exec::machine::Machine;
use crate::exec::statics;
use crate::exec::value::Scalar;
use crate::heap::{Kind, Label, ObjId, Payload, RefStrength, Trigger};

use super::arguments::{between, exactly, named, optional};
use super::convert::Modelled;
use super::table::Row;

pub(super) const ROWS: &[Row] = &[
    ("sys._getframe", |m, a| m.get_frame(a)),
    ("sys.getrefcount", getrefcount),
    ("_heap.count_at", |m, a| {
        let [address] = exactly(m, a, "count_at")?;
        let Some(object) = m.address(address).filter(|object| m.heap.get(*object).is_some()) else {
            return Ok(Some(statics::SOME_SCALAR));
        };
        getrefcount(m, &Args { positional: vec![object], ..Args::default() })
    }),
    ("_heap.some_number", |_, _| Ok(Some(statics::SOME_SCALAR))),
    ("_heap.bytes_float", super::octets::bytes_float),
    ("_heap.export", super::octets::export),
    ("_heap.float_bytes", super::octets::float_bytes),
    ("_heap.is_started", |m, a| {
        let [generator] = exactly(m, a, "is_started")?;
        let started = m.natives.suspended.get(&generator).is_none_or(|state| state.waiting.is_some());
        Ok(Some(m.new_bool(started)))
    }),
    ("_heap.octets", super::octets::plain),
    ("_heap.caller", |m, _| Ok(Some(m.caller_place()))),
    ("_heap.traceback_text", |m, a| {
        let [traceback] = exactly(m, a, "traceback_text")?;
        Ok(Some(m.traceback_text(traceback)))
    }),
    ("_hash.digest", super::octets::digest),
    ("_heap.object_at", |m, a| {
        let [address] = exactly(m, a, "object_at")?;
        let object = m.address(address).filter(|object| m.heap.get(*object).is_some());
        Ok(Some(object.map_or(statics::UNKNOWN, |object| m.share(object))))
    }),
    ("_heap.defines", |m, a| {
        let [class, name] = exactly(m, a, "defines")?;
        let Some(name) = m.text(name) else { return Ok(None) };
        Ok(m.defines(class, Symbol::new(&name)).map(|known| m.new_bool(known)))
    }),
    ("sys.getsizeof", getsizeof),
    ("sys.intern", intern),
    ("sys.exc_info", exc_info),
    ("sys.exception", |m, a| {
        exactly::<0>(m, a, "exception")?;
        if m.version() < crate::exec::value::message::V311 {
            return Ok(None);
        }
        let handled = m.natives.handled.last().copied().unwrap_or(statics::NONE);
        Ok(Some(m.share(handled)))
    }),
    ("gc.get_stats", |m, _| {
        let mut generations = Vec::new();
        for _ in 0..3 {
            let stats = m.new_dict();
            for name in ["collections", "collected", "uncollectable"] {
                let key = m.interned(Symbol::new(name));
                let value = if name == "uncollectable" { m.new_int(0) } else { statics::SOME_SCALAR };
                m.dict_set(stats, key, value)?;
            }
            generations.push(stats);
        }
        Ok(Some(m.new_list(generations)))
    }),
    ("sys.exit", exit),
    ("sys.getrecursionlimit", |m, _| Ok(Some(m.new_int(m.natives.recursion_limit)))),
    ("sys.setrecursionlimit", |m, a| {
        let [limit] = exactly(m, a, "setrecursionlimit")?;
        m.natives.recursion_limit = m.small(limit).unwrap_or(1000);
        Ok(Some(statics::NONE))
    }),
    ("sys.is_finalizing", |_, _| Ok(Some(statics::FALSE))),
    ("gc.collect", collect),
    ("gc.disable", |m, _| enable(m, false)),
    ("gc.enable", |m, _| enable(m, true)),
    ("gc.isenabled", |m, _| Ok(Some(m.new_bool(m.heap.collector().is_enabled())))),
    ("gc.get_count", |m, _| {
        let counts = m.heap.collector().counts();
        Ok(Some(numbers(m, &counts)))
    }),
    ("gc.get_threshold", |m, _| {
        let thresholds = m.heap.collector().thresholds();
        Ok(Some(numbers(m, &thresholds)))
    }),
    ("gc.set_threshold", set_threshold),
    ("gc.get_debug", |m, _| Ok(Some(m.new_int(m.natives.debug)))),
    ("gc.set_debug", |m, a| {
        let [flags] = exactly(m, a, "set_debug")?;
        let Some(flags) = m.small(flags) else { return Ok(None) };
        m.natives.debug = flags;
        m.heap.collector_mut().set_saves_all(flags & 32 != 0);
        Ok(Some(statics::NONE))
    }),
    ("gc.freeze", |m, _| {
        m.heap.freeze();
        Ok(Some(statics::NONE))
    }),
    ("gc.unfreeze", |m, _| {
        m.heap.unfreeze();
        Ok(Some(statics::NONE))
    }),
    ("gc.get_freeze_count", |m, _| {
        let frozen = m.heap.frozen() as i64;
        Ok(Some(m.new_int(frozen)))
    }),
    ("gc.is_tracked", |m, a| {
        let [value] = exactly(m, a, "is_tracked")?;
        if m.is_vague(value) {
            return Ok(Some(statics::SOME_SCALAR));
        }
        let native = m.heap.is_static(value) && m.kind(value) == Kind::Native;
        Ok(Some(m.new_bool(native || m.heap.is_tracked(value))))
    }),
    ("gc.is_finalized", |m, a| {
        let [value] = exactly(m, a, "is_finalized")?;
        Ok(Some(m.new_bool(m.heap.is_finalized(value))))
    }),
    ("gc.get_referents", referents),
    ("gc.get_referrers", referrers),
    ("gc.get_objects", |m, a| {
        let all = match named(a, 0, "generation").filter(|wanted| *wanted != statics::NONE) {
            None => m.heap.tracked_objects(),
            Some(wanted) => match m.small(wanted) {
                Some(generation @ 0..=2) => m.heap.generation(generation as usize),
                Some(at) if at < 0 => return Err(m.value_error("generation parameter cannot be negative")),
                Some(_) => {
                    let words =
                        "generation parameter must be less than the number of available generations (3)";
                    return Err(m.value_error(words));
                }
                None if m.is_vague(wanted) => return Ok(None),
                None => {
                    let class = m.type_name_of(wanted);
                    let words = format!("argument should be integer or None, not {class}");
                    return Err(m.type_error(&words));
                }
            },
        };
        let all = m.share_all(&all);
        Ok(Some(m.new_list(all)))
    }),
    ("atexit.register", register),
    ("atexit.unregister", |_, _| Ok(None)),
    ("TextIOWrapper.write", |_, _| Ok(None)),
];

/// References that the interpreter itself is taken to have to what all programs share.
const ASSUMED: i64 = 1 << 20;

fn numbers(m: &mut Machine, values: &[u32]) -> ObjId {
    let items = values.iter().map(|value| m.new_int(i64::from(*value))).collect();
    m.new_tuple(items)
}

fn enable(m: &mut Machine, enabled: bool) -> Modelled<ObjId> {
    m.heap.collector_mut().set_enabled(enabled);
    Ok(Some(statics::NONE))
}

fn getrefcount(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [value] = exactly(m, args, "getrefcount")?;
    if m.is_vague(value) {
        return Ok(Some(statics::SOME_SCALAR));
    }
    let immortal = i64::from(u32::MAX);
    let version = (m.version().major, m.version().minor);
    let count = match m.heap.count(value) {
        Some(u32::MAX) if version >= (3, 12) => immortal,
        Some(u32::MAX) => return m.static_count(value),
        Some(count) => i64::from(count),
        None if version >= (3, 12) && is_immortal_static(m, value) => immortal,
        None => return m.static_count(value),
    };
    Ok(Some(m.new_int(count)))
}

/// Static objects that CPython 3.12 and later count no references of.
fn is_immortal_static(m: &Machine, value: ObjId) -> bool {
    m.kind(value) == Kind::Scalar || m.kind(value) == Kind::Class
}

impl Machine {
    /// Whether a class in the order of a class has the method and does not hide it with None.
    fn defines(&mut self, class: ObjId, name: Symbol) -> Option<bool> {
        if self.kind(class) != Kind::Class {
            return None;
        }
        let (order, version) = (self.order(class), self.version());
        for owner in order.iter().copied() {
            if let Some(value) = self.heap.target(owner, Label::attr(name)) {
                return Some(value != statics::NONE);
            }
            let hides = name.as_str() == "__hash__"
                && matches!(
                    owner,
                    statics::LIST | statics::DICT | statics::SET | statics::BYTEARRAY | statics::DEQUE
                );
            if hides {
                return Some(false);
            }
            if self.native_of(owner, name).is_some() || super::exists(owner, name.as_str(), version) {
                return Some(true);
            }
        }
        Some(false)
    }

    /// Counts of objects that the interpreter itself shares are known to be large, not how large.
    fn static_count(&mut self, value: ObjId) -> Modelled<ObjId> {
        let held: usize = self
            .heap
            .ids()
            .filter_map(|id| self.heap.get(id))
            .map(|object| object.refs.iter().filter(|r| r.target == value).count())
            .sum();
        let count = self.new_object(Kind::Scalar, statics::INT, Payload::Int(ASSUMED + held as i64));
        // Only differences between such counts mean anything: they are not shown.
        self.flag(count, crate::heap::Flags::LOST_IDENTITY);
        Ok(Some(count))
    }
}

fn getsizeof(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "getsizeof", 1, 2)?;
    let value = args.positional[0];
    if let Some(method) = m.overrides(value, "__sizeof__") {
        let Some(own) = m.call_own(method, &[value])? else { return Ok(None) };
        let Some(own) = m.small(own) else { return Ok(None) };
        let header = if m.is_gc_type(value) { m.header_of(value) } else { 0 };
        return Ok(Some(m.new_int(own + header)));
    }
    match m.size_of(value) {
        Some(size) => Ok(Some(m.new_int(size))),
        None => Ok(Some(statics::SOME_SCALAR)),
    }
}

fn intern(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [value] = exactly(m, args, "intern")?;
    let Some(text) = m.text(value) else { return Ok(None) };
    let name = Symbol::new(&text);
    if let Some(known) = m.natives.interned.get(&name).copied()
        && m.heap.get(known).is_some()
    {
        return Ok(Some(m.share(known)));
    }
    m.natives.interned.insert(name, value);
    if m.version().minor == 12 {
        m.heap.make_immortal(value);
    }
    Ok(Some(m.share(value)))
}

fn exc_info(m: &mut Machine, _: &Args) -> Modelled<ObjId> {
    let parts = match m.natives.handled.last().copied() {
        Some(exc) => {
            let class = m.class(exc);
            let traceback = m.heap.target(exc, Label::Traceback).unwrap_or(statics::NONE);
            [class, exc, traceback]
        }
        None => [statics::NONE; 3],
    };
    let parts = m.share_all(&parts);
    Ok(Some(m.new_tuple(parts)))
}

fn exit(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let items = m.share_all(&args.positional);
    let exc = m.new_exception(statics::SYSTEM_EXIT, items);
    m.init_exception(exc, args)?;
    Err(crate::exec::machine::Stop::Raise(exc))
}

fn collect(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let generation = match named(args, 0, "generation") {
        Some(value) => m.small(value),
        None => Some(2),
    };
    match generation {
        Some(generation @ 0..=2) => {
            let found = m.collect_garbage(generation as usize, Trigger::Call);
            if m.natives.library_garbage && m.exact {
                m.natives.library_garbage = generation < 2;
                return Ok(Some(statics::SOME_SCALAR));
            }
            Ok(m.exact.then(|| m.new_int(i64::from(found))))
        }
        Some(_) => Err(m.value_error("invalid generation")),
        None => Err(m.type_error("an integer is required")),
    }
}

fn set_threshold(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "set_threshold", 1, 3)?;
    let mut thresholds = m.heap.collector().thresholds();
    for (place, value) in thresholds.iter_mut().zip(&args.positional) {
        match m.small(*value) {
            Some(value) => *place = value.max(0) as u32,
            None => {
                let class = m.type_name_of(*value);
                return Err(m.type_error(&format!("'{class}' object cannot be interpreted as an integer")));
            }
        }
    }
    m.heap.collector_mut().set_thresholds(thresholds);
    Ok(Some(statics::NONE))
}

fn referents(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let mut found = Vec::new();
    for value in &args.positional {
        let Some(object) = m.heap.get(*value) else { return Ok(None) };
        if matches!(object.kind, Kind::Scalar) {
            continue;
        }
        let strong = |r: &&crate::heap::Reference| r.strength == RefStrength::Strong;
        let mut own: Vec<ObjId> = object
            .refs
            .iter()
            .filter(strong)
            .filter(|r| r.label != Label::ClassOf)
            .map(|r| r.target)
            .collect();
        let (kind, class, payload) = (object.kind, object.class, object.payload.clone());
        if kind == Kind::Instance && !statics::is_type(class) {
            own.push(class);
        }
        if let (Kind::Function, Payload::Code(code)) = (kind, payload) {
            own.insert(0, m.code_object(code));
        }
        for held in &mut own {
            if kind == Kind::Function && m.kind(*held) == Kind::Module {
                // What a function holds of its module is the dictionary.
                let names = m.namespace_dict(*held);
                m.drop_ref(names);
                *held = names;
            }
        }
        let Some(object) = m.heap.get(*value) else { return Ok(None) };
        if matches!(object.kind, Kind::Set | Kind::FrozenSet) {
            own = m.elements(*value);
        }
        if m.kind(*value) == Kind::Dict && m.table(*value).is_none_or(|table| !table.general) {
            own = m.entries(*value).into_iter().map(|(_, item)| item).collect();
        }
        if matches!(m.kind(*value), Kind::List | Kind::Tuple) {
            own.reverse();
        }
        found.extend(own);
    }
    let found = m.share_all(&found);
    Ok(Some(m.new_list(found)))
}

fn referrers(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let mut found = Vec::new();
    let holds_one =
        |r: &crate::heap::Reference| r.strength == RefStrength::Strong && args.positional.contains(&r.target);
    for id in m.heap.tracked_objects() {
        let holds = m.heap.get(id).is_some_and(|o| o.refs.iter().any(holds_one));
        if !holds {
            continue;
        }
        let class = m.class(id);
        let apart = m.version() < crate::exec::value::message::V311 && m.kind(id) == Kind::Instance;
        // Up to 3.10 the dictionary of an instance is an object of its own, and what holds.
        // A module's names are in its dictionary, in every version.
        let apart = apart && m.class_gives_dict(class) && m.borrowed_dict(id).is_none();
        if apart || m.kind(id) == Kind::Module {
            let dict = m.namespace_dict(id);
            if !found.contains(&dict) {
                found.push(dict);
            }
        } else {
            let id = m.share(id);
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    Ok(Some(m.new_list(found)))
}

fn register(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(function) = optional(args, 0) else { return Ok(None) };
    let Some(entry) = super::functools::new_partial(m, statics::PARTIAL, args)? else { return Ok(None) };
    m.natives.at_exit.push(entry);
    Ok(Some(m.share(function)))
}

impl Machine {
    /// A constant of a library module, owned.
    pub(in crate::exec) fn library_constant(&mut self, module: &str, name: &str) -> Option<ObjId> {
        let version = self.version();
        Some(match (module, name) {
            ("sys", "maxsize") => self.new_int(i64::MAX),
            ("sys", "platform") => self.new_str("linux"),
            ("sys", "byteorder") => self.new_str("little"),
            ("sys", "version_info") => {
                let parts = [i64::from(version.major), i64::from(version.minor)];
                let mut items: Vec<ObjId> = parts.iter().map(|part| self.new_int(*part)).collect();
                items.push(self.new_object(Kind::Scalar, statics::INT, Payload::Unknown));
                items.push(self.new_str("final"));
                items.push(self.new_int(0));
                self.new_tuple(items)
            }
            ("sys", "argv" | "path") => self.new_list(Vec::new()),
            ("sys", "modules") => {
                let mut known: Vec<(Symbol, ObjId)> =
                    self.natives.modules.iter().map(|(name, module)| (*name, *module)).collect();
                known.retain(|(name, _)| name.as_str() == "__main__" || !name.as_str().starts_with('_'));
                known.sort_by_key(|(name, _)| name.as_str());
                let dict = self.new_dict();
                for (name, module) in known {
                    let (key, module) = (self.interned(name), self.share(module));
                    let _ = self.dict_set(dict, key, module);
                }
                dict
            }
            ("sys", "flags" | "implementation") => return None,
            ("sys", "stdout" | "stderr" | "__stdout__" | "__stderr__") => {
                let class = statics::OBJECT;
                self.new_object(Kind::External, class, Payload::Name(Symbol::new(name.trim_matches('_'))))
            }
            ("gc", "garbage" | "callbacks") => self.new_list(Vec::new()),
            ("gc", "DEBUG_STATS") => self.new_int(1),
            ("gc", "DEBUG_COLLECTABLE") => self.new_int(2),
            ("gc", "DEBUG_UNCOLLECTABLE") => self.new_int(4),
            ("gc", "DEBUG_SAVEALL") => self.new_int(32),
            ("gc", "DEBUG_LEAK") => self.new_int(38),
            ("math", "pi") => self.new_scalar(Scalar::Float(std::f64::consts::PI)),
            ("math", "e") => self.new_scalar(Scalar::Float(std::f64::consts::E)),
            ("math", "inf") => self.new_scalar(Scalar::Float(f64::INFINITY)),
            ("math", "tau") => self.new_scalar(Scalar::Float(std::f64::consts::TAU)),
            ("math", "nan") => self.new_scalar(Scalar::Float(f64::NAN)),
            ("builtins", _) => {
                let name = Symbol::new(name);
                return self.builtin_value(name);
            }
            ("_weakref", "ProxyType") => statics::WEAKPROXY,
            ("_weakref", "CallableProxyType") => statics::WEAKCALLABLEPROXY,
            ("_weakref", "ref" | "ReferenceType") => statics::WEAKREF,
            ("types", _) => self.type_of_types(name)?,
            ("_collections", "deque") => statics::DEQUE,
            ("_collections", "defaultdict") => statics::DEFAULTDICT,
            ("_collections", "OrderedDict") => statics::ORDEREDDICT,
            ("_functools", "partial") => statics::PARTIAL,
            ("sys", "unraisablehook" | "excepthook" | "displayhook") => statics::NONE,
            ("time", _) => statics::SOME_SCALAR,
            _ => return None,
        })
    }

    fn type_of_types(&self, name: &str) -> Option<ObjId> {
        Some(match name {
            "FunctionType" | "LambdaType" => statics::FUNCTION,
            "MethodType" => statics::METHOD,
            "BuiltinFunctionType" | "BuiltinMethodType" => statics::BUILTIN,
            "ModuleType" => statics::MODULE,
            "GeneratorType" => statics::GENERATOR,
            "CoroutineType" => statics::COROUTINE,
            "CodeType" => statics::CODE,
            "FrameType" => statics::FRAME,
            "TracebackType" => statics::TRACEBACK,
            "CellType" => statics::CELL,
            "NoneType" => statics::NONE_TYPE,
            "EllipsisType" => statics::ELLIPSIS_TYPE,
            "MappingProxyType" => statics::MAPPINGPROXY,
            "SimpleNamespace" => statics::SIMPLENAMESPACE,
            "GenericAlias" => statics::GENERIC_ALIAS,
            "UnionType" => statics::UNION,
            "MemberDescriptorType" => statics::MEMBER,
            "GetSetDescriptorType" => statics::GETSET,
            "AsyncGeneratorType" => statics::ASYNC_GENERATOR,
            "NotImplementedType" => statics::NOT_IMPLEMENTED_TYPE,
            "WrapperDescriptorType" => statics::WRAPPER,
            "MethodWrapperType" => statics::METHOD_WRAPPER,
            "MethodDescriptorType" => statics::METHOD_DESCRIPTOR,
            _ => return None,
        })
    }

    /// `sys.unraisablehook`, if the program has set one; borrowed.
    pub(in crate::exec) fn unraisable_hook(&self) -> Option<ObjId> {
        let sys = self.natives.modules.get(&Symbol::new("sys"))?;
        let hook = self.heap.target(*sys, Label::attr(Symbol::new("unraisablehook")))?;
        (hook != statics::NONE).then_some(hook)
    }
}
