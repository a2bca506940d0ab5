"""Reads what should have been sent by now and was not: how much, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import get_args

from events.catalogue.on_call_events import ChannelKind
from events.store.connection import Pool, in_schema
from events.store.store_time import StoreTime

# A next try at `infinity` is none: the message was given up.
_BACKLOG = """
with clock as (select {schema}.store_now($1) as now)
select attempt.channel, count(*) as depth, max(clock.now - attempt.send_at) as age
from {schema}.attempt join {schema}.page using (page_id), clock
where attempt.status in ('queued', 'unknown') and attempt.next_try_at < 'infinity'
and attempt.send_at <= clock.now and page.status in ('raised', 'exhausted')
group by attempt.channel
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages that should have gone: how many, and how long the oldest has waited."""

    depth: int = 0
    age: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class SendingBacklog:
    """Reads what waits for its turn or its next try; what was given up does not count."""

    pool: Pool
    schema: str
    time: StoreTime

    async def read(self) -> Mapping[ChannelKind, Waiting]:
        """Return what waits, for each kind of channel."""
        rows = await self.pool.fetch(in_schema(_BACKLOG, self.schema), self.time.given())
        waiting = {row["channel"]: Waiting(row["depth"], row["age"]) for row in rows}
        kinds: tuple[ChannelKind, ...] = get_args(ChannelKind)
        return {kind: waiting.get(kind, Waiting()) for kind in kinds}
