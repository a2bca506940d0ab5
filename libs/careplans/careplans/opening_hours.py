"""Reads the hours of a day as calendars write them: `["09:00-12:00", "13:00-17:00"]`."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal, get_args

Hours = tuple[str, ...]
"""What a file says of a day: stretches of local time in order, each with its end after its
beginning; `24:00` is the day's end."""

WeekdayName = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

DAY_MINUTES: Final = 1_440
WHOLE_DAY: Final[Hours] = ("00:00-24:00",)
_WRITTEN = re.compile(r"(\d\d):([0-5]\d)-(\d\d):([0-5]\d)")


def minutes_of(hours: Hours) -> Sequence[tuple[int, int]]:
    """Return the stretches in minutes of the day, `end` exclusive. Raises ValueError."""
    stretches = [_minutes(text) for text in hours]
    if not stretches:
        raise ValueError("hours need at least one stretch, such as '09:00-17:00'")
    for (_, end), (start, _) in pairwise(stretches):
        if start < end:
            raise ValueError("hours go one after the other and do not overlap")
    return stretches


def check_hours(hours: Hours, field: str) -> None:
    """Raise ValueError, naming the field, for hours that cannot be read."""
    try:
        minutes_of(hours)
    except ValueError as error:
        raise ValueError(f"{field}: {error}") from error


def number_of(weekday: WeekdayName) -> int:
    """Return the ISO number of a weekday, 1 for Monday."""
    return get_args(WeekdayName).index(weekday) + 1


def _minutes(text: str) -> tuple[int, int]:
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise ValueError(f"expected hours such as '09:00-17:00', got '{text}'")
    hour, minute, end_hour, end_minute = (int(number) for number in match.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if not start < end <= DAY_MINUTES:
        raise ValueError(f"hours end after they begin, at 24:00 at the latest, got '{text}'")
    return start, end
