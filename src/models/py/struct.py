"""Model of struct: numbers to bytes and back; floats through their native bits."""
import _heap

_SIZES = {"x": 1, "c": 1, "b": 1, "B": 1, "?": 1, "h": 2, "H": 2, "i": 4, "I": 4, "l": 8, "L": 8, "q": 8, "Q": 8,
          "n": 8, "N": 8, "f": 4, "d": 8, "s": 1, "p": 1, "P": 8, "e": 2}
_RANGES = {"b": "byte", "B": "ubyte", "h": "short", "H": "ushort", "i": "int", "I": "int", "l": "long", "L": "long"}


class error(Exception):
    pass


error.__qualname__ = error.__name__ = "error"


def _read(format):
    """Whether the lowest byte comes first, and (code, times, place) of each item; the size in all."""
    if isinstance(format, bytes):
        format = format.decode("ascii")
    little, aligned, native = True, True, True
    at = 0
    if format[:1] in ("<", ">", "!", "=", "@") and format:
        little = format[0] in "<=@"
        aligned = native = format[0] == "@"
        at = 1
    place = 0
    items = []
    while at < len(format):
        c = format[at]
        if c.isspace():
            at += 1
            continue
        digits = at
        while format[at:at + 1].isdigit():
            at += 1
        times = int(format[digits:at]) if at > digits else 1
        code = format[at:at + 1]
        if code not in _SIZES or not code or (code in "nNP" and not native):
            raise error("bad char in struct format" if code else "repeat count given without format specifier")
        at += 1
        size = _SIZES[code]
        if not native and code in "lL":
            size = 4
        if aligned and size > 1:
            place = (place + size - 1) // size * size
        if code in "sp":
            items.append((code, times, place, times))
            place += times
            continue
        for _ in range(times):
            if code != "x":
                items.append((code, 1, place, size))
            place += size
    return little, items, place


def calcsize(format):
    return _read(format)[2]


def _packed(code, size, little, value):
    if code == "c":
        if not isinstance(value, (bytes, bytearray)) or len(value) != 1:
            raise error("char format requires a bytes object of length 1")
        return value
    if code == "?":
        return b"\x01" if value else b"\x00"
    if code in "fde":
        if not hasattr(value, "__float__") and not hasattr(value, "__index__"):
            raise error("required argument is not a float")
        data = _heap.float_bytes(float(value), size)
        return data if little else data[::-1]
    if not hasattr(value, "__index__"):
        raise error("required argument is not an integer")
    value = value.__index__()
    bits = 8 * size
    signed = code.islower()
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    if not low <= value <= high:
        if code in "bB":
            raise error("%s format requires %d <= number <= %d" % (_RANGES[code], low, high))
        raise error("%r format requires %d <= number <= %d" % (code, low, high))
    return value.to_bytes(size, "little" if little else "big", signed=signed)


def pack(format, *values):
    little, items, size = _read(format)
    if len(items) != len(values):
        raise error("pack expected %d items for packing (got %d)" % (len(items), len(values)))
    out = bytearray(size)
    for (code, times, place, width), value in zip(items, values):
        if code == "s":
            if not isinstance(value, (bytes, bytearray)):
                raise error("argument for 's' must be a bytes object")
            data = bytes(value[:times]) + bytes(max(0, times - len(value)))
        else:
            data = _packed(code, width, little, value)
        out[place:place + width] = data
    return bytes(out)


def pack_into(format, buffer, offset, *values):
    data = pack(format, *values)
    for at in range(len(data)):
        buffer[offset + at] = data[at]


def _unpacked(code, data, little):
    if code in "sc":
        return data
    if code == "?":
        return data != b"\x00"
    if code in "fde":
        return _heap.bytes_float(data if little else data[::-1])
    return int.from_bytes(data, "little" if little else "big", signed=code.islower())


def unpack_from(format, buffer, offset=0):
    little, items, size = _read(format)
    data = bytes(buffer)[offset:offset + size]
    if len(data) < size:
        raise error("unpack_from requires a buffer of at least %d bytes for unpacking %d bytes at offset %d "
                    "(actual buffer size is %d)" % (size + offset, size, offset, len(buffer)))
    return tuple([_unpacked(code, data[place:place + width], little) for code, _, place, width in items])


def unpack(format, buffer):
    size = _read(format)[2]
    if len(buffer) != size:
        raise error("unpack requires a buffer of %d bytes" % size)
    return unpack_from(format, buffer)


def iter_unpack(format, buffer):
    size = calcsize(format)
    for at in range(0, len(buffer), size):
        yield unpack_from(format, buffer, at)


class Struct:
    def __init__(self, format):
        self.format = format
        self.size = calcsize(format)

    def pack(self, *values):
        return pack(self.format, *values)

    def unpack(self, buffer):
        return unpack(self.format, buffer)

    def unpack_from(self, buffer, offset=0):
        return unpack_from(self.format, buffer, offset)

    def pack_into(self, buffer, offset, *values):
        pack_into(self.format, buffer, offset, *values)

    def iter_unpack(self, buffer):
        return iter_unpack(self.format, buffer)
