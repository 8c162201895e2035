# Enumerations: members are made once, by the metaclass.
class auto:
    pass


class EnumMeta(type):
    def __new__(metacls, cls, bases, classdict, **kwds):
        if not bases:
            return super().__new__(metacls, cls, bases, dict(classdict))
        members = {}
        rest = {}
        for key, value in classdict.items():
            plain = not key.startswith("_") and not hasattr(value, "__get__")
            if plain:
                members[key] = value
            else:
                rest[key] = value
        enum_class = super().__new__(metacls, cls, bases, rest)
        enum_class._member_map_ = {}
        enum_class._value2member_map_ = {}
        enum_class._member_names_ = []
        last = 0
        for key, value in members.items():
            if isinstance(value, auto):
                value = last + 1
            if isinstance(value, int):
                last = value
            known = enum_class._value2member_map_.get(value) if not isinstance(value, list) else None
            if known is not None:
                enum_class._member_map_[key] = known
                continue
            if int in enum_class.__mro__:
                member = int.__new__(enum_class, value)
            elif str in enum_class.__mro__:
                member = str.__new__(enum_class, value)
            else:
                member = object.__new__(enum_class)
            member._value_ = value
            member._name_ = key
            if "__init__" in rest:
                args = value if isinstance(value, tuple) else (value,)
                member.__init__(*args)
            enum_class._member_map_[key] = member
            enum_class._member_names_.append(key)
            enum_class._value2member_map_[value] = member
            type.__setattr__(enum_class, key, member)
        return enum_class

    def __call__(cls, value, *args):
        try:
            return cls._value2member_map_[value]
        except KeyError:
            raise ValueError("%r is not a valid %s" % (value, cls.__qualname__)) from None

    def __iter__(cls):
        return iter([cls._member_map_[name] for name in cls._member_names_])

    def __len__(cls):
        return len(cls._member_names_)

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __contains__(cls, member):
        return isinstance(member, cls)

    def __repr__(cls):
        return "<enum %r>" % cls.__name__


class Enum(metaclass=EnumMeta):
    @property
    def name(self):
        return self._name_

    @property
    def value(self):
        return self._value_

    def __repr__(self):
        return "<%s.%s: %r>" % (self.__class__.__name__, self._name_, self._value_)

    def __str__(self):
        return "%s.%s" % (self.__class__.__name__, self._name_)

    def __hash__(self):
        return hash(self._name_)


EnumType = EnumMeta


class IntEnum(int, Enum):
    pass


def unique(enumeration):
    return enumeration
