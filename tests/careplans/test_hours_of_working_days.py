"""Calendars with hours: lunch, half days, closures, days that are worked nevertheless (CP-25)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careplans.calendar_files import CalendarFile
from careplans.calendars import Calendar
from careplans.compare_terms import Offer, losses
from careplans.compute_deadline import compute_deadline, compute_warning, counted_between
from careplans.errors import BeyondCalendar
from careplans.say_time import say_due
from careplans.say_why_due import say_why_due
from careplans.terms import load_terms
from events.catalogue.terms import Target
from tests.careplans.clock_changes import ZONES, clock_changes
from tests.careplans.slow_oracle import DAY, MINUTE, minutes_from

OFFICE = {
    "hours": ["09:00-12:00", "13:00-17:00"],
    "hours_on": {"friday": ["09:00-12:00"]},
    "half_days": [{"name": "Christmas Eve", "before": "Christmas Day", "hours": ["09:00-11:00"]}],
    "open_days": [{"name": "Stocktaking", "on": "2026-11-28", "hours": ["10:00-14:00"]}],
    "closures": [{"name": "Move", "since": "2026-11-24T10:00:00", "until": "2026-11-25T10:00:00"}],
}
DETROIT = ZoneInfo("America/Detroit")
HOURS = Target(amount=4 * 3_600, unit="seconds", counts="working-time")
TWO_DAYS = Target(amount=2, unit="business-days", counts="working-time")


def calendar(**fields: object) -> Calendar:
    """A calendar made of a file's fields, as TOML would give them."""
    given = {"id": "x", "version": 1, "zone": "America/Detroit", "holidays_of": "US", **fields}
    return Calendar(msgspec.convert(given, CalendarFile))


OPEN = calendar(**OFFICE)


def local(*wall: int) -> datetime:
    year, month, day, hour, minute = (*wall, 0, 0)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=DETROIT).astimezone(UTC)


def due(start: datetime, target: Target) -> str:
    due_at = compute_deadline(start, target, OPEN).due_at
    assert due_at is not None
    return f"{due_at.astimezone(DETROIT):%a %d %H:%M}"


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ((2026, 11, 16, 10), "Mon 16 15:00"),  # over lunch
        ((2026, 11, 16, 15), "Tue 17 11:00"),  # over night
        ((2026, 11, 19, 16), "Fri 20 12:00"),  # to the very end of the short Friday
        ((2026, 11, 20, 10), "Mon 23 11:00"),  # over the weekend
        ((2026, 11, 23, 16), "Wed 25 12:00"),  # over the move
        ((2026, 11, 25, 16), "Fri 27 12:00"),  # over Thanksgiving Day
        ((2026, 11, 27, 11), "Sat 28 13:00"),  # into a Saturday that is worked
        ((2026, 12, 24, 10), "Mon 28 12:00"),  # from the half day on
    ],
)
def test_only_hours_in_which_somebody_works_are_counted(
    start: tuple[int, ...], expected: str
) -> None:
    assert due(local(*start), HOURS) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ((2026, 11, 16, 10), "Wed 18 10:00"),
        ((2026, 11, 16, 12, 30), "Wed 18 12:00"),  # from 13:00 on, and 13:00 is 12:00's end
        ((2026, 11, 18, 15), "Fri 20 12:00"),  # nobody works at 15:00 of a Friday
        ((2026, 11, 16, 20), "Wed 18 17:00"),  # from Tuesday 09:00, to the end of the second day
    ],
)
def test_business_days_end_at_the_earliest_instant_at_which_their_hours_are_used_up(
    start: tuple[int, ...], expected: str
) -> None:
    assert due(local(*start), TWO_DAYS) == expected


def test_a_day_that_is_worked_nevertheless_is_no_holiday_and_no_weekend() -> None:
    working = calendar(
        open_days=[{"name": "We work", "before": "Day X", "hours": ["08:00-10:00"]}],
        added=[{"name": "Day X", "on": "2026-11-27"}],
    )
    assert working.is_working_day(date(2026, 11, 26))
    assert date(2026, 11, 26) not in working.holidays(2026)
    assert date(2026, 11, 27) in working.holidays(2026)


def test_a_day_that_is_closed_for_all_of_its_hours_is_no_working_day() -> None:
    closed = calendar(
        hours=["09:00-17:00"],
        closures=[
            {"name": "Flood", "since": "2026-03-02T08:00:00", "until": "2026-03-03T12:00:00"}
        ],
    )
    assert not closed.is_working_day(date(2026, 3, 2))
    assert closed.is_working_day(date(2026, 3, 3))


def test_a_day_whose_only_hours_the_zones_clock_skips_is_no_working_day() -> None:
    night = calendar(weekdays=[7], hours=["02:00-03:00"], holidays_of=None)
    assert not night.is_working_day(date(2026, 3, 8))
    assert night.is_working_day(date(2026, 3, 15))


def test_an_hour_that_comes_twice_counts_both_times() -> None:
    night = calendar(weekdays=[7], hours=["01:00-02:00"], holidays_of=None)
    begin = local(2026, 11, 1, 0)
    assert counted_between(begin, begin + DAY, HOURS, night) == 2 * 3_600


def test_a_calendar_with_hours_still_ends_where_its_data_do() -> None:
    with pytest.raises(BeyondCalendar):
        OPEN.pieces(date(OPEN.last_year + 1, 1, 1))


def test_the_sentence_names_hours_once_and_what_was_closed_by_its_name() -> None:
    start = local(2026, 11, 23, 16)
    deadline = compute_deadline(start, HOURS, OPEN)
    assert say_why_due(start, HOURS, OPEN, deadline) == (
        "Due Wed 25 Nov 2026 12:00 EST: 4 working hours from Mon 23 Nov 16:00;"
        " the hours in which nobody works, Tue 24 Nov (Move) and Wed 25 Nov (Move) did not count."
    )


def test_the_end_of_working_time_at_midnight_is_said_as_24_00() -> None:
    late = calendar(hours=["12:00-24:00"])
    assert say_due(local(2026, 11, 17), late) == "Mon 16 Nov 2026 24:00 EST"
    assert say_due(local(2026, 11, 17, 12), late) == "Tue 17 Nov 2026 12:00 EST"


def test_fewer_hours_are_less_than_what_was_promised() -> None:
    """CP-2: a calendar with a lunch hour gives less, and the comparison says so."""
    had = load_terms().versions[-1]
    shorter = msgspec.structs.replace(had, calendar=msgspec.structs.replace(had.calendar, id="x"))
    calendars = {
        ("us-federal", 1): calendar(),
        ("x", 1): calendar(hours=["00:00-12:00", "13:00-24:00"]),
    }
    texts = [one.text for one in losses(Offer("gold", had), Offer("gold", shorter), calendars)]
    assert texts == ["1505 working hours fewer on working days in 6 years"]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"hours": []}, "hours need at least one stretch"),
        ({"hours": ["9-17"]}, "expected hours such as '09:00-17:00', got '9-17'"),
        ({"hours": ["17:00-09:00"]}, "hours end after they begin, at 24:00 at the latest"),
        ({"hours": ["09:00-24:01"]}, "hours end after they begin, at 24:00 at the latest"),
        ({"hours": ["09:00-12:00", "11:00-13:00"]}, "hours go one after the other"),
        ({"hours_on": {"someday": ["09:00-12:00"]}}, "Invalid enum value 'someday'"),
        ({"hours_on": {"sunday": ["09:00-12:00"]}}, "sunday is not among the weekdays"),
        ({"half_days": [{"name": "H", "on": "2026-01-02", "hours": []}]}, "at least one stretch"),
        (
            {
                "closures": [
                    {"name": "C", "since": "2026-01-02T10:00:00", "until": "2026-01-02T10:00:00"}
                ]
            },
            "'C' ends before it begins",
        ),
        (
            {
                "closures": [
                    {"name": "C", "since": "2026-01-02T10:00:00Z", "until": "2026-01-02T11:00:00Z"}
                ]
            },
            "'C' needs local times, to the minute, without a zone",
        ),
    ],
)
def test_hours_that_cannot_be_meant_are_refused(fields: Mapping[str, object], problem: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=problem):
        calendar(**fields)


@dataclass(frozen=True)
class SlowHours:
    """A second opinion that reads each minute off the zone's own clock, and shares no code."""

    zone: ZoneInfo
    by_weekday: Mapping[int, Sequence[tuple[time, time]]]
    holidays: frozenset[date]
    own_hours: Mapping[date, Sequence[tuple[time, time]]] = field(default_factory=dict)
    closed: Sequence[tuple[datetime, datetime]] = ()

    def counts_at(self, instant: datetime) -> bool:
        wall = instant.astimezone(self.zone).replace(tzinfo=None, fold=0)
        if any(since <= wall < until for since, until in self.closed):
            return False
        hours = self.own_hours.get(wall.date())
        if hours is None:
            hours = () if wall.date() in self.holidays else self.by_weekday[wall.isoweekday()]
        clock = wall.time()
        return any(start <= clock and (clock < end or end == time()) for start, end in hours)

    def due(self, start: datetime, minutes: int) -> datetime:
        for instant in minutes_from(start):
            if not minutes:
                return instant
            minutes -= self.counts_at(instant)
        raise AssertionError("minutes do not run out")


SPANS = (
    (("00:00", "24:00"),),
    (("09:00", "12:00"), ("13:00", "17:00")),
    (("00:00", "00:30"), ("01:30", "02:30"), ("22:00", "24:00")),
    (("23:00", "24:00"),),
)
spans = st.sampled_from(SPANS)
ODD = (
    ("Pacific/Apia", datetime(2011, 12, 29, tzinfo=UTC)),
    ("America/Goose_Bay", datetime(1998, 10, 25, 1, tzinfo=UTC)),
    ("Pacific/Kwajalein", datetime(1993, 8, 20, tzinfo=UTC)),
    ("Pacific/Kiritimati", datetime(1994, 12, 30, 12, tzinfo=UTC)),
)


def _times(hours: Sequence[tuple[str, str]]) -> list[tuple[time, time]]:
    return [(time.fromisoformat(a), time.fromisoformat(b.replace("24:", "00:"))) for a, b in hours]


def _texts(hours: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{start}-{end}" for start, end in hours]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    data=st.data(),
    usual=spans,
    monday=spans,
    special=spans,
    minutes=st.integers(1, 900),
    back=st.integers(-600, 2_000),
)
def test_hours_are_counted_as_a_slow_walk_counts_them_wherever_clocks_change(
    data: st.DataObject,
    usual: Sequence[tuple[str, str]],
    monday: Sequence[tuple[str, str]],
    special: Sequence[tuple[str, str]],
    minutes: int,
    back: int,
) -> None:
    changes = [(zone, at) for zone in ZONES for at in clock_changes(zone)]
    zone, at = data.draw(st.sampled_from([*ODD, *changes]))
    start, day = at - back * MINUTE, at.astimezone(ZoneInfo(zone)).date()
    off, half, opened = (day + step * DAY for step in data.draw(st.permutations((0, 1, 2))))
    since = datetime.combine(day, time()) + data.draw(st.integers(-600, 900)) * MINUTE
    until = since + timedelta(hours=5)
    week = {number: _times(monday if number == 1 else usual) for number in range(1, 8)}
    slow = SlowHours(
        ZoneInfo(zone),
        {**week, 6: (), 7: ()},
        frozenset({off}),
        {
            **({half: _times(special)} if half.isoweekday() < 6 else {}),
            opened: _times(special),
        },
        [(since, until)],
    )
    own = calendar(
        zone=zone,
        holidays_of=None,
        hours=_texts(usual),
        hours_on={"monday": _texts(monday)},
        added=[{"name": "Off", "on": str(off)}],
        half_days=[{"name": "Half", "on": str(half), "hours": _texts(special)}],
        open_days=[{"name": "Open", "on": str(opened), "hours": _texts(special)}],
        closures=[{"name": "Shut", "since": since.isoformat(), "until": until.isoformat()}],
    )
    target = Target(amount=minutes * 60, unit="seconds", counts="working-time")
    expected = slow.due(start, minutes)
    deadline = compute_deadline(start, target, own)
    assert deadline.due_at == expected
    assert deadline.total_s("counted") == minutes * 60
    assert compute_warning(start, target, 1.0, own) == expected
