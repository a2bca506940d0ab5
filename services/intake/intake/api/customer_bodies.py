"""Defines what clients send about customers and their people."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from events.catalogue.terms import Plan
from webapi.invalid_input import Id, Name, RequestBody

# Renewals are counted one by one from the first term: a year 9999 would take for ever.
YEARS = (1900, 2200)
Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]


def _within_years(day: date) -> date:
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise ValueError(f"should be in the years {YEARS[0]} to {YEARS[1]}")
    return day


Day = Annotated[date, AfterValidator(_within_years)]
"""A day of the calendar, in years whose renewals can be counted."""


class TermBody(RequestBody):
    """A term of use; both days are included (CP-1)."""

    starts_on: Day
    ends_on: Day


class NewCustomer(RequestBody):
    """A customer's order form. `extra_seats`: paid seats beyond the plan's number (CP-9)."""

    customer_id: Id | None = None
    name: Name
    plan: Plan
    term: TermBody
    ebc: bool = False
    extra_seats: Annotated[int, Field(ge=0, le=1000)] = 0


class NewTerm(RequestBody):
    """A further term: a renewal, another plan, or the way back."""

    plan: Plan
    starts_on: Day
    ends_on: Day


class RenewalNotice(RequestBody):
    """When the customer said that it does not renew (CP-3)."""

    given_on: Day


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
    completed_on: date
