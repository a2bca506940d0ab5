"""Many instants are counted at once as one is: to the microsecond, in any order of asking."""

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from careplans.calendars import Calendar, read_calendars
from careplans.compute_due import compute_due
from careplans.data_files import PACKAGED
from careplans.errors import BeyondCalendar
from careplans.zone_offsets import instant_of, microseconds
from events.catalogue.terms import Target
from sla_clock.what_if.counted_columns import BusinessDays, WorkingTimeColumn
from sla_clock.what_if.histories import Instants
from sla_clock.what_if.promised_columns import PromisedColumns
from tests.proof.the_clock import OURS
from tests.sla_clock.what_if.supposed_promises import CALENDARS, promise_of, with_calendar

FOLDERS = (PACKAGED / "calendars", OURS / "calendars")


def new_calendar(key: tuple[str, int]) -> Calendar:
    """The calendar as nobody has asked it anything yet."""
    return {name: one for folder in FOLDERS for name, one in read_calendars(folder).items()}[key]


def instants(year: int) -> Instants:
    """Instants of a year: any, of full quarters of an hour, about its ends, and beside them."""
    draw = random.Random(year)
    begin = datetime(year, 1, 1, tzinfo=UTC)
    days = [begin + timedelta(days=draw.uniform(0, 364)) for _ in range(150)]
    ends = [begin + timedelta(hours=hours) for hours in range(-72, 96, 5)]
    at = np.array([microseconds(one) for one in [*days, *ends]], np.int64)
    quarters = at - at % 900_000_000
    return np.concatenate((at, quarters, quarters - 1, quarters + 1))


@pytest.mark.parametrize("key", CALENDARS, ids=lambda key: str(key[0]))
def test_working_time_is_that_of_one_instant(key: tuple[str, int]) -> None:
    one_by_one = new_calendar(key).working_time
    columns = WorkingTimeColumn(new_calendar(key))
    begin = columns.total_at(instants(2026)[:1]) - one_by_one.total_at(int(instants(2026)[0]))
    for year in (2026, 2027, 2024, 2030, 2025):
        for at in (instants(year)[-1:], instants(year)):
            assert columns.total_at(at).tolist() == [
                one_by_one.total_at(one) + int(begin[0]) for one in at.tolist()
            ]
            assert columns.first_counted(at).tolist() == [
                one_by_one.first_counted(one) for one in at.tolist()
            ]
            assert columns.next_counted(at).tolist() == [
                one if one_by_one.is_end(one) else one_by_one.first_counted(one)
                for one in at.tolist()
            ]
            totals = columns.total_at(at) + 30 * 3_600_000_000
            assert columns.first_at(totals).tolist() == [
                one_by_one.first_at(one - int(begin[0])) for one in totals.tolist()
            ]


@pytest.mark.parametrize("year", [2026, 2027, 2022])
def test_what_is_asked_first_may_lie_after_all_working_time_that_is_known(year: int) -> None:
    # From a Friday that is a holiday into the next year: nothing of the old year counts any more.
    at = np.array([microseconds(datetime(year, 12, 31, 23, 59, tzinfo=UTC))], np.int64)
    for key in CALENDARS:
        columns = WorkingTimeColumn(new_calendar(key))
        first = new_calendar(key).working_time.first_counted(int(at[0]))
        assert columns.first_counted(at).tolist() == [first]


@pytest.mark.parametrize("key", CALENDARS, ids=lambda key: str(key[0]))
def test_business_days_are_those_of_one_start(key: tuple[str, int]) -> None:
    promise = with_calendar(promise_of("silver"), key)
    calendar = new_calendar(key)
    columns = PromisedColumns([promise])
    target = promise.targets["P4"]
    for year in (2026, 2024, 2029):
        at = instants(year)
        due = columns.due_at(np.full(len(at), 3), at, None)
        assert [instant_of(one) for one in due.tolist()] == [
            compute_due(instant_of(one), target, calendar) for one in at.tolist()
        ]


def test_many_business_days_go_on_into_later_years() -> None:
    calendar = new_calendar(CALENDARS[0])
    days = BusinessDays(calendar, WorkingTimeColumn(calendar))
    at = np.array([microseconds(datetime(2026, 3, 2, 15, tzinfo=UTC))], np.int64)
    target = Target(amount=700, unit="business-days", counts="working-time")
    due = days.days_on(at, np.array([700], np.int64))
    assert instant_of(int(due[0])) == compute_due(instant_of(int(at[0])), target, calendar)
    with pytest.raises(BeyondCalendar):
        days.days_on(at, np.array([25_000], np.int64))
