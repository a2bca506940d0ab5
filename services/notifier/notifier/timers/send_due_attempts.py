"""Sends the messages that are due: each address that something is due to has its own worker.

Nothing here waits for a send. A worker ends when nothing is due to its address; a receiver that
hangs holds its own worker, and no other.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import structlog

from events.clock import Clock
from events.errors import EventsError
from events.store.database_errors import DATABASE_ERRORS, database_is_gone
from notifier.adapters.claim_attempts import Address, DueAddress
from notifier.timers.send_to_address import SenderParts, SendToAddress

_log = structlog.get_logger(__name__)

MOST_WORKERS = 200
IDLE_S = 0.25
BACK_OFF_S = 0.5
LAST_SENDS_S = 2.0
# Pauses between the looks after a wakeup. The commit of the message that caused it may take until
# any of them, some quarter of a second in all.
LOOKS_S = (0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128)
T = TypeVar("T")


class SendDueAttempts:
    """One sender a process; several processes share the work by their claims.

    A crash between sending and writing the outcome: the lease ends, and the message is sent again
    under the same key.
    """

    def __init__(self, parts: SenderParts, most_workers: int = MOST_WORKERS) -> None:
        self.parts, self.most_workers = parts, most_workers
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
        return [
            self._begin(due)
            for due in await self.parts.claims.due_addresses()
            if self._has_room(due)
        ]

    async def run(self, clock: Clock, wakeup: asyncio.Event) -> None:
        """Look for work, until cancelled.

        The wakeup is set before the commit, so after it we look more than once.
        """
        looks: Iterator[float] = iter(())
        try:
            while True:
                await self._begin_or_pause(clock)
                pause = next(looks, None)
                if pause is not None:
                    await clock.sleep(pause)
                elif await _woken(wakeup):
                    # Before the looks: a message that is queued during them sets it again.
                    wakeup.clear()
                    looks = iter(LOOKS_S)
        finally:
            await self._stop()

    async def _begin_or_pause(self, clock: Clock) -> None:
        if await _unless_held_up(self.begin) is None:
            await clock.sleep(BACK_OFF_S)

    def _has_room(self, due: DueAddress) -> bool:
        """Tell whether a worker is free; addresses that failed before get half of them at most."""
        if due.address in self._workers or len(self._workers) >= self.most_workers:
            return False
        # Receivers that hang keep their workers for a whole deadline; the other half stays free for
        # addresses not tried yet.
        return not due.retrying or len(self._retrying) < self.most_workers // 2

    def _begin(self, due: DueAddress) -> "asyncio.Task[int]":
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
        work = SendToAddress(self.parts, address, self._ending).run
        # `gather` hands over whatever the work raises; a cancellation of this worker still ends it.
        (tried,) = await asyncio.gather(_unless_held_up(work), return_exceptions=True)
        if isinstance(tried, int):
            return tried
        if tried is not None:
            _log.error("sending-broke", exc_info=tried)
        await self.parts.clock.sleep(BACK_OFF_S)
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
