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
    if cls is slice:
        return cls, (x.start, x.stop, x.step)
    if cls is _MethodType:
        return cls, (x.__func__, x.__self__)
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
        for kind in (int, float, str, bytes, complex):
            if isinstance(x, kind):
                args = (kind(x),)
        if isinstance(x, frozenset):
            args = ([*x],)
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
    if cls in _atomic or cls in (tuple, frozenset, slice) or issubclass(cls, type):
        return x
    if cls in (list, dict, set, bytearray):
        return x.copy()
    if _is_defaultdict(x) and not _defines(cls, "__copy__") or cls.__name__ in ("deque", "OrderedDict") and (
            cls.__module__ == "collections"):
        return x.copy()
    if hasattr(cls, "__copy__"):
        return cls.__copy__(x)
    return x if isinstance(x, _weakref_type()) else _reconstruct(x, None, _reduced(x))


def deepcopy(x, memo=None, _nil=[]):
    memo = {} if memo is None else memo
    place = _identity(x)
    known = memo.get(place, _nil)
    if known is not _nil:
        return known
    made = _deep(x, memo, place)
    if made is not x:
        memo[place] = made
        # What was copied stays, so that its place is not another's while this lasts.
        memo.setdefault(0, []).append(x)
    return made


def _deep(x, memo, place):
    """A copy of what is not known yet. Containers are known from the moment on at which they can hold themselves."""
    cls = type(x)
    if cls in _atomic and (cls is not range or sys.version_info >= (3, 10)) or issubclass(cls, type):
        return x
    if cls is range:
        return range(x.start, x.stop, x.step)
    if cls is list:
        memo[place] = made = []
        for item in x:
            made.append(deepcopy(item, memo))
        return made
    if cls is dict:
        memo[place] = made = {}
        for key in x:
            made[deepcopy(key, memo)] = deepcopy(x[key], memo)
        return made
    if cls is tuple:
        items = [deepcopy(item, memo) for item in x]
        if place in memo:
            return memo[place]
        return tuple(items) if any([old is not new for old, new in zip(x, items)]) else x
    if cls is _MethodType:
        return _MethodType(x.__func__, deepcopy(x.__self__, memo))
    if hasattr(x, "__deepcopy__"):
        return x.__deepcopy__(memo)
    return x if isinstance(x, _weakref_type()) else _reconstruct(x, memo, _reduced(x))


def _reconstruct(x, memo, parts):
    """What a reduction describes: a call, and after it state, items and pairs."""
    if isinstance(parts, str):
        return x

    def taken(part):
        return part if memo is None or part is None else deepcopy(part, memo)

    function, args, state, items, pairs = (*parts, None, None, None)[:5]
    made = function(*[taken(arg) for arg in args])
    if memo is not None:
        memo[_identity(x)] = made
    if state is not None:
        _set_state(made, taken(state))
    for item in items or ():
        made.append(taken(item))
    for key, value in pairs or ():
        key = taken(key)
        made[key] = taken(value)
    return made


def _set_state(made, state):
    if _defines(type(made), "__setstate__"):
        made.__setstate__(state)
        return
    attributes, slots = state if isinstance(state, tuple) and len(state) == 2 else (state, None)
    if attributes is not None:
        vars(made).update(attributes)
    for name in slots or ():
        setattr(made, name, slots[name])


if sys.version_info >= (3, 13):
    def replace(obj, /, **changes):
        kind = obj.__class__
        if not hasattr(kind, "__replace__"):
            raise TypeError("replace() does not support %s objects" % kind.__name__)
        return kind.__replace__(obj, **changes)
