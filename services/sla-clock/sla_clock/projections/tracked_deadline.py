"""A deadline on its way through a batch.

Its state, where it came from, how far its case was read, and what is to be recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from events.catalogue.deadline_events import DeadlinePaused, DeadlineResumed
from events.catalogue.registry import CATALOGUE
from events.event import Meta, NewEvent, Recorded, caused_by, derived_id
from sla_clock.domain import follow_calendar
from sla_clock.domain.cover_need import CoverNeed
from sla_clock.domain.deadline import Deadline, DeadlineEvent, evolve
from sla_clock.domain.fire_instants import Fired, Passed, fire_instants
from sla_clock.domain.follow_calendar import FollowCalendar
from sla_clock.domain.goal_need import GoalNeed
from sla_clock.domain.happened_at import happened_at

ACTOR = "sla-clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is known about the event that opened the case.

    Events that no other event causes, but time, take their meta from it.
    """

    event_id: UUID
    correlation_id: str
    traceparent: str | None
    imported: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An event to be recorded.

    `known_at`: the instant that made it known, by which history is recorded and batches are
    ordered.

    It never goes back within a deadline. `late_s`: how late the clock noticed what time brought.
    """

    event: NewEvent
    known_at: datetime
    late_s: float | None = None


class Tracked(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A deadline with what its row knows.

    `applied_seq`: the last event of its case that was applied; `stored_version`: as last recorded.
    `need`: whether its case lacks an engineer. It is kept with the first response, which every case
    has from its opening on; None: no cover was promised, or the case is history (CP-26).
    `goal_need`: the same for its further goals.
    """

    deadline: Deadline
    origin: Origin
    shard: int
    applied_seq: int
    stored_version: int
    need: CoverNeed | None = None
    goal_need: GoalNeed | None = None
    pending: tuple[Pending, ...] = ()


def follow(
    tracked: Tracked | None, record: Recorded, events: Sequence[DeadlineEvent]
) -> Tracked | None:
    """Return the deadline after the events that follow from a record of its case.

    Return None while there is no deadline.
    """
    deadline = tracked.deadline if tracked else None
    for event in events:
        deadline = evolve(deadline, event)
    if deadline is None:
        return None
    before = tracked or _newly_tracked(deadline, record)
    pending = tuple(_caused(record, event) for event in events)
    return replace(
        before, deadline=deadline, applied_seq=record.seq, pending=(*before.pending, *pending)
    )


def pass_time(tracked: Tracked, passed: Passed, now: datetime) -> Tracked:
    """Return the deadline after every warning and breach that time alone brings up to `passed`.

    They are noticed `now`; in history, at once.
    """
    detected_at = None if tracked.origin.imported else now
    deadline, fired = fire_instants(tracked.deadline, passed, detected_at)
    # A record may move the due time to before itself (CP-27a): what then fires became known only
    # with that record.
    floor = max((one.known_at for one in tracked.pending), default=None)
    pending = tuple(_come_to(tracked, one, floor) for one in fired)
    return replace(tracked, deadline=deadline, pending=(*tracked.pending, *pending))


def follow_later_calendar(tracked: Tracked, command: FollowCalendar) -> Tracked:
    """Return the deadline by a later version of its calendar, if it follows that (CP-25)."""
    deadline = tracked.deadline
    for event in follow_calendar.decide(command, deadline):
        kind = f"{deadline.stream}/{deadline.version}/followed-calendar"
        new = NewEvent(
            data=event,
            event_id=derived_id(tracked.origin.event_id, kind),
            occurred_at=happened_at(event),
            meta=_meta(tracked.origin),
        )
        known_at = max([command.at, *(one.known_at for one in tracked.pending)])
        pending = (*tracked.pending, Pending(event=new, known_at=known_at))
        tracked = replace(tracked, deadline=evolve(deadline, event), pending=pending)
    return tracked


def _newly_tracked(deadline: Deadline, record: Recorded) -> Tracked:
    origin = Origin(
        event_id=record.event_id,
        correlation_id=record.meta.correlation_id,
        traceparent=record.meta.traceparent,
        imported=record.meta.imported,
    )
    return Tracked(
        deadline=deadline,
        origin=origin,
        shard=record.shard,
        applied_seq=record.seq,
        stored_version=0,
    )


def _caused(record: Recorded, event: DeadlineEvent) -> Pending:
    kind = CATALOGUE.entry_of(event).name
    # The first goal's ids are older than the second goal, so only later goals are in them.
    if event.goal != "first_response":
        kind = f"{kind}/{event.goal}"
    # One record may let a further goal stand for both reasons.
    if event.goal not in ("first_response", "cover") and isinstance(
        event, DeadlinePaused | DeadlineResumed
    ):
        kind = f"{kind}/{event.kind}"
    new = NewEvent(
        data=event,
        event_id=derived_id(record.event_id, kind),
        occurred_at=happened_at(event),
        meta=caused_by(record, actor=ACTOR),
    )
    return Pending(event=new, known_at=record.recorded_at)


def _come_to(tracked: Tracked, fired: Fired, floor: datetime | None) -> Pending:
    # The version is in the id, since a deadline that moved is warned of the same fraction again.
    kind = f"{tracked.deadline.stream}/{fired.version}/{fired.instant.kind}"
    new = NewEvent(
        data=fired.event,
        event_id=derived_id(tracked.origin.event_id, kind),
        occurred_at=happened_at(fired.event),
        meta=_meta(tracked.origin),
    )
    known_at = max(floor, fired.instant.at) if floor else fired.instant.at
    return Pending(event=new, known_at=known_at, late_s=fired.late_s)


def _meta(origin: Origin) -> Meta:
    return Meta(
        correlation_id=origin.correlation_id,
        causation_id=str(origin.event_id),
        traceparent=origin.traceparent,
        actor=ACTOR,
        imported=origin.imported,
    )
