# Weak containers and finalizers over the interpreter's weak references.
import sys
from _weakref import CallableProxyType, ProxyType, ReferenceType, getweakrefcount, getweakrefs, proxy, ref

ProxyTypes = (ProxyType, CallableProxyType)


class WeakMethod(ref):
    __slots__ = "_func_ref", "_meth_type", "_alive", "__weakref__"

    def __new__(cls, meth, callback=None):
        try:
            owner, function = meth.__self__, meth.__func__
        except AttributeError:
            raise TypeError("argument should be a bound method, not %s" % type(meth)) from None

        # Owner and function are watched alike; whoever dies first is told of, once.
        def one_died(_):
            method = itself()
            if method._alive:
                method._alive = False
                if callback is not None:
                    callback(method)

        method = ref.__new__(cls, owner, one_died)
        itself = ref(method)
        method._func_ref, method._meth_type, method._alive = ref(function, one_died), type(meth), True
        return method

    def __call__(self):
        owner, function = super().__call__(), self._func_ref()
        if owner is not None and function is not None:
            return self._meth_type(function, owner)

    def __eq__(self, other):
        if not isinstance(other, WeakMethod):
            return NotImplemented
        return self is other or self._alive and other._alive and self() == other()

    def __ne__(self, other):
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal

    def __hash__(self):
        return hash(self())


def _refs(things):
    return {ref(thing) for thing in things}


class WeakSet:
    def __init__(self, data=None):
        self.data = set()

        def _remove(dead, home=ref(self)):
            owner = home()
            if owner is not None:
                owner.data.discard(dead)

        self._remove = _remove
        self._pending_removals, self._iterating = [], set()
        self.update(() if data is None else data)

    def __len__(self):
        return len(self.data)

    def __contains__(self, item):
        try:
            return ref(item) in self.data
        except TypeError:
            return False

    def __iter__(self):
        for weak in [*self.data]:
            thing = weak()
            if thing is not None:
                yield thing

    def __repr__(self):
        return repr(self.data)

    def add(self, item):
        weak = ref(item, self._remove)
        self.data.add(weak)

    def update(self, other):
        for thing in other:
            self.add(thing)

    def discard(self, item):
        self.data -= _refs((item,))

    def remove(self, item):
        weak = ref(item)
        self.data.remove(weak)

    def clear(self):
        self.data -= self.data

    def pop(self):
        thing = None
        while thing is None:
            if not self.data:
                raise KeyError("pop from empty WeakSet")
            thing = self.data.pop()()
        return thing

    def copy(self):
        return type(self)(self)

    # In place.
    def __ior__(self, other):
        self.update(other)
        return self

    def __iand__(self, other):
        self.data &= _refs(other)
        return self

    def __isub__(self, other):
        self.data -= _refs(other)
        return self

    def __ixor__(self, other):
        for weak in _refs(other):
            if weak in self.data:
                self.data.remove(weak)
            else:
                self.add(weak())
        return self

    def intersection_update(self, other):
        self &= other

    def difference_update(self, other):
        self -= other

    def symmetric_difference_update(self, other):
        self ^= other

    # Of two, another.
    def union(self, other):
        made = self.copy()
        made |= other
        return made

    def intersection(self, other):
        return type(self)([thing for thing in other if thing in self])

    def difference(self, other):
        made = self.copy()
        made -= other
        return made

    def symmetric_difference(self, other):
        made = self.copy()
        made ^= other
        return made

    # Compared, by what is alive.
    def isdisjoint(self, other):
        return not any([thing in self for thing in other])

    def issubset(self, other):
        return self.data <= _refs(other)

    def issuperset(self, other):
        return self.data >= _refs(other)

    def __lt__(self, other):
        return self.data < _refs(other)

    def __gt__(self, other):
        return self.data > _refs(other)

    def __eq__(self, other):
        return self.data == _refs(other) if isinstance(other, type(self)) else NotImplemented

    __or__, __and__, __sub__, __xor__ = union, intersection, difference, symmetric_difference
    __le__, __ge__ = issubset, issuperset


class KeyedRef(ref):
    __slots__ = ("key",)

    def __new__(cls, ob, callback, key):
        keyed = super().__new__(cls, ob, callback)
        keyed.key = key
        return keyed

    def __init__(self, ob, callback, key):
        pass


def _gone():
    """What stands for the reference of a key that is not there."""


def _pairs(source):
    if source is None:
        return ()
    return (source if hasattr(source, "items") else dict(source)).items()


def _merged(made, *sources):
    for source in sources:
        if not hasattr(source, "items"):
            return NotImplemented
        made.update(source)
    return made


class _WeakDictionary:
    """What both kinds do alike. `data` holds the references; `_living` makes a pair of an entry, if it lives."""

    def __len__(self):
        return len(self.data)

    def __repr__(self):
        return "<%s at %#x>" % (type(self).__name__, id(self))

    def items(self):
        for entry in [*self.data.items()]:
            pair = self._living(*entry)
            if pair is not None:
                yield pair

    def popitem(self):
        pair = None
        while pair is None:
            pair = self._living(*self.data.popitem())
        return pair

    def clear(self):
        while self.data:
            self.data.popitem()

    def update(self, other=None, /, **more):
        for source in (other, more):
            for key, value in _pairs(source):
                self._store(key, value)

    def __eq__(self, other):
        return dict(self.items()) == dict(other.items()) if hasattr(other, "items") else NotImplemented

    __hash__ = None

    if sys.version_info >= (3, 9):
        def __or__(self, other):
            return _merged(self.copy(), other)

        def __ror__(self, other):
            return _merged(type(self)(), other, self)

        def __ior__(self, other):
            self.update(other)
            return self


class WeakValueDictionary(_WeakDictionary):
    def __init__(self, other=(), /, **kw):
        def remove(dead, home=ref(self)):
            owner = home()
            if owner is not None and owner.data.get(dead.key) is dead:
                del owner.data[dead.key]

        self._remove = remove
        self._pending_removals, self._iterating = [], set()
        self.data = {}
        self.update(other, **kw)

    @staticmethod
    def _living(key, weak):
        value = weak()
        return None if value is None else (key, value)

    def __getitem__(self, key):
        value = self.data[key]()
        if value is not None:
            return value
        raise KeyError(key)

    def __setitem__(self, key, value):
        self.data[key] = KeyedRef(value, self._remove, key)

    _store = __setitem__

    def __delitem__(self, key):
        del self.data[key]

    def __contains__(self, key):
        return self.data.get(key, _gone)() is not None

    def get(self, key, default=None):
        value = self.data.get(key, _gone)()
        return default if value is None else value

    def setdefault(self, key, default=None):
        value = self.data.get(key, _gone)()
        if value is None:
            self[key] = value = default
        return value

    def pop(self, key, *args):
        value = self.data.pop(key, _gone)()
        if value is None:
            if not args:
                raise KeyError(key)
            value = args[0]
        return value

    def keys(self):
        for key, weak in [*self.data.items()]:
            if weak() is not None:
                yield key

    __iter__ = keys

    def values(self):
        for weak in [*self.data.values()]:
            value = weak()
            if value is not None:
                yield value

    def valuerefs(self):
        return [*self.data.values()]

    def itervaluerefs(self):
        yield from self.valuerefs()

    def copy(self):
        return WeakValueDictionary(self)

    __copy__ = copy

    def __deepcopy__(self, memo):
        from copy import deepcopy

        return type(self)([(deepcopy(key, memo), value) for key, value in self.items()])


class WeakKeyDictionary(_WeakDictionary):
    def __init__(self, dict=None):
        self.data = {}

        def remove(dead, home=ref(self)):
            owner = home()
            if owner is not None:
                owner.data.pop(dead, None)

        self._remove = remove
        self._pending_removals, self._iterating, self._dirty_len = [], set(), False
        self.update(dict)

    @staticmethod
    def _living(weak, value):
        key = weak()
        return None if key is None else (key, value)

    def __getitem__(self, key):
        return self.data[ref(key)]

    def __setitem__(self, key, value):
        self.data[ref(key, self._remove)] = value

    _store = __setitem__

    def __delitem__(self, key):
        del self.data[ref(key)]

    def __contains__(self, key):
        try:
            return ref(key) in self.data
        except TypeError:
            return False

    def get(self, key, default=None):
        return self.data.get(ref(key), default)

    def setdefault(self, key, default=None):
        return self.data.setdefault(ref(key, self._remove), default)

    def pop(self, key, *args):
        return self.data.pop(ref(key), *args)

    def keys(self):
        for weak in [*self.data]:
            key = weak()
            if key is not None:
                yield key

    __iter__ = keys

    def values(self):
        for weak, value in [*self.data.items()]:
            if weak() is not None:
                yield value

    def keyrefs(self):
        return [*self.data]

    def copy(self):
        return WeakKeyDictionary(self)

    __copy__ = copy

    def __deepcopy__(self, memo):
        from copy import deepcopy

        return type(self)({key: deepcopy(value, memo) for key, value in self.items()})


class _Info:
    __slots__ = ("weakref", "func", "args", "kwargs", "atexit")

    def __init__(self, weakref, func, args, kwargs):
        self.weakref, self.func, self.args, self.kwargs, self.atexit = weakref, func, args, kwargs or None, True

    def call(self):
        return self.func(*self.args, **(self.kwargs or {}))


class finalize:
    __slots__ = ()
    _registry = {}
    _awaits_exit = False

    def __init__(self, obj, func, *args, **kwargs):
        if not finalize._awaits_exit:
            import atexit

            atexit.register(self._exitfunc)
            finalize._awaits_exit = True
        self._registry[self] = _Info(ref(obj, self), func, args, kwargs)

    def __call__(self, _=None):
        info = self._registry.pop(self, None)
        if info is not None:
            return info.call()

    def peek(self):
        info = self._registry.get(self)
        watched = info and info.weakref()
        return None if watched is None else (watched, info.func, info.args, info.kwargs or {})

    def detach(self):
        seen = self.peek()
        if seen is not None:
            del self._registry[self]
        return seen

    @property
    def atexit(self):
        return self.alive and self._registry[self].atexit

    @atexit.setter
    def atexit(self, value):
        if self.alive:
            self._registry[self].atexit = bool(value)

    @property
    def alive(self):
        return self in self._registry

    def __repr__(self):
        seen = self.peek()
        start = "<%s object at %#x; " % (type(self).__name__, id(self))
        return start + ("dead>" if seen is None else "for %r at %#x>" % (type(seen[0]).__name__, id(seen[0])))

    @classmethod
    def _exitfunc(cls):
        due = [finalizer for finalizer, info in cls._registry.items() if info.atexit]
        while due:
            due.pop()()
        cls._registry.clear()
