"""Model of inspect: what kind of thing an object is."""
import sys
import types

CO_OPTIMIZED, CO_NEWLOCALS, CO_VARARGS, CO_VARKEYWORDS, CO_NESTED, CO_GENERATOR, CO_NOFREE = [1 << n for n in range(7)]
CO_COROUTINE, CO_ITERABLE_COROUTINE, CO_ASYNC_GENERATOR = 128, 256, 512


def _kind(obj):
    return type(obj).__name__


class ClosureVars(tuple):
    nonlocals = property(lambda self: self[0])
    globals = property(lambda self: self[1])
    builtins = property(lambda self: self[2])
    unbound = property(lambda self: self[3])

    def __repr__(self):
        return "ClosureVars(nonlocals=%r, globals=%r, builtins=%r, unbound=%r)" % tuple(self)


def getclosurevars(func):
    func = getattr(func, "__func__", func)
    inner = {}
    for name, cell in zip(func.__code__.co_freevars, func.__closure__ or ()):
        inner[name] = cell.cell_contents
    outer, built, unbound = {}, {}, set()
    names = vars(__import__("builtins"))
    for name in func.__code__.co_names:
        if name in func.__globals__:
            outer[name] = func.__globals__[name]
        elif name in names:
            built[name] = names[name]
        else:
            unbound.add(name)
    return ClosureVars((inner, outer, built, unbound))


def isclass(obj):
    return isinstance(obj, type)


def isfunction(obj):
    return _kind(obj) == "function"


def ismethod(obj):
    return _kind(obj) == "method"


def isbuiltin(obj):
    return _kind(obj) == "builtin_function_or_method"


def isroutine(obj):
    return _kind(obj) in ("function", "method", "builtin_function_or_method", "method_descriptor",
                          "wrapper_descriptor", "method-wrapper")


def ismodule(obj):
    return _kind(obj) == "module"


def isgenerator(obj):
    return _kind(obj) == "generator"


def iscoroutine(obj):
    return _kind(obj) == "coroutine"


def isawaitable(obj):
    return _kind(obj) == "coroutine" or hasattr(obj, "__await__")


def istraceback(obj):
    return _kind(obj) == "traceback"


def isframe(obj):
    return _kind(obj) == "frame"


def iscode(obj):
    return _kind(obj) == "code"


def isabstract(obj):
    return isinstance(obj, type) and bool(getattr(obj, "__abstractmethods__", ()))


def currentframe():
    return sys._getframe(1)


def getmro(cls):
    return cls.__mro__


def getdoc(obj):
    doc = getattr(obj, "__doc__", None)
    if type(doc) is not str:
        return None
    # The first line stands beside the quotes; the margin is that of the others.
    first, *rest = doc.expandtabs().split("\n")
    margin = min([len(line) - len(line.lstrip()) for line in rest if line.strip()], default=0)
    return "\n".join([first.strip()] + [line[margin:].rstrip() for line in rest]).rstrip("\n")


GEN_CREATED = "GEN_CREATED"
GEN_RUNNING = "GEN_RUNNING"
GEN_SUSPENDED = "GEN_SUSPENDED"
GEN_CLOSED = "GEN_CLOSED"


from _signature import (BoundArguments, FullArgSpec, Parameter, Signature, _empty, getattr_static, getclosurevars,
                        getcoroutinestate, getfullargspec, getgeneratorlocals, getgeneratorstate, getmembers,
                        getmodule, isasyncgen, isasyncgenfunction, iscoroutinefunction, isdatadescriptor,
                        isgeneratorfunction, isgetsetdescriptor, ismemberdescriptor, ismethoddescriptor, signature,
                        unwrap)

CORO_CREATED = "CORO_CREATED"
CORO_RUNNING = "CORO_RUNNING"
CORO_SUSPENDED = "CORO_SUSPENDED"
CORO_CLOSED = "CORO_CLOSED"
