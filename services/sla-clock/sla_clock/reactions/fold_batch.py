"""Folding is pure, so that verdicts come out the same however the log is cut into batches."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from events.event import Recorded
from sla_clock.domain.fire_instants import Passed
from sla_clock.projections.tracked_deadline import Tracked, follow, pass_time
from sla_clock.reactions.reactions_table import REACTIONS


def fold_batch(
    known: Mapping[str, Tracked], records: Sequence[Recorded], now: datetime
) -> dict[str, Tracked]:
    """Return the deadlines by case id after these records, which are in order and of one shard.

    Before each record, fire what came due in its case; at the end, fire what came due in any case
    before the last record. A record wins over a deadline that is due at the very same instant.
    """
    deadlines = dict(known)
    for record in records:
        if after := _follow(deadlines.get(record.key), record, now):
            deadlines[record.key] = after
    if not records:
        return deadlines
    passed = Passed(until=records[-1].recorded_at, inclusive=False)
    return {case_id: pass_time(tracked, passed, now) for case_id, tracked in deadlines.items()}


def _follow(tracked: Tracked | None, record: Recorded, now: datetime) -> Tracked | None:
    react = REACTIONS.get(type(record.data))
    # The row remembers what it applied, so a record that comes again changes nothing.
    if react is None or (tracked is not None and record.seq <= tracked.applied_seq):
        return tracked
    # Time first: a reaction takes a deadline without a verdict for one that is not due yet. The
    # other way round, an answer after the due time would count as in time.
    if tracked is not None:
        tracked = pass_time(tracked, Passed(until=record.recorded_at, inclusive=False), now)
    return follow(tracked, record, react(record, tracked.deadline if tracked else None))
