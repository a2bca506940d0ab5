"""Folding is pure, so that verdicts come out the same however the log is cut into batches."""

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime

from events.catalogue.case_events import CaseCommented
from events.event import Recorded
from sla_clock.domain.deadline import GOALS, stream_of
from sla_clock.domain.fire_instants import Passed
from sla_clock.domain.follow_calendar import FollowCalendar
from sla_clock.projections.tracked_deadline import Tracked, follow, follow_later_calendar, pass_time
from sla_clock.reactions.reactions_table import FOLLOWED, REACTIONS
from sla_clock.reactions.when_cover_changes import follow_cover_of
from sla_clock.reactions.when_goals_change import follow_goals_of


def fold_batch(
    known: Mapping[str, Tracked],
    records: Sequence[Recorded],
    now: datetime,
    switches: Sequence[FollowCalendar] = (),
) -> dict[str, Tracked]:
    """Return the deadlines by stream after these records, which are in order and of one shard.

    `switches` are later versions of calendars that took over between these records, in order of
    time: whoever counts a log again gives them, since an operator said when (CP-25). The running
    clock has recorded them by then.

    Before each record, fire what came due in its case; at the end, fire what came due in any case
    before the last record. A record wins over a deadline that is due at the very same instant.
    """
    deadlines, later = dict(known), deque(switches)
    for record in records:
        while later and later[0].at < record.recorded_at:
            deadlines = _switched(deadlines, later.popleft(), now)
        deadlines |= _follow(deadlines, record, now)
    if not records:
        return deadlines
    passed = Passed(until=records[-1].recorded_at, inclusive=False)
    return {stream: pass_time(tracked, passed, now) for stream, tracked in deadlines.items()}


def _switched(
    known: Mapping[str, Tracked], switch: FollowCalendar, now: datetime
) -> dict[str, Tracked]:
    # Time first: what was due before the switch counts by the version before it.
    passed = Passed(until=switch.at, inclusive=False)
    in_time = {stream: pass_time(tracked, passed, now) for stream, tracked in known.items()}
    return {stream: follow_later_calendar(one, switch) for stream, one in in_time.items()}


def _follow(known: Mapping[str, Tracked], record: Recorded, now: datetime) -> Mapping[str, Tracked]:
    """Return the deadlines of the record's case after it."""
    streams = {goal: stream_of(record.key, goal) for goal in GOALS}
    before = {stream: known[stream] for stream in streams.values() if stream in known}
    response, cover = streams["first_response"], streams["cover"]
    if not _concerns(record, before.get(response)) or _is_applied(before.get(response), record):
        return {}
    # Time first: a reaction takes a deadline without a verdict for one that is not due yet. The
    # other way round, an answer after the due time would count as in time.
    passed = Passed(until=record.recorded_at, inclusive=False)
    after = {stream: pass_time(tracked, passed, now) for stream, tracked in before.items()}
    if answered := _react(after.get(response), record):
        first, covered = follow_cover_of(answered, after.get(cover), record)
        after |= {one.deadline.stream: one for one in (first, covered) if one}
        after |= follow_goals_of(first, after, record)
    return after


def _concerns(record: Recorded, first: Tracked | None) -> bool:
    # A comment means something to further goals only, and most cases have none.
    if isinstance(record.data, CaseCommented):
        return first is not None and first.goal_need is not None
    return type(record.data) in FOLLOWED


def _is_applied(tracked: Tracked | None, record: Recorded) -> bool:
    # The row remembers what it applied, so a record that comes again changes nothing.
    return tracked is not None and record.seq <= tracked.applied_seq


def _react(tracked: Tracked | None, record: Recorded) -> Tracked | None:
    react = REACTIONS.get(type(record.data))
    deadline = tracked.deadline if tracked else None
    return follow(tracked, record, react(record, deadline) if react else ())
