//! Built-in and library types written in C: their layout per version.
//!
//! Types of modules go by their dotted name. Exceptions are in `exceptions`.

use super::exceptions::EXCEPTIONS;
use super::sizes::GC_HEADER;

/// The collector knows the type.
pub(super) const GC: u8 = 1;
const GC_FROM_10: u8 = 1 << 1;
const GC_FROM_13: u8 = 1 << 2;
/// Objects have a dictionary.
pub(super) const DICT: u8 = 1 << 3;
/// Weak references to objects are possible.
const WEAK: u8 = 1 << 4;
/// Classes may derive from it.
pub(super) const BASE: u8 = 1 << 5;
/// Objects differ in size: a formula of `sizes` has it.
const VARIES: u8 = 1 << 6;

/// A type.
#[derive(Clone, Copy, Debug)]
pub struct Builtin {
    pub name: &'static str,
    /// Its base; empty for `object`.
    pub base: &'static str,
    /// `__basicsize__` in 3.8 to 3.13; 0 where the type does not exist.
    sizes: [u16; 6],
    facts: u8,
}

pub(super) const fn row(name: &'static str, base: &'static str, sizes: [u16; 6], facts: u8) -> Builtin {
    Builtin { name, base, sizes, facts }
}

impl Builtin {
    /// The type of that name.
    pub fn named(name: &str) -> Option<&'static Builtin> {
        BUILTINS.iter().chain(EXCEPTIONS).find(|row| row.name == name)
    }

    /// `__basicsize__`, where the version has the type.
    pub fn basic_size(&self, minor: u8) -> Option<u64> {
        let at = usize::from(minor.clamp(8, 13) - 8);
        Some(u64::from(self.sizes[at])).filter(|size| *size > 0)
    }

    pub fn is_gc(&self, minor: u8) -> bool {
        self.has(GC) || (self.has(GC_FROM_10) && minor >= 10) || (self.has(GC_FROM_13) && minor >= 13)
    }

    /// What `sys.getsizeof` says of an object, unless that depends on the object.
    pub fn object_size(&self, minor: u8) -> Option<u64> {
        let header = if self.is_gc(minor) { GC_HEADER } else { 0 };
        self.basic_size(minor).filter(|_| !self.has(VARIES)).map(|size| size + header)
    }

    pub fn has_dict(&self) -> bool {
        self.has(DICT)
    }

    pub fn takes_weakrefs(&self) -> bool {
        self.has(WEAK)
    }

    pub fn can_be_base(&self) -> bool {
        self.has(BASE)
    }

    fn has(&self, fact: u8) -> bool {
        self.facts & fact != 0
    }
}

/// Every type that is no exception.
#[rustfmt::skip]
pub const BUILTINS: &[Builtin] = &[
    row("object", "", [16; 6], BASE),
    row("type", "object", [880, 880, 888, 904, 920, 928], GC | DICT | WEAK | BASE | VARIES),
    row("int", "object", [24; 6], BASE | VARIES),
    row("bool", "int", [32, 32, 32, 32, 24, 24], VARIES),
    row("float", "object", [24; 6], BASE),
    row("complex", "object", [32; 6], BASE),
    row("str", "object", [80, 80, 80, 80, 64, 64], BASE | VARIES),
    row("bytes", "object", [33; 6], BASE | VARIES),
    row("bytearray", "object", [56; 6], BASE | VARIES),
    row("NoneType", "object", [16; 6], 0),
    row("ellipsis", "object", [16; 6], 0),
    row("NotImplementedType", "object", [16; 6], 0),
    row("list", "object", [40; 6], GC | BASE | VARIES),
    row("tuple", "object", [24; 6], GC | BASE | VARIES),
    row("set", "object", [200; 6], GC | WEAK | BASE | VARIES),
    row("frozenset", "object", [200; 6], GC | WEAK | BASE | VARIES),
    row("dict", "object", [48; 6], GC | BASE | VARIES),
    row("range", "object", [48; 6], 0),
    row("slice", "object", [40; 6], GC),
    row("memoryview", "object", [144; 6], GC | WEAK | VARIES),
    row("function", "object", [120, 120, 128, 136, 144, 144], GC | DICT | WEAK),
    row("builtin_function_or_method", "object", [56; 6], GC | WEAK),
    row("method", "object", [48; 6], GC | WEAK),
    row("classmethod", "object", [32; 6], GC | DICT | BASE),
    row("staticmethod", "object", [32; 6], GC | DICT | BASE),
    row("property", "object", [56, 56, 64, 64, 64, 64], GC | BASE),
    row("super", "object", [40; 6], GC | BASE),
    row("module", "object", [56; 6], GC | DICT | WEAK | BASE),
    row("cell", "object", [24; 6], GC),
    row("code", "object", [176, 176, 176, 184, 192, 200], WEAK | VARIES),
    row("frame", "object", [368, 368, 360, 120, 120, 136], GC | VARIES),
    row("traceback", "object", [40; 6], GC),
    row("generator", "object", [96, 96, 88, 152, 144, 144], GC | WEAK | VARIES),
    row("coroutine", "object", [104, 104, 96, 152, 144, 144], GC | WEAK | VARIES),
    row("async_generator", "object", [120, 120, 112, 152, 144, 144], GC | WEAK | VARIES),
    row("mappingproxy", "object", [24; 6], GC),
    row("getset_descriptor", "object", [48; 6], GC),
    row("member_descriptor", "object", [48; 6], GC),
    row("wrapper_descriptor", "object", [56; 6], GC),
    row("method-wrapper", "object", [32; 6], GC),
    row("method_descriptor", "object", [56; 6], GC),
    row("types.GenericAlias", "object", [0, 48, 48, 64, 64, 64], GC | WEAK | BASE),
    row("types.UnionType", "object", [0, 0, 32, 32, 32, 32], GC),
    row("list_iterator", "object", [32; 6], GC),
    row("tuple_iterator", "object", [32; 6], GC),
    row("str_iterator", "object", [32; 6], GC),
    row("range_iterator", "object", [48, 48, 48, 48, 40, 40], 0),
    row("set_iterator", "object", [48; 6], GC),
    row("dict_keyiterator", "object", [56; 6], GC),
    row("dict_valueiterator", "object", [56; 6], GC),
    row("dict_itemiterator", "object", [56; 6], GC),
    row("dict_keys", "object", [24; 6], GC),
    row("dict_values", "object", [24; 6], GC),
    row("dict_items", "object", [24; 6], GC),
    row("callable_iterator", "object", [32; 6], GC),
    row("iterator", "object", [32; 6], GC),
    row("enumerate", "object", [48, 48, 48, 56, 56, 56], GC | BASE),
    row("zip", "object", [40, 40, 48, 48, 48, 48], GC | BASE),
    row("map", "object", [32; 6], GC | BASE),
    row("filter", "object", [32; 6], GC | BASE),
    row("reversed", "object", [32; 6], GC | BASE),
    row("bytes_iterator", "object", [32; 6], GC),
    row("list_reverseiterator", "object", [32; 6], GC),
    row("weakref.ReferenceType", "object", [56, 56, 56, 64, 64, 64], GC | BASE),
    row("weakref.ProxyType", "object", [56, 56, 56, 64, 64, 64], GC),
    row("weakref.CallableProxyType", "object", [56, 56, 56, 64, 64, 64], GC),
    row("functools.partial", "object", [64; 6], GC | DICT | WEAK | BASE),
    row("collections.deque", "object", [80, 80, 80, 216, 216, 216], GC | WEAK | BASE | VARIES),
    row("collections.defaultdict", "dict", [56; 6], GC | BASE | VARIES),
    row("collections.OrderedDict", "dict", [112; 6], GC | DICT | WEAK | BASE | VARIES),
    row("types.SimpleNamespace", "object", [24; 6], GC | DICT | BASE),
    row("array.array", "object", [64; 6], GC_FROM_10 | WEAK | BASE | VARIES),
    row("functools._lru_cache_wrapper", "object", [128, 136, 152, 152, 152, 152], GC | DICT | WEAK),
    row("operator.itemgetter", "object", [40, 40, 40, 48, 48, 48], GC),
    row("itertools.count", "object", [40; 6], GC | BASE),
    row("itertools.chain", "object", [32; 6], GC | BASE),
    row("itertools.repeat", "object", [32; 6], GC | BASE),
    row("datetime.datetime", "object", [48; 6], BASE),
    row("datetime.date", "object", [32; 6], BASE),
    row("datetime.time", "object", [40; 6], BASE),
    row("datetime.timedelta", "object", [40; 6], BASE),
    row("datetime.timezone", "object", [32; 6], 0),
    row("decimal.Decimal", "object", [104; 6], GC_FROM_13 | BASE),
    row("_thread.lock", "object", [40; 6], GC_FROM_10 | WEAK),
    row("_thread.RLock", "object", [48; 6], GC_FROM_10 | WEAK | BASE),
    row("io.StringIO", "object", [120, 120, 120, 120, 168, 168], GC | DICT | WEAK | BASE),
    row("io.BytesIO", "object", [64; 6], GC | DICT | WEAK | BASE),
    row("contextvars.ContextVar", "object", [64; 6], GC),
    row("contextvars.Context", "object", [48; 6], GC | WEAK),
];
