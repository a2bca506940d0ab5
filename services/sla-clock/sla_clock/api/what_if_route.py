"""Answers how a period would have ended under another plan, other terms, targets or calendar."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Annotated, Final, TypeAlias
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, Field, StrictInt, model_validator

from careplans.calendars import latest_calendar, load_calendar
from careplans.errors import BeyondCalendar, UnknownCalendar, UnknownTerms
from careplans.local_days import start_of_day
from careplans.terms import TermsCatalogue
from careplans.vendors_day import vendors_zone
from events.catalogue.terms import CalendarRef, Plan, Priority
from sla_clock.adapters.what_if_question import Period, TooManyCases, WhatIf, WhatIfQuestion
from sla_clock.what_if.supposed_promise import NoSuchPromise, Supposition
from webapi.identity import Identity, allow
from webapi.invalid_input import Id, RequestBody, WrittenDay, Zone
from webapi.problems import Problem

Judge: TypeAlias = Callable[[WhatIfQuestion], Awaitable[WhatIf]]

MOST_CASES: Final = 200_000
"""In one question over HTTP: the command has no such bound."""
MOST_SHOWN: Final = 1_000

_tam_analyst_or_admin = allow("tam", "analyst", "admin")


def _in_calendars(day: date) -> date:
    if not 1971 <= day.year <= 2190:
        raise ValueError("should be in the years 1971 to 2190")
    return day


Day = Annotated[WrittenDay, AfterValidator(_in_calendars)]
Length = Annotated[str, Field(max_length=40)]


class OtherCalendar(RequestBody):
    """A calendar that the clock knows; the latest version, unless one is given."""

    calendar_id: Id
    version: Annotated[StrictInt, Field(ge=1)] | None = None


class WhatIfBody(RequestBody):
    """The cases opened from `from` to `to`, both whole days in `zone` (the vendor's, unless given),
    and what is to be different.

    `plan`: as if on that plan, by the terms each case was opened under or by `terms_version`.
    `targets`: lengths by priority, as in terms: `30 minutes`, `8 hours`, `5 business days`.
    `shown`: how many of the cases that differ are told.
    """

    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]
    zone: Zone | None = None
    customer_id: Id | None = None
    plan: Plan | None = None
    terms_version: Annotated[str, Field(max_length=100)] | None = None
    targets: dict[Priority, Length] = Field(default_factory=dict)
    calendar: OtherCalendar | None = None
    shown: Annotated[StrictInt, Field(ge=0, le=MOST_SHOWN)] = 100

    @model_validator(mode="after")
    def _not_reversed(self) -> "WhatIfBody":
        if self.last < self.first:
            raise ValueError("`to` is before `from`")
        return self


def what_if_router(judge: Judge, terms: TermsCatalogue) -> APIRouter:
    """Return the route. `judge` may take seconds, so it must not run on the loop."""
    router = APIRouter(prefix="/v1/what-if", tags=["calculator"])
    # One at a time: each may take hundreds of megabytes for seconds.
    turn = asyncio.Semaphore(1)

    @router.post("", summary="What if it had been promised otherwise?")
    async def what_if(
        body: WhatIfBody, identity: Annotated[Identity, Depends(_tam_analyst_or_admin)]
    ) -> WhatIf:
        del identity
        question = WhatIfQuestion(
            period=_period(body, terms),
            other=_supposition(body, terms),
            shown=body.shown,
            most=MOST_CASES,
        )
        async with turn:
            return await _answered(judge, question)

    return router


async def _answered(judge: Judge, question: WhatIfQuestion) -> WhatIf:
    try:
        return await judge(question)
    except TooManyCases as error:
        more = {"cases": error.cases, "most": error.most}
        raise Problem(422, "too-many-cases", "Too many cases", str(error), more=more) from None
    except NoSuchPromise as error:
        raise _no_such_promise(error) from None
    except UnknownTerms as error:
        raise _unknown_terms(error) from None
    except BeyondCalendar as error:
        raise Problem(422, "beyond-the-calendar", "Beyond the calendar", str(error)) from None


def _period(body: WhatIfBody, terms: TermsCatalogue) -> Period:
    zone = ZoneInfo(body.zone) if body.zone else vendors_zone(terms)
    return Period(
        since=start_of_day(body.first, zone),
        before=start_of_day(body.last + timedelta(days=1), zone),
        customer_id=body.customer_id,
    )


def _supposition(body: WhatIfBody, terms: TermsCatalogue) -> Supposition:
    try:
        supposition = Supposition(
            plan=body.plan,
            terms=terms.version(body.terms_version) if body.terms_version else None,
            targets=body.targets,
            calendar=_calendar(body.calendar) if body.calendar else None,
        )
    except NoSuchPromise as error:
        raise _no_such_promise(error) from None
    except UnknownTerms as error:
        raise _unknown_terms(error) from None
    except UnknownCalendar as error:
        raise Problem(422, "unknown-calendar", "No such calendar", str(error)) from None
    if supposition.is_empty:
        detail = "Give a plan, terms_version, targets or a calendar: nothing would differ."
        raise Problem(422, "nothing-different", "Nothing is different", detail)
    return supposition


def _calendar(wanted: OtherCalendar) -> CalendarRef:
    calendar = (
        latest_calendar(wanted.calendar_id)
        if wanted.version is None
        else load_calendar(wanted.calendar_id, wanted.version)
    )
    return CalendarRef(
        calendar_id=calendar.calendar_id, version=calendar.version, zone=calendar.zone_name
    )


def _unknown_terms(error: UnknownTerms) -> Problem:
    return Problem(422, "unknown-terms", "No such terms", str(error))


def _no_such_promise(error: NoSuchPromise) -> Problem:
    return Problem(422, "no-such-promise", "No such promise", str(error))
