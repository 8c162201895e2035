"""Model of uuid: what is made of names is exact, what is random is unknown."""
import _heap
import hashlib

RESERVED_NCS, RFC_4122 = "reserved for NCS compatibility", "specified in RFC 4122"
RESERVED_MICROSOFT, RESERVED_FUTURE = "reserved for Microsoft compatibility", "reserved for future definition"


class UUID:
    __slots__ = ("int", "is_safe", "__weakref__")

    def __init__(self, hex=None, bytes=None, bytes_le=None, fields=None, int=None, version=None, *, is_safe=None):
        if [hex, bytes, bytes_le, fields, int].count(None) != 4:
            raise TypeError("one of the hex, bytes, bytes_le, fields, or int arguments must be given")
        if hex is not None:
            plain = hex.replace("urn:", "").replace("uuid:", "").strip("{}").replace("-", "")
            if len(plain) != 32:
                raise ValueError("badly formed hexadecimal UUID string")
            int = _whole(plain, 16)
        if bytes is not None:
            if len(bytes) != 16:
                raise ValueError("bytes is not a 16-char string")
            int = _whole.from_bytes(bytes, "big")
        if fields is not None:
            int = 0
            for part, bits in zip(fields, (32, 16, 16, 8, 8, 48)):
                int = int << bits | part
        if version is not None:
            if not 1 <= version <= 5:
                raise ValueError("illegal version number")
            int = int & ~(0xc000 << 48) | 0x8000 << 48
            int = int & ~(0xf000 << 64) | version << 76
        _store(self, "int", int)
        _store(self, "is_safe", is_safe)

    def __setattr__(self, name, value):
        raise TypeError("UUID objects are immutable")

    def __eq__(self, other):
        return self.int == other.int if isinstance(other, UUID) else NotImplemented

    def __lt__(self, other):
        return self.int < other.int if isinstance(other, UUID) else NotImplemented

    def __le__(self, other):
        return self.int <= other.int if isinstance(other, UUID) else NotImplemented

    def __gt__(self, other):
        return self.int > other.int if isinstance(other, UUID) else NotImplemented

    def __ge__(self, other):
        return self.int >= other.int if isinstance(other, UUID) else NotImplemented

    def __hash__(self):
        return hash(self.int)

    def __int__(self):
        return self.int

    def __str__(self):
        digits = self.hex
        return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])

    def __repr__(self):
        return "%s(%r)" % (self.__class__.__name__, str(self))

    @property
    def hex(self):
        return "%032x" % self.int

    @property
    def bytes(self):
        return self.int.to_bytes(16, "big")

    @property
    def urn(self):
        return "urn:uuid:" + str(self)

    @property
    def fields(self):
        digits = self.hex
        parts = (digits[:8], digits[8:12], digits[12:16], digits[16:18], digits[18:20], digits[20:])
        return tuple([_whole(part, 16) for part in parts])

    @property
    def node(self):
        return self.int & (1 << 48) - 1

    @property
    def variant(self):
        top = self.int >> 61 & 7
        return (RESERVED_NCS, RESERVED_NCS, RESERVED_NCS, RESERVED_NCS, RFC_4122, RFC_4122, RESERVED_MICROSOFT,
                RESERVED_FUTURE)[top]

    @property
    def version(self):
        return self.int >> 76 & 15 if self.variant == RFC_4122 else None


_whole = int
_store = object.__setattr__


class _Random(UUID):
    """One whose number is not known; its version is."""

    __slots__ = ("_version",)

    def __init__(self, version):
        _store(self, "int", _heap.some_number())
        _store(self, "is_safe", None)
        _store(self, "_version", version)

    version = property(lambda self: self._version)
    variant = RFC_4122
    hex = property(lambda self: _heap.vague())

    def __str__(self):
        return _heap.vague()

    def __eq__(self, other):
        # Two that were drawn are never the same by chance.
        return self is other if isinstance(other, UUID) else NotImplemented

    def __hash__(self):
        return object.__hash__(self)


_Random.__name__ = _Random.__qualname__ = "UUID"


def uuid1(node=None, clock_seq=None):
    return _Random(1)


def uuid4():
    return _Random(4)


def _named(kind, version, namespace, name):
    data = namespace.bytes + (name.encode("utf-8") if isinstance(name, str) else name)
    return UUID(bytes=kind(data).digest()[:16], version=version)


def uuid3(namespace, name):
    return _named(hashlib.md5, 3, namespace, name)


def uuid5(namespace, name):
    return _named(hashlib.sha1, 5, namespace, name)


def getnode():
    return _heap.some_number()


NAMESPACE_DNS = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
NAMESPACE_URL = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
NAMESPACE_OID = UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")
NAMESPACE_X500 = UUID("6ba7b814-9dad-11d1-80b4-00c04fd430c8")
