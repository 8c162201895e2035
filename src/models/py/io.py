"""Model of io: streams in memory."""


class _Stream:
    """What streams of text and of bytes share."""

    _refusal = "I/O operation on closed file"

    def _check(self):
        if self.closed:
            raise ValueError(self._refusal)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        self._check()

    def close(self):
        self.closed = True

    def readable(self):
        return True

    def writable(self):
        return True

    def seekable(self):
        return True

    def isatty(self):
        return False

    def __iter__(self):
        return self

    def __next__(self):
        found = self.readline()
        if found:
            return found
        raise StopIteration

    def __enter__(self):
        self._check()
        return self

    def __exit__(self, *exc):
        self.close()


class StringIO(_Stream):
    def __init__(self, initial_value="", newline="\n"):
        self._text = initial_value or ""
        self._at = 0
        self.closed = False

    def write(self, s):
        self._check()
        if not isinstance(s, str):
            raise TypeError("string argument expected, got %r" % type(s).__name__)
        before = self._text[:self._at]
        if len(before) < self._at:
            before += "\0" * (self._at - len(before))
        self._text = before + s + self._text[self._at + len(s):]
        self._at += len(s)
        return len(s)

    def getvalue(self):
        self._check()
        return self._text

    def read(self, size=-1):
        self._check()
        end = len(self._text) if size is None or size < 0 else self._at + size
        text = self._text[self._at:end]
        self._at += len(text)
        return text

    def readline(self, size=-1):
        self._check()
        end = self._text.find("\n", self._at)
        end = len(self._text) if end < 0 else end + 1
        text = self._text[self._at:end]
        self._at = end
        return text

    def readlines(self, hint=-1):
        return [*self]

    def seek(self, pos, whence=0):
        self._check()
        self._at = pos if whence == 0 else len(self._text) if whence == 2 else self._at
        return self._at

    def tell(self):
        return self._at

    def truncate(self, pos=None):
        pos = self._at if pos is None else pos
        self._text = self._text[:pos]
        return pos


class BytesIO(_Stream):
    """A stream of bytes; what is read and written goes through one byte array."""

    _refusal = "I/O operation on closed file."

    def __init__(self, initial_bytes=b""):
        self._data = bytearray(initial_bytes)
        self._at = 0
        self.closed = False

    def getvalue(self):
        self._check()
        return bytes(self._data)

    def getbuffer(self):
        self._check()
        return memoryview(self._data)

    def read(self, size=-1):
        self._check()
        end = len(self._data) if size is None or size < 0 else self._at + size
        part = bytes(self._data[self._at:end])
        self._at += len(part)
        return part

    read1 = read

    def readline(self, size=-1):
        self._check()
        end = self._data.find(b"\n", self._at)
        end = len(self._data) if end < 0 else end + 1
        part = bytes(self._data[self._at:end])
        self._at = end
        return part

    def readlines(self, hint=-1):
        return list(self)

    def write(self, b):
        self._check()
        if isinstance(b, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        if self._at > len(self._data):
            self._data.extend(bytes(self._at - len(self._data)))
        self._data[self._at:self._at + len(b)] = bytes(b)
        self._at += len(b)
        return len(b)

    def seek(self, pos, whence=0):
        self._check()
        self._at = max(0, pos + (0, self._at, len(self._data))[whence])
        return self._at

    def tell(self):
        self._check()
        return self._at

    def truncate(self, size=None):
        size = self._at if size is None else size
        del self._data[size:]
        return size


class UnsupportedOperation(OSError, ValueError):
    pass
