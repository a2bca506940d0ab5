"""Reads a log as one ordered feed, from a position in every shard on: for whoever polls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from events.store.connection import Pool, in_schema
from events.store.event_table import COLUMNS, stored_events
from events.stored_event import StoredEvent

WINDOW: Final = 1000
"""Events that one request looks at, however few of them the asker may read."""

_NEXTS = "select shard, next from {schema}.es_shard order by shard"

# One statement, so one snapshot: of each shard it sees the events up to some seq and none beyond,
# for seq has no gaps and is given in commit order under the shard's row lock. An event that commits
# later has a higher seq than all that were read of its shard, so no cursor passes it by.
# By the highest time so far and not by each event's own: an imported event may be dated before the
# one ahead of it, and a shard must be read in its own order.
_WINDOW = f"""
with taken as (
    select it.shard, it.seq, it.at from unnest($1::integer[], $2::bigint[]) as wanted (shard, seq)
    cross join lateral (
        select log.shard, log.seq, max(log.recorded_at) over (order by log.seq) as at
        from {{schema}}.es_event as log
        where log.shard = wanted.shard and log.seq >= wanted.seq order by log.seq limit $3
    ) as it
    order by it.at, it.shard, it.seq limit $3
)
select {COLUMNS} from taken join {{schema}}.es_event using (shard, seq)
order by at, shard, seq
"""  # noqa: S608 - the columns are a constant


@dataclass(frozen=True, slots=True)
class FeedWindow:
    """The events that follow a position, in order; `is_last`: there were no more of them."""

    events: Sequence[StoredEvent]
    is_last: bool


class EventFeed:
    """The feed of one Postgres schema's log.

    A position is the next seq of each shard: the shards move on side by side, so one number would
    not do.
    """

    def __init__(self, pool: Pool, schema: str) -> None:
        self._pool, self._schema = pool, schema

    async def start(self) -> Sequence[int]:
        """Return the position before the first event."""
        return [1] * len(await self._nexts())

    async def holds(self, position: Sequence[int]) -> bool:
        """Return whether the log has come to this position.

        It has not if it was restored to an earlier state, or is another one.
        """
        nexts = await self._nexts()
        return len(position) == len(nexts) and all(
            1 <= wanted <= nexts[shard] for shard, wanted in enumerate(position)
        )

    async def window(self, position: Sequence[int]) -> FeedWindow:
        """Return the next events from a position on, at most WINDOW."""
        query = in_schema(_WINDOW, self._schema)
        shards = list(range(len(position)))
        # One more than is returned tells whether more follows.
        rows = await self._pool.fetch(query, shards, list(position), WINDOW + 1)
        events = stored_events(rows)
        return FeedWindow(events[:WINDOW], is_last=len(events) <= WINDOW)

    async def _nexts(self) -> Mapping[int, int]:
        rows = await self._pool.fetch(in_schema(_NEXTS, self._schema))
        return {row["shard"]: row["next"] for row in rows}
