# Iterators made of iterators.
import sys

_VERSION = sys.version_info[:2]


class _Lazy:
    def __iter__(self):
        return self

    def __next__(self):
        return next(self._it)


class count:
    def __init__(self, start=0, step=1):
        if not hasattr(start, "__float__") and not hasattr(start, "__index__") and not isinstance(start, complex):
            raise TypeError("a number is required")
        self._at = start
        self._step = step

    def __iter__(self):
        return self

    def __next__(self):
        value = self._at
        self._at = value + self._step
        return value

    def __repr__(self):
        if type(self._step) is int and self._step == 1:
            return "count(%r)" % (self._at,)
        return "count(%r, %r)" % (self._at, self._step)


class cycle(_Lazy):
    def __init__(self, iterable, /):
        self._it = self._run(iter(iterable))

    @staticmethod
    def _run(it):
        saved = []
        for element in it:
            yield element
            saved.append(element)
        while saved:
            for element in saved:
                yield element


class repeat:
    def __init__(self, object, *times, **named):
        if named:
            times = (named["times"],)
        self._object = object
        self._left = max(times[0], 0) if times else None

    def __iter__(self):
        return self

    def __next__(self):
        if self._left is None:
            return self._object
        if self._left == 0:
            raise StopIteration
        self._left -= 1
        return self._object

    def __length_hint__(self):
        if self._left is None:
            raise TypeError("len() of unsized object")
        return self._left

    def __repr__(self):
        if self._left is None:
            return "repeat(%r)" % (self._object,)
        return "repeat(%r, %d)" % (self._object, self._left)


class chain(_Lazy):
    def __init__(self, *iterables):
        self._it = self._run(iterables)

    @staticmethod
    def _run(iterables):
        for it in iterables:
            for element in it:
                yield element

    @classmethod
    def from_iterable(cls, iterables, /):
        self = cls()
        self._it = cls._run(iter(iterables))
        return self


def _bound(value, name, least):
    if value is None:
        return value
    try:
        value = value.__index__()
    except AttributeError:
        value = -1
    if value < least:
        if name == "Step":
            raise ValueError("Step for islice() must be a positive integer or None.")
        if name == "Stop":
            raise ValueError("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
        raise ValueError("Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
    return value


class islice(_Lazy):
    def __init__(self, iterable, *args):
        if not args:
            raise TypeError("islice expected at least 2 arguments, got 1")
        if len(args) > 3:
            raise TypeError("islice expected at most 4 arguments, got %d" % (len(args) + 1))
        s = slice(*args)
        stop = _bound(s.stop, "Stop" if len(args) == 1 else "Indices", 0)
        start = _bound(s.start, "Indices", 0) or 0
        step = _bound(s.step, "Step", 1) or 1
        self._it = self._run(iter(iterable), start, stop, step)

    @staticmethod
    def _run(it, start, stop, step):
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
        while stop is not None and at < min(stop, start):
            at += 1
            for element in it:
                break


class takewhile(_Lazy):
    def __init__(self, predicate, iterable, /):
        self._it = self._run(predicate, iter(iterable))

    @staticmethod
    def _run(predicate, it):
        for x in it:
            if not predicate(x):
                break
            yield x


class dropwhile(_Lazy):
    def __init__(self, predicate, iterable, /):
        self._it = self._run(predicate, iter(iterable))

    @staticmethod
    def _run(predicate, it):
        for x in it:
            if not predicate(x):
                yield x
                break
        for x in it:
            yield x


class filterfalse(_Lazy):
    def __init__(self, predicate, iterable, /):
        self._it = self._run(predicate, iter(iterable))

    @staticmethod
    def _run(predicate, it):
        for x in it:
            if not (x if predicate is None else predicate(x)):
                yield x


class starmap(_Lazy):
    def __init__(self, function, iterable, /):
        self._it = self._run(function, iter(iterable))

    @staticmethod
    def _run(function, it):
        for args in it:
            yield function(*args)


class accumulate(_Lazy):
    def __init__(self, iterable, func=None, *, initial=None):
        self._it = self._run(iter(iterable), func, initial)

    @staticmethod
    def _run(it, func, initial):
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


class zip_longest(_Lazy):
    def __init__(self, *args, fillvalue=None):
        self._it = self._run([iter(it) for it in args], fillvalue)

    @staticmethod
    def _run(iterators, fillvalue):
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


class product(_Lazy):
    def __init__(self, *args, repeat=1):
        if repeat < 0:
            raise ValueError("repeat argument cannot be negative")
        self._it = self._run([tuple(pool) for pool in args] * repeat)

    @staticmethod
    def _run(pools):
        result = [[]]
        for pool in pools:
            result = [x + [y] for x in result for y in pool]
        for prod in result:
            yield tuple(prod)


def _checked(r):
    if r < 0:
        raise ValueError("r must be non-negative")
    return r


class combinations(_Lazy):
    def __init__(self, iterable, r):
        self._it = self._run(tuple(iterable), _checked(r))

    @staticmethod
    def _run(pool, r):
        for indices in _choices(len(pool), r, 0):
            yield tuple([pool[i] for i in indices])


def _choices(n, r, start):
    if r == 0:
        yield []
        return
    for i in range(start, n - r + 1):
        for rest in _choices(n, r - 1, i + 1):
            yield [i] + rest


class combinations_with_replacement(_Lazy):
    def __init__(self, iterable, r):
        self._it = self._run(tuple(iterable), _checked(r))

    @staticmethod
    def _run(pool, r):
        for indices in _repeated(len(pool), r, 0):
            yield tuple([pool[i] for i in indices])


def _repeated(n, r, start):
    if r == 0:
        yield []
        return
    for i in range(start, n):
        for rest in _repeated(n, r - 1, i):
            yield [i] + rest


class permutations(_Lazy):
    def __init__(self, iterable, r=None):
        pool = tuple(iterable)
        self._it = self._run(pool, len(pool) if r is None else _checked(r))

    @staticmethod
    def _run(pool, r):
        for indices in _orders(list(range(len(pool))), r):
            yield tuple([pool[i] for i in indices])


def _orders(left, r):
    if r == 0:
        yield []
        return
    for i in left:
        for rest in _orders([j for j in left if j != i], r - 1):
            yield [i] + rest


class groupby:
    def __init__(self, iterable, key=None):
        self._it = iter(iterable)
        self._key = key
        self._started = False
        self._wanted = self._current = self._value = None
        self._group = None

    def __iter__(self):
        return self

    def _step(self):
        self._value = next(self._it)
        self._current = self._value if self._key is None else self._key(self._value)

    def __next__(self):
        self._group = None
        if not self._started:
            self._step()
            self._started = True
        else:
            while self._value is _taken or self._current == self._wanted:
                self._step()
        self._wanted = self._current
        group = self._group = _grouper(self, self._wanted)
        return self._wanted, group


class _grouper:
    def __init__(self, parent, wanted):
        self._parent = parent
        self._wanted = wanted
        self._over = False

    def __iter__(self):
        return self

    def __next__(self):
        parent = self._parent
        if parent._group is not self or self._over:
            raise StopIteration
        if parent._value is _taken:
            try:
                parent._step()
            except StopIteration:
                self._over = True
                raise
        if not parent._current == self._wanted:
            self._over = True
            raise StopIteration
        value = parent._value
        parent._value = _taken
        return value


class _taken:
    pass


class pairwise(_Lazy):
    def __init__(self, iterable, /):
        self._it = self._run(iter(iterable))

    @staticmethod
    def _run(it):
        try:
            a = next(it)
        except StopIteration:
            return
        for b in it:
            yield a, b
            a = b


class compress(_Lazy):
    def __init__(self, data, selectors):
        self._it = self._run(iter(data), iter(selectors))

    @staticmethod
    def _run(data, selectors):
        for d, s in zip(data, selectors):
            if s:
                yield d


if _VERSION >= (3, 12):
    class batched(_Lazy):
        def __init__(self, iterable, n, **named):
            if n < 1:
                raise ValueError("n must be at least one")
            self._it = self._run(iter(iterable), n, named.get("strict", False))

        @staticmethod
        def _run(it, n, strict):
            while True:
                batch = []
                for element in it:
                    batch.append(element)
                    if len(batch) == n:
                        break
                if not batch:
                    return
                if strict and len(batch) < n:
                    raise ValueError("batched(): incomplete batch")
                yield tuple(batch)
                if len(batch) < n:
                    return


class _Shared:
    def __init__(self, it, number):
        self._it = it
        self._queues = [[] for i in range(number)]


class _tee:
    def __init__(self, shared, queue):
        self._shared = shared
        self._queue = queue

    def __iter__(self):
        return self

    def __next__(self):
        if not self._queue:
            value = next(self._shared._it)
            for queue in self._shared._queues:
                queue.append(value)
            del value
        return self._queue.pop(0)

    def __copy__(self):
        queue = list(self._queue)
        self._shared._queues.append(queue)
        return _tee(self._shared, queue)


def tee(iterable, n=2, /):
    if n < 0:
        raise ValueError("n must be >= 0")
    shared = _Shared(iter(iterable), n)
    return tuple([_tee(shared, queue) for queue in shared._queues])


if _VERSION < (3, 10):
    del pairwise
