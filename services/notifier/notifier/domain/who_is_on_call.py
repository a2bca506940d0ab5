"""Answers who is on call at an instant, until when, and between two instants."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from events.catalogue.on_call_events import OverrideAdded
from notifier.domain.rotation_shifts import Shift, layer_on_call, layer_shifts
from notifier.domain.schedule import Schedule

OVERRIDE = "override"
# Most shifts end within a week; to render a year for each question would be slow.
_LOOK_AHEAD = (timedelta(days=8), timedelta(days=40), timedelta(days=400))


def on_call_at(schedule: Schedule, at: datetime) -> str | None:
    """Return who is on call at `at`, or None.

    An override wins (the one added last), then the last layer that has somebody.
    """
    for override in reversed(schedule.overrides):
        if override.starts_at <= at < override.ends_at:
            return override.engineer_id
    on_call = (layer_on_call(layer, at) for layer in reversed(schedule.layers))
    return next((engineer for engineer in on_call if engineer is not None), None)


def current_shift(schedule: Schedule, at: datetime) -> Shift | None:
    """Return who is on call from `at`, and until when (within 400 days); None if nobody is."""
    shift = None
    for horizon in _LOOK_AHEAD:
        shift = next((s for s in render_shifts(schedule, at, at + horizon) if s.start == at), None)
        # A shift that ends with the horizon was cut off there and may go on: look further.
        if shift is None or shift.end < at + horizon:
            return shift
    return shift


def render_shifts(schedule: Schedule, start: datetime, end: datetime) -> list[Shift]:
    """Return the shifts between two instants, in order, never overlapping.

    A gap is where nobody is on call.
    """
    tracks = [list(layer_shifts(layer, start, end)) for layer in schedule.layers]
    tracks += [list(_as_shift(override, start, end)) for override in schedule.overrides]
    instants = sorted(
        {
            start,
            end,
            *(edge for track in tracks for shift in track for edge in (shift.start, shift.end)),
        }
    )
    return _joined(_pieces(tracks, instants))


def _as_shift(override: OverrideAdded, start: datetime, end: datetime) -> Iterator[Shift]:
    begins, ends = max(override.starts_at, start), min(override.ends_at, end)
    if begins < ends:
        yield Shift(start=begins, end=ends, engineer_id=override.engineer_id, source=OVERRIDE)


def _pieces(tracks: Sequence[Sequence[Shift]], instants: Sequence[datetime]) -> Iterator[Shift]:
    begins = [[shift.start for shift in track] for track in tracks]
    for at, until in pairwise(instants):
        # From the top: overrides stand after the layers, and the last one added is the last track.
        for track_index in reversed(range(len(tracks))):
            index = bisect_right(begins[track_index], at) - 1
            if index >= 0 and at < tracks[track_index][index].end:
                top = tracks[track_index][index]
                yield Shift(start=at, end=until, engineer_id=top.engineer_id, source=top.source)
                break


def _joined(pieces: Iterator[Shift]) -> list[Shift]:
    shifts: list[Shift] = []
    for piece in pieces:
        last = shifts[-1] if shifts else None
        if last and (last.end, last.engineer_id, last.source) == (
            piece.start,
            piece.engineer_id,
            piece.source,
        ):
            shifts[-1] = Shift(
                start=last.start, end=piece.end, engineer_id=piece.engineer_id, source=piece.source
            )
        else:
            shifts.append(piece)
    return shifts
