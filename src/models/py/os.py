"""Model of os: paths and files as models/_paths and models/_files know them; the rest is unknown."""
import _files
import _heap
import _paths as path
from _paths import altsep, curdir, devnull, extsep, pardir, pathsep, sep

name = "posix"
linesep = "\n"
error = OSError
F_OK, X_OK, W_OK, R_OK = 0, 1, 2, 4


class PathLike:
    pass


class _Environ(dict):
    """Only what the program itself has set is known."""

    def __repr__(self):
        return _heap.unknown


environ = _Environ(PYTHONHASHSEED="0")


def getenv(key, default=None):
    return environ.get(key, default)


def putenv(key, value):
    environ[key] = value


def fspath(path):
    if isinstance(path, (str, bytes)):
        return path
    if hasattr(path, "__fspath__"):
        return path.__fspath__()
    raise TypeError("expected str, bytes or os.PathLike object, not %s" % type(path).__name__)


def getcwd():
    return _heap.some_number()


getpid = getppid = getuid = geteuid = getlogin = cpu_count = getcwd


def urandom(n):
    return _heap.some_number()


def _asked(path):
    return _files.known(path)


def remove(path):
    return _files.remove(path) if _asked(path) else _heap.some_number()


unlink = remove


def rename(src, dst):
    if not (_asked(src) and _asked(dst)):
        return _heap.some_number()
    if not _files.exists(src):
        raise FileNotFoundError(2, "No such file or directory", src, None, dst)
    _files._texts[_files.plain(dst)] = _files._texts.pop(_files.plain(src))


replace = rename


def listdir(path="."):
    if not _asked(path):
        return _heap.some_number()
    if not _files.exists(path):
        raise _files.missing(path)
    return _files.names(path)


def mkdir(path, mode=511):
    if _asked(path):
        if _files.exists(path):
            raise _files.missing(path, 17, "File exists")
        _files._folders.add(_files.plain(path))


def makedirs(name, mode=511, exist_ok=False):
    if _asked(name):
        if _files.exists(name) and not exist_ok:
            raise _files.missing(name, 17, "File exists")
        parts = _files.plain(name).split("/")
        for at in range(len(parts)):
            _files._folders.add("/".join(parts[:at + 1]))


def rmdir(path):
    if _asked(path):
        if _files.plain(path) not in _files._folders:
            raise _files.missing(path)
        if _files.names(path):
            raise _files.missing(path, 39, "Directory not empty")
        _files._folders.discard(_files.plain(path))


def access(path, mode):
    return _files.exists(path) if _asked(path) else _heap.some_number()
