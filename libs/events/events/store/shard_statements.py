"""The SQL of a shard's row: watermarks, and whether history is being imported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from events.errors import HistoryRefused
from events.store.connection import Connection, Row, in_schema
from events.watermark import Watermark

_LOCK_ONE = "select shard from {schema}.es_shard where shard = $1 for update"
_LOCK_ALL = "select next, history from {schema}.es_shard order by shard for update"
_BEGIN_HISTORY = "update {schema}.es_shard set history = true"
_END_HISTORY = """
update {schema}.es_shard set history = false,
    history_next = case when history then next else history_next end
"""
# Only what came after the last import: all before it was history, or it would not have begun. A
# store whose last import ended before this was noted is read from the start. `lateral ... limit 1`
# in the order of the primary key holds the planner to it: else it reads every event.
_ANY_LIVE = """
select exists (select from {schema}.es_shard as shard cross join lateral (
    select from {schema}.es_event as event
    where event.shard = shard.shard and event.seq >= coalesce(shard.history_next, 1)
        and not coalesce((event.meta->>'imported')::boolean, false)
    order by event.seq limit 1) as live)
"""
_END = "select max(greatest(last_at, promised_at)) from {schema}.es_shard where next > 1"
_ANY_HISTORY = "select coalesce(bool_or(history), false) from {schema}.es_shard"
_MAKE = """
update {schema}.es_shard as mine set promised_at = greatest(
    mine.promised_at,
    case when mine.history then mine.last_at - interval '1 microsecond'
         else greatest(mine.last_at, {schema}.store_now($1)) end)
"""
_RETURNING = "returning mine.shard, mine.promised_at, mine.next"
# What is said of a shard without events binds nobody: history may still come into it.
_EMPTY = """
select shard, case when history then last_at else {schema}.store_now($1) end
    - interval '1 microsecond' as promised_at, next
from idle where next = 1
"""
# One statement: each row is locked before the clock is read for it, and one that somebody appends
# to is passed over.
_MAKE_FOR_IDLE = f"""
with idle as materialized (select shard, next, last_at, history
    from {{schema}}.es_shard for update skip locked),
promised as ({_MAKE} from idle where mine.shard = idle.shard and idle.next > 1 {_RETURNING})
select * from promised union all {_EMPTY}
"""  # noqa: S608  constants
# Never later than its bound: so much as follows from another's log is not known further.
_MAKE_UP_TO = """
with idle as materialized (
    select shard, bound.at from {schema}.es_shard
        join unnest($2::integer[], $3::timestamptz[]) as bound (shard, at) using (shard)
    for update of es_shard skip locked
)
update {schema}.es_shard as mine set promised_at = case when mine.next = 1 then mine.promised_at
    else greatest(
    mine.promised_at, least(idle.at, greatest(mine.last_at, {schema}.store_now($1)))) end
from idle where mine.shard = idle.shard
returning mine.shard, mine.next, case when mine.next > 1 then mine.promised_at
    else least(idle.at, {schema}.store_now($1) - interval '1 microsecond') end as promised_at
"""
_MAKE_FOR_ONE = f"{_MAKE} where mine.shard = $2 {_RETURNING}"


@dataclass(frozen=True)
class ShardStatements:
    """Statements on es_shard, for one Postgres schema.

    All run inside a transaction that the caller has begun.
    """

    schema: str

    async def watermarks_of_idle(
        self, tx: Connection, given: datetime | None
    ) -> Sequence[Watermark]:
        """Make a watermark for each shard whose row nobody holds.

        For one without events it only says that there was none just now.
        """
        rows = await tx.fetch(in_schema(_MAKE_FOR_IDLE, self.schema), given)
        return tuple(sorted(map(_watermark, rows), key=lambda watermark: watermark.shard))

    async def watermarks_up_to(
        self, tx: Connection, given: datetime | None, bounds: Mapping[int, datetime]
    ) -> Sequence[Watermark]:
        """Make a watermark for each bounded shard whose row nobody holds.

        It is for the bound or the present, whichever is earlier.
        """
        rows = await tx.fetch(
            in_schema(_MAKE_UP_TO, self.schema), given, list(bounds), list(bounds.values())
        )
        return tuple(sorted(map(_watermark, rows), key=lambda watermark: watermark.shard))

    async def watermark_of(self, tx: Connection, shard: int, given: datetime | None) -> Watermark:
        """Lock the shard until the transaction ends, and make its watermark."""
        # A statement before: the clock must be read after the lock was granted, not before the
        # wait.
        await tx.fetch(in_schema(_LOCK_ONE, self.schema), shard)
        row = await tx.fetchrow(in_schema(_MAKE_FOR_ONE, self.schema), given, shard)
        assert row is not None
        return _watermark(row)

    async def hold(self, tx: Connection) -> None:
        """Lock all shards until the transaction ends: no event is appended, no watermark made."""
        await tx.fetch(in_schema(_LOCK_ALL, self.schema))

    async def begin_history(self, tx: Connection) -> None:
        """Take history from now on.

        Raises HistoryRefused if there are events that no import wrote.
        """
        rows = await tx.fetch(in_schema(_LOCK_ALL, self.schema))
        under_way = all(row["history"] for row in rows)
        # Under the locks: no live command slips in between the look and the mode.
        if not under_way and not await self.holds_only_history(tx):
            raise HistoryRefused("the store holds more than history: import into an empty one")
        await tx.execute(in_schema(_BEGIN_HISTORY, self.schema))

    async def holds_only_history(self, tx: Connection) -> bool:
        """Return whether every event was imported."""
        return not await tx.fetchval(in_schema(_ANY_LIVE, self.schema))

    async def end(self, tx: Connection) -> datetime | None:
        """Return the latest instant of the log, recorded or promised; None if it is empty."""
        end: datetime | None = await tx.fetchval(in_schema(_END, self.schema))
        return end

    async def end_history(self, tx: Connection) -> None:
        """Take live appends again."""
        await self.lock_history(tx)
        await tx.execute(in_schema(_END_HISTORY, self.schema))

    async def lock_history(self, tx: Connection) -> int | None:
        """Lock all shards; return how many events came in, or None if no import is under way."""
        shards = await tx.fetch(in_schema(_LOCK_ALL, self.schema))
        if not any(shard["history"] for shard in shards):
            return None
        return int(sum(shard["next"] - 1 for shard in shards))

    async def in_history(self, tx: Connection) -> bool:
        """Return whether an import is under way, or was killed and not ended."""
        return bool(await tx.fetchval(in_schema(_ANY_HISTORY, self.schema)))


def _watermark(row: Row) -> Watermark:
    return Watermark(shard=row["shard"], at=row["promised_at"], next_seq=row["next"])
