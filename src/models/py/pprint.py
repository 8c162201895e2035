"""Model of pprint: a value on one line where it fits, else an item on each line."""
import sys as _sys

_NEW = _sys.version_info >= (3, 9)


def _text(value, sort):
    """The value on one line; dictionaries in order of their keys."""
    kind = type(value)
    if kind is dict and kind.__repr__ is dict.__repr__:
        if not value:
            return "{}"
        pairs = _sorted(value.items(), sort)
        return "{" + ", ".join([_text(k, sort) + ": " + _text(v, sort) for k, v in pairs]) + "}"
    if kind is list:
        return "[" + ", ".join([_text(item, sort) for item in value]) + "]"
    if kind is tuple:
        if len(value) == 1:
            return "(" + _text(value[0], sort) + ",)"
        return "(" + ", ".join([_text(item, sort) for item in value]) + ")"
    return repr(value)


def _sorted(pairs, sort):
    pairs = list(pairs)
    if not sort:
        return pairs
    try:
        return sorted(pairs, key=lambda pair: pair[0])
    except TypeError:
        return sorted(pairs, key=lambda pair: (str(type(pair[0])), str(pair[0])))


class PrettyPrinter:
    def __init__(self, indent=1, width=80, depth=None, stream=None, *, compact=False, sort_dicts=True,
                 underscore_numbers=False):
        self._indent = indent
        self._width = width
        self._stream = stream
        self._compact = compact
        self._sort = sort_dicts
        self._depth = depth
        self._underscores = underscore_numbers

    def pformat(self, object):
        return self._shown(object, 0, 0, {})

    def pprint(self, object):
        stream = self._stream or _sys.stdout
        stream.write(self.pformat(object) + "\n")

    def isreadable(self, object):
        return True

    def isrecursive(self, object):
        return False

    def _shown(self, value, indent, after, above):
        """The value, begun at column `indent`, with `after` characters to follow it."""
        kind = type(value)
        if id(value) in above:
            return "<Recursion on %s with id=%s>" % (kind.__name__, id(value))
        if self._depth is not None and len(above) >= self._depth and kind in (list, tuple, dict, set) and value:
            return {list: "[...]", tuple: "(...)", dict: "{...}"}.get(kind, "{...}")
        if kind in (list, tuple, dict, set, frozenset):
            above = dict(above)
            above[id(value)] = True
        if self._depth is None and not any([id(item) in above for item in _inside(value)]):
            line = _text(value, self._sort)
            if len(line) <= self._width - indent - after:
                return line
        if kind is dict and value:
            return self._dict(value, indent, after, above)
        if kind is list and value:
            return "[" + self._items(value, indent, after + 1, above) + "]"
        if kind is tuple and value:
            end = ",)" if len(value) == 1 else ")"
            return "(" + self._items(value, indent, after + len(end), above) + end
        if kind in (set, frozenset) and value:
            try:
                items = sorted(value)
            except TypeError:
                items = sorted(value, key=lambda item: (str(type(item)), str(item)))
            if kind is set:
                return "{" + self._items(items, indent, after + 1, above) + "}"
            return "frozenset({" + self._items(items, indent + 10, after + 2, above) + "})"
        if kind is str and value:
            return self._string(value, indent, after, len(above))
        if hasattr(kind, "__dataclass_fields__") and _sys.version_info >= (3, 10):
            return self._dataclass(value, indent, after, above)
        return repr(value)

    def _dict(self, value, indent, after, above):
        pad = "{" + " " * (self._indent - 1)
        inner = indent + self._indent
        pairs = _sorted(value.items(), self._sort)
        out = []
        for at, (key, item) in enumerate(pairs):
            shown = _text(key, self._sort)
            last = at == len(pairs) - 1
            text = self._shown(item, inner + len(shown) + 2, after + 1 if last else 1, above)
            out.append(shown + ": " + text)
        return pad + (",\n" + " " * inner).join(out) + "}"

    def _items(self, items, indent, after, above):
        inner = indent + self._indent
        pad = " " * (self._indent - 1)
        items = list(items)
        out = []
        if self._compact:
            return self._packed(items, inner, after, above, pad)
        for at, item in enumerate(items):
            out.append(self._shown(item, inner, after if at == len(items) - 1 else 1, above))
        return pad + (",\n" + " " * inner).join(out)

    def _packed(self, items, inner, after, above, pad):
        """As many items on a line as it has room for."""
        lines = []
        line = ""
        for at, item in enumerate(items):
            ends = after if at == len(items) - 1 else 1
            text = _text(item, self._sort)
            if line and len(line) + 2 + len(text) + ends <= self._width - inner:
                line += ", " + text
                continue
            if line:
                lines.append(line)
            line = text
            if len(text) + ends > self._width - inner:
                line = self._shown(item, inner, ends, above)
        lines.append(line)
        return pad + (",\n" + " " * inner).join(lines)

    def _string(self, value, indent, after, level):
        lines = value.splitlines(True)
        outer = level == 0
        if outer:
            indent += 1
            after += 1
        room = self._width - indent
        chunks = []
        for number, line in enumerate(lines):
            ends = after if number == len(lines) - 1 else 0
            shown = repr(line)
            if len(shown) <= room - ends:
                chunks.append(shown)
                continue
            # Words with the blanks behind them, as many as fit.
            words = []
            word = ""
            for c in line:
                if word and word[-1].isspace() and not c.isspace():
                    words.append(word)
                    word = ""
                word += c
            words.append(word)
            text = ""
            for at, word in enumerate(words):
                limit = room - (ends if at == len(words) - 1 else 0)
                if text and len(repr(text + word)) > limit:
                    chunks.append(repr(text))
                    text = word
                else:
                    text += word
            if text:
                chunks.append(repr(text))
        if len(chunks) == 1:
            return chunks[0]
        whole = ("\n" + " " * indent).join(chunks)
        return "(" + whole + ")" if outer else whole

    def _dataclass(self, value, indent, after, above):
        name = type(value).__name__
        inner = indent + len(name) + 1
        shown = [field for field in value.__dataclass_fields__.values() if field.repr]
        out = []
        for at, field in enumerate(shown):
            ends = after + 1 if at == len(shown) - 1 else 1
            item = getattr(value, field.name)
            out.append(field.name + "=" + self._shown(item, inner + len(field.name) + 1, ends, above))
        return name + "(" + (",\n" + " " * inner).join(out) + ")"


def _inside(value):
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, (list, tuple)):
        return value
    return ()


def pprint(object, stream=None, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True,
           underscore_numbers=False):
    PrettyPrinter(indent, width, depth, stream, compact=compact, sort_dicts=sort_dicts).pprint(object)


def pformat(object, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True, underscore_numbers=False):
    return PrettyPrinter(indent, width, depth, compact=compact, sort_dicts=sort_dicts).pformat(object)


def pp(object, *args, sort_dicts=False, **kwargs):
    pprint(object, *args, sort_dicts=sort_dicts, **kwargs)


def saferepr(object):
    return _text(object, True)


def isreadable(object):
    return True


def isrecursive(object):
    return False
