"""Model of logging: loggers by name, their handlers, and what handlers write to streams."""
import _heap
import sys

CRITICAL = FATAL = 50
ERROR = 40
WARNING = WARN = 30
INFO = 20
DEBUG = 10
NOTSET = 0

_numbers = {"CRITICAL": 50, "ERROR": 40, "WARNING": 30, "INFO": 20, "DEBUG": 10, "NOTSET": 0}
_words = {number: word for word, number in _numbers.items()}
_numbers.update(FATAL=50, WARN=30)


def addLevelName(level, levelName):
    _words[level] = levelName
    _numbers[levelName] = level


def getLevelName(level):
    return _words.get(level) or _numbers.get(level, "Level %s" % level)


def _number(level):
    number = level if isinstance(level, int) else _numbers.get(level)
    if number is None:
        raise ValueError("Unknown level: %r" % (level,))
    return number


# What only a clock or the machine tells.
_UNKNOWN = {name: _heap.some_number() for name in ("created", "msecs", "relativeCreated", "process", "thread")}
_UNKNOWN.update({name: "?" for name in ("asctime", "pathname", "filename", "module")})
_UNKNOWN["threadName"], _UNKNOWN["processName"] = "MainThread", "MainProcess"


def _exception_of(exc_info):
    """`(class, exception, traceback)` of what `exc_info` asks for."""
    if isinstance(exc_info, BaseException):
        return type(exc_info), exc_info, exc_info.__traceback__
    if exc_info and not isinstance(exc_info, tuple):
        return sys.exc_info()
    return exc_info


class LogRecord:
    def __init__(self, name, level, msg, args, exc_info=None, place=(None, None)):
        self.name, self.msg = name, msg
        self.lineno, self.funcName = place
        self.exc_text = self.stack_info = None
        # One mapping is what names in the message are looked up in.
        by_name = args and len(args) == 1 and isinstance(args[0], dict)
        self.args = args[0] or args if by_name else args
        self.levelname, self.levelno, self.exc_info = getLevelName(level), level, exc_info

    def getMessage(self):
        text = str(self.msg)
        return text % self.args if self.args else text

    def __repr__(self):
        return '<LogRecord: %s, %s, "%s">' % (self.name, self.levelno, self.msg)


class Formatter:
    def __init__(self, fmt=None, datefmt=None, style="%"):
        self._fmt, self.style = fmt or ("{message}" if style == "{" else "%(message)s"), style

    def format(self, record):
        record.message = record.getMessage()
        known = {**_UNKNOWN, **record.__dict__}
        if self.style == "$":
            import string
            text = string.Template(self._fmt).substitute(known)
        else:
            text = self._fmt.format(**known) if self.style == "{" else self._fmt % known
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            text = (text if text.endswith("\n") else text + "\n") + record.exc_text
        return text

    def formatException(self, ei):
        import traceback
        return "".join(traceback.format_exception(*ei)).rstrip("\n")


_plainly = Formatter()


class Filter:
    def __init__(self, name=""):
        self.name = name

    def filter(self, record):
        return not self.name or (record.name + ".").startswith(self.name + ".")


def _put_in(members, one):
    if one not in members:
        members.append(one)


def _take_out(members, one):
    if one in members:
        members.remove(one)


class Filterer:
    def __init__(self):
        self.filters = []

    def addFilter(self, filter):
        _put_in(self.filters, filter)

    def removeFilter(self, filter):
        _take_out(self.filters, filter)

    def filter(self, record):
        for one in self.filters:
            if not getattr(one, "filter", one)(record):
                return False
        return True


class Handler(Filterer):
    def __init__(self, level=NOTSET):
        super().__init__()
        self.level, self.formatter = _number(level), None

    def setLevel(self, level):
        self.level = _number(level)

    def setFormatter(self, fmt):
        self.formatter = fmt

    def format(self, record):
        chosen = self.formatter or _plainly
        return chosen.format(record)

    def handle(self, record):
        passed = self.filter(record)
        if passed:
            self.emit(record)
        return passed

    def emit(self, record):
        raise NotImplementedError("emit must be implemented by Handler subclasses")

    def flush(self):
        pass

    def close(self):
        pass


class NullHandler(Handler):
    def handle(self, record):
        pass

    emit = handle


class StreamHandler(Handler):
    terminator = "\n"

    def __init__(self, stream=None):
        super().__init__()
        self.stream = stream or sys.stderr

    def emit(self, record):
        self.stream.write(self.format(record) + self.terminator)


class Logger(Filterer):
    def __init__(self, name, level=NOTSET):
        super().__init__()
        self.name, self.level, self.parent, self.propagate = name, _number(level), None, True
        self.handlers, self.disabled = [], False

    def _line(self):
        """Itself and those above it that hear of its records."""
        logger = self
        while logger is not None:
            yield logger
            logger = logger.parent if logger.propagate else None

    def setLevel(self, level):
        self.level = _number(level)

    def getEffectiveLevel(self):
        # The levels of those above count whether or not they hear of its records.
        logger = self
        while not logger.level and logger.parent is not None:
            logger = logger.parent
        return logger.level

    def isEnabledFor(self, level):
        return not self.disabled and level > _disabled[0] and level >= self.getEffectiveLevel()

    def addHandler(self, hdlr):
        _put_in(self.handlers, hdlr)

    def removeHandler(self, hdlr):
        _take_out(self.handlers, hdlr)

    def hasHandlers(self):
        return any([logger.handlers for logger in self._line()])

    def getChild(self, suffix):
        return getLogger(suffix if self is root else "%s.%s" % (self.name, suffix))

    def log(self, level, msg, *args, exc_info=None, extra=None, **kwargs):
        if self.isEnabledFor(level):
            record = LogRecord(self.name, level, msg, args, _exception_of(exc_info), _heap.caller())
            if extra is not None:
                record.__dict__.update(extra)
            self.handle(record)

    def handle(self, record):
        if not self.disabled and self.filter(record):
            self.callHandlers(record)

    def callHandlers(self, record):
        for logger in self._line():
            for handler in logger.handlers:
                if handler.level <= record.levelno:
                    handler.handle(record)

    def debug(self, msg, *args, **kwargs):
        self.log(DEBUG, msg, *args, **kwargs)

    def info(self, msg, *args, **kwargs):
        self.log(INFO, msg, *args, **kwargs)

    def warning(self, msg, *args, **kwargs):
        self.log(WARNING, msg, *args, **kwargs)

    def error(self, msg, *args, **kwargs):
        self.log(ERROR, msg, *args, **kwargs)

    def critical(self, msg, *args, **kwargs):
        self.log(CRITICAL, msg, *args, **kwargs)

    def exception(self, msg, *args, exc_info=True, **kwargs):
        self.error(msg, *args, exc_info=exc_info, **kwargs)

    warn, fatal = warning, critical

    def __repr__(self):
        level = getLevelName(self.getEffectiveLevel())
        return "<%s %s (%s)>" % (type(self).__name__, self.name, level)


class RootLogger(Logger):
    pass


root = RootLogger("root", WARNING)
_loggers = {}
_disabled = [0]


def getLogger(name=None):
    if not name or name == "root":
        return root
    if name not in _loggers:
        _loggers[name] = made = Logger(name)
        made.parent = _above(name)
        for other in _loggers.values():
            if other.name.startswith(name + "."):
                other.parent = _above(other.name)
    return _loggers[name]


def _above(name):
    """The nearest known logger whose name is the beginning of a name."""
    while "." in name:
        name = name.rpartition(".")[0]
        if name in _loggers:
            return _loggers[name]
    return root


def basicConfig(*, stream=None, level=None, format=None, handlers=None, force=False, style="%", **kwargs):
    if force:
        root.handlers.clear()
    if root.handlers:
        return
    if format is None:
        format = "{levelname}:{name}:{message}" if style == "{" else "%(levelname)s:%(name)s:%(message)s"
    formatter = Formatter(format, None, style)
    for handler in [StreamHandler(stream)] if handlers is None else handlers:
        handler.formatter = handler.formatter or formatter
        root.addHandler(handler)
    if level is not None:
        root.setLevel(level)


def log(level, msg, *args, **kwargs):
    if not root.handlers:
        basicConfig()
    root.log(level, msg, *args, **kwargs)


def debug(msg, *args, **kwargs):
    log(DEBUG, msg, *args, **kwargs)


def info(msg, *args, **kwargs):
    log(INFO, msg, *args, **kwargs)


def warning(msg, *args, **kwargs):
    log(WARNING, msg, *args, **kwargs)


def error(msg, *args, **kwargs):
    log(ERROR, msg, *args, **kwargs)


def exception(msg, *args, exc_info=True, **kwargs):
    error(msg, *args, exc_info=exc_info, **kwargs)


def critical(msg, *args, **kwargs):
    log(CRITICAL, msg, *args, **kwargs)


def disable(level=CRITICAL):
    _disabled[0] = level


def shutdown():
    pass
