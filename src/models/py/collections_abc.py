"""Model of collections.abc: recognised by their methods or by registration, with the usual mix-ins."""
import sys
from _heap import defines
from abc import ABCMeta, abstractmethod


class _Recognised(ABCMeta):
    def __subclasscheck__(cls, sub):
        if cls in sub.__mro__:
            return True
        if any([k in sub.__mro__ for k in cls.__dict__.get("_not", ())]) and sub.__hash__ is object.__hash__:
            return False
        known = cls.__dict__.get("_known", ())
        if known and any([k in sub.__mro__ for k in known]):
            return True
        wanted = cls.__dict__.get("_by_methods", ())
        if wanted:
            if all([defines(sub, name) for name in wanted]):
                return True
        return any([issubclass(sub, other) for other in cls.__subclasses__() if other.__module__ == cls.__module__])

    def __instancecheck__(cls, obj):
        return cls.__subclasscheck__(type(obj))

    def register(cls, sub):
        cls._known = cls.__dict__.get("_known", ()) + (sub,)
        return sub


class Hashable(metaclass=_Recognised):
    __slots__ = ()
    _by_methods = ("__hash__",)
    _not = (list, dict, set, bytearray)

    @abstractmethod
    def __hash__(self):
        return 0


class Iterable(metaclass=_Recognised):
    __slots__ = ()
    _by_methods = ("__iter__",)

    @abstractmethod
    def __iter__(self):
        while False:
            yield None


class Iterator(Iterable):
    __slots__ = ()
    _by_methods = ("__iter__", "__next__")

    def __iter__(self):
        return self

    @abstractmethod
    def __next__(self):
        raise StopIteration


def _a_generator():
    yield None


async def _a_coroutine():
    pass


_waiting = _a_coroutine()


class Generator(Iterator):
    __slots__ = ()
    _known = (type(_a_generator()),)
    _by_methods = ("__iter__", "__next__", "send", "throw", "close")


class Reversible(Iterable):
    __slots__ = ()
    _by_methods = ("__reversed__", "__iter__")


class Sized(metaclass=_Recognised):
    __slots__ = ()
    _by_methods = ("__len__",)

    @abstractmethod
    def __len__(self):
        return 0


class Container(metaclass=_Recognised):
    __slots__ = ()
    _by_methods = ("__contains__",)

    @abstractmethod
    def __contains__(self, x):
        return False


class Collection(Sized, Iterable, Container):
    __slots__ = ()
    _by_methods = ("__len__", "__iter__", "__contains__")


class Callable(metaclass=_Recognised):
    __slots__ = ()
    _known = (type(_a_generator), type(len), type([].append), type)
    _by_methods = ("__call__",)

    @abstractmethod
    def __call__(self, *args, **kwds):
        return False


class Awaitable(metaclass=_Recognised):
    __slots__ = ()
    _known = (type(_waiting),)
    _by_methods = ("__await__",)


class Coroutine(Awaitable):
    __slots__ = ()
    _known = (type(_waiting),)
    _by_methods = ("__await__", "send", "throw", "close")


class AsyncIterable(metaclass=_Recognised):
    __slots__ = ()
    _by_methods = ("__aiter__",)


class AsyncIterator(AsyncIterable):
    __slots__ = ()
    _by_methods = ("__anext__", "__aiter__")

    def __aiter__(self):
        return self

    @abstractmethod
    async def __anext__(self):
        raise StopAsyncIteration


async def _an_async_generator():
    yield None


class AsyncGenerator(AsyncIterator):
    __slots__ = ()
    _known = (type(_an_async_generator()),)
    _by_methods = ("__aiter__", "__anext__", "asend", "athrow", "aclose")


if sys.version_info >= (3, 12):
    class Buffer(metaclass=_Recognised):
        __slots__ = ()
        _known = (bytes, bytearray, memoryview)
        _by_methods = ("__buffer__",)


# What mix-ins share.
_absent = object()


def _same(one, other):
    return one is other or one == other


def _drain(step, error):
    """Takes `step` again and again, until it raises `error`."""
    try:
        while True:
            step()
    except error:
        pass


def _looked_up(mapping, key, otherwise):
    try:
        return mapping[key]
    except KeyError:
        return otherwise


class Sequence(Reversible, Collection):
    __slots__ = ()
    _known = (list, tuple, str, range, bytes, bytearray)

    @abstractmethod
    def __getitem__(self, index):
        raise IndexError

    def __iter__(self):
        at = 0
        while True:
            try:
                item = self[at]
            except IndexError:
                return
            yield item
            at += 1

    def __reversed__(self):
        at = len(self)
        while at:
            at -= 1
            yield self[at]

    def __contains__(self, value):
        for item in self:
            if _same(item, value):
                return True
        return False

    def count(self, value):
        return sum([_same(item, value) for item in self])

    def index(self, value, start=0, stop=None):
        at = start if start is None or start >= 0 else max(start + len(self), 0)
        if stop is not None and stop < 0:
            stop += len(self)
        try:
            while stop is None or at < stop:
                if _same(self[at], value):
                    return at
                at += 1
        except IndexError:
            pass
        raise ValueError


class MutableSequence(Sequence):
    __slots__ = ()
    _known = (list, bytearray)

    @abstractmethod
    def insert(self, index, value):
        raise IndexError

    @abstractmethod
    def __delitem__(self, index):
        raise IndexError

    @abstractmethod
    def __setitem__(self, index, value):
        raise IndexError

    def append(self, value):
        end = len(self)
        self.insert(end, value)

    def extend(self, values):
        for item in list(values) if values is self else values:
            self.append(item)

    def __iadd__(self, values):
        self.extend(values)
        return self

    def pop(self, index=-1):
        taken = self[index]
        del self[index]
        return taken

    def remove(self, value):
        at = self.index(value)
        del self[at]

    def clear(self):
        _drain(self.pop, IndexError)

    def reverse(self):
        left, right = 0, len(self) - 1
        while left < right:
            self[left], self[right] = self[right], self[left]
            left, right = left + 1, right - 1


def _within(part, whole):
    for element in part:
        if element not in whole:
            return False
    return True


def _chosen(maker, elements, others, wanted):
    """A set, made by `maker`, of the elements that are, or are not, among the others."""
    return maker._from_iterable(element for element in elements if (element in others) is wanted)


class Set(Collection):
    __slots__ = ()
    _known = (set, frozenset)

    @classmethod
    def _from_iterable(cls, it):
        return cls(it)

    def _hash(self):
        return hash(frozenset(self))

    def isdisjoint(self, other):
        return not any(element in self for element in other)

    # The others compare by `<=` and lengths, so that a class may say `<=` anew.
    def __le__(self, other):
        if isinstance(other, Set):
            return len(self) <= len(other) and _within(self, other)
        return NotImplemented

    def __ge__(self, other):
        if isinstance(other, Set):
            return len(other) <= len(self) and _within(other, self)
        return NotImplemented

    def __lt__(self, other):
        return len(self) < len(other) and self.__le__(other) if isinstance(other, Set) else NotImplemented

    def __gt__(self, other):
        return len(other) < len(self) and self.__ge__(other) if isinstance(other, Set) else NotImplemented

    def __eq__(self, other):
        return len(self) == len(other) and self.__le__(other) if isinstance(other, Set) else NotImplemented

    # Operands are other sets, or whatever can be made one.
    def _operand(self, other):
        if isinstance(other, Set):
            return other
        return self._from_iterable(other) if isinstance(other, Iterable) else None

    def __and__(self, other):
        return _chosen(self, other, self, True) if isinstance(other, Iterable) else NotImplemented

    def __or__(self, other):
        if isinstance(other, Iterable):
            return self._from_iterable(element for side in (self, other) for element in side)
        return NotImplemented

    def __sub__(self, other):
        taken = self._operand(other)
        return NotImplemented if taken is None else _chosen(self, self, taken, False)

    def __rsub__(self, other):
        base = self._operand(other)
        return NotImplemented if base is None else _chosen(self, base, self, False)

    def __xor__(self, other):
        other = self._operand(other)
        return NotImplemented if other is None else (self - other) | (other - self)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__


class MutableSet(Set):
    __slots__ = ()
    _known = (set,)

    @abstractmethod
    def discard(self, value):
        raise NotImplementedError

    @abstractmethod
    def add(self, value):
        raise NotImplementedError

    def remove(self, value):
        if value in self:
            self.discard(value)
        else:
            raise KeyError(value)

    def pop(self):
        for value in self:
            break
        else:
            raise KeyError
        self.discard(value)
        return value

    def clear(self):
        _drain(self.pop, KeyError)

    def __ior__(self, it):
        for element in it:
            self.add(element)
        return self

    def __iand__(self, it):
        for element in self - it:
            self.discard(element)
        return self

    def __isub__(self, it):
        if it is not self:
            for element in it:
                self.discard(element)
        else:
            self.clear()
        return self

    def __ixor__(self, it):
        if it is not self:
            for element in self._operand(it):
                (self.discard if element in self else self.add)(element)
        else:
            self.clear()
        return self


class Mapping(Collection):
    __slots__ = ()
    _known = (dict,)
    __reversed__ = None

    @abstractmethod
    def __getitem__(self, key):
        raise KeyError

    def __contains__(self, key):
        return _looked_up(self, key, _absent) is not _absent

    def get(self, key, default=None):
        return _looked_up(self, key, default)

    def values(self):
        return ValuesView(self)

    def items(self):
        return ItemsView(self)

    def keys(self):
        return KeysView(self)

    def __eq__(self, other):
        return dict(self.items()) == dict(other.items()) if isinstance(other, Mapping) else NotImplemented


class MappingView(Sized):
    __slots__ = ("_mapping",)

    def __init__(self, mapping):
        self._mapping = mapping

    def __repr__(self):
        return "%s(%r)" % (type(self).__name__, self._mapping)

    def __len__(self):
        return len(self._mapping)


class KeysView(MappingView, Set):
    __slots__ = ()
    _known = (type({}.keys()),)

    def __iter__(self):
        yield from self._mapping

    def __contains__(self, key):
        return key in self._mapping

    @classmethod
    def _from_iterable(cls, it):
        return set(it)


class ItemsView(MappingView, Set):
    __slots__ = ()
    _known = (type({}.items()),)

    @classmethod
    def _from_iterable(cls, it):
        return set(it)

    def __contains__(self, item):
        key, expected = item
        found = _looked_up(self._mapping, key, _absent)
        return found is not _absent and _same(found, expected)

    def __iter__(self):
        mapping = self._mapping
        for key in mapping:
            yield key, mapping[key]


class ValuesView(MappingView, Collection):
    __slots__ = ()
    _known = (type({}.values()),)

    def __contains__(self, value):
        for held in self:
            if _same(held, value):
                return True
        return False

    def __iter__(self):
        mapping = self._mapping
        for key in mapping:
            yield mapping[key]


class MutableMapping(Mapping):
    __slots__ = ()
    _known = (dict,)

    @abstractmethod
    def __delitem__(self, key):
        raise KeyError

    @abstractmethod
    def __setitem__(self, key, value):
        raise KeyError

    def setdefault(self, key, default=None):
        found = _looked_up(self, key, _absent)
        if found is _absent:
            self[key] = found = default
        return found

    def pop(self, key, default=_absent):
        try:
            taken = self[key]
        except KeyError:
            if default is _absent:
                raise
            return default
        del self[key]
        return taken

    def popitem(self):
        for key in self:
            break
        else:
            raise KeyError
        return key, MutableMapping.pop(self, key)

    def clear(self):
        _drain(self.popitem, KeyError)

    def update(self, other=(), **kwds):
        if isinstance(other, Mapping):
            pairs = ((key, other[key]) for key in other)
        elif hasattr(other, "keys"):
            pairs = ((key, other[key]) for key in other.keys())
        else:
            pairs = other
        for source in (pairs, kwds.items()):
            for key, value in source:
                self[key] = value


_waiting.close()
del _waiting
