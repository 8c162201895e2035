"""Model of array: numbers of one kind, with the room that the array keeps for more."""
import struct
import sys

typecodes = "bBuhHiIlLqQfd" if sys.version_info < (3, 13) else "bBuwhHiIlLqQfd"
_SIZES = {"b": 1, "B": 1, "u": 4, "w": 4, "h": 2, "H": 2, "i": 4, "I": 4, "l": 8, "L": 8, "q": 8, "Q": 8, "f": 4, "d": 8}
_NAMES = {"b": "signed char", "B": "unsigned byte integer", "h": "short", "H": "unsigned short", "i": "int",
          "I": "unsigned int", "l": "long", "L": "unsigned long"}
# From 3.10 on the type is known to the collector, whose header getsizeof adds.
_OWN = 64 if sys.version_info >= (3, 10) else 48


class array:
    __slots__ = ("_code", "_items", "_room", "_views", "__weakref__")

    def __new__(cls, typecode, initializer=()):
        if not isinstance(typecode, str) or len(typecode) != 1:
            shown = "str" if isinstance(typecode, str) else type(typecode).__name__
            raise TypeError("array() argument 1 must be a unicode character, not " + shown)
        if typecode not in _SIZES or typecode not in typecodes:
            listed = ", ".join(typecodes[:-1]) + " or " + typecodes[-1]
            raise ValueError("bad typecode (must be %s)" % listed)
        self = object.__new__(cls)
        self._code = typecode
        self._items = []
        self._room = 0
        self._views = 0
        if isinstance(initializer, str) and typecode not in "uw":
            raise TypeError("cannot use a str to initialize an array with typecode %r" % typecode)
        if isinstance(initializer, (bytes, bytearray)):
            self.frombytes(initializer)
            self._room = len(self._items)
        elif isinstance(initializer, (list, tuple, array, str)):
            self._items = [self._checked(item) for item in initializer]
            self._room = len(self._items)
        else:
            for item in initializer:
                self.append(item)
        return self

    def __init__(self, *args):
        pass

    @property
    def typecode(self):
        return self._code

    @property
    def itemsize(self):
        return _SIZES[self._code]

    def _checked(self, value):
        code = self._code
        if code in "uw":
            if not isinstance(value, str) or len(value) != 1:
                raise TypeError("array item must be a unicode character, not " + type(value).__name__)
            return value
        if code in "fd":
            if not hasattr(value, "__float__") and not hasattr(value, "__index__"):
                raise TypeError("must be real number, not " + type(value).__name__)
            return struct.unpack("f", struct.pack("f", value))[0] if code == "f" else float(value)
        if not hasattr(value, "__index__"):
            shown = type(value).__name__
            if isinstance(value, float) and sys.version_info < (3, 10):
                raise TypeError("integer argument expected, got float")
            if sys.version_info < (3, 10):
                raise TypeError("an integer is required (got type %s)" % shown)
            raise TypeError("%r object cannot be interpreted as an integer" % shown)
        value = value.__index__()
        bits = 8 * _SIZES[code]
        signed = code.islower()
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
        if not low <= value <= high:
            name = _NAMES.get(code, "int")
            what = "greater than maximum" if value > high else "less than minimum"
            if code in "lq":
                raise OverflowError("Python int too large to convert to C long")
            if code in "LQI" and value < 0:
                raise OverflowError("can't convert negative value to unsigned int")
            raise OverflowError("%s is %s" % (name, what))
        return value

    def _resized(self, before):
        """The room after the number of items changed."""
        size = len(self._items)
        if self._room >= size and before < size + 16 and self._room:
            return
        self._room = 0 if size == 0 else (size >> 4) + (3 if before < 8 else 7) + size

    def _free(self):
        if self._views:
            raise BufferError("cannot resize an array that is exporting buffers")

    def append(self, value):
        value = self._checked(value)
        self._free()
        before = len(self._items)
        self._items.append(value)
        self._resized(before)

    def extend(self, items):
        if isinstance(items, array):
            if items._code != self._code:
                raise TypeError("can only extend with array of same kind")
            self._free()
            before = len(self._items)
            self._items.extend(items._items)
            self._resized(before)
            return
        for item in items:
            self.append(item)

    fromlist = extend

    def insert(self, i, v):
        v = self._checked(v)
        self._free()
        before = len(self._items)
        self._items.insert(i, v)
        self._resized(before)

    def pop(self, i=-1):
        if not self._items:
            raise IndexError("pop from empty array")
        if not -len(self._items) <= i < len(self._items):
            raise IndexError("pop index out of range")
        self._free()
        before = len(self._items)
        item = self._items.pop(i)
        self._resized(before)
        return item

    def remove(self, v):
        if v not in self._items:
            raise ValueError("array.remove(x): x not in array")
        before = len(self._items)
        self._items.remove(v)
        self._resized(before)

    def clear(self):
        self._items.clear()
        self._room = 0

    def reverse(self):
        self._items.reverse()

    def index(self, v, *limits):
        try:
            return self._items.index(v, *limits)
        except ValueError:
            raise ValueError("array.index(x): x not in array") from None

    def count(self, v):
        return self._items.count(v)

    def tolist(self):
        return list(self._items)

    def tounicode(self):
        return "".join(self._items)

    def tobytes(self):
        if self._code in "uw":
            return "".join(self._items).encode("utf-32-le")
        return struct.pack("%d%s" % (len(self._items), self._code), *self._items)

    def frombytes(self, data):
        size = self.itemsize
        if len(data) % size:
            raise ValueError("bytes length not a multiple of item size")
        before = len(self._items)
        self._items.extend(struct.unpack("%d%s" % (len(data) // size, self._code), bytes(data)))
        self._resized(before)

    def buffer_info(self):
        return id(self._items), len(self._items)

    def byteswap(self):
        data = self.tobytes()
        size = self.itemsize
        swapped = b"".join([data[at:at + size][::-1] for at in range(0, len(data), size)])
        self._items[:] = struct.unpack("%d%s" % (len(self._items), self._code), swapped)

    def _like(self, items):
        made = array(self._code)
        made._items = items
        made._room = len(items)
        return made

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)

    def __contains__(self, value):
        return value in self._items

    def __getitem__(self, index):
        if isinstance(index, slice):
            return self._like(self._items[index])
        if not hasattr(index, "__index__"):
            raise TypeError("array indices must be integers")
        if not -len(self._items) <= index < len(self._items):
            raise IndexError("array index out of range")
        return self._items[index]

    def __setitem__(self, index, value):
        if isinstance(index, slice):
            if not isinstance(value, array):
                raise TypeError("can only assign array (not %r) to array slice" % type(value).__name__)
            before = len(self._items)
            self._items[index] = value._items
            self._resized(before)
            return
        if not -len(self._items) <= index < len(self._items):
            raise IndexError("array assignment index out of range")
        self._items[index] = self._checked(value)

    def __delitem__(self, index):
        self._free()
        before = len(self._items)
        if not isinstance(index, slice) and not -before <= index < before:
            raise IndexError("array assignment index out of range")
        del self._items[index]
        self._resized(before)

    def __add__(self, other):
        if not isinstance(other, array):
            raise TypeError("can only append array (not %r) to array" % type(other).__name__)
        return self._like(self._items + other._items)

    def __iadd__(self, other):
        if not isinstance(other, array):
            raise TypeError("can only extend with array (not %r)" % type(other).__name__)
        self.extend(other)
        return self

    def __mul__(self, times):
        return self._like(self._items * times)

    __rmul__ = __mul__

    def __imul__(self, times):
        before = len(self._items)
        self._items *= times
        self._resized(before)
        return self

    def _others(self, other):
        return other._items if isinstance(other, array) else None

    def __eq__(self, other):
        return self._items == other._items if isinstance(other, array) else NotImplemented

    def __lt__(self, other):
        return self._items < other._items if isinstance(other, array) else NotImplemented

    def __le__(self, other):
        return self._items <= other._items if isinstance(other, array) else NotImplemented

    def __gt__(self, other):
        return self._items > other._items if isinstance(other, array) else NotImplemented

    def __ge__(self, other):
        return self._items >= other._items if isinstance(other, array) else NotImplemented

    def __copy__(self):
        return self._like(list(self._items))

    def __deepcopy__(self, memo):
        return self._like(list(self._items))

    def __repr__(self):
        if not self._items:
            return "array(%r)" % self._code
        if self._code in "uw":
            return "array(%r, %r)" % (self._code, "".join(self._items))
        return "array(%r, %r)" % (self._code, self._items)

    def __sizeof__(self):
        return _OWN + self._room * self.itemsize


ArrayType = array
