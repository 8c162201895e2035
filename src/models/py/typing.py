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
