"""Model of asyncio: one loop, tasks, futures and a clock that jumps to the next deadline."""
import contextvars
from collections import deque


class CancelledError(BaseException):
    pass


class InvalidStateError(Exception):
    pass


class QueueEmpty(Exception):
    pass


class QueueFull(Exception):
    pass


TimeoutError = TimeoutError


class _Handle:
    def __init__(self, callback, args, when=0.0):
        self._callback = callback
        self._args = args
        self._when = when
        self._cancelled = False

    def cancel(self):
        self._cancelled = True
        self._callback = None
        self._args = None

    def cancelled(self):
        return self._cancelled

    def when(self):
        return self._when


class _Loop:
    def __init__(self):
        self._ready = deque()
        self._timers = []
        self._time = 0.0
        self._closed = False
        self._tasks = []
        self._current = None

    def time(self):
        return self._time

    def call_soon(self, callback, *args, context=None):
        handle = _Handle(callback, args)
        self._ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon

    def call_later(self, delay, callback, *args, context=None):
        return self.call_at(self._time + delay, callback, *args)

    def call_at(self, when, callback, *args, context=None):
        handle = _Handle(callback, args, when)
        at = len(self._timers)
        while at > 0 and self._timers[at - 1]._when > when:
            at -= 1
        self._timers.insert(at, handle)
        return handle

    def create_future(self):
        return Future(loop=self)

    def create_task(self, coro, *, name=None):
        return Task(coro, loop=self, name=name)

    def is_running(self):
        return _state.loop is self

    def is_closed(self):
        return self._closed

    def close(self):
        self._closed = True
        self._ready.clear()
        self._timers.clear()

    def stop(self):
        self._stopping = True

    def _run_once(self):
        if not self._ready and self._timers:
            self._time = max(self._time, self._timers[0]._when)
        while self._timers and self._timers[0]._when <= self._time:
            self._ready.append(self._timers.pop(0))
        count = len(self._ready)
        for _ in range(count):
            handle = self._ready.popleft()
            if not handle._cancelled:
                handle._callback(*handle._args)
            handle = None

    def run_until_complete(self, future):
        future = ensure_future(future, loop=self)
        before = _state.loop
        _state.loop = self
        try:
            while not future.done():
                if not self._ready and not self._timers:
                    raise RuntimeError("Event loop stopped before Future completed.")
                self._run_once()
        finally:
            _state.loop = before
        return future.result()


class _State:
    loop = None
    default = None


_state = _State()


class Future:
    def __init__(self, *, loop=None):
        self._loop = get_event_loop() if loop is None else loop
        self._state = "PENDING"
        self._result = None
        self._exception = None
        self._callbacks = []

    def done(self):
        return self._state != "PENDING"

    def cancelled(self):
        return self._state == "CANCELLED"

    def result(self):
        if self._state == "CANCELLED":
            raise CancelledError
        if self._state != "FINISHED":
            raise InvalidStateError("Result is not set.")
        if self._exception is not None:
            raise self._exception
        return self._result

    def exception(self):
        if self._state == "CANCELLED":
            raise CancelledError
        if self._state != "FINISHED":
            raise InvalidStateError("Exception is not set.")
        return self._exception

    def _schedule(self):
        callbacks = self._callbacks[:]
        self._callbacks[:] = []
        for callback in callbacks:
            self._loop.call_soon(callback, self)

    def set_result(self, result):
        if self._state != "PENDING":
            raise InvalidStateError("invalid state")
        self._result = result
        self._state = "FINISHED"
        self._schedule()

    def set_exception(self, exception):
        if self._state != "PENDING":
            raise InvalidStateError("invalid state")
        if isinstance(exception, type):
            exception = exception()
        self._exception = exception
        self._state = "FINISHED"
        self._schedule()

    def cancel(self, msg=None):
        if self._state != "PENDING":
            return False
        self._state = "CANCELLED"
        self._schedule()
        return True

    def add_done_callback(self, fn, *, context=None):
        if self._state != "PENDING":
            self._loop.call_soon(fn, self)
        else:
            self._callbacks.append(fn)

    def remove_done_callback(self, fn):
        kept = [f for f in self._callbacks if f != fn]
        removed = len(self._callbacks) - len(kept)
        self._callbacks[:] = kept
        return removed

    def get_loop(self):
        return self._loop

    def __await__(self):
        if not self.done():
            yield self
        return self.result()

    __iter__ = __await__


class Task(Future):
    _count = 0

    def __init__(self, coro, *, loop=None, name=None, context=None):
        super().__init__(loop=loop)
        self._context = contextvars.copy_context() if context is None else context
        Task._count += 1
        self._name = name or "Task-%d" % Task._count
        self._coro = coro
        self._waiter = None
        self._must_cancel = False
        self._loop.call_soon(self._step)
        self._loop._tasks.append(self)

    def get_name(self):
        return self._name

    def set_name(self, value):
        self._name = str(value)

    def get_coro(self):
        return self._coro

    def cancel(self, msg=None):
        if self.done():
            return False
        if self._waiter is not None and self._waiter.cancel():
            return True
        self._must_cancel = True
        return True

    def _step(self, exc=None):
        if self._must_cancel:
            exc = CancelledError()
            self._must_cancel = False
        coro = self._coro
        self._waiter = None
        before = self._loop._current
        self._loop._current = self
        try:
            if exc is None:
                result = self._context.run(coro.send, None)
            else:
                result = self._context.run(coro.throw, exc)
        except StopIteration as stop:
            self._forget()
            if self._must_cancel:
                self._must_cancel = False
                super().cancel()
            else:
                super().set_result(stop.value)
        except CancelledError:
            self._forget()
            super().cancel()
        except BaseException as error:
            self._forget()
            super().set_exception(error)
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
        else:
            if result is None:
                self._loop.call_soon(self._step)
            else:
                result.add_done_callback(self._wakeup)
                self._waiter = result
                if self._must_cancel and self._waiter.cancel():
                    self._must_cancel = False
        finally:
            self._loop._current = before
            self = None

    def _forget(self):
        if self in self._loop._tasks:
            self._loop._tasks.remove(self)

    def _wakeup(self, future):
        try:
            future.result()
        except BaseException as exc:
            self._step(exc)
        else:
            self._step()
        self = None


def get_event_loop():
    if _state.loop is not None:
        return _state.loop
    if _state.default is None:
        _state.default = _Loop()
    return _state.default


def get_running_loop():
    if _state.loop is None:
        raise RuntimeError("no running event loop")
    return _state.loop


def new_event_loop():
    return _Loop()


def set_event_loop(loop):
    _state.default = loop


def iscoroutine(obj):
    return type(obj).__name__ == "coroutine"


def iscoroutinefunction(func):
    return bool(getattr(getattr(func, "__code__", None), "co_flags", 0) & 0x80)


def isfuture(obj):
    return isinstance(obj, Future)


def ensure_future(awaitable, *, loop=None):
    if isinstance(awaitable, Future):
        return awaitable
    if iscoroutine(awaitable):
        return Task(awaitable, loop=get_event_loop() if loop is None else loop)
    if hasattr(awaitable, "__await__"):
        return Task(_wrap(awaitable), loop=get_event_loop() if loop is None else loop)
    raise TypeError("An asyncio.Future, a coroutine or an awaitable is required")


async def _wrap(awaitable):
    return await awaitable


def create_task(coro, *, name=None):
    return Task(coro, loop=get_running_loop(), name=name)


def current_task(loop=None):
    return get_running_loop()._current


def all_tasks(loop=None):
    return set((get_running_loop() if loop is None else loop)._tasks)


def run(main, *, debug=None):
    if _state.loop is not None:
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    loop = _Loop()
    try:
        return loop.run_until_complete(main)
    finally:
        _cancel_all(loop)
        loop.close()


def _cancel_all(loop):
    tasks = loop._tasks[:]
    if not tasks:
        return
    for task in tasks:
        task.cancel()
    _state.loop, before = loop, _state.loop
    try:
        while not all([task.done() for task in tasks]):
            loop._run_once()
    finally:
        _state.loop = before


class _Yield:
    def __await__(self):
        yield


async def sleep(delay, result=None):
    if delay <= 0:
        await _Yield()
        return result
    loop = get_running_loop()
    future = loop.create_future()
    handle = loop.call_later(delay, _set_unless_done, future, result)
    try:
        return await future
    finally:
        handle.cancel()


def _set_unless_done(future, result):
    if not future.done():
        future.set_result(result)


def gather(*aws, return_exceptions=False):
    loop = get_event_loop()
    outer = loop.create_future()
    children = [ensure_future(a, loop=loop) for a in aws]
    left = [len(children)]
    if not children:
        outer.set_result([])
        return outer

    def done(future):
        left[0] -= 1
        if outer.done():
            return
        if not return_exceptions:
            if future.cancelled():
                outer.set_exception(CancelledError())
                return
            error = future.exception()
            if error is not None:
                outer.set_exception(error)
                return
        if left[0] == 0:
            results = []
            for child in children:
                if child.cancelled():
                    results.append(CancelledError())
                elif child.exception() is not None:
                    results.append(child.exception())
                else:
                    results.append(child.result())
            outer.set_result(results)

    for child in children:
        child.add_done_callback(done)
    return outer


async def wait_for(fut, timeout):
    if timeout is None:
        return await fut
    loop = get_running_loop()
    future = ensure_future(fut, loop=loop)
    waiter = loop.create_future()
    handle = loop.call_later(timeout, _set_unless_done, waiter, None)

    def done(_):
        _set_unless_done(waiter, None)

    future.add_done_callback(done)
    try:
        await waiter
    except CancelledError:
        future.cancel()
        raise
    finally:
        handle.cancel()
    if future.done():
        return future.result()
    future.remove_done_callback(done)
    future.cancel()
    try:
        await future
    except CancelledError:
        pass
    raise TimeoutError


FIRST_COMPLETED = "FIRST_COMPLETED"
FIRST_EXCEPTION = "FIRST_EXCEPTION"
ALL_COMPLETED = "ALL_COMPLETED"


async def wait(fs, *, timeout=None, return_when=ALL_COMPLETED):
    loop = get_running_loop()
    futures = [ensure_future(f, loop=loop) for f in fs]
    waiter = loop.create_future()

    def finished():
        if return_when == FIRST_COMPLETED:
            return any([f.done() for f in futures])
        if return_when == FIRST_EXCEPTION and any(
                [f.done() and not f.cancelled() and f.exception() is not None for f in futures]):
            return True
        return all([f.done() for f in futures])

    def done(_):
        if finished():
            _set_unless_done(waiter, None)

    if not finished():
        handle = loop.call_later(timeout, _set_unless_done, waiter, None) if timeout is not None else None
        for f in futures:
            f.add_done_callback(done)
        await waiter
        if handle is not None:
            handle.cancel()
    return {f for f in futures if f.done()}, {f for f in futures if not f.done()}


def shield(arg):
    return ensure_future(arg)


class Lock:
    def __init__(self):
        self._locked = False
        self._waiters = deque()

    def locked(self):
        return self._locked

    async def acquire(self):
        if not self._locked and not self._waiters:
            self._locked = True
            return True
        future = get_running_loop().create_future()
        self._waiters.append(future)
        try:
            await future
        finally:
            self._waiters.remove(future)
        self._locked = True
        return True

    def release(self):
        if not self._locked:
            raise RuntimeError("Lock is not acquired.")
        self._locked = False
        for future in self._waiters:
            if not future.done():
                future.set_result(True)
                break

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, exc_type, exc, tb):
        self.release()


class Semaphore:
    def __init__(self, value=1):
        self._value = value
        self._waiters = deque()

    def locked(self):
        return self._value == 0

    async def acquire(self):
        while self._value <= 0:
            future = get_running_loop().create_future()
            self._waiters.append(future)
            await future
        self._value -= 1
        return True

    def release(self):
        self._value += 1
        while self._waiters:
            future = self._waiters.popleft()
            if not future.done():
                future.set_result(None)
                break

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, exc_type, exc, tb):
        self.release()


class Event:
    def __init__(self):
        self._value = False
        self._waiters = deque()

    def is_set(self):
        return self._value

    def set(self):
        if not self._value:
            self._value = True
            for future in self._waiters:
                if not future.done():
                    future.set_result(True)

    def clear(self):
        self._value = False

    async def wait(self):
        if self._value:
            return True
        future = get_running_loop().create_future()
        self._waiters.append(future)
        try:
            await future
            return True
        finally:
            self._waiters.remove(future)


class Queue:
    def __init__(self, maxsize=0):
        self._maxsize = maxsize
        self._queue = deque()
        self._getters = deque()
        self._putters = deque()
        self._unfinished = 0
        self._joiners = []

    def qsize(self):
        return len(self._queue)

    def empty(self):
        return not self._queue

    def full(self):
        return 0 < self._maxsize <= len(self._queue)

    def _wake(self, waiters):
        while waiters:
            waiter = waiters.popleft()
            if not waiter.done():
                waiter.set_result(None)
                break

    async def put(self, item):
        while self.full():
            putter = get_running_loop().create_future()
            self._putters.append(putter)
            await putter
        self.put_nowait(item)

    def put_nowait(self, item):
        if self.full():
            raise QueueFull
        self._queue.append(item)
        self._unfinished += 1
        self._wake(self._getters)

    async def get(self):
        while not self._queue:
            getter = get_running_loop().create_future()
            self._getters.append(getter)
            await getter
        return self.get_nowait()

    def get_nowait(self):
        if not self._queue:
            raise QueueEmpty
        item = self._queue.popleft()
        self._wake(self._putters)
        return item

    def task_done(self):
        self._unfinished -= 1
        if self._unfinished == 0:
            for joiner in self._joiners:
                if not joiner.done():
                    joiner.set_result(None)

    async def join(self):
        if self._unfinished > 0:
            joiner = get_running_loop().create_future()
            self._joiners.append(joiner)
            await joiner


class TaskGroup:
    def __init__(self):
        self._tasks = []

    async def __aenter__(self):
        return self

    def create_task(self, coro, *, name=None):
        task = create_task(coro, name=name)
        self._tasks.append(task)
        return task

    async def __aexit__(self, exc_type, exc, tb):
        errors = []
        if exc is not None:
            errors.append(exc)
            for task in self._tasks:
                task.cancel()
        for task in self._tasks:
            try:
                await task
            except CancelledError:
                pass
            except Exception as error:
                errors.append(error)
                for other in self._tasks:
                    other.cancel()
        self._tasks = []
        if errors:
            raise BaseExceptionGroup("unhandled errors in a TaskGroup", errors)
