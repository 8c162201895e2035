"""Model of statistics: sums are exact fractions, and results of the kind of the data."""
from fractions import Fraction
from math import sqrt as _sqrt, isqrt as _isqrt
import sys


class StatisticsError(ValueError):
    pass


def _exact(value):
    return value if isinstance(value, Fraction) else Fraction(value)


def _kind(data):
    """The type that a result has: that of the most general item."""
    found = int
    for item in data:
        kind = type(item)
        if kind is float:
            found = float
        elif kind not in (int, bool) and found is int:
            found = kind
    return found


def _as(value, kind):
    if kind is int or kind is bool:
        return value.numerator if value.denominator == 1 else value.numerator / value.denominator
    if kind is float:
        return value.numerator / value.denominator
    if kind is Fraction:
        return value
    return kind(value.numerator) / kind(value.denominator)


def _total(data):
    total = Fraction(0)
    for item in data:
        total += _exact(item)
    return total


def mean(data):
    items = _some(data, "mean requires at least one data point")
    return _as(_total(items) / len(items), _kind(items))


def fmean(data, weights=None):
    items = _some(data, "fmean requires at least one data point")
    if weights is None:
        return float(_total(items)) / len(items)
    weights = list(weights)
    return float(_total([a * b for a, b in zip(items, weights)])) / float(_total(weights))


def harmonic_mean(data):
    items = _some(data, "harmonic_mean requires at least one data point")
    if 0 in items:
        return 0
    return _as(len(items) / _total([1 / _exact(item) for item in items]), _kind(items))


def median(data):
    items = sorted(_some(data, "no median for empty data"))
    middle = len(items) // 2
    return items[middle] if len(items) % 2 else (items[middle - 1] + items[middle]) / 2


def median_low(data):
    items = sorted(_some(data, "no median for empty data"))
    return items[(len(items) - 1) // 2]


def median_high(data):
    items = sorted(_some(data, "no median for empty data"))
    return items[len(items) // 2]


def _some(data, words):
    """The data as a list that holds something."""
    items = [*data]
    if items:
        return items
    raise StatisticsError(words)


def _counts(data):
    counts = {}
    for item in data:
        counts[item] = counts.get(item, 0) + 1
    return counts


def mode(data):
    counts = _counts(data)
    if not counts:
        raise StatisticsError("no mode for empty data")
    most = max(counts.values())
    for item, times in counts.items():
        if times == most:
            return item


def multimode(data):
    counts = _counts(data)
    most = max(counts.values()) if counts else 0
    return [item for item, times in counts.items() if times == most]


def _squares(data, center):
    center = _total(data) / len(data) if center is None else _exact(center)
    return _total([(_exact(item) - center) ** 2 for item in data])


def pvariance(data, mu=None):
    items = _some(data, "pvariance requires at least one data point")
    return _as(_squares(items, mu) / len(items), _kind(items))


def variance(data, xbar=None):
    items = list(data)
    if len(items) < 2:
        raise StatisticsError("variance requires at least two data points")
    return _as(_squares(items, xbar) / (len(items) - 1), _kind(items))


def _root(value):
    """The square root of a fraction, correctly rounded from 3.11 on."""
    if sys.version_info < (3, 11):
        return _sqrt(value.numerator / value.denominator)
    if value == 0:
        return 0.0
    scale = 0
    while (value.numerator << 2 * scale) // value.denominator < 1 << 120:
        scale += 1
    whole = (value.numerator << 2 * scale) // value.denominator
    root = _isqrt(whole)
    # A last bit that says that something is left, so that no tie is seen where there is none.
    left = root * root != whole or (whole * value.denominator != value.numerator << 2 * scale)
    return ((root << 1) | left) / (1 << scale + 1)


def stdev(data, xbar=None):
    items = list(data)
    if len(items) < 2:
        raise StatisticsError("%s requires at least two data points"
                              % ("stdev" if sys.version_info >= (3, 11) else "variance"))
    return _root(_squares(items, xbar) / (len(items) - 1))


def pstdev(data, mu=None):
    items = _some(data, "pstdev requires at least one data point")
    return _root(_squares(items, mu) / len(items))


def quantiles(data, *, n=4, method="exclusive"):
    items = sorted(data)
    size = len(items)
    if n < 1:
        raise StatisticsError("n must be at least 1")
    if size < 2:
        raise StatisticsError("must have at least two data points")
    out = []
    for i in range(1, n):
        if method == "inclusive":
            at, rest = divmod(i * (size - 1), n)
            out.append((items[at] * (n - rest) + items[at + 1] * rest) / n)
        else:
            at = min(max(i * (size + 1) // n, 1), size - 1)
            rest = i * (size + 1) - at * n
            out.append((items[at - 1] * (n - rest) + items[at] * rest) / n)
    return out


def geometric_mean(data):
    from math import exp, log
    return exp(fmean([log(item) for item in data]))
