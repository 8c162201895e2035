"""Model of fractions: numbers as numerator and denominator without a common divisor."""
import numbers
import sys
from math import floor as _floor, gcd as _gcd


class Fraction:
    __slots__ = ("_top", "_bottom")

    def __new__(cls, numerator=0, denominator=None):
        self = super().__new__(cls)
        if denominator is None:
            top, bottom = _ratio(numerator)
        elif not hasattr(numerator, "denominator") or not hasattr(denominator, "denominator"):
            raise TypeError("both arguments should be Rational instances")
        else:
            top = numerator.numerator * denominator.denominator
            bottom = numerator.denominator * denominator.numerator
            if bottom == 0:
                raise ZeroDivisionError("Fraction(%s, 0)" % top)
        common = _gcd(top, bottom)
        if bottom < 0:
            common = -common
        self._top = top // common
        self._bottom = bottom // common
        return self

    @property
    def numerator(self):
        return self._top

    @property
    def denominator(self):
        return self._bottom

    @classmethod
    def from_float(cls, f):
        return cls(f)

    def as_integer_ratio(self):
        return self._top, self._bottom

    def is_integer(self):
        return self._bottom == 1

    def limit_denominator(self, max_denominator=1000000):
        """The nearest fraction with a denominator up to the bound, by continued fractions."""
        if max_denominator < 1:
            raise ValueError("max_denominator should be at least 1")
        if self._bottom <= max_denominator:
            return Fraction(self)
        low = (0, 1)
        high = (1, 0)
        top, bottom = self._top, self._bottom
        while True:
            whole = top // bottom
            if low[1] + whole * high[1] > max_denominator:
                break
            low, high = high, (low[0] + whole * high[0], low[1] + whole * high[1])
            top, bottom = bottom, top - whole * bottom
        more = (max_denominator - low[1]) // high[1]
        first = Fraction(low[0] + more * high[0], low[1] + more * high[1])
        second = Fraction(high[0], high[1])
        return second if abs(second - self) <= abs(first - self) else first

    def __repr__(self):
        return "%s(%s, %s)" % (type(self).__name__, self._top, self._bottom)

    def __str__(self):
        if self._bottom == 1:
            return str(self._top)
        return "%s/%s" % (self._top, self._bottom)

    def __format__(self, spec):
        if not spec:
            return str(self)
        if sys.version_info >= (3, 12) and spec[-1] in "eEfFgG%":
            return format(self._top / self._bottom, spec)
        return format(str(self), spec)

    def _with(self, that, exact, floating):
        if isinstance(that, Fraction):
            return exact(self, that)
        if isinstance(that, int):
            return exact(self, Fraction(that))
        if isinstance(that, float):
            return floating(float(self), that)
        return NotImplemented

    def _from(self, that, exact, floating):
        if isinstance(that, int):
            return exact(Fraction(that), self)
        if isinstance(that, float):
            return floating(that, float(self))
        return NotImplemented

    def __add__(self, that):
        return self._with(that, _add, lambda a, b: a + b)

    def __radd__(self, that):
        return self._from(that, _add, lambda a, b: a + b)

    def __sub__(self, that):
        return self._with(that, _sub, lambda a, b: a - b)

    def __rsub__(self, that):
        return self._from(that, _sub, lambda a, b: a - b)

    def __mul__(self, that):
        return self._with(that, _mul, lambda a, b: a * b)

    def __rmul__(self, that):
        return self._from(that, _mul, lambda a, b: a * b)

    def __truediv__(self, that):
        return self._with(that, _div, lambda a, b: a / b)

    def __rtruediv__(self, that):
        return self._from(that, _div, lambda a, b: a / b)

    def __floordiv__(self, that):
        return self._with(that, _floordiv, lambda a, b: a // b)

    def __rfloordiv__(self, that):
        return self._from(that, _floordiv, lambda a, b: a // b)

    def __mod__(self, that):
        return self._with(that, lambda a, b: a - b * _floordiv(a, b), lambda a, b: a % b)

    def __rmod__(self, that):
        return self._from(that, lambda a, b: a - b * _floordiv(a, b), lambda a, b: a % b)

    def __divmod__(self, that):
        return self // that, self % that

    def __pow__(self, that):
        if isinstance(that, Fraction) and that._bottom == 1:
            that = that._top
        if isinstance(that, int):
            if that >= 0:
                return Fraction(self._top ** that, self._bottom ** that)
            return Fraction(self._bottom ** -that, self._top ** -that)
        return float(self) ** float(that)

    def __rpow__(self, that):
        if self._bottom == 1 and self._top >= 0:
            return that ** self._top
        return that ** float(self)

    def __pos__(self):
        return Fraction(self._top, self._bottom)

    def __neg__(self):
        return Fraction(-self._top, self._bottom)

    def __abs__(self):
        return Fraction(abs(self._top), self._bottom)

    def __float__(self):
        return self._top / self._bottom

    def __trunc__(self):
        if self._top < 0:
            return -(-self._top // self._bottom)
        return self._top // self._bottom

    __int__ = __trunc__

    def __floor__(self):
        return self._top // self._bottom

    def __ceil__(self):
        return -(-self._top // self._bottom)

    def __round__(self, ndigits=None):
        if ndigits is not None:
            scale = 10 ** abs(ndigits)
            if ndigits > 0:
                return Fraction(round(self * scale), scale)
            return Fraction(round(self / scale) * scale)
        whole, rest = divmod(self._top, self._bottom)
        if rest * 2 > self._bottom or rest * 2 == self._bottom and whole % 2:
            whole += 1
        return whole

    def __hash__(self):
        if self._bottom == 1:
            return hash(self._top)
        modulus = sys.maxsize >> 2
        modulus = (1 << 61) - 1
        inverse = pow(self._bottom, -1, modulus) if self._bottom % modulus else None
        value = 314159 if inverse is None else hash(hash(abs(self._top)) * inverse)
        value = value if self._top >= 0 else -value
        return -2 if value == -1 else value

    def _compared(self, that, test):
        if isinstance(that, (int, Fraction)):
            return test(self._top * that.denominator, that.numerator * self._bottom)
        if isinstance(that, float):
            return test(float(self), that)
        return NotImplemented

    def __eq__(self, that):
        return self._compared(that, lambda a, b: a == b)

    def __lt__(self, that):
        return self._compared(that, lambda a, b: a < b)

    def __le__(self, that):
        return self._compared(that, lambda a, b: a <= b)

    def __gt__(self, that):
        return self._compared(that, lambda a, b: a > b)

    def __ge__(self, that):
        return self._compared(that, lambda a, b: a >= b)

    def __bool__(self):
        return self._top != 0

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __sizeof__(self):
        return 32


def _add(a, b):
    return Fraction(a._top * b._bottom + b._top * a._bottom, a._bottom * b._bottom)


def _sub(a, b):
    return Fraction(a._top * b._bottom - b._top * a._bottom, a._bottom * b._bottom)


def _mul(a, b):
    return Fraction(a._top * b._top, a._bottom * b._bottom)


def _div(a, b):
    return Fraction(a._top * b._bottom, a._bottom * b._top)


def _floordiv(a, b):
    return a._top * b._bottom // (a._bottom * b._top)


def _ratio(value):
    """Numerator and denominator of a number or a text."""
    if isinstance(value, str):
        return _parsed(value)
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            if value != value:
                raise ValueError("cannot convert NaN to integer ratio")
            raise OverflowError("cannot convert Infinity to integer ratio")
        return value.as_integer_ratio()
    if hasattr(value, "numerator") and hasattr(value, "denominator"):
        return value.numerator, value.denominator
    if hasattr(value, "as_integer_ratio"):
        return value.as_integer_ratio()
    raise TypeError("argument should be a string or a Rational instance")


def _parsed(text):
    bare = text.strip()
    wrong = ValueError("Invalid literal for Fraction: %r" % text)
    try:
        if "/" in bare:
            top, _, bottom = bare.partition("/")
            if int(bottom) == 0:
                raise ZeroDivisionError("Fraction(%s, 0)" % int(top))
            return int(top), int(bottom)
        mantissa, _, exponent = bare.lower().partition("e")
        whole, _, part = mantissa.partition(".")
        number = int((whole + part) if whole not in ("", "+", "-") or part else "x")
        power = int(exponent or "0") - len(part)
    except ValueError:
        raise wrong from None
    return (number * 10 ** power, 1) if power >= 0 else (number, 10 ** -power)


numbers.Rational.register(Fraction)
