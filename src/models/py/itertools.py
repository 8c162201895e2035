# Iterators made of iterators.
def count(start=0, step=1):
    while True:
        yield start
        start += step


def cycle(iterable):
    saved = []
    for element in iterable:
        yield element
        saved.append(element)
    while saved:
        for element in saved:
            yield element


def repeat(object, *times):
    if times:
        for i in range(times[0]):
            yield object
    else:
        while True:
            yield object


class chain:
    def __init__(self, *iterables):
        self._it = self._run(iterables)

    @staticmethod
    def _run(iterables):
        for it in iterables:
            for element in it:
                yield element

    @classmethod
    def from_iterable(cls, iterables):
        self = cls()
        self._it = cls._run(iterables)
        return self

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._it)


def islice(iterable, *args):
    s = slice(*args)
    start, stop, step = s.start or 0, s.stop, s.step or 1
    it = iter(iterable)
    at = 0
    wanted = start
    while stop is None or wanted < stop:
        for element in it:
            at += 1
            if at - 1 == wanted:
                break
        else:
            return
        yield element
        wanted += step


def takewhile(predicate, iterable):
    for x in iterable:
        if not predicate(x):
            break
        yield x


def dropwhile(predicate, iterable):
    it = iter(iterable)
    for x in it:
        if not predicate(x):
            yield x
            break
    for x in it:
        yield x


def filterfalse(predicate, iterable):
    for x in iterable:
        if not (predicate(x) if predicate else x):
            yield x


def starmap(function, iterable):
    for args in iterable:
        yield function(*args)


def accumulate(iterable, func=None, *, initial=None):
    it = iter(iterable)
    total = initial
    if initial is None:
        try:
            total = next(it)
        except StopIteration:
            return
    yield total
    for element in it:
        total = total + element if func is None else func(total, element)
        yield total


def zip_longest(*args, fillvalue=None):
    iterators = [iter(it) for it in args]
    active = len(iterators)
    while active:
        values = []
        for i, it in enumerate(iterators):
            value = fillvalue
            if it is not None:
                try:
                    value = next(it)
                except StopIteration:
                    active -= 1
                    iterators[i] = None
                    if not active:
                        return
            values.append(value)
        yield tuple(values)


def product(*args, repeat=1):
    pools = [tuple(pool) for pool in args] * repeat
    result = [[]]
    for pool in pools:
        result = [x + [y] for x in result for y in pool]
    for prod in result:
        yield tuple(prod)


def combinations(iterable, r):
    pool = tuple(iterable)
    n = len(pool)
    for indices in _choices(n, r, 0):
        yield tuple([pool[i] for i in indices])


def _choices(n, r, start):
    if r == 0:
        yield []
        return
    for i in range(start, n - r + 1):
        for rest in _choices(n, r - 1, i + 1):
            yield [i] + rest


def permutations(iterable, r=None):
    pool = tuple(iterable)
    n = len(pool)
    r = n if r is None else r
    for indices in _orders(list(range(n)), r):
        yield tuple([pool[i] for i in indices])


def _orders(left, r):
    if r == 0:
        yield []
        return
    for i in left:
        for rest in _orders([j for j in left if j != i], r - 1):
            yield [i] + rest


def groupby(iterable, key=None):
    group = None
    for element in iterable:
        k = element if key is None else key(element)
        if group is not None and current == k:
            group.append(element)
        else:
            if group is not None:
                yield current, iter(group)
            current = k
            group = [element]
    if group is not None:
        yield current, iter(group)


def pairwise(iterable):
    it = iter(iterable)
    try:
        a = next(it)
    except StopIteration:
        return
    for b in it:
        yield a, b
        a = b


def compress(data, selectors):
    for d, s in zip(data, selectors):
        if s:
            yield d


def tee(iterable, n=2):
    items = list(iterable)
    return tuple([iter(items) for i in range(n)])
