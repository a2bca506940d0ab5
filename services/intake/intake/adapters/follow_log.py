"""Follows intake's own log by seq, behind every append and apart from it, from a position in each
shard that a table keeps."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from events.event import Recorded
from events.store.connection import Connection, Pool, in_schema
from intake.adapters.streams import Store

TakeIn: TypeAlias = Callable[[Connection, Sequence[Recorded]], Awaitable[None]]
"""Does what follows from some events of one shard, in the transaction that moves the position."""

POLL_S: Final = 0.25
"""How far behind the log a follower is when nothing else happens.

It polls and shares no wake-up with the relay: of two who wait for one signal, the first to clear it
would make the other miss it.
"""

_POSITIONS = "select shard, next_seq from {schema}.{table}"
# `skip locked`: a shard that another instance is at is left to it. The lock holds to the end of the
# transaction that moves the position, so no event is taken in twice.
_TAKE = """
select shard, next_seq from {schema}.{table}
where shard = any($1) order by shard for update skip locked
"""
_MOVE = "update {schema}.{table} set next_seq = $2 where shard = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFollower:
    """A follower. Many instances may be at it: each shard is one's at a time.

    `table` keeps the positions; `batch` is how many events of one shard a step reads.
    """

    pool: Pool
    schema: str
    table: str
    store: Store
    batch: int
    take_in: TakeIn

    async def step(self) -> int:
        """Take in what was recorded since; return how many events were read."""
        behind = await self._shards_behind()
        if not behind:
            return 0
        async with self.pool.acquire() as tx, tx.transaction():
            rows = await tx.fetch(self._sql(_TAKE), behind)
            return sum([await self._read(tx, row["shard"], row["next_seq"]) for row in rows])

    async def _shards_behind(self) -> list[int]:
        # Without a lock: most of the time nothing is behind, and the rows are read again below.
        rows = await self.pool.fetch(self._sql(_POSITIONS))
        next_seqs = {row["shard"]: row["next_seq"] for row in rows}
        heads = await self.store.heads()
        return [head.shard for head in heads if head.seq >= next_seqs[head.shard]]

    async def _read(self, tx: Connection, shard: int, next_seq: int) -> int:
        chain = await self.store.read_chain(shard, next_seq, self.batch)
        # With keys as they are now, and not as they are remembered: what somebody wrote who was
        # erased a moment ago must not be copied.
        events = await self.store.opened([event.stored for event in chain], tx)
        await self.take_in(tx, events)
        await tx.execute(self._sql(_MOVE), shard, next_seq + len(events))
        return len(events)

    def _sql(self, statement: str) -> str:
        return in_schema(statement.replace("{table}", self.table), self.schema)
