"""Model of re: patterns and matches as objects; the matching itself is native."""
import _re
import sys


class error(Exception):
    def __init__(self, msg, pattern=None, pos=None):
        super().__init__(msg)
        self.msg = msg
        self.pattern = pattern
        self.pos = pos


if sys.version_info >= (3, 13):
    class PatternError(error):
        pass

_FLAGS = ((256, "ASCII", "A"), (2, "IGNORECASE", "I"), (4, "LOCALE", "L"), (32, "UNICODE", "U"), (8, "MULTILINE", "M"),
          (16, "DOTALL", "S"), (64, "VERBOSE", "X"), (128, "DEBUG", "DEBUG"))


def _flag_names(flags):
    return "|".join(["re." + name for bit, name, _ in _FLAGS if flags & bit])


class RegexFlag(int):
    def __or__(self, other):
        return RegexFlag(int(self) | int(other))

    __ror__ = __or__

    def __and__(self, other):
        return RegexFlag(int(self) & int(other))

    def __repr__(self):
        return _flag_names(self) or "0"

    __str__ = __repr__

    @property
    def name(self):
        for bit, name, _ in _FLAGS:
            if int(self) == bit:
                return name
        return None

    @property
    def value(self):
        return int(self)


for _bit, _name, _short in _FLAGS:
    globals()[_name] = globals()[_short] = RegexFlag(_bit)
T = TEMPLATE = RegexFlag(1)
NOFLAG = RegexFlag(0)


class Pattern:
    def __init__(self, pattern, flags, made):
        self.pattern = pattern
        self._number, self.groups, self._found, self.groupindex = made
        self.flags = self._found | (32 if isinstance(pattern, str) and not self._found & 256 else 0)

    def _run(self, string, pos, endpos, how):
        if isinstance(string, str) != isinstance(self.pattern, str):
            if not isinstance(string, (str, bytes, bytearray, memoryview)):
                shown = type(string).__name__
                if sys.version_info >= (3, 11):
                    raise TypeError("expected string or bytes-like object, got %r" % shown)
                raise TypeError("expected string or bytes-like object")
            if isinstance(self.pattern, str):
                raise TypeError("cannot use a string pattern on a bytes-like object")
            raise TypeError("cannot use a bytes pattern on a string-like object")
        end = len(string) if endpos is None else max(0, min(endpos, len(string)))
        spans = _re.search(self._number, string, max(pos, 0), end, how)
        if spans is None:
            return None
        return Match(self, string, pos, end, spans)

    def match(self, string, pos=0, endpos=None):
        return self._run(string, pos, endpos, 1)

    def fullmatch(self, string, pos=0, endpos=None):
        return self._run(string, pos, endpos, 2)

    def search(self, string, pos=0, endpos=None):
        return self._run(string, pos, endpos, 0)

    def _all(self, string, pos=0, endpos=None):
        while pos <= len(string):
            found = self._run(string, pos, endpos, 0)
            if found is None:
                return
            start, end = found.span()
            yield found
            # The next match may be empty right behind this one, but never twice at one place.
            pos = end if end > start else end + 1

    def finditer(self, string, pos=0, endpos=None):
        return self._all(string, pos, endpos)

    def findall(self, string, pos=0, endpos=None):
        out = []
        empty = string[:0]
        for found in self._all(string, pos, endpos):
            if self.groups == 0:
                out.append(found.group())
            elif self.groups == 1:
                out.append(found.groups(empty)[0])
            else:
                out.append(found.groups(empty))
        return out

    def split(self, string, maxsplit=0):
        out = []
        at = 0
        for found in self._all(string):
            if maxsplit and len(out) >= maxsplit * (1 + self.groups):
                break
            start, end = found.span()
            out.append(string[at:start])
            out.extend(found.groups())
            at = end
        out.append(string[at:])
        return out

    def subn(self, repl, string, count=0):
        out = []
        at = done = 0
        fill = repl if callable(repl) else _filler(repl)
        for found in self._all(string):
            if count and done >= count:
                break
            start, end = found.span()
            out.append(string[at:start])
            out.append(fill(found))
            at = end
            done += 1
        out.append(string[at:])
        return string[:0].join(out), done

    def sub(self, repl, string, count=0):
        return self.subn(repl, string, count)[0]

    def scanner(self, string):
        return _re.unknown

    def __repr__(self):
        shown = self.flags & ~32 if isinstance(self.pattern, str) else self.flags
        text = repr(self.pattern)[:200]
        if shown:
            return "re.compile(%s, %s)" % (text, _flag_names(shown))
        return "re.compile(%s)" % text

    def __eq__(self, other):
        if type(other) is not Pattern:
            return NotImplemented
        return (self.pattern, self.flags) == (other.pattern, other.flags)

    def __hash__(self):
        return hash((self.pattern, self.flags))

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "b": "\b", "\\": "\\"}


def _filler(template):
    """What a replacement text stands for, as a function of the match."""
    is_text = isinstance(template, str)
    text = template if is_text else template.decode("latin-1")
    parts = []
    at = 0
    while at < len(text):
        c = text[at]
        if c != "\\" or at + 1 == len(text):
            parts.append(c)
            at += 1
            continue
        c = text[at + 1]
        at += 2
        if c == "g" and text[at:at + 1] == "<":
            end = text.index(">", at)
            name = text[at + 1:end]
            parts.append((int(name) if name.isdigit() else name,))
            at = end + 1
        elif c.isdigit() and c != "0":
            if text[at:at + 1].isdigit():
                c += text[at]
                at += 1
            parts.append((int(c),))
        elif c in _ESCAPES:
            parts.append(_ESCAPES[c])
        elif c.isalpha():
            raise error("bad escape \\%s at position %d" % (c, at - 2))
        else:
            parts.append("\\" + c)

    def fill(found):
        out = []
        for part in parts:
            if isinstance(part, tuple):
                value = found.group(part[0])
                if value is not None:
                    out.append(value if is_text else value.decode("latin-1"))
            else:
                out.append(part)
        whole = "".join(out)
        return whole if is_text else whole.encode("latin-1")

    return fill


class Match:
    def __init__(self, pattern, string, pos, endpos, spans):
        self.re = pattern
        self.string = string
        self.pos = pos
        self.endpos = endpos
        self._spans = spans

    def _number(self, group):
        if isinstance(group, str):
            if group not in self.re.groupindex:
                raise IndexError("no such group")
            return self.re.groupindex[group]
        if not 0 <= group <= self.re.groups:
            raise IndexError("no such group")
        return group

    def span(self, group=0):
        number = self._number(group)
        return self._spans[2 * number], self._spans[2 * number + 1]

    def start(self, group=0):
        return self.span(group)[0]

    def end(self, group=0):
        return self.span(group)[1]

    def _text(self, group, default=None):
        start, end = self.span(group)
        return default if start < 0 else self.string[start:end]

    def group(self, *groups):
        if len(groups) > 1:
            return tuple([self._text(group) for group in groups])
        return self._text(groups[0] if groups else 0)

    def __getitem__(self, group):
        return self._text(group)

    def groups(self, default=None):
        return tuple([self._text(number, default) for number in range(1, self.re.groups + 1)])

    def groupdict(self, default=None):
        return {name: self._text(name, default) for name in self.re.groupindex}

    def expand(self, template):
        return _filler(template)(self)

    @property
    def lastindex(self):
        last = None
        for number in range(1, self.re.groups + 1):
            if self._spans[2 * number] >= 0 and (last is None or self.end(number) > self.end(last)):
                last = number
        return last

    @property
    def lastgroup(self):
        for name, number in self.re.groupindex.items():
            if number == self.lastindex:
                return name
        return None

    def __repr__(self):
        return "<re.Match object; span=%r, match=%r>" % (self.span(), self.group())


_compiled = {}


def compile(pattern, flags=0):
    if isinstance(pattern, Pattern):
        return pattern
    key = (type(pattern).__name__, pattern, int(flags))
    if key not in _compiled:
        if not isinstance(pattern, (str, bytes)):
            raise TypeError("first argument must be string or compiled pattern")
        made = _re.compile(pattern, int(flags))
        if made is None:
            return _re.unknown
        _compiled[key] = Pattern(pattern, flags, made)
    return _compiled[key]


def match(pattern, string, flags=0):
    return compile(pattern, flags).match(string)


def fullmatch(pattern, string, flags=0):
    return compile(pattern, flags).fullmatch(string)


def search(pattern, string, flags=0):
    return compile(pattern, flags).search(string)


def sub(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).sub(repl, string, count)


def subn(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).subn(repl, string, count)


def split(pattern, string, maxsplit=0, flags=0):
    return compile(pattern, flags).split(string, maxsplit)


def findall(pattern, string, flags=0):
    return compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    return compile(pattern, flags).finditer(string)


def escape(pattern):
    special = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"
    return "".join(["\\" + c if c in special else c for c in pattern])


def purge():
    _compiled.clear()
