"""Says in one sentence why a case would have ended otherwise."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from careplans.calendars import calendar_of
from careplans.target import write_target
from events.catalogue.terms import CalendarRef, Promise
from sla_clock.what_if.compare import Difference
from sla_clock.what_if.why_other import Why, different_calendars

_OF_THE_CALENDAR: Final[Mapping[Why, str]] = {
    "other-hours": "hours",
    "other-holidays": "holidays",
}


def say_difference(difference: Difference, under: Promise, other: Promise) -> str:
    """Return why the case would have ended otherwise under `other` than it did under `under`.

    Times are local to the calendar that the case counted by, or would have.
    """
    was, would_be = difference.then, difference.supposed
    calendars = different_calendars(under, was.followed, other, would_be.followed)
    due = _due(was.due_at, would_be.due_at, *calendars)
    reasons = "; ".join(_reasons(difference, under, other, calendars))
    return f"{due}: {reasons}"


def _due(
    was: datetime | None, would_be: datetime | None, before: CalendarRef, after: CalendarRef
) -> str:
    if was == would_be:
        return f"due {_local(was, before)} either way"
    return f"due {_local(would_be, after)} instead of {_local(was, before)}"


def _local(due_at: datetime | None, calendar: CalendarRef) -> str:
    if due_at is None:
        return "at no time yet"
    return f"{due_at.astimezone(calendar_of(calendar).zone):%Y-%m-%d %H:%M %Z}"


def _reasons(
    difference: Difference,
    under: Promise,
    other: Promise,
    calendars: tuple[CalendarRef, CalendarRef],
) -> Iterable[str]:
    would_be, why = difference.supposed, difference.why
    if "other-target" in why:
        old, new = under.targets[would_be.priority], other.targets[would_be.priority]
        yield f"{write_target(new)} for a {would_be.priority} instead of {write_target(old)}"
    if days := [name for one, name in _OF_THE_CALENDAR.items() if one in why]:
        yield (
            f"by the {' and '.join(days)} of {_named(calendars[1])}"
            f" instead of {_named(calendars[0])}"
        )
    if "other-rules" in why:
        yield f"by the rules of terms {other.terms_version} instead of {under.terms_version}"


def _named(calendar: CalendarRef) -> str:
    return f"the calendar {calendar.calendar_id} version {calendar.version}"
