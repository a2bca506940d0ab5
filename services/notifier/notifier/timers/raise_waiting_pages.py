"""Raises pages that wait for the rest of the log when no further event comes to show that it has
been read.

That happens if the last records of a partition were duplicates or dead letters. If reading takes
over a minute (the broker is away, the partition has stopped), a page that may be needless is
better than none.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from events.consumer.status import ConsumerStatus, PartitionStatus
from events.store.connection import Connection, Pool
from events.store.postgres_store import PostgresStore
from notifier.adapters.watch_cases import WatchedCases
from notifier.domain.hold_pages import LONGEST_HOLD

RaiseWaiting = Callable[[Connection, str, int], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class RaiseWaitingPages:
    """`raise_waiting` raises what waits in a topic's partition; `status` says how far this process
    has read.
    """

    pool: Pool
    store: PostgresStore
    watched: WatchedCases
    raise_waiting: RaiseWaiting
    status: Callable[[], ConsumerStatus]

    async def step(self) -> int:
        """Look once; return how many pages had waited long enough, or in vain."""
        waiting = await self.watched.waiting_partitions(self.pool)
        if not waiting:
            return 0
        now = await self.store.now()
        # What another process reads is raised there, or after a minute here.
        read_out = {(p.topic, p.partition) for p in self.status().partitions if is_read_out(p)}
        due = [
            partition
            for partition, since in waiting.items()
            if partition in read_out or now - since >= LONGEST_HOLD
        ]
        return sum([await self._raise(*partition) for partition in due])

    async def _raise(self, topic: str, partition: int) -> int:
        async with self.store.transaction() as tx:
            return await self.raise_waiting(tx, topic, partition)


def is_read_out(partition: PartitionStatus) -> bool:
    """Tell whether this process has read a partition to its end, as far as the broker says."""
    return partition.state == "reading" and partition.lag == 0
