"""Model of ctypes: numbers, and the reference count that stands at an object's address."""
from _heap import count_at, object_at


class _Number:
    def __init__(self, value=0):
        self.value = value

    @classmethod
    def from_address(cls, address):
        found = cls(None)
        del found.value
        found._address = address
        return found

    def __getattr__(self, name):
        if name == "value":
            return count_at(self._address)
        raise AttributeError("%r object has no attribute %r" % (type(self).__name__, name))

    def __repr__(self):
        return "%s(%r)" % (type(self).__name__, self.value)


class c_long(_Number):
    pass


class c_size_t(_Number):
    pass


class c_ssize_t(_Number):
    pass


class c_int64(_Number):
    pass


class c_int(_Number):
    pass


class c_uint(_Number):
    pass


class c_longlong(_Number):
    pass


class py_object:
    def __init__(self, value=None):
        self.value = value


class _Pointed:
    def __init__(self, value):
        self.value = value


def cast(obj, typ):
    return _Pointed(object_at(obj))


class Structure:
    pass
