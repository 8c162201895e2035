"""Model of enum: members made after the class, looked up by value and by name."""
import sys
from types import MappingProxyType as _Proxy

_VERSION = sys.version_info[:2]
_OLD = _VERSION < (3, 11)


class auto:
    def __init__(self, value=None):
        self.value = value


class _Prop:
    """An attribute of members that a member of that name may hide."""

    def __init__(self, fget=None, fset=None, fdel=None, doc=None):
        self.fget, self.fset, self.fdel = fget, fset, fdel
        self.name = getattr(fget, "__name__", None)

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            try:
                return owner._member_map_[self.name]
            except KeyError:
                if _OLD:
                    raise AttributeError(self.name) from None
                raise AttributeError("%r has no attribute %r" % (owner, self.name)) from None
        return self.fget(instance)

    def __set__(self, instance, value):
        if self.fset is not None:
            return self.fset(instance, value)
        if _OLD:
            raise AttributeError("can't set attribute")
        raise AttributeError("<enum %r> cannot set attribute %r" % (type(instance).__name__, self.name))

    def __delete__(self, instance):
        raise AttributeError("<enum %r> cannot delete attribute %r" % (type(instance).__name__, self.name))

    def setter(self, fset):
        return _Prop(self.fget, fset, self.fdel)


class nonmember:
    def __init__(self, value):
        self.value = value


class member:
    def __init__(self, value):
        self.value = value


def _is_descriptor(obj):
    return hasattr(obj, "__get__") or hasattr(obj, "__set__") or hasattr(obj, "__delete__")


def _is_private(cls_name, name):
    return name.startswith("_%s__" % cls_name.lstrip("_")) and not name.endswith("__")


def _is_dunder(name):
    return len(name) > 4 and name[:2] == "__" and name[-2:] == "__"


def _is_sunder(name):
    return len(name) > 2 and name[0] == "_" and name[-1] == "_" and name[1] != "_" and name[-2] != "_"


def _plain_function(value):
    return value.__func__ if isinstance(value, staticmethod) else value


class _EnumDict(dict):
    def __init__(self, cls_name, generate):
        super().__init__()
        self._cls_name = cls_name
        self._member_names = {}
        self._last_values = []
        self._ignore = []
        self._generate = generate

    def _automatic(self, key):
        return self._generate(key, 1, len(self._member_names), self._last_values[:])

    def __setitem__(self, key, value):
        if _is_private(self._cls_name, key) or _is_dunder(key):
            pass
        elif _is_sunder(key):
            if key == "_generate_next_value_":
                self._generate = _plain_function(value)
            elif key == "_ignore_":
                self._ignore = value.replace(",", " ").split() if isinstance(value, str) else list(value)
            elif key not in ("_order_", "_missing_", "_iter_member_", "_iter_member_by_value_",
                             "_iter_member_by_def_", "_numeric_repr_", "_repr_html_", "_new_member_",
                             "_create_pseudo_member_", "_add_alias_", "_add_value_alias_"):
                if _OLD:
                    raise ValueError("_names_ are reserved for future Enum use")
                raise ValueError("_sunder_ names, such as %r, are reserved for future Enum use" % (key,))
        elif key in self._member_names:
            if _OLD:
                raise TypeError("Attempted to reuse key: %r" % key)
            raise TypeError("%r already defined as %r" % (key, self[key]))
        elif key in self._ignore:
            pass
        elif isinstance(value, nonmember):
            value = value.value
        elif _is_descriptor(value):
            pass
        else:
            if key in self:
                raise TypeError("%r already defined as %r" % (key, self[key]))
            if isinstance(value, member):
                value = value.value
            if isinstance(value, auto):
                value = self._automatic(key)
            elif isinstance(value, tuple) and any([isinstance(v, auto) for v in value]):
                value = tuple([self._automatic(key) if isinstance(v, auto) else v for v in value])
            self._member_names[key] = None
            self._last_values.append(value)
        super().__setitem__(key, value)


def _data_type(bases):
    for base in bases:
        for cls in base.__mro__:
            if cls in (int, str, float, bytes, tuple, complex):
                return cls
    return object


def _highest(values):
    best = 0
    for value in values:
        if isinstance(value, int) and value > best:
            best = value
    return best


class EnumMeta(type):
    @classmethod
    def __prepare__(metacls, cls, bases, **kwds):
        generate = _plain_function(bases[-1]._generate_next_value_) if bases else None
        return _EnumDict(cls, generate)

    def __new__(metacls, cls, bases, classdict, *, boundary=None, **kwds):
        names = getattr(classdict, "_member_names", {})
        ignored = getattr(classdict, "_ignore", ())
        plain = {}
        raw = []
        for name, value in classdict.items():
            if name in ("_ignore_", "_order_") or name in ignored:
                continue
            if name in names:
                raw.append((name, value))
            else:
                plain[name] = value
        for base in bases:
            if getattr(base, "_member_names_", None):
                if _OLD:
                    raise TypeError("%s: cannot extend enumeration %r" % (cls, base.__name__))
                raise TypeError("<enum %r> cannot extend %r" % (cls, base))
        data = _data_type(bases)
        first = bases[-1] if bases else None
        new_member = None if first is None else plain.pop("__new__", None)
        if new_member is None and bases:
            for base in bases:
                if new_member is None:
                    new_member = getattr(base, "__new_member__", None)
        if _OLD and "__doc__" not in plain:
            plain["__doc__"] = "An enumeration."
        enum_class = type.__new__(metacls, cls, bases, plain)
        set_plain = type.__setattr__
        set_plain(enum_class, "_member_names_", [])
        set_plain(enum_class, "_member_map_", {})
        set_plain(enum_class, "_value2member_map_", {})
        set_plain(enum_class, "_member_type_", data)
        set_plain(enum_class, "_unhashable_values_", [])
        is_flag = bool(bases) and getattr(bases[-1], "_flagged", False)
        if new_member is not None:
            new_member = _plain_function(new_member)
            set_plain(enum_class, "__new_member__", new_member)
        for name, value in raw:
            metacls._add_member(enum_class, name, value, data, new_member, is_flag)
        for name in ("__repr__", "__str__", "__format__"):
            if name in plain or first is None:
                continue
            found = getattr(enum_class, name)
            if found == getattr(data, name, None) or found == getattr(object, name):
                set_plain(enum_class, name, getattr(first, name))
        if first is not None:
            set_plain(enum_class, "__new__", Enum.__new__)
            if is_flag:
                for name in ("__or__", "__and__", "__xor__", "__ror__", "__rand__", "__rxor__", "__invert__"):
                    if name not in plain and data is not object:
                        set_plain(enum_class, name, getattr(first, name))
        return enum_class

    @staticmethod
    def _add_member(enum_class, name, value, data, new_member, is_flag):
        args = value if isinstance(value, tuple) else (value,)
        if data is tuple:
            args = (args,)
        if new_member is not None:
            obj = new_member(enum_class, *args)
            if "_value_" not in obj.__dict__:
                obj._value_ = value if data is object else data(*args)
        elif data is object:
            obj = object.__new__(enum_class)
            obj._value_ = value
        else:
            obj = data.__new__(enum_class, *args)
            obj._value_ = data(*args)
        value = obj._value_
        obj._name_ = name
        obj.__objclass__ = enum_class
        for owner in enum_class.__mro__:
            if owner is object or owner is Enum or owner in (int, str, float, bytes, tuple, complex):
                continue
            if "__init__" in owner.__dict__:
                owner.__dict__["__init__"](obj, *args)
                break
        value = obj._value_
        obj._sort_order_ = len(enum_class._member_names_)
        found = None
        for known in enum_class._member_map_.values():
            if known._value_ == value:
                found = known
                break
        if found is not None:
            obj = found
        elif is_flag and not _OLD and (value == 0 or value & (value - 1)):
            pass
        else:
            enum_class._member_names_.append(name)
        if not isinstance(enum_class.__dict__.get(name), _Prop):
            type.__setattr__(enum_class, name, obj)
        enum_class._member_map_[name] = obj
        try:
            enum_class._value2member_map_.setdefault(value, obj)
        except TypeError:
            enum_class._unhashable_values_.append(value)

    def __init__(cls, *args, **kwds):
        pass

    def __call__(cls, value, names=None, *values, **kwds):
        if names is None and not kwds:
            return cls.__new__(cls, value)
        return cls._create_(value, names, **kwds)

    def _create_(cls, class_name, names, *, module=None, qualname=None, type=None, start=1, boundary=None):
        metacls = cls.__class__
        bases = (cls,) if type is None else (type, cls)
        if isinstance(names, str):
            names = names.replace(",", " ").split()
        classdict = metacls.__prepare__(class_name, bases)
        at = start
        last = []
        if isinstance(names, dict):
            names = list(names.items())
        generate = _plain_function(cls._generate_next_value_)
        for count, item in enumerate(names):
            if isinstance(item, str):
                value = generate(item, start, count, last[:])
                last.append(value)
                classdict[item] = value
            else:
                classdict[item[0]] = item[1]
                last.append(item[1])
        made = metacls.__new__(metacls, class_name, bases, classdict)
        if module is not None:
            made.__module__ = module
        else:
            made.__module__ = "__main__"
        return made

    if _VERSION < (3, 12):
        def __getattr__(cls, name):
            if _is_dunder(name):
                raise AttributeError(name)
            try:
                return cls._member_map_[name]
            except KeyError:
                raise AttributeError(name) from None

    def __contains__(cls, obj):
        if isinstance(obj, cls):
            return True
        if _VERSION >= (3, 12):
            try:
                return obj in cls._value2member_map_
            except TypeError:
                return obj in cls._unhashable_values_
        if not isinstance(obj, Enum):
            raise TypeError("unsupported operand type(s) for 'in': '%s' and '%s'"
                            % (type(obj).__qualname__, cls.__class__.__qualname__))
        return False

    def __delattr__(cls, attr):
        if attr in cls._member_map_:
            if _OLD:
                raise AttributeError("%s: cannot delete Enum member." % cls.__name__)
            raise AttributeError("%r cannot delete member %r." % (cls.__name__, attr))
        type.__delattr__(cls, attr)

    def __setattr__(cls, name, value):
        if name in cls.__dict__.get("_member_map_", {}):
            if _OLD:
                raise AttributeError("Cannot reassign members.")
            raise AttributeError("cannot reassign member %r" % (name,))
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
        return _Proxy(cls._member_map_)

    def __repr__(cls):
        if not _OLD and Flag is not None and issubclass(cls, Flag):
            return "<flag %r>" % cls.__name__
        return "<enum %r>" % cls.__name__

    def __reversed__(cls):
        return iter([cls._member_map_[name] for name in cls._member_names_[::-1]])


Flag = None
EnumMeta.__qualname__ = EnumMeta.__name__ = "EnumMeta" if _OLD else "EnumType"
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
        try:
            result = cls._missing_(value)
        except Exception as e:
            e.__context__ = ValueError("%r is not a valid %s" % (value, cls.__qualname__))
            raise
        if isinstance(result, cls):
            return result
        if result is None:
            raise ValueError("%r is not a valid %s" % (value, cls.__qualname__)) from None
        raise TypeError("error in %s._missing_: returned %r instead of None or a valid member"
                        % (cls.__name__, result))

    def _generate_next_value_(name, start, count, last_values):
        if _VERSION < (3, 13):
            for value in last_values[::-1]:
                try:
                    return value + 1
                except TypeError:
                    pass
            return start
        return _highest(last_values) + 1 if last_values else start

    @classmethod
    def _missing_(cls, value):
        return None

    def __repr__(self):
        return "<%s.%s: %r>" % (self.__class__.__name__, self._name_, self._value_)

    def __str__(self):
        return "%s.%s" % (self.__class__.__name__, self._name_)

    def __format__(self, format_spec):
        if _OLD and self._member_type_ is not object:
            overridden = type(self).__str__ not in (Enum.__str__, Flag.__str__)
            if not overridden:
                return format(self._member_type_(self._value_), format_spec)
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


class ReprEnum(Enum):
    pass


class IntEnum(int, ReprEnum):
    if not _OLD:
        def __str__(self):
            return int.__repr__(self._value_)

        def __format__(self, format_spec):
            return int.__format__(self._value_, format_spec)


if not _OLD:
    class StrEnum(str, ReprEnum):
        def __new__(cls, *values):
            if len(values) > 3:
                raise TypeError("too many arguments for str(): %r" % (values,))
            if len(values) == 1 and not isinstance(values[0], str):
                raise TypeError("%r is not a string" % (values[0],))
            made = str.__new__(cls, str(*values))
            made._value_ = str(*values)
            return made

        def _generate_next_value_(name, start, count, last_values):
            return name.lower()

        def __str__(self):
            return str.__str__(self._value_)

        def __format__(self, format_spec):
            return str.__format__(self._value_, format_spec)


def _single(value):
    return value > 0 and not value & (value - 1)


class Flag(Enum):
    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start if start is not None else 1
        highest = 1
        while highest * 2 <= max(last_values):
            highest *= 2
        return highest * 2

    @classmethod
    def _every(cls):
        every = 0
        for known in cls._member_map_.values():
            every |= known._value_
        return every

    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            raise ValueError("%r is not a valid %s" % (value, cls.__qualname__))
        every = cls._every()
        original = value
        if value & ~every and not cls._keeps and value >= 0:
            if _OLD:
                raise ValueError("%r is not a valid %s" % (value, cls.__qualname__))
            most = max(every.bit_length(), value.bit_length())
            raise ValueError("%r invalid value %r\n    given %s\n  allowed %s"
                             % (cls, value, _bits(value, most), _bits(every, most)))
        if value < 0 and not (cls._keeps and _OLD):
            value = (every if not cls._keeps else max(every + 1, 2 ** value.bit_length()) - 1) & value
            if not cls._keeps or True:
                value &= every
        found = cls._value2member_map_.get(value)
        if found is not None:
            return found
        if _OLD and value > 0:
            for at in range(value.bit_length()):
                if value & 2 ** at and value != 2 ** at and 2 ** at not in cls._value2member_map_:
                    cls._missing_(2 ** at)
        if cls._member_type_ is object:
            made = object.__new__(cls)
        else:
            made = cls._member_type_.__new__(cls, value)
        made._value_ = value
        made._name_ = None
        if not _OLD:
            names = [m._name_ for m in cls._singles() if value & m._value_]
            unknown = value & ~every
            if unknown:
                names.append(repr(unknown))
            made._name_ = "|".join(names) if names and value else None
        return cls._value2member_map_.setdefault(value, made)

    @classmethod
    def _singles(cls):
        return [m for m in cls._member_map_.values() if _single(m._value_)]

    def _parts(self):
        value = self._value_
        known = []
        for v, m in list(self.__class__._value2member_map_.items()):
            if m._name_ is not None or _single(v):
                if v and v & value == v:
                    known.append(m)
        if not known and value in self.__class__._value2member_map_:
            known.append(self.__class__._value2member_map_[value])
        known.sort(key=lambda m: m._value_, reverse=True)
        if len(known) > 1 and known[0]._value_ == value:
            known.pop(0)
        return known

    def __contains__(self, other):
        if not isinstance(other, self.__class__):
            raise TypeError("unsupported operand type(s) for 'in': %r and %r"
                            % (type(other).__qualname__, self.__class__.__qualname__))
        return other._value_ & self._value_ == other._value_

    if not _OLD:
        def __iter__(self):
            return iter([m for m in self.__class__._singles() if self._value_ & m._value_])

        def __len__(self):
            return bin(self._value_).count("1")

        def __repr__(self):
            name = self.__class__.__name__
            if self._name_ is None:
                return "<%s: %r>" % (name, self._value_)
            return "<%s.%s: %r>" % (name, self._name_, self._value_)

        def __str__(self):
            if self._name_ is None:
                return "%s(%r)" % (self.__class__.__name__, self._value_)
            return "%s.%s" % (self.__class__.__name__, self._name_)
    else:
        def __repr__(self):
            name = self.__class__.__name__
            if self._name_ is not None:
                return "<%s.%s: %r>" % (name, self._name_, self._value_)
            parts = "|".join([str(m._name_ or m._value_) for m in self._parts()])
            return "<%s.%s: %r>" % (name, parts, self._value_)

        def __str__(self):
            name = self.__class__.__name__
            if self._name_ is not None:
                return "%s.%s" % (name, self._name_)
            return "%s.%s" % (name, "|".join([str(m._name_ or m._value_) for m in self._parts()]))

    def __bool__(self):
        return bool(self._value_)

    def _other(self, other):
        if isinstance(other, self.__class__):
            return other._value_
        if self._member_type_ is not object and isinstance(other, self._member_type_):
            return int(other)
        return None

    def __or__(self, other):
        value = self._other(other)
        if value is None:
            return NotImplemented
        return self.__class__(self._value_ | value)

    def __and__(self, other):
        value = self._other(other)
        if value is None:
            return NotImplemented
        return self.__class__(self._value_ & value)

    def __xor__(self, other):
        value = self._other(other)
        if value is None:
            return NotImplemented
        return self.__class__(self._value_ ^ value)

    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__

    def __invert__(self):
        every = 0
        if _OLD:
            if self._keeps:
                return self.__class__(~self._value_)
            for m in self.__class__:
                if not m._value_ & self._value_:
                    every |= m._value_
            return self.__class__(every)
        for m in self.__class__._singles():
            every |= m._value_
        return self.__class__(every & ~self._value_)


def _bits(value, most):
    digits = bin(value)[2:]
    return "0b0 " + "0" * (most - len(digits)) + digits


type.__setattr__(Flag, "_flagged", True)
type.__setattr__(Flag, "_keeps", False)


class IntFlag(int, Flag):
    if not _OLD:
        def __str__(self):
            return int.__repr__(self._value_)

        def __format__(self, format_spec):
            return int.__format__(self._value_, format_spec)


type.__setattr__(IntFlag, "_keeps", True)
property = _Prop
UNIQUE, CONTINUOUS, NAMED_FLAGS = "unique", "continuous", "named flags"
STRICT, CONFORM, EJECT, KEEP = "strict", "conform", "eject", "keep"


def unique(enumeration):
    duplicates = []
    for name, known in enumeration._member_map_.items():
        if name != known._name_:
            duplicates.append((name, known._name_))
    if duplicates:
        details = ", ".join(["%s -> %s" % pair for pair in duplicates])
        raise ValueError("duplicate values found in %r: %s" % (enumeration, details))
    return enumeration


class verify:
    def __init__(self, *checks):
        self.checks = checks

    def __call__(self, enumeration):
        if UNIQUE in self.checks:
            duplicates = [(name, known._name_) for name, known in enumeration._member_map_.items()
                          if name != known._name_]
            if duplicates:
                details = ", ".join(["%s -> %s" % pair for pair in duplicates])
                raise ValueError("aliases found in %r: %s" % (enumeration, details))
        if CONTINUOUS in self.checks:
            values = [m._value_ for m in enumeration]
            low, high = min(values), max(values)
            missing = [v for v in range(low + 1, high) if v not in values]
            if missing:
                raise ValueError("invalid enum %r: missing values %s"
                                 % (enumeration.__name__, ", ".join([str(v) for v in missing])))
        return enumeration
