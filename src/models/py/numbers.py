"""Model of numbers: the tower as abstract classes, with the built-in numbers in their places."""
from abc import ABCMeta


class Number(metaclass=ABCMeta):
    __slots__ = ()
    __hash__ = None


class Complex(Number):
    __slots__ = ()

    def __bool__(self):
        return self != 0

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other



class Real(Complex):
    __slots__ = ()

    def __divmod__(self, other):
        return self // other, self % other

    def __complex__(self):
        return complex(float(self))

    real = property(lambda self: +self)
    imag = property(lambda self: 0)


class Rational(Real):
    __slots__ = ()

    def __float__(self):
        return int(self.numerator) / int(self.denominator)


class Integral(Rational):
    __slots__ = ()

    numerator = property(lambda self: +self)
    denominator = property(lambda self: 1)


Complex.register(complex)
Real.register(float)
Integral.register(int)
