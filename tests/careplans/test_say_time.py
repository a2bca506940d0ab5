"""Instants and days in words."""

from datetime import UTC, datetime

import pytest

from careplans.calendars import load_calendar
from careplans.say_time import say_day, say_due, say_instant

CALENDAR = load_calendar("us-federal", 1)


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (datetime(2026, 11, 25, 20, 0, tzinfo=UTC), "Wed 25 Nov 2026 15:00 EST"),
        (datetime(2026, 6, 1, 3, 30, 5, tzinfo=UTC), "Sun 31 May 2026 23:30:05 EDT"),
    ],
)
def test_an_instant_is_said_in_local_time_with_seconds_where_it_has_some(
    instant: datetime, text: str
) -> None:
    assert say_instant(instant, CALENDAR.zone) == text


def test_a_day_is_the_local_one() -> None:
    assert say_day(datetime(2026, 11, 27, 2, 0, tzinfo=UTC), CALENDAR.zone) == "Thu 26 Nov 2026"


@pytest.mark.parametrize(
    ("due", "text"),
    [
        # The end of a Friday, which is the beginning of a day that does not count.
        ("2026-09-19T00:00-04:00", "Fri 18 Sep 2026 24:00 EDT"),
        # Another time of a day that does not count.
        ("2026-09-19T00:01-04:00", "Sat 19 Sep 2026 00:01 EDT"),
        # Midnight between two working days.
        ("2026-09-17T00:00-04:00", "Thu 17 Sep 2026 00:00 EDT"),
        # Midnight between two days that do not count.
        ("2026-09-20T00:00-04:00", "Sun 20 Sep 2026 00:00 EDT"),
        # The beginning of a working day after one that does not count.
        ("2026-09-21T00:00-04:00", "Mon 21 Sep 2026 00:00 EDT"),
        # The eve of a holiday.
        ("2026-11-26T00:00-05:00", "Wed 25 Nov 2026 24:00 EST"),
    ],
)
def test_the_very_end_of_working_time_is_24_o_clock(due: str, text: str) -> None:
    assert say_due(datetime.fromisoformat(due), CALENDAR) == text
