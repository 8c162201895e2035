//! The interpreter's own objects: built-in types, None and its like, small integers.
//!
//! They exist once for all heaps, are immortal for the model, and have fixed numbers, so that any
//! layer can name `INT` or `NONE` as a constant.

use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap;

use super::native;
use crate::base::{SiteId, Symbol};
use crate::heap::{Certainty, Flags, Kind, Label, NativeId, ObjId, Object, Payload, RefStrength, Reference};

macro_rules! types {
    ($($ident:ident $name:literal $base:ident),* $(,)?) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy)]
        enum TypeNumber { $($ident),* }
        $(pub const $ident: ObjId = ObjId(TypeNumber::$ident as u32);)*
        /// Name and base of every built-in type, in the order of their numbers.
        pub const TYPES: &[(&str, ObjId)] = &[$(($name, $base)),*];
    };
}

types! {
    OBJECT "object" OBJECT, TYPE "type" OBJECT, INT "int" OBJECT, BOOL "bool" INT, FLOAT "float" OBJECT,
    COMPLEX "complex" OBJECT, STR "str" OBJECT, BYTES "bytes" OBJECT, BYTEARRAY "bytearray" OBJECT,
    NONE_TYPE "NoneType" OBJECT, ELLIPSIS_TYPE "ellipsis" OBJECT, NOT_IMPLEMENTED_TYPE "NotImplementedType" OBJECT,
    LIST "list" OBJECT, TUPLE "tuple" OBJECT, SET "set" OBJECT, FROZENSET "frozenset" OBJECT, DICT "dict" OBJECT,
    RANGE "range" OBJECT, SLICE "slice" OBJECT, MEMORYVIEW "memoryview" OBJECT,
    FUNCTION "function" OBJECT, BUILTIN "builtin_function_or_method" OBJECT, METHOD "method" OBJECT,
    CLASSMETHOD "classmethod" OBJECT, STATICMETHOD "staticmethod" OBJECT, PROPERTY "property" OBJECT,
    SUPER "super" OBJECT, MODULE "module" OBJECT, CELL "cell" OBJECT, CODE "code" OBJECT, FRAME "frame" OBJECT,
    TRACEBACK "traceback" OBJECT, GENERATOR "generator" OBJECT, COROUTINE "coroutine" OBJECT,
    ASYNC_GENERATOR "async_generator" OBJECT, MAPPINGPROXY "mappingproxy" OBJECT, GETSET "getset_descriptor" OBJECT,
    MEMBER "member_descriptor" OBJECT, WRAPPER "wrapper_descriptor" OBJECT, METHOD_WRAPPER "method-wrapper" OBJECT,
    METHOD_DESCRIPTOR "method_descriptor" OBJECT, GENERIC_ALIAS "types.GenericAlias" OBJECT, UNION "types.UnionType" OBJECT,
    LIST_ITERATOR "list_iterator" OBJECT, TUPLE_ITERATOR "tuple_iterator" OBJECT, STR_ITERATOR "str_iterator" OBJECT,
    RANGE_ITERATOR "range_iterator" OBJECT, SET_ITERATOR "set_iterator" OBJECT, DICT_KEYITERATOR "dict_keyiterator" OBJECT,
    DICT_VALUEITERATOR "dict_valueiterator" OBJECT, DICT_ITEMITERATOR "dict_itemiterator" OBJECT,
    DICT_KEYS "dict_keys" OBJECT, DICT_VALUES "dict_values" OBJECT, DICT_ITEMS "dict_items" OBJECT,
    CALLABLE_ITERATOR "callable_iterator" OBJECT, ITERATOR "iterator" OBJECT, ENUMERATE "enumerate" OBJECT, ZIP "zip" OBJECT,
    MAP "map" OBJECT, FILTER "filter" OBJECT, REVERSED "reversed" OBJECT, BYTES_ITERATOR "bytes_iterator" OBJECT,
    LIST_REVERSEITERATOR "list_reverseiterator" OBJECT,
    WEAKREF "weakref.ReferenceType" OBJECT, WEAKPROXY "weakref.ProxyType" OBJECT, WEAKCALLABLEPROXY "weakref.CallableProxyType" OBJECT,
    PARTIAL "functools.partial" OBJECT, DEQUE "collections.deque" OBJECT, DEFAULTDICT "collections.defaultdict" DICT,
    ORDEREDDICT "collections.OrderedDict" DICT, SIMPLENAMESPACE "types.SimpleNamespace" OBJECT, ARRAY "array.array" OBJECT,
    BASE_EXCEPTION "BaseException" OBJECT, EXCEPTION "Exception" BASE_EXCEPTION,
    BASE_EXCEPTION_GROUP "BaseExceptionGroup" BASE_EXCEPTION, EXCEPTION_GROUP "ExceptionGroup" BASE_EXCEPTION_GROUP,
    GENERATOR_EXIT "GeneratorExit" BASE_EXCEPTION, KEYBOARD_INTERRUPT "KeyboardInterrupt" BASE_EXCEPTION,
    SYSTEM_EXIT "SystemExit" BASE_EXCEPTION, ARITHMETIC_ERROR "ArithmeticError" EXCEPTION,
    FLOATING_POINT_ERROR "FloatingPointError" ARITHMETIC_ERROR, OVERFLOW_ERROR "OverflowError" ARITHMETIC_ERROR,
    ZERO_DIVISION_ERROR "ZeroDivisionError" ARITHMETIC_ERROR, ASSERTION_ERROR "AssertionError" EXCEPTION,
    ATTRIBUTE_ERROR "AttributeError" EXCEPTION, BUFFER_ERROR "BufferError" EXCEPTION, EOF_ERROR "EOFError" EXCEPTION,
    IMPORT_ERROR "ImportError" EXCEPTION, MODULE_NOT_FOUND_ERROR "ModuleNotFoundError" IMPORT_ERROR,
    LOOKUP_ERROR "LookupError" EXCEPTION, INDEX_ERROR "IndexError" LOOKUP_ERROR, KEY_ERROR "KeyError" LOOKUP_ERROR,
    MEMORY_ERROR "MemoryError" EXCEPTION, NAME_ERROR "NameError" EXCEPTION, UNBOUND_LOCAL_ERROR "UnboundLocalError" NAME_ERROR,
    OS_ERROR "OSError" EXCEPTION, BLOCKING_IO_ERROR "BlockingIOError" OS_ERROR, CHILD_PROCESS_ERROR "ChildProcessError" OS_ERROR,
    CONNECTION_ERROR "ConnectionError" OS_ERROR, BROKEN_PIPE_ERROR "BrokenPipeError" CONNECTION_ERROR,
    CONNECTION_ABORTED_ERROR "ConnectionAbortedError" CONNECTION_ERROR, CONNECTION_REFUSED_ERROR "ConnectionRefusedError" CONNECTION_ERROR,
    CONNECTION_RESET_ERROR "ConnectionResetError" CONNECTION_ERROR, FILE_EXISTS_ERROR "FileExistsError" OS_ERROR,
    FILE_NOT_FOUND_ERROR "FileNotFoundError" OS_ERROR, INTERRUPTED_ERROR "InterruptedError" OS_ERROR,
    IS_A_DIRECTORY_ERROR "IsADirectoryError" OS_ERROR, NOT_A_DIRECTORY_ERROR "NotADirectoryError" OS_ERROR,
    PERMISSION_ERROR "PermissionError" OS_ERROR, PROCESS_LOOKUP_ERROR "ProcessLookupError" OS_ERROR,
    TIMEOUT_ERROR "TimeoutError" OS_ERROR, REFERENCE_ERROR "ReferenceError" EXCEPTION, RUNTIME_ERROR "RuntimeError" EXCEPTION,
    NOT_IMPLEMENTED_ERROR "NotImplementedError" RUNTIME_ERROR, RECURSION_ERROR "RecursionError" RUNTIME_ERROR,
    STOP_ITERATION "StopIteration" EXCEPTION, STOP_ASYNC_ITERATION "StopAsyncIteration" EXCEPTION,
    SYNTAX_ERROR "SyntaxError" EXCEPTION, INDENTATION_ERROR "IndentationError" SYNTAX_ERROR, TAB_ERROR "TabError" INDENTATION_ERROR,
    SYSTEM_ERROR "SystemError" EXCEPTION, TYPE_ERROR "TypeError" EXCEPTION, VALUE_ERROR "ValueError" EXCEPTION,
    UNICODE_ERROR "UnicodeError" VALUE_ERROR, UNICODE_DECODE_ERROR "UnicodeDecodeError" UNICODE_ERROR,
    UNICODE_ENCODE_ERROR "UnicodeEncodeError" UNICODE_ERROR, UNICODE_TRANSLATE_ERROR "UnicodeTranslateError" UNICODE_ERROR,
    WARNING "Warning" EXCEPTION, BYTES_WARNING "BytesWarning" WARNING, DEPRECATION_WARNING "DeprecationWarning" WARNING,
    ENCODING_WARNING "EncodingWarning" WARNING, FUTURE_WARNING "FutureWarning" WARNING, IMPORT_WARNING "ImportWarning" WARNING,
    PENDING_DEPRECATION_WARNING "PendingDeprecationWarning" WARNING, RESOURCE_WARNING "ResourceWarning" WARNING,
    RUNTIME_WARNING "RuntimeWarning" WARNING, SYNTAX_WARNING "SyntaxWarning" WARNING, UNICODE_WARNING "UnicodeWarning" WARNING,
    USER_WARNING "UserWarning" WARNING,
}

const FIRST_VALUE: u32 = TYPES.len() as u32;
pub const NONE: ObjId = ObjId(FIRST_VALUE);
pub const TRUE: ObjId = ObjId(FIRST_VALUE + 1);
pub const FALSE: ObjId = ObjId(FIRST_VALUE + 2);
pub const ELLIPSIS: ObjId = ObjId(FIRST_VALUE + 3);
pub const NOT_IMPLEMENTED: ObjId = ObjId(FIRST_VALUE + 4);
/// A scalar of unknown type and value, holding nothing.
pub const SOME_SCALAR: ObjId = ObjId(FIRST_VALUE + 5);
/// A value of which nothing is known.
pub const UNKNOWN: ObjId = ObjId(FIRST_VALUE + 6);
/// Numbers of unknown value.
pub const SOME_INT: ObjId = ObjId(FIRST_VALUE + 7);
pub const SOME_FLOAT: ObjId = ObjId(FIRST_VALUE + 8);
const FIRST_INT: u32 = FIRST_VALUE + 9;
const SMALL_INTS: std::ops::RangeInclusive<i64> = -5..=256;

/// The static object of a small integer, the same for every heap.
pub fn small_int(value: i64) -> Option<ObjId> {
    SMALL_INTS.contains(&value).then(|| ObjId(FIRST_INT + (value + 5) as u32))
}

const FIRST_NATIVE: u32 = FIRST_INT + 262;

/// The static object of a native function.
pub(in crate::exec) fn native(id: NativeId) -> ObjId {
    ObjId(FIRST_NATIVE + id.0)
}

/// The built-in type of that name; module types by their dotted name.
pub fn type_named(name: Symbol) -> Option<ObjId> {
    static BY_NAME: LazyLock<FxHashMap<Symbol, ObjId>> = LazyLock::new(|| {
        TYPES.iter().enumerate().map(|(at, (name, _))| (Symbol::new(name), ObjId(at as u32))).collect()
    });
    BY_NAME.get(&name).copied()
}

/// The name of a built-in type.
pub fn type_name(id: ObjId) -> Option<&'static str> {
    TYPES.get(id.0 as usize).map(|row| row.0)
}

/// True for types and the values above: anything below the first object of a run.
pub fn is_type(id: ObjId) -> bool {
    (id.0 as usize) < TYPES.len()
}

/// The shared table of static objects.
pub fn statics() -> Arc<[Object]> {
    static TABLE: LazyLock<Arc<[Object]>> = LazyLock::new(build);
    TABLE.clone()
}

fn build() -> Arc<[Object]> {
    let site = SiteId(0);
    let mut table: Vec<Object> = TYPES
        .iter()
        .map(|(name, base)| {
            let mut class = fixed(Kind::Class, TYPE, Payload::Name(Symbol::new(name)));
            class.refs.push(Reference {
                label: Label::Base(0),
                target: *base,
                strength: RefStrength::Strong,
                certainty: Certainty::Must,
                site,
                file: crate::base::FileId(0),
            });
            class
        })
        .collect();
    table.push(fixed(Kind::Scalar, NONE_TYPE, Payload::None));
    table.push(fixed(Kind::Scalar, BOOL, Payload::Int(1)));
    table.push(fixed(Kind::Scalar, BOOL, Payload::Int(0)));
    table.push(fixed(Kind::Scalar, ELLIPSIS_TYPE, Payload::None));
    table.push(fixed(Kind::Scalar, NOT_IMPLEMENTED_TYPE, Payload::None));
    table.push(fixed(Kind::Scalar, OBJECT, Payload::Unknown));
    table.push(fixed(Kind::Symbolic, OBJECT, Payload::Unknown));
    table.push(fixed(Kind::Scalar, INT, Payload::Unknown));
    table.push(fixed(Kind::Scalar, FLOAT, Payload::Unknown));
    table.extend(SMALL_INTS.map(|value| fixed(Kind::Scalar, INT, Payload::Int(value))));
    for number in 0..native::count() as u32 {
        let id = NativeId(number);
        table.push(fixed(Kind::Native, native::class_of(id), Payload::Native(id)));
    }
    table.into()
}

fn fixed(kind: Kind, class: ObjId, payload: Payload) -> Object {
    let mut object = Object::new(kind, class, SiteId(0));
    object.payload = payload;
    object.flags.set(Flags::IMMORTAL);
    object
}
