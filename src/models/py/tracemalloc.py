"""Model of tracemalloc: whether it traces; every number it gives is unknown."""
import _heap

_state = [False]


def start(nframe=1):
    _state[0] = True


def stop():
    _state[0] = False


def is_tracing():
    return _state[0]


def clear_traces():
    pass


def reset_peak():
    pass


def get_traced_memory():
    if not _state[0]:
        return 0, 0
    return _heap.some_number(), _heap.some_number()


def get_tracemalloc_memory():
    return _heap.some_number()


def get_traceback_limit():
    return 1


def get_object_traceback(obj):
    return _heap.some_number()


def take_snapshot():
    if not _state[0]:
        raise RuntimeError("the tracemalloc module must be tracing memory allocations to take a snapshot")
    return Snapshot()


class Snapshot:
    def statistics(self, key_type, cumulative=False):
        return _heap.unknown

    def compare_to(self, old_snapshot, key_type, cumulative=False):
        return _heap.unknown

    def filter_traces(self, filters):
        return Snapshot()

    @property
    def traces(self):
        return _heap.unknown


class Filter:
    def __init__(self, inclusive, filename_pattern, lineno=None, all_frames=False, domain=None):
        self.__dict__.update(inclusive=inclusive, filename_pattern=filename_pattern, lineno=lineno,
                             all_frames=all_frames, domain=domain)
