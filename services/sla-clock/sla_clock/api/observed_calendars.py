"""Shows which days of a year count, so that anybody can check a deadline by hand (CP-25)."""

from typing import Annotated

from fastapi import APIRouter, Query

from careplans.calendars import Calendar, latest_calendar, load_calendar
from careplans.errors import BeyondCalendar, UnknownCalendar
from careplans.preview_calendar import (
    changes_in,
    days_with_other_hours,
    usual_hours,
    version_before,
)
from sla_clock.api.answers import CalendarAnswer, HolidayAnswer, OtherHoursAnswer
from webapi.identity import CurrentIdentity
from webapi.problems import Problem, not_found


def calendars_router() -> APIRouter:
    """Return the router of the calendars of the care plans, the vendor's own included."""
    router = APIRouter(prefix="/v1/calendars", tags=["calendars"])

    @router.get("/{calendar_id}", summary="A year of a calendar, with the holidays observed")
    async def calendar(
        calendar_id: str,
        year: Annotated[int, Query(ge=1970, le=2199)],
        identity: CurrentIdentity,
        version: Annotated[int | None, Query(ge=1, description="The latest, unless given.")] = None,
    ) -> CalendarAnswer:
        del identity
        try:
            return _answer(_calendar(calendar_id, version), year)
        except BeyondCalendar as error:
            raise Problem(422, "beyond-the-calendar", "Beyond the calendar", str(error)) from None

    return router


def _calendar(calendar_id: str, version: int | None) -> Calendar:
    try:
        return (
            latest_calendar(calendar_id) if version is None else load_calendar(calendar_id, version)
        )
    except UnknownCalendar as error:
        raise not_found(str(error)) from None


def _answer(calendar: Calendar, year: int) -> CalendarAnswer:
    before = version_before(calendar)
    return CalendarAnswer(
        calendar_id=calendar.calendar_id,
        version=calendar.version,
        zone=calendar.zone_name,
        year=year,
        working_weekdays=sorted(calendar.weekdays),
        working_days=len(calendar.working_days(year)),
        hours={weekday: list(hours) for weekday, hours in usual_hours(calendar).items()},
        other_hours=[
            OtherHoursAnswer(date=other.day, name=other.name, hours=list(other.hours))
            for other in days_with_other_hours(calendar, year)
        ],
        version_before=None if before is None else before.version,
        changes=[] if before is None else list(changes_in(year, before, calendar)),
        holidays=[
            HolidayAnswer(date=day, name=name) for day, name in calendar.holidays(year).items()
        ],
    )
