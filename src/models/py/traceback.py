"""Model of traceback: the last line of what it prints; the frames above it are not known."""
import sys


def format_exception_only(exc, value=None):
    value = exc if value is None else value
    name = type(value).__qualname__
    if type(value).__module__ not in ("builtins", "__main__"):
        name = type(value).__module__ + "." + name
    elif type(value).__module__ == "__main__" :
        name = "__main__." + name if False else name
    text = str(value)
    return ["%s: %s\n" % (name, text) if text else name + "\n"]


def clear_frames(tb):
    while tb is not None:
        try:
            tb.tb_frame.clear()
        except RuntimeError:
            pass
        tb = tb.tb_next


def walk_tb(tb):
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


def print_exc(limit=None, file=None, chain=True):
    pass


def print_exception(*args, **kwargs):
    pass


def print_stack(f=None, limit=None, file=None):
    pass


def print_tb(tb, limit=None, file=None):
    pass
