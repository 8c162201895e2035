"""Model of bisect: one search, for the left and the right of what is equal."""


def _place(a, lo, hi, key, is_before):
    """The first place in a part of a sorted list whose item is not before what is looked for."""
    if lo < 0:
        raise ValueError("lo must be non-negative")
    end = len(a) if hi is None else hi
    while lo < end:
        middle = (lo + end) >> 1
        if is_before(a[middle] if key is None else key(a[middle])):
            lo = middle + 1
        else:
            end = middle
    return lo


def bisect_left(a, x, lo=0, hi=None, *, key=None):
    return _place(a, lo, hi, key, lambda item: item < x)


def bisect_right(a, x, lo=0, hi=None, *, key=None):
    return _place(a, lo, hi, key, lambda item: not x < item)


def insort_left(a, x, lo=0, hi=None, *, key=None):
    a.insert(bisect_left(a, x if key is None else key(x), lo, hi, key=key), x)


def insort_right(a, x, lo=0, hi=None, *, key=None):
    a.insert(bisect_right(a, x if key is None else key(x), lo, hi, key=key), x)


bisect, insort = bisect_right, insort_right
