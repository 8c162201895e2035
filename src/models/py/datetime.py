"""Model of datetime: dates as numbers of days, durations as days, seconds and microseconds.

The calendar counts days from the first of January of the year 1, as toordinal does. What asks for the
clock or for the local time zone is unknown."""
import _heap
import sys
from _dates import _DAYS, _MONTHS, _formatted, _from_ordinal, _length, _offset_text, _ordinal

MINYEAR = 1
MAXYEAR = 9999
def _whole(value, what=None):
    if not hasattr(value, "__index__"):
        shown = type(value).__name__
        if sys.version_info >= (3, 10):
            raise TypeError("%r object cannot be interpreted as an integer" % shown)
        raise TypeError("an integer is required (got type %s)" % shown)
    return value


class timedelta:
    __slots__ = ("_dd", "_ss", "_us")
    __module__ = "datetime"

    def __new__(cls, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        parts = ((weeks, 604800000000), (days, 86400000000), (hours, 3600000000), (minutes, 60000000),
                 (seconds, 1000000), (milliseconds, 1000), (microseconds, 1))
        total = 0
        rest = 0.0
        for value, unit in parts:
            if isinstance(value, float):
                whole = int(value)
                total += whole * unit
                rest += (value - whole) * unit
            else:
                total += value * unit
        return _span(total + round(rest), cls)

    def __reduce__(self):
        return type(self), (self.days, self.seconds, self.microseconds)

    @property
    def days(self):
        return self._dd

    @property
    def seconds(self):
        return self._ss

    @property
    def microseconds(self):
        return self._us

    def _all(self):
        return (self._dd * 86400 + self._ss) * 1000000 + self._us

    def total_seconds(self):
        return self._all() / 10 ** 6

    def __repr__(self):
        parts = [("days", self._dd), ("seconds", self._ss), ("microseconds", self._us)]
        shown = ["%s=%d" % part for part in parts if part[1]]
        return "datetime.timedelta(%s)" % (", ".join(shown) or "0")

    def __str__(self):
        minutes, seconds = divmod(self._ss, 60)
        text = "%d:%02d:%02d" % (minutes // 60, minutes % 60, seconds)
        if self._dd:
            text = "%d day%s, " % (self._dd, "" if abs(self._dd) == 1 else "s") + text
        if self._us:
            text += ".%06d" % self._us
        return text

    def __add__(self, that):
        return _span(self._all() + that._all()) if isinstance(that, timedelta) else NotImplemented

    __radd__ = __add__

    def __sub__(self, that):
        return _span(self._all() - that._all()) if isinstance(that, timedelta) else NotImplemented

    def __rsub__(self, that):
        return _span(that._all() - self._all()) if isinstance(that, timedelta) else NotImplemented

    def __mul__(self, that):
        if isinstance(that, int):
            return _span(self._all() * that)
        if isinstance(that, float):
            top, bottom = that.as_integer_ratio()
            return _span(_nearest(self._all() * top, bottom))
        return NotImplemented

    __rmul__ = __mul__

    def __truediv__(self, that):
        if isinstance(that, timedelta):
            return self._all() / that._all()
        if isinstance(that, int):
            return _span(_nearest(self._all(), that))
        if isinstance(that, float):
            top, bottom = that.as_integer_ratio()
            return _span(_nearest(self._all() * bottom, top))
        return NotImplemented

    def __floordiv__(self, that):
        if isinstance(that, timedelta):
            return self._all() // that._all()
        return _span(self._all() // that) if isinstance(that, int) else NotImplemented

    def __mod__(self, that):
        return _span(self._all() % that._all()) if isinstance(that, timedelta) else NotImplemented

    def __divmod__(self, that):
        return self // that, self % that

    def __neg__(self):
        return _span(-self._all())

    def __pos__(self):
        return self

    def __abs__(self):
        return _span(abs(self._all()))

    def __bool__(self):
        return self._all() != 0

    def __eq__(self, that):
        return self._all() == that._all() if isinstance(that, timedelta) else NotImplemented

    def __lt__(self, that):
        return self._all() < that._all() if isinstance(that, timedelta) else NotImplemented

    def __le__(self, that):
        return self._all() <= that._all() if isinstance(that, timedelta) else NotImplemented

    def __gt__(self, that):
        return self._all() > that._all() if isinstance(that, timedelta) else NotImplemented

    def __ge__(self, that):
        return self._all() >= that._all() if isinstance(that, timedelta) else NotImplemented

    def __hash__(self):
        return hash(self._all())

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __sizeof__(self):
        return 40 - 16


def _nearest(top, bottom):
    """The quotient rounded to the nearest whole number, ties to even."""
    if bottom < 0:
        top, bottom = -top, -bottom
    whole, rest = divmod(top, bottom)
    if 2 * rest > bottom or 2 * rest == bottom and whole % 2:
        whole += 1
    return whole


def _span(microseconds, cls=timedelta):
    self = object.__new__(cls)
    seconds, self._us = divmod(microseconds, 1000000)
    self._dd, self._ss = divmod(seconds, 86400)
    if abs(self._dd) > 999999999:
        raise OverflowError("days=%d; must have magnitude <= 999999999" % self._dd)
    return self


timedelta.min = timedelta(days=-999999999)
timedelta.max = timedelta(days=999999999, hours=23, minutes=59, seconds=59, microseconds=999999)
timedelta.resolution = timedelta(0, 0, 1)


class tzinfo:
    __module__ = "datetime"


class timezone(tzinfo):
    __module__ = "datetime"

    def __init__(self, offset, name=None):
        self._shift = offset
        self._label = name

    def utcoffset(self, dt):
        return self._shift

    def dst(self, dt):
        return None

    def tzname(self, dt):
        if self._label is not None:
            return self._label
        return "UTC" + (_offset_text(self._shift) if self._shift else "")

    def __str__(self):
        return self.tzname(None)

    def __repr__(self):
        if self is timezone.utc:
            return "datetime.timezone.utc"
        if self._label is None:
            return "datetime.timezone(%r)" % self._shift
        return "datetime.timezone(%r, %r)" % (self._shift, self._label)

    def __eq__(self, that):
        return self._shift == that._shift if isinstance(that, timezone) else NotImplemented

    def __hash__(self):
        return hash(self._shift)


timezone.utc = timezone(timedelta(0))
UTC = timezone.utc


class struct_time(tuple):
    __module__ = "time"
    _names = ("tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst")

    def __getattr__(self, name):
        if name not in struct_time._names:
            raise AttributeError(name)
        return self[struct_time._names.index(name)]

    def __repr__(self):
        return "time.struct_time(%s)" % ", ".join(["%s=%d" % pair for pair in zip(self._names, self)])


class _IsoDate(tuple):
    year = property(lambda self: self[0])
    week = property(lambda self: self[1])
    weekday = property(lambda self: self[2])

    def __repr__(self):
        if sys.version_info < (3, 9):
            return tuple.__repr__(self)
        return "datetime.IsoCalendarDate(year=%d, week=%d, weekday=%d)" % tuple(self)


class date:
    __slots__ = ("_y", "_m", "_d")
    __module__ = "datetime"

    def __new__(cls, year, month=None, day=None):
        if month is None or day is None:
            missing = "month" if month is None else "day"
            place = 2 if month is None else 3
            raise TypeError("function missing required argument '%s' (pos %d)" % (missing, place))
        self = super().__new__(cls)
        self._set(_whole(year), _whole(month), _whole(day))
        return self

    def _set(self, year, month, day):
        if not MINYEAR <= year <= MAXYEAR:
            raise ValueError("year %d is out of range" % year)
        if not 1 <= month <= 12:
            raise ValueError("month must be in 1..12")
        if not 1 <= day <= _length(year, month):
            raise ValueError("day is out of range for month")
        self._y, self._m, self._d = year, month, day

    def __reduce__(self):
        return type(self), (self._y, self._m, self._d)

    @property
    def year(self):
        return self._y

    @property
    def month(self):
        return self._m

    @property
    def day(self):
        return self._d

    @classmethod
    def today(cls):
        return _heap.some_number()

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        return _heap.some_number()

    @classmethod
    def fromordinal(cls, n):
        return cls(*_from_ordinal(n))

    @classmethod
    def fromisoformat(cls, text):
        return _from_iso(cls, text)

    def _fields(self):
        return self._y, self._m, self._d

    def toordinal(self):
        return _ordinal(self._y, self._m, self._d)

    def weekday(self):
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        return self.weekday() + 1

    def isocalendar(self):
        # The week belongs to the year that its Thursday is in.
        thursday = self.toordinal() - self.weekday() + 3
        year = _from_ordinal(thursday)[0]
        return _IsoDate((year, (thursday - _ordinal(year, 1, 1)) // 7 + 1, self.isoweekday()))

    def isoformat(self):
        return "%04d-%02d-%02d" % (self._y, self._m, self._d)

    __str__ = isoformat

    def ctime(self):
        return _formatted(self, "%c", date._fields(self), None)

    def strftime(self, format):
        return _formatted(self, format, self._fields(), None)

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    def timetuple(self):
        day = self.toordinal() - _ordinal(self._y, 1, 1) + 1
        return struct_time((self._y, self._m, self._d, 0, 0, 0, self.weekday(), day, -1))

    def replace(self, year=None, month=None, day=None):
        return type(self)(self._y if year is None else year, self._m if month is None else month,
                          self._d if day is None else day)

    def __repr__(self):
        return "datetime.date(%d, %d, %d)" % (self._y, self._m, self._d)

    def __add__(self, that):
        if not isinstance(that, timedelta):
            return NotImplemented
        number = self.toordinal() + that._dd
        if not 1 <= number <= 3652059:
            raise OverflowError("date value out of range")
        return type(self)(*_from_ordinal(number))

    __radd__ = __add__

    def __sub__(self, that):
        if isinstance(that, timedelta):
            return self + timedelta(-that._dd)
        if isinstance(that, date) and not isinstance(that, datetime):
            return timedelta(self.toordinal() - that.toordinal())
        return NotImplemented

    def _compared(self, that, test):
        if not isinstance(that, date) or isinstance(that, datetime) != isinstance(self, datetime):
            return NotImplemented
        return test(self._key(), that._key())

    def _key(self):
        return self._fields()

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

    def __hash__(self):
        return hash(self._key())

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __sizeof__(self):
        return 32 - 16


def _clock_checked(hour, minute, second, microsecond):
    for name, value, end in (("hour", hour, 23), ("minute", minute, 59), ("second", second, 59)):
        if not 0 <= _whole(value) <= end:
            raise ValueError("%s must be in 0..%d" % (name, end))
    if not 0 <= _whole(microsecond) <= 999999:
        raise ValueError("microsecond must be in 0..999999")
    return hour, minute, second, microsecond


def _clock_text(clock, timespec="auto"):
    text = "%02d:%02d:%02d" % clock[:3]
    if timespec == "auto":
        return text + (".%06d" % clock[3] if clock[3] else "")
    cut = {"hours": 2, "minutes": 5, "seconds": 8}
    if timespec in cut:
        return text[:cut[timespec]]
    return text + (".%03d" % (clock[3] // 1000) if timespec == "milliseconds" else ".%06d" % clock[3])


class time:
    __slots__ = ("_clock", "_zone", "_second_time")
    __module__ = "datetime"

    def __new__(cls, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        self = super().__new__(cls)
        self._clock = _clock_checked(hour, minute, second, microsecond)
        self._zone = tzinfo
        self._second_time = fold
        return self

    hour = property(lambda self: self._clock[0])
    minute = property(lambda self: self._clock[1])
    second = property(lambda self: self._clock[2])
    microsecond = property(lambda self: self._clock[3])
    tzinfo = property(lambda self: self._zone)
    fold = property(lambda self: self._second_time)

    @classmethod
    def fromisoformat(cls, text):
        return cls(*_clock_from_iso(text, text))

    def isoformat(self, timespec="auto"):
        text = _clock_text(self._clock, timespec)
        return text + (_offset_text(self._zone.utcoffset(None)) if self._zone else "")

    __str__ = isoformat

    def strftime(self, format):
        return _formatted(self, format, None, self._clock)

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    def replace(self, hour=None, minute=None, second=None, microsecond=None):
        given = (hour, minute, second, microsecond)
        return time(*[old if new is None else new for old, new in zip(self._clock, given)])

    def __repr__(self):
        shown = list(self._clock)
        while len(shown) > 2 and not shown[-1]:
            shown.pop()
        zone = ", tzinfo=%r" % self._zone if self._zone else ""
        return "datetime.time(%s%s)" % (", ".join([str(part) for part in shown]), zone)

    def __eq__(self, that):
        return self._clock == that._clock if isinstance(that, time) else NotImplemented

    def __lt__(self, that):
        return self._clock < that._clock if isinstance(that, time) else NotImplemented

    def __le__(self, that):
        return self._clock <= that._clock if isinstance(that, time) else NotImplemented

    def __gt__(self, that):
        return self._clock > that._clock if isinstance(that, time) else NotImplemented

    def __ge__(self, that):
        return self._clock >= that._clock if isinstance(that, time) else NotImplemented

    def __hash__(self):
        return hash(self._clock)

    def __sizeof__(self):
        return 40 - 16


class datetime(date):
    __slots__ = ("_clock", "_zone", "_second_time")
    __module__ = "datetime"

    def __new__(cls, year, month=None, day=None, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        self = date.__new__(cls, year, month, day)
        self._clock = _clock_checked(hour, minute, second, microsecond)
        self._zone = tzinfo
        self._second_time = fold
        return self

    hour = property(lambda self: self._clock[0])
    minute = property(lambda self: self._clock[1])
    second = property(lambda self: self._clock[2])
    microsecond = property(lambda self: self._clock[3])
    tzinfo = property(lambda self: self._zone)
    fold = property(lambda self: self._second_time)

    @classmethod
    def __reduce__(self):
        clock = self.hour, self.minute, self.second, self.microsecond
        zone = (self.tzinfo,) if self.tzinfo else ()
        return type(self), (self.year, self.month, self.day, *clock, *zone)

    def now(cls, tz=None):
        return _heap.some_number()

    @classmethod
    def utcnow(cls):
        return _heap.some_number()

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        if tz is None:
            return _heap.some_number()
        moved = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=timestamp)
        return moved.astimezone(tz)

    @classmethod
    def utcfromtimestamp(cls, timestamp):
        return datetime(1970, 1, 1) + timedelta(seconds=timestamp)

    @classmethod
    def combine(cls, date, time, tzinfo=None):
        return cls(*(date._fields() + time._clock), tzinfo=tzinfo or time._zone)

    @classmethod
    def strptime(cls, text, format):
        return _parsed(cls, text, format)

    def date(self):
        return date(*self._fields())

    def time(self):
        return time(*self._clock)

    def timetz(self):
        return time(*self._clock, tzinfo=self._zone)

    def timestamp(self):
        if self._zone is None:
            return _heap.some_number()
        return (self - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds()

    def utcoffset(self):
        return None if self._zone is None else self._zone.utcoffset(self)

    def tzname(self):
        return None if self._zone is None else self._zone.tzname(self)

    def astimezone(self, tz=None):
        if tz is None or self._zone is None:
            return _heap.some_number()
        bare = self.replace(tzinfo=None) - self.utcoffset() + tz.utcoffset(None)
        return bare.replace(tzinfo=tz)

    def timetuple(self):
        return struct_time(self._fields() + self._clock[:3] + tuple(date.timetuple(self))[6:])

    def isoformat(self, sep="T", timespec="auto"):
        text = date.isoformat(self) + sep + _clock_text(self._clock, timespec)
        return text + (_offset_text(self.utcoffset()) if self._zone else "")

    def __str__(self):
        return self.isoformat(" ")

    def ctime(self):
        return _formatted(self, "%c", self._fields(), self._clock)

    def strftime(self, format):
        return _formatted(self, format, self._fields(), self._clock)

    def replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None,
                tzinfo=True):
        old = self._fields() + self._clock
        given = (year, month, day, hour, minute, second, microsecond)
        parts = [before if new is None else new for before, new in zip(old, given)]
        return type(self)(*parts, tzinfo=self._zone if tzinfo is True else tzinfo)

    def __repr__(self):
        shown = list(self._fields() + self._clock)
        while len(shown) > 5 and not shown[-1]:
            shown.pop()
        zone = ", tzinfo=%r" % self._zone if self._zone else ""
        return "datetime.datetime(%s%s)" % (", ".join([str(part) for part in shown]), zone)

    def _micros(self):
        hour, minute, second, micro = self._clock
        total = ((self.toordinal() * 24 + hour) * 60 + minute) * 60 + second
        return total * 1000000 + micro - (self.utcoffset()._all() if self._zone else 0)

    def __add__(self, that):
        if not isinstance(that, timedelta):
            return NotImplemented
        offset = self.utcoffset()._all() if self._zone else 0
        days, micros = divmod(self._micros() + offset + that._all(), 86400000000)
        if not 1 <= days <= 3652059:
            raise OverflowError("date value out of range")
        seconds, micro = divmod(micros, 1000000)
        clock = (seconds // 3600, seconds // 60 % 60, seconds % 60, micro)
        return type(self)(*(_from_ordinal(days) + clock), tzinfo=self._zone)

    __radd__ = __add__

    def __sub__(self, that):
        if isinstance(that, timedelta):
            return self + -that
        if not isinstance(that, datetime):
            return NotImplemented
        if (self._zone is None) != (that._zone is None):
            raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        return _span(self._micros() - that._micros())

    def _key(self):
        return self._micros()

    def _compared(self, that, test):
        if not isinstance(that, datetime):
            if isinstance(that, date) and sys.version_info < (3, 13):
                raise TypeError("can't compare datetime.datetime to datetime.date")
            return NotImplemented
        if (self._zone is None) != (that._zone is None):
            if test(0, 1) == test(1, 0):
                return False
            raise TypeError("can't compare offset-naive and offset-aware datetimes")
        return test(self._micros(), that._micros())

    def __eq__(self, that):
        return self._compared(that, lambda a, b: a == b) if isinstance(that, datetime) else NotImplemented

    def __hash__(self):
        return hash(self._micros())

    def __sizeof__(self):
        return 48 - 16


date.min = date(1, 1, 1)
date.max = date(9999, 12, 31)
date.resolution = timedelta(1)
datetime.min = datetime(MINYEAR, 1, 1)
datetime.max = datetime(MAXYEAR, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta.resolution
time.min = time()
time.max = time(*datetime.max._clock)


def _clock_from_iso(text, whole):
    wrong = ValueError("Invalid isoformat string: %r" % whole)
    main, _, part = text.partition(".")
    pieces = main.split(":")
    if len(pieces) > 3 or not all([piece.isdigit() and len(piece) == 2 for piece in pieces]):
        raise wrong
    numbers = [int(piece) for piece in pieces] + [0, 0]
    return numbers[0], numbers[1], numbers[2], int((part + "000000")[:6]) if part else 0


def _from_iso(cls, text):
    wrong = ValueError("Invalid isoformat string: %r" % text)
    head, tail = text[:10], text[11:]
    pieces = head.split("-")
    if [len(piece) for piece in pieces] != [4, 2, 2] or not all([piece.isdigit() for piece in pieces]):
        raise wrong
    numbers = [int(piece) for piece in pieces]
    if not issubclass(cls, datetime):
        if len(text) != 10:
            raise wrong
        return cls(*numbers)
    if not tail:
        return cls(*numbers)
    zone = None
    if tail.endswith("Z") and sys.version_info >= (3, 11):
        tail, zone = tail[:-1], timezone.utc
    for sign in "+-":
        clock, found, offset = tail.partition(sign)
        if found:
            hours, minutes = offset.split(":")[:2]
            delta = timedelta(hours=int(hours), minutes=int(minutes))
            tail, zone = clock, timezone(delta if sign == "+" else -delta) if delta else timezone.utc
    return cls(*numbers, *_clock_from_iso(tail, text), tzinfo=zone)


def _parsed(cls, text, format):
    """strptime, for the directives that are numbers or names."""
    wrong = ValueError("time data %r does not match format %r" % (text, format))
    widths = {"Y": 4, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2, "y": 2, "I": 2, "f": 6, "j": 3}
    for short, long in (("%T", "%H:%M:%S"), ("%F", "%Y-%m-%d"), ("%D", "%m/%d/%y"), ("%R", "%H:%M")):
        format = format.replace(short, long)
    found = {}
    at = place = 0
    while place < len(format):
        c = format[place]
        place += 1
        if c.isspace():
            while at < len(text) and text[at].isspace():
                at += 1
            continue
        if c != "%":
            if text[at:at + 1] != c:
                raise wrong
            at += 1
            continue
        c = format[place]
        place += 1
        if c in widths:
            end = at
            while end < len(text) and end - at < widths[c] and text[end].isdigit():
                end += 1
            if end == at or c == "Y" and end - at < 4:
                raise wrong
            found[c] = int(text[at:end].ljust(6, "0") if c == "f" else text[at:end])
            at = end
            continue
        names = {"b": [m[:3] for m in _MONTHS], "B": _MONTHS, "a": [d[:3] for d in _DAYS], "A": _DAYS,
                 "p": ("AM", "PM")}.get(c)
        if names is None:
            return _heap.unknown
        for number, name in enumerate(names):
            if text[at:at + len(name)].lower() == name.lower():
                found[c] = number
                at += len(name)
                break
        else:
            raise wrong
    if at < len(text):
        raise ValueError("unconverted data remains: %s" % text[at:])
    year = found.get("Y", found.get("y", -1) + (2000 if found.get("y", 99) < 69 else 1900) if "y" in found else 1900)
    month = found.get("m", found.get("b", found.get("B", 0)) + 1)
    hour = found.get("H", found.get("I", 0) % 12 + 12 * found.get("p", 0) if "I" in found else 0)
    for key, low, high in (("m", 1, 12), ("d", 1, 31), ("H", 0, 23), ("M", 0, 59), ("S", 0, 61)):
        if key in found and not low <= found[key] <= high:
            raise wrong
    return cls(year, month, found.get("d", 1), hour, found.get("M", 0), found.get("S", 0), found.get("f", 0))
