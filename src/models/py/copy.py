# Shallow and deep copies.
import sys
from _heap import identity as _identity
from types import MethodType as _MethodType


class Error(Exception):
    pass


error = Error


async def _a_coroutine():
    pass


_waiting = _a_coroutine()
_atomic = (type(None), type(Ellipsis), type(NotImplemented), int, float, bool, complex, str, bytes, type, range,
           type(len), type([].append), type(_a_coroutine), property)
_unpicklable = (type(sys), type(i for i in ()), type(_waiting), type({}.keys()), type({}.values()), type({}.items()),
                memoryview, type(_a_coroutine.__code__))
_waiting.close()
del _waiting


def _weakref_type():
    import weakref
    return weakref.ref


def _slot_names(cls):
    names = []
    for owner in cls.__mro__:
        slots = owner.__dict__.get("__slots__", ())
        if isinstance(slots, str):
            slots = (slots,)
        for name in slots:
            if name in ("__dict__", "__weakref__"):
                continue
            if name.startswith("__") and not name.endswith("__"):
                name = "_%s%s" % (owner.__name__.lstrip("_"), name)
            names.append(name)
    return names


def _state_of(x):
    getstate = getattr(x, "__getstate__", None) if _defines(type(x), "__getstate__") else None
    if getstate is not None:
        return getstate()
    state = getattr(x, "__dict__", None) or None
    slots = {}
    for name in _slot_names(type(x)):
        try:
            slots[name] = getattr(x, name)
        except AttributeError:
            pass
    return (state, slots) if slots else state


def _defines(cls, name):
    for owner in cls.__mro__:
        if owner is not object and name in owner.__dict__:
            return True
    return False


def _make(cls, args, kwargs):
    return cls.__new__(cls, *args, **kwargs)


def _reduced(x):
    cls = type(x)
    if _defines(cls, "__reduce_ex__"):
        return x.__reduce_ex__(4)
    if _defines(cls, "__reduce__"):
        return x.__reduce__()
    if cls in _unpicklable:
        raise TypeError("cannot pickle %r object" % cls.__name__)
    if isinstance(x, BaseException):
        return (cls, x.args, dict(x.__dict__)) if x.__dict__ else (cls, x.args)
    args, kwargs = (), {}
    if hasattr(cls, "__getnewargs_ex__"):
        args, kwargs = x.__getnewargs_ex__()
    elif _defines(cls, "__getnewargs__"):
        args = x.__getnewargs__()
    elif isinstance(x, tuple):
        args = (tuple(x),)
    else:
        for kind in (int, float, str, bytes, frozenset, complex):
            if isinstance(x, kind):
                args = (kind(x),)
    state = _state_of(x)
    if isinstance(x, set):
        return cls, (list(x),), state
    if isinstance(x, bytearray):
        return cls, (bytes(x),), state
    items = iter(x) if isinstance(x, list) else None
    pairs = iter(x.items()) if isinstance(x, dict) else None
    if _is_defaultdict(x):
        return cls, (x.default_factory,), state, None, pairs
    if _is_deque(x):
        return cls, ((), x.maxlen), state, iter(x), None
    return _make, (cls, args, kwargs), state, items, pairs


def _is_defaultdict(x):
    return hasattr(x, "default_factory") and isinstance(x, dict)


def _is_deque(x):
    return hasattr(x, "maxlen") and hasattr(x, "appendleft")


def copy(x):
    cls = type(x)
    if cls in _atomic or cls is tuple or cls is frozenset or cls is slice:
        return x
    if cls in (list, dict, set, bytearray):
        return x.copy()
    if issubclass(cls, type):
        return x
    copier = getattr(cls, "__copy__", None)
    if copier is not None:
        return copier(x)
    if isinstance(x, _weakref_type()):
        return x
    return _reconstruct(x, None, _reduced(x))


def deepcopy(x, memo=None, _nil=[]):
    if memo is None:
        memo = {}
    d = _identity(x)
    y = memo.get(d, _nil)
    if y is not _nil:
        return y
    cls = type(x)
    if cls in _atomic or issubclass(cls, type):
        return x
    if cls is list:
        y = []
        memo[d] = y
        for a in x:
            y.append(deepcopy(a, memo))
    elif cls is tuple:
        y = [deepcopy(a, memo) for a in x]
        if d in memo:
            return memo[d]
        for a, b in zip(x, y):
            if a is not b:
                y = tuple(y)
                break
        else:
            y = x
    elif cls is dict:
        y = {}
        memo[d] = y
        for key, value in x.items():
            y[deepcopy(key, memo)] = deepcopy(value, memo)
    elif cls is _MethodType:
        y = _MethodType(x.__func__, deepcopy(x.__self__, memo))
    else:
        copier = getattr(x, "__deepcopy__", None)
        if copier is not None:
            y = copier(memo)
        elif isinstance(x, _weakref_type()):
            return x
        else:
            y = _reconstruct(x, memo, _reduced(x))
    if y is not x:
        memo[d] = y
        keep = memo.setdefault(0, [])
        keep.append(x)
    return y


def _reconstruct(x, memo, parts):
    if isinstance(parts, str):
        return x
    function, args = parts[0], parts[1]
    state, items, pairs = (tuple(parts[2:]) + (None, None, None))[:3]
    deep = memo is not None
    if deep and args:
        args = tuple([deepcopy(a, memo) for a in args])
    y = function(*args)
    if deep:
        memo[_identity(x)] = y
    if state is not None:
        if deep:
            state = deepcopy(state, memo)
        if hasattr(y, "__setstate__") and _defines(type(y), "__setstate__"):
            y.__setstate__(state)
        else:
            slots = None
            if isinstance(state, tuple) and len(state) == 2:
                state, slots = state
            if state is not None:
                y.__dict__.update(state)
            if slots is not None:
                for key, value in slots.items():
                    setattr(y, key, value)
    if items is not None:
        for item in items:
            y.append(deepcopy(item, memo) if deep else item)
    if pairs is not None:
        for key, value in pairs:
            if deep:
                key, value = deepcopy(key, memo), deepcopy(value, memo)
            y[key] = value
    return y


if sys.version_info >= (3, 13):
    def replace(obj, /, **changes):
        cls = obj.__class__
        func = getattr(cls, "__replace__", None)
        if func is None:
            raise TypeError("replace() does not support %s objects" % cls.__name__)
        return func(obj, **changes)
