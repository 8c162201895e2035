# Annotations: what their forms print, hold and let a class inherit.
import sys
import collections as _collections
from _heap import defines as _defines

TYPE_CHECKING, _NONE = False, type(None)
_builtin = {"List": list, "Dict": dict, "Set": set, "FrozenSet": frozenset, "Tuple": tuple, "Type": type,
            "DefaultDict": _collections.defaultdict, "Deque": _collections.deque,
            "OrderedDict": _collections.OrderedDict, "Counter": _collections.Counter,
            "ChainMap": _collections.ChainMap}


def _shown(item):
    if isinstance(item, type):
        if hasattr(item, "__origin__"):
            return repr(item)
        return item.__qualname__ if item.__module__ == "builtins" else "%s.%s" % (item.__module__, item.__qualname__)
    if item is Ellipsis:
        return "..."
    if isinstance(item, list):
        return "[" + ", ".join([_shown(i) for i in item]) + "]"
    if type(item).__name__ == "function":
        return item.__name__
    return repr(item)


def _normal(item):
    return _NONE if item is None else ForwardRef(item) if isinstance(item, str) else item


def _many(params):
    return params if isinstance(params, tuple) else (params,)


class ForwardRef:
    def __init__(self, arg):
        self.__forward_arg__ = arg

    def __repr__(self):
        return "ForwardRef(%r)" % self.__forward_arg__

    def __eq__(self, other):
        return isinstance(other, ForwardRef) and self.__forward_arg__ == other.__forward_arg__

    def __hash__(self):
        return hash(self.__forward_arg__)


class _Operable:
    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]


class _Form(_Operable):
    def __init__(self, name):
        self._name = name
        self._is_classvar = name == "ClassVar"
        origin = _builtin.get(name)
        if origin is not None:
            self.__origin__ = origin

    def __repr__(self):
        return "typing." + self._name

    def __getitem__(self, params):
        if self._name == "Optional":
            return Union[params, None]
        params = _many(params)
        if self._name == "Union":
            return _union(params)
        if self._name in ("Literal", "Annotated"):
            return _Alias(self, params)
        if self._name == "Callable" and len(params) == 2 and isinstance(params[0], list):
            return _Alias(self, tuple([_normal(p) for p in params[0]]) + (_normal(params[1]),), params)
        return _Alias(self, tuple([_normal(p) for p in params]))

    def __call__(self, *args, **kwargs):
        origin = _builtin.get(self._name)
        if origin is not None:
            raise TypeError("Type %s cannot be instantiated; use %s() instead" % (self._name, origin.__name__))
        raise TypeError("Cannot instantiate %r" % self)

    def __mro_entries__(self, bases):
        origin = _builtin.get(self._name)
        return (origin,) if origin is not None else _abstract(self._name)


def _abstract(name):
    found = getattr(_collections.abc, name, None)
    return (found,) if found is not None else ()


def _union(params):
    flat = []
    for p in params:
        p = _normal(p)
        for part in p.__args__ if isinstance(p, _Alias) and p._form is Union else (p,):
            if part not in flat:
                flat.append(part)
    if len(flat) == 1:
        return flat[0]
    return _Alias(Union, tuple(flat))


class _Alias(_Operable):
    def __init__(self, form, args, shown=None):
        self._form = form
        self.__args__ = args
        self._shown_args = args if shown is None else shown
        self.__origin__ = getattr(form, "__origin__", None) or form
        self._is_classvar = getattr(form, "_is_classvar", False)
        self.__parameters__ = tuple([a for a in args if isinstance(a, TypeVar)])

    def __repr__(self):
        args = self._shown_args
        if self._form is Union and len(args) == 2 and type(None) in args and sys.version_info >= (3, 9):
            other = args[0] if args[1] is type(None) else args[1]
            return "typing.Optional[%s]" % _shown(other)
        name = repr(self._form) if isinstance(self._form, _Form) else _shown(self._form)
        if self._form is Literal:
            return "%s[%s]" % (name, ", ".join([repr(a) for a in args]))
        return "%s[%s]" % (name, ", ".join([_shown(a) for a in args]))

    def __eq__(self, other):
        if isinstance(other, _Alias):
            kind = set if self._form is Union else tuple
            return self._form is other._form and kind(self.__args__) == kind(other.__args__)
        return NotImplemented

    def __hash__(self):
        return hash((self._form if isinstance(self._form, type) else id(self._form), self.__args__))

    def __getitem__(self, params):
        given = dict(zip(self.__parameters__, _many(params)))
        return _Alias(self._form, tuple([given.get(a, a) if isinstance(a, TypeVar) else a for a in self.__args__]))

    def __call__(self, *args, **kwargs):
        made = self.__origin__(*args, **kwargs)
        try:
            made.__orig_class__ = self
        except AttributeError:
            pass
        return made

    def __mro_entries__(self, bases):
        if isinstance(self._form, _Form):
            return self._form.__mro_entries__(bases)
        return (self.__origin__,)

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return getattr(self.__origin__, name)


for _name in ("Any Optional Union List Dict Set FrozenSet Tuple Type Callable Iterable Iterator Sequence Mapping"
              " MutableMapping MutableSequence MutableSet ClassVar Final Literal Annotated Generator Deque DefaultDict"
              " Awaitable Coroutine AsyncIterator AsyncIterable AsyncGenerator NoReturn Hashable Sized Collection Self"
              " TypeAlias Concatenate Required NotRequired Never Counter OrderedDict ChainMap Container Reversible"
              " AbstractSet KeysView ValuesView ItemsView ContextManager AsyncContextManager Pattern Match"
              " LiteralString TypeGuard Unpack ReadOnly TypeIs").split():
    globals()[_name] = _Form(_name)
del _name
Text = str
ByteString = bytes


class IO:
    pass


TextIO = BinaryIO = IO


class TypeVar(_Operable):
    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False, default=None,
                 infer_variance=False):
        self.__name__ = name
        self.__constraints__ = constraints
        self.__bound__ = bound
        self.__covariant__ = covariant
        self.__contravariant__ = contravariant

    def __repr__(self):
        if getattr(self, "_inferred", False):
            return self.__name__
        prefix = "+" if self.__covariant__ else "-" if self.__contravariant__ else "~"
        return prefix + self.__name__


class ParamSpec(TypeVar):
    @property
    def args(self):
        return self

    @property
    def kwargs(self):
        return self


TypeVarTuple = TypeVar
AnyStr = TypeVar("AnyStr", bytes, str)


class TypeAliasType(_Operable):
    def __init__(self, name, params, compute):
        self.__name__ = name
        self.__type_params__ = params or ()
        self._compute = compute

    @property
    def __value__(self):
        return self._compute()

    def __repr__(self):
        return self.__name__

    def __getitem__(self, params):
        return _Alias(self, _many(params))


class Generic:
    def __class_getitem__(cls, params):
        return _Alias(cls, tuple([_normal(p) for p in _many(params)]))

    def __init_subclass__(cls, *args, **kwargs):
        super().__init_subclass__(*args, **kwargs)
        bases = cls.__dict__.get("__orig_bases__", ())
        if Generic in (bases or cls.__bases__) and cls.__name__ != "Protocol":
            raise TypeError("Cannot inherit from plain Generic")
        # Those that `Generic[...]` lists, or all in the order of the bases.
        listed = [b for b in bases if isinstance(b, _Alias) and b.__origin__ in (Generic, Protocol)] or bases
        known = []
        for base in listed:
            for one in getattr(base, "__parameters__", ()) if not isinstance(base, type) else ():
                if one not in known:
                    known.append(one)
        cls.__parameters__ = tuple(known)


class _ProtocolMeta(type):
    def __instancecheck__(cls, instance):
        if cls.__dict__.get("_is_protocol", False) and cls.__dict__.get("_is_runtime", False):
            if cls in type(instance).__mro__:
                return True
            return all([hasattr(instance, name) for name in _members(cls)])
        if cls.__dict__.get("_is_protocol", False) and cls is not Protocol:
            raise TypeError("Instance and class checks can only be used with @runtime_checkable protocols")
        return cls in type(instance).__mro__

    def __subclasscheck__(cls, sub):
        if cls in sub.__mro__:
            return True
        if cls.__dict__.get("_is_protocol", False) and cls.__dict__.get("_is_runtime", False):
            return all([_defines(sub, name) for name in _members(cls)])
        if cls.__dict__.get("_is_protocol", False) and cls is not Protocol:
            raise TypeError("Instance and class checks can only be used with @runtime_checkable protocols")
        return False


_skipped = ("__module__", "__qualname__", "__doc__", "__dict__", "__weakref__", "__init__", "__annotations__",
            "__slots__", "__new__", "__init_subclass__", "__firstlineno__", "__static_attributes__",
            "__class_getitem__", "__abstractmethods__", "__parameters__", "__orig_bases__", "__match_args__")


def _members(cls):
    names = []
    for owner in cls.__mro__:
        if owner in (object, Protocol, Generic):
            continue
        for name in list(owner.__dict__) + list(owner.__dict__.get("__annotations__", {})):
            if name not in _skipped and not name.startswith("_is_") and not name.startswith("_abc_"):
                names.append(name)
    return names


class Protocol(Generic, metaclass=_ProtocolMeta):
    _is_protocol = True

    def __init_subclass__(cls, *args, **kwargs):
        super().__init_subclass__(*args, **kwargs)
        if "_is_protocol" not in cls.__dict__:
            cls._is_protocol = Protocol in cls.__bases__
        if cls._is_protocol and "__init__" not in cls.__dict__:
            cls.__init__ = _no_init


def _no_init(self, *args, **kwargs):
    if type(self).__dict__.get("_is_protocol", False):
        raise TypeError("Protocols cannot be instantiated")


def runtime_checkable(cls):
    if not cls.__dict__.get("_is_protocol", False):
        raise TypeError("@runtime_checkable can be only applied to protocol classes, got %r" % cls)
    cls._is_runtime = True
    return cls


@runtime_checkable
class SupportsInt(Protocol):
    def __int__(self):
        pass


@runtime_checkable
class SupportsFloat(Protocol):
    def __float__(self):
        pass


@runtime_checkable
class SupportsIndex(Protocol):
    def __index__(self):
        pass


@runtime_checkable
class SupportsAbs(Protocol):
    def __abs__(self):
        pass


class NewType:
    def __init__(self, name, tp):
        self.__name__ = self.__qualname__ = name
        self.__supertype__ = tp

    def __repr__(self):
        return "__main__." + self.__name__

    def __call__(self, x):
        return x


if sys.version_info < (3, 10):
    def NewType(name, tp):
        def new_type(x):
            return x
        new_type.__name__, new_type.__supertype__ = name, tp
        return new_type


def cast(typ, val):
    return val


def overload(func):
    return _overloaded


def _overloaded(*args, **kwds):
    raise NotImplementedError("You should not call an overloaded function. A series of @overload-decorated functions "
                              "outside a stub module should always be followed by an implementation that is not "
                              "@overload-ed.")


def _marked(thing, mark):
    """A class or a function with a mark on it, where it can bear one."""
    try:
        setattr(thing, mark, True)
    except (AttributeError, TypeError):
        pass
    return thing


def final(f):
    return _marked(f, "__final__") if sys.version_info >= (3, 11) else f


def override(f):
    return _marked(f, "__override__")


def no_type_check(arg):
    return arg


def assert_never(arg):
    raise AssertionError("Expected code to be unreachable, but got: %r" % (arg,))


def assert_type(val, typ):
    return val


def reveal_type(obj):
    return obj


def get_origin(tp):
    if isinstance(tp, _Alias):
        special = isinstance(tp._form, _Form) and tp._form._name not in _builtin
        return (*_abstract(tp._form._name), tp._form)[0] if special else tp.__origin__
    return getattr(tp, "__origin__", None)


def get_args(tp):
    if isinstance(tp, _Alias) and tp._form is Callable and isinstance(tp._shown_args[0], list):
        return (list(tp.__args__[:-1]), tp.__args__[-1])
    return getattr(tp, "__args__", ())


def get_type_hints(obj, *args, **kw):
    hints = {}
    owners = obj.__mro__[::-1] if isinstance(obj, type) else (obj,)
    for owner in owners:
        own = owner.__dict__.get("__annotations__", {}) if isinstance(obj, type) else owner.__annotations__
        for name, value in own.items():
            hints[name] = type(None) if value is None else value
    return hints


class NamedTupleMeta(type):
    def __new__(meta, typename, bases, ns):
        if not bases:
            return type.__new__(meta, typename, bases, ns)
        fields = list(ns.get("__annotations__", {}))
        seen = None
        for name in fields:
            if name in ns:
                seen = name
            elif seen is not None:
                raise TypeError("Non-default namedtuple field %s cannot follow default field %s" % (name, seen))
        defaults = [ns[name] for name in fields if name in ns]
        made = _collections.namedtuple(typename, fields, defaults=defaults, module=ns.get("__module__"))
        made.__annotations__ = ns.get("__annotations__", {})
        for name, value in ns.items():
            if name not in fields and name not in ("__module__", "__qualname__", "__annotations__", "__firstlineno__",
                                                   "__static_attributes__", "__classcell__"):
                setattr(made, name, value)
        return made

    def __call__(cls, typename, fields=None, **kwargs):
        kinds = dict(kwargs if fields is None else fields)
        made = _collections.namedtuple(typename, kinds)
        made.__annotations__ = kinds
        return made


class NamedTuple(metaclass=NamedTupleMeta):
    pass


class TypedDictMeta(type):
    def __new__(meta, name, bases, ns, total=True):
        made = type.__new__(meta, name, (dict,) if bases else (), ns)
        kinds = {}
        for space in [base.__dict__ for base in bases] + [ns]:
            kinds.update(space.get("__annotations__", {}))
        made.__annotations__, made.__total__ = kinds, total
        return made

    def __call__(cls, *args, **kwargs):
        return dict(*args, **kwargs)


class TypedDict(metaclass=TypedDictMeta):
    pass
