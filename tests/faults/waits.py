"""Watches work at each moment at which it waits for something, so that a test can cancel it at the
first of them, at the second, and so on."""

import asyncio
from collections.abc import Callable, Coroutine, Generator, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")
Work = Coroutine[object, object, T] | Generator[object, None, T]


class Waits:
    """Counts them, and cancels a task at the nth."""

    def __init__(self, nth: int) -> None:
        self.left = nth
        self.of: asyncio.Task[object] | None = None

    def one_more(self) -> None:
        """Note that something is about to wait."""
        self.left -= 1
        if self.left == 0 and self.of is not None:
            self.of.cancel()


class _Watched(Generic[T]):
    """The same work, and `on_wait` is called right before each of its waits: an await that has its
    answer at once is none."""

    def __init__(self, work: Work[T], on_wait: Callable[[], object]) -> None:
        self._work, self._on_wait = work, on_wait

    def __await__(self) -> Generator[object, object, T]:
        error: BaseException | None = None
        while True:
            try:
                waited_for = self._work.send(None) if error is None else self._work.throw(error)
            except StopIteration as done:
                result: T = done.value
                return result
            self._on_wait()
            error = None
            try:
                yield waited_for
            except BaseException as thrown:  # noqa: BLE001 - whatever it is, the work is to have it
                error = thrown


async def _watched(work: Work[T], on_wait: Callable[[], object]) -> T:
    return await _Watched(work, on_wait)


async def cancelled_at(nth: int, work: Coroutine[object, object, object]) -> bool:
    """Do the work, and cancel it at its nth wait; whether it had as many.

    Raises what it raises, except that it was cancelled.
    """
    waits = Waits(nth)
    waits.of = asyncio.create_task(_watched(work, waits.one_more))
    return await _outcome(waits)


async def caller_cancelled_at(nth: int, work: Coroutine[object, object, object]) -> bool:
    """Return the same, but the waits of every task that the work starts count, too; only the work
    itself is cancelled."""
    waits = Waits(nth)
    with _watching_new_tasks(waits.one_more):
        waits.of = asyncio.create_task(work)
        return await _outcome(waits)


@contextmanager
def _watching_new_tasks(on_wait: Callable[[], object]) -> Iterator[None]:
    def watched_task(loop: asyncio.AbstractEventLoop, work: Work[T]) -> "asyncio.Future[T]":
        return asyncio.Task(_watched(work, on_wait), loop=loop)

    loop = asyncio.get_running_loop()
    loop.set_task_factory(watched_task)
    try:
        yield
    finally:
        loop.set_task_factory(None)


async def _outcome(waits: Waits) -> bool:
    assert waits.of is not None
    (outcome,) = await asyncio.gather(waits.of, return_exceptions=True)
    if isinstance(outcome, BaseException) and not isinstance(outcome, asyncio.CancelledError):
        raise outcome
    return waits.left <= 0
