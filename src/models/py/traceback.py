"""Model of traceback: the last line of what it prints; the frames above it are not known."""
import sys


def format_exception_only(exc, value=None):
    if value is None:
        value = exc
    kind, text = type(value), str(value)
    shown = kind.__qualname__
    if kind.__module__ not in ("builtins", "__main__"):
        shown = "%s.%s" % (kind.__module__, shown)
    return [(shown + ": " + text if text else shown) + "\n"]


def format_exception(exc, value=None, tb=None, limit=None, chain=True):
    value = exc if value is None else value
    # Lines of files are not known.
    head = ["Traceback (most recent call last):\n", "  ?\n"] if value.__traceback__ is not None else []
    return head + format_exception_only(value)


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


def print_exc(limit=None, file=None, chain=True):
    pass


def print_exception(*args, **kwargs):
    pass


def print_stack(f=None, limit=None, file=None):
    pass


def print_tb(tb, limit=None, file=None):
    pass
