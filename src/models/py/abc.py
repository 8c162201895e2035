# Abstract base classes, as far as making instances and isinstance go.
def abstractmethod(funcobj):
    funcobj.__isabstractmethod__ = True
    return funcobj


class ABCMeta(type):
    def __new__(mcls, name, bases, namespace, **kwargs):
        cls = super().__new__(mcls, name, bases, namespace, **kwargs)
        abstracts = [n for n, v in namespace.items() if getattr(v, "__isabstractmethod__", False)]
        for base in bases:
            for n in getattr(base, "__abstractmethods__", ()):
                value = getattr(cls, n, None)
                if getattr(value, "__isabstractmethod__", False):
                    abstracts.append(n)
        cls.__abstractmethods__ = frozenset(abstracts)
        return cls


class ABC(metaclass=ABCMeta):
    __slots__ = ()
