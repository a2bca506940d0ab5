"""Defines what clients send about customers and their people."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictInt

from careplans.calendars import last_promised_year
from events.catalogue.terms import Plan
from webapi.invalid_input import Email, Id, Name, RequestBody, Text, WrittenDay, Zone

# Renewals are counted one by one from the first term: a year 9999 would take for ever.
YEARS = (1900, 2200)
ExtraSeats = Annotated[StrictInt, Field(ge=0, le=1000)]


def _within_years(day: date) -> date:
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise ValueError(f"should be in the years {YEARS[0]} to {YEARS[1]}")
    return day


Day = Annotated[WrittenDay, AfterValidator(_within_years)]
"""A day of the calendar, in years whose renewals can be counted."""


def _in_known_years(day: date) -> date:
    if day.year > last_promised_year():
        raise ValueError(
            f"should be in {last_promised_year()} at the latest: the holidays of later years are"
            " not known"
        )
    return day


EndOfTerm = Annotated[Day, AfterValidator(_in_known_years)]
"""The last day of a term, in years for which due times can be counted."""


class TermBody(RequestBody):
    """A term of use; both days are included (CP-1)."""

    starts_on: Day
    ends_on: EndOfTerm


class NewCustomer(RequestBody):
    """A customer's order form. `extra_seats`: paid seats beyond the plan's number (CP-9). `zone`:
    whose days count for the customer's notices (CP-3); without it, the vendor's.
    """

    customer_id: Id | None = None
    name: Name
    plan: Plan
    term: TermBody
    ebc: StrictBool = False
    extra_seats: ExtraSeats = 0
    zone: Zone | None = None


class NewTerm(RequestBody):
    """A further term: a renewal, another plan, or the way back.

    `accepts_losses`: names, from the refusal, of what may be lost within a term (CP-2).
    `keeps_seats`: the contacts who keep their seat, where the new plan has fewer; `extra_seats`:
    how many paid seats there are from today on (CP-9). `late_reason`: why a change of the running
    term is recorded only after the day on which it began.
    """

    plan: Plan
    starts_on: Day
    ends_on: EndOfTerm
    accepts_losses: Annotated[tuple[Name, ...], Field(max_length=100)] = ()
    keeps_seats: Annotated[tuple[Id, ...], Field(max_length=1000)] | None = None
    extra_seats: ExtraSeats | None = None
    late_reason: Text | None = None


class RenewalNotice(RequestBody):
    """When the customer said that it does not renew (CP-3).

    `reason`: why it is recorded only now, where that was on an earlier day.
    """

    given_on: Day
    reason: Text | None = None


class Fees(RequestBody):
    """Whether all fees due are paid (CP-6)."""

    status: Literal["current", "overdue"]


class NewUser(RequestBody):
    """Somebody of the customer's (CP-8)."""

    user_id: Id | None = None
    name: Name
    email: Email


class Training(RequestBody):
    """A course that was finished (CP-10)."""

    course: Name
    completed_on: Day


class CustomerCorrection(RequestBody):
    """What of a customer is otherwise than recorded; what is left out stays as it is.

    `extra_seats` and `ebc` are bought or given back by it (CP-9, CP-33).
    """

    name: Name | None = None
    zone: Zone | None = None
    extra_seats: ExtraSeats | None = None
    ebc: StrictBool | None = None
    reason: Text


class UserCorrection(RequestBody):
    """The right name or mail address; what is left out stays as it is."""

    name: Name | None = None
    email: Email | None = None
    reason: Text


class Removal(RequestBody):
    """Why something is taken back."""

    reason: Text
