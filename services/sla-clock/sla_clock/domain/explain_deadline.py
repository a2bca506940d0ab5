"""Explains to people why a deadline is where it is, so that they can check it by hand.

The explanation is one text, and every stretch of time with what it counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from careplans.calendars import calendar_of
from careplans.compute_deadline import Segment
from careplans.say_length import say_length
from careplans.say_time import say_day, say_instant
from careplans.say_why_due import CLOSED
from careplans.target import write_target
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.ledger import Stretch
from sla_clock.domain.project_due import Projection, project, segments_of
from sla_clock.domain.say_outcome import STOOD, say_outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """`segments` are contiguous from `counting_from` to the verdict, or to `due_at`, or, while the
    clock stands, to now.

    `counting_from` is where the governing target began to count: the start, or the change of
    priority that it came with (CP-27a). `stretches` are all the times that the clock stood, with
    why and, for excused time, who recorded it (CP-27).
    """

    sentence: str
    counting_from: datetime
    segments: Sequence[Segment]
    stretches: Sequence[Stretch]


def explain_deadline(deadline: Deadline, now: datetime) -> Explanation:
    """Explain the deadline as of `now`."""
    governing = project(deadline, measured_until(deadline, now))
    since = governing.claim.since
    segments = segments_of(deadline, since, _shown_until(deadline, now))
    zone = calendar_of(deadline.promise.calendar).zone
    sentences = (
        _promised(deadline, governing, zone),
        *_changes(deadline, governing, zone),
        _not_counted(segments, zone),
        say_outcome(deadline, measured_until(deadline, now)),
    )
    return Explanation(
        sentence=" ".join(sentence for sentence in sentences if sentence),
        counting_from=since,
        segments=segments,
        stretches=deadline.ledger,
    )


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


def _promised(deadline: Deadline, governing: Projection, zone: ZoneInfo) -> str:
    claim = governing.claim
    since = f"from {say_instant(claim.since, zone)}"
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
    return f"{case} {promised} promised a first response within {within} {since}."


def _changes(deadline: Deadline, governing: Projection, zone: ZoneInfo) -> Iterable[str]:
    """Say each change of priority, and which due time governs after the last (CP-27a)."""
    for before, claim in zip(deadline.claims, deadline.claims[1:], strict=False):
        # Kept before claims had priorities: what changed is not known any more.
        if before.priority is None or claim.priority is None or claim.made_at is None:
            continue
        raised = "raised" if claim.priority < before.priority else "lowered"
        change = f"It was {raised} from {before.priority} to {claim.priority}"
        governs = ""
        if claim is deadline.claims[-1]:
            governs = _governs(raised, new=governing.claim is claim)
        yield f"{change} {say_instant(claim.made_at, zone)}{governs}."


def _governs(raised: str, *, new: bool) -> str:
    if new:
        return ""
    if raised == "raised":
        return "; a due time that it had before is earlier than the new one, and stays"
    return "; the due time that it had before is later than the new one, and stays"


def _not_counted(segments: Iterable[Segment], zone: ZoneInfo) -> str:
    # Each once: nights between working days are all told alike.
    reasons = dict.fromkeys(reason for one in segments if (reason := _reason(one, zone)))
    return f"Not counted: {', '.join(reasons)}." if reasons else ""


def _reason(segment: Segment, zone: ZoneInfo) -> str | None:
    match segment.kind:
        case "counted":
            return None
        case "holiday":
            return f"{segment.name or 'a holiday'} ({_days(segment, zone)})"
        case "closed":
            return f"{segment.name} ({_days(segment, zone)})" if segment.name else CLOSED
        case "weekend":
            return f"the weekend from {say_day(segment.start, zone)}"
        case _:
            stood = f"{say_length(segment.length)} {STOOD[segment.kind]}"
            return f"{stood} from {say_instant(segment.start, zone)}"


def _days(segment: Segment, zone: ZoneInfo) -> str:
    first, last = say_day(segment.start, zone), say_day(segment.end - timedelta.resolution, zone)
    return first if first == last else f"{first} to {last}"
