"""Promises of several plans, terms and zones, for cases to be judged under."""

import tempfile
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import msgspec

from careplans.calendars import list_calendars, load_calendar, take_calendars
from careplans.promise_from_terms import promise_from
from careplans.terms import load_terms
from events.catalogue.terms import CalendarRef, Plan, Promise
from tests.proof.the_clock import know_our_calendars
from tests.sla_clock.a_vendors_calendars import shop, write_calendars

PLANS: tuple[Plan, ...] = ("silver", "gold", "platinum")
US = ("us-federal", 1)
WINDOWS, NIGHTS, HALF_HOURS, QUARTERS = (
    (name, 1) for name in ("office", "nights", "halfhour", "quarter")
)
"""Calendars with hours: with lunch in Detroit; at night in Berlin; on Lord Howe; on Chatham."""
CALENDARS = (US, WINDOWS, NIGHTS, HALF_HOURS, QUARTERS)
TERMS = ("2010.1", "2010.5")
"""The first reading, and the one that holds now."""
LATER = (shop(2), shop(3), CalendarRef(calendar_id="us-federal", version=9, zone="Asia/Tokyo"))
"""Versions that cases come to follow; the last is of a calendar that nobody here follows."""


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


def following_promises() -> list[Promise]:
    """Each plan by each reading and the shop's calendar: two that follow it, one that does not."""
    know_the_shop()
    return [
        msgspec.structs.replace(
            promise_of(plan, terms), calendar=shop(version), follows_calendar=version < 3
        )
        for terms, plan, version in product(TERMS, PLANS, (1, 2, 3))
    ]


def know_the_shop() -> None:
    """Let this process know three versions of the shop's calendar, unless it does already."""
    if ("shop", 3) not in list_calendars():
        with tempfile.TemporaryDirectory(prefix="tocsin-calendars-") as folder:
            take_calendars(write_calendars(Path(folder), 1, 2, 3) / "calendars")


def all_promises(calendars: Sequence[tuple[str, int]] = CALENDARS) -> list[Promise]:
    """Each plan by each reading and calendar."""
    return [
        with_calendar(promise_of(plan, terms), calendar)
        for terms, plan, calendar in product(TERMS, PLANS, calendars)
    ]
