"""Says which time did not count: days off first, then how long the clock stood, and why.

A few are said each for itself. Many are said together, since the segments have them one by one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from careplans.compute_deadline import Segment
from careplans.pauses import in_order
from careplans.say_length import say_length
from careplans.say_why_due import CLOSED
from careplans.working_time import SegmentKind
from events.sealing.stand_ins import ERASED
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.ledger import WAITING, Kind, Stretch
from sla_clock.domain.project_due import pauses_of
from sla_clock.domain.say_in_zone import SayIn

STOOD: Mapping[Kind, str] = {"paused": WAITING, "excused": "excused"}
_MANY_DAYS: Mapping[SegmentKind, str] = {
    "weekend": "weekends",
    "holiday": "holidays",
    "closed": "closures",
}
_FEW_DAYS, _FEW_STANDS = 4, 2
_MOMENT = timedelta.resolution


@dataclass(frozen=True, slots=True)
class _Stand:
    """A time that the clock stood, with how much working time that took; `end` None: it stands."""

    kind: Kind
    start: datetime
    end: datetime | None
    length: timedelta
    why: str


def say_not_counted(deadline: Deadline, segments: Sequence[Segment], say: SayIn) -> str:
    """Return the sentence; empty if all time counted. `segments` are those of the explanation."""
    days = list(_days_off(segments, say))
    stood = list(_stood(deadline, segments, say)) if segments else []
    if not days and not stood:
        return ""
    # Whoever reads in another zone may know another weekend.
    whose = "" if say.is_vendors or not days else f", by the days of {say.calendar.zone.key}"
    return f"Not counted{whose}: {', '.join((*days, *stood))}."


def _days_off(segments: Iterable[Segment], say: SayIn) -> Iterable[str]:
    off: dict[SegmentKind, list[Segment]] = {}
    for one in segments:
        if one.kind in _MANY_DAYS:
            off.setdefault(one.kind, []).append(one)
    for kind, of_kind in off.items():
        # Each once: nights between working days are all told alike.
        each = dict.fromkeys(_day_off(one, say) for one in of_kind)
        if len(each) <= _FEW_DAYS:
            yield from each
        else:
            all_days = say.days(of_kind[0].start, of_kind[-1].end)
            yield f"{len(each)} {_MANY_DAYS[kind]} ({all_days})"


def _day_off(segment: Segment, say: SayIn) -> str:
    days = say.days(segment.start, segment.end)
    match segment.kind:
        case "holiday":
            return f"{segment.name or 'a holiday'} ({days})"
        case "closed":
            return f"{segment.name} ({days})" if segment.name else CLOSED
        case _:
            return f"the weekend from {say.days(segment.start, segment.start + _MOMENT)}"


def _stood(deadline: Deadline, segments: Sequence[Segment], say: SayIn) -> Iterable[str]:
    stands = [*_stands(deadline, segments)]
    for kind in STOOD:
        of_kind = [one for one in stands if one.kind == kind]
        if len(of_kind) <= _FEW_STANDS:
            yield from (_line(one, say) for one in of_kind)
        else:
            yield _together(of_kind, say)


def _stands(deadline: Deadline, segments: Sequence[Segment]) -> Iterable[_Stand]:
    since, until = segments[0].start, segments[-1].end
    for stretch in in_order(pauses_of(deadline.ledger, until)):
        taken = [
            one.length
            for one in segments
            if one.kind == stretch.kind and stretch.start <= one.start < stretch.end
        ]
        # A wait over a weekend took nothing.
        if taken:
            stands_still = deadline.verdict is None and stretch.end == until
            yield _Stand(
                kind=stretch.kind,
                start=max(stretch.start, since),
                end=None if stands_still and deadline.is_open(stretch.kind) else stretch.end,
                length=sum(taken, timedelta()),
                why=_why(deadline.ledger, stretch.kind, stretch.start, stretch.end),
            )


def _why(ledger: Iterable[Stretch], kind: Kind, start: datetime, end: datetime) -> str:
    """Return ` (kim: voicemail)` of excused time: who recorded it, and why (CP-27)."""
    if kind == "paused":
        return ""
    recorded = [
        _recorded(one)
        for one in ledger
        if one.kind == kind and one.start < end and (one.end is None or one.end > start)
    ]
    reasons = "; ".join(dict.fromkeys(one for one in recorded if one))
    return f" ({reasons})" if reasons else ""


def _recorded(stretch: Stretch) -> str:
    reason = "" if stretch.reason == ERASED else stretch.reason
    if stretch.recorded_by and reason:
        return f"{stretch.recorded_by}: {reason}"
    return f"recorded by {stretch.recorded_by}" if stretch.recorded_by else reason


def _line(stand: _Stand, say: SayIn) -> str:
    return f"{say_length(stand.length)} {STOOD[stand.kind]} {_when(stand, stand, say)}{stand.why}"


def _together(stands: Sequence[_Stand], say: SayIn) -> str:
    total = sum((one.length for one in stands), timedelta())
    first, last = stands[0], stands[-1]
    times = f"{len(stands)} times, {_when(first, last, say)}"
    return f"{say_length(total)} {STOOD[first.kind]}, {times}"


def _when(first: _Stand, last: _Stand, say: SayIn) -> str:
    if last.end is None:
        return f"from {say.instant(first.start)} on"
    return say.stretch(first.start, last.end)
