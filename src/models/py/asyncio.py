"""Model of asyncio: one loop, tasks, futures and a clock that jumps to the next deadline."""
import _heap
import contextvars
from collections import deque

TimeoutError = TimeoutError


class CancelledError(BaseException):
    pass


class InvalidStateError(Exception):
    pass


class QueueEmpty(Exception):
    pass


class QueueFull(Exception):
    pass


class _Loops:
    """Which loop runs, and which one is set for when none does."""

    running = chosen = None


def get_running_loop():
    if _Loops.running is None:
        raise RuntimeError("no running event loop")
    return _Loops.running


def get_event_loop():
    if _Loops.running is None and _Loops.chosen is None:
        _Loops.chosen = _Loop()
    return _Loops.running or _Loops.chosen


def new_event_loop():
    return _Loop()


def set_event_loop(loop):
    _Loops.chosen = loop


class _Handle:
    def __init__(self, callback, args, when):
        self._callback, self._args, self._when = callback, args, when

    def _take(self):
        # What has been taken once, or was cancelled, is held no longer.
        callback, args = self._callback, self._args
        self._callback = self._args = None
        return callback, args

    def cancel(self):
        self._take()

    def cancelled(self):
        return self._callback is None

    def when(self):
        return self._when


class _Loop:
    def __init__(self):
        self._ready, self._timers, self._tasks = deque(), [], []
        self._time, self._current, self._closed = 0.0, None, False
        self._dying = []

    def time(self):
        return self._time

    def call_soon(self, callback, *args, context=None):
        handle = _Handle(callback, args, self._time)
        self._ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon

    def call_at(self, when, callback, *args, context=None):
        handle = _Handle(callback, args, when)
        earlier = sum([timer._when <= when for timer in self._timers])
        self._timers.insert(earlier, handle)
        return handle

    def call_later(self, delay, callback, *args, context=None):
        return self.call_at(delay + self._time, callback, *args)

    def create_future(self):
        return Future(loop=self)

    def create_task(self, coro, *, name=None):
        return Task(coro, loop=self, name=name)

    def is_running(self):
        return self is _Loops.running

    def is_closed(self):
        return self._closed

    def close(self):
        self._closed = True
        for handles in (self._ready, self._timers):
            handles.clear()

    def stop(self):
        pass

    def _turn(self):
        """Calls what is ready now; where nothing is, time passes until a timer is due."""
        if self._timers and not self._ready:
            self._time = max(self._timers[0]._when, self._time)
        while self._timers and self._timers[0]._when <= self._time:
            due = self._timers.pop(0)
            self._ready.append(due)
        due = None
        for _ in range(len(self._ready)):
            callback, args = self._ready.popleft()._take()
            if callback is not None:
                callback(*args)
            callback = args = None

    def _turn_until(self, done):
        outer, _Loops.running = _Loops.running, self
        _heap.close_later(self._close_generator)
        try:
            while not done():
                if not (self._ready or self._timers):
                    raise RuntimeError("Event loop stopped before Future completed.")
                self._turn()
        finally:
            _Loops.running = outer
            _heap.close_later(None)

    def _close_generator(self, generator):
        # What is awaited to close it has its turn after this one's.
        self._dying.append(generator)
        self.call_soon(self.create_task, self._close_in_turn(generator))

    async def _close_in_turn(self, generator):
        await generator.aclose()
        self._dying.remove(generator)

    def _close_the_dying(self):
        for generator in self._dying[:]:
            self.run_until_complete(generator.aclose())

    def run_until_complete(self, future):
        awaited = ensure_future(future, loop=self)
        self._turn_until(awaited.done)
        return awaited.result()


class Future:
    def __init__(self, *, loop=None):
        self._loop = loop or get_event_loop()
        self._callbacks = []
        self._state, self._result, self._exception = "PENDING", None, None

    def get_loop(self):
        return self._loop

    def done(self):
        return self._state != "PENDING"

    def cancelled(self):
        return self._state == "CANCELLED"

    def _settle(self, state, result, exception):
        if self.done():
            raise InvalidStateError("invalid state")
        self._state, self._result, self._exception = state, result, exception
        waiting, self._callbacks[:] = self._callbacks[:], []
        for callback in waiting:
            self._loop.call_soon(callback, self)

    def set_result(self, result):
        self._settle("FINISHED", result, None)

    def set_exception(self, exception):
        self._settle("FINISHED", None, exception() if isinstance(exception, type) else exception)

    def cancel(self, msg=None):
        pending = not self.done()
        if pending:
            self._settle("CANCELLED", None, None)
        return pending

    def _finished(self, what):
        if self.cancelled():
            raise CancelledError
        if not self.done():
            raise InvalidStateError(what + " is not set.")

    def exception(self):
        self._finished("Exception")
        return self._exception

    def result(self):
        self._finished("Result")
        if self._exception is None:
            return self._result
        raise self._exception

    def add_done_callback(self, fn, *, context=None):
        if not self.done():
            self._callbacks.append(fn)
        else:
            self._loop.call_soon(fn, self)

    def remove_done_callback(self, fn):
        before = len(self._callbacks)
        self._callbacks[:] = [callback for callback in self._callbacks if callback != fn]
        return before - len(self._callbacks)

    def __await__(self):
        if self._state == "PENDING":
            yield self
        return self.result()

    __iter__ = __await__


class Task(Future):
    _made = 0

    def __init__(self, coro, *, loop=None, name=None, context=None):
        super().__init__(loop=loop)
        Task._made += 1
        self._coro, self._name = coro, name or "Task-%d" % Task._made
        self._context = contextvars.copy_context() if context is None else context
        self._waiter, self._must_cancel = None, False
        self._loop._tasks.append(self)
        self._loop.call_soon(self._step)

    def set_name(self, value):
        self._name = str(value)

    def get_name(self):
        return self._name

    def get_coro(self):
        return self._coro

    def cancel(self, msg=None):
        if self.done():
            return False
        # What it waits for is cancelled, and tells it so; where it waits for nothing, the next step does.
        self._must_cancel = self._waiter is None or not self._waiter.cancel()
        return True

    def _settle(self, state, result, exception):
        if self in self._loop._tasks:
            self._loop._tasks.remove(self)
        super()._settle(state, result, exception)

    def _step(self, error=None):
        if self._must_cancel:
            error, self._must_cancel = CancelledError(), False
        self._waiter = None
        outer, self._loop._current = self._loop._current, self
        try:
            if error is None:
                self._wait_for(self._context.run(self._coro.send, None))
            else:
                self._wait_for(self._context.run(self._coro.throw, error))
        except StopIteration as stop:
            if self._must_cancel:
                self._settle("CANCELLED", None, None)
            else:
                self._settle("FINISHED", stop.value, None)
        except CancelledError:
            self._settle("CANCELLED", None, None)
        except BaseException as raised:
            self._settle("FINISHED", None, raised)
            if isinstance(raised, (KeyboardInterrupt, SystemExit)):
                raise
        finally:
            self._loop._current = outer
            # A traceback that is kept does not keep the task.
            self = error = None

    def _wait_for(self, awaited):
        if awaited is None:
            self._loop.call_soon(self._step)
            return
        self._waiter = awaited
        awaited.add_done_callback(self._wakeup)
        if self._must_cancel:
            self._must_cancel = not awaited.cancel()

    def _wakeup(self, future):
        try:
            future.result()
        except BaseException as error:
            self._step(error)
        else:
            self._step()
        self = None


def iscoroutine(obj):
    return type(obj).__name__ == "coroutine"


def iscoroutinefunction(func):
    flags = getattr(getattr(func, "__code__", None), "co_flags", 0)
    return flags & 0x80 != 0


def isfuture(obj):
    return isinstance(obj, Future)


async def _awaiting(awaitable):
    return await awaitable


def ensure_future(awaitable, *, loop=None):
    if isfuture(awaitable):
        return awaitable
    if not iscoroutine(awaitable):
        if not hasattr(awaitable, "__await__"):
            raise TypeError("An asyncio.Future, a coroutine or an awaitable is required")
        awaitable = _awaiting(awaitable)
    return Task(awaitable, loop=loop or get_event_loop())


def create_task(coro, *, name=None):
    return get_running_loop().create_task(coro, name=name)


def current_task(loop=None):
    return (loop or get_running_loop())._current


def all_tasks(loop=None):
    return {*(loop or get_running_loop())._tasks}


def run(main, *, debug=None):
    if _Loops.running is not None:
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    loop = _Loop()
    try:
        return loop.run_until_complete(main)
    finally:
        left = loop._tasks[:]
        for task in left:
            task.cancel()
        loop._turn_until(lambda: all([task.done() for task in left]))
        loop._close_the_dying()
        loop.close()


class _Turn:
    """Lets every other task have its turn."""

    def __await__(self):
        yield


def _release(future, result=None):
    if not future.done():
        future.set_result(result)


async def sleep(delay, result=None):
    if delay <= 0:
        await _Turn()
        return result
    loop = get_running_loop()
    rung = loop.create_future()
    alarm = loop.call_later(delay, _release, rung, result)
    try:
        return await rung
    finally:
        alarm.cancel()


def _outcome(future):
    """What a finished future gives to one who takes errors as results."""
    if future.cancelled():
        return CancelledError()
    return future._result if future._exception is None else future._exception


def gather(*aws, return_exceptions=False):
    loop = get_event_loop()
    together = loop.create_future()
    members = [ensure_future(awaitable, loop=loop) for awaitable in aws]
    if not members:
        together.set_result([])

    def one_done(member):
        if together.done():
            return
        if not return_exceptions and (member.cancelled() or member._exception is not None):
            together.set_exception(_outcome(member))
        elif all([other.done() for other in members]):
            together.set_result([_outcome(other) for other in members])

    for member in members:
        member.add_done_callback(one_done)
    return together


async def wait_for(fut, timeout):
    if timeout is None:
        return await fut
    loop = get_running_loop()
    awaited, signal = ensure_future(fut, loop=loop), loop.create_future()
    alarm = loop.call_later(timeout, _release, signal)

    def in_time(_):
        _release(signal)

    awaited.add_done_callback(in_time)
    try:
        await signal
    except CancelledError:
        awaited.cancel()
        raise
    finally:
        alarm.cancel()
    if awaited.done():
        return awaited.result()
    awaited.remove_done_callback(in_time)
    awaited.cancel()
    try:
        await awaited
    except CancelledError:
        pass
    raise TimeoutError


FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED = "FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"


async def wait(fs, *, timeout=None, return_when=ALL_COMPLETED):
    loop = get_running_loop()
    awaited = [ensure_future(one, loop=loop) for one in fs]

    def enough():
        done = [one for one in awaited if one.done()]
        if return_when == FIRST_COMPLETED and done:
            return True
        failed = [one for one in done if one._exception is not None]
        return len(done) == len(awaited) or bool(failed) and return_when == FIRST_EXCEPTION

    if not enough():
        signal = loop.create_future()

        def one_done(_):
            if enough():
                _release(signal)

        for one in awaited:
            one.add_done_callback(one_done)
        alarm = None if timeout is None else loop.call_later(timeout, _release, signal)
        await signal
        if alarm is not None:
            alarm.cancel()
    done = {one for one in awaited if one.done()}
    return done, {*awaited} - done


def as_completed(fs, *, timeout=None):
    loop = get_running_loop()
    done = Queue()
    awaited = [ensure_future(one, loop=loop) for one in {*fs}]
    for one in awaited:
        one.add_done_callback(done.put_nowait)

    async def next_one():
        first = await done.get()
        return first.result()

    for _ in awaited:
        yield next_one()


def shield(arg):
    inner = ensure_future(arg)
    if inner.done():
        return inner
    outer = get_running_loop().create_future()

    def pass_on(_):
        if outer.done():
            return
        if inner.cancelled():
            outer.cancel()
        elif inner._exception is not None:
            outer.set_exception(inner._exception)
        else:
            outer.set_result(inner._result)

    inner.add_done_callback(pass_on)
    return outer


async def to_thread(func, /, *args, **kwargs):
    await _Turn()
    return func(*args, **kwargs)


# Who waits for a turn has a future in a queue, and leaves with it.
async def _in_queue(waiters):
    turn = get_running_loop().create_future()
    waiters.append(turn)
    try:
        await turn
    finally:
        waiters.remove(turn)


def _wake(waiters, most=1):
    asleep = [turn for turn in waiters if not turn.done()]
    for turn in asleep[:most]:
        turn.set_result(True)


class _Entered:
    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, *exc_info):
        self.release()


class Lock(_Entered):
    def __init__(self):
        self._locked, self._waiters = False, deque()

    def locked(self):
        return self._locked

    async def acquire(self):
        if self._locked or self._waiters:
            await _in_queue(self._waiters)
        self._locked = True
        return True

    def release(self):
        if not self._locked:
            raise RuntimeError("Lock is not acquired.")
        self._locked = False
        _wake(self._waiters)


class Semaphore(_Entered):
    def __init__(self, value=1):
        self._value, self._waiters = value, deque()

    def locked(self):
        return not self._value

    async def acquire(self):
        while self.locked():
            await _in_queue(self._waiters)
        self._value -= 1
        return True

    def release(self):
        self._value += 1
        _wake(self._waiters)


class BoundedSemaphore(Semaphore):
    def __init__(self, value=1):
        super().__init__(value)
        self._most = value

    def release(self):
        if self._value >= self._most:
            raise ValueError("BoundedSemaphore released too many times")
        super().release()


class Condition(_Entered):
    def __init__(self, lock=None):
        self._lock = lock = lock or Lock()
        self.locked, self.acquire, self.release = lock.locked, lock.acquire, lock.release
        self._waiters = deque()

    async def wait(self):
        if not self.locked():
            raise RuntimeError("cannot wait on un-acquired lock")
        self.release()
        try:
            await _in_queue(self._waiters)
            return True
        finally:
            await self.acquire()

    async def wait_for(self, predicate):
        while not (held := predicate()):
            await self.wait()
        return held

    def notify(self, n=1):
        if not self.locked():
            raise RuntimeError("cannot notify on un-acquired lock")
        _wake(self._waiters, n)

    def notify_all(self):
        self.notify(len(self._waiters))


class Event:
    def __init__(self):
        self._value, self._waiters = False, deque()

    def is_set(self):
        return self._value

    def set(self):
        self._value = True
        _wake(self._waiters, None)

    def clear(self):
        self._value = False

    async def wait(self):
        if not self.is_set():
            await _in_queue(self._waiters)
        return True


class Queue:
    def __init__(self, maxsize=0):
        self._maxsize, self._queue, self._unfinished_tasks = maxsize, deque(), 0
        self._getters, self._putters, self._finished = deque(), deque(), deque()

    def qsize(self):
        return len(self._queue)

    def empty(self):
        return self.qsize() == 0

    def full(self):
        return self._maxsize > 0 and self.qsize() >= self._maxsize

    def put_nowait(self, item):
        if self.full():
            raise QueueFull
        self._queue.append(item)
        self._unfinished_tasks += 1
        _wake(self._getters)

    def get_nowait(self):
        if self.empty():
            raise QueueEmpty
        taken = self._queue.popleft()
        _wake(self._putters)
        return taken

    async def put(self, item):
        while self.full():
            await _in_queue(self._putters)
        self.put_nowait(item)

    async def get(self):
        while self.empty():
            await _in_queue(self._getters)
        return self.get_nowait()

    def task_done(self):
        if not self._unfinished_tasks:
            raise ValueError("task_done() called too many times")
        self._unfinished_tasks -= 1
        if not self._unfinished_tasks:
            _wake(self._finished, None)

    async def join(self):
        if self._unfinished_tasks:
            await _in_queue(self._finished)


class TaskGroup:
    def __init__(self):
        self._tasks = []

    def create_task(self, coro, *, name=None):
        self._tasks.append(create_task(coro, name=name))
        return self._tasks[-1]

    def _abort(self):
        for task in self._tasks:
            task.cancel()

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, traceback):
        errors = [] if error is None else [error]
        if errors:
            self._abort()
        for task in self._tasks:
            try:
                await task
            except CancelledError:
                pass
            except Exception as raised:
                errors.append(raised)
                self._abort()
        self._tasks = []
        if errors:
            raise BaseExceptionGroup("unhandled errors in a TaskGroup", errors)
