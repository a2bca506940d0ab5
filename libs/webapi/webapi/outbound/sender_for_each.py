"""Sends what is due: each address that something is due to has a worker of its own.

Nothing here waits for a send. A worker ends when nothing is due to its address; a receiver that
hangs holds its own worker, and no other.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from events.clock import Clock
from events.errors import EventsError
from events.store.database_errors import DATABASE_ERRORS, database_is_gone

_log = structlog.get_logger(__name__)

MOST_WORKERS = 200
IDLE_S = 0.25
BACK_OFF_S = 0.5
LAST_SENDS_S = 2.0
# Pauses between the looks after a wakeup. The commit of the message that caused it may take until
# any of them, some quarter of a second in all.
LOOKS_S = (0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128)
T = TypeVar("T")
Address = TypeVar("Address", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAddress(Generic[Address]):
    """An address that something is due to. `retrying`: all of it was tried before."""

    address: Address
    retrying: bool


class SenderForEach(Generic[Address]):
    """One sender a process; several processes share the work by what they claim.

    `due` returns the addresses that something is due to, the most urgent first. `work` works for
    one address until nothing is due to it or its event is set, and returns how many messages it
    tried; what it has taken must come free by itself if the process dies.
    """

    def __init__(
        self,
        due: Callable[[], Awaitable[Sequence[DueAddress[Address]]]],
        work: Callable[[Address, asyncio.Event], Awaitable[int]],
        clock: Clock,
        most_workers: int = MOST_WORKERS,
    ) -> None:
        self._due, self._do, self._clock = due, work, clock
        self.most_workers = most_workers
        self._workers: dict[Address, asyncio.Task[int]] = {}
        self._retrying: set[Address] = set()
        self._ending = asyncio.Event()

    async def step(self) -> int:
        """Send all that is due now, and wait for it; return how many messages were tried."""
        begun = await self.begin()
        return sum(await asyncio.gather(*begun))

    async def begin(self) -> list["asyncio.Task[int]"]:
        """Give a worker to each due address that has none, and return the new ones at once."""
        if len(self._workers) >= self.most_workers:
            return []
        return [self._begin(due) for due in await self._due() if self._has_room(due)]

    async def run(self, wakeup: asyncio.Event) -> None:
        """Look for work, until cancelled.

        The wakeup is set before the commit, so after it we look more than once.
        """
        looks: Iterator[float] = iter(())
        try:
            while True:
                await self._begin_or_pause()
                pause = next(looks, None)
                if pause is not None:
                    await self._clock.sleep(pause)
                elif await _woken(wakeup):
                    # Before the looks: a message that is queued during them sets it again.
                    wakeup.clear()
                    looks = iter(LOOKS_S)
        finally:
            await self._stop()

    async def _begin_or_pause(self) -> None:
        if await _unless_held_up(self.begin) is None:
            await self._clock.sleep(BACK_OFF_S)

    def _has_room(self, due: DueAddress[Address]) -> bool:
        """Tell whether a worker is free; addresses that failed before get half of them at most."""
        if due.address in self._workers or len(self._workers) >= self.most_workers:
            return False
        # Receivers that hang keep their workers for a whole deadline; the other half stays free for
        # addresses not tried yet.
        return not due.retrying or len(self._retrying) < self.most_workers // 2

    def _begin(self, due: DueAddress[Address]) -> "asyncio.Task[int]":
        worker = asyncio.create_task(self._work(due.address), name="sending")
        self._workers[due.address] = worker
        if due.retrying:
            self._retrying.add(due.address)
        return worker

    async def _work(self, address: Address) -> int:
        try:
            return await self._see_to(address)
        finally:
            self._workers.pop(address, None)
            self._retrying.discard(address)

    async def _see_to(self, address: Address) -> int:
        """Work for an address; what breaks one worker ends only that one.

        After a pause the address has another worker, and what was taken comes after its lease.
        """

        async def work() -> int:
            return await self._do(address, self._ending)

        # `gather` hands over whatever the work raises; a cancellation of this worker still ends it.
        (tried,) = await asyncio.gather(_unless_held_up(work), return_exceptions=True)
        if isinstance(tried, int):
            return tried
        if tried is not None:
            _log.error("sending-broke", exc_info=tried)
        await self._clock.sleep(BACK_OFF_S)
        return 0

    async def _stop(self) -> None:
        """Give what is on its way a moment to end; the rest is sent again after its lease."""
        self._ending.set()
        # A copy: each worker takes itself out when it ends.
        workers = set(self._workers.values())
        if workers:
            _done, workers = await asyncio.wait(workers, timeout=LAST_SENDS_S)
        for worker in workers:
            worker.cancel()
        if workers:
            await asyncio.wait(workers)


async def _unless_held_up(work: Callable[[], Awaitable[T]]) -> T | None:
    """Do the work; None, and a log line, while the database is away. Raises anything else."""
    try:
        return await work()
    except (EventsError, *DATABASE_ERRORS) as trouble:
        if not isinstance(trouble, EventsError) and not database_is_gone(trouble):
            raise
        _log.error("sending-held-up", error=type(trouble).__name__)
        return None


async def _woken(wakeup: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(IDLE_S):
            return await wakeup.wait()
    except TimeoutError:
        return False
