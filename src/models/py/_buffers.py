"""Views of memory: the type memoryview, over bytes, byte arrays and arrays of one dimension."""
import _heap
import sys


def _released(view):
    if view._base is None:
        raise ValueError("operation forbidden on released memoryview object")


class memoryview:
    __slots__ = ("_base", "_places", "_format", "_size", "__weakref__")
    __module__ = "builtins"

    def __new__(cls, object):
        self = super().__new__(cls)
        self._size = 1
        self._format = "B"
        if isinstance(object, memoryview):
            _released(object)
            self._base, self._places = object._base, object._places
            self._format, self._size = object._format, object._size
        elif isinstance(object, (bytes, bytearray)):
            self._base, self._places = object, range(len(object))
        elif hasattr(object, "typecode"):
            self._base, self._places = object, range(len(object))
            self._format, self._size = object.typecode, object.itemsize
            object._views += 1
        else:
            shown = type(object).__name__
            raise TypeError("memoryview: a bytes-like object is required, not %r" % shown)
        if isinstance(self._base, bytearray):
            _heap.export(self._base, 1)
        return self

    def _part(self, places):
        made = memoryview(self)
        made._places = places
        return made

    @property
    def obj(self):
        _released(self)
        return self._base

    @property
    def nbytes(self):
        _released(self)
        return len(self._places) * self._size

    @property
    def readonly(self):
        _released(self)
        return isinstance(self._base, bytes)

    @property
    def format(self):
        _released(self)
        return self._format

    @property
    def itemsize(self):
        _released(self)
        return self._size

    @property
    def ndim(self):
        _released(self)
        return 1

    @property
    def shape(self):
        _released(self)
        return (len(self._places),)

    @property
    def strides(self):
        _released(self)
        return (self._size * self._places.step,)

    @property
    def contiguous(self):
        _released(self)
        return self._places.step == 1

    c_contiguous = f_contiguous = contiguous

    def cast(self, format, shape=None):
        return _heap.unknown

    def toreadonly(self):
        return _heap.unknown

    def tolist(self):
        _released(self)
        return [self._base[at] for at in self._places]

    def tobytes(self, order=None):
        _released(self)
        if self._format == "B":
            return bytes(self.tolist())
        size = self._size
        data = self._base.tobytes()
        return b"".join([data[at * size:at * size + size] for at in self._places])

    def hex(self, *sep):
        return self.tobytes().hex(*sep)

    def release(self):
        if self._base is not None:
            if isinstance(self._base, bytearray):
                _heap.export(self._base, -1)
            elif hasattr(self._base, "typecode"):
                self._base._views -= 1
            self._base = None

    def __del__(self):
        self.release()

    def __enter__(self):
        _released(self)
        return self

    def __exit__(self, *exc):
        self.release()

    def __len__(self):
        _released(self)
        return len(self._places)

    def __iter__(self):
        return iter(self.tolist())

    def __getitem__(self, index):
        _released(self)
        if isinstance(index, slice):
            return self._part(self._places[index])
        if not hasattr(index, "__index__"):
            raise TypeError("memoryview: invalid slice key")
        if not -len(self._places) <= index < len(self._places):
            raise IndexError("index out of bounds on dimension 1")
        return self._base[self._places[index]]

    def __setitem__(self, index, value):
        _released(self)
        if isinstance(self._base, bytes):
            raise TypeError("cannot modify read-only memory")
        if isinstance(index, slice):
            places = self._places[index]
            value = list(value)
            if len(value) != len(places):
                raise ValueError("memoryview assignment: lvalue and rvalue have different structures")
            for at, item in zip(places, value):
                self._base[at] = item
            return
        if not -len(self._places) <= index < len(self._places):
            raise IndexError("index out of bounds on dimension 1")
        if self._format == "B":
            if not hasattr(value, "__index__"):
                raise TypeError("memoryview: invalid type for format 'B'")
            if not 0 <= value <= 255:
                raise ValueError("memoryview: invalid value for format 'B'")
        self._base[self._places[index]] = value

    def __delitem__(self, index):
        raise TypeError("cannot delete memory")

    def __eq__(self, other):
        if isinstance(other, memoryview):
            return self is other or self.tolist() == other.tolist()
        if isinstance(other, (bytes, bytearray)) or hasattr(other, "typecode"):
            return self.tolist() == list(other)
        return NotImplemented

    def __hash__(self):
        if not isinstance(self._base, bytes):
            raise ValueError("cannot hash writable memoryview object")
        return hash(self.tobytes())

    def __repr__(self):
        return _heap.unknown

    def __sizeof__(self):
        return 184 - 16
