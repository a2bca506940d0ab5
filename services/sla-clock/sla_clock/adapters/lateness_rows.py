"""Keeps for an hour how late warnings and breaches were noticed, so that a restart forgets nothing.

The rows are those of all processes that share the shards; the metric is each process's own.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from events.catalogue.deadline_events import DeadlineBreached, DeadlineWarned
from events.store.connection import Connection, Pool, in_schema
from sla_clock.projections.tracked_deadline import Pending

KEPT: Final = timedelta(hours=1)
_KINDS: Final[Mapping[type, str]] = {DeadlineWarned: "warning", DeadlineBreached: "breach"}

# No index beside that of the time: rows live for an hour.
LATENESS = """
create table {schema}.lateness (
    noticed_at timestamptz not null,
    late_s double precision not null
)
"""
LATENESS_BY_TIME = "create index lateness_by_time on {schema}.lateness (noticed_at)"

_SAVE = "insert into {schema}.lateness select * from unnest($1::timestamptz[], $2::float8[])"
# Two processes may forget at once, each what the other has not locked.
_FORGET = """
delete from {schema}.lateness where ctid = any(array(
    select ctid from {schema}.lateness where noticed_at <= $1 for update skip locked))
"""
_READ = """
select count(*) as count,
    percentile_disc(array[0.5, 0.99]) within group (order by late_s) as percentiles
from {schema}.lateness where noticed_at > $1
"""


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late, in seconds, half and 99 of 100 were noticed at most; None: there was nothing to
    notice since `since`.
    """

    p50_s: float | None
    p99_s: float | None
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Noticed:
    """A warning or a breach that this process noticed, and how late."""

    kind: str
    late_s: float


class LatenessRows:
    """The rows of one schema, and what this process noticed and has not counted yet."""

    def __init__(self, schema: str) -> None:
        self._schema = schema
        self._noticed: deque[Noticed] = deque()

    async def save(self, tx: Connection, pending: Sequence[Pending]) -> None:
        """Write down how late these were noticed, those of them that say something of the clock."""
        late = [(one.event.data, one.late_s) for one in pending if one.late_s is not None]
        if not late:
            return
        rows = [
            (event.detected_at, late_s)
            for event, late_s in late
            if isinstance(event, DeadlineWarned | DeadlineBreached)
        ]
        await tx.execute(in_schema(_SAVE, self._schema), *map(list, zip(*rows, strict=True)))
        # Before the commit: a batch that is dropped and done again is in the metric twice. That is
        # rare, and no verdict.
        self._noticed.extend(Noticed(_KINDS[type(event)], late_s) for event, late_s in late)

    def take_noticed(self) -> Sequence[Noticed]:
        """Return what this process noticed since it was last asked."""
        taken = list(self._noticed)
        self._noticed.clear()
        return taken

    async def read(self, pool: Pool, now: datetime) -> Lateness:
        """Return how late the last hour's were noticed, by all processes."""
        since = now - KEPT
        row = await pool.fetchrow(in_schema(_READ, self._schema), since)
        if row is None or not row["count"]:
            return Lateness(None, None, 0, since)
        p50_s, p99_s = row["percentiles"]
        return Lateness(p50_s, p99_s, row["count"], since)

    async def forget(self, pool: Pool, now: datetime) -> None:
        """Delete what is older than an hour."""
        await pool.execute(in_schema(_FORGET, self._schema), now - KEPT)
