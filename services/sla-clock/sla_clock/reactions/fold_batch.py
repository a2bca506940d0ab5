"""What a run of records means for the deadlines of their cases.

Pure, and the same however the run is cut into batches.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from events.event import Recorded
from sla_clock.domain.fire_instants import Passed
from sla_clock.projections.tracked_deadline import Tracked, follow, pass_time
from sla_clock.reactions.reactions_table import REACTIONS


def fold_batch(
    known: Mapping[str, Tracked], records: Sequence[Recorded], now: datetime
) -> dict[str, Tracked]:
    """The deadlines by case id after these records, which are of one shard and in order.

    Before each record fires what its case had come to by then; at the end all that the shard has
    come to by its last record. A record recorded at an instant comes before what is due at that
    instant.
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
    if react is None or (tracked is not None and record.seq <= tracked.applied_seq):
        return tracked
    if tracked is not None:
        tracked = pass_time(tracked, Passed(until=record.recorded_at, inclusive=False), now)
    return follow(tracked, record, react(record, tracked.deadline if tracked else None))
