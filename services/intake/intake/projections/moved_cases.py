"""Keeps which cases were moved ahead (CP-31), inside the transaction of every append."""

from collections.abc import Sequence

from events.catalogue.case_events import (
    CaseClosed,
    CaseMovedAhead,
    CaseMovedBack,
    CasePriorityChanged,
)
from events.event import Recorded
from events.store.connection import Connection, in_schema

# A table of its own, small whatever the number of cases: its rows go when a case is moved back, has
# another priority, or is closed. A move whose time is up stays until then, and counts for nothing.
TABLES = (
    """
    create table {schema}.case_moved_ahead (
        case_id text primary key, moved_by text not null, moved_at timestamptz not null,
        until timestamptz not null
    )
    """,
)

_MOVE = """
insert into {schema}.case_moved_ahead (case_id, moved_by, moved_at, until)
select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[])
on conflict (case_id) do update set
    moved_by = excluded.moved_by, moved_at = excluded.moved_at, until = excluded.until
"""

_END = "delete from {schema}.case_moved_ahead where case_id = any($1)"


class MovedCases:
    """The inline projection of moves within a priority."""

    def __init__(self, schema: str) -> None:
        self._move, self._end = (in_schema(text, schema) for text in (_MOVE, _END))

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None:
        """Put the events into the table. Doing it again changes nothing."""
        # Of one case the last event counts, since all are written at once.
        last = {move.case_id: move for event in events if (move := _move_in(event)) is not None}
        moved = [move for move in last.values() if isinstance(move, CaseMovedAhead)]
        if moved:
            rows = [(it.case_id, it.moved_by, it.moved_at, it.until) for it in moved]
            await tx.execute(self._move, *map(list, zip(*rows, strict=True)))
        ended = [case_id for case_id, it in last.items() if not isinstance(it, CaseMovedAhead)]
        if ended:
            await tx.execute(self._end, ended)


def _move_in(
    recorded: Recorded,
) -> CaseMovedAhead | CaseMovedBack | CasePriorityChanged | CaseClosed | None:
    match recorded.data:
        # Within its priority: with another one the move is over.
        case CaseMovedAhead() | CaseMovedBack() | CasePriorityChanged() | CaseClosed() as move:
            return move
        case _:
            return None
