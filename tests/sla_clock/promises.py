"""Promises, cases and instants that the clock's tests speak of."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from careplans.promise_from_terms import promise_from
from careplans.terms import load_terms
from events.catalogue.case_events import CaseOpened, CaseText, MessageText
from events.catalogue.terms import Plan, Priority, Promise
from events.event import Event, Meta, Recorded
from sla_clock.domain import set_deadline
from sla_clock.domain.deadline import Deadline, DeadlineEvent, evolve
from sla_clock.domain.set_deadline import SetDeadline
from sla_clock.projections.tracked_deadline import Tracked

DETROIT = ZoneInfo("America/Detroit")
IDS = UUID("b6a6f7f2-51f0-5f2c-8f6c-0d6b7b1f4c11")
TEXT = MessageText(text="We are on it.")


def at(text: str) -> datetime:
    """An instant written as Detroit's local time: `2026-11-25 15:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=DETROIT).astimezone(UTC)


def hours(number: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=number)


FIRST_TERMS, TERMS = "2010.1", "2010.2"
"""Terms of the first reading, and those that are sold now: they differ in the clock's rules only.
"""


COVERED = "2010.3"
"""Terms that say how long a P1 may be without an engineer: 15 minutes, and 5 once let go."""


WARNED = "2010.5"
"""Terms that warn at half, three quarters and nine tenths of a target, and of cover once."""


@cache
def promise(plan: Plan = "gold", terms: str = FIRST_TERMS) -> Promise:
    """The plan's promise by the terms that come with the care plans."""
    return promise_from(load_terms().version(terms), plan)


def started(
    opened_at: datetime,
    priority: Priority = "P2",
    plan: Plan = "gold",
    *,
    under: Promise | None = None,
) -> Deadline:
    """The deadline of a case that was just opened."""
    command = SetDeadline(
        case_id="c1",
        customer_id="acme",
        number="CS-1",
        goal="first_response",
        priority=priority,
        promise=under or promise(plan),
        started_at=opened_at,
    )
    (event,) = set_deadline.decide(command, None)
    return evolve(None, event)


def after(
    deadline: Deadline, events: "list[DeadlineEvent] | tuple[DeadlineEvent, ...]"
) -> Deadline:
    """The deadline after events."""
    for event in events:
        deadline = evolve(deadline, event)
    return deadline


def opened(
    case_id: str,
    opened_at: datetime,
    priority: Priority = "P2",
    plan: Plan = "gold",
    *,
    customer_id: str = "acme",
    terms: str = FIRST_TERMS,
) -> CaseOpened:
    """A case was opened."""
    return CaseOpened(
        case_id=case_id,
        number=f"CS-{case_id}",
        customer_id=customer_id,
        reporter_id="u1",
        priority=priority,
        channel="online",
        area="product",
        opened_at=opened_at,
        promise=promise(plan, terms),
        personal=CaseText(subject="s", description="d"),
    )


def first_responses(deadlines: Mapping[str, Tracked]) -> dict[str, Tracked]:
    """The first response of each case, by case."""
    return {
        one.deadline.case_id: one
        for one in deadlines.values()
        if one.deadline.goal == "first_response"
    }


def record(  # the test's own shape of an event on its way, so many of its parts are named
    event: Event,
    case_id: str,
    seq: int,
    recorded_at: datetime,
    *,
    shard: int = 0,
    imported: bool = False,
) -> Recorded:
    """An event of a case as Kafka brings it."""
    return Recorded(
        source="intake",
        shard=shard,
        seq=seq,
        stream=f"case-{case_id}",
        version=seq,
        key=case_id,
        event_id=uuid5(IDS, f"{shard}/{seq}"),
        data=event,
        meta=Meta(correlation_id=f"request-{seq}", imported=imported),
        occurred_at=recorded_at,
        recorded_at=recorded_at,
    )
