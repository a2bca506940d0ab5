"""Tells whether a stretch of time meets one of a window's weekly or biweekly openings (CP-33)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from careplans.local_days import at_local_time
from intake.domain.continuity import Window

_DAYS = {"week": 7, "two-weeks": 14}


def meets_window(windows: Iterable[Window], start: datetime, end: datetime, zone: ZoneInfo) -> bool:
    """Return whether some opening of these windows has an instant of the stretch in it."""
    return any(_meets(window, start, end, zone) for window in windows)


def _meets(window: Window, start: datetime, end: datetime, zone: ZoneInfo) -> bool:
    length = timedelta(minutes=window.minutes)
    day = _first_day(window, (start - length).astimezone(zone).date())
    # Ends after a few steps: the first opening within the stretch answers.
    while window.last_on is None or day <= window.last_on:
        opens_at = at_local_time(day, window.starts_at, zone)
        if opens_at >= end:
            return False
        # In UTC, so that a night on which clocks change is no longer and no shorter.
        if opens_at + length > start:
            return True
        day += timedelta(days=_DAYS[window.every])
    return False


def _first_day(window: Window, day: date) -> date:
    """Return the window's last day at or before `day`, else its first."""
    period = _DAYS[window.every]
    since = max((day - window.first_on).days, 0)
    return window.first_on + timedelta(days=since // period * period)
