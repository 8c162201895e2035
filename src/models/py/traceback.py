"""Model of traceback: the last line of what it prints; the frames above it are not known."""


def format_exception_only(exc, value=None):
    if value is None:
        value = exc
    kind, text = type(value), str(value)
    shown = kind.__qualname__
    if kind.__module__ not in ("builtins", "__main__"):
        shown = "%s.%s" % (kind.__module__, shown)
    return [(shown + ": " + text if text else shown) + "\n"]


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
