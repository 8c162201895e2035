"""Model of random: distributions over a generator that is exact once it has a known seed.

Without a seed every number is unknown, and no loop depends on one."""
import sys
import _random
from math import cos, exp, log, sin, sqrt, pi

_WIDE = sys.version_info >= (3, 12)


def _count(value, what):
    if isinstance(value, float) and not _WIDE and value == int(value):
        return int(value)
    if not hasattr(value, "__index__"):
        raise TypeError("%r object cannot be interpreted as an integer" % type(value).__name__)
    return value.__index__()


class Random:
    VERSION = 3

    def __init__(self, x=None):
        self._twister = _random.copy(-1)
        self._second = None
        self.seed(x)

    def seed(self, a=None, version=2):
        self._second = None
        a = a.encode() if isinstance(a, str) else hash(a) if isinstance(a, float) else a
        _random.seed(self._twister, a)

    def getstate(self):
        return self.VERSION, (_random.copy(self._twister),), self._second

    def setstate(self, state):
        self._twister = _random.copy(state[1][0])
        self._second = state[2]

    def random(self):
        return _random.random(self._twister)

    def getrandbits(self, k):
        if k < 0:
            raise ValueError("number of bits must be non-negative")
        return _random.bits(self._twister, k)

    def randbytes(self, n):
        return self.getrandbits(n * 8).to_bytes(n, "little")

    def randrange(self, start, stop=None, step=1):
        start = _count(start, "start")
        if None is stop:
            if start <= 0:
                raise ValueError("empty range for randrange()")
            return _random.below(self._twister, start)
        stop, step = _count(stop, "stop"), _count(step, "step")
        if step == 0:
            raise ValueError("zero step for randrange()")
        choices = len(range(start, stop, step))
        if choices <= 0:
            if _WIDE:
                if step == 1:
                    raise ValueError("empty range in randrange(%d, %d)" % (start, stop))
                raise ValueError("empty range in randrange(%d, %d, %d)" % (start, stop, step))
            if step == 1:
                raise ValueError("empty range for randrange() (%d, %d, %d)" % (start, stop, stop - start))
            raise ValueError("empty range for randrange()")
        return start + step * _random.below(self._twister, choices)

    def randint(self, a, b):
        return self.randrange(a, b + 1)

    def choice(self, seq):
        if len(seq) == 0:
            raise IndexError("Cannot choose from an empty sequence")
        return seq[_random.below(self._twister, len(seq))]

    def shuffle(self, x):
        last = len(x) - 1
        if not _random.is_seeded(self._twister):
            for at in range(len(x)):
                x[at] = _random.unknown()
            return
        while last > 0:
            other = _random.below(self._twister, last + 1)
            x[last], x[other] = x[other], x[last]
            last -= 1

    def sample(self, population, k, *, counts=None):
        if isinstance(population, (set, frozenset)):
            if sys.version_info >= (3, 11):
                raise TypeError("Population must be a sequence.  For dicts or sets, use sorted(d).")
            population = (*population,)
        if counts:
            population = [item for item, times in zip(population, counts) for _ in range(times)]
        size = len(population)
        if k < 0 or k > size:
            raise ValueError("Sample larger than population or is negative")
        if not _random.is_seeded(self._twister):
            return [_random.unknown() for _ in range(k)]
        # A pool of what is left, unless marking what was taken needs less room.
        room = 21
        if k > 5:
            power = 1
            while power < k * 3:
                power *= 4
            room += power
        taken = []
        if size > room:
            marked = set()
            while len(taken) < k:
                at = _random.below(self._twister, size)
                while at in marked:
                    at = _random.below(self._twister, size)
                marked.add(at)
                taken.append(population[at])
            return taken
        pool = [*population]
        while len(taken) < k:
            at = _random.below(self._twister, len(pool))
            taken.append(pool[at])
            pool[at] = pool[-1]
            pool.pop()
        return taken

    def choices(self, population, weights=None, *, cum_weights=None, k=1):
        size = len(population)
        if weights is not None:
            cum_weights, total = [], 0
            for weight in weights:
                total += weight
                cum_weights.append(total)
        if not _random.is_seeded(self._twister):
            return [_random.unknown() for _ in range(k)]
        if not cum_weights:
            return [population[int(self.random() * (size + 0.0))] for _ in range(k)]
        if size != len(cum_weights):
            raise ValueError("The number of weights does not match the population")
        total = cum_weights[-1] + 0.0
        if not total > 0.0:
            raise ValueError("Total of weights must be greater than zero")
        picked = []
        for _ in range(k):
            wanted = self.random() * total
            at = 0
            while at < size - 1 and cum_weights[at] <= wanted:
                at += 1
            picked.append(population[at])
        return picked

    def uniform(self, a, b):
        part = self.random()
        return a + (b - a) * part

    def triangular(self, low=0.0, high=1.0, mode=None):
        if not _random.is_seeded(self._twister):
            return _random.unknown()
        part = self.random()
        middle = 0.5 if mode is None else (mode - low) / (high - low)
        if part > middle:
            part, middle, low, high = 1.0 - part, 1.0 - middle, high, low
        return low + (high - low) * sqrt(part * middle)

    def normalvariate(self, mu=0.0, sigma=1.0):
        if not _random.is_seeded(self._twister):
            return _random.unknown()
        scale = 4 * exp(-0.5) / sqrt(2.0)
        while True:
            first = self.random()
            second = 1.0 - self.random()
            z = scale * (first - 0.5) / second
            if z * z / 4.0 <= -log(second):
                return z * sigma + mu

    def gauss(self, mu=0.0, sigma=1.0):
        if not _random.is_seeded(self._twister):
            return _random.unknown()
        z, self._second = self._second, None
        if z is None:
            angle = self.random() * (2.0 * pi)
            radius = sqrt(-2.0 * log(1.0 - self.random()))
            z = cos(angle) * radius
            self._second = sin(angle) * radius
        return z * sigma + mu

    def lognormvariate(self, mu=0.0, sigma=1.0):
        return exp(self.normalvariate(mu, sigma))

    def expovariate(self, lambd=1.0):
        if not _random.is_seeded(self._twister):
            return _random.unknown()
        return -log(1.0 - self.random()) / lambd

    def paretovariate(self, alpha):
        if not _random.is_seeded(self._twister):
            return _random.unknown()
        return (1.0 - self.random()) ** (-1.0 / alpha)

    def weibullvariate(self, alpha, beta):
        if not _random.is_seeded(self._twister):
            return _random.unknown()
        return alpha * (-log(1.0 - self.random())) ** (1.0 / beta)

    def gammavariate(self, alpha, beta):
        return _random.unknown()

    def betavariate(self, alpha, beta):
        return _random.unknown()

    def vonmisesvariate(self, mu, kappa):
        return _random.unknown()


class SystemRandom(Random):
    def seed(self, *args, **kwds):
        return None


_shared = Random()
for _name in ("seed", "getstate", "setstate", "random", "getrandbits", "randbytes", "randrange", "randint",
              "choice", "shuffle", "sample", "choices", "uniform", "triangular", "normalvariate", "gauss",
              "lognormvariate", "expovariate", "paretovariate", "weibullvariate", "gammavariate",
              "betavariate", "vonmisesvariate"):
    globals()[_name] = getattr(_shared, _name)
del _name
