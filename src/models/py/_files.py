"""Files as a program sees them that starts in an empty folder: what it writes is what it can read.

Paths outside that folder are unknown."""
import _heap
import io

_texts = {}
_folders = set()


def path_of(path):
    if hasattr(path, "__fspath__"):
        path = path.__fspath__()
    return path


def known(path):
    """Whether the path lies in the folder."""
    path = path_of(path)
    return isinstance(path, str) and not path.startswith(("/", "~", "..")) and "/.." not in path


def plain(path):
    path = path_of(path)
    while path.startswith("./"):
        path = path[2:]
    return path.rstrip("/")


def exists(path):
    return plain(path) in _texts or plain(path) in _folders or plain(path) in ("", ".")


def missing(path, number=2, words="No such file or directory"):
    kinds = {2: FileNotFoundError, 17: FileExistsError, 21: IsADirectoryError, 39: OSError}
    return kinds[number](number, words, path_of(path))


def open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    if isinstance(file, int):
        return _heap.unknown
    bare = mode.replace("b", "").replace("t", "").replace("+", "")
    if bare not in ("r", "w", "a", "x"):
        if len(bare) == 1 or not bare:
            raise ValueError("invalid mode: %r" % mode) if bare else ValueError(
                "Must have exactly one of create/read/write/append mode and at most one plus")
        raise ValueError("must have exactly one of create/read/write/append mode")
    if not known(file):
        return _heap.unknown
    name = plain(file)
    if name in _folders:
        raise missing(file, 21, "Is a directory")
    if "/" in name and name.rpartition("/")[0] not in _folders:
        raise missing(file)
    if bare == "x" and name in _texts:
        raise missing(file, 17, "File exists")
    if bare == "r" and name not in _texts:
        raise missing(file)
    if bare in ("w", "x"):
        _texts[name] = b""
    _texts.setdefault(name, b"")
    return _Binary(name, file, mode) if "b" in mode else _Text(name, file, mode)


class _Stream:
    def _begin(self, name, file, mode):
        self._file = name
        self.name = file
        self.mode = mode
        self._reads = "r" in mode or "+" in mode
        self._writes = "r" not in mode or "+" in mode

    def _allow(self, allowed, words):
        self._check()
        if not allowed:
            raise io.UnsupportedOperation(words)

    def _check(self):
        if self.closed:
            raise ValueError("I/O operation on closed file.")

    def read(self, size=-1):
        self._allow(self._reads, "not readable")
        return super().read(size)

    def readline(self, size=-1):
        self._allow(self._reads, "not readable")
        return super().readline(size)

    def write(self, data):
        self._allow(self._writes, "not writable" if self._writes or "b" not in self.mode else "write")
        return super().write(data)

    def readable(self):
        return self._reads

    def writable(self):
        return self._writes

    def fileno(self):
        return _heap.some_number()

    def flush(self):
        self._check()
        self._save()

    def close(self):
        if not self.closed:
            self._save()
            self.closed = True

    def __del__(self):
        self.close()


class _Text(_Stream, io.StringIO):
    def __init__(self, name, file, mode):
        io.StringIO.__init__(self, _texts[name].decode())
        self._begin(name, file, mode)
        self.encoding = "UTF-8"
        if "a" in mode:
            self.seek(0, 2)

    def _save(self):
        if self._writes:
            _texts[self._file] = self._text.encode()

    def __repr__(self):
        return "<_io.TextIOWrapper name=%r mode=%r encoding=%r>" % (self.name, self.mode, self.encoding)


class _Binary(_Stream, io.BytesIO):
    def __init__(self, name, file, mode):
        io.BytesIO.__init__(self, _texts[name])
        self._begin(name, file, mode)
        if "a" in mode:
            self.seek(0, 2)

    def _save(self):
        if self._writes:
            _texts[self._file] = bytes(self._data)


_Text.__name__ = _Text.__qualname__ = "TextIOWrapper"
_Text.__module__ = "_io"
_Binary.__name__ = _Binary.__qualname__ = "BufferedReader"
_Binary.__module__ = "_io"


def size(path):
    if not known(path):
        return _heap.some_number()
    if plain(path) not in _texts:
        raise missing(path)
    return len(_texts[plain(path)])


def remove(path):
    if plain(path) not in _texts:
        raise missing(path)
    del _texts[plain(path)]


def names(path="."):
    inside = "" if plain(path) in ("", ".") else plain(path) + "/"
    every = [name for name in list(_texts) + sorted(_folders) if name.startswith(inside)]
    return [name[len(inside):] for name in every if "/" not in name[len(inside):]]
