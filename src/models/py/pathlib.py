"""Model of pathlib: pure paths by their parts; what looks at a disk goes to models/_files."""
import _files
import _heap


class PurePath:
    __module__ = "pathlib"
    _name = "PurePosixPath"

    def __new__(cls, *args):
        if cls is PurePath:
            cls = PurePosixPath
        elif cls is Path:
            cls = PosixPath
        self = object.__new__(cls)
        self._parse(args)
        return self

    def __init__(self, *args):
        pass

    def _parse(self, args):
        root, parts = "", []
        for arg in args:
            text = arg if isinstance(arg, str) else _files.path_of(arg)
            if not isinstance(text, str):
                raise TypeError("expected str, bytes or os.PathLike object, not %s" % type(arg).__name__)
            if text.startswith("/"):
                root, parts = "/", []
            parts = parts + [part for part in text.split("/") if part not in ("", ".")]
        self._start = root
        self._tail = parts

    def _of(self, root, tail):
        made = object.__new__(type(self))
        made._start, made._tail = root, list(tail)
        return made

    def __str__(self):
        return self._start + "/".join(self._tail) or "."

    def __fspath__(self):
        return str(self)

    def as_posix(self):
        return str(self)

    def as_uri(self):
        return "file://" + str(self)

    def __repr__(self):
        return "%s(%r)" % (type(self).__name__, str(self))

    def __hash__(self):
        return hash(str(self))

    def __eq__(self, other):
        return str(self) == str(other) if isinstance(other, PurePath) else NotImplemented

    def __lt__(self, other):
        return self.parts < other.parts if isinstance(other, PurePath) else NotImplemented

    def __le__(self, other):
        return self.parts <= other.parts if isinstance(other, PurePath) else NotImplemented

    def __gt__(self, other):
        return self.parts > other.parts if isinstance(other, PurePath) else NotImplemented

    def __ge__(self, other):
        return self.parts >= other.parts if isinstance(other, PurePath) else NotImplemented

    def __truediv__(self, key):
        if not isinstance(key, (str, PurePath)):
            return NotImplemented
        return self.joinpath(key)

    def __rtruediv__(self, key):
        return type(self)(key, self)

    def joinpath(self, *others):
        return type(self)(self, *others)

    @property
    def parts(self):
        return ((self._start,) if self._start else ()) + tuple(self._tail)

    @property
    def root(self):
        return self._start

    @property
    def drive(self):
        return ""

    @property
    def anchor(self):
        return self._start

    @property
    def name(self):
        return self._tail[-1] if self._tail else ""

    @property
    def stem(self):
        name = self.parts[-1] if self._tail else ""
        return name[:len(name) - len(self.suffix)]

    @property
    def suffix(self):
        name = self.parts[-1] if self._tail else ""
        at = name.rfind(".")
        return name[at:] if 0 < at < len(name) - 1 else ""

    @property
    def suffixes(self):
        name = self.parts[-1] if self._tail else ""
        if name.endswith("."):
            return []
        return ["." + part for part in name.lstrip(".").split(".")[1:]]

    @property
    def parent(self):
        return self._of(self._start, self._tail[:-1])

    @property
    def parents(self):
        tails = [self._tail[:at] for at in range(len(self._tail) - 1, -1, -1)]
        return tuple([self._of(self._start, tail) for tail in tails])

    def is_absolute(self):
        return bool(self._start)

    def with_name(self, name):
        if not self.name:
            raise ValueError("%r has an empty name" % self)
        return self._of(self._start, self._tail[:-1] + [name])

    def with_stem(self, stem):
        return self.with_name("".join((stem, self.suffix)))

    def with_suffix(self, suffix):
        if suffix and not suffix.startswith("."):
            raise ValueError("Invalid suffix %r" % suffix)
        return self.with_name(self.stem + suffix)

    def relative_to(self, *other):
        base = type(self)(*other)
        size = len(base.parts)
        if self.parts[:size] != base.parts:
            return _heap.unknown
        return self._of("", self.parts[size:])

    def is_relative_to(self, *other):
        base = type(self)(*other)
        return self.parts[:len(base.parts)] == base.parts

    def match(self, pattern):
        return _heap.some_number()


class PurePosixPath(PurePath):
    __module__ = "pathlib"


class Path(PurePath):
    __module__ = "pathlib"

    @classmethod
    def cwd(cls):
        return _heap.some_number()

    home = cwd

    def exists(self):
        return _files.exists(self) if _files.known(self) else _heap.some_number()

    def is_file(self):
        return _files.plain(self) in _files._texts if _files.known(self) else _heap.some_number()

    def is_dir(self):
        return self.exists() and not self.is_file() if _files.known(self) else _heap.some_number()

    def open(self, mode="r", *args, **kwargs):
        return _files.open(self, mode)

    def read_text(self, encoding=None, errors=None):
        with _files.open(self) as file:
            return file.read()

    def write_text(self, data, encoding=None, errors=None):
        with _files.open(self, "w") as file:
            return file.write(data)

    def read_bytes(self):
        with _files.open(self, "rb") as file:
            return file.read()

    def write_bytes(self, data):
        with _files.open(self, "wb") as file:
            return file.write(data)

    def unlink(self, missing_ok=False):
        if not _files.known(self):
            return _heap.some_number()
        if not missing_ok or _files.exists(self):
            _files.remove(self)

    def mkdir(self, mode=511, parents=False, exist_ok=False):
        import os
        if parents:
            os.makedirs(str(self), exist_ok=exist_ok)
        elif not (exist_ok and self.exists()):
            os.mkdir(str(self))

    def touch(self, mode=438, exist_ok=True):
        _files.open(self, "a").close()

    def iterdir(self):
        return _heap.some_number()

    glob = rglob = stat = resolve = absolute = iterdir


class PosixPath(Path):
    __module__ = "pathlib"
