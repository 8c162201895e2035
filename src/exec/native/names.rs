//! Names that the built-in types of some supported version have, so that what is merely not
//! modelled is told from what is not there.

use crate::exec::statics;
use crate::heap::ObjId;
use crate::ir::Version;

/// Type and names of its attributes beside those of `object`, over 3.8 to 3.13; sorted by type.
const NAMES: &[(&str, &str)] = &[
    (
        "BaseException",
        "__cause__ __context__ __setstate__ __suppress_context__ __traceback__ add_note args \
         with_traceback",
    ),
    (
        "ImportError",
        "__cause__ __context__ __setstate__ __suppress_context__ __traceback__ add_note args msg name \
         name_from path with_traceback",
    ),
    ("NoneType", "__bool__"),
    (
        "OSError",
        "__cause__ __context__ __setstate__ __suppress_context__ __traceback__ add_note args \
         characters_written errno filename filename2 strerror with_traceback",
    ),
    (
        "OrderedDict",
        "__class_getitem__ __contains__ __delitem__ __getitem__ __ior__ __iter__ __len__ __or__ \
         __reversed__ __ror__ __setitem__ clear copy fromkeys get items keys move_to_end pop popitem \
         setdefault update values",
    ),
    (
        "StopIteration",
        "__cause__ __context__ __setstate__ __suppress_context__ __traceback__ add_note args value \
         with_traceback",
    ),
    (
        "SyntaxError",
        "__cause__ __context__ __setstate__ __suppress_context__ __traceback__ add_note args \
         end_lineno end_offset filename lineno msg offset print_file_and_line text with_traceback",
    ),
    (
        "SystemExit",
        "__cause__ __context__ __setstate__ __suppress_context__ __traceback__ add_note args code \
         with_traceback",
    ),
    (
        "UnicodeError",
        "__cause__ __context__ __setstate__ __suppress_context__ __traceback__ add_note args encoding \
         end object reason start with_traceback",
    ),
    (
        "array",
        "__add__ __buffer__ __class_getitem__ __contains__ __copy__ __deepcopy__ __delitem__ \
         __getitem__ __iadd__ __imul__ __iter__ __len__ __mul__ __release_buffer__ __rmul__ \
         __setitem__ append buffer_info byteswap clear count extend frombytes fromfile fromlist \
         fromstring fromunicode index insert itemsize pop remove reverse tobytes tofile tolist \
         tostring tounicode typecode",
    ),
    (
        "async_generator",
        "__aiter__ __anext__ __class_getitem__ __del__ __name__ __qualname__ aclose ag_await ag_code \
         ag_frame ag_running ag_suspended asend athrow",
    ),
    (
        "bool",
        "__abs__ __add__ __and__ __bool__ __ceil__ __divmod__ __float__ __floor__ __floordiv__ \
         __getnewargs__ __index__ __int__ __invert__ __lshift__ __mod__ __mul__ __neg__ __or__ \
         __pos__ __pow__ __radd__ __rand__ __rdivmod__ __rfloordiv__ __rlshift__ __rmod__ __rmul__ \
         __ror__ __round__ __rpow__ __rrshift__ __rshift__ __rsub__ __rtruediv__ __rxor__ __sub__ \
         __truediv__ __trunc__ __xor__ as_integer_ratio bit_count bit_length conjugate denominator \
         from_bytes imag is_integer numerator real to_bytes",
    ),
    ("builtin_function_or_method", "__call__ __name__ __qualname__ __self__ __text_signature__"),
    (
        "bytearray",
        "__add__ __alloc__ __buffer__ __contains__ __delitem__ __getitem__ __iadd__ __imul__ __iter__ \
         __len__ __mod__ __mul__ __release_buffer__ __rmod__ __rmul__ __setitem__ append capitalize \
         center clear copy count decode endswith expandtabs extend find fromhex hex index insert \
         isalnum isalpha isascii isdigit islower isspace istitle isupper join ljust lower lstrip \
         maketrans partition pop remove removeprefix removesuffix replace reverse rfind rindex rjust \
         rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper \
         zfill",
    ),
    (
        "bytes",
        "__add__ __buffer__ __bytes__ __contains__ __getitem__ __getnewargs__ __iter__ __len__ \
         __mod__ __mul__ __rmod__ __rmul__ capitalize center count decode endswith expandtabs find \
         fromhex hex index isalnum isalpha isascii isdigit islower isspace istitle isupper join ljust \
         lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust \
         rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper \
         zfill",
    ),
    ("cell", "cell_contents"),
    ("classmethod", "__func__ __get__ __isabstractmethod__ __wrapped__"),
    (
        "code",
        "__replace__ _co_code_adaptive _varname_from_oparg co_argcount co_cellvars co_code co_consts \
         co_exceptiontable co_filename co_firstlineno co_flags co_freevars co_kwonlyargcount co_lines \
         co_linetable co_lnotab co_name co_names co_nlocals co_positions co_posonlyargcount \
         co_qualname co_stacksize co_varnames replace",
    ),
    (
        "complex",
        "__abs__ __add__ __bool__ __complex__ __divmod__ __float__ __floordiv__ __getnewargs__ \
         __int__ __mod__ __mul__ __neg__ __pos__ __pow__ __radd__ __rdivmod__ __rfloordiv__ __rmod__ \
         __rmul__ __rpow__ __rsub__ __rtruediv__ __sub__ __truediv__ conjugate imag real",
    ),
    (
        "coroutine",
        "__await__ __class_getitem__ __del__ __name__ __qualname__ close cr_await cr_code cr_frame \
         cr_origin cr_running cr_suspended send throw",
    ),
    (
        "defaultdict",
        "__class_getitem__ __contains__ __copy__ __delitem__ __getitem__ __ior__ __iter__ __len__ \
         __missing__ __or__ __reversed__ __ror__ __setitem__ clear copy default_factory fromkeys get \
         items keys pop popitem setdefault update values",
    ),
    (
        "deque",
        "__add__ __bool__ __class_getitem__ __contains__ __copy__ __delitem__ __getitem__ __iadd__ \
         __imul__ __iter__ __len__ __mul__ __reversed__ __rmul__ __setitem__ append appendleft clear \
         copy count extend extendleft index insert maxlen pop popleft remove reverse rotate",
    ),
    (
        "dict",
        "__class_getitem__ __contains__ __delitem__ __getitem__ __ior__ __iter__ __len__ __or__ \
         __reversed__ __ror__ __setitem__ clear copy fromkeys get items keys pop popitem setdefault \
         update values",
    ),
    (
        "dict_items",
        "__and__ __contains__ __iter__ __len__ __or__ __rand__ __reversed__ __ror__ __rsub__ __rxor__ \
         __sub__ __xor__ isdisjoint mapping",
    ),
    (
        "dict_keys",
        "__and__ __contains__ __iter__ __len__ __or__ __rand__ __reversed__ __ror__ __rsub__ __rxor__ \
         __sub__ __xor__ isdisjoint mapping",
    ),
    ("dict_values", "__iter__ __len__ __reversed__ mapping"),
    (
        "float",
        "__abs__ __add__ __bool__ __ceil__ __divmod__ __float__ __floor__ __floordiv__ __getformat__ \
         __getnewargs__ __int__ __mod__ __mul__ __neg__ __pos__ __pow__ __radd__ __rdivmod__ \
         __rfloordiv__ __rmod__ __rmul__ __round__ __rpow__ __rsub__ __rtruediv__ __set_format__ \
         __setformat__ __sub__ __truediv__ __trunc__ as_integer_ratio conjugate fromhex hex imag \
         is_integer real",
    ),
    (
        "frame",
        "clear f_back f_builtins f_code f_globals f_lasti f_lineno f_locals f_trace f_trace_lines \
         f_trace_opcodes",
    ),
    (
        "frozenset",
        "__and__ __class_getitem__ __contains__ __iter__ __len__ __or__ __rand__ __ror__ __rsub__ \
         __rxor__ __sub__ __xor__ copy difference intersection isdisjoint issubset issuperset \
         symmetric_difference union",
    ),
    (
        "function",
        "__annotations__ __builtins__ __call__ __closure__ __code__ __defaults__ __get__ __globals__ \
         __kwdefaults__ __name__ __qualname__ __type_params__",
    ),
    (
        "generator",
        "__class_getitem__ __del__ __iter__ __name__ __next__ __qualname__ close gi_code gi_frame \
         gi_running gi_suspended gi_yieldfrom send throw",
    ),
    (
        "int",
        "__abs__ __add__ __and__ __bool__ __ceil__ __divmod__ __float__ __floor__ __floordiv__ \
         __getnewargs__ __index__ __int__ __invert__ __lshift__ __mod__ __mul__ __neg__ __or__ \
         __pos__ __pow__ __radd__ __rand__ __rdivmod__ __rfloordiv__ __rlshift__ __rmod__ __rmul__ \
         __ror__ __round__ __rpow__ __rrshift__ __rshift__ __rsub__ __rtruediv__ __rxor__ __sub__ \
         __truediv__ __trunc__ __xor__ as_integer_ratio bit_count bit_length conjugate denominator \
         from_bytes imag is_integer numerator real to_bytes",
    ),
    (
        "list",
        "__add__ __class_getitem__ __contains__ __delitem__ __getitem__ __iadd__ __imul__ __iter__ \
         __len__ __mul__ __reversed__ __rmul__ __setitem__ append clear copy count extend index \
         insert pop remove reverse sort",
    ),
    (
        "mappingproxy",
        "__class_getitem__ __contains__ __getitem__ __ior__ __iter__ __len__ __or__ __reversed__ \
         __ror__ copy get items keys values",
    ),
    (
        "memoryview",
        "__buffer__ __delitem__ __enter__ __exit__ __getitem__ __iter__ __len__ __release_buffer__ \
         __setitem__ _from_flags c_contiguous cast contiguous f_contiguous format hex itemsize nbytes \
         ndim obj readonly release shape strides suboffsets tobytes tolist toreadonly",
    ),
    ("method", "__call__ __func__ __get__ __self__"),
    ("module", "__annotations__"),
    (
        "object",
        "__delattr__ __dir__ __eq__ __format__ __ge__ __getattribute__ __getstate__ __gt__ __hash__ \
         __init__ __init_subclass__ __le__ __lt__ __ne__ __new__ __reduce__ __reduce_ex__ __repr__ \
         __setattr__ __sizeof__ __str__ __subclasshook__",
    ),
    ("partial", "__call__ __class_getitem__ __get__ __setstate__ __vectorcalloffset__ args func keywords"),
    (
        "property",
        "__delete__ __get__ __isabstractmethod__ __name__ __set__ __set_name__ deleter fdel fget fset \
         getter setter",
    ),
    ("range", "__bool__ __contains__ __getitem__ __iter__ __len__ __reversed__ count index start step stop"),
    (
        "set",
        "__and__ __class_getitem__ __contains__ __iand__ __ior__ __isub__ __iter__ __ixor__ __len__ \
         __or__ __rand__ __ror__ __rsub__ __rxor__ __sub__ __xor__ add clear copy difference \
         difference_update discard intersection intersection_update isdisjoint issubset issuperset \
         pop remove symmetric_difference symmetric_difference_update union update",
    ),
    ("slice", "indices start step stop"),
    ("staticmethod", "__call__ __func__ __get__ __isabstractmethod__ __wrapped__"),
    (
        "str",
        "__add__ __contains__ __getitem__ __getnewargs__ __iter__ __len__ __mod__ __mul__ __rmod__ \
         __rmul__ capitalize casefold center count encode endswith expandtabs find format format_map \
         index isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable \
         isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix \
         removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith \
         strip swapcase title translate upper zfill",
    ),
    ("super", "__get__ __self__ __self_class__ __thisclass__"),
    ("traceback", "tb_frame tb_lasti tb_lineno tb_next"),
    (
        "tuple",
        "__add__ __class_getitem__ __contains__ __getitem__ __getnewargs__ __iter__ __len__ __mul__ \
         __rmul__ count index",
    ),
    (
        "type",
        "__annotations__ __base__ __bases__ __basicsize__ __call__ __dictoffset__ \
         __flags__ __instancecheck__ __itemsize__ __mro__ __name__ __or__ __prepare__ __qualname__ \
         __ror__ __subclasscheck__ __subclasses__ __text_signature__ __type_params__ \
         __weakrefoffset__ mro",
    ),
];

/// Names that came later than 3.8: types (all when empty), names, and the first minor version.
const LATER: &[(&str, &str, u8)] = &[
    ("", "__class_getitem__ removeprefix removesuffix", 9),
    ("OrderedDict defaultdict dict mappingproxy", "__ior__ __or__ __ror__ __reversed__", 9),
    ("float", "__ceil__ __floor__", 9),
    ("", "bit_count __wrapped__ co_lines co_linetable end_lineno end_offset __builtins__", 10),
    ("type", "__or__ __ror__", 10),
    ("property", "__set_name__", 10),
    ("", "add_note __complex__ __bytes__ co_exceptiontable co_positions co_qualname gi_suspended", 11),
    ("", "__buffer__ __release_buffer__ __type_params__ name_from", 12),
    ("int bool", "is_integer", 12),
    ("array", "clear", 13),
    ("partial", "__get__", 13),
    ("code", "__replace__", 13),
];

/// Names that are gone: types, names, and the first minor version without them.
const GONE: &[(&str, &str, u8)] = &[
    ("deque", "__bool__", 11),
    ("complex", "__divmod__ __float__ __floordiv__ __int__ __mod__ __rdivmod__ __rfloordiv__ __rmod__", 10),
    ("array", "fromstring tostring", 9),
    ("float", "__set_format__ __setformat__", 0),
];

/// Whether a name of a built-in type came after a version.
pub(super) fn is_later(class: ObjId, name: &str, version: Version) -> bool {
    let own = statics::type_name(class).map_or("", |own| own.rsplit('.').next().unwrap_or(own));
    LATER.iter().any(|(types, names, first)| {
        version.minor < *first
            && names.split(' ').any(|known| known == name)
            && (types.is_empty() || types.split(' ').any(|known| known == own))
    })
}

/// Whether a built-in type has an attribute in a version.
pub(in crate::exec) fn exists(class: ObjId, name: &str, version: Version) -> bool {
    let Some(own) = statics::type_name(class) else { return false };
    let own = own.rsplit('.').next().unwrap_or(own);
    let row = NAMES.binary_search_by_key(&own, |row| row.0);
    let listed = row.is_ok_and(|at| NAMES[at].1.split(' ').any(|known| known == name));
    let fits = |(types, names, _): &&(&str, &str, u8)| {
        (types.is_empty() || types.split(' ').any(|known| known == own))
            && names.split(' ').any(|known| known == name)
    };
    let first = LATER.iter().find(fits).map_or(0, |row| row.2);
    let end = GONE.iter().find(fits).map_or(u8::MAX, |row| row.2);
    listed && (first..end).contains(&version.minor)
}
