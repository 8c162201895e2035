//! `sys.getsizeof` of built-in objects, by the version's formulas.

use crate::exec::machine::Machine;
use crate::exec::statics;
use crate::exec::value::Scalar;
use crate::exec::value::message::{V311, V312};
use crate::heap::{Kind, ObjId, Payload};
use crate::python::Builtin;
use crate::python::sizes::{self, Keys};

/// Bytes in front of objects of collector types.
const HEADER: i64 = 16;

impl Machine {
    /// Whether the object's type has a collector header.
    pub(in crate::exec) fn is_gc_type(&mut self, value: ObjId) -> bool {
        self.kind(value) != Kind::Scalar && self.class(value) != statics::OBJECT
    }

    /// Bytes in front of an instance, as `getsizeof` counts them.
    pub(in crate::exec) fn header_of(&mut self, value: ObjId) -> i64 {
        let class = self.class(value);
        let plain = statics::is_type(class) || self.version() < V311;
        HEADER + if !plain && self.class_gives_dict(class) { 16 } else { 0 }
    }

    /// Size in bytes, where it is known.
    pub(in crate::exec) fn size_of(&mut self, value: ObjId) -> Option<i64> {
        if self.is_vague(value) {
            return None;
        }
        let class = self.class(value);
        match self.kind(value) {
            Kind::Class => return self.class_size(value),
            Kind::Generator => return self.generator_size(value),
            _ => {}
        }
        if !statics::is_type(class) {
            return if self.is_compiled(class) { None } else { self.instance_size(value, class) };
        }
        if let Some(scalar) = self.scalar(value) {
            return Some(self.scalar_size(&scalar));
        }
        self.container_size(value, class)
    }

    /// A class of the library that is no Python class there: its instances have sizes of their own.
    fn is_compiled(&self, class: ObjId) -> bool {
        let module = self.class_module(class);
        matches!(module.as_str(), "itertools" | "io" | "_io" | "contextvars" | "re" | "random" | "_thread")
    }

    /// A class object; measured over 3.8 to 3.13.
    fn class_size(&mut self, class: ObjId) -> Option<i64> {
        let minor = self.version().minor;
        let at = usize::from(minor.checked_sub(8)?);
        if statics::is_type(class) {
            return [416, 408, 408, 424, 432, 416].get(at).copied();
        }
        let own = *[896, 896, 904, 920, 936, 944].get(at)?;
        if !self.class_gives_dict(class) {
            return Some(own);
        }
        let layout = self.layout_of(class);
        // From 3.11 on only classes whose instances keep their values inline share their keys.
        let shares = match layout {
            _ if minor < 11 => return Some(own + 168),
            statics::OBJECT | statics::LIST | statics::DICT | statics::SET => true,
            statics::INT => minor >= 12,
            statics::TYPE => false,
            _ if self.inherits(class, statics::BASE_EXCEPTION) => false,
            _ => return None,
        };
        Some(own + if shares { 768 } else { 0 })
    }

    /// A generator and, from 3.11 on, the frame in it.
    fn generator_size(&mut self, generator: ObjId) -> Option<i64> {
        let minor = self.version().minor;
        let frame = match minor {
            8 | 9 => return Some(112),
            10 => return Some(104),
            11 => 168,
            12 | 13 => 160,
            _ => return None,
        };
        let Payload::Code(code) = *self.payload(generator) else { return None };
        let code = crate::exec::machine::CodeRef::unpack(code);
        let unit = self.unit(code);
        let body = unit.bodies.get(code.body)?;
        Some(frame + 8 * (body.locals.len() as i64 + stack_depth(body, minor)))
    }

    fn scalar_size(&self, value: &Scalar) -> i64 {
        let minor = self.version().minor;
        let size = match value {
            Scalar::None | Scalar::Ellipsis | Scalar::NotImplemented => sizes::NONE,
            Scalar::Bool(value) => sizes::bool(*value, minor),
            Scalar::Int(int) => sizes::int(int.bits(), minor),
            Scalar::Float(_) => sizes::FLOAT,
            Scalar::Complex(..) => sizes::COMPLEX,
            Scalar::Bytes(bytes) => sizes::bytes(bytes.len() as u64),
            Scalar::Str(text) => sizes::str(text, minor),
        };
        size as i64
    }

    /// Size of a built-in container's own layout, header included.
    fn container_size(&mut self, value: ObjId, class: ObjId) -> Option<i64> {
        let minor = self.version().minor;
        let size = match self.kind(value) {
            Kind::List => sizes::list(self.room(value).into()),
            Kind::Tuple => sizes::tuple(self.elements_len(value) as u64),
            Kind::Dict => return self.dict_size(value),
            Kind::Set | Kind::FrozenSet => sizes::set(self.table(value).map_or(0, |table| table.size.into())),
            Kind::Deque => sizes::deque(self.elements_len(value) as u64, minor),
            _ => match self.payload(value) {
                Payload::ByteArray(_) => sizes::bytearray(0) + self.octet_room(value),
                _ => Builtin::named(statics::type_name(class)?)?.object_size(minor)?,
            },
        };
        Some(size as i64)
    }

    fn dict_size(&mut self, dict: ObjId) -> Option<i64> {
        if self.natives.detached.contains(&dict) {
            return None;
        }
        if let Some(owner) = self.namespace_owner(dict) {
            let class = self.class(owner);
            if statics::is_type(class) {
                return None;
            }
            if self.version() >= V311 {
                return self.inline_dict_size(owner, class);
            }
            let names = self.dict_len(dict).max(1) as u64;
            return Some((sizes::EMPTY_DICT + 8 * sizes::usable(sizes::dict_slots(names))) as i64);
        }
        let minor = self.version().minor;
        let (slots, general) = self.dict_slots(dict);
        let keys = if general { Keys::Any } else { Keys::Text };
        let size = match self.class(dict) {
            statics::DEFAULTDICT => 8 + sizes::dict(slots.into(), keys, minor),
            statics::ORDEREDDICT => {
                sizes::ordered_dict(self.dict_len(dict) as u64, slots.into(), keys, minor)
            }
            _ => sizes::dict(slots.into(), keys, minor),
        };
        Some(size as i64)
    }

    /// The dictionary of an instance that keeps its values in line: its class has room for thirty names,
    /// and each instance that is made takes one place away.
    fn inline_dict_size(&mut self, owner: ObjId, class: ObjId) -> Option<i64> {
        const ROOM: i64 = 30;
        let names = self.attributes(owner).len() as i64;
        let made = i64::from(self.natives.instances.get(&class).copied().unwrap_or(0));
        let is_inline = self.kind(owner) == Kind::Instance && self.layout_of(class) == statics::OBJECT;
        let is_bare = self.slot_names(class).is_empty() && self.natives.gaps.is_empty();
        if !is_inline || !is_bare || names > ROOM - made {
            return None;
        }
        Some(sizes::EMPTY_DICT as i64 + 8 * (ROOM - made))
    }

    fn instance_size(&mut self, value: ObjId, class: ObjId) -> Option<i64> {
        let version = self.version();
        let layout = self.layout_of(class);
        let slots = self.slot_names(class).len() as i64 * 8;
        let dict = self.class_gives_dict(class);
        let weak = self.has_weakref(value);
        let base = match layout {
            statics::OBJECT => 16 + HEADER,
            statics::LIST | statics::DICT | statics::SET | statics::TUPLE | statics::DEQUE => {
                self.container_size(value, layout)?
            }
            statics::INT | statics::FLOAT => {
                let scalar = self.scalar_of(value)?;
                let own = self.scalar_size(&scalar) + HEADER;
                return Some(own + if version >= V312 && (dict || weak) { 16 } else { 0 });
            }
            statics::STR => {
                // A subclass keeps its text apart: its own struct, and the characters with their end.
                let text = self.text(value)?;
                let chars = sizes::characters(&text) as i64;
                let own = if version >= V312 { 64 } else { 80 };
                return Some(own + chars + HEADER + if version >= V311 { 16 } else { 0 });
            }
            _ => return None,
        };
        let inline = layout == statics::OBJECT || version >= V312;
        let extra = if version < V311 {
            8 * (i64::from(dict) + i64::from(weak))
        } else if version < V312 {
            16 * i64::from(dict) + 8 * i64::from(weak)
        } else if (dict || weak) && inline {
            16
        } else {
            0
        };
        if layout == statics::TUPLE && (!dict || version < V312) {
            return Some(base + slots + 8 * i64::from(dict));
        }
        Some(base + slots + extra)
    }
}

/// Values that a body's stack in CPython has room for: the temporaries, and beside the arguments of a
/// call from 3.11 on an empty place for a receiver.
fn stack_depth(body: &crate::ir::Body, minor: u8) -> i64 {
    let locals = body.locals.len() as i64;
    let temporaries = i64::from(body.slots) - locals;
    let calls = body.code.iter().filter_map(|inst| match inst {
        crate::ir::Inst::Call { callee, args, method: false, .. } => {
            let args = body.call_args.get(args.0 as usize)?;
            Some(i64::from(callee.0) - locals + 2 + args.positional.len() as i64)
        }
        _ => None,
    });
    let least = if minor >= 12 { 2 } else { 1 };
    calls.fold(temporaries.max(least), i64::max)
}
