"""Model of contextlib: what a program that uses it keeps alive."""
import abc
import functools
import sys
from _heap import defines


class AbstractContextManager(abc.ABC):
    @abc.abstractmethod
    def __exit__(self, exc_type, exc_value, traceback):
        pass

    def __enter__(self):
        return self

    @classmethod
    def __subclasshook__(cls, C):
        alike = cls is AbstractContextManager and defines(C, "__enter__") and defines(C, "__exit__")
        return alike or NotImplemented


class AbstractAsyncContextManager(abc.ABC):
    @abc.abstractmethod
    async def __aexit__(self, exc_type, exc_value, traceback):
        pass

    async def __aenter__(self):
        return self

    @classmethod
    def __subclasshook__(cls, C):
        alike = cls is AbstractAsyncContextManager and defines(C, "__aenter__") and defines(C, "__aexit__")
        return alike or NotImplemented


# Ready-made managers.
class suppress(AbstractContextManager):
    def __enter__(self):
        pass

    def __init__(self, *exceptions):
        self._exceptions = exceptions

    def __exit__(self, kind, value, traceback):
        if kind is None:
            return None
        if sys.version_info < (3, 12) or not issubclass(kind, BaseExceptionGroup):
            return issubclass(kind, self._exceptions)
        others = value.split(self._exceptions)[1]
        if others is not None:
            raise others
        return True


class nullcontext(AbstractContextManager):
    def __enter__(self):
        return self.enter_result

    async def __aenter__(self):
        return self.__enter__()

    def __exit__(self, *excinfo):
        pass

    async def __aexit__(self, *excinfo):
        pass

    def __init__(self, enter_result=None):
        self.enter_result = enter_result


class closing(AbstractContextManager):
    def __enter__(self):
        return self.thing

    def __exit__(self, *exc_info):
        thing = self.thing
        thing.close()

    def __init__(self, thing):
        self.thing = thing


class aclosing(AbstractAsyncContextManager):
    async def __aenter__(self):
        return self.thing

    async def __aexit__(self, *exc_info):
        thing = self.thing
        await thing.aclose()

    def __init__(self, thing):
        self.thing = thing


class ContextDecorator:
    def _recreate_cm(self):
        return self

    def __call__(self, func):
        @functools.wraps(func)
        def inner(*args, **kwds):
            manager = self._recreate_cm()
            with manager:
                return func(*args, **kwds)
        return inner


class AsyncContextDecorator:
    def _recreate_cm(self):
        return self

    def __call__(self, func):
        @functools.wraps(func)
        async def inner(*args, **kwds):
            manager = self._recreate_cm()
            async with manager:
                return await func(*args, **kwds)
        return inner


class _GeneratorContextManagerBase:
    def __init__(self, func, args, kwds):
        self.gen, self.func, self.args, self.kwds = func(*args, **kwds), func, args, kwds
        self.__doc__ = getattr(func, "__doc__", None)

    def _recreate_cm(self):
        return type(self)(self.func, self.args, self.kwds)

    def _forget_arguments(self):
        del self.func, self.args, self.kwds


def _swallowed(raised, thrown, traceback, stops):
    """Whether a generator that met `thrown` and then raised `raised` has dealt with it; None where `raised` is new."""
    if isinstance(raised, stops[0]):
        return raised is not thrown
    wrapped = isinstance(raised, RuntimeError) and isinstance(thrown, stops) and raised.__cause__ is thrown
    if raised is thrown:
        raised.__traceback__ = traceback
    return False if wrapped or raised is thrown else None


class _GeneratorContextManager(_GeneratorContextManagerBase, AbstractContextManager, ContextDecorator):
    def __enter__(self):
        self._forget_arguments()
        try:
            return next(self.gen)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, kind, value, traceback):
        if kind is None:
            for _ in self.gen:
                raise self._went_on("")
            return False
        thrown = kind() if value is None else value
        try:
            self.gen.throw(thrown)
        except BaseException as raised:
            answer = _swallowed(raised, thrown, traceback, (StopIteration,))
            if answer is None:
                raise
            return answer
        raise self._went_on(" after throw()")

    def _went_on(self, when):
        if sys.version_info >= (3, 11):
            self.gen.close()
        return RuntimeError("generator didn't stop" + when)


class _AsyncGeneratorContextManager(_GeneratorContextManagerBase, AbstractAsyncContextManager, AsyncContextDecorator):
    async def __aenter__(self):
        self._forget_arguments()
        try:
            return await self.gen.__anext__()
        except StopAsyncIteration:
            raise RuntimeError("generator didn't yield") from None

    async def __aexit__(self, kind, value, traceback):
        if kind is None:
            async for _ in self.gen:
                raise await self._went_on("")
            return False
        thrown = kind() if value is None else value
        try:
            await self.gen.athrow(thrown)
        except BaseException as raised:
            answer = _swallowed(raised, thrown, traceback, (StopAsyncIteration, StopIteration))
            if answer is None:
                raise
            return answer
        raise await self._went_on(" after athrow()")

    async def _went_on(self, when):
        if sys.version_info >= (3, 11):
            await self.gen.aclose()
        return RuntimeError("generator didn't stop" + when)


def contextmanager(func):
    @functools.wraps(func)
    def helper(*args, **kwds):
        return _GeneratorContextManager(func, args, kwds)
    return helper


def asynccontextmanager(func):
    @functools.wraps(func)
    def helper(*args, **kwds):
        return _AsyncGeneratorContextManager(func, args, kwds)
    return helper


class _RedirectStream(AbstractContextManager):
    def __init__(self, new_target):
        self._new_target = new_target
        # Entered again, it gives back one stream after the other.
        self._old_targets = []

    def __enter__(self):
        self._old_targets += [getattr(sys, self._stream)]
        setattr(sys, self._stream, self._new_target)
        return self._new_target

    def __exit__(self, *exc_info):
        before = self._old_targets.pop()
        setattr(sys, self._stream, before)


class redirect_stdout(_RedirectStream):
    _stream = "stdout"


class redirect_stderr(_RedirectStream):
    _stream = "stderr"


def _methods(cls, kind, names):
    """The two methods with which a class exits and enters."""
    try:
        return [getattr(cls, name) for name in names]
    except AttributeError:
        if sys.version_info < (3, 11):
            raise
        raise TypeError("'%s.%s' object does not support the %scontext manager protocol"
                        % (cls.__module__, cls.__qualname__, kind)) from None


class _BaseExitStack:
    def __init__(self):
        # Pairs: whether to call it is all, or what it gives is to be awaited; and the callback.
        self._exit_callbacks = []

    def _add(self, plain, callback):
        self._exit_callbacks.append((plain, callback))

    def _add_exit_of(self, exit, plain, name):
        method = getattr(type(exit), name, None)
        self._add(plain, exit if method is None else method.__get__(exit, type(exit)))
        return exit

    def push(self, exit):
        return self._add_exit_of(exit, True, "__exit__")

    def enter_context(self, cm):
        cls = type(cm)
        exit, enter = _methods(cls, "", ("__exit__", "__enter__"))
        entered = enter(cm)
        self._add(True, exit.__get__(cm, cls))
        return entered

    def callback(self, callback, /, *args, **kwds):
        def _exit_wrapper(exc_type, exc, tb):
            callback(*args, **kwds)
        _exit_wrapper.__wrapped__ = callback
        self._add(True, _exit_wrapper)
        return callback

    def pop_all(self):
        heir = type(self)()
        heir._exit_callbacks, self._exit_callbacks = self._exit_callbacks, heir._exit_callbacks
        return heir


def _details(exc):
    return (None, None, None) if exc is None else (type(exc), exc, exc.__traceback__)


def _hang_under(exc, current, around):
    """Makes `current`, which callbacks were told of, the context of `exc`, as nested `with` statements would."""
    while exc.__context__ is not around:
        exc = exc.__context__
        if exc is None or exc is current:
            return
    if around is not None or sys.version_info < (3, 9):
        exc.__context__ = current


def _raise_as_it_is(exc):
    context = exc.__context__
    try:
        raise exc
    except BaseException:
        exc.__context__ = context
        raise


class ExitStack(_BaseExitStack, AbstractContextManager):
    def close(self):
        self.__exit__(None, None, None)

    def __enter__(self):
        return self

    def __exit__(self, *exc_details):
        current, around, failed = exc_details[1], sys.exc_info()[1], False
        while self._exit_callbacks:
            try:
                if self._exit_callbacks.pop()[1](*_details(current)):
                    current, failed = None, False
            except BaseException as exc:
                _hang_under(exc, current, around)
                current, failed = exc, True
        if failed:
            _raise_as_it_is(current)
        return exc_details[0] is not None and current is None


class AsyncExitStack(_BaseExitStack, AbstractAsyncContextManager):
    async def enter_async_context(self, cm):
        cls = type(cm)
        exit, enter = _methods(cls, "asynchronous ", ("__aexit__", "__aenter__"))
        entered = await enter(cm)
        self._add(False, exit.__get__(cm, cls))
        return entered

    def push_async_exit(self, exit):
        return self._add_exit_of(exit, False, "__aexit__")

    def push_async_callback(self, callback, /, *args, **kwds):
        async def _exit_wrapper(exc_type, exc, tb):
            await callback(*args, **kwds)
        _exit_wrapper.__wrapped__ = callback
        self._add(False, _exit_wrapper)
        return callback

    async def aclose(self):
        await self.__aexit__(None, None, None)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc_details):
        current, around, failed = exc_details[1], sys.exc_info()[1], False
        while self._exit_callbacks:
            try:
                plain, callback = self._exit_callbacks.pop()
                answer = callback(*_details(current))
                if answer if plain else await answer:
                    current, failed = None, False
            except BaseException as exc:
                _hang_under(exc, current, around)
                current, failed = exc, True
        if failed:
            _raise_as_it_is(current)
        return exc_details[0] is not None and current is None
