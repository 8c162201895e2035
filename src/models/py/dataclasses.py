"""Model of dataclasses: fields collected, methods made of closures."""
import sys
from types import MappingProxyType as _MappingProxy

_NO_METADATA = _MappingProxy({})
_KINDS = {None: None, "field": "_FIELD", "class": "_FIELD_CLASSVAR", "init": "_FIELD_INITVAR"}


class FrozenInstanceError(AttributeError):
    pass


class _Missing:
    def __repr__(self):
        return "<dataclasses._MISSING_TYPE object>"


MISSING = _Missing()


class _Factory:
    def __repr__(self):
        return "<factory>"


_GIVEN_BY_FACTORY = _Factory()


class _KwOnly:
    pass


KW_ONLY = _KwOnly()


class InitVar:
    def __init__(self, type):
        self.type = type

    def __class_getitem__(cls, type):
        return cls(type)


class Field:
    __slots__ = ("name", "type", "default", "default_factory", "repr", "hash", "init", "compare",
                 "metadata", "kw_only", "_field_type")

    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = self.type = self._field_type = None
        self.default, self.default_factory = default, default_factory
        self.init, self.repr, self.hash, self.compare = init, repr, hash, compare
        self.metadata = _NO_METADATA if metadata is None else _MappingProxy(metadata)
        self.kw_only = kw_only

    def __repr__(self):
        shown = ["name", "type", "default", "default_factory", "init", "repr", "hash", "compare", "metadata"]
        if sys.version_info >= (3, 10):
            shown.append("kw_only")
        parts = ["%s=%r" % (name, getattr(self, name)) for name in shown]
        return "Field(%s,_field_type=%s)" % (",".join(parts), _KINDS.get(self._field_type))

    def _can_be_left_out(self):
        return not (self.default is MISSING and self.default_factory is MISSING)


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True,
          metadata=None, kw_only=MISSING):
    if not (default is MISSING or default_factory is MISSING):
        raise ValueError("cannot specify both default and default_factory")
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


def _is_classvar(type):
    if isinstance(type, str):
        return type.startswith(("ClassVar", "typing.ClassVar", "t.ClassVar"))
    return getattr(type, "_is_classvar", False)


def _is_initvar(type):
    if isinstance(type, str):
        return type.startswith(("InitVar", "dataclasses.InitVar"))
    return type is InitVar or isinstance(type, InitVar)


def _collect(cls, kw_only):
    fields = {}
    for base in cls.__mro__[-1:0:-1]:
        fields.update(base.__dict__.get("__dataclass_fields__", ()))
    annotations = cls.__dict__.get("__annotations__", {})
    for name, type in annotations.items():
        if type is KW_ONLY or type == "KW_ONLY" or type == "dataclasses.KW_ONLY":
            kw_only = True
            continue
        f = cls.__dict__.get(name, MISSING)
        if not isinstance(f, Field):
            # A slot of this name is no default.
            is_slot = f.__class__.__name__ == "member_descriptor"
            f = Field(MISSING if is_slot else f, MISSING, True, True, None, True, None, MISSING)
        elif f.default is MISSING:
            delattr(cls, name)
        else:
            setattr(cls, name, f.default)
        f.name, f.type = name, type
        f._field_type = "class" if _is_classvar(type) else "init" if _is_initvar(type) else "field"
        f.kw_only = kw_only if f.kw_only is MISSING else f.kw_only
        if f._field_type == "field" and f.default is not MISSING:
            if sys.version_info >= (3, 11):
                mutable = f.default.__class__.__hash__ is None
            else:
                mutable = isinstance(f.default, (list, dict, set))
            if mutable:
                raise ValueError("mutable default %s for field %s is not allowed: use default_factory"
                                 % (f.default.__class__, f.name))
        fields[name] = f
    return fields


def _named(cls, function):
    """The name a method tells: that of the class from 3.10 on."""
    made_in = cls.__qualname__ if sys.version_info >= (3, 10) else "__create_fn__.<locals>"
    function.__qualname__ = made_in + "." + function.__name__
    return function


def _make_init(cls, fields, frozen):
    taking = [f for f in fields if f.init and f._field_type != "class"]
    ordinary = [f for f in taking if not f.kw_only]
    keyword = [f for f in taking if f.kw_only]
    for before, f in zip(ordinary, ordinary[1:]):
        if before._can_be_left_out() and not f._can_be_left_out():
            raise TypeError("non-default argument %r follows default argument%s"
                            % (f.name, " %r" % before.name if sys.version_info >= (3, 13) else ""))
    names = {"_store": object.__setattr__, "_missing": _GIVEN_BY_FACTORY}
    params, body, post = ["self"], [], []
    for f in ordinary + (["*"] if keyword else []) + keyword:
        if f == "*":
            params.append("*")
            continue
        names["_type_" + f.name] = f.type.type if isinstance(f.type, InitVar) else f.type
        text = "%s: _type_%s" % (f.name, f.name)
        if f.default is not MISSING:
            names["_default_" + f.name] = f.default
            text += "=_default_" + f.name
        elif f.default_factory is not MISSING:
            text += "=_missing"
        params.append(text)
    for f in fields:
        if f._field_type == "class":
            continue
        if f._field_type == "init":
            post.append(f.name)
            continue
        value = f.name
        if f.default_factory is not MISSING:
            names["_factory_" + f.name] = f.default_factory
            value = "_factory_%s()" % f.name
            if f.init:
                value += " if %s is _missing else %s" % (f.name, f.name)
        elif not f.init:
            continue
        body.append("_store(self, %r, %s)" % (f.name, value) if frozen else "self.%s = %s" % (f.name, value))
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__(%s)" % ", ".join(post))
    exec("def __init__(%s):\n    %s" % (", ".join(params), "\n    ".join(body or ["pass"])), names)
    made = names.pop("__init__")
    made.__annotations__["return"] = None
    made.__module__ = cls.__module__
    return _named(cls, made)


def _annotation(kind):
    if isinstance(kind, type) and not hasattr(kind, "__origin__"):
        if kind.__module__ in ("builtins", "__main__") and kind.__module__ == "builtins":
            return kind.__qualname__
        return kind.__module__ + "." + kind.__qualname__
    return repr(kind).replace("typing.", "")


def _signature(cls, fields):
    taking = [f for f in fields if f.init and f._field_type != "class"]
    shown = []
    for f in [f for f in taking if not f.kw_only] + ["*"] + [f for f in taking if f.kw_only]:
        if f == "*":
            if any([other.kw_only for other in taking]):
                shown.append("*")
            continue
        kind = f.type.type if isinstance(f.type, InitVar) else f.type
        text = "%s: %s" % (f.name, _annotation(kind))
        if f.default is not MISSING:
            text += " = " + repr(f.default)
        elif f.default_factory is not MISSING:
            text += " = <factory>"
        shown.append(text)
    return "%s(%s)" % (cls.__name__, ", ".join(shown))


def _frozen_setattr(cls, names):
    def __setattr__(self, name, value):
        if type(self) is cls or name in names:
            raise FrozenInstanceError("cannot assign to field %r" % (name,))
        super(cls, self).__setattr__(name, value)
    return __setattr__


def _frozen_delattr(cls, names):
    def __delattr__(self, name):
        if type(self) is cls or name in names:
            raise FrozenInstanceError("cannot delete field %r" % (name,))
        super(cls, self).__delattr__(name)
    return __delattr__


def _values(obj, names):
    return tuple([getattr(obj, n) for n in names])


class _Params:
    def __init__(self, init, repr, eq, order, unsafe_hash, frozen):
        self.init, self.repr, self.eq, self.order = init, repr, eq, order
        self.unsafe_hash, self.frozen = unsafe_hash, frozen

    def __repr__(self):
        return ("_DataclassParams(init=%r,repr=%r,eq=%r,order=%r,unsafe_hash=%r,frozen=%r)"
                % (self.init, self.repr, self.eq, self.order, self.unsafe_hash, self.frozen))


def _process(cls, init, repr_, eq, order, unsafe_hash, frozen, match_args, kw_only, slots, weakref_slot):
    if order and not eq:
        raise ValueError("eq must be true if order is true")
    fields = _collect(cls, kw_only)
    cls.__dataclass_fields__ = fields
    every = list(fields.values())
    real = [f for f in every if f._field_type == "field"]
    own = cls.__dict__
    if init:
        cls.__init__ = _make_init(cls, every, frozen)
    if repr_ and "__repr__" not in own:
        shown = [f.name for f in real if f.repr]

        being_shown = set()

        def __repr__(self):
            # An object within itself is dots.
            if id(self) in being_shown:
                return "..."
            being_shown.add(id(self))
            try:
                return self.__class__.__qualname__ + "(" + ", ".join(
                    [n + "=" + repr(getattr(self, n)) for n in shown]) + ")"
            finally:
                being_shown.discard(id(self))
        cls.__repr__ = _named(cls, __repr__)
    compared = [f.name for f in real if f.compare]
    if eq and "__eq__" not in own:
        def __eq__(self, other):
            if other.__class__ is self.__class__:
                return _values(self, compared) == _values(other, compared)
            return NotImplemented
        cls.__eq__ = _named(cls, __eq__)
    if order:
        for name in ("__lt__", "__le__", "__gt__", "__ge__"):
            if name in own:
                raise TypeError("Cannot overwrite attribute %s in class %s. Consider using functools.total_ordering"
                                % (name, cls.__name__))

        def __lt__(self, other):
            if other.__class__ is self.__class__:
                return _values(self, compared) < _values(other, compared)
            return NotImplemented

        def __le__(self, other):
            if other.__class__ is self.__class__:
                return _values(self, compared) <= _values(other, compared)
            return NotImplemented

        def __gt__(self, other):
            if other.__class__ is self.__class__:
                return _values(self, compared) > _values(other, compared)
            return NotImplemented

        def __ge__(self, other):
            if other.__class__ is self.__class__:
                return _values(self, compared) >= _values(other, compared)
            return NotImplemented
        cls.__lt__ = _named(cls, __lt__)
        cls.__le__ = _named(cls, __le__)
        cls.__gt__ = _named(cls, __gt__)
        cls.__ge__ = _named(cls, __ge__)
    if frozen:
        for name in ("__setattr__", "__delattr__"):
            if name in own:
                raise TypeError("Cannot overwrite attribute %s in class %s" % (name, cls.__name__))
        names = [f.name for f in real]
        cls.__setattr__ = _named(cls, _frozen_setattr(cls, names))
        cls.__delattr__ = _named(cls, _frozen_delattr(cls, names))
    if unsafe_hash and own.get("__hash__") is not None:
        raise TypeError("Cannot overwrite attribute __hash__ in class %s" % cls.__name__)
    if unsafe_hash or (eq and frozen and own.get("__hash__") is None):
        hashed = [f.name for f in real if (f.compare if f.hash is None else f.hash)]

        def __hash__(self):
            return hash(_values(self, hashed))
        cls.__hash__ = _named(cls, __hash__)
    elif eq and "__hash__" not in own:
        cls.__hash__ = None
    cls.__dataclass_params__ = _Params(init, repr_, eq, order, unsafe_hash, frozen)
    if match_args and "__match_args__" not in own and sys.version_info >= (3, 10):
        cls.__match_args__ = tuple([f.name for f in every
                                    if f.init and f._field_type != "class" and not f.kw_only])
    if cls.__doc__ is None and init:
        cls.__doc__ = _signature(cls, every)
    if slots:
        cls = _with_slots(cls, real, weakref_slot)
    return cls


def _with_slots(cls, real, weakref_slot):
    namespace = dict(cls.__dict__)
    inherited = []
    for base in cls.__mro__[1:-1]:
        inherited.extend(getattr(base, "__slots__", ()))
    names = [f.name for f in real if f.name not in inherited]
    if weakref_slot:
        names.append("__weakref__")
    namespace["__slots__"] = tuple(names)
    for f in real:
        namespace.pop(f.name, None)
    namespace.pop("__dict__", None)
    namespace.pop("__weakref__", None)
    qualname = cls.__qualname__
    cls = type(cls)(cls.__name__, cls.__bases__, namespace)
    cls.__qualname__ = qualname
    return cls


def dataclass(cls=None, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False,
              match_args=True, kw_only=False, slots=False, weakref_slot=False):
    def wrap(cls):
        return _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots,
                        weakref_slot)
    return wrap if cls is None else wrap(cls)


def fields(class_or_instance):
    try:
        every = class_or_instance.__dataclass_fields__
    except AttributeError:
        raise TypeError("must be called with a dataclass type or instance") from None
    return tuple([f for f in every.values() if f._field_type == "field"])


def is_dataclass(obj):
    return hasattr(obj if isinstance(obj, type) else type(obj), "__dataclass_fields__")


def _is_instance(obj):
    return hasattr(type(obj), "__dataclass_fields__")


def _instance(obj, what):
    if _is_instance(obj):
        return obj
    raise TypeError(what + "() should be called on dataclass instances")


def _as_dict(obj, factory):
    if _is_instance(obj):
        return factory([(f.name, _as_dict(getattr(obj, f.name), factory)) for f in fields(obj)])
    if isinstance(obj, tuple) and hasattr(obj, "_fields"):
        return type(obj)(*[_as_dict(v, factory) for v in obj])
    if isinstance(obj, (list, tuple)):
        return type(obj)([_as_dict(v, factory) for v in obj])
    if isinstance(obj, dict):
        return type(obj)([(_as_dict(k, factory), _as_dict(v, factory)) for k, v in obj.items()])
    return obj


def asdict(obj, *, dict_factory=dict):
    return _as_dict(_instance(obj, "asdict"), dict_factory)


def _as_tuple(obj, factory):
    if _is_instance(obj):
        return factory([_as_tuple(getattr(obj, f.name), factory) for f in fields(obj)])
    if isinstance(obj, (list, tuple)):
        return type(obj)([_as_tuple(v, factory) for v in obj])
    if isinstance(obj, dict):
        return type(obj)([(_as_tuple(k, factory), _as_tuple(v, factory)) for k, v in obj.items()])
    return obj


def astuple(obj, *, tuple_factory=tuple):
    return _as_tuple(_instance(obj, "astuple"), tuple_factory)


def replace(obj, **changes):
    given = {}
    for name, f in obj.__dataclass_fields__.items():
        if f._field_type == "class":
            continue
        if f.init:
            given[name] = changes.pop(name) if name in changes else getattr(obj, name)
        elif name in changes:
            error = TypeError if sys.version_info >= (3, 13) else ValueError
            raise error("field %s is declared with init=False, it cannot be specified with replace()" % name)
    return type(obj)(**given, **changes)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **options):
    namespace = {} if namespace is None else dict(namespace)
    kinds = namespace["__annotations__"] = {}
    for described in fields:
        name, kind, *default = (described, "typing.Any") if isinstance(described, str) else described
        kinds[name] = kind
        for value in default:
            namespace[name] = value
    cls = type(cls_name, bases, namespace)
    return dataclass(cls, **options)
