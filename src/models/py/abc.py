# Abstract base classes: abstract methods, virtual subclasses and what isinstance makes of them.
def abstractmethod(funcobj):
    funcobj.__isabstractmethod__ = True
    return funcobj


class abstractclassmethod(classmethod):
    __isabstractmethod__ = True

    def __init__(self, callable):
        callable.__isabstractmethod__ = True
        super().__init__(callable)


class abstractstaticmethod(staticmethod):
    __isabstractmethod__ = True

    def __init__(self, callable):
        callable.__isabstractmethod__ = True
        super().__init__(callable)


class abstractproperty(property):
    __isabstractmethod__ = True


def _abstract_names(cls, namespace, bases):
    abstracts = [n for n, v in namespace.items() if getattr(v, "__isabstractmethod__", False)]
    for base in bases:
        for n in getattr(base, "__abstractmethods__", ()):
            value = getattr(cls, n, None)
            if getattr(value, "__isabstractmethod__", False):
                abstracts.append(n)
    return frozenset(abstracts)


class ABCMeta(type):
    def __new__(mcls, name, bases, namespace, /, **kwargs):
        cls = super().__new__(mcls, name, bases, namespace, **kwargs)
        cls.__abstractmethods__ = _abstract_names(cls, namespace, bases)
        cls._abc_impl = _Registry()
        return cls

    def register(cls, subclass):
        if not isinstance(subclass, type):
            raise TypeError("Can only register classes")
        if issubclass(subclass, cls):
            return subclass
        if issubclass(cls, subclass):
            raise RuntimeError("Refusing to create an inheritance cycle")
        cls._abc_impl.known.append(subclass)
        return subclass

    def __instancecheck__(cls, instance):
        subclass = instance.__class__
        if cls.__subclasscheck__(subclass):
            return True
        return type(instance) is not subclass and cls.__subclasscheck__(type(instance))

    def __subclasscheck__(cls, subclass):
        if not isinstance(subclass, type):
            raise TypeError("issubclass() arg 1 must be a class")
        if cls in subclass.__mro__:
            return True
        hook = _hook_of(cls)
        if hook is not None:
            ok = hook(subclass)
            if ok is not NotImplemented:
                return ok
        for known in cls._abc_impl.known:
            if known in subclass.__mro__ or issubclass(subclass, known):
                return True
        for derived in cls.__subclasses__():
            if isinstance(derived, ABCMeta) and issubclass(subclass, derived):
                return True
        return False


class _Registry:
    def __init__(self):
        self.known = []


def _hook_of(cls):
    for owner in cls.__mro__:
        if owner is object:
            return None
        if "__subclasshook__" in owner.__dict__:
            return cls.__subclasshook__


class ABC(metaclass=ABCMeta):
    __slots__ = ()


def update_abstractmethods(cls):
    if hasattr(cls, "__abstractmethods__"):
        cls.__abstractmethods__ = _abstract_names(cls, cls.__dict__, cls.__bases__)
    return cls


def get_cache_token():
    return 0
