"""Says what would have been promised for a case under another plan, other terms or targets, or
another calendar."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from careplans.promise_from_terms import promise_from
from careplans.target import Counts, read_target
from careplans.terms import Terms, TermsCatalogue
from events.catalogue.terms import CalendarRef, Plan, Priority, Promise, Target

_SHORT = re.compile(r"(?P<number>\d+) ?(?P<unit>[a-z]+)")
_UNITS: Mapping[str, str] = {
    "min": "minute",
    "m": "minute",
    "h": "hour",
    "bd": "business day",
}


class NoSuchPromise(ValueError):
    """What was asked for cannot be promised. Its message says why, in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """What is to be different from what was promised; None, or no target: as it was.

    `terms`: a version that is in force, or one that is only thought of. `targets`: lengths as they
    are written in terms, such as `30 minutes`. Each counts around the clock or in working time as
    the target of its priority does.
    """

    plan: Plan | None = None
    terms: Terms | None = None
    targets: Mapping[Priority, str] = field(default_factory=dict)
    calendar: CalendarRef | None = None

    def __post_init__(self) -> None:
        """Raise NoSuchPromise for a length that can be read in no way."""
        for priority, written in self.targets.items():
            _read(written, "working-time", priority)

    @property
    def is_empty(self) -> bool:
        """Return whether everything stays as it was."""
        return self == Supposition()


def suppose_promise(promise: Promise, other: Supposition, known: TermsCatalogue) -> Promise:
    """Return what would have been promised in place of `promise`.

    Without other terms a plan is that of the terms that the case was opened under, by the calendar
    that was frozen then. A calendar that is asked for counts all the time: no later version of it
    is followed. Raises NoSuchPromise; UnknownTerms where these are not among `known`;
    UnknownCalendar.
    """
    plan = other.plan or promise.plan
    if other.terms is not None:
        promise = promise_from(other.terms, plan)
    elif plan != promise.plan:
        promise = replace(
            promise_from(known.version(promise.terms_version), plan),
            calendar=promise.calendar,
            follows_calendar=promise.follows_calendar,
        )
    targets = {
        priority: _read(written, promise.targets[priority].counts, priority)
        for priority, written in other.targets.items()
    }
    return replace(
        promise,
        targets={**promise.targets, **targets},
        calendar=other.calendar or promise.calendar,
        follows_calendar=promise.follows_calendar and other.calendar is None,
    )


def _read(written: str, counts: Counts, priority: Priority) -> Target:
    try:
        return read_length(written, counts)
    except ValueError as error:
        raise NoSuchPromise(f"{priority}: {error}") from None


def read_length(written: str, counts: Counts) -> Target:
    """Return the target that is written as in terms, or shorter: `30min`, `8h`, `5bd`.

    Raises ValueError.
    """
    text = written.strip()
    short = _SHORT.fullmatch(text)
    if short is not None and short["unit"] in _UNITS:
        text = f"{short['number']} {_UNITS[short['unit']]}"
    try:
        return read_target(text, counts)
    except ValueError as error:
        raise ValueError(str(error).replace(f"'{text}'", f"'{written}'")) from None
