"""Model of decimal: a sign, an integer coefficient and an exponent of ten; results are rounded to the
precision of the one context."""
import numbers
import sys

ROUND_UP = "ROUND_UP"
ROUND_DOWN = "ROUND_DOWN"
ROUND_CEILING = "ROUND_CEILING"
ROUND_FLOOR = "ROUND_FLOOR"
ROUND_HALF_UP = "ROUND_HALF_UP"
ROUND_HALF_DOWN = "ROUND_HALF_DOWN"
ROUND_HALF_EVEN = "ROUND_HALF_EVEN"
ROUND_05UP = "ROUND_05UP"


class DecimalException(ArithmeticError):
    pass


class InvalidOperation(DecimalException):
    pass


class DivisionByZero(DecimalException, ZeroDivisionError):
    pass


class Inexact(DecimalException):
    pass


class Overflow(Inexact):
    pass


class ConversionSyntax(InvalidOperation):
    pass


class DivisionUndefined(InvalidOperation, ZeroDivisionError):
    pass


class FloatOperation(DecimalException, TypeError):
    pass


class Context:
    def __init__(self, prec=28, rounding=ROUND_HALF_EVEN, **others):
        self.prec = prec
        self.rounding = rounding

    def copy(self):
        return Context(self.prec, self.rounding)

    def create_decimal(self, value="0"):
        return Decimal(value)._fitted(self)


_contexts = [Context()]


def getcontext():
    return _contexts[-1]


def setcontext(context):
    _contexts[-1] = context


class localcontext:
    def __init__(self, ctx=None, **changes):
        self._new = (ctx or getcontext()).copy()
        for name, value in changes.items():
            setattr(self._new, name, value)

    def __enter__(self):
        _contexts.append(self._new)
        return self._new

    def __exit__(self, *exc):
        _contexts.pop()


DefaultContext = Context()
BasicContext = Context(9, ROUND_HALF_UP)
ExtendedContext = Context(9, ROUND_HALF_EVEN)


def _rounded(number, scale, rounding, negative):
    """number / 10**scale as a whole number; `number` is not negative."""
    if scale <= 0:
        return number * 10 ** -scale
    unit = 10 ** scale
    whole, rest = divmod(number, unit)
    if rest == 0:
        return whole
    double = 2 * rest
    if rounding == ROUND_UP:
        up = True
    elif rounding == ROUND_DOWN:
        up = False
    elif rounding == ROUND_CEILING:
        up = not negative
    elif rounding == ROUND_FLOOR:
        up = negative
    elif rounding == ROUND_HALF_UP:
        up = double >= unit
    elif rounding == ROUND_HALF_DOWN:
        up = double > unit
    elif rounding == ROUND_05UP:
        up = whole % 5 == 0
    else:
        up = double > unit or double == unit and whole % 2 == 1
    return whole + 1 if up else whole


def _digits(number):
    return len(str(number)) if number else 1


class Decimal:
    __slots__ = ("_negative", "_number", "_exponent", "_special")
    __module__ = "decimal"

    def __new__(cls, value="0", context=None):
        if isinstance(value, Decimal):
            if cls is Decimal and type(value) is Decimal:
                return value
            return _made(value._negative, value._number, value._exponent, value._special, cls)
        if isinstance(value, int):
            return _made(value < 0, abs(value), 0, None, cls)
        if isinstance(value, float):
            return cls.from_float(value)
        if isinstance(value, str):
            return _parsed(cls, value)
        if isinstance(value, (tuple, list)):
            sign, digits, exponent = value
            return _made(bool(sign), int("".join([str(digit) for digit in digits]) or "0"), exponent, None, cls)
        raise TypeError("conversion from %s to Decimal is not supported" % type(value).__name__)

    @classmethod
    def from_float(cls, f):
        if isinstance(f, int):
            return cls(f)
        if f != f:
            return _made(False, 0, 0, "NaN", cls)
        if f in (float("inf"), float("-inf")):
            return _made(f < 0, 0, 0, "Infinity", cls)
        top, bottom = f.as_integer_ratio()
        places = bottom.bit_length() - 1
        negative = top < 0 or str(f)[0] == "-"
        return _made(negative, abs(top) * 5 ** places, -places, None, cls)

    def _signed(self):
        return -self._number if self._negative else self._number

    def _fitted(self, context=None):
        """Rounded to the precision."""
        context = context or getcontext()
        excess = _digits(self._number) - context.prec
        if self._special or excess <= 0:
            return self
        number = _rounded(self._number, excess, context.rounding, self._negative)
        exponent = self._exponent + excess
        if _digits(number) > context.prec:
            number //= 10
            exponent += 1
        return _made(self._negative, number, exponent)

    def __str__(self):
        sign = "-" if self._negative else ""
        if self._special:
            return sign + self._special
        digits = str(self._number)
        left = self._exponent + len(digits)
        if self._exponent <= 0 and left > -6:
            point = left
        else:
            point = 1
        if point <= 0:
            text = "0." + "0" * -point + digits
        elif point >= len(digits):
            text = digits + "0" * (point - len(digits))
        else:
            text = digits[:point] + "." + digits[point:]
        if left != point:
            text += "E%+d" % (left - point)
        return sign + text

    def __repr__(self):
        return "Decimal('%s')" % self

    def __format__(self, spec):
        if not spec:
            return str(self)
        return _formatted(self, spec)

    def __hash__(self):
        if self._special:
            return hash(float(str(self)))
        if self._exponent >= 0:
            return hash(self._signed() * 10 ** self._exponent)
        modulus = (1 << 61) - 1
        inverse = pow(10, -1, modulus) if sys.version_info >= (3, 8) else 0
        value = self._number * pow(inverse, -self._exponent, modulus) % modulus
        value = -value if self._negative else value
        return -2 if value == -1 else value

    def __bool__(self):
        return bool(self._special or self._number)

    def __int__(self):
        if self._special:
            raise ValueError("cannot convert %s to integer" % self._special)
        if self._exponent >= 0:
            return self._signed() * 10 ** self._exponent
        whole = self._number // 10 ** -self._exponent
        return -whole if self._negative else whole

    __trunc__ = __int__

    def __float__(self):
        return float(str(self))

    def __floor__(self):
        return int(self.to_integral_value(ROUND_FLOOR))

    def __ceil__(self):
        return int(self.to_integral_value(ROUND_CEILING))

    def __round__(self, n=None):
        if n is None:
            return int(self.to_integral_value(ROUND_HALF_EVEN))
        return self.quantize(_made(False, 1, -n), ROUND_HALF_EVEN)

    def __neg__(self):
        return _made(not self._negative and self._number != 0, self._number, self._exponent, self._special)._fitted()

    def __pos__(self):
        return self._fitted()

    def __abs__(self):
        return _made(False, self._number, self._exponent, self._special)._fitted()

    def copy_abs(self):
        return _made(False, self._number, self._exponent, self._special)

    def copy_negate(self):
        return _made(not self._negative, self._number, self._exponent, self._special)

    def _pair(self, other):
        """Both coefficients over one exponent, and that exponent."""
        low = min(self._exponent, other._exponent)
        return (self._signed() * 10 ** (self._exponent - low), other._signed() * 10 ** (other._exponent - low), low)

    def __add__(self, other):
        other = _operand(other)
        if other is NotImplemented:
            return other
        if self._special or other._special:
            return self if self._special else other
        a, b, low = self._pair(other)
        negative = a + b < 0 or a + b == 0 and self._negative and other._negative
        return _made(negative, abs(a + b), low)._fitted()

    __radd__ = __add__

    def __sub__(self, other):
        other = _operand(other)
        if other is NotImplemented:
            return other
        return self + other.copy_negate()

    def __rsub__(self, other):
        other = _operand(other)
        return other if other is NotImplemented else other - self

    def __mul__(self, other):
        other = _operand(other)
        if other is NotImplemented:
            return other
        negative = self._negative != other._negative
        if self._special or other._special:
            return _made(negative, 0, 0, self._special or other._special)
        return _made(negative, self._number * other._number, self._exponent + other._exponent)._fitted()

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = _operand(other)
        if other is NotImplemented:
            return other
        negative = self._negative != other._negative
        if other._number == 0:
            if self._number == 0:
                raise DivisionUndefined([DivisionUndefined])
            raise DivisionByZero([DivisionByZero])
        ideal = self._exponent - other._exponent
        context = getcontext()
        shift = max(0, context.prec + 2 + _digits(other._number) - _digits(self._number))
        whole, rest = divmod(self._number * 10 ** shift, other._number)
        exponent = ideal - shift
        if rest:
            # What is left shows as a last digit that is neither zero nor a tie.
            whole = whole * 10 + 1
            exponent -= 1
            return _made(negative, whole, exponent)._fitted(context)
        while exponent < ideal and whole % 10 == 0:
            whole //= 10
            exponent += 1
        return _made(negative, whole, exponent)._fitted(context)

    def __rtruediv__(self, other):
        other = _operand(other)
        return other if other is NotImplemented else other / self

    def _divided(self, other):
        if other._number == 0:
            if self._number == 0:
                raise DivisionUndefined([DivisionUndefined])
            raise DivisionByZero([DivisionByZero])
        a, b, low = self._pair(other)
        whole, rest = divmod(abs(a), abs(b))
        negative = self._negative != other._negative
        return _made(negative and whole != 0 or negative, whole, 0), _made(self._negative, rest, low)

    def __floordiv__(self, other):
        other = _operand(other)
        return other if other is NotImplemented else self._divided(other)[0]

    def __rfloordiv__(self, other):
        return _operand(other) // self

    def __mod__(self, other):
        other = _operand(other)
        return other if other is NotImplemented else self._divided(other)[1]._fitted()

    def __rmod__(self, other):
        return _operand(other) % self

    def __divmod__(self, other):
        return self // other, self % other

    def __pow__(self, other, modulo=None):
        other = _operand(other)
        if other._exponent < 0 and int(other) != other:
            import _heap
            return _heap.unknown
        times = int(other)
        if times < 0:
            return Decimal(1) / self ** -times
        negative = self._negative and times % 2 == 1
        return _made(negative, self._number ** times, self._exponent * times)._fitted()

    def __rpow__(self, other):
        return _operand(other) ** self

    def sqrt(self, context=None):
        if self._negative and self._number:
            raise InvalidOperation([InvalidOperation])
        context = context or getcontext()
        ideal = self._exponent // 2
        number, exponent = self._number, self._exponent
        if exponent % 2:
            number, exponent = number * 10, exponent - 1
        shift = max(0, context.prec + 2 - _digits(number) // 2)
        number *= 100 ** shift
        exponent = exponent // 2 - shift
        from math import isqrt
        root = isqrt(number)
        if root * root != number:
            return _made(False, root * 10 + 1, exponent - 1)._fitted(Context(context.prec))
        while exponent < ideal and root % 10 == 0:
            root //= 10
            exponent += 1
        return _made(False, root, exponent)._fitted(Context(context.prec))

    def quantize(self, exp, rounding=None, context=None):
        exp = _operand(exp)
        number = _rounded(self._number, exp._exponent - self._exponent, rounding or getcontext().rounding,
                          self._negative)
        if _digits(number) > getcontext().prec:
            raise InvalidOperation([InvalidOperation])
        return _made(self._negative, number, exp._exponent)

    def to_integral_value(self, rounding=None, context=None):
        if self._exponent >= 0:
            return self
        number = _rounded(self._number, -self._exponent, rounding or getcontext().rounding, self._negative)
        return _made(self._negative, number, 0)

    to_integral = to_integral_exact = to_integral_value

    def normalize(self, context=None):
        number, exponent = self._number, self._exponent
        if number == 0:
            return _made(self._negative, 0, 0)
        while number % 10 == 0:
            number //= 10
            exponent += 1
        return _made(self._negative, number, exponent)._fitted()

    def as_tuple(self):
        return DecimalTuple(int(self._negative), tuple([int(digit) for digit in str(self._number)]), self._exponent)

    def as_integer_ratio(self):
        from fractions import Fraction
        made = Fraction(self._signed()) * Fraction(10) ** self._exponent
        return made.numerator, made.denominator

    def adjusted(self):
        return self._exponent + _digits(self._number) - 1

    def is_zero(self):
        return not self._special and self._number == 0

    def is_nan(self):
        return self._special == "NaN"

    def is_infinite(self):
        return self._special == "Infinity"

    def is_finite(self):
        return self._special is None

    def is_signed(self):
        return self._negative

    @property
    def real(self):
        return self

    def compare(self, other):
        return Decimal((self > other) - (self < other))

    def max(self, other):
        return self if self >= other else _operand(other)

    def min(self, other):
        return self if self <= other else _operand(other)

    def _compared(self, other, test):
        if isinstance(other, float):
            other = Decimal.from_float(other)
        other = _operand(other)
        if other is NotImplemented:
            return other
        if self._special or other._special:
            return test(float(self), float(other))
        a, b, _ = self._pair(other)
        return test(a, b)

    def __eq__(self, other):
        return self._compared(other, lambda a, b: a == b)

    def __lt__(self, other):
        return self._compared(other, lambda a, b: a < b)

    def __le__(self, other):
        return self._compared(other, lambda a, b: a <= b)

    def __gt__(self, other):
        return self._compared(other, lambda a, b: a > b)

    def __ge__(self, other):
        return self._compared(other, lambda a, b: a >= b)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __sizeof__(self):
        return 104 - 16


class DecimalTuple(tuple):
    __module__ = "decimal"

    def __new__(cls, sign, digits, exponent):
        return tuple.__new__(cls, (sign, digits, exponent))

    sign = property(lambda self: self[0])
    digits = property(lambda self: self[1])
    exponent = property(lambda self: self[2])

    def __repr__(self):
        return "DecimalTuple(sign=%r, digits=%r, exponent=%r)" % tuple(self)


def _made(negative, number, exponent, special=None, cls=Decimal):
    self = object.__new__(cls)
    self._negative = negative
    self._number = number
    self._exponent = exponent
    self._special = special
    return self


def _operand(value):
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    return NotImplemented


def _parsed(cls, text):
    bare = text.strip().replace("_", "")
    negative = bare.startswith("-")
    if bare[:1] in ("+", "-") and bare:
        bare = bare[1:]
    word = bare.lower()
    if word in ("inf", "infinity"):
        return _made(negative, 0, 0, "Infinity", cls)
    if word == "nan":
        return _made(negative, 0, 0, "NaN", cls)
    mantissa, has_power, power = word.partition("e")
    whole, _, part = mantissa.partition(".")
    digits = whole + part
    if not digits.isdigit() or has_power and not power.lstrip("+-").isdigit():
        raise InvalidOperation([ConversionSyntax])
    return _made(negative, int(digits), int(power or "0") - len(part), None, cls)


def _formatted(value, spec):
    """Fixed point, percent, thousands and padding; other kinds are unknown."""
    kind = spec[-1] if spec[-1] in "eEfFgG%n" else ""
    body = spec[:-1] if kind else spec
    head, point, precision = body.partition(".")
    comma = "," in head
    if kind not in ("f", "F", "%", "") or point and not kind:
        import _heap
        return _heap.unknown
    if kind == "%":
        value = value * 100
    if point:
        value = _made(value._negative, _rounded(value._number, -int(precision) - value._exponent,
                                                getcontext().rounding, value._negative), -int(precision))
    text = str(value.copy_abs())
    if kind and "E" in text:
        value = _made(value._negative, value._number * 10 ** value._exponent, 0)
        text = str(value.copy_abs())
    if comma:
        whole, dot, part = text.partition(".")
        text = format(int(whole), ",") + dot + part
        head = head.replace(",", "")
    text += "%" if kind == "%" else ""
    sign = "-" if value._negative else ""
    if head[:1] == "+" or head[1:2] == "+" or head[2:3] == "+":
        sign = sign or "+"
        head = head.replace("+", "", 1)
    if not head:
        return sign + text
    if head[0] == "0":
        return sign + text.rjust(int(head) - len(sign), "0")
    if head[0] not in "<>^=" and head[1:2] not in ("<", ">", "^", "="):
        head = ">" + head
    return format(sign + text, head)


HAVE_THREADS = True


numbers.Number.register(Decimal)
