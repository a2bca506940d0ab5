"""Turns a rotation of local hand-offs into stretches of time, across clock changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from careplans.local_days import at_local_time
from events.catalogue.on_call_events import RotationLayer
from events.catalogue.terms import Span

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """`engineer_id` is on call from `start` to `end` (UTC, end exclusive).

    `source` is the layer's name, or `override`.
    """

    start: datetime
    end: datetime
    engineer_id: str
    source: str


def turn_of(layer: RotationLayer, at: datetime) -> int | None:
    """Return the turn of the rotation that `at` falls in, from 0; None before it starts."""
    first = date.fromisoformat(layer.starts_on)
    turn = (at.astimezone(ZoneInfo(layer.zone)).date() - first).days // layer.shift_days
    # Days give only a guess: before the hour of the hand-off it is still the turn before.
    while turn_start(layer, turn) > at:
        turn -= 1
    while turn_start(layer, turn + 1) <= at:
        turn += 1
    return turn if turn >= 0 else None


def turn_start(layer: RotationLayer, turn: int) -> datetime:
    """Return when a turn begins: at the hand-off's local time, local days after the first."""
    day = date.fromisoformat(layer.starts_on) + timedelta(days=turn * layer.shift_days)
    return at_local_time(day, time.fromisoformat(layer.handoff), ZoneInfo(layer.zone))


def layer_on_call(layer: RotationLayer, at: datetime) -> str | None:
    """Return who is on call in a layer at an instant, or None."""
    turn = turn_of(layer, at) if layer.members else None
    if turn is None or not _is_within(layer, at):
        return None
    return layer.members[turn % len(layer.members)]


def layer_shifts(layer: RotationLayer, start: datetime, end: datetime) -> Iterator[Shift]:
    """Yield a layer's shifts between `start` and `end`, cut to them, in order."""
    if not layer.members:
        return
    for turn, span in _turns(layer, start, end):
        member = layer.members[turn % len(layer.members)]
        for part in _restricted(layer, span):
            yield Shift(start=part.start, end=part.end, engineer_id=member, source=layer.name)


def _turns(layer: RotationLayer, start: datetime, end: datetime) -> Iterator[tuple[int, Span]]:
    # Before the first hand-off no turn runs: then the first is the one to begin with.
    turn = turn_of(layer, start) or 0
    while (begins := turn_start(layer, turn)) < end:
        span = Span(start=max(begins, start), end=min(turn_start(layer, turn + 1), end))
        if span.start < span.end:
            yield turn, span
        turn += 1


def _is_restricted(layer: RotationLayer) -> bool:
    return bool(layer.from_time or layer.to_time) or set(layer.weekdays) != set(range(1, 8))


def _restricted(layer: RotationLayer, span: Span) -> Iterator[Span]:
    if not _is_restricted(layer):
        yield span
        return
    for window in _windows(layer, span):
        part = Span(start=max(window.start, span.start), end=min(window.end, span.end))
        if part.start < part.end:
            yield part


def _is_within(layer: RotationLayer, at: datetime) -> bool:
    if not _is_restricted(layer):
        return True
    return any(
        window.start <= at < window.end for window in _windows(layer, Span(start=at, end=at + _DAY))
    )


def _windows(layer: RotationLayer, span: Span) -> Iterator[Span]:
    """Yield the layer's part of each local day that may touch the span.

    A part over midnight belongs to the day on which it begins.
    """
    zone = ZoneInfo(layer.zone)
    # From the day before: its part may reach over midnight into the span.
    day = span.start.astimezone(zone).date() - _DAY
    while day <= span.end.astimezone(zone).date():
        if day.isoweekday() in layer.weekdays:
            yield _window(layer, day, zone)
        day += _DAY


def _window(layer: RotationLayer, day: date, zone: ZoneInfo) -> Span:
    begins = time.fromisoformat(layer.from_time or "00:00")
    ends = time.fromisoformat(layer.to_time or "00:00")
    last = day if ends > begins else day + _DAY
    return Span(start=at_local_time(day, begins, zone), end=at_local_time(last, ends, zone))
