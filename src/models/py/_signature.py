"""What inspect says of the parameters of a callable."""
import sys
import types
import functools


class _empty:
    pass


_empty.__name__ = "_empty"
_KINDS = ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD", "VAR_POSITIONAL", "KEYWORD_ONLY", "VAR_KEYWORD")
_WORDS = ("positional-only", "positional or keyword", "variadic positional", "keyword-only", "variadic keyword")


class _ParameterKind(int):
    @property
    def name(self):
        return _KINDS[int(self)]

    @property
    def value(self):
        return int(self)

    @property
    def description(self):
        return _WORDS[int(self)]

    def __str__(self):
        return str(int(self)) if sys.version_info >= (3, 11) else _KINDS[int(self)]

    def __repr__(self):
        return "<_ParameterKind.%s: %d>" % (_KINDS[int(self)], int(self))


def _annotation(value):
    if isinstance(value, type) and value.__module__ in ("builtins", None):
        return value.__qualname__
    if isinstance(value, type):
        return value.__module__ + "." + value.__qualname__
    return repr(value).replace("typing.", "")


class Parameter:
    __module__ = "inspect"
    empty = _empty
    POSITIONAL_ONLY, POSITIONAL_OR_KEYWORD, VAR_POSITIONAL, KEYWORD_ONLY, VAR_KEYWORD = [
        _ParameterKind(number) for number in range(5)]

    def __init__(self, name, kind, *, default=_empty, annotation=_empty):
        self.name = name
        self.kind = kind
        self.default = default
        self.annotation = annotation

    def replace(self, **changes):
        parts = {"default": self.default, "annotation": self.annotation}
        name, kind = changes.pop("name", self.name), changes.pop("kind", self.kind)
        parts.update(changes)
        return Parameter(name, kind, **parts)

    def __str__(self):
        text = self.name
        if self.annotation is not _empty:
            text += ": " + _annotation(self.annotation)
        if self.default is not _empty:
            text += (" = %r" if self.annotation is not _empty else "=%r") % (self.default,)
        return ("", "", "*", "", "**")[self.kind] + text

    def __repr__(self):
        return '<Parameter "%s">' % self

    def __eq__(self, other):
        if not isinstance(other, Parameter):
            return NotImplemented
        return (self.name, self.kind, self.default) == (other.name, other.kind, other.default)

    def __hash__(self):
        return hash((self.name, int(self.kind)))


class BoundArguments:
    __module__ = "inspect"

    def __init__(self, signature, arguments):
        self.signature = signature
        self.arguments = arguments

    @property
    def args(self):
        out = []
        for name, parameter in self.signature.parameters.items():
            if name not in self.arguments or parameter.kind in (3, 4):
                break
            if parameter.kind == 2:
                out.extend(self.arguments[name])
            else:
                out.append(self.arguments[name])
        return tuple(out)

    @property
    def kwargs(self):
        out = {}
        for name, parameter in self.signature.parameters.items():
            if name in self.arguments and parameter.kind == 3:
                out[name] = self.arguments[name]
            elif name in self.arguments and parameter.kind == 4:
                out.update(self.arguments[name])
        return out

    def apply_defaults(self):
        out = {}
        for name, parameter in self.signature.parameters.items():
            if name in self.arguments:
                out[name] = self.arguments[name]
            elif parameter.default is not _empty:
                out[name] = parameter.default
            elif parameter.kind == 2:
                out[name] = ()
            elif parameter.kind == 4:
                out[name] = {}
        self.arguments = out

    def __repr__(self):
        return "<BoundArguments (%s)>" % ", ".join(["%s=%r" % pair for pair in self.arguments.items()])


class Signature:
    __module__ = "inspect"
    empty = _empty

    def __init__(self, parameters=(), *, return_annotation=_empty):
        self.parameters = types.MappingProxyType({parameter.name: parameter for parameter in parameters})
        self.return_annotation = return_annotation

    @classmethod
    def from_callable(cls, obj, **kwds):
        return signature(obj)

    def __str__(self):
        shown = []
        star = False
        only = False
        for parameter in self.parameters.values():
            if parameter.kind == 0:
                only = True
            elif only:
                shown.append("/")
                only = False
            if parameter.kind == 2:
                star = True
            elif parameter.kind == 3 and not star:
                shown.append("*")
                star = True
            shown.append(str(parameter))
        if only:
            shown.append("/")
        text = "(" + ", ".join(shown) + ")"
        if self.return_annotation is not _empty:
            text += " -> " + _annotation(self.return_annotation)
        return text

    def __repr__(self):
        return "<Signature %s>" % self

    def __eq__(self, other):
        return str(self) == str(other) if isinstance(other, Signature) else NotImplemented

    def __hash__(self):
        return hash(str(self))

    def _bind(self, args, kwargs, partial):
        left = list(args)
        named = dict(kwargs)
        out = {}
        for name, parameter in self.parameters.items():
            if parameter.kind == 2:
                if left:
                    out[name] = tuple(left)
                    left = []
            elif parameter.kind == 4:
                if named:
                    out[name] = named
                    named = {}
            elif left and parameter.kind < 2:
                if name in named:
                    raise TypeError("multiple values for argument %r" % name)
                out[name] = left.pop(0)
            elif name in named:
                out[name] = named.pop(name)
            elif parameter.default is _empty and not partial:
                kind = "keyword-only argument" if parameter.kind == 3 and sys.version_info >= (3, 12) else "argument"
                raise TypeError("missing a required %s: %r" % (kind, name))
        if left:
            raise TypeError("too many positional arguments")
        if named:
            raise TypeError("got an unexpected keyword argument %r" % next(iter(named)))
        return BoundArguments(self, out)

    def bind(self, /, *args, **kwargs):
        return self._bind(args, kwargs, False)

    def bind_partial(self, /, *args, **kwargs):
        return self._bind(args, kwargs, True)

    def replace(self, *, parameters=None, return_annotation=_empty):
        return Signature(self.parameters.values() if parameters is None else parameters,
                         return_annotation=return_annotation)


def _of_function(function):
    code = function.__code__
    names = code.co_varnames
    noted = function.__annotations__
    defaults = function.__defaults__ or ()
    named = function.__kwdefaults__ or {}
    made = []
    first = code.co_argcount - len(defaults)
    for at in range(code.co_argcount):
        kind = Parameter.POSITIONAL_ONLY if at < code.co_posonlyargcount else Parameter.POSITIONAL_OR_KEYWORD
        default = defaults[at - first] if at >= first else _empty
        made.append((names[at], kind, default))
    at = code.co_argcount + code.co_kwonlyargcount
    if code.co_flags & 4:
        made.append((names[at], Parameter.VAR_POSITIONAL, _empty))
        at += 1
    for name in names[code.co_argcount:code.co_argcount + code.co_kwonlyargcount]:
        made.append((name, Parameter.KEYWORD_ONLY, named.get(name, _empty)))
    if code.co_flags & 8:
        made.append((names[at], Parameter.VAR_KEYWORD, _empty))
    parameters = [Parameter(name, kind, default=default, annotation=noted.get(name, _empty))
                  for name, kind, default in made]
    return Signature(parameters, return_annotation=noted.get("return", _empty))


def signature(obj, *, follow_wrapped=True, **kwds):
    if not callable(obj):
        raise TypeError("%r is not a callable object" % (obj,))
    while follow_wrapped and hasattr(obj, "__wrapped__"):
        obj = obj.__wrapped__
    if isinstance(obj, types.MethodType):
        return _without_first(signature(obj.__func__))
    if isinstance(obj, types.FunctionType):
        return _of_function(obj)
    if isinstance(obj, functools.partial):
        whole = signature(obj.func)
        left = list(whole.parameters.values())[len(obj.args):]
        made = []
        for parameter in left:
            if parameter.name in obj.keywords:
                parameter = parameter.replace(kind=Parameter.KEYWORD_ONLY, default=obj.keywords[parameter.name])
            elif made and made[-1].kind == 3 and parameter.kind == 1:
                parameter = parameter.replace(kind=Parameter.KEYWORD_ONLY)
            made.append(parameter)
        return Signature(made, return_annotation=whole.return_annotation)
    if isinstance(obj, type):
        for name in ("__new__", "__init__"):
            for owner in obj.__mro__[:-1]:
                if isinstance(owner.__dict__.get(name), types.FunctionType):
                    return _without_first(_of_function(owner.__dict__[name]))
        return Signature()
    if isinstance(getattr(type(obj), "__call__", None), types.FunctionType):
        return _without_first(_of_function(type(obj).__call__))
    raise ValueError("no signature found for builtin %r" % (obj,))


def _without_first(whole):
    return Signature(list(whole.parameters.values())[1:], return_annotation=whole.return_annotation)


class FullArgSpec(tuple):
    _fields = ("args", "varargs", "varkw", "defaults", "kwonlyargs", "kwonlydefaults", "annotations")

    def __getattr__(self, name):
        if name not in FullArgSpec._fields:
            raise AttributeError(name)
        return self[FullArgSpec._fields.index(name)]

    def __repr__(self):
        return "FullArgSpec(%s)" % ", ".join(["%s=%r" % pair for pair in zip(self._fields, self)])


def getfullargspec(func):
    whole = signature(func, follow_wrapped=False)
    args, only, varargs, varkw = [], [], None, None
    if isinstance(func, types.MethodType):
        args.append(func.__func__.__code__.co_varnames[0])
    defaults, named, noted = [], {}, {}
    for name, parameter in whole.parameters.items():
        if parameter.kind < 2:
            args.append(name)
            if parameter.default is not _empty:
                defaults.append(parameter.default)
        elif parameter.kind == 2:
            varargs = name
        elif parameter.kind == 4:
            varkw = name
        else:
            only.append(name)
            if parameter.default is not _empty:
                named[name] = parameter.default
        if parameter.annotation is not _empty:
            noted[name] = parameter.annotation
    if whole.return_annotation is not _empty:
        noted["return"] = whole.return_annotation
    return FullArgSpec((args, varargs, varkw, tuple(defaults) or None, only, named or None, noted))


def _state(prefix, suspended, running, frame):
    if running:
        return prefix + "_RUNNING"
    if frame is None:
        return prefix + "_CLOSED"
    return prefix + ("_SUSPENDED" if _heap_started(suspended) else "_CREATED")


def getgeneratorstate(generator):
    return _state("GEN", generator, generator.gi_running, generator.gi_frame)


def getcoroutinestate(coroutine):
    return _state("CORO", coroutine, coroutine.cr_running, coroutine.cr_frame)


def _heap_started(generator):
    import _heap
    return _heap.is_started(generator)


def getgeneratorlocals(generator):
    return dict(generator.gi_frame.f_locals) if generator.gi_frame is not None else {}


def getclosurevars(func):
    import _heap
    return _heap.unknown


def unwrap(func, *, stop=None):
    while hasattr(func, "__wrapped__") and not (stop and stop(func)):
        func = func.__wrapped__
    return func


def getmembers(object, predicate=None):
    out = []
    for name in dir(object):
        try:
            value = getattr(object, name)
        except AttributeError:
            continue
        if predicate is None or predicate(value):
            out.append((name, value))
    return sorted(out, key=lambda pair: pair[0])


def isgeneratorfunction(obj):
    return isinstance(obj, types.FunctionType) and bool(obj.__code__.co_flags & 32)


def iscoroutinefunction(obj):
    return isinstance(obj, types.FunctionType) and bool(obj.__code__.co_flags & 128)


def isasyncgenfunction(obj):
    return isinstance(obj, types.FunctionType) and bool(obj.__code__.co_flags & 512)


def isasyncgen(obj):
    return isinstance(obj, types.AsyncGeneratorType)


def ismethoddescriptor(obj):
    return type(obj).__name__ in ("method_descriptor", "wrapper_descriptor")


def isdatadescriptor(obj):
    return not isinstance(obj, type) and (hasattr(type(obj), "__set__") or hasattr(type(obj), "__delete__")
                                          or isinstance(obj, property))


def isgetsetdescriptor(obj):
    return isinstance(obj, types.GetSetDescriptorType)


def ismemberdescriptor(obj):
    return isinstance(obj, types.MemberDescriptorType)


def getmodule(object):
    return sys.modules.get(getattr(object, "__module__", None))


def getattr_static(obj, attr, *default):
    for owner in (obj,) if not isinstance(obj, type) else obj.__mro__:
        if attr in getattr(owner, "__dict__", {}):
            return owner.__dict__[attr]
    for owner in type(obj).__mro__:
        if attr in owner.__dict__:
            return owner.__dict__[attr]
    if default:
        return default[0]
    raise AttributeError(attr)
