"""Explains to people why a deadline is where it is, so that they can check it by hand.

The explanation is one text, and every stretch of time with what it counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from careplans.calendars import calendar_of
from careplans.compute_deadline import Segment
from careplans.target import write_target
from events.catalogue.terms import Goal
from sla_clock.domain.deadline import Claim, Deadline
from sla_clock.domain.ledger import Stretch
from sla_clock.domain.project_due import (
    Projection,
    instant_of_fraction,
    project,
    segments_of,
)
from sla_clock.domain.say_changes import as_promised, say_changes
from sla_clock.domain.say_in_zone import SayIn
from sla_clock.domain.say_not_counted import say_not_counted
from sla_clock.domain.say_outcome import NOTHING_KNOWN, Knowing, say_outcome

_PROMISED: Mapping[Goal, str] = {
    "first_response": "a first response",
    "next_update": "the next update",
    "workaround": "a workaround",
    "resolution": "a solution",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartUsed:
    """When this part of the budget is used up (UTC); `given`: it was warned of."""

    fraction: float
    at: datetime
    given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """`segments` are contiguous from `counting_from` to the verdict, or to `due_at`, or, while the
    clock stands, to now. What counts in them adds up to what is counted up to then; where only what
    was left counts by a later version of the calendar, with what was used before (CP-25).

    `counting_from` is where the governing target began to count: the start, or the change of
    priority that it came with (CP-27a). `stretches` are all the times that the clock stood, with
    why and, for excused time, who recorded it (CP-27). `warnings` are those within the segments.
    """

    sentence: str
    counting_from: datetime
    segments: Sequence[Segment]
    stretches: Sequence[Stretch]
    warnings: Sequence[PartUsed]


def explain_deadline(
    deadline: Deadline,
    now: datetime,
    knowing: Knowing = NOTHING_KNOWN,
    zone: ZoneInfo | None = None,
) -> Explanation:
    """Explain the deadline as of `now`, with its instants in `zone`; None: in the vendor's."""
    until = measured_until(deadline, now)
    governing = project(deadline, until)
    since = governing.claim.since
    segments = segments_of(deadline, since, _shown_until(deadline, now))
    calendar = calendar_of(deadline.promise.calendar)
    say = SayIn(calendar, zone or calendar.zone)
    sentences = (
        _promised(deadline, governing, say),
        *say_changes(deadline, say),
        say_not_counted(deadline, segments, say),
        *say_outcome(deadline, say, now, knowing),
    )
    return Explanation(
        sentence=" ".join(sentence for sentence in sentences if sentence),
        counting_from=since,
        segments=segments,
        stretches=deadline.ledger,
        warnings=_warnings(deadline, governing.claim, _shown_until(deadline, now)),
    )


def due_not_judged(deadline: Deadline, now: datetime) -> bool:
    """Return whether the due time has passed and no verdict fell: something may be on its way."""
    return deadline.verdict is None and deadline.due_at is not None and deadline.due_at <= now


def measured_until(deadline: Deadline, now: datetime) -> datetime:
    """Return up to when time is counted: the verdict, else now, but not beyond the due time."""
    if deadline.verdict == "met" and deadline.met_at:
        return deadline.met_at
    if deadline.verdict == "cancelled" and deadline.cancelled_at:
        return deadline.cancelled_at
    if deadline.due_at is None:
        return max(now, deadline.started_at)
    return (
        deadline.due_at if deadline.verdict else max(deadline.started_at, min(now, deadline.due_at))
    )


def _shown_until(deadline: Deadline, now: datetime) -> datetime:
    if deadline.verdict is None and deadline.due_at is not None:
        return deadline.due_at
    return measured_until(deadline, now)


def _warnings(deadline: Deadline, claim: Claim, until: datetime) -> list[PartUsed]:
    parts = [
        (fraction, instant_of_fraction(deadline, claim, fraction)) for fraction in deadline.warns_at
    ]
    return [
        PartUsed(fraction=fraction, at=at, given=fraction in deadline.warned)
        for fraction, at in parts
        if at is not None and at <= until
    ]


def _promised(deadline: Deadline, governing: Projection, say: SayIn) -> str:
    claim = as_promised(deadline, governing.claim)
    since = f"from {say.instant(claim.since)}"
    if deadline.goal == "cover":
        within = write_target(claim.target)
        case = f"{deadline.number} ({deadline.priority})"
        return f"{case} was without an engineer {since}, and was to have one within {within}."
    if claim.since != deadline.started_at:
        since += ", when the priority changed"
    under = claim.priority or deadline.priority
    promised = "was" if under == deadline.priority else f"was, as {under},"
    plan, within = deadline.promise.plan.capitalize(), write_target(claim.target)
    case = f"{deadline.number} ({deadline.priority}, {plan})"
    return f"{case} {promised} promised {_PROMISED[deadline.goal]} within {within} {since}."
