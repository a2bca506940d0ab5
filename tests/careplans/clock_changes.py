"""Zones that change clocks on working days, at midnight or by half an hour, and where to look for
their changes.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from careplans.calendar_files import CalendarFile
from careplans.calendars import Calendar

ZONES = (
    "America/Detroit",
    "Asia/Tehran",
    "Africa/Cairo",
    "America/Havana",
    "Asia/Amman",
    "Asia/Beirut",
    "Asia/Gaza",
    "America/Asuncion",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Atlantic/Azores",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Antarctica/Troll",
)
# Dates that come twice or never: a zone, and an instant at which its date jumps.
ODD_DATES = (
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),
    ("Pacific/Fakaofo", datetime(2011, 12, 30, 11, tzinfo=UTC)),
    ("Pacific/Kwajalein", datetime(1993, 8, 21, 12, tzinfo=UTC)),
    ("Pacific/Kiritimati", datetime(1994, 12, 31, 10, tzinfo=UTC)),
    ("America/Goose_Bay", datetime(1998, 10, 25, 3, 1, tzinfo=UTC)),
    ("America/St_Johns", datetime(2006, 10, 29, 2, 31, tzinfo=UTC)),
)
_STEP = timedelta(hours=12)


def calendar_in(
    zone: str, weekdays: Sequence[int] = (1, 2, 3, 4, 5), *, federal: bool = True
) -> Calendar:
    """A calendar of that zone with the US federal holidays, or with none."""
    source = CalendarFile(
        id="test",
        version=1,
        zone=zone,
        weekdays=tuple(weekdays),
        holidays_of="US" if federal else None,
    )
    return Calendar(source)


@cache
def clock_changes(
    zone_name: str, first_year: int = 2015, last_year: int = 2035
) -> tuple[datetime, ...]:
    """Instants up to half a day after which the zone's offset is another one."""
    zone, at = ZoneInfo(zone_name), datetime(first_year, 1, 1, tzinfo=UTC)
    changes, offset = [], at.astimezone(zone).utcoffset()
    while at.year <= last_year:
        at += _STEP
        if (new := at.astimezone(zone).utcoffset()) != offset:
            changes.append(at - _STEP)
            offset = new
    return tuple(changes)


@cache
def telling_days() -> tuple[datetime, ...]:
    """Leap days, year ends, and the eves of holidays, 2015 to 2035, as midnights in UTC."""
    days = [date(year, 2, 28) for year in range(2015, 2036)]
    days += [
        date(year, month, day)
        for year in range(2015, 2036)
        for month, day in ((12, 24), (12, 31), (7, 2), (11, 24))
    ]
    return tuple(datetime(day.year, day.month, day.day, tzinfo=UTC) for day in days)
