# Wrappers and caches.
import sys
from _functools import partial

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__")
if sys.version_info >= (3, 12):
    WRAPPER_ASSIGNMENTS += ("__type_params__",)
WRAPPER_UPDATES = ("__dict__",)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for name in assigned:
        if hasattr(wrapped, name):
            setattr(wrapper, name, getattr(wrapped, name))
    for name in updated:
        mine, others = getattr(wrapper, name), getattr(wrapped, name, {})
        mine.update(others)
    # Set last: what was taken over may have a `__wrapped__` too.
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    return partial(update_wrapper, wrapped=wrapped, assigned=assigned, updated=updated)


_EMPTY = "reduce() of empty %s with no initial value" % ("iterable" if sys.version_info >= (3, 10) else "sequence")


def reduce(function, sequence, /, *initial):
    if len(initial) > 1:
        raise TypeError("reduce expected at most 3 arguments, got %d" % (2 + len(initial)))
    try:
        rest = iter(sequence)
    except TypeError:
        rest = None
    if rest is None:
        raise TypeError("reduce() arg 2 must support iteration")
    if initial:
        result = initial[0]
    else:
        for result in rest:
            break
        else:
            raise TypeError(_EMPTY)
    for item in rest:
        result = function(result, item)
    return result


class _CacheInfo(tuple):
    __slots__ = ()

    def __repr__(self):
        return "CacheInfo(hits=%r, misses=%r, maxsize=%r, currsize=%r)" % tuple(self)

    def _asdict(self):
        return dict(zip(("hits", "misses", "maxsize", "currsize"), self))

    hits = property(lambda self: self[0])
    misses = property(lambda self: self[1])
    maxsize = property(lambda self: self[2])
    currsize = property(lambda self: self[3])


class _lru_cache_wrapper:
    def __init__(self, function, maxsize, typed):
        self._function = function
        self._maxsize = maxsize
        self._typed = typed
        self._cache = {}
        self._hits = 0
        self._misses = 0
        update_wrapper(self, function)

    def __call__(self, *args, **kwargs):
        if self._maxsize == 0:
            self._misses += 1
            return self._function(*args, **kwargs)
        if kwargs or self._typed:
            key = (args, tuple(kwargs.items()))
            if self._typed:
                key += (tuple([type(a) for a in args]), tuple([type(v) for v in kwargs.values()]))
        elif len(args) == 1 and type(args[0]) in (int, str):
            key = args[0]
        else:
            key = args
        if key in self._cache:
            self._hits += 1
            value = self._cache.pop(key)
            self._cache[key] = value
            return value
        self._misses += 1
        value = self._function(*args, **kwargs)
        if self._maxsize is not None and len(self._cache) >= self._maxsize:
            for oldest in self._cache:
                break
            del self._cache[oldest]
            del oldest
        self._cache[key] = value
        return value

    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        return _MethodType(self, obj)

    def cache_info(self):
        return _CacheInfo((self._hits, self._misses, self._maxsize, len(self._cache)))

    def cache_clear(self):
        self._hits = self._misses = 0
        self._cache.clear()

    def cache_parameters(self):
        return {"maxsize": self._maxsize, "typed": self._typed}


from types import MethodType as _MethodType


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize) and isinstance(typed, bool):
        # Used without parentheses, its first argument is the function.
        return _lru_cache_wrapper(maxsize, 128, typed)
    if isinstance(maxsize, int):
        maxsize = max(maxsize, 0)
    elif maxsize is not None:
        raise TypeError("Expected first argument to be an integer, a callable, or None")

    def decorating_function(user_function):
        return _lru_cache_wrapper(user_function, maxsize, typed)

    return decorating_function


def cache(user_function):
    return _lru_cache_wrapper(user_function, None, False)


class cached_property:
    def __init__(self, func):
        self.func, self.attrname, self.__doc__ = func, None, func.__doc__

    def __set_name__(self, owner, name):
        if self.attrname not in (None, name):
            raise TypeError("Cannot assign the same cached_property to two different names "
                            "(%r and %r)." % (self.attrname, name))
        self.attrname = name

    def __get__(self, instance, owner=None):
        name = self.attrname
        if instance is None:
            return self
        if name is None:
            raise TypeError("Cannot use cached_property instance without calling __set_name__ on it.")
        try:
            kept = instance.__dict__
        except AttributeError:
            raise TypeError("No '__dict__' attribute on %r instance to cache %r property."
                            % (type(instance).__name__, name)) from None
        if name not in kept:
            kept[name] = self.func(instance)
        return kept[name]


class KeyWrapper:
    __slots__ = ("_compare", "obj")
    __hash__ = None

    def __init__(self, compare):
        self._compare = compare

    def __call__(self, obj):
        key = KeyWrapper(self._compare)
        key.obj = obj
        return key

    def __eq__(self, other):
        return self._compare(self.obj, other.obj) == 0

    def __lt__(self, other):
        return self._compare(self.obj, other.obj) < 0

    def __gt__(self, other):
        return self._compare(self.obj, other.obj) > 0

    def __le__(self, other):
        return self._compare(self.obj, other.obj) <= 0

    def __ge__(self, other):
        return self._compare(self.obj, other.obj) >= 0


def cmp_to_key(mycmp):
    return KeyWrapper(mycmp)


# How one order follows from another and from equality: by (the one that is defined, the one that is wanted), whether
# the defined one is to be denied, and what of equality is to be joined to it.
_FOLLOWS = {
    ("__lt__", "__gt__"): (True, "and unequal"),
    ("__lt__", "__le__"): (False, "or equal"),
    ("__lt__", "__ge__"): (True, None),
    ("__le__", "__ge__"): (True, "or equal"),
    ("__le__", "__lt__"): (False, "and unequal"),
    ("__le__", "__gt__"): (True, None),
    ("__gt__", "__lt__"): (True, "and unequal"),
    ("__gt__", "__ge__"): (False, "or equal"),
    ("__gt__", "__le__"): (True, None),
    ("__ge__", "__le__"): (True, "or equal"),
    ("__ge__", "__gt__"): (False, "and unequal"),
    ("__ge__", "__lt__"): (True, None),
}
_ORDERS = ("__lt__", "__le__", "__gt__", "__ge__")


def _following(known, wanted):
    denied, equality = _FOLLOWS[known, wanted]

    def method(self, other):
        answer = getattr(type(self), known)(self, other)
        if answer is NotImplemented:
            return answer
        if denied:
            answer = not answer
        if equality == "or equal":
            return answer or self == other
        return answer if equality is None else answer and self != other
    method.__name__ = wanted
    return method


def total_ordering(cls):
    defined = [name for name in _ORDERS if getattr(cls, name) is not getattr(object, name)]
    if not defined:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    for name in _ORDERS:
        if name not in defined:
            setattr(cls, name, _following(defined[0], name))
    return cls


def _implementation(cls, registry):
    """The function for a class: of the nearest of its bases, or else of the narrowest that take it for one of theirs."""
    for base in cls.__mro__[:-1]:
        if base in registry:
            return registry[base]
    taking = [kind for kind in registry if kind is not object and issubclass(cls, kind)]
    narrowest = [kind for kind in taking if not any([kind is not other and issubclass(other, kind) for other in taking])]
    if len(narrowest) > 1:
        raise RuntimeError("Ambiguous dispatch: {} or {}".format(*narrowest))
    return registry[narrowest[0] if narrowest else object]


def _classes_of(kind):
    if isinstance(kind, type):
        return (kind,)
    return None if hasattr(kind, "__origin__") else getattr(kind, "__args__", None)


def _registration(kind, function):
    """Classes and the function registered for them, as `register(class, function)` or as an annotated function."""
    classes = _classes_of(kind)
    if classes:
        return classes, function
    if function is not None:
        raise TypeError("Invalid first argument to `register()`. %r is not a class." % (kind,))
    annotated = [hint for name, hint in getattr(kind, "__annotations__", {}).items() if name != "return"]
    if not annotated:
        raise TypeError("Invalid first argument to `register()`: %r. Use either `@register(some_class)` "
                        "or plain `@register` on an annotated function." % (kind,))
    return _classes_of(annotated[0]), kind


def singledispatch(func):
    registry = {object: func}

    def dispatch(cls):
        return _implementation(cls, registry)

    def register(cls, func=None):
        classes, function = _registration(cls, func)
        if function is None:
            return lambda later: register(cls, later)
        for kind in classes:
            registry[kind] = function
        return function

    def wrapper(*args, **kw):
        if args:
            return dispatch(args[0].__class__)(*args, **kw)
        raise TypeError("%s requires at least 1 positional argument" % getattr(func, "__name__", "function"))

    wrapper.register, wrapper.dispatch, wrapper.registry = register, dispatch, registry
    wrapper._clear_cache = lambda: None
    return update_wrapper(wrapper, func)


def _checked(func):
    if callable(func) or hasattr(func, "__get__"):
        return func
    raise TypeError("%r is not callable or a descriptor" % (func,))


class singledispatchmethod:
    def __init__(self, func):
        self.dispatcher, self.func = singledispatch(_checked(func)), func

    def register(self, cls, method=None):
        return self.dispatcher.register(cls, method)

    def __get__(self, obj, cls=None):
        def _method(*args, **kwargs):
            chosen = self.dispatcher.dispatch(args[0].__class__)
            return chosen.__get__(obj, cls)(*args, **kwargs)

        _method.register, _method.__isabstractmethod__ = self.register, self.__isabstractmethod__
        return update_wrapper(_method, self.func)

    @property
    def __isabstractmethod__(self):
        return getattr(self.func, "__isabstractmethod__", False)


class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        if isinstance(_checked(func), partialmethod):
            # One of another is one of the function below.
            func, args, keywords = func.func, (*func.args, *args), {**func.keywords, **keywords}
        self.func, self.args, self.keywords = func, args, keywords

    def __repr__(self):
        shown = [repr(part) for part in (self.func, *self.args)]
        return "functools.partialmethod(%s)" % ", ".join(shown + ["%s=%r" % pair for pair in self.keywords.items()])

    def _make_unbound_method(self):
        def _method(cls_or_self, /, *args, **keywords):
            return self.func(cls_or_self, *self.args, *args, **{**self.keywords, **keywords})
        _method._partialmethod = self
        return _method

    def __get__(self, obj, cls=None):
        # A descriptor binds by itself; what it gives takes the arguments that are known.
        if hasattr(self.func, "__get__") and not isinstance(self.func, partial):
            bound = self.func.__get__(obj, cls)
            if bound is not self.func:
                return partial(bound, *self.args, **self.keywords)
        return self._make_unbound_method().__get__(obj, cls)
