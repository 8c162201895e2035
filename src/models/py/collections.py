# Named tuples, counters and the wrappers.
import sys
from _collections import OrderedDict, defaultdict, deque
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence, _absent, _looked_up

_VERSION = sys.version_info[:2]
_KEYWORDS = frozenset(
    "False None True and as assert async await break class continue def del elif else except finally for from"
    " global if import in is lambda nonlocal not or pass raise return try while with yield".split())


class _tuplegetter:
    def __init__(self, index, doc):
        self._index = index
        self.__doc__ = doc

    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        return tuple.__getitem__(obj, self._index)

    def __set__(self, obj, value):
        raise AttributeError("can't set attribute")

    def __delete__(self, obj):
        raise AttributeError("can't delete attribute")


def _checked_fields(typename, listed, rename):
    """The names of fields: each fit to be an attribute, none twice. With `rename`, what is not gets its number."""
    known = []
    for at, field in enumerate([typename] + listed):
        is_field = at > 0
        if rename and is_field:
            if not field.isidentifier() or field in _KEYWORDS or field[0] == "_" or field in known:
                field = "_%d" % (at - 1)
        elif not field.isidentifier():
            raise ValueError("Type names and field names must be valid identifiers: %r" % field)
        elif field in _KEYWORDS:
            raise ValueError("Type names and field names cannot be a keyword: %r" % field)
        if is_field:
            known.append(field)
    if not rename:
        for at, field in enumerate(known):
            if field[0] == "_":
                raise ValueError("Field names cannot start with an underscore: %r" % field)
            if field in known[:at]:
                raise ValueError("Encountered duplicate field name: %r" % field)
    return tuple(known)


def _missing(function, names):
    shown = [repr(name) for name in names]
    if len(shown) > 2:
        listed = ", ".join(shown[:-1]) + ", and " + shown[-1]
    else:
        listed = " and ".join(shown)
    plural = "" if len(shown) == 1 else "s"
    return "%s() missing %d required positional argument%s: %s" % (function, len(shown), plural, listed)


def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None):
    listed = field_names.replace(",", " ").split() if isinstance(field_names, str) else [str(name) for name in field_names]
    field_names = _checked_fields(str(typename), listed, rename)
    number = len(field_names)
    defaults = () if defaults is None else (*defaults,)
    if len(defaults) > number:
        raise TypeError("Got more default values than field names")
    field_defaults = dict(zip(field_names[number - len(defaults):], defaults))
    least = number - len(field_defaults)
    shown_new = typename + ".__new__" if _VERSION >= (3, 10) else "<lambda>" if _VERSION == (3, 9) else "__new__"

    def __new__(_cls, *args, **kwargs):
        if len(args) == number and not kwargs:
            return tuple.__new__(_cls, args)
        values = list(args)
        for name in kwargs:
            if name not in field_names:
                raise TypeError("%s() got an unexpected keyword argument %r" % (shown_new, name))
            if name in field_names[:len(args)]:
                raise TypeError("%s() got multiple values for argument %r" % (shown_new, name))
        if len(args) > number:
            takes = str(number + 1)
            if field_defaults:
                takes = "from %d to %d" % (least + 1, number + 1)
            plural = "" if takes == "1" else "s"
            raise TypeError("%s() takes %s positional argument%s but %d were given"
                            % (shown_new, takes, plural, len(args) + 1))
        missing = []
        for name in field_names[len(args):]:
            if name in kwargs:
                values.append(kwargs[name])
            elif name in field_defaults:
                values.append(field_defaults[name])
            else:
                missing.append(name)
        if missing:
            raise TypeError(_missing(shown_new, missing))
        return tuple.__new__(_cls, values)

    def _make(cls, iterable):
        result = tuple.__new__(cls, iterable)
        if len(result) != number:
            raise TypeError("Expected %d arguments, got %d" % (number, len(result)))
        return result

    def _replace(self, **kwds):
        result = self._make([kwds.pop(name, value) for name, value in zip(field_names, self)])
        if kwds:
            error = TypeError if _VERSION >= (3, 13) else ValueError
            raise error("Got unexpected field names: %r" % list(kwds))
        return result

    def __repr__(self):
        return self.__class__.__name__ + "(" + ", ".join(
            ["%s=%r" % pair for pair in zip(field_names, self)]) + ")"

    def _asdict(self):
        return dict(zip(field_names, self))

    def __getnewargs__(self):
        return tuple(self)

    for function in (__new__, _make, _replace, __repr__, _asdict, __getnewargs__):
        function.__qualname__ = "%s.%s" % (typename, function.__name__)
    namespace = {
        "__doc__": "%s(%s)" % (typename, ", ".join(field_names)),
        "__slots__": (),
        "_fields": field_names,
        "_field_defaults": field_defaults,
        "__new__": __new__,
        "_make": classmethod(_make),
        "_replace": _replace,
        "__repr__": __repr__,
        "_asdict": _asdict,
        "__getnewargs__": __getnewargs__,
    }
    if _VERSION >= (3, 10):
        namespace["__match_args__"] = field_names
    if _VERSION >= (3, 13):
        namespace["__replace__"] = _replace
    for index, name in enumerate(field_names):
        namespace[name] = _tuplegetter(index, "Alias for field number %d" % index)
    result = type(typename, (tuple,), namespace)
    result.__module__ = "__main__" if module is None else module
    return result


def _combined(join, one, other):
    """A counter of what `join` makes of the counts of two, where that is more than nothing."""
    if not isinstance(other, Counter):
        return NotImplemented
    made = Counter()
    for side in (one, other):
        for elem in side:
            count = join(one[elem], other[elem])
            if count > 0:
                made[elem] = count
    return made


def _throughout(holds, one, other):
    if not isinstance(other, Counter):
        return NotImplemented
    for side in (one, other):
        for elem in side:
            if not holds(one[elem], other[elem]):
                return False
    return True


class Counter(dict):
    def __missing__(self, key):
        return 0

    def __init__(self, iterable=None, /, **kwds):
        super().__init__()
        self.update(iterable, **kwds)

    def __delitem__(self, elem):
        if elem in self:
            dict.__delitem__(self, elem)

    def __repr__(self):
        name = type(self).__name__
        if not self:
            return name + "()"
        try:
            counts = dict(self.most_common())
        except TypeError:
            # Counts that cannot be compared stand as they came.
            counts = dict(self)
        return "%s(%r)" % (name, counts)

    def __reduce__(self):
        return type(self), (dict(self),)

    @classmethod
    def fromkeys(cls, iterable, v=None):
        raise NotImplementedError("Counter.fromkeys() is undefined.  Use Counter(iterable) instead.")

    def copy(self):
        return type(self)(self)

    def most_common(self, n=None):
        ranked = sorted(self.items(), key=lambda pair: -pair[1])
        return ranked if n is None else ranked[:max(n, 0)]

    def elements(self):
        for elem, count in self.items():
            yield from [elem] * count

    if _VERSION >= (3, 10):
        def total(self):
            return sum(self.values())

    def _count(self, source, sign):
        if hasattr(source, "items") and hasattr(source, "keys"):
            for elem, count in source.items():
                self[elem] = self.get(elem, 0) + sign * count
        elif source is not None:
            for elem in source:
                self[elem] = self.get(elem, 0) + sign

    def update(self, iterable=None, /, **kwds):
        if not self and isinstance(iterable, dict):
            super().update(iterable)
        else:
            self._count(iterable, 1)
        if kwds:
            self.update(kwds)

    def subtract(self, iterable=None, /, **kwds):
        self._count(iterable, -1)
        self._count(kwds, -1)

    if _VERSION >= (3, 10):
        def __eq__(self, other):
            return _throughout(lambda a, b: a == b, self, other)

        def __ne__(self, other):
            equal = self.__eq__(other)
            return equal if equal is NotImplemented else not equal

        def __le__(self, other):
            return _throughout(lambda a, b: a <= b, self, other)

        def __ge__(self, other):
            return _throughout(lambda a, b: a >= b, self, other)

        def __lt__(self, other):
            return self <= other and self != other if isinstance(other, Counter) else NotImplemented

        def __gt__(self, other):
            return self >= other and self != other if isinstance(other, Counter) else NotImplemented

    def __add__(self, other):
        return _combined(lambda a, b: a + b, self, other)

    def __sub__(self, other):
        return _combined(lambda a, b: a - b, self, other)

    def __or__(self, other):
        return _combined(max, self, other)

    def __and__(self, other):
        return _combined(min, self, other)

    def __pos__(self):
        return self + Counter()

    def __neg__(self):
        return Counter() - self

    def _changed(self, join, elements, other):
        """Itself, with what `join` makes of the counts of some elements, and no count that is not above zero."""
        for elem in elements:
            self[elem] = join(self[elem], other[elem])
        for elem in [elem for elem, count in self.items() if count <= 0]:
            del self[elem]
        return self

    def __iadd__(self, other):
        return self._changed(lambda a, b: a + b, other, other)

    def __isub__(self, other):
        return self._changed(lambda a, b: a - b, other, other)

    def __ior__(self, other):
        return self._changed(max, other, other)

    def __iand__(self, other):
        return self._changed(min, [*self], other)


def _in_first(words, change, *args):
    """Changes the first mapping of a chain, and says so where that one lacks the key."""
    try:
        return change(*args)
    except KeyError:
        raise KeyError(words.format(*args))


_LACKS_KEY = "Key not found in the first mapping: {!r}"


class ChainMap(MutableMapping):
    def __init__(self, *maps):
        self.maps = [*maps] or [{}]

    # Found in the first that has it.
    def __getitem__(self, key):
        for mapping in self.maps:
            found = _looked_up(mapping, key, _absent)
            if found is not _absent:
                return found
        return self.__missing__(key)

    def __missing__(self, key):
        raise KeyError(key)

    def __contains__(self, key):
        return any([key in mapping for mapping in self.maps])

    def get(self, key, default=None):
        return self[key] if key in self else default

    def __bool__(self):
        return any([bool(mapping) for mapping in self.maps])

    def __iter__(self):
        return iter({key: None for mapping in reversed(self.maps) for key in mapping})

    def __len__(self):
        return len({*self})

    def __repr__(self):
        return type(self).__name__ + "(" + ", ".join(map(repr, self.maps)) + ")"

    # Changed in the first.
    def __setitem__(self, key, value):
        first = self.maps[0]
        first[key] = value

    def __delitem__(self, key):
        _in_first(_LACKS_KEY, self.maps[0].__delitem__, key)

    def pop(self, key, *args):
        return _in_first(_LACKS_KEY, self.maps[0].pop, key, *args)

    def popitem(self):
        return _in_first("No keys found in the first mapping.", self.maps[0].popitem)

    def clear(self):
        first = self.maps[0]
        first.clear()

    @classmethod
    def fromkeys(cls, iterable, *args):
        only = dict.fromkeys(iterable, *args)
        return cls(only)

    # Chains of the same links.
    def copy(self):
        first, *others = self.maps
        return type(self)(first.copy(), *others)

    __copy__ = copy

    def new_child(self, m=None, **kwargs):
        if m is None or not kwargs:
            return type(self)(kwargs if m is None else m, *self.maps)
        m.update(kwargs)
        return type(self)(m, *self.maps)

    @property
    def parents(self):
        return type(self)(*self.maps[1:])

    if _VERSION >= (3, 9):
        def __ior__(self, other):
            self.maps[0].update(other)
            return self

        def __or__(self, other):
            if not isinstance(other, Mapping):
                return NotImplemented
            joined = self.copy()
            joined |= other
            return joined

        def __ror__(self, other):
            if not isinstance(other, Mapping):
                return NotImplemented
            return type(self)({**dict(other), **dict(self)})


class UserDict(MutableMapping):
    def __init__(self, dict=None, /, **kwargs):
        self.data = {}
        for source in (dict, kwargs):
            if source:
                self.update(source)

    def __getitem__(self, key):
        if key in self:
            return self.data[key]
        missing = getattr(type(self), "__missing__", None)
        if missing is None:
            raise KeyError(key)
        return missing(self, key)

    def __setitem__(self, key, item):
        self.data[key] = item

    def __delitem__(self, key):
        del self.data[key]

    def __contains__(self, key):
        return key in self.data

    def __iter__(self):
        return iter(self.data)

    def __len__(self):
        return len(self.data)

    def __repr__(self):
        return repr(self.data)

    if _VERSION >= (3, 12):
        def get(self, key, default=None):
            return self[key] if key in self else default

    if _VERSION >= (3, 9):
        def __or__(self, other):
            right = other.data if isinstance(other, UserDict) else other
            return type(self)(self.data | right) if isinstance(right, dict) else NotImplemented

        def __ror__(self, other):
            left = other.data if isinstance(other, UserDict) else other
            return type(self)(left | self.data) if isinstance(left, dict) else NotImplemented

        def __ior__(self, other):
            self.data |= other.data if isinstance(other, UserDict) else other
            return self

    def copy(self):
        if type(self) is UserDict:
            return UserDict({**self.data})
        twin = self.__copy__()
        twin.data = {}
        twin.update(self)
        return twin

    def __copy__(self):
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__, data={**self.data})
        return twin

    @classmethod
    def fromkeys(cls, iterable, value=None):
        made = cls()
        for key in iterable:
            made[key] = value
        return made


def _plain(other):
    return other.data if isinstance(other, (UserList, UserString)) else other


class UserList(MutableSequence):
    def __init__(self, initlist=None):
        self.data = []
        if initlist is not None:
            self.data += _plain(initlist)

    def _of(self, items):
        return self.__class__(items)

    # What it holds.
    def __len__(self):
        return len(self.data)

    def __repr__(self):
        return repr(self.data)

    def __contains__(self, item):
        return item in self.data

    def __getitem__(self, i):
        found = self.data[i]
        return self._of(found) if isinstance(i, slice) else found

    def count(self, item):
        return self.data.count(item)

    def index(self, item, *args):
        return self.data.index(item, *args)

    # How it compares.
    def __eq__(self, other):
        return self.data == _plain(other)

    def __lt__(self, other):
        return self.data < _plain(other)

    def __gt__(self, other):
        return self.data > _plain(other)

    def __le__(self, other):
        return self.data <= _plain(other)

    def __ge__(self, other):
        return self.data >= _plain(other)

    # Others made of it.
    def copy(self):
        return self._of(self)

    __copy__ = copy

    def __add__(self, other):
        return self._of(self.data + list(_plain(other)))

    def __radd__(self, other):
        return self._of(list(_plain(other)) + self.data)

    def __mul__(self, n):
        repeated = self.data * n
        return self._of(repeated)

    __rmul__ = __mul__

    # Changes.
    def __setitem__(self, i, item):
        self.data[i] = item

    def __delitem__(self, i):
        del self.data[i]

    def __iadd__(self, other):
        self.extend(other)
        return self

    def __imul__(self, n):
        self.data *= n
        return self

    def append(self, item):
        self.data += [item]

    def extend(self, other):
        self.data += _plain(other)

    def insert(self, i, item):
        self.data.insert(i, item)

    def sort(self, /, *args, **kwds):
        self.data.sort(*args, **kwds)

    def reverse(self):
        self.data.reverse()

    def remove(self, item):
        self.data.remove(item)

    def pop(self, i=-1):
        return self.data.pop(i)

    def clear(self):
        del self.data[:]


class UserString(Sequence):
    def __init__(self, seq):
        self.data = str(_plain(seq))

    # What it is.
    def __len__(self):
        return len(self.data)

    def __hash__(self):
        return hash(self.data)

    def __repr__(self):
        return repr(self.data)

    def __str__(self):
        return self.data

    def __float__(self):
        return float(self.data)

    def __int__(self):
        return int(self.data)

    def __contains__(self, char):
        return _plain(char) in self.data

    # How it compares.
    def __eq__(self, string):
        return _plain(string) == self.data

    def __lt__(self, string):
        return self.data < _plain(string)

    def __gt__(self, string):
        return self.data > _plain(string)

    def __le__(self, string):
        return self.data <= _plain(string)

    def __ge__(self, string):
        return self.data >= _plain(string)

    # Others made of it.
    def __getitem__(self, index):
        part = self.data[index]
        return self.__class__(part)

    def __mul__(self, n):
        repeated = self.data * n
        return self.__class__(repeated)

    __rmul__ = __mul__

    def __add__(self, other):
        return self.__class__(self.data + str(_plain(other)))

    def __radd__(self, other):
        return self.__class__(str(_plain(other)) + self.data)

    def __mod__(self, args):
        filled = self.data % args
        return self.__class__(filled)


def _wrapped(name, same):
    def method(self, *args, **kwds):
        result = getattr(self.data, name)(*[_plain(a) for a in args], **kwds)
        return self.__class__(result) if same else result
    method.__name__ = name
    method.__qualname__ = "UserString." + name
    return method


for _name in ("capitalize casefold center expandtabs ljust lower lstrip replace rjust rstrip strip swapcase title"
              " translate upper zfill").split():
    setattr(UserString, _name, _wrapped(_name, True))
for _name in ("count encode endswith find format format_map index isalnum isalpha isascii isdecimal isdigit"
              " isidentifier islower isnumeric isprintable isspace istitle isupper join partition rfind rindex"
              " rpartition rsplit split splitlines startswith").split():
    setattr(UserString, _name, _wrapped(_name, False))
del _name
