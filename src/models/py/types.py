"""Model of types: what makes classes; the names of types are the interpreter's own."""
import _heap

def resolve_bases(bases):
    made = []
    for base in bases:
        if isinstance(base, type) or not hasattr(base, "__mro_entries__"):
            made.append(base)
        else:
            made.extend(base.__mro_entries__(bases))
    return bases if made == list(bases) else tuple(made)


def _metaclass(bases, kwds):
    if "metaclass" in kwds:
        meta = kwds.pop("metaclass")
    else:
        meta = type(bases[0]) if bases else type
    if isinstance(meta, type):
        for base in bases:
            if issubclass(type(base), meta):
                meta = type(base)
            elif not issubclass(meta, type(base)):
                raise TypeError("metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass"
                                " of the metaclasses of all its bases")
    return meta


def prepare_class(name, bases=(), kwds=None):
    kwds = dict(kwds or {})
    meta = _metaclass(bases, kwds)
    prepares = any(["__prepare__" in owner.__dict__ for owner in getattr(meta, "__mro__", ()) if owner is not type])
    namespace = meta.__prepare__(name, bases, **kwds) if prepares else {}
    return meta, namespace, kwds


def new_class(name, bases=(), kwds=None, exec_body=None):
    known = resolve_bases(bases)
    meta, namespace, kwds = prepare_class(name, known, kwds)
    if exec_body is not None:
        exec_body(namespace)
    if known is not bases:
        namespace["__orig_bases__"] = bases
    return meta(name, known, namespace, **kwds)


def get_original_bases(cls, /):
    return cls.__dict__.get("__orig_bases__", cls.__bases__)


class DynamicClassAttribute:
    def __init__(self, fget=None, fset=None, fdel=None, doc=None):
        self.fget, self.fset, self.fdel = fget, fset, fdel
        self.__doc__ = doc or getattr(fget, "__doc__", None)

    def __get__(self, instance, ownerclass=None):
        if instance is None:
            raise AttributeError()
        if self.fget is None:
            raise AttributeError("unreadable attribute")
        return self.fget(instance)

    def __set__(self, instance, value):
        if self.fset is None:
            raise AttributeError("can't set attribute")
        self.fset(instance, value)

    def getter(self, fget):
        return type(self)(fget, self.fset, self.fdel)

    def setter(self, fset):
        return type(self)(self.fget, fset, self.fdel)


def coroutine(func):
    if not callable(func):
        raise TypeError("types.coroutine() expects a callable")
    flags = getattr(getattr(func, "__code__", None), "co_flags", 0)
    if flags & (0x80 | 0x100):
        return func
    if flags & 0x20:
        _heap.make_awaitable(func)
        return func

    import functools

    @functools.wraps(func)
    def wrapped(*args, **kwargs):
        return func(*args, **kwargs)

    return wrapped
