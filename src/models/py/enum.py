"""Model of enum: members made after the class, looked up by value and by name."""
import sys
from types import MappingProxyType as _Proxy

_VERSION = sys.version_info[:2]
_OLD = _VERSION < (3, 11)


class _Value:
    """A value with a mark on it, which the class body reads and takes off."""

    def __init__(self, value=None):
        self.value = value


class auto(_Value):
    pass


class member(_Value):
    pass


class nonmember(_Value):
    pass


class _Prop:
    """An attribute of members that a member of that name may hide."""

    def __init__(self, fget=None, fset=None, fdel=None, doc=None):
        self.fget, self.fset, self.fdel, self.name = fget, fset, fdel, getattr(fget, "__name__", None)

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is not None:
            return self.fget(instance)
        try:
            return owner._member_map_[self.name]
        except KeyError:
            words = self.name if _OLD else "%r has no attribute %r" % (owner, self.name)
            raise AttributeError(words) from None

    def __set__(self, instance, value):
        if self.fset is None:
            self._refuse("set", instance)
        self.fset(instance, value)

    def __delete__(self, instance):
        self._refuse("delete", instance)

    def _refuse(self, what, instance):
        if _OLD and what == "set":
            raise AttributeError("can't set attribute")
        raise AttributeError("<enum %r> cannot %s attribute %r" % (type(instance).__name__, what, self.name))

    def setter(self, fset):
        return _Prop(self.fget, fset, self.fdel)


def _is_private(cls_name, name):
    return name.startswith("_%s__" % cls_name.lstrip("_")) and not name.endswith("__")


def _is_dunder(name):
    return len(name) > 4 and name.startswith("__") and name.endswith("__")


def _is_sunder(name):
    inner = name[1:-1]
    return name == "_%s_" % inner and inner[:1] not in ("", "_") and inner[-1] != "_"


_KNOWN_SUNDERS = ("_order_", "_missing_", "_iter_member_", "_iter_member_by_value_", "_iter_member_by_def_",
                  "_numeric_repr_", "_repr_html_", "_new_member_", "_create_pseudo_member_", "_add_alias_",
                  "_add_value_alias_")


def _plain_function(value):
    return value.__func__ if isinstance(value, staticmethod) else value


def _names_in(names):
    return names.replace(",", " ").split() if isinstance(names, str) else [*names]


class _EnumDict(dict):
    """The namespace of a class body: what is put in is told apart as it comes."""

    def __init__(self, cls_name, generate):
        super().__init__()
        self._cls_name, self._generate = cls_name, generate
        self._member_names, self._last_values, self._ignore = {}, [], []

    def _automatic(self, key, value):
        if not isinstance(value, auto):
            return value
        return self._generate(key, 1, len(self._member_names), self._last_values[:])

    def __setitem__(self, key, value):
        if _is_sunder(key):
            self._setting(key, value)
        elif not (_is_private(self._cls_name, key) or _is_dunder(key)):
            value = self._name(key, value)
        dict.__setitem__(self, key, value)

    def _setting(self, key, value):
        if key == "_generate_next_value_":
            self._generate = _plain_function(value)
        elif key == "_ignore_":
            self._ignore = _names_in(value)
        elif key not in _KNOWN_SUNDERS:
            raise ValueError("_names_ are reserved for future Enum use" if _OLD
                             else "_sunder_ names, such as %r, are reserved for future Enum use" % (key,))

    def _name(self, key, value):
        """The value of a plain name, which becomes a member's where it can."""
        if key in self._member_names:
            raise TypeError("Attempted to reuse key: %r" % key if _OLD
                            else "%r already defined as %r" % (key, self[key]))
        if key in self._ignore:
            return value
        if isinstance(value, nonmember):
            return value.value
        if any([hasattr(value, name) for name in ("__get__", "__set__", "__delete__")]):
            return value
        if key in self:
            raise TypeError("%r already defined as %r" % (key, self[key]))
        if isinstance(value, member):
            value = value.value
        if type(value) is tuple:
            value = tuple([self._automatic(key, part) for part in value])
        value = self._automatic(key, value)
        self._member_names[key] = None
        self._last_values += [value]
        return value


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
        return cls._create_(value, names, **kwds) if names is not None or kwds else cls.__new__(cls, value)

    def _create_(cls, class_name, names, *, module=None, qualname=None, type=None, start=1, boundary=None):
        maker, bases = cls.__class__, (cls,) if type is None else (type, cls)
        body = maker.__prepare__(class_name, bases)
        generate, values = _plain_function(cls._generate_next_value_), []
        for item in _names_in(names.items() if isinstance(names, dict) else names):
            if isinstance(item, str):
                item = (item, generate(item, start, len(values), values[:]))
            values.append(item[1])
            body[item[0]] = item[1]
        made = maker.__new__(maker, class_name, bases, body)
        made.__module__ = module or "__main__"
        return made

    if _VERSION < (3, 12):
        def __getattr__(cls, name):
            try:
                return cls._member_map_["" if _is_dunder(name) else name]
            except KeyError:
                raise AttributeError(name) from None

    def __contains__(cls, obj):
        if _VERSION >= (3, 12):
            return isinstance(obj, cls) or _member_of_value(cls, obj) is not None
        if isinstance(obj, Enum):
            return isinstance(obj, cls)
        raise TypeError("unsupported operand type(s) for 'in': '%s' and '%s'"
                        % (type(obj).__qualname__, cls.__class__.__qualname__))

    def __delattr__(cls, attr):
        if attr not in cls._member_map_:
            return type.__delattr__(cls, attr)
        words = "%s: cannot delete Enum member." if _OLD else "%r cannot delete member %r."
        raise AttributeError(words % ((cls.__name__,) if _OLD else (cls.__name__, attr)))

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
        is_flag = not _OLD and Flag is not None and issubclass(cls, Flag)
        return "<%s %r>" % ("flag" if is_flag else "enum", cls.__name__)

    def __reversed__(cls):
        return iter([cls._member_map_[name] for name in cls._member_names_[::-1]])


Flag = None
EnumMeta.__qualname__ = EnumMeta.__name__ = "EnumMeta" if _OLD else "EnumType"
EnumType = EnumMeta


def _not_valid(cls, value):
    return ValueError("%r is not a valid %s" % (value, cls.__qualname__))


def _member_of_value(cls, value):
    try:
        return cls._value2member_map_.get(value)
    except TypeError:
        pass
    # Values that cannot be hashed are compared one by one.
    for known in cls._member_map_.values():
        if known._value_ == value:
            return known


class Enum(metaclass=EnumMeta):
    def __new__(cls, value):
        known = value if type(value) is cls else _member_of_value(cls, value)
        if known is not None:
            return known
        try:
            made = cls._missing_(value)
        except Exception as error:
            error.__context__ = _not_valid(cls, value)
            raise
        if made is None:
            raise _not_valid(cls, value)
        if not isinstance(made, cls):
            raise TypeError("error in %s._missing_: returned %r instead of None or a valid member"
                            % (cls.__name__, made))
        return made

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

    def __str__(self):
        return type(self).__name__ + "." + self._name_

    def __repr__(self):
        return "<%s: %r>" % (Enum.__str__(self), self._value_)

    def __format__(self, format_spec):
        if _OLD and self._member_type_ is not object:
            overridden = type(self).__str__ not in (Enum.__str__, Flag.__str__)
            if not overridden:
                return format(self._member_type_(self._value_), format_spec)
        return str.__format__(str(self), format_spec)

    def __reduce_ex__(self, proto):
        return type(self), (self._value_,)

    def __hash__(self):
        return hash(self._name_)

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
        if last_values:
            return 2 ** max(last_values).bit_length()
        return 1 if start is None else start

    @classmethod
    def _every(cls):
        every = 0
        for known in cls._member_map_.values():
            every |= known._value_
        return every

    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            raise _not_valid(cls, value)
        every = cls._every()
        if value & ~every and not cls._keeps and value >= 0:
            if _OLD:
                raise _not_valid(cls, value)
            most = max(every.bit_length(), value.bit_length())
            raise ValueError("%r invalid value %r\n    given %s\n  allowed %s"
                             % (cls, value, _bits(value, most), _bits(every, most)))
        if value < 0 and not (cls._keeps and _OLD):
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
        if isinstance(other, type(self)):
            return not other._value_ & ~self._value_
        raise TypeError("unsupported operand type(s) for 'in': %r and %r"
                        % (type(other).__qualname__, type(self).__qualname__))

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
        if isinstance(other, type(self)):
            return other._value_
        if self._member_type_ is not object and isinstance(other, self._member_type_):
            return int(other)
        return None

    def __or__(self, other):
        bits = self._other(other)
        return NotImplemented if bits is None else type(self)(self._value_ | bits)

    def __and__(self, other):
        bits = self._other(other)
        return NotImplemented if bits is None else type(self)(self._value_ & bits)

    def __xor__(self, other):
        bits = self._other(other)
        return NotImplemented if bits is None else type(self)(self._value_ ^ bits)

    __ror__, __rand__, __rxor__ = __or__, __and__, __xor__

    def __invert__(self):
        cls, mine = type(self), self._value_
        if _OLD and self._keeps:
            return cls(~mine)
        others = 0
        for one in cls if _OLD else cls._singles():
            if not one._value_ & mine:
                others |= one._value_
        return cls(others)


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


def _refuse_aliases(enumeration, words):
    aliases = [(name, known._name_) for name, known in enumeration._member_map_.items() if name != known._name_]
    if aliases:
        listed = ", ".join(["%s -> %s" % pair for pair in aliases])
        raise ValueError("%s found in %r: %s" % (words, enumeration, listed))


def unique(enumeration):
    _refuse_aliases(enumeration, "duplicate values")
    return enumeration


class verify:
    def __init__(self, *checks):
        self.checks = checks

    def __call__(self, enumeration):
        if UNIQUE in self.checks:
            _refuse_aliases(enumeration, "aliases")
        if CONTINUOUS in self.checks:
            values = {known._value_ for known in enumeration}
            missing = [value for value in range(min(values), max(values)) if value not in values]
            if missing:
                raise ValueError("invalid enum %r: missing values %s"
                                 % (enumeration.__name__, ", ".join([str(v) for v in missing])))
        return enumeration
