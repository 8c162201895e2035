"""Model of csv: rows of text, read and written."""
QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE = 0, 1, 2, 3


class Error(Exception):
    pass


class Dialect:
    delimiter = ","
    quotechar = '"'
    escapechar = None
    doublequote = True
    skipinitialspace = False
    lineterminator = "\r\n"
    quoting = QUOTE_MINIMAL
    strict = False


class excel(Dialect):
    pass


class excel_tab(excel):
    delimiter = "\t"


class unix_dialect(Dialect):
    lineterminator = "\n"
    quoting = QUOTE_ALL


_dialects = {"excel": excel, "excel-tab": excel_tab, "unix": unix_dialect}
_OPTIONS = ("delimiter", "quotechar", "escapechar", "doublequote", "skipinitialspace", "lineterminator", "quoting",
            "strict")


def register_dialect(name, dialect=excel, **options):
    _dialects[name] = _settings(dialect, options)


def unregister_dialect(name):
    if name not in _dialects:
        raise Error("unknown dialect")
    del _dialects[name]


def get_dialect(name):
    if name not in _dialects:
        raise Error("unknown dialect")
    return _dialects[name]


def list_dialects():
    return list(_dialects)


def field_size_limit(limit=131072):
    return 131072


def _settings(dialect, options):
    made = Dialect()
    base = get_dialect(dialect) if isinstance(dialect, str) else dialect
    for name in _OPTIONS:
        setattr(made, name, getattr(base, name))
    for name in options:
        if name not in _OPTIONS:
            raise TypeError("this function got an unexpected keyword argument '%s'" % name)
        setattr(made, name, options[name])
    return made


class _Reader:
    def __init__(self, lines, dialect):
        self._lines = iter(lines)
        self.dialect = dialect
        self.line_num = 0

    def __iter__(self):
        return self

    def __next__(self):
        row, field, state = [], "", "start"
        was_quoted = False
        d = self.dialect
        while True:
            line = next(self._lines)
            self.line_num += 1
            if not isinstance(line, str):
                raise Error("iterator should return strings, not %s (the file should be opened in text mode)"
                            % type(line).__name__)
            at = 0
            while at < len(line):
                sign = line[at]
                at += 1
                if state == "quoted":
                    if sign == d.escapechar:
                        field += line[at:at + 1]
                        at += 1
                    elif sign == d.quotechar:
                        if d.doublequote and line[at:at + 1] == d.quotechar:
                            field += sign
                            at += 1
                        else:
                            state = "field"
                    else:
                        field += sign
                elif sign in "\r\n":
                    continue
                elif sign == d.escapechar:
                    field += line[at:at + 1]
                    at += 1
                    state = "field"
                elif sign == d.delimiter:
                    row.append(_converted(field, was_quoted, d))
                    field, state, was_quoted = "", "next", False
                elif sign == d.quotechar and state in ("start", "next") and d.quoting != QUOTE_NONE:
                    state, was_quoted = "quoted", True
                elif sign == " " and d.skipinitialspace and state in ("start", "next"):
                    continue
                else:
                    field += sign
                    state = "field"
            if state != "quoted":
                break
        if state != "start":
            row.append(_converted(field, was_quoted, d))
        return row


def _converted(field, was_quoted, dialect):
    return float(field) if dialect.quoting == QUOTE_NONNUMERIC and not was_quoted else field


def reader(csvfile, dialect="excel", **options):
    return _Reader(csvfile, _settings(dialect, options))


class _Writer:
    def __init__(self, file, dialect):
        self._file = file
        self.dialect = dialect

    def writerow(self, row):
        d = self.dialect
        try:
            values = list(row)
        except TypeError:
            raise Error("iterable expected, not %s" % type(row).__name__) from None
        fields = [self._field(value, len(values) == 1) for value in values]
        return self._file.write(d.delimiter.join(fields) + d.lineterminator)

    def _field(self, value, alone):
        d = self.dialect
        text = "" if value is None else repr(value) if type(value) is float else str(value)
        if d.quoting == QUOTE_NONE:
            if d.escapechar is None and any([sign in text for sign in (d.delimiter, "\r", "\n", d.quotechar)]):
                raise Error("need to escape, but no escapechar set")
            for sign in (d.escapechar, d.delimiter, d.quotechar):
                if sign and d.escapechar:
                    text = text.replace(sign, d.escapechar + sign)
            return text
        quotes = d.quoting == QUOTE_ALL or d.quoting == QUOTE_NONNUMERIC and not isinstance(value, (int, float))
        special = (d.delimiter, d.quotechar, "\r", "\n", d.escapechar)
        if quotes or alone and not text or any([sign and sign in text for sign in special]):
            if d.doublequote:
                text = text.replace(d.quotechar, d.quotechar * 2)
            elif d.escapechar:
                text = text.replace(d.quotechar, d.escapechar + d.quotechar)
            return d.quotechar + text + d.quotechar
        return text

    def writerows(self, rows):
        for row in rows:
            self.writerow(row)


def writer(csvfile, dialect="excel", **options):
    return _Writer(csvfile, _settings(dialect, options))


class DictReader:
    def __init__(self, f, fieldnames=None, restkey=None, restval=None, dialect="excel", **options):
        self._names = fieldnames
        self.restkey, self.restval = restkey, restval
        self.reader = reader(f, dialect, **options)
        self.dialect = dialect
        self.line_num = 0

    @property
    def fieldnames(self):
        if self._names is None:
            self._names = next(self.reader, None)
        self.line_num = self.reader.line_num
        return self._names

    def __iter__(self):
        return self

    def __next__(self):
        names = self.fieldnames
        row = next(self.reader)
        while row == []:
            row = next(self.reader)
        self.line_num = self.reader.line_num
        made = dict(zip(names, row))
        if len(row) > len(names):
            made[self.restkey] = row[len(names):]
        for name in names[len(row):]:
            made[name] = self.restval
        return made


class DictWriter:
    def __init__(self, f, fieldnames, restval="", extrasaction="raise", dialect="excel", **options):
        self.fieldnames = fieldnames
        self.restval = restval
        if extrasaction.lower() not in ("raise", "ignore"):
            raise ValueError("extrasaction (%s) must be 'raise' or 'ignore'" % extrasaction)
        self.extrasaction = extrasaction
        self.writer = writer(f, dialect, **options)

    def writeheader(self):
        return self.writerow(dict(zip(self.fieldnames, self.fieldnames)))

    def _values(self, row):
        if self.extrasaction == "raise":
            wrong = [name for name in row if name not in self.fieldnames]
            if wrong:
                raise ValueError("dict contains fields not in fieldnames: " + ", ".join([repr(n) for n in wrong]))
        return [row.get(name, self.restval) for name in self.fieldnames]

    def writerow(self, row):
        return self.writer.writerow(self._values(row))

    def writerows(self, rows):
        for row in rows:
            self.writerow(row)
