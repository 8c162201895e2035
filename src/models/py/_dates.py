"""The calendar as numbers, and dates as texts: what datetime is made of."""
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _length(year, month):
    return 29 if month == 2 and _leap(year) else _LENGTHS[month - 1]


def _days_before(year, month):
    """Days of the year before a month."""
    days = 0
    for earlier in range(1, month):
        days += _length(year, earlier)
    return days


def _ordinal(year, month, day):
    past = year - 1
    return past * 365 + past // 4 - past // 100 + past // 400 + _days_before(year, month) + day


def _from_ordinal(number):
    year = number * 400 // 146097 + 1
    while _ordinal(year, 1, 1) > number:
        year -= 1
    while year < 9999 and _ordinal(year + 1, 1, 1) <= number:
        year += 1
    left = number - _ordinal(year, 1, 1)
    month = 1
    while left >= _length(year, month):
        left -= _length(year, month)
        month += 1
    return year, month, left + 1


def _formatted(value, spec, day, clock):
    """strftime over a date (or None) and a time of day (or None)."""
    out = []
    at = 0
    while at < len(spec):
        c = spec[at]
        at += 1
        if c != "%" or at == len(spec):
            out.append(c)
            continue
        c = spec[at]
        at += 1
        made = _directive(c, value, day, clock)
        out.append("%" + c if made is None else made)
    return "".join(out)


def _directive(c, value, day, clock):
    year, month, number = day or (1900, 1, 1)
    hour, minute, second, micro = clock or (0, 0, 0, 0)
    ordinal = _ordinal(year, month, number)
    weekday = (ordinal + 6) % 7
    yearday = ordinal - _ordinal(year, 1, 1) + 1
    if c == "Y":
        return str(year)
    if c == "y":
        return "%02d" % (year % 100)
    if c in "mdHMSfIjewuUW":
        numbers = {"m": (month, 2), "d": (number, 2), "H": (hour, 2), "M": (minute, 2), "S": (second, 2),
                   "f": (micro, 6), "I": (hour % 12 or 12, 2), "j": (yearday, 3), "w": ((weekday + 1) % 7, 1),
                   "u": (weekday + 1, 1), "U": ((yearday + 6 - (weekday + 1) % 7) // 7, 2),
                   "W": ((yearday + 6 - weekday) // 7, 2)}
        if c == "e":
            return "%2d" % number
        return str(numbers[c][0]).rjust(numbers[c][1], "0")
    if c in "aAbBhp%":
        texts = {"a": _DAYS[weekday][:3], "A": _DAYS[weekday], "b": _MONTHS[month - 1][:3], "B": _MONTHS[month - 1],
                 "h": _MONTHS[month - 1][:3], "p": "AM" if hour < 12 else "PM", "%": "%"}
        return texts[c]
    whole = {"F": "%Y-%m-%d", "T": "%H:%M:%S", "R": "%H:%M", "D": "%m/%d/%y", "x": "%m/%d/%y", "X": "%H:%M:%S",
             "c": "%a %b %e %H:%M:%S %Y"}
    if c in whole:
        return _formatted(value, whole[c], day, clock)
    if c == "n":
        return "\n"
    if c == "t":
        return "\t"
    zone = getattr(value, "_zone", None)
    if c == "z":
        return "" if zone is None else _offset_text(zone.utcoffset(value), "")
    if c == "Z":
        return "" if zone is None else zone.tzname(value)
    return None


def _offset_text(offset, between=":"):
    total = offset._all() // 1000000
    sign = "-" if total < 0 else "+"
    minutes, seconds = divmod(abs(total), 60)
    text = "%s%02d%s%02d" % (sign, minutes // 60, between, minutes % 60)
    return text + (between + "%02d" % seconds if seconds else "")
