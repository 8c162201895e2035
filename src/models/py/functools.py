# Wrappers and caches.
import sys
from _functools import partial

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__")
WRAPPER_UPDATES = ("__dict__",)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for attr in assigned:
        try:
            value = getattr(wrapped, attr)
        except AttributeError:
            pass
        else:
            setattr(wrapper, attr, value)
    for attr in updated:
        getattr(wrapper, attr).update(getattr(wrapped, attr, {}))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    return partial(update_wrapper, wrapped=wrapped, assigned=assigned, updated=updated)


def reduce(function, sequence, /, *initial):
    try:
        it = iter(sequence)
    except TypeError:
        raise TypeError("reduce() arg 2 must support iteration") from None
    if initial:
        value = initial[0]
    else:
        try:
            value = next(it)
        except StopIteration:
            what = "iterable" if sys.version_info >= (3, 11) else "sequence"
            raise TypeError("reduce() of empty %s with no initial value" % what) from None
    for element in it:
        value = function(value, element)
    return value


class _CacheInfo(tuple):
    __slots__ = ()

    def __repr__(self):
        return "CacheInfo(hits=%r, misses=%r, maxsize=%r, currsize=%r)" % tuple(self)

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
    if isinstance(maxsize, int):
        if maxsize < 0:
            maxsize = 0
    elif callable(maxsize) and isinstance(typed, bool):
        return _lru_cache_wrapper(maxsize, 128, typed)
    elif maxsize is not None:
        raise TypeError("Expected first argument to be an integer, a callable, or None")

    def decorating_function(user_function):
        return _lru_cache_wrapper(user_function, maxsize, typed)

    return decorating_function


def cache(user_function):
    return _lru_cache_wrapper(user_function, None, False)


class cached_property:
    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__

    def __set_name__(self, owner, name):
        if self.attrname is None:
            self.attrname = name
        elif name != self.attrname:
            raise TypeError("Cannot assign the same cached_property to two different names "
                            "(%r and %r)." % (self.attrname, name))

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.attrname is None:
            raise TypeError("Cannot use cached_property instance without calling __set_name__ on it.")
        try:
            cache = instance.__dict__
        except AttributeError:
            raise TypeError("No '__dict__' attribute on %r instance to cache %r property."
                            % (type(instance).__name__, self.attrname)) from None
        if self.attrname in cache:
            return cache[self.attrname]
        val = self.func(instance)
        cache[self.attrname] = val
        return val


def cmp_to_key(mycmp):
    class K:
        __slots__ = ["obj"]
        __hash__ = None

        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return mycmp(self.obj, other.obj) < 0

        def __gt__(self, other):
            return mycmp(self.obj, other.obj) > 0

        def __eq__(self, other):
            return mycmp(self.obj, other.obj) == 0

        def __le__(self, other):
            return mycmp(self.obj, other.obj) <= 0

        def __ge__(self, other):
            return mycmp(self.obj, other.obj) >= 0

    return K


def _negated(name):
    def method(self, other):
        result = getattr(type(self), name)(self, other)
        return result if result is NotImplemented else not result
    return method


def _or_equal(name):
    def method(self, other):
        result = getattr(type(self), name)(self, other)
        if result is NotImplemented:
            return result
        return result or self == other
    return method


def _and_unequal(name, negate):
    def method(self, other):
        result = getattr(type(self), name)(self, other)
        if result is NotImplemented:
            return result
        if negate:
            return not result and self != other
        return result and self != other
    return method


def _unless_unequal(name):
    def method(self, other):
        result = getattr(type(self), name)(self, other)
        if result is NotImplemented:
            return result
        return not result or self == other
    return method


_derived = {
    "__lt__": (("__gt__", _and_unequal("__lt__", True)), ("__le__", _or_equal("__lt__")), ("__ge__", _negated("__lt__"))),
    "__le__": (("__ge__", _unless_unequal("__le__")), ("__lt__", _and_unequal("__le__", False)), ("__gt__", _negated("__le__"))),
    "__gt__": (("__lt__", _and_unequal("__gt__", True)), ("__ge__", _or_equal("__gt__")), ("__le__", _negated("__gt__"))),
    "__ge__": (("__le__", _unless_unequal("__ge__")), ("__gt__", _and_unequal("__ge__", False)), ("__lt__", _negated("__ge__"))),
}


def total_ordering(cls):
    roots = [name for name in ("__lt__", "__le__", "__gt__", "__ge__")
             if any([name in owner.__dict__ for owner in cls.__mro__ if owner is not object])]
    if not roots:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    for name, method in _derived[roots[0]]:
        if name not in roots:
            made = _copy_function(method)
            made.__name__ = name
            setattr(cls, name, made)
    return cls


def _copy_function(function):
    def method(self, other):
        return function(self, other)
    return method


def _implementation(cls, registry):
    for c in cls.__mro__:
        if c is not object and c in registry:
            return registry[c]
    virtual = [c for c in registry if c is not object and issubclass(cls, c)]
    best = [c for c in virtual if not any([d is not c and issubclass(d, c) for d in virtual])]
    if len(best) > 1:
        raise RuntimeError("Ambiguous dispatch: {} or {}".format(best[0], best[1]))
    return registry[best[0]] if best else registry[object]


def _classes_of(kind):
    if isinstance(kind, type):
        return (kind,)
    parts = getattr(kind, "__args__", None)
    if parts and not hasattr(kind, "__origin__"):
        return parts
    return None


def singledispatch(func):
    registry = {object: func}

    def dispatch(cls):
        return _implementation(cls, registry)

    def register(cls, func=None):
        classes = _classes_of(cls)
        if classes is not None and not (func is None and not isinstance(cls, type) and callable(cls)):
            if func is None:
                return lambda f: register(cls, f)
        else:
            if func is not None:
                raise TypeError("Invalid first argument to `register()`. %r is not a class." % (cls,))
            annotations = getattr(cls, "__annotations__", {})
            if not annotations:
                raise TypeError("Invalid first argument to `register()`: %r. Use either `@register(some_class)` "
                                "or plain `@register` on an annotated function." % (cls,))
            func = cls
            cls = [kind for name, kind in annotations.items() if name != "return"][0]
            classes = _classes_of(cls)
        for kind in classes:
            registry[kind] = func
        return func

    def wrapper(*args, **kw):
        if not args:
            raise TypeError("%s requires at least 1 positional argument" % getattr(func, "__name__", "function"))
        return dispatch(args[0].__class__)(*args, **kw)

    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = registry
    wrapper._clear_cache = lambda: None
    update_wrapper(wrapper, func)
    return wrapper


class singledispatchmethod:
    def __init__(self, func):
        if not callable(func) and not hasattr(func, "__get__"):
            raise TypeError("%r is not callable or a descriptor" % (func,))
        self.dispatcher = singledispatch(func)
        self.func = func

    def register(self, cls, method=None):
        return self.dispatcher.register(cls, func=method)

    def __get__(self, obj, cls=None):
        def _method(*args, **kwargs):
            method = self.dispatcher.dispatch(args[0].__class__)
            return method.__get__(obj, cls)(*args, **kwargs)

        _method.__isabstractmethod__ = self.__isabstractmethod__
        _method.register = self.register
        update_wrapper(_method, self.func)
        return _method

    @property
    def __isabstractmethod__(self):
        return getattr(self.func, "__isabstractmethod__", False)


class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        if not callable(func) and not hasattr(func, "__get__"):
            raise TypeError("%r is not callable or a descriptor" % (func,))
        if isinstance(func, partialmethod):
            self.func = func.func
            self.args = func.args + args
            self.keywords = {**func.keywords, **keywords}
        else:
            self.func = func
            self.args = args
            self.keywords = keywords

    def __repr__(self):
        parts = [repr(self.func)] + [repr(a) for a in self.args]
        parts += ["%s=%r" % pair for pair in self.keywords.items()]
        return "functools.partialmethod(%s)" % ", ".join(parts)

    def _make_unbound_method(self):
        def _method(cls_or_self, /, *args, **keywords):
            return self.func(cls_or_self, *self.args, *args, **{**self.keywords, **keywords})
        _method._partialmethod = self
        return _method

    def __get__(self, obj, cls=None):
        get = getattr(self.func, "__get__", None)
        if get is not None and not isinstance(self.func, partial):
            new_func = get(obj, cls)
            if new_func is not self.func:
                return partial(new_func, *self.args, **self.keywords)
        return self._make_unbound_method().__get__(obj, cls)
