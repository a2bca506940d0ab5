"""Why a deadline is where it is: one sentence for people, and every stretch of time with what it counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from careplans.compute_deadline import Segment
from careplans.target import write_target
from sla_clock.domain.deadline import Deadline, Stretch
from sla_clock.domain.project_due import Projection, calendar_of, counted, project, segments_of
from sla_clock.domain.say_time import say_day, say_instant, say_length

_STOOD = {"paused": "waiting for the customer", "excused": "excused"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """`segments` are contiguous from `counting_from` to the verdict, or to `due_at`, or, while the clock stands, to now.

    `counting_from` is where the governing target began to count: the start, or the change of priority that it came with (CP-27a).
    `stretches` are all the times that the clock stood, with why and, for excused time, who recorded it (CP-27).
    """

    sentence: str
    counting_from: datetime
    segments: Sequence[Segment]
    stretches: Sequence[Stretch]


def explain_deadline(deadline: Deadline, now: datetime) -> Explanation:
    """Explain it as of `now`."""
    governing = project(deadline, measured_until(deadline, now))
    since = governing.claim.since
    segments = segments_of(deadline, since, _shown_until(deadline, now))
    sentences = (_promised(deadline, governing), _not_counted(segments, _zone(deadline)), _outcome(deadline))
    return Explanation(
        sentence=" ".join(sentence for sentence in sentences if sentence),
        counting_from=since,
        segments=segments,
        stretches=deadline.ledger,
    )


def measured_until(deadline: Deadline, now: datetime) -> datetime:
    """Up to when its time is counted: the verdict, else now, but not beyond what was promised."""
    if deadline.verdict == "met" and deadline.met_at:
        return deadline.met_at
    if deadline.verdict == "cancelled" and deadline.cancelled_at:
        return deadline.cancelled_at
    if deadline.due_at is None:
        return max(now, deadline.started_at)
    return deadline.due_at if deadline.verdict else max(deadline.started_at, min(now, deadline.due_at))


def _shown_until(deadline: Deadline, now: datetime) -> datetime:
    if deadline.verdict is None and deadline.due_at is not None:
        return deadline.due_at
    return measured_until(deadline, now)


def _zone(deadline: Deadline) -> ZoneInfo:
    return calendar_of(deadline.promise.calendar).zone


def _promised(deadline: Deadline, governing: Projection) -> str:
    claim, zone = governing.claim, _zone(deadline)
    since = f"from {say_instant(claim.since, zone)}"
    if claim.since != deadline.started_at:
        since += ", when the priority changed"
    plan, within = deadline.promise.plan.capitalize(), write_target(counted(claim.target))
    return f"{deadline.number} ({deadline.priority}, {plan}) was promised a first response within {within} {since}."


def _not_counted(segments: Iterable[Segment], zone: ZoneInfo) -> str:
    reasons = [said for segment in segments if (said := _reason(segment, zone))]
    return f"Not counted: {', '.join(reasons)}." if reasons else ""


def _reason(segment: Segment, zone: ZoneInfo) -> str | None:
    match segment.kind:
        case "counted":
            return None
        case "holiday":
            return f"{segment.name or 'a holiday'} ({say_day(segment.start, zone)})"
        case "weekend":
            return f"the weekend from {say_day(segment.start, zone)}"
        case _:
            return f"{say_length(segment.length)} {_STOOD[segment.kind]} from {say_instant(segment.start, zone)}"


def _outcome(deadline: Deadline) -> str:
    zone = _zone(deadline)
    match deadline.state:
        case "running":
            return f"It is due {_due(deadline)}."
        case "paused" | "excused":
            return f"The clock stands ({_STOOD[deadline.state]}); it has no due time until it runs again."
        case "met":
            return _met(deadline)
        case "breached":
            return _breached(deadline)
        case _:
            return f"The promise was dropped {say_instant(measured_until(deadline, deadline.started_at), zone)}."


def _due(deadline: Deadline) -> str:
    return say_instant(deadline.due_at, _zone(deadline)) if deadline.due_at else "at no time yet"


def _met(deadline: Deadline) -> str:
    assert deadline.met_at is not None, "what was met was met at an instant"
    assert deadline.due_at is not None, "and was due at another"
    early, answered = deadline.due_at - deadline.met_at, say_instant(deadline.met_at, _zone(deadline))
    margin = f"{say_length(early)} before it was due" if early else "at the very instant it was due"
    return f"It was answered {answered}, {margin} ({_due(deadline)})."


def _breached(deadline: Deadline) -> str:
    sentence = f"It was due {_due(deadline)} and not answered by then."
    if deadline.answered_at is None or deadline.answered_late_by_s is None:
        return sentence
    late = say_length(timedelta(seconds=deadline.answered_late_by_s))
    return f"{sentence} The answer was recorded {late} late."
