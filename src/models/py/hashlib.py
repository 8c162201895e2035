"""Model of hashlib: digests of known bytes."""
import _hash
import sys

_SIZES = {"md5": (16, 64), "sha1": (20, 64), "sha224": (28, 64), "sha256": (32, 64), "sha384": (48, 128),
          "sha512": (64, 128)}
algorithms_guaranteed = {*_SIZES, "blake2b", "blake2s", "sha3_224", "sha3_256", "sha3_384", "sha3_512", "shake_128",
                         "shake_256"}
algorithms_available = algorithms_guaranteed


class HASH:
    def __init__(self, name, data=b""):
        self.name = name
        self.digest_size, self.block_size = _SIZES[name]
        self._data = b""
        self.update(data)

    def update(self, data, /):
        if isinstance(data, str):
            if sys.version_info < (3, 9):
                raise TypeError("Unicode-objects must be encoded before hashing")
            raise TypeError("Strings must be encoded before hashing")
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError("object supporting the buffer API required")
        self._data += bytes(data)

    def digest(self):
        return _hash.digest(self.name, self._data)

    def hexdigest(self):
        return self.digest().hex()

    def copy(self):
        return HASH(self.name, self._data)


def _constructor(name):
    def made(data=b"", *, usedforsecurity=True, string=None):
        return HASH(name, data)
    made.__name__ = made.__qualname__ = "openssl_" + name
    return made


md5, sha1, sha224 = [_constructor(name) for name in ("md5", "sha1", "sha224")]
sha256, sha384, sha512 = [_constructor(name) for name in ("sha256", "sha384", "sha512")]


def new(name, data=b"", **options):
    name = name.lower().replace("-", "") if isinstance(name, str) else name
    if name not in _SIZES:
        raise ValueError("unsupported hash type " + str(name))
    return HASH(name, data)
