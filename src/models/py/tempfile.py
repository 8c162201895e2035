"""Model of tempfile: files and folders that nobody else sees; their names are for nobody's eyes."""
import _files
import _heap
import io
import os

tempdir = None
_numbers = []


def _name(suffix, prefix):
    _numbers.append(None)
    return "%s_%07d%s" % (prefix or "tmp", len(_numbers), suffix or "")


def gettempdir():
    return _heap.vague()


def mkdtemp(suffix=None, prefix=None, dir=None):
    name = _name(suffix, prefix)
    name = name if dir is None else os.path.join(dir, name)
    os.mkdir(name)
    return name


def mkstemp(suffix=None, prefix=None, dir=None, text=False):
    return _heap.some_number(), _heap.vague()


class TemporaryDirectory:
    def __init__(self, suffix=None, prefix=None, dir=None, ignore_cleanup_errors=False, *, delete=True):
        self.name = mkdtemp(suffix, prefix, dir)
        self._stays = not delete

    def __enter__(self):
        return self.name

    def __exit__(self, *exc):
        if not self._stays:
            self.cleanup()

    def cleanup(self):
        _remove(self.name)


def _remove(folder):
    if not os.path.isdir(folder):
        return
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        _remove(path) if os.path.isdir(path) else os.remove(path)
    os.rmdir(folder)


class _Held:
    """A file with a name, removed when it is closed."""

    def __init__(self, file, name, delete):
        self.file, self.name, self._deletes = file, name, delete

    def __getattr__(self, name):
        return getattr(self.file, name)

    def __iter__(self):
        return iter(self.file)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def close(self):
        self.file.close()
        if self._deletes and os.path.exists(self.name):
            os.remove(self.name)


def NamedTemporaryFile(mode="w+b", buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None,
                       delete=True, *, errors=None, delete_on_close=True):
    name = _name(suffix, prefix)
    name = name if dir is None else os.path.join(dir, name)
    return _Held(_files.open(name, mode), name, delete)


def TemporaryFile(mode="w+b", *args, **options):
    return io.BytesIO() if "b" in mode else io.StringIO()


def SpooledTemporaryFile(max_size=0, mode="w+b", *args, **options):
    return TemporaryFile(mode)
