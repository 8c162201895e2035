"""Model of dataclasses: fields collected, methods made of closures."""
import sys


class FrozenInstanceError(AttributeError):
    pass


class _Missing:
    def __repr__(self):
        return "<dataclasses._MISSING_TYPE object>"


MISSING = _Missing()


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
        self.metadata, self.kw_only = metadata, kw_only

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


def _shown(cls):
    if sys.version_info >= (3, 10):
        return cls.__qualname__ + ".__init__()"
    return "__init__()"


def _missing(shown, kind, names):
    quoted = ["'" + n + "'" for n in names]
    if len(quoted) == 1:
        listed = quoted[0]
    elif len(quoted) == 2:
        listed = quoted[0] + " and " + quoted[1]
    else:
        listed = ", ".join(quoted[:-1]) + ", and " + quoted[-1]
    plural = "" if len(names) == 1 else "s"
    return TypeError("%s missing %d required %s argument%s: %s" % (shown, len(names), kind, plural, listed))


def _make_init(cls, fields, frozen):
    taking = [f for f in fields if f.init and f._field_type != "class"]
    ordinary = [f for f in taking if not f.kw_only]
    keyword = [f for f in taking if f.kw_only]
    left_out = [f.name for f in ordinary if f._can_be_left_out()]
    required = [f for f in ordinary if not f._can_be_left_out()]
    for before, f in zip(ordinary, ordinary[1:]):
        if before.name in left_out and f in required:
            raise TypeError("non-default argument %r follows default argument%s"
                            % (f.name, " %r" % before.name if sys.version_info >= (3, 13) else ""))
    initvars = [f for f in taking if f._field_type == "init"]
    shown = _shown(cls)
    store = object.__setattr__
    has_post = hasattr(cls, "__post_init__")

    def __init__(self, *args, **kwargs):
        if len(args) > len(ordinary):
            most = len(ordinary) + 1
            least = len(required) + 1
            if least != most:
                takes = "from %d to %d positional arguments" % (least, most)
            else:
                takes = "%d positional argument%s" % (most, "" if most == 1 else "s")
            raise TypeError("%s takes %s but %d were given" % (shown, takes, len(args) + 1))
        given = {}
        at = 0
        for f in ordinary:
            if at >= len(args):
                break
            given[f.name] = args[at]
            at += 1
        for name in kwargs:
            if name in given:
                raise TypeError("%s got multiple values for argument '%s'" % (shown, name))
            known = False
            for f in taking:
                if f.name == name:
                    known = True
            if not known:
                raise TypeError("%s got an unexpected keyword argument '%s'" % (shown, name))
            given[name] = kwargs[name]
        missing = [f.name for f in required if f.name not in given]
        if missing:
            raise _missing(shown, "positional", missing)
        missing = [f.name for f in keyword if not f._can_be_left_out() and f.name not in given]
        if missing:
            raise _missing(shown, "keyword-only", missing)
        post = []
        for f in fields:
            if f._field_type == "class":
                continue
            if f.init and f.name in given:
                value = given[f.name]
            elif f.default_factory is not MISSING:
                value = f.default_factory()
            elif f.default is not MISSING:
                if not f.init:
                    continue
                value = f.default
            else:
                continue
            if f._field_type == "init":
                post.append(value)
            elif frozen:
                store(self, f.name, value)
            else:
                setattr(self, f.name, value)
        value = None
        if has_post:
            self.__post_init__(*post)

    if sys.version_info >= (3, 10):
        __init__.__qualname__ = cls.__qualname__ + ".__init__"
    else:
        __init__.__qualname__ = "__create_fn__.<locals>.__init__"
    return __init__


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


def _process(cls, init, repr_, eq, order, unsafe_hash, frozen, match_args, kw_only, slots, weakref_slot):
    fields = _collect(cls, kw_only)
    cls.__dataclass_fields__ = fields
    every = list(fields.values())
    real = [f for f in every if f._field_type == "field"]
    own = cls.__dict__
    if init:
        cls.__init__ = _make_init(cls, every, frozen)
    if repr_ and "__repr__" not in own:
        shown = [f.name for f in real if f.repr]

        def __repr__(self):
            return self.__class__.__qualname__ + "(" + ", ".join(
                [n + "=" + repr(getattr(self, n)) for n in shown]) + ")"
        cls.__repr__ = __repr__
    compared = [f.name for f in real if f.compare]
    if eq and "__eq__" not in own:
        def __eq__(self, other):
            if other.__class__ is self.__class__:
                return _values(self, compared) == _values(other, compared)
            return NotImplemented
        cls.__eq__ = __eq__
    if order:
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
        cls.__lt__ = __lt__
        cls.__le__ = __le__
        cls.__gt__ = __gt__
        cls.__ge__ = __ge__
    if frozen:
        names = [f.name for f in real]
        cls.__setattr__ = _frozen_setattr(cls, names)
        cls.__delattr__ = _frozen_delattr(cls, names)
    if unsafe_hash or (eq and frozen and own.get("__hash__") is None):
        hashed = [f.name for f in real if (f.compare if f.hash is None else f.hash)]

        def __hash__(self):
            return hash(_values(self, hashed))
        cls.__hash__ = __hash__
    elif eq and "__hash__" not in own:
        cls.__hash__ = None
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
