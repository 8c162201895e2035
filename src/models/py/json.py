"""Model of json: texts of plain values, and plain values of texts."""


class JSONDecodeError(ValueError):
    def __init__(self, msg, doc, pos):
        line = doc.count("\n", 0, pos) + 1
        column = pos - doc.rfind("\n", 0, pos)
        ValueError.__init__(self, "%s: line %d column %d (char %d)" % (msg, line, column, pos))
        self.msg = msg
        self.doc = doc
        self.pos = pos
        self.lineno = line
        self.colno = column


_escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f", "\b": "\\b"}


def _quote(text, ascii_only):
    out = []
    for c in text:
        if c in _escapes:
            out.append(_escapes[c])
        elif c < " " or (ascii_only and ord(c) > 126):
            n = ord(c)
            if n > 0xffff:
                n -= 0x10000
                out.append("\\u%04x\\u%04x" % (0xd800 | (n >> 10), 0xdc00 | (n & 0x3ff)))
            else:
                out.append("\\u%04x" % n)
        else:
            out.append(c)
    return '"' + "".join(out) + '"'


class JSONEncoder:
    def __init__(self, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, sort_keys=False,
                 indent=None, separators=None, default=None):
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.sort_keys = sort_keys
        self.indent = indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        else:
            self.item_separator = ", " if indent is None else ","
            self.key_separator = ": "
        if default is not None:
            self.default = default

    def default(self, o):
        raise TypeError("Object of type %s is not JSON serializable" % o.__class__.__name__)

    def encode(self, o):
        return self._text(o, 0, [])

    def _text(self, o, depth, path):
        if o is None:
            return "null"
        if o is True:
            return "true"
        if o is False:
            return "false"
        if isinstance(o, str):
            return _quote(o, self.ensure_ascii)
        if isinstance(o, int):
            return int.__repr__(o)
        if isinstance(o, float):
            if o != o:
                return "NaN"
            if o in (float("inf"), float("-inf")):
                return "Infinity" if o > 0 else "-Infinity"
            return float.__repr__(o)
        for known in path:
            if known is o:
                raise ValueError("Circular reference detected")
        inner = path + [o]
        if isinstance(o, (list, tuple)):
            return self._wrap("[", "]", [self._text(item, depth + 1, inner) for item in o], depth)
        if isinstance(o, dict):
            items = list(o.items())
            if self.sort_keys:
                items.sort(key=lambda item: item[0])
            parts = []
            for key, value in items:
                if isinstance(key, str):
                    pass
                elif key is None or isinstance(key, (bool, int, float)):
                    key = self._text(key, depth, inner)
                elif self.skipkeys:
                    continue
                else:
                    raise TypeError("keys must be str, int, float, bool or None, not %s" % key.__class__.__name__)
                parts.append(_quote(key, self.ensure_ascii) + self.key_separator + self._text(value, depth + 1, inner))
            return self._wrap("{", "}", parts, depth)
        return self._text(self.default(o), depth, inner)

    def _wrap(self, left, right, parts, depth):
        if not parts:
            return left + right
        if self.indent is None:
            return left + self.item_separator.join(parts) + right
        step = self.indent if isinstance(self.indent, str) else " " * self.indent
        around = "\n" + step * depth
        inside = around + step
        return left + inside + (self.item_separator + inside).join(parts) + around + right


def dumps(obj, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None, indent=None,
          separators=None, default=None, sort_keys=False):
    encoder = JSONEncoder if cls is None else cls
    return encoder(skipkeys=skipkeys, ensure_ascii=ensure_ascii, indent=indent, separators=separators,
                   default=default, sort_keys=sort_keys).encode(obj)


def dump(obj, fp, **kw):
    fp.write(dumps(obj, **kw))


_unescapes = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class _Reader:
    def __init__(self, text, object_hook, object_pairs_hook):
        self.text = text
        self.at = 0
        self.object_hook = object_hook
        self.pairs_hook = object_pairs_hook

    def skip(self):
        while self.at < len(self.text) and self.text[self.at] in " \t\n\r":
            self.at += 1

    def peek(self):
        return self.text[self.at] if self.at < len(self.text) else ""

    def value(self):
        c = self.peek()
        if c == '"':
            self.at += 1
            return self.string()
        if c == "{":
            return self.object()
        if c == "[":
            return self.array()
        for word, value in (("null", None), ("true", True), ("false", False), ("NaN", float("nan")),
                            ("Infinity", float("inf")), ("-Infinity", float("-inf"))):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        return self.number()

    def number(self):
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in "+-0123456789.eE":
            self.at += 1
        word = self.text[start:self.at]
        if not word:
            raise JSONDecodeError("Expecting value", self.text, start)
        if "." in word or "e" in word or "E" in word:
            return float(word)
        return int(word)

    def string(self):
        start = self.at - 1
        out = []
        while True:
            c = self.peek()
            if not c:
                raise JSONDecodeError("Unterminated string starting at", self.text, start)
            self.at += 1
            if c == '"':
                return "".join(out)
            if c != "\\":
                out.append(c)
                continue
            c = self.peek()
            self.at += 1
            if c == "u":
                out.append(chr(int(self.text[self.at:self.at + 4], 16)))
                self.at += 4
            else:
                out.append(_unescapes[c])

    def array(self):
        self.at += 1
        out = []
        self.skip()
        if self.peek() == "]":
            self.at += 1
            return out
        while True:
            self.skip()
            out.append(self.value())
            self.skip()
            c = self.peek()
            if c == "]":
                self.at += 1
                return out
            if c != ",":
                raise JSONDecodeError("Expecting ',' delimiter", self.text, self.at)
            self.at += 1

    def object(self):
        self.at += 1
        pairs = []
        self.skip()
        if self.peek() == "}":
            self.at += 1
        else:
            while True:
                self.skip()
                if self.peek() != '"':
                    raise JSONDecodeError("Expecting property name enclosed in double quotes", self.text, self.at)
                self.at += 1
                key = self.string()
                self.skip()
                if self.peek() != ":":
                    raise JSONDecodeError("Expecting ':' delimiter", self.text, self.at)
                self.at += 1
                self.skip()
                pairs.append((key, self.value()))
                self.skip()
                c = self.peek()
                if c == "}":
                    self.at += 1
                    break
                if c != ",":
                    raise JSONDecodeError("Expecting ',' delimiter", self.text, self.at)
                self.at += 1
        if self.pairs_hook is not None:
            return self.pairs_hook(pairs)
        made = dict(pairs)
        return made if self.object_hook is None else self.object_hook(made)


def loads(s, *, cls=None, object_hook=None, object_pairs_hook=None, **kw):
    reader = _Reader(s, object_hook, object_pairs_hook)
    reader.skip()
    made = reader.value()
    reader.skip()
    if reader.at != len(s):
        raise JSONDecodeError("Extra data", s, reader.at)
    return made


def load(fp, **kw):
    return loads(fp.read(), **kw)
