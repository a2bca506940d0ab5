"""Projects `due_at` from a deadline's claims and ledger, by the care plans' own counting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from careplans.calendars import calendar_of
from careplans.compute_deadline import (
    Pause,
    Segment,
    compute_deadline,
    compute_warning,
    segments_between,
)
from careplans.reading import reading_of
from careplans.working_time import SegmentKind
from events.catalogue.terms import Priority, Promise
from sla_clock.domain.deadline import Claim, Deadline, Followed
from sla_clock.domain.ledger import Kind, Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """The claim that governs, when it is due, and what it promises, in seconds."""

    claim: Claim
    due_at: datetime
    budget_s: int


def project(deadline: Deadline, as_of: datetime) -> Projection:
    """Project the deadline as if whatever is open in its ledger ended at `as_of`."""
    pauses = pauses_of(deadline.ledger, as_of)
    return project_claims(deadline.claims, pauses, deadline.promise, deadline.followed)


def governing_claim(deadline: Deadline, as_of: datetime) -> Claim:
    """Return the claim that governs, as `project` says; of a single one, without counting."""
    if len(deadline.claims) == 1:
        return deadline.claims[0]
    return project(deadline, as_of).claim


def project_claims(
    claims: Sequence[Claim],
    pauses: Sequence[Pause],
    promise: Promise,
    followed: Sequence[Followed] = (),
) -> Projection:
    """Return the claim that governs after all changes of priority, and its due time (CP-27a).

    `claims` are in the order in which they were made; no pause is open. `followed`: when later
    versions of the calendar took the place of earlier ones, in order (CP-25).
    """
    had = list[Projection]()
    for index, claim in enumerate(claims):
        own = _project_claim(claim, pauses, promise)
        # The last switch that the claim's own change of priority came after: a later one decided
        # by what was due then.
        since = max((one.at for one in followed if index >= one.claims), default=None)
        had.append(_join(claim, own, had, claims[:index], since) if had else own)
    return had[-1]


def _join(
    claim: Claim,
    own: Projection,
    had: Sequence[Projection],
    before: Sequence[Claim],
    since: datetime | None,
) -> Projection:
    """Return what governs after this claim; of two that are due at once, the older one."""
    # `min` and `max` return the first of equals, so the older projection is named first.
    old = had[-1]
    match claim.joined:
        case "earlier":
            return min((old, own), key=_due)
        case "earliest":
            under = _under(claim.priority, had, before)
            # By a later version of the calendar an old due time may lie before anybody knew of
            # that version: it does not come back (CP-25).
            again = (one for one in under if since is None or one.due_at > since)
            return min((old, own, *again), key=_due)
        case "later":
            return max((old, own), key=_due)
        case "alone":
            return own
        case "kept":
            return old
        case _:
            assert_never(claim.joined)


def _under(
    priority: Priority | None, had: Sequence[Projection], before: Sequence[Claim]
) -> Iterable[Projection]:
    """Return the due times that the case had under that priority or a higher one."""
    for due, claim in zip(had, before, strict=True):
        if priority and claim.priority and claim.priority <= priority:
            yield due


def _due(projection: Projection) -> datetime:
    return projection.due_at


def instant_of_fraction(deadline: Deadline, claim: Claim, fraction: float) -> datetime | None:
    """Return when this part of the claim's budget is used up.

    None if the clock stands before, and where it was used up before the claim began.
    """
    part = _part_of_what_was_left(claim, fraction) if claim.used_s else fraction
    if part <= 0:
        return None
    promise = deadline.promise
    pauses = [Pause(one.start, one.end, one.kind) for one in deadline.ledger]
    calendar, reading = calendar_of(promise.calendar), reading_of(promise)
    target = claim.target
    return compute_warning(claim.since, target, part, calendar, pauses, reading)


def _part_of_what_was_left(claim: Claim, fraction: float) -> float:
    left_s = claim.target.amount
    return (fraction * (claim.used_s + left_s) - claim.used_s) / left_s


def segments_of(deadline: Deadline, since: datetime, until: datetime) -> Sequence[Segment]:
    """Return what counted against the governing claim and what did not, from `since` to `until`.

    The segments are contiguous.
    """
    target = project(deadline, until).claim.target
    pauses = pauses_of(deadline.ledger, until)
    return segments_between(since, until, target, calendar_of(deadline.promise.calendar), pauses)


def counted_s(deadline: Deadline, until: datetime) -> int:
    """Return the whole seconds of the governing budget that are used up at `until`."""
    claim = project(deadline, until).claim
    return claim.used_s + _whole_s(segments_of(deadline, claim.since, until), "counted")


def stood_s(deadline: Deadline, kind: Kind, until: datetime) -> int:
    """Return the whole seconds of counting time that the clock stood for this reason to `until`.

    Where both reasons hold, the time is excused (CP-27).
    """
    return _whole_s(segments_of(deadline, deadline.started_at, until), kind)


def _whole_s(segments: Iterable[Segment], kind: SegmentKind) -> int:
    # Seconds as floats lose microseconds when they are added, and a whole second when cut.
    length = sum((one.length for one in segments if one.kind == kind), timedelta())
    return length // timedelta(seconds=1)


def pauses_of(ledger: Sequence[Stretch], as_of: datetime) -> Sequence[Pause]:
    """Return the ledger as the care plans' pauses, with what is open ended at `as_of`."""
    return [Pause(one.start, one.end or max(as_of, one.start), one.kind) for one in ledger]


def _project_claim(claim: Claim, pauses: Sequence[Pause], promise: Promise) -> Projection:
    calendar, reading = calendar_of(promise.calendar), reading_of(promise)
    computed = compute_deadline(claim.since, claim.target, calendar, pauses, reading)
    assert computed.due_at is not None, "no pause was left open"
    budget_s = claim.used_s + int(computed.budget_s)
    return Projection(claim=claim, due_at=computed.due_at, budget_s=budget_s)
