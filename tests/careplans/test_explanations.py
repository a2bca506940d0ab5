"""A deadline says in one sentence why it is where it is."""

from datetime import datetime, timedelta

import pytest

from careplans.calendars import load_calendar
from careplans.compute_deadline import Pause, compute_deadline
from careplans.say_why_due import say_why_due
from careplans.target import read_target

CALENDAR = load_calendar("us-federal", 1)


def sentence(written: str, start: str, *pauses: Pause, calendar_id: str = "us-federal") -> str:
    begin, calendar = datetime.fromisoformat(start), load_calendar(calendar_id, 1)
    target = read_target(written, "always" if written == "1 hour" else "working-time")
    return say_why_due(begin, target, calendar, compute_deadline(begin, target, calendar, pauses))


@pytest.mark.parametrize(
    ("written", "start", "expected"),
    [
        (
            "48 hours",
            "2026-11-25T17:00:00-05:00",
            "Due Mon 30 Nov 2026 17:00 EST: 48 working hours from Wed 25 Nov 17:00; "
            "Thu 26 Nov (Thanksgiving Day) and the weekend did not count.",
        ),
        (
            "5 business days",
            "2026-12-21T09:30:15-05:00",
            "Due Tue 29 Dec 2026 09:30:15 EST: 5 business days from Mon 21 Dec 09:30:15; "
            "Fri 25 Dec (Christmas Day) and the weekend did not count.",
        ),
        (
            "12 hours",
            "2026-06-10T08:00:00Z",
            "Due Wed 10 Jun 2026 16:00 EDT: 12 working hours from Wed 10 Jun 04:00.",
        ),
        (
            "1 hour",
            "2026-12-31T23:30:00-05:00",
            "Due Fri 1 Jan 2027 00:30 EST: 1 hour from Thu 31 Dec 2026 23:30.",
        ),
        (
            "240 hours",
            "2026-03-05T12:00:00-05:00",
            "Due Thu 19 Mar 2026 12:00 EDT: 240 working hours from Thu 5 Mar 12:00; "
            "2 weekends did not count.",
        ),
    ],
)
def test_the_sentence_names_what_did_not_count(written: str, start: str, expected: str) -> None:
    assert sentence(written, start) == expected


def test_a_bridge_day_is_named_apart() -> None:
    assert sentence(
        "24 hours", "2026-11-25T17:00:00-05:00", calendar_id="us-federal-and-bridge"
    ) == (
        "Due Mon 30 Nov 2026 17:00 EST: 24 working hours from Wed 25 Nov 17:00; "
        "Thu 26 Nov (Thanksgiving Day), Fri 27 Nov (Day after Thanksgiving) "
        "and the weekend did not count."
    )


def test_paused_and_excused_time_is_named_with_its_length() -> None:
    start = datetime.fromisoformat("2026-06-10T08:00:00-04:00")
    pauses = [
        Pause(start + timedelta(minutes=10), start + timedelta(minutes=100)),
        Pause(start + timedelta(hours=2), start + timedelta(days=1, hours=4), "excused"),
        Pause(start + timedelta(days=1, hours=4), start + timedelta(days=1, hours=4, seconds=20)),
    ]
    assert sentence("1 hour", "2026-06-10T08:00:00-04:00", *pauses) == (
        "Due Thu 11 Jun 2026 12:30:20 EDT: 1 hour from Wed 10 Jun 08:00; "
        "1 h 30 min waiting for the customer and 1 d 2 h excused did not count."
    )


def test_a_clock_that_stands_says_since_when() -> None:
    start = datetime.fromisoformat("2026-06-10T08:00:00-04:00")
    assert sentence(
        "1 hour", "2026-06-10T08:00:00-04:00", Pause(start + timedelta(minutes=30), None)
    ) == (
        "No due time while the clock stands (since Wed 10 Jun 2026 08:30 EDT): "
        "1 hour from Wed 10 Jun 08:00."
    )
