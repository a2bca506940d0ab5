"""Promises of several plans, terms and zones, for cases to be judged under."""

from collections.abc import Sequence
from itertools import product

import msgspec

from careplans.calendars import load_calendar
from careplans.promise_from_terms import promise_from
from careplans.terms import load_terms
from events.catalogue.terms import CalendarRef, Plan, Promise
from tests.proof.the_clock import know_our_calendars

PLANS: tuple[Plan, ...] = ("silver", "gold", "platinum")
US = ("us-federal", 1)
WINDOWS, NIGHTS, HALF_HOURS, QUARTERS = (
    (name, 1) for name in ("office", "nights", "halfhour", "quarter")
)
"""Calendars with hours: with lunch in Detroit; at night in Berlin; on Lord Howe; on Chatham."""
CALENDARS = (US, WINDOWS, NIGHTS, HALF_HOURS, QUARTERS)
TERMS = ("2010.1", "2010.5")
"""The first reading, and the one that holds now."""


def with_calendar(promise: Promise, calendar: tuple[str, int]) -> Promise:
    """The same promise, counted by another calendar."""
    know_our_calendars()
    calendar_id, version = calendar
    zone = load_calendar(calendar_id, version).zone_name
    ref = CalendarRef(calendar_id=calendar_id, version=version, zone=zone)
    return msgspec.structs.replace(promise, calendar=ref)


def promise_of(plan: Plan = "gold", terms: str = "2010.5") -> Promise:
    """The plan's promise by those terms, with their own calendar."""
    return promise_from(load_terms().version(terms), plan)


def all_promises(calendars: Sequence[tuple[str, int]] = CALENDARS) -> list[Promise]:
    """Each plan by each reading and calendar."""
    return [
        with_calendar(promise_of(plan, terms), calendar)
        for terms, plan, calendar in product(TERMS, PLANS, calendars)
    ]
