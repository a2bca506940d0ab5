"""Cuts time where a zone's clock changes, since between two changes local time is a plain shift.

With such cuts an instant counts by its own local date and time of day, whatever the clock does: a
date that nobody lived has no instants, and one that comes twice has all of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta.resolution
DAY_US = 86_400_000_000
_SECOND_US = 1_000_000
# No zone is known that changes its clock twice in half a day.
_STEP_US = DAY_US // 2


@dataclass(frozen=True, slots=True)
class OffsetPeriod:
    """From `start` to `end` (microseconds since 1970 in UTC, exclusive) the zone is `offset` ahead.

    `offset` is in microseconds.
    """

    start: int
    end: int
    offset: int


def microseconds(instant: datetime) -> int:
    """Return the microseconds since 1970 of an aware time."""
    since = instant - EPOCH
    return since.days * DAY_US + since.seconds * _SECOND_US + since.microseconds


def instant_of(at: int) -> datetime:
    """Return the instant, in UTC, of so many microseconds since 1970."""
    seconds, micros = divmod(at, _SECOND_US)
    return EPOCH + timedelta(0, seconds, micros)


def offset_periods(start: int, end: int, zone: ZoneInfo) -> Iterator[OffsetPeriod]:
    """Yield the periods of one offset from `start` to `end`, in order and without gaps."""
    begin, at, offset = start, start, _offset(start, zone)
    while at < end:
        after = min(at + _STEP_US, end)
        if _offset(after, zone) != offset:
            change = _change_between(at, after, zone)
            yield OffsetPeriod(begin, change, offset)
            begin, offset = change, _offset(change, zone)
        at = after
    if begin < end:
        yield OffsetPeriod(begin, end, offset)


def parted_from(start: int, end: int, one: ZoneInfo, other: ZoneInfo) -> int | None:
    """Return the first microsecond from `start` to `end` at which two clocks differ, or None."""
    ours, theirs = (offset_periods(start, end, zone) for zone in (one, other))
    for left, right in zip(ours, theirs, strict=False):
        # So far they were the same, so that both periods begin at once.
        if left.offset != right.offset:
            return left.start
        if left.end != right.end:
            return min(left.end, right.end)
    return None


def _offset(at: int, zone: ZoneInfo) -> int:
    ahead = instant_of(at).astimezone(zone).utcoffset()
    assert ahead is not None, "a zone has an offset at every instant"
    return ahead // MICROSECOND


def _change_between(early: int, late: int, zone: ZoneInfo) -> int:
    """Return, by halving, the first microsecond after `early` that has the offset of `late`."""
    aim = _offset(late, zone)
    while late - early > 1:
        middle = (early + late) // 2
        early, late = (early, middle) if _offset(middle, zone) == aim else (middle, late)
    return late
