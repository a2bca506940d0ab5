"""Raises pages that wait for the head of the log where no further event comes to tell that it is reached.

That happens where the last records of a partition were duplicates or dead letters, or where the partition has stopped: then nobody will
read on, and a page that may be needless is better than none.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from events.consumer.status import ConsumerStatus, PartitionStatus
from events.store.connection import Connection, Pool
from events.store.postgres_store import PostgresStore
from notifier.adapters.watch_cases import WatchedCases

Settle = Callable[[Connection, str, int], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class RaiseWaitingPages:
    """`settle` raises what waits in a topic's partition; `status` says how far this process has read."""

    pool: Pool
    store: PostgresStore
    watched: WatchedCases
    settle: Settle
    status: Callable[[], ConsumerStatus]

    async def step(self) -> int:
        """Look once; returns how many pages had waited in vain."""
        waiting = await self.watched.places_that_wait(self.pool)
        if not waiting:
            return 0
        read_out = {(p.topic, p.partition) for p in self.status().partitions if _is_read_out(p)}
        return sum([await self._settle(*place) for place in waiting if place in read_out])

    async def _settle(self, topic: str, partition: int) -> int:
        async with self.store.transaction() as tx:
            return await self.settle(tx, topic, partition)


def _is_read_out(partition: PartitionStatus) -> bool:
    return partition.state == "stopped" or (partition.state == "reading" and partition.lag == 0)
