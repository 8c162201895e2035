//! `sys.getsizeof` of built-in objects, by the version's formulas.

use crate::exec::machine::Machine;
use crate::exec::statics;
use crate::exec::value::message::{V310, V311, V312};
use crate::exec::value::{Int, Scalar};
use crate::heap::{Kind, Label, ObjId, Payload, Table};

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
        if !statics::is_type(class) {
            return self.instance_size(value, class);
        }
        if let Some(scalar) = self.scalar(value) {
            return self.scalar_size(&scalar);
        }
        self.container_size(value, class)
    }

    fn scalar_size(&self, value: &Scalar) -> Option<i64> {
        let version = self.version();
        let digits = |int: &Int| (int.bits().div_ceil(30) as i64).max(i64::from(version >= V311));
        Some(match value {
            Scalar::None | Scalar::Ellipsis | Scalar::NotImplemented => 16,
            Scalar::Bool(false) if version < V311 => 24,
            Scalar::Bool(_) => 28,
            Scalar::Int(int) => 24 + 4 * digits(int),
            Scalar::Float(_) => 24,
            Scalar::Complex(..) => 32,
            Scalar::Bytes(bytes) => 33 + bytes.len() as i64,
            Scalar::Str(text) => {
                let n = text.chars().count() as i64;
                let widest = text.chars().map(u32::from).max().unwrap_or(0);
                let less = if version >= V312 { 1 } else { 0 };
                match widest {
                    0..=0x7f => 49 - 8 * less + n,
                    // The shared single characters of 3.12 and later carry their UTF-8 form.
                    0x80..=0xff if n == 1 && version >= V312 => 61,
                    0x80..=0xff => 73 - 16 * less + n,
                    0x100..=0xffff => 74 - 16 * less + 2 * n,
                    _ => 76 - 16 * less + 4 * n,
                }
            }
        })
    }

    /// Size of a built-in container's own layout, header included.
    fn container_size(&mut self, value: ObjId, class: ObjId) -> Option<i64> {
        let version = self.version();
        Some(match self.kind(value) {
            Kind::List => 40 + HEADER + 8 * i64::from(self.room(value)),
            Kind::Tuple => 24 + HEADER + 8 * self.elements_len(value) as i64,
            Kind::Dict => self.dict_size(value)?,
            Kind::Set | Kind::FrozenSet => {
                let table = self.table(value).map_or(8, |table| table.size.max(8));
                200 + HEADER + if table == 8 { 0 } else { 16 * i64::from(table) }
            }
            Kind::Deque => {
                let n = self.elements_len(value) as i64;
                let blocks = if n <= 32 { 1 } else { 1 + (n - 32 + 63) / 64 };
                let base = if version >= V311 { 760 } else { 624 };
                base + 528 * (blocks - 1)
            }
            Kind::Instance if class == statics::OBJECT => 16,
            Kind::Slice => 40 + HEADER,
            Kind::Method => 40 + if version >= V310 { 8 } else { 8 } + HEADER,
            Kind::Native => {
                if self.class(value) == statics::BUILTIN {
                    56 + HEADER
                } else {
                    return None;
                }
            }
            Kind::Property => (if version >= V310 { 64 } else { 56 }) + HEADER,
            Kind::Cell => 24 + HEADER,
            Kind::Descriptor if version >= V310 => 40 + HEADER,
            Kind::Descriptor => 32 + HEADER,
            Kind::View => 24 + HEADER,
            Kind::Iterator => match class {
                statics::LIST_ITERATOR | statics::TUPLE_ITERATOR => 32 + HEADER,
                statics::LIST_REVERSEITERATOR => 32 + HEADER,
                statics::RANGE_ITERATOR => {
                    if version >= V312 {
                        40
                    } else {
                        48
                    }
                }
                statics::ENUMERATE => {
                    if version >= V311 {
                        56 + HEADER
                    } else {
                        48 + HEADER
                    }
                }
                statics::ZIP => {
                    if version >= V310 {
                        48 + HEADER
                    } else {
                        40 + HEADER
                    }
                }
                statics::STR_ITERATOR => 32 + HEADER,
                statics::SET_ITERATOR => 48 + HEADER,
                statics::DICT_KEYITERATOR | statics::DICT_VALUEITERATOR | statics::DICT_ITEMITERATOR => {
                    56 + HEADER
                }
                statics::MAP => 32 + HEADER,
                statics::FILTER => 32 + HEADER,
                _ => return None,
            },
            _ => match self.payload(value) {
                Payload::Range { .. } => 48,
                Payload::ByteArray(bytes) if bytes.is_empty() => 56,
                Payload::ByteArray(bytes) => 57 + bytes.len() as i64,
                _ => return None,
            },
        })
    }

    fn dict_size(&mut self, dict: ObjId) -> Option<i64> {
        if let Some(owner) = self.namespace_owner(dict) {
            let class = self.class(owner);
            if statics::is_type(class) || self.version() >= V311 {
                return None;
            }
            let names = self.dict_len(dict) as u32;
            let size = (3..).map(|n| 1u32 << n).find(|size| Table::usable(*size) >= names)?;
            return Some(48 + HEADER + 8 * i64::from(Table::usable(size)));
        }
        let (size, general) = self.dict_slots(dict);
        let base = match self.class(dict) {
            statics::DEFAULTDICT => 48 + 8 + HEADER,
            statics::ORDEREDDICT => return None,
            _ => 48 + HEADER,
        };
        if size == 0 {
            return Some(base);
        }
        let new = self.version() >= V311;
        let head = if new { 32 } else { 40 };
        let entry = if new && !general { 16 } else { 24 };
        let width = match size {
            0..=255 => 1,
            256..=65535 => 2,
            _ => 4,
        };
        Some(base + head + width * i64::from(size) + entry * i64::from(Table::usable(size)))
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
                let own = self.scalar_size(&scalar)? + HEADER;
                return Some(own + if version >= V312 && (dict || weak) { 16 } else { 0 });
            }
            statics::STR => {
                // A subclass keeps its text apart: its own struct, and the characters with their end.
                let text = self.text(value)?;
                let widest = text.chars().map(u32::from).max().unwrap_or(0);
                let unit = if widest < 0x100 {
                    1
                } else if widest < 0x10000 {
                    2
                } else {
                    4
                };
                let chars = (text.chars().count() as i64 + 1) * unit;
                let own = if version >= V312 { 64 } else { 80 };
                return Some(own + chars + HEADER + if version >= V311 { 16 } else { 0 });
            }
            _ => return None,
        };
        let inline = layout == statics::OBJECT || version >= V312;
        let extra = if version < V311 {
            8 * (i64::from(dict) + i64::from(weak))
        } else if version < V312 {
            let dict = if !dict {
                0
            } else if layout == statics::OBJECT {
                16
            } else {
                16
            };
            dict + 8 * i64::from(weak)
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

    /// Bytes of what an object holds, for nobody yet asked.
    pub(in crate::exec) fn holds(&self, value: ObjId, label: Label) -> bool {
        self.heap.target(value, label).is_some()
    }
}
