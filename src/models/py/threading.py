"""Model of threading: objects and what they hold. A started thread runs at once, to its end."""
import _heap
import sys
import weakref


class _Entered:
    """A lock of some kind in a `with` statement."""

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *exc_info):
        self.release()


class Lock(_Entered):
    def __init__(self):
        self._held = False

    def acquire(self, blocking=True, timeout=-1):
        was_free, self._held = not self._held, True
        return was_free

    def release(self):
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = False

    def locked(self):
        return self._held


class RLock(_Entered):
    def __init__(self):
        self._depth = 0

    def acquire(self, blocking=True, timeout=-1):
        self._depth += 1
        return True

    def release(self):
        if self._depth == 0:
            raise RuntimeError("cannot release un-acquired lock")
        self._depth -= 1


class Condition:
    def __init__(self, lock=None):
        self._lock = lock = RLock() if lock is None else lock
        self.acquire, self.release = lock.acquire, lock.release

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *exc_info):
        self._lock.__exit__(*exc_info)

    def wait(self, timeout=None):
        return True

    def wait_for(self, predicate, timeout=None):
        return predicate()

    def notify(self, n=1):
        pass

    def notify_all(self):
        pass


class Event:
    def __init__(self):
        self._cond, self._flag = Condition(Lock()), False

    def is_set(self):
        return self._flag

    def set(self):
        self._flag = True

    def clear(self):
        self._flag = False

    def wait(self, timeout=None):
        return self.is_set()


class Semaphore(_Entered):
    def __init__(self, value=1):
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        self._cond, self._value = Condition(Lock()), value

    def acquire(self, blocking=True, timeout=None):
        free = self._value > 0
        if free:
            self._value -= 1
        return free

    def release(self, n=1):
        self._value += n


class BoundedSemaphore(Semaphore):
    def __init__(self, value=1):
        super().__init__(value)
        self._initial_value = value

    def release(self, n=1):
        if self._value + n > self._initial_value:
            raise ValueError("Semaphore released too many times")
        super().release(n)


class local:
    """Attributes of each thread for itself."""

    __slots__ = ("_spaces", "_given", "__weakref__")
    _free_form = True

    def __new__(cls, *args, **kwargs):
        made = object.__new__(cls)
        object.__setattr__(made, "_spaces", {_Running.now: {}})
        object.__setattr__(made, "_given", (args, kwargs))
        _Running.locals.append(weakref.ref(made))
        return made

    def _space(self):
        if _Running.now not in self._spaces:
            self._spaces[_Running.now] = {}
            # Another thread finds the object as if it had just been made.
            args, kwargs = self._given
            self.__init__(*args, **kwargs)
        return self._spaces[_Running.now]

    @property
    def __dict__(self):
        return self._space()

    def __getattr__(self, name):
        space = self._space()
        if name in space:
            return space[name]
        self._miss(name)

    def __setattr__(self, name, value):
        self._space()[name] = value

    def __delattr__(self, name):
        space = self._space()
        if name not in space:
            self._miss(name)
        del space[name]

    def _miss(self, name):
        owner = type(self).__name__ if type(self) is not local else "_thread._local"
        raise AttributeError("'%s' object has no attribute '%s'" % (owner, name))


class BrokenBarrierError(RuntimeError):
    pass


class Barrier:
    def __init__(self, parties, action=None, timeout=None):
        self._action, self._parties = action, parties
        self._waiting, self._broken = 0, False

    def wait(self, timeout=None):
        if self._broken:
            raise BrokenBarrierError
        if self._parties > 1:
            # Others would have to run meanwhile.
            return _heap.some_number()
        if self._action:
            self._action()
        return 0

    def reset(self):
        self._broken = False

    def abort(self):
        self._broken = True

    parties = property(lambda self: self._parties)
    n_waiting = property(lambda self: self._waiting)
    broken = property(lambda self: self._broken)


class ExceptHookArgs(tuple):
    exc_type = property(lambda self: self[0])
    exc_value = property(lambda self: self[1])
    exc_traceback = property(lambda self: self[2])
    thread = property(lambda self: self[3])


def excepthook(args):
    # It writes to standard error.
    pass


__excepthook__ = excepthook


class Thread:
    _started = _alive = False
    ident = None

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        self._target, self._args, self._kwargs = target, args, kwargs or {}
        _Running.made += 1
        of = getattr(target, "__name__", None) if sys.version_info >= (3, 10) else None
        self.name = str(name) if name else "Thread-%d%s" % (_Running.made, " (%s)" % of if of else "")
        self.daemon = bool(daemon)

    def start(self):
        if self._started:
            raise RuntimeError("threads can only be started once")
        self._started = self._alive = True
        outer, _Running.now = _Running.now, self
        try:
            self.run()
        except SystemExit:
            pass
        except BaseException as error:
            excepthook(ExceptHookArgs((type(error), error, error.__traceback__, self)))
        finally:
            for known in _Running.locals:
                ended = known()
                if ended is not None:
                    ended._spaces.pop(self, None)
            ended = None
            _Running.now, self._alive = outer, False

    def run(self):
        work = self._target
        try:
            if work:
                work(*self._args, **self._kwargs)
        finally:
            # A thread that holds itself by its arguments is free of them when it has run.
            del self._target, self._args, self._kwargs

    def join(self, timeout=None):
        if not self._started:
            raise RuntimeError("cannot join thread before it is started")

    def is_alive(self):
        return self._alive

    def getName(self):
        return self.name

    def setName(self, name):
        self.name = name


class _MainThread(Thread):
    _started = _alive = True
    name, daemon, ident = "MainThread", False, 1

    def __init__(self):
        pass


_main = _MainThread()


class _Running:
    now, made, locals = _main, 0, []


class Timer(Thread):
    def __init__(self, interval, function, args=None, kwargs=None):
        super().__init__()
        self.interval, self.function, self.finished = interval, function, Event()
        self.args = [] if args is None else args
        self.kwargs = {} if kwargs is None else kwargs

    def start(self):
        # Its time does not come before somebody waits for it.
        if self._started:
            raise RuntimeError("threads can only be started once")
        self._started = self._alive = True

    def join(self, timeout=None):
        Thread.join(self, timeout)
        if self._alive and timeout is None:
            self._started = False
            Thread.start(self)

    def run(self):
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()

    def cancel(self):
        self.finished.set()
        self._alive = False


def main_thread():
    return _main


def current_thread():
    return _Running.now


currentThread = current_thread


def enumerate():
    return [_main] if _Running.now is _main else [_main, _Running.now]


def active_count():
    return len(enumerate())


def get_ident():
    return 1
