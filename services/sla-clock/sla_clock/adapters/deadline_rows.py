"""Keeps each deadline's whole state in one row, written in the transaction of its events.

So a batch loads its deadlines in one query instead of reading their streams.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from events.store.connection import Connection, Row, in_schema
from sla_clock.domain.cover_need import CoverNeed
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.goal_need import GoalNeed
from sla_clock.projections.tracked_deadline import Origin, Tracked

COLUMNS: Final = "shard, applied_seq, origin, state_data, need, goal_need"
"""What `read_row` reads of a row."""
_LOAD = f"select {COLUMNS} from {{schema}}.deadline where case_id = any($1::text[])"  # noqa: S608

# What never changes after the start (customer, number, plan, origin) is not written again.
_SAVE = """
insert into {schema}.deadline as kept
    (case_id, goal, shard, customer_id, number, plan, priority, state, started_at, due_at, version,
        applied_seq, origin, state_data, need, goal_need, follows, calendar_version)
select * from unnest(
    $1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
        $9::timestamptz[],
    $10::timestamptz[], $11::int[], $12::bigint[], $13::text[]::json[], $14::text[]::json[],
    $15::text[]::json[], $16::text[]::json[], $17::text[], $18::int[])
on conflict (case_id, goal) do update set
    priority = excluded.priority, state = excluded.state, due_at = excluded.due_at,
        version = excluded.version,
    applied_seq = excluded.applied_seq, state_data = excluded.state_data, need = excluded.need,
    goal_need = excluded.goal_need, follows = excluded.follows,
    calendar_version = excluded.calendar_version
where kept.applied_seq <= excluded.applied_seq and kept.version <= excluded.version
"""

_STATE = msgspec.json.Decoder(Deadline)
_ORIGIN = msgspec.json.Decoder(Origin)
_NEED = msgspec.json.Decoder(CoverNeed)
_GOAL_NEED = msgspec.json.Decoder(GoalNeed)


class DeadlineRows:
    """The rows of one schema."""

    def __init__(self, schema: str) -> None:
        self._load, self._save = in_schema(_LOAD, schema), in_schema(_SAVE, schema)

    async def load(self, tx: Connection, case_ids: Iterable[str]) -> dict[str, Tracked]:
        """Return all deadlines of these cases, by stream."""
        # Without locks: the checkpoint keeps out other readers of the partition, and the version
        # shows whether a claim was accepted in between.
        rows = await tx.fetch(self._load, sorted(set(case_ids)))
        deadlines = map(read_row, rows)
        return {tracked.deadline.stream: tracked for tracked in deadlines}

    async def save(self, tx: Connection, deadlines: Sequence[Tracked]) -> None:
        """Write the rows as they are now, in one statement.

        Leave alone a row that has moved on: a claim may have been accepted since it was loaded.
        """
        if deadlines:
            columns = zip(*(_row(tracked) for tracked in deadlines), strict=True)
            await tx.execute(self._save, *(list(column) for column in columns))


def read_row(row: Row) -> Tracked:
    """Return the deadline that a row holds."""
    deadline = decode_state(row["state_data"])
    origin = _ORIGIN.decode(str(row["origin"]))
    return Tracked(
        deadline=deadline,
        origin=origin,
        shard=int(row["shard"]),
        applied_seq=int(row["applied_seq"]),
        stored_version=deadline.version,
        need=_NEED.decode(str(row["need"])) if row["need"] else None,
        goal_need=_GOAL_NEED.decode(str(row["goal_need"])) if row["goal_need"] else None,
    )


def decode_state(text: str) -> Deadline:
    """Decode a stored state."""
    return _STATE.decode(text)


def encode_state(deadline: Deadline) -> str:
    """Encode a state for storage."""
    return msgspec.json.encode(deadline).decode()


def _row(tracked: Tracked) -> tuple[object, ...]:
    deadline = tracked.deadline
    return (
        deadline.case_id,
        deadline.goal,
        tracked.shard,
        deadline.customer_id,
        deadline.number,
        deadline.promise.plan,
        deadline.priority,
        deadline.state,
        deadline.started_at,
        deadline.due_at,
        deadline.version,
        tracked.applied_seq,
        msgspec.json.encode(tracked.origin).decode(),
        encode_state(deadline),
        msgspec.json.encode(tracked.need).decode() if tracked.need else None,
        msgspec.json.encode(tracked.goal_need).decode() if tracked.goal_need else None,
        deadline.promise.calendar.calendar_id if deadline.promise.follows_calendar else None,
        deadline.promise.calendar.version,
    )
