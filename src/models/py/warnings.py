"""Model of warnings: what is recorded or raised; what goes to standard error is not kept."""
import sys

filters = []
_recorders = []
_once = set()


class WarningMessage:
    def __init__(self, message, category, filename, lineno, file=None, line=None, source=None):
        names = ("message", "category", "filename", "lineno", "file", "line", "source")
        for name, value in zip(names, (message, category, filename, lineno, file, line, source)):
            setattr(self, name, value)


def _action(message, category):
    for action, wanted in filters:
        if issubclass(category, wanted):
            break
    else:
        action = "default"
    return action


def warn(message, category=None, stacklevel=1, source=None, **kwds):
    given = isinstance(message, Warning)
    kind = type(message) if given else category or UserWarning
    if not isinstance(kind, type) or not issubclass(kind, Warning):
        raise TypeError("category must be a Warning subclass, not '%s'" % type(kind).__name__)
    message, category = message if given else kind(message), kind
    action = _action(message, kind)
    if action in ("ignore", "error"):
        if action == "ignore":
            return
        raise message
    key = (category, str(message))
    if action in ("default", "once", "module") and _recorders:
        if key in _once:
            return
        _once.add(key)
    if _recorders and _recorders[-1] is not None:
        _recorders[-1].append(WarningMessage(message, category, "", 0))


def warn_explicit(message, category, filename, lineno, *args, **kwds):
    warn(message, category)


def simplefilter(action, category=Warning, lineno=0, append=False):
    _check(action)
    filters.insert(len(filters) if append else 0, (action, category))


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    _check(action)
    filters.insert(len(filters) if append else 0, (action, category))


def _check(action):
    if action not in ("error", "ignore", "always", "default", "module", "once", "all"):
        raise ValueError("invalid action: %r" % action)


def resetwarnings():
    filters.clear()


class catch_warnings:
    def __init__(self, *, record=False, module=None, action=None, category=Warning, lineno=0, append=False):
        self._keeps = record
        self._filter = None if action is None else (action, category)

    def __enter__(self):
        self._before = list(filters)
        if self._filter:
            filters.insert(0, self._filter)
        _recorders.append([] if self._keeps else (_recorders[-1] if _recorders else None))
        return _recorders[-1] if self._keeps else None

    def __exit__(self, *exc):
        _recorders.pop()
        filters[:] = self._before
