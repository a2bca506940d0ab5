"""Tracks up to when logs were read, so that nobody is paged for what was answered since."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from events.consumer.status import ConsumerStatus
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from notifier.adapters.log_reading import LogReading
from notifier.timers.raise_waiting_pages import is_read_out


@dataclass(frozen=True, slots=True)
class TrackLogReading:
    """A partition read to its end is known up to when the broker last answered."""

    pool: Pool
    store: PostgresStore
    reading: LogReading
    status: Callable[[], ConsumerStatus]

    async def step(self) -> None:
        """Look once.

        The time is read before the status, so that it is no later than what the status knows.
        """
        now = await self.store.now()
        status = self.status()
        as_of = now - timedelta(seconds=status.broker_silent_s)
        caught_up = {(p.topic, p.partition): as_of for p in status.partitions if is_read_out(p)}
        await self.reading.refresh(self.pool, now, caught_up)
