"""Group commit: whatever is waiting goes into one transaction, with no delay to wait for more."""

import asyncio
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from events.errors import EventsError, StoreClosed
from events.store.database_errors import database_is_gone, meaning_of
from events.store.event_store import Outcome
from events.store.packed_append import PackedAppend

BATCH = 512
_SPLIT_FROM = 128
"""From so many appends on, a batch goes as two transactions: the database works on one while the
other is judged."""

Commit = Callable[[Sequence[PackedAppend]], Awaitable[Sequence[Outcome | EventsError]]]


class _Waiting(NamedTuple):
    packed: PackedAppend
    answer: "asyncio.Future[Outcome]"

    def resolve(self, outcome: Outcome | BaseException) -> None:
        """Answer the caller, unless it has gone."""
        if self.answer.done():
            return
        if isinstance(outcome, BaseException):
            self.answer.set_exception(outcome)
        else:
            self.answer.set_result(outcome)


class GroupCommit:
    """The one writer of a process.

    Appends that arrive while a transaction commits queue up, and go together into the next one. The
    writer is a task that exists only while there is something to write.
    """

    def __init__(self, commit: Commit, batch: int = BATCH) -> None:
        self._commit = commit
        self._batch = batch
        self._queue: deque[_Waiting] = deque()
        self._writer: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    async def put(self, packed: PackedAppend) -> Outcome:
        """Queue an append, and wait until it is committed or refused.

        Raises StoreClosed, and what refuses the append.
        """
        if self._closed:
            raise StoreClosed("the store is shutting down")
        answer: asyncio.Future[Outcome] = self._the_loop().create_future()
        self._queue.append(_Waiting(packed, answer))
        self._wake()
        return await answer

    async def close(self) -> None:
        """Take no more, and return when everything that was taken is answered."""
        self._closed = True
        if self._writer is not None:
            await asyncio.wait({self._writer})

    def _the_loop(self) -> asyncio.AbstractEventLoop:
        """Return the running loop, looked up once: Python 3.11 makes a system call each time."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        return self._loop

    def _wake(self) -> None:
        if self._writer is None or self._writer.done():
            # No permanent task: an idle store needs nobody to stop it.
            self._writer = asyncio.create_task(self._write_all(), name="group-commit")

    async def _write_all(self) -> None:
        try:
            while batch := self._take():
                await asyncio.gather(*map(self._write, _by_shard(batch)))
        finally:
            self._forsake()

    def _take(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        while self._queue and len(batch) < self._batch:
            # A caller that was cancelled while it queued gets nothing written.
            waiting = self._queue.popleft()
            if not waiting.answer.done():
                batch.append(waiting)
        return batch

    async def _write(self, batch: list[_Waiting]) -> None:
        """Commit a batch, and answer each of its callers whatever happens."""
        try:
            await self._commit_or_halve(batch)
        finally:
            # Only an error of this code or a cancellation leaves somebody without an answer here.
            left = [waiting for waiting in batch if not waiting.answer.done()]
            self._fail(left, _as_answer(sys.exception()))

    async def _commit_or_halve(self, batch: list[_Waiting]) -> None:
        """Commit a batch; if it fails as a whole, commit its halves: only the bad part fails."""
        # A task of its own, so that a cancelled writer can still wait for the connection to come
        # back clean.
        attempt = asyncio.ensure_future(self._commit([waiting.packed for waiting in batch]))
        try:
            # `wait` does not cancel what it waits for; awaiting the task would.
            await asyncio.wait({attempt})
        except asyncio.CancelledError:
            await self._abandon(attempt, batch)
            raise
        error = asyncio.CancelledError() if attempt.cancelled() else attempt.exception()
        if error is None:
            for waiting, outcome in zip(batch, attempt.result(), strict=True):
                waiting.resolve(outcome)
        # If the database is gone, the batch may have been committed: writing its halves could write
        # twice.
        elif len(batch) > 1 and not database_is_gone(error):
            await self._write(batch[: len(batch) // 2])
            await self._write(batch[len(batch) // 2 :])
        else:
            self._fail(batch, error)

    async def _abandon(
        self, attempt: "asyncio.Future[Sequence[Outcome | EventsError]]", batch: list[_Waiting]
    ) -> None:
        attempt.cancel()
        self._fail(batch, StoreClosed("the writer was stopped"))
        await asyncio.wait({attempt})

    @staticmethod
    def _fail(batch: list[_Waiting], error: BaseException) -> None:
        for waiting in batch:
            waiting.resolve(meaning_of(error))

    def _forsake(self) -> None:
        """Answer what is still queued; only a cancelled writer leaves anything there."""
        while self._queue:
            self._queue.popleft().resolve(StoreClosed("the writer was stopped"))


def _as_answer(error: BaseException | None) -> BaseException:
    """Return the error as a caller may see it.

    Never the writer's own cancellation, which would look like the caller's.
    """
    if error is None or isinstance(error, asyncio.CancelledError):
        return StoreClosed("the writer was stopped")
    return error


def _by_shard(batch: list[_Waiting]) -> list[list[_Waiting]]:
    """Return the batch, split by even and odd shards if it is large; what drops a key goes alone.

    The halves never wait for each other's locks. What is sealed by a key and what drops it cannot
    be in one transaction: there nothing would tell which came first.
    """
    alone = [[waiting] for waiting in batch if waiting.packed.erases]
    if alone:
        batch = [waiting for waiting in batch if not waiting.packed.erases]
        return [*alone, *(_by_shard(batch) if batch else ())]
    if len(batch) < _SPLIT_FROM:
        return [batch]
    halves: tuple[list[_Waiting], list[_Waiting]] = [], []
    for waiting in batch:
        halves[waiting.packed.shard % 2].append(waiting)
    return [half for half in halves if half]
