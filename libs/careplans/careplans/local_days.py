"""Turns local days and times of day into instants, in one way for everybody.

A local time that comes twice, where clocks go back, counts the first time. One that does not exist,
where they go forward, is later by the gap; but a day begins at its first instant that does exist.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of the day, in UTC.

    For a midnight that does not exist it is the instant of the change, which may be earlier than
    the midnight moved by the gap. So each day ends when the next begins, and has its real length:
    23 or 25 hours when clocks change, nothing for a day that the zone skipped.
    """
    midnight = datetime.combine(day, time(), zone)
    before, after = _offset(midnight), _offset(midnight.replace(fold=1))
    # Where midnight is skipped, fold=1 has the larger offset; where it comes twice, the smaller.
    if after > before:
        return _change_between(_utc(midnight, after), _utc(midnight, before), zone)
    return _utc(midnight, before)


def at_local_time(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, of a local time of day: a hand-off, or a target's end (CP-24)."""
    # The fold of a time that was read off another clock says nothing about this day.
    return datetime.combine(day, clock.replace(fold=0), zone).astimezone(UTC)


def _offset(local: datetime) -> timedelta:
    offset = local.utcoffset()
    assert offset is not None, "a zone has an offset at every instant"
    return offset


def _utc(local: datetime, offset: timedelta) -> datetime:
    return local.replace(tzinfo=UTC) - offset


def _change_between(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """Return, by halving, the first instant after `early` that has the offset of `late`."""
    aim = late.astimezone(zone).utcoffset()
    while late - early > timedelta.resolution:
        middle = early + (late - early) // 2
        early, late = (
            (early, middle) if middle.astimezone(zone).utcoffset() == aim else (middle, late)
        )
    return late
