# What the methods of asynchronous generators give to be waited for.
from _heap import resume as _resume


class _Step:
    def __init__(self, gen, throws, value):
        self._parts = (gen, throws, value)

    def __await__(self):
        gen, throws, value = self._parts
        while True:
            is_item, item = _resume(gen, throws, value)
            if is_item:
                return item
            throws = False
            try:
                value = yield item
            except BaseException as error:
                throws, value = True, error

    __iter__ = __await__

    def __next__(self):
        return self.send(None)

    def send(self, value):
        if not hasattr(self, "_running"):
            self._running = self.__await__()
        return self._running.send(value)

    def throw(self, *error):
        if not hasattr(self, "_running"):
            self._running = self.__await__()
        return self._running.throw(*error)

    def close(self):
        pass


class async_generator_asend(_Step):
    pass


class async_generator_athrow(_Step):
    pass


def asend(gen, value=None):
    return async_generator_asend(gen, False, value)


def athrow(gen, error, value=None, traceback=None):
    if isinstance(error, type):
        error = error() if value is None else error(value)
    return async_generator_athrow(gen, True, error)


async def aclose(gen):
    try:
        await async_generator_athrow(gen, True, GeneratorExit())
    except (StopAsyncIteration, GeneratorExit):
        return
    raise RuntimeError("async generator ignored GeneratorExit")


async def anext_or(gen, default):
    try:
        return await gen.__anext__()
    except StopAsyncIteration:
        return default
