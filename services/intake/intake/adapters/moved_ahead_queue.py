"""Puts the cases that were moved ahead in front of the others of their priority (CP-31)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import merge

from intake.adapters.list_queries import (
    ListQueries,
    Move,
    QueueCursor,
    QueuedCase,
    QueueFilter,
)

# Below and above every plan's rank (a smallint): a cursor before, and after, all of a priority.
_BEFORE_ALL, _AFTER_ALL = -1, 32767


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePosition:
    """Where a page of the queue ended: at which case, and whether that one was ahead."""

    case: QueueCursor
    ahead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A case in the queue; `move`: why it is ahead of its plan and age, if it is."""

    case: QueuedCase
    move: Move | None


async def queue_with_moves(
    lists: ListQueries,
    wanted: QueueFilter,
    after: QueuePosition | None,
    limit: int,
    moves: Mapping[str, Move],
) -> Sequence[Queued]:
    """Return cases by priority, in each those of `moves` first; then plan (CP-21), then age."""
    # Two statements, each in the order of the index, which a sort by the move would not use.
    others = replace(wanted, not_case_ids=list(moves) or None)
    rest = await lists.queue(others, _in_rest(after), limit)
    if not moves:
        return [Queued(case=case, move=None) for case in rest]
    ahead = await lists.queue(replace(wanted, case_ids=list(moves)), _in_ahead(after), limit)
    rows = merge(
        (Queued(case=case, move=moves[case.case_id]) for case in ahead),
        (Queued(case=case, move=None) for case in rest),
        # Only what the two differ in: within each, the order is the database's, whose texts may
        # sort in another way than here.
        key=lambda it: (it.case.priority, it.move is None),
    )
    return list(rows)[:limit]


def _in_rest(after: QueuePosition | None) -> QueueCursor | None:
    """Return where the others go on: behind a case that is ahead all of its priority follow."""
    if after is None or not after.ahead:
        return after.case if after else None
    return replace(after.case, plan_rank=_BEFORE_ALL)


def _in_ahead(after: QueuePosition | None) -> QueueCursor | None:
    """Return where those ahead go on: behind one of the others only with the next priority."""
    if after is None or after.ahead:
        return after.case if after else None
    return replace(after.case, plan_rank=_AFTER_ALL)
