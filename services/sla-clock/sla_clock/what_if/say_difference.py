"""Says in one sentence why a case would have ended otherwise."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from careplans.target import write_target
from events.catalogue.terms import CalendarRef, Promise
from sla_clock.what_if.verdict import Judged

_RULES: Final = ("when_due", "at_due", "when_raised", "when_lowered")


def say_difference(was: Judged, would_be: Judged, under: Promise, other: Promise) -> str:
    """Return why `would_be` under the promise `other` is not `was` under the promise `under`.

    Times are local to the calendar of the promise that they follow from.
    """
    due = _due(was.due_at, would_be.due_at, under.calendar, other.calendar)
    reasons = "; ".join(_reasons(would_be, under, other))
    return f"{due}: {reasons}" if reasons else due


def _due(
    was: datetime | None, would_be: datetime | None, before: CalendarRef, after: CalendarRef
) -> str:
    if was == would_be:
        return f"due {_local(was, before)} either way"
    return f"due {_local(would_be, after)} instead of {_local(was, before)}"


def _local(due_at: datetime | None, calendar: CalendarRef) -> str:
    if due_at is None:
        return "at no time yet"
    return f"{due_at.astimezone(ZoneInfo(calendar.zone)):%Y-%m-%d %H:%M %Z}"


def _reasons(would_be: Judged, under: Promise, other: Promise) -> Iterable[str]:
    old, new = under.targets[would_be.priority], other.targets[would_be.priority]
    if old != new:
        yield f"{write_target(new)} for a {would_be.priority} instead of {write_target(old)}"
    if under.calendar != other.calendar:
        yield f"by {_named(other.calendar)} instead of {_named(under.calendar)}"
    if any(getattr(under, rule) != getattr(other, rule) for rule in _RULES):
        yield f"by the rules of terms {other.terms_version} instead of {under.terms_version}"


def _named(calendar: CalendarRef) -> str:
    return f"the calendar {calendar.calendar_id} version {calendar.version}"
