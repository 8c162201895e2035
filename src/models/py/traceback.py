"""Model of traceback: the last line of what it prints; the frames above it are not known."""
import _heap
import sys

# A text as a place holder: the lines around it are still known.
_PATH = '"?"'


def format_exception_only(exc, value=None):
    if value is None:
        value = exc
    kind, text = type(value), str(value)
    shown = kind.__qualname__
    if kind.__module__ not in ("builtins", "__main__"):
        shown = "%s.%s" % (kind.__module__, shown)
    notes = getattr(value, "__notes__", None) or []
    return [(shown + ": " + text if text else shown) + "\n"] + [note + "\n" for note in notes]


def _entry(tb):
    """The lines of one frame. Paths are not known, nor where exactly the carets of 3.11 and later stand."""
    shown = "  File %s, line %s, in %s\n" % (_PATH, tb.tb_lineno, tb.tb_frame.f_code.co_name)
    text = _heap.traceback_text(tb)
    if text is None:
        return shown
    line, is_whole = text
    shown += "    %s\n" % line
    return shown if is_whole or sys.version_info < (3, 11) else shown + "    ?\n"


def format_tb(tb, limit=None):
    return [_entry(link) for link in _links(tb)]


_CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
_CONTEXT = "\nDuring handling of the above exception, another exception occurred:\n\n"


def format_exception(exc, value=None, tb=None, limit=None, chain=True):
    value = exc if value is None else value
    lines = []
    if chain and value.__cause__ is not None:
        lines = [*format_exception(value.__cause__), _CAUSE]
    elif chain and value.__context__ is not None and not value.__suppress_context__:
        lines = [*format_exception(value.__context__), _CONTEXT]
    if value.__traceback__ is not None:
        lines.append("Traceback (most recent call last):\n")
        lines += format_tb(value.__traceback__)
    return lines + format_exception_only(value)


def format_exc(limit=None, chain=True):
    value = sys.exc_info()[1]
    return "NoneType: None\n" if value is None else "".join(format_exception(value))


class FrameSummary:
    def __init__(self, filename, lineno, name):
        self.filename = filename
        self.lineno = lineno
        self.name = name


def extract_tb(tb, limit=None):
    return [FrameSummary(frame.f_code.co_filename, lineno, frame.f_code.co_name) for frame, lineno in walk_tb(tb)]


def walk_stack(f):
    f = sys._getframe(1).f_back if f is None else f
    while f is not None:
        yield f, f.f_lineno
        f = f.f_back


def extract_stack(f=None, limit=None):
    found = [FrameSummary("", lineno, frame.f_code.co_name) for frame, lineno in walk_stack(f or sys._getframe(1))]
    found.reverse()
    return found


def _links(tb):
    while tb is not None:
        yield tb
        tb = tb.tb_next


def walk_tb(tb):
    for link in _links(tb):
        yield link.tb_frame, link.tb_lineno


def clear_frames(tb):
    for link in _links(tb):
        try:
            link.tb_frame.clear()
        except RuntimeError:
            # Its body still runs.
            continue


def _print(lines, file):
    print("".join(lines), end="", file=sys.stderr if file is None else file)


def print_exc(limit=None, file=None, chain=True):
    _print([format_exc(limit, chain)], file)


def print_exception(exc, value=None, tb=None, limit=None, file=None, chain=True):
    _print(format_exception(exc, value, tb, limit, chain), file)


def print_stack(f=None, limit=None, file=None):
    _print([_heap.vague()], file)


def print_tb(tb, limit=None, file=None):
    _print(format_tb(tb, limit), file)


def format_list(entries):
    return ["  File %s, line %s, in %s\n" % (_PATH, entry.lineno, entry.name) for entry in entries]


class TracebackException:
    def __init__(self, exc_type, exc_value, exc_traceback, *, limit=None, **options):
        self.exc_type = exc_type
        self._lines = format_exception(exc_value)
        self._only = format_exception_only(exc_value)
        self.stack = extract_tb(exc_traceback)

    @classmethod
    def from_exception(cls, exc, **options):
        return cls(type(exc), exc, exc.__traceback__, **options)

    def format(self, *, chain=True):
        yield from self._lines

    def format_exception_only(self):
        yield from self._only
