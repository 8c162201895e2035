"""Paths as texts: what os.path does without looking at a disk."""
import _files
import _heap

sep = "/"
curdir = "."
pardir = ".."
extsep = "."
pathsep = ":"
altsep = None
devnull = "/dev/null"


def _text(path):
    path = _files.path_of(path)
    if not isinstance(path, (str, bytes)):
        raise TypeError("expected str, bytes or os.PathLike object, not %s" % type(path).__name__)
    return path


def join(a, *p):
    path = _text(a)
    for part in p:
        part = _text(part)
        if part.startswith("/"):
            path = part
        elif not path or path.endswith("/"):
            path += part
        else:
            path += "/" + part
    return path


def split(p):
    p = _text(p)
    at = p.rfind("/") + 1
    head, tail = p[:at], p[at:]
    if head.strip("/"):
        head = head.rstrip("/")
    return head, tail


def basename(p):
    return split(p)[1]


def dirname(p):
    return split(p)[0]


def splitext(p):
    p = _text(p)
    name = basename(p)
    at = name.rfind(".")
    if at <= 0 or not name[:at].strip("."):
        return p, ""
    return p[:len(p) - len(name) + at], name[at:]


def isabs(s):
    return _text(s).startswith("/")


def normpath(path):
    path = _text(path)
    root = "/" if path.startswith("/") else ""
    out = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part != ".." or not root and not out or out and out[-1] == "..":
            out.append(part)
        elif out:
            out.pop()
    return root + "/".join(out) or "."


def normcase(s):
    return _text(s)


def commonprefix(m):
    m = list(m)
    if not m:
        return ""
    low, high = min(m), max(m)
    for at, item in enumerate(low):
        if item != high[at]:
            return low[:at]
    return low


def commonpath(paths):
    whole = commonprefix([[part for part in _text(path).split("/") if part] for path in paths])
    return ("/" if _text(list(paths)[0]).startswith("/") else "") + "/".join(whole)


def splitdrive(p):
    return "", _text(p)


def relpath(path, start="."):
    path, start = normpath(path), normpath(start)
    if isabs(path) != isabs(start):
        return _heap.some_number()
    here = [part for part in start.split("/") if part not in ("", ".")]
    there = [part for part in path.split("/") if part not in ("", ".")]
    same = len(commonprefix([here, there]))
    return "/".join([".."] * (len(here) - same) + there[same:]) or "."


def exists(path):
    return _files.exists(path) if _files.known(path) else _heap.some_number()


lexists = exists


def isfile(path):
    return _files.plain(path) in _files._texts if _files.known(path) else _heap.some_number()


def isdir(s):
    return exists(s) and not isfile(s) if _files.known(s) else _heap.some_number()


def islink(path):
    return False if _files.known(path) else _heap.some_number()


def getsize(filename):
    return _files.size(filename)


def getmtime(filename):
    return _heap.some_number()


def abspath(path):
    return normpath(path) if isabs(path) else _heap.some_number()


realpath = abspath


def expanduser(path):
    return path if not _text(path).startswith("~") else _heap.some_number()


def expandvars(path):
    return path if "$" not in _text(path) else _heap.some_number()


def samefile(a, b):
    return _heap.some_number()
