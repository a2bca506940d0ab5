"""Where a deadline stands on the calendar: `due_at` projected from its claims and its ledger, by the care plans' own counting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from careplans.calendars import Calendar, load_calendar
from careplans.compute_deadline import Pause, Segment, compute_deadline, compute_warning, segments_between
from careplans.target import Target as CountedTarget
from events.catalogue.terms import CalendarRef, Target
from sla_clock.domain.deadline import Claim, Deadline, Kind, Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """The claim that is due first, when, and how the time up to there is counted. Seconds."""

    claim: Claim
    due_at: datetime
    budget_s: int
    segments: Sequence[Segment]


def counted(target: Target) -> CountedTarget:
    """The care plans' form of a target."""
    return CountedTarget(amount=target.amount, unit=target.unit, counts=target.counts)


def calendar_of(ref: CalendarRef) -> Calendar:
    """The calendar that a promise counts by, in the version it was given under (CP-25)."""
    return load_calendar(ref.calendar_id, ref.version)


def project(deadline: Deadline, as_of: datetime) -> Projection:
    """The deadline as it would be if whatever is open in the ledger ended at `as_of`."""
    return project_claims(deadline.claims, pauses_of(deadline.ledger, as_of), calendar_of(deadline.promise.calendar))


def project_claims(claims: Iterable[Claim], pauses: Sequence[Pause], calendar: Calendar) -> Projection:
    """The claim that is due first (CP-27a); of two due at once, the older."""
    projections = (_project_claim(claim, pauses, calendar) for claim in claims)
    return min(projections, key=lambda projection: projection.due_at)


def instant_of_fraction(deadline: Deadline, claim: Claim, fraction: float) -> datetime | None:
    """When this part of the claim's budget is used up; None while the clock stands before it."""
    calendar = calendar_of(deadline.promise.calendar)
    pauses = [Pause(one.start, one.end, one.kind) for one in deadline.ledger]
    return compute_warning(claim.since, counted(claim.target), fraction, calendar, pauses)


def segments_of(deadline: Deadline, since: datetime, until: datetime) -> Sequence[Segment]:
    """What counted against the governing claim and what did not, contiguous, from `since` to `until`."""
    target = counted(project(deadline, until).claim.target)
    pauses = pauses_of(deadline.ledger, until)
    return segments_between(since, until, target, calendar_of(deadline.promise.calendar), pauses)


def counted_s(deadline: Deadline, until: datetime) -> int:
    """Seconds of the governing budget that are used up at `until`."""
    since = project(deadline, until).claim.since
    return int(sum(segment.counted_s for segment in segments_of(deadline, since, until)))


def stood_s(deadline: Deadline, kind: Kind, until: datetime) -> int:
    """Seconds of counting time that the clock stood for this reason up to `until`; where both reasons hold, it is excused time (CP-27)."""
    segments = segments_of(deadline, deadline.started_at, until)
    return int(sum(segment.length.total_seconds() for segment in segments if segment.kind == kind))


def pauses_of(ledger: Sequence[Stretch], as_of: datetime) -> Sequence[Pause]:
    """The ledger as the care plans' pauses, what is open ended at `as_of`."""
    return [Pause(one.start, one.end or max(as_of, one.start), one.kind) for one in ledger]


def _project_claim(claim: Claim, pauses: Sequence[Pause], calendar: Calendar) -> Projection:
    computed = compute_deadline(claim.since, counted(claim.target), calendar, pauses)
    assert computed.due_at is not None, "no pause was left open"
    return Projection(claim=claim, due_at=computed.due_at, budget_s=int(computed.budget_s), segments=computed.segments)
