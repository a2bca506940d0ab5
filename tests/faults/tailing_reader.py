"""Follows a store's topics on a real broker while they grow, and compares each run of events with
the table: it keeps counts, not events."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from events.broker.broker import BrokerTrouble, IncomingRecord, Subscription
from events.store.connection import Pool
from events.watermark import Watermark
from events.watermark_records import watermarks_from_incoming
from tests.faults.ground import Ground
from tests.faults.reading import reading
from tests.support.event_stores import SCHEMA
from tests.support.sent_records import sequence_of

_AT_ONCE = 5000
_BACK_OFF_S = 0.5
_IDS = (
    f"select event_id from {SCHEMA}.es_event where shard = $1 and seq >= $2 order by seq limit $3"
)
# What was said of a shard without events (`next_seq` 1) promised nothing, and no later time is kept
# above it: where the host's clock steps back, the first event may be recorded before it.
_BROKEN = f"""
select count(*) from unnest($1::integer[], $2::timestamptz[], $3::bigint[])
    as promise (shard, at, next_seq)
join {SCHEMA}.es_event on es_event.shard = promise.shard and es_event.seq = promise.next_seq
where es_event.recorded_at <= promise.at and promise.next_seq > 1
"""


@dataclass
class Ids:
    """A set of random ids by its size and its sum: where both are equal the sets are, as far as
    chance goes, in a few bytes."""

    count: int = 0
    total: int = 0

    def add(self, ids: Iterable[UUID]) -> None:
        """Add these; none of them is in it yet."""
        for each in ids:
            self.count += 1
            self.total = (self.total + each.int) % 2**128


class TailingReader:
    """Drops what comes again, as every consumer does.

    Raises AssertionError for a gap, and for an event that is not the table's.
    """

    def __init__(self, pool: Pool, subscription: Subscription, events: str) -> None:
        self._pool, self._subscription, self._events = pool, subscription, events
        self._next: dict[int, int] = {}
        self.ids = Ids()
        self.again = 0
        self.watermarks: list[Watermark] = []
        self.watermark_of: dict[int, datetime] = {}

    async def read_on(self) -> None:
        """Read what has come."""
        for partition, records in (await self._subscription.poll(0.2, _AT_ONCE)).items():
            if partition.topic == self._events:
                await self._compare(partition.partition, records)
            else:
                for record in records:
                    self._note(watermarks_from_incoming(record).watermarks)

    def _note(self, watermarks: Sequence[Watermark]) -> None:
        self.watermarks += watermarks
        self.watermark_of |= {watermark.shard: watermark.at for watermark in watermarks}

    async def run(self) -> None:
        """Read on, until cancelled; trouble of the broker passes, as for every consumer."""
        while True:
            try:
                await self.read_on()
            except BrokerTrouble:
                await asyncio.sleep(_BACK_OFF_S)

    async def broken_watermarks(self) -> int:
        """Return how many promises were made of an instant at or before which something was
        recorded that they did not count."""
        columns = zip(*((p.shard, p.at, p.next_seq) for p in self.watermarks), strict=True)
        return int(await self._pool.fetchval(_BROKEN, *map(list, columns)))

    async def _compare(self, shard: int, records: Sequence[IncomingRecord]) -> None:
        first = self._next.get(shard, 1)
        ids = [
            UUID(dict(record.headers)["ce_id"].decode()) for record in self._fresh(shard, records)
        ]
        recorded = await self._pool.fetch(_IDS, shard, first, len(ids))
        assert ids == [row["event_id"] for row in recorded], (
            f"shard {shard}: other events than the table's from {first} on"
        )
        self.ids.add(ids)

    def _fresh(self, shard: int, records: Sequence[IncomingRecord]) -> list[IncomingRecord]:
        fresh: list[IncomingRecord] = []
        following = self._next.get(shard, 1)
        for record in records:
            seq = sequence_of(record)
            assert seq <= following, f"shard {shard}: a gap, {seq} where {following} was expected"
            if seq == following:
                fresh.append(record)
                following += 1
        self.again += len(records) - len(fresh)
        self._next[shard] = following
        return fresh


@asynccontextmanager
async def tailing(
    ground: Ground, pool: Pool, topics: Sequence[str], shards: int
) -> AsyncIterator[TailingReader]:
    """Yield a reader in the background, from the beginning of the topics on, the first of which has
    the events. Where it fails, the block does."""
    async with (
        reading(ground.broker(), topics, shards) as subscription,
        asyncio.TaskGroup() as group,
    ):
        reader = TailingReader(pool, subscription, topics[0])
        task = group.create_task(reader.run())
        yield reader
        task.cancel()
