"""Model of enum: members made after the class, looked up by value and by name."""
import sys


class auto:
    def __init__(self, value=None):
        self.value = value


class _Prop:
    """An attribute of members that a member of that name may hide."""

    def __init__(self, fget):
        self.fget = fget
        self.name = fget.__name__

    def __get__(self, instance, owner=None):
        if instance is None:
            try:
                return owner._member_map_[self.name]
            except KeyError:
                raise AttributeError(self.name) from None
        return self.fget(instance)

    def __set__(self, instance, value):
        raise AttributeError("<enum %r> cannot set attribute %r" % (type(instance).__name__, self.name))


property_ = _Prop


class nonmember:
    def __init__(self, value):
        self.value = value


class member:
    def __init__(self, value):
        self.value = value


def _is_descriptor(obj):
    return hasattr(obj, "__get__") or hasattr(obj, "__set__") or hasattr(obj, "__delete__")


def _is_private(cls_name, name):
    return name.startswith("_%s__" % cls_name)


def _is_dunder(name):
    return len(name) > 4 and name[:2] == "__" and name[-2:] == "__"


def _is_sunder(name):
    return len(name) > 2 and name[0] == "_" and name[-1] == "_" and name[1] != "_"


def _data_type(bases):
    for base in bases:
        for cls in base.__mro__:
            if cls in (int, str, float, bytes, tuple):
                return cls
    return object


def _highest(values):
    best = 0
    for value in values:
        if isinstance(value, int) and value > best:
            best = value
    return best


class EnumMeta(type):
    def __new__(metacls, cls, bases, classdict, **kwds):
        plain = {}
        raw = []
        ignore = classdict.get("_ignore_", ())
        if isinstance(ignore, str):
            ignore = ignore.replace(",", " ").split()
        for name, value in classdict.items():
            if name in ("_ignore_", "_order_") or name in ignore:
                continue
            if _is_dunder(name) or _is_sunder(name) or _is_private(cls, name):
                plain[name] = value
            elif isinstance(value, nonmember):
                plain[name] = value.value
            elif isinstance(value, member):
                raw.append((name, value.value))
            elif _is_descriptor(value):
                plain[name] = value
            else:
                raw.append((name, value))
        for base in bases:
            if getattr(base, "_member_names_", None):
                if sys.version_info >= (3, 11):
                    raise TypeError("<enum %r> cannot extend <enum %r>" % (cls, base.__name__))
                raise TypeError("%s: cannot extend enumeration %r" % (cls, base.__name__))
        data = _data_type(bases)
        enum_class = type.__new__(metacls, cls, bases, plain, **kwds)
        enum_class._member_names_ = []
        enum_class._member_map_ = {}
        enum_class._value2member_map_ = {}
        enum_class._member_type_ = data
        use_args = "__new__" in plain
        is_flag = bool(bases) and getattr(bases[0], "_is_flag_", False)
        last = []
        for name, value in raw:
            if isinstance(value, auto):
                value = enum_class._generate_next_value_(name, 1, len(last), last[:])
            elif isinstance(value, tuple) and any([isinstance(v, auto) for v in value]):
                value = tuple([enum_class._generate_next_value_(name, 1, len(last), last[:])
                               if isinstance(v, auto) else v for v in value])
            args = value if isinstance(value, tuple) else (value,)
            if data is tuple:
                args = (args,)
            if use_args:
                new = enum_class.__dict__["__new__"]
                obj = new.__get__(None, enum_class)(enum_class, *args)
                if "_value_" not in obj.__dict__:
                    obj._value_ = value
            elif data is object:
                obj = object.__new__(enum_class)
                obj._value_ = value
            else:
                obj = data.__new__(enum_class, *args)
                if isinstance(value, tuple) and data is not tuple:
                    obj._value_ = data(*args)
                else:
                    obj._value_ = value if data is not str else str(*args)
            value = obj._value_
            last.append(value)
            obj._name_ = name
            obj.__objclass__ = enum_class
            if "__init__" in plain or any(["__init__" in b.__dict__ for b in enum_class.__mro__[1:-1]
                                          if b.__name__ not in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")
                                          and b not in (int, str, float, bytes, tuple)]):
                obj.__init__(*args)
            obj._sort_order_ = len(enum_class._member_names_)
            found = None
            for known in enum_class._member_map_.values():
                if known._value_ == obj._value_:
                    found = known
                    break
            if found is not None:
                obj = found
            elif is_flag and (value == 0 or value & (value - 1)):
                pass
            else:
                enum_class._member_names_.append(name)
            type.__setattr__(enum_class, name, obj)
            enum_class._member_map_[name] = obj
            try:
                enum_class._value2member_map_.setdefault(value, obj)
            except TypeError:
                pass
        return enum_class

    def __call__(cls, value, names=None, *args, **kwds):
        if names is None:
            return cls.__new__(cls, value)
        return cls._create_(value, names, *args, **kwds)

    def _create_(cls, class_name, names, *, module=None, qualname=None, type=None, start=1):
        if isinstance(names, str):
            names = names.replace(",", " ").split()
        classdict = {}
        at = start
        if isinstance(names, dict):
            names = list(names.items())
        for item in names:
            if isinstance(item, str):
                classdict[item] = at
                at += 1
            else:
                classdict[item[0]] = item[1]
        bases = (cls,) if type is None else (type, cls)
        return cls.__class__.__new__(cls.__class__, class_name, bases, classdict)

    def __contains__(cls, obj):
        if isinstance(obj, cls):
            return True
        if sys.version_info >= (3, 12):
            return obj in cls._value2member_map_
        if not isinstance(obj, Enum):
            if sys.version_info >= (3, 8):
                raise TypeError("unsupported operand type(s) for 'in': '%s' and '%s'"
                                % (type(obj).__qualname__, cls.__class__.__qualname__))
        return False

    def __delattr__(cls, attr):
        if attr in cls._member_map_:
            raise AttributeError("%r cannot delete member %r." % (cls.__name__, attr))
        type.__delattr__(cls, attr)

    def __setattr__(cls, name, value):
        if name in cls.__dict__.get("_member_map_", {}):
            if sys.version_info >= (3, 11):
                raise AttributeError("cannot reassign member %r" % (name,))
            raise AttributeError("Cannot reassign members.")
        type.__setattr__(cls, name, value)

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __iter__(cls):
        return iter([cls._member_map_[name] for name in cls._member_names_])

    def __len__(cls):
        return len(cls._member_names_)

    def __bool__(cls):
        return True

    @property
    def __members__(cls):
        return dict(cls._member_map_)

    def __repr__(cls):
        if issubclass(cls, Flag) and sys.version_info >= (3, 11):
            return "<flag %r>" % cls.__name__
        return "<enum %r>" % cls.__name__

    def __reversed__(cls):
        return iter([cls._member_map_[name] for name in cls._member_names_[::-1]])


EnumType = EnumMeta


class Enum(metaclass=EnumMeta):
    def __new__(cls, value):
        if type(value) is cls:
            return value
        try:
            return cls._value2member_map_[value]
        except KeyError:
            pass
        except TypeError:
            for known in cls._member_map_.values():
                if known._value_ == value:
                    return known
        result = cls._missing_(value)
        if result is None:
            if sys.version_info >= (3, 12):
                raise ValueError("%r is not a valid %s" % (value, cls.__qualname__))
            raise ValueError("%r is not a valid %s" % (value, cls.__qualname__)) from None
        return result

    def _generate_next_value_(name, start, count, last_values):
        return _highest(last_values) + 1 if last_values else start

    @classmethod
    def _missing_(cls, value):
        return None

    def __repr__(self):
        return "<%s.%s: %r>" % (self.__class__.__name__, self._name_, self._value_)

    def __str__(self):
        return "%s.%s" % (self.__class__.__name__, self._name_)

    def __format__(self, format_spec):
        if sys.version_info < (3, 12) and self._member_type_ in (int, float) and type(self).__str__ is Enum.__str__:
            return format(self._value_, format_spec)
        return str.__format__(str(self), format_spec)

    def __hash__(self):
        return hash(self._name_)

    def __reduce_ex__(self, proto):
        return (self.__class__, (self._value_,))

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    name = _Prop(lambda self: self._name_)
    value = _Prop(lambda self: self._value_)


Enum.__dict__["name"].name = "name"
Enum.__dict__["value"].name = "value"


class IntEnum(int, Enum):
    if sys.version_info >= (3, 11):
        def __str__(self):
            return int.__repr__(self._value_)

        def __format__(self, format_spec):
            return format(self._value_, format_spec)


class ReprEnum(Enum):
    pass


class StrEnum(str, Enum):
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()

    def __str__(self):
        return self._value_

    def __format__(self, format_spec):
        return format(self._value_, format_spec)


class Flag(Enum):
    _is_flag_ = True

    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start
        highest = 1
        while highest * 2 <= max(last_values):
            highest *= 2
        return highest * 2

    @classmethod
    def _missing_(cls, value):
        every = 0
        for known in cls._member_map_.values():
            every |= known._value_
        if value < 0:
            value = every + 1 + value if False else every & value
        if value & ~every:
            raise ValueError("%r is not a valid %s" % (value, cls.__qualname__))
        found = cls._value2member_map_.get(value)
        if found is not None:
            return found
        if cls._member_type_ is object:
            made = object.__new__(cls)
        else:
            made = cls._member_type_.__new__(cls, value)
        names = [m._name_ for m in cls._member_map_.values()
                 if m._value_ and value & m._value_ == m._value_ and not m._value_ & (m._value_ - 1)]
        made._name_ = "|".join(names) if names and sys.version_info >= (3, 11) else None
        made._value_ = value
        made._parts = names
        cls._value2member_map_[value] = made
        return made

    def __contains__(self, other):
        return other._value_ & self._value_ == other._value_

    def __iter__(self):
        return iter([m for m in self.__class__._member_map_.values()
                     if m._value_ and self._value_ & m._value_ == m._value_ and not m._value_ & (m._value_ - 1)])

    def __len__(self):
        return bin(self._value_).count("1")

    def _shown(self):
        if self._name_ is not None:
            return self._name_
        names = self._parts
        if sys.version_info < (3, 11):
            names = names[::-1]
        return "|".join(names) if names else "0"

    def __repr__(self):
        if sys.version_info >= (3, 11):
            if not self._value_ and self._name_ is None:
                return "<%s: 0>" % self.__class__.__name__
            return "<%s.%s: %r>" % (self.__class__.__name__, self._shown(), self._value_)
        return "<%s.%s: %r>" % (self.__class__.__name__, self._shown(), self._value_)

    def __str__(self):
        if sys.version_info >= (3, 11) and not self._value_ and self._name_ is None:
            return "%s(0)" % self.__class__.__name__
        return "%s.%s" % (self.__class__.__name__, self._shown())

    def __bool__(self):
        return bool(self._value_)

    def __or__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return self.__class__(self._value_ | other._value_)

    def __and__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return self.__class__(self._value_ & other._value_)

    def __xor__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return self.__class__(self._value_ ^ other._value_)

    def __invert__(self):
        every = 0
        for known in self.__class__._member_map_.values():
            every |= known._value_
        return self.__class__(every & ~self._value_)


class IntFlag(int, Flag):
    def __or__(self, other):
        if not isinstance(other, int):
            return NotImplemented
        return self.__class__(self._value_ | int(other))

    def __and__(self, other):
        if not isinstance(other, int):
            return NotImplemented
        return self.__class__(self._value_ & int(other))

    def __xor__(self, other):
        if not isinstance(other, int):
            return NotImplemented
        return self.__class__(self._value_ ^ int(other))

    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__


def unique(enumeration):
    duplicates = []
    for name, known in enumeration._member_map_.items():
        if name != known._name_:
            duplicates.append((name, known._name_))
    if duplicates:
        details = ", ".join(["%s -> %s" % pair for pair in duplicates])
        raise ValueError("duplicate values found in %r: %s" % (enumeration, details))
    return enumeration
