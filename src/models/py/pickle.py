"""Model of pickle: objects as opcodes and back, byte for byte as protocols 4 and 5 write them."""
import copy
import io
import struct
import sys
from _heap import identity as id

HIGHEST_PROTOCOL = 5
DEFAULT_PROTOCOL = 5 if sys.version_info >= (3, 14) else 4


class PickleError(Exception):
    pass


class PicklingError(PickleError):
    pass


class UnpicklingError(PickleError):
    pass


_FUNCTION = type(copy.copy)
_NATIVE = type(len)
_BATCH = 1000


def _sized(number, width):
    return number.to_bytes(width, "little")


class _Writer:
    def __init__(self, protocol, buffer=None):
        self._protocol = protocol
        self._out = bytearray() if buffer is None else buffer
        self._memo = {}
        # What was written stays, so that its place is not another's.
        self._kept = []

    def _remember(self, obj):
        self._memo[id(obj)] = len(self._memo)
        self._kept.append(obj)
        self._out += b"\x94"

    def _recall(self, obj):
        at = self._memo.get(id(obj))
        if at is None:
            return False
        self._out += b"h" + _sized(at, 1) if at < 256 else b"j" + _sized(at, 4)
        return True

    def save(self, obj):
        kind = type(obj)
        if obj is None:
            self._out += b"N"
        elif kind is bool:
            self._out += b"\x88" if obj else b"\x89"
        elif kind is int:
            self._save_int(obj)
        elif kind is float:
            self._out += b"G" + struct.pack(">d", obj)
        elif not self._recall(obj):
            self._save_new(obj, kind)

    def _save_int(self, number):
        if 0 <= number < 256:
            self._out += b"K" + _sized(number, 1)
        elif 0 <= number < 65536:
            self._out += b"M" + _sized(number, 2)
        elif -2147483648 <= number < 2147483648:
            self._out += b"J" + number.to_bytes(4, "little", signed=True)
        else:
            # Of a negative number the lowest of its width needs no further byte for the sign.
            width = (number if number >= 0 else ~number).bit_length() // 8 + 1
            self._out += b"\x8a" + _sized(width, 1) + number.to_bytes(width, "little", signed=True)

    def _save_new(self, obj, kind):
        if kind is str:
            data = obj.encode("utf-8")
            self._out += b"\x8c" + _sized(len(data), 1) if len(data) < 256 else b"X" + _sized(len(data), 4)
            self._out += data
            self._remember(obj)
        elif kind is bytes:
            self._out += b"C" + _sized(len(obj), 1) if len(obj) < 256 else b"B" + _sized(len(obj), 4)
            self._out += obj
            self._remember(obj)
        elif kind is bytearray and self._protocol >= 5:
            self._out += b"\x96" + _sized(len(obj), 8) + bytes(obj)
            self._remember(obj)
        elif kind is tuple:
            self._save_tuple(obj)
        elif kind is list:
            self._out += b"]"
            self._remember(obj)
            self._items(obj)
        elif kind is dict:
            self._out += b"}"
            self._remember(obj)
            self._pairs(obj.items())
        elif kind is set or kind is frozenset:
            self._save_set(obj, kind)
        else:
            self._save_object(obj, kind)

    def _save_tuple(self, obj):
        if not obj:
            self._out += b")"
            return
        if len(obj) > 3:
            self._out += b"("
        for item in obj:
            self.save(item)
        if id(obj) in self._memo:
            # It holds itself through an item, which has written it by now.
            self._out += b"0" * len(obj) if len(obj) <= 3 else b"1"
            self._recall(obj)
            return
        self._out += b"t" if len(obj) > 3 else (b"\x85", b"\x86", b"\x87")[len(obj) - 1]
        self._remember(obj)

    def _save_set(self, obj, kind):
        if kind is set:
            self._out += b"\x8f"
            self._remember(obj)
            if obj:
                self._out += b"("
                for item in obj:
                    self.save(item)
                self._out += b"\x90"
            return
        self._out += b"("
        for item in obj:
            self.save(item)
        if id(obj) in self._memo:
            self._out += b"1"
            self._recall(obj)
            return
        self._out += b"\x91"
        self._remember(obj)

    def _batches(self, values, single, several, write):
        values = list(values)
        for at in range(0, len(values), _BATCH):
            part = values[at:at + _BATCH]
            if len(part) > 1:
                self._out += b"("
            for value in part:
                write(value)
            self._out += several if len(part) > 1 else single

    def _items(self, items):
        self._batches(items, b"a", b"e", self.save)

    def _pairs(self, pairs):
        def write(pair):
            self.save(pair[0])
            self.save(pair[1])
        self._batches(pairs, b"s", b"u", write)

    def _save_object(self, obj, kind):
        reduced = self.reducer_override(obj) if hasattr(self, "reducer_override") else NotImplemented
        if reduced is NotImplemented:
            for single in (type(None), type(NotImplemented), type(...)):
                if obj is single:
                    return self._reduce((type, (None if obj is type(None) else NotImplemented
                                                if obj is type(NotImplemented) else ...,)), obj)
            if issubclass(kind, type) or kind is _FUNCTION:
                return self._save_global(obj)
            if kind is _NATIVE:
                owner = getattr(obj, "__self__", None)
                if owner is None or type(owner) is type(sys):
                    return self._save_global(obj)
                return self._reduce((getattr, (owner, obj.__name__)), obj)
            if obj is NotImplemented or obj is ...:
                return self._save_global(obj, "NotImplemented" if obj is NotImplemented else "Ellipsis")
            reduced = _reduced(obj, kind)
        if isinstance(reduced, str):
            return self._save_global(obj, reduced)
        self._reduce(reduced, obj)

    def _save_global(self, obj, name=None):
        name = name or getattr(obj, "__qualname__", None) or obj.__name__
        if obj is NotImplemented or obj is ... or obj.__module__ is None:
            module = "builtins"
        else:
            module = obj.__module__
        if "<locals>" in name.split("."):
            words = "get" if sys.version_info >= (3, 13) else "pickle"
            kind = PicklingError if sys.version_info >= (3, 14) else AttributeError
            raise kind("Can't %s local object %r" % (words, name))
        found = _find(module, name, None)
        if found is None:
            raise PicklingError("Can't pickle %r: attribute lookup %s on %s failed" % (obj, name, module))
        if found is not obj:
            raise PicklingError("Can't pickle %r: it's not the same object as %s.%s" % (obj, module, name))
        self.save(module)
        self.save(name)
        self._out += b"\x93"
        self._remember(obj)

    def _reduce(self, parts, obj):
        function, args, state, items, pairs = (*parts, None, None, None)[:5]
        if function is copy._make:
            cls, args, kwargs = args
            self.save(cls)
            self.save(args)
            if kwargs:
                self.save(kwargs)
            self._out += b"\x92" if kwargs else b"\x81"
        else:
            self.save(function)
            self.save(args)
            self._out += b"R"
        if obj is not None:
            if id(obj) in self._memo:
                self._out += b"0"
                self._recall(obj)
            else:
                self._remember(obj)
        if items is not None:
            self._items(items)
        if pairs is not None:
            self._pairs(pairs)
        if state is not None:
            self.save(state)
            self._out += b"b"


def _reduced(obj, kind):
    """What makes an object again: `(function, arguments, state, items, pairs)`."""
    import weakref
    if kind is complex:
        return complex, (obj.real, obj.imag)
    if kind is range:
        return range, (obj.start, obj.stop, obj.step)
    if kind is bytearray:
        return (bytearray, (bytes(obj),)) if obj else (bytearray, ())
    if kind is copy._MethodType:
        return getattr, (obj.__self__, obj.__func__.__name__)
    name = kind.__name__
    if name == "deque" and copy._is_deque(obj):
        return kind, () if obj.maxlen is None else ((), obj.maxlen), copy._state_of(obj), iter(obj)
    if name == "OrderedDict":
        return kind, (), copy._state_of(obj), None, iter(obj.items())
    if name == "mappingproxy" or isinstance(obj, weakref.ref) or name in _REFUSED:
        raise TypeError("cannot pickle %r object" % _shown(kind))
    return copy._reduced(obj)


_REFUSED = ("lock", "RLock", "TextIOWrapper", "traceback", "frame", "code", "cell", "async_generator", "module")


def _shown(kind):
    name = kind.__name__
    if name in ("lock", "RLock"):
        return "_thread." + name
    if name == "TextIOWrapper":
        return "_io.TextIOWrapper"
    if name in ("ReferenceType", "weakref"):
        return "weakref.ReferenceType" if sys.version_info >= (3, 9) else "weakref"
    return name


def _find(module, path, default):
    try:
        found = __import__(module)
        for name in module.split(".")[1:]:
            found = getattr(found, name)
        for name in path.split("."):
            found = getattr(found, name)
    except (ImportError, AttributeError):
        return default
    return found


_MARK = object()


class _Reader:
    def __init__(self, data):
        self._data = bytes(data)
        self._at = 0
        self._stack = []
        self._memo = []

    def find_class(self, module, name):
        found = _find(module, name, _MARK)
        if found is _MARK:
            raise AttributeError("Can't get attribute %r on %r" % (name, __import__(module)))
        return found

    def _take(self, count):
        part = self._data[self._at:self._at + count]
        if len(part) < count:
            raise EOFError("Ran out of input") if not self._data else UnpicklingError("pickle data was truncated")
        self._at += count
        return part

    def _number(self, width, signed=False):
        return int.from_bytes(self._take(width), "little", signed=signed)

    def _marked(self):
        values = []
        while True:
            value = self._stack.pop()
            if value is _MARK:
                values.reverse()
                return values
            values.append(value)

    def load(self):
        while True:
            code = self._take(1)
            if code == b".":
                return self._stack.pop()
            step = _STEPS.get(code)
            if step is None:
                raise UnpicklingError("invalid load key, %r." % chr(code[0]))
            step(self)

    def _tuple(self, count):
        parts = [self._stack.pop() for _ in range(count)]
        parts.reverse()
        self._stack.append(tuple(parts))

    def _append(self, values):
        target = self._stack[-1]
        if type(target) is list:
            target.extend(values)
        else:
            for value in values:
                target.append(value)

    def _set_items(self, values):
        target = self._stack[-1]
        for at in range(0, len(values), 2):
            target[values[at]] = values[at + 1]

    def _call(self):
        args = self._stack.pop()
        self._stack.append(self._stack.pop()(*args))

    def _new(self, has_keywords):
        kwargs = self._stack.pop() if has_keywords else {}
        args = self._stack.pop()
        cls = self._stack.pop()
        self._stack.append(cls.__new__(cls, *args, **kwargs))

    def _build(self):
        state = self._stack.pop()
        copy._set_state(self._stack[-1], state)

    def _global(self):
        name = self._stack.pop()
        self._stack.append(self.find_class(self._stack.pop(), name))

    def _pair(self):
        value = self._stack.pop()
        self._set_items([self._stack.pop(), value])

    def _last(self):
        value = self._stack.pop()
        self._append([value])

    def _put(self, value):
        self._stack.append(value)

    def _more(self):
        values = self._marked()
        self._append(values)

    def _more_pairs(self):
        values = self._marked()
        self._set_items(values)

    def _more_of_set(self):
        values = self._marked()
        self._stack[-1].update(values)


_STEPS = {
    b"\x80": lambda r: r._take(1),
    b"\x95": lambda r: r._take(8),
    b"N": lambda r: r._put(None),
    b"\x88": lambda r: r._put(True),
    b"\x89": lambda r: r._put(False),
    b"K": lambda r: r._put(r._number(1)),
    b"M": lambda r: r._put(r._number(2)),
    b"J": lambda r: r._put(r._number(4, True)),
    b"\x8a": lambda r: r._put(r._number(r._number(1), True)),
    b"G": lambda r: r._put(struct.unpack(">d", r._take(8))[0]),
    b"\x8c": lambda r: r._put(r._take(r._number(1)).decode("utf-8")),
    b"X": lambda r: r._put(r._take(r._number(4)).decode("utf-8")),
    b"C": lambda r: r._put(r._take(r._number(1))),
    b"B": lambda r: r._put(r._take(r._number(4))),
    b"\x96": lambda r: r._put(bytearray(r._take(r._number(8)))),
    b"(": lambda r: r._put(_MARK),
    b")": lambda r: r._put(()),
    b"]": lambda r: r._put([]),
    b"}": lambda r: r._put({}),
    b"\x8f": lambda r: r._put(set()),
    b"\x94": lambda r: r._memo.append(r._stack[-1]),
    b"h": lambda r: r._put(r._memo[r._number(1)]),
    b"j": lambda r: r._put(r._memo[r._number(4)]),
    b"0": lambda r: r._stack.pop(),
    b"1": lambda r: r._marked(),
    b"\x85": lambda r: r._tuple(1),
    b"\x86": lambda r: r._tuple(2),
    b"\x87": lambda r: r._tuple(3),
    b"t": lambda r: r._put(tuple(r._marked())),
    b"\x91": lambda r: r._put(frozenset(r._marked())),
    b"\x90": _Reader._more_of_set,
    b"a": _Reader._last,
    b"e": _Reader._more,
    b"s": _Reader._pair,
    b"u": _Reader._more_pairs,
    b"\x93": _Reader._global,
    b"R": _Reader._call,
    b"\x81": lambda r: r._new(False),
    b"\x92": lambda r: r._new(True),
    b"b": _Reader._build,
}


def _protocol(protocol):
    if protocol is None:
        return DEFAULT_PROTOCOL
    if protocol > HIGHEST_PROTOCOL:
        raise ValueError("pickle protocol must be <= %d" % HIGHEST_PROTOCOL)
    return HIGHEST_PROTOCOL if protocol < 0 else protocol


def dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None):
    protocol = _protocol(protocol)
    writer = _Writer(protocol)
    return _written(writer, obj, protocol)


def _written(writer, obj, protocol):
    start = len(writer._out)
    writer.save(obj)
    writer._out += b"."
    body = bytes(writer._out[start:])
    framed = b"\x95" + _sized(len(body), 8) if len(body) >= 4 else b""
    return b"\x80" + _sized(max(protocol, 4), 1) + framed + body


def loads(data, /, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None):
    return _Reader(data).load()


def dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None):
    file.write(dumps(obj, protocol))


def load(file, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None):
    return Unpickler(file).load()


class Pickler(_Writer):
    def __init__(self, file, protocol=None, *, fix_imports=True, buffer_callback=None):
        _Writer.__init__(self, _protocol(protocol))
        self._file = file

    def dump(self, obj):
        self._out = bytearray()
        self._file.write(_written(self, obj, self._protocol))

    def clear_memo(self):
        self._memo.clear()


class Unpickler(_Reader):
    def __init__(self, file, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None):
        self._file = file
        _Reader.__init__(self, b"")

    def load(self):
        # One document ends where its last opcode stands; the rest of the file is the next one's.
        start = self._file.tell()
        self._data = self._file.read()
        self._at = 0
        self._stack = []
        found = _Reader.load(self)
        self._file.seek(start + self._at)
        return found
