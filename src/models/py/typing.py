# Annotations mean nothing at run time.
class _Any:
    def __getitem__(self, item):
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __or__(self, other):
        return self

    def __ror__(self, other):
        return self


Any = Optional = Union = List = Dict = Set = FrozenSet = Tuple = Type = Callable = Iterable = Iterator = _Any()
Sequence = Mapping = MutableMapping = ClassVar = Final = Literal = Annotated = Generator = Deque = _Any()
DefaultDict = Awaitable = Coroutine = AsyncIterator = NoReturn = Hashable = Sized = Collection = Text = _Any()
AnyStr = Self = TypeAlias = Concatenate = Required = NotRequired = Never = _Any()
TYPE_CHECKING = False


class Generic:
    def __class_getitem__(cls, item):
        return cls


class Protocol:
    def __class_getitem__(cls, item):
        return cls


def TypeVar(name, *constraints, **kw):
    return _Any()


def ParamSpec(name, **kw):
    return _Any()


def NewType(name, tp):
    return tp


def cast(typ, val):
    return val


def overload(func):
    return func


def final(f):
    return f


def runtime_checkable(cls):
    return cls


def no_type_check(arg):
    return arg


class NamedTupleMeta(type):
    def __new__(meta, typename, bases, ns):
        if not bases:
            return type.__new__(meta, typename, bases, ns)
        import collections
        fields = list(ns.get("__annotations__", {}))
        defaults = [ns[name] for name in fields if name in ns]
        made = collections.namedtuple(typename, fields, defaults=defaults)
        made.__annotations__ = ns.get("__annotations__", {})
        for name, value in ns.items():
            if name not in fields and name not in ("__module__", "__qualname__", "__annotations__", "__firstlineno__",
                                                   "__static_attributes__", "__classcell__"):
                setattr(made, name, value)
        return made

    def __call__(cls, typename, fields=None, **kwargs):
        import collections
        if fields is None:
            fields = list(kwargs.items())
        made = collections.namedtuple(typename, [name for name, kind in fields])
        made.__annotations__ = dict(fields)
        return made


class NamedTuple(metaclass=NamedTupleMeta):
    pass


class TypedDictMeta(type):
    def __new__(meta, name, bases, ns, total=True):
        return type.__new__(meta, name, (dict,) if bases else (), ns)

    def __call__(cls, *args, **kwargs):
        return dict(*args, **kwargs)


class TypedDict(metaclass=TypedDictMeta):
    pass


def get_type_hints(obj, *args, **kw):
    return dict(getattr(obj, "__annotations__", {}))


class SupportsInt:
    pass


Counter = OrderedDict = ChainMap = Container = Reversible = AbstractSet = MutableSet = MutableSequence = _Any()
KeysView = ValuesView = ItemsView = ContextManager = AsyncContextManager = Pattern = Match = IO = TextIO = _Any()
AsyncGenerator = AsyncIterable = LiteralString = TypeGuard = Unpack = SupportsFloat = SupportsIndex = _Any()
