"""Finds why a verdict would have been another one: which part of the other promise made it so."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, TypeAlias, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from careplans.calendars import calendar_of
from careplans.errors import BeyondCalendar
from events.catalogue.terms import CalendarRef, Promise
from sla_clock.what_if.histories import Histories, Instants, Rows
from sla_clock.what_if.judge import Judgement, judge
from sla_clock.what_if.other_days import OtherDays
from sla_clock.what_if.promised_columns import FAR

Why = Literal["other-target", "other-hours", "other-holidays", "other-rules"]
"""What alone gives the other verdict; where nothing does alone, all that is other together.

`other-hours` are other weekdays, hours, half days, closures or another zone. `other-rules` say how
waits at the due time, changes of priority and the ends of days are counted (CP-24, CP-27).
"""
WHYS: Final[tuple[Why, ...]] = get_args(Why)
Whys: TypeAlias = NDArray[np.bool_]
"""A row for each case and a column for each of WHYS."""
_TARGET, _HOURS, _HOLIDAYS, _RULES = range(len(WHYS))
_RULE_NAMES = ("when_raised", "when_lowered", "when_due", "at_due")
Part: TypeAlias = Callable[[Promise, Promise], Promise]
"""Takes one part of the second promise over into the first."""


def why_other(
    histories: Histories,
    promised: Sequence[Promise],
    until: datetime,
    other: Judgement,
    then: Judgement,
) -> Whys:
    """Return why the verdict of each case is another one under `promised`.

    `other`: what they give. `then`: what each case's own promise gave.
    """
    pairs = [*zip(histories.promised, promised, strict=True)]
    parts: tuple[Part, ...] = (_with_targets, _with_calendar, _with_rules)
    differs = np.zeros((len(pairs), len(parts)), np.bool_)
    for row, (own, supposed) in enumerate(pairs):
        differs[row] = [part(own, supposed) != own for part in parts]
    alone = np.zeros((len(histories), len(parts)), np.bool_)
    for column, part in enumerate(parts):
        if differs[:, column].any():
            alone[:, column] = _alone(histories, [part(*pair) for pair in pairs], until, other)
    alone &= differs[histories.promise]
    is_alone = np.any(alone, axis=1, keepdims=True)
    causes = np.where(is_alone, alone, differs[histories.promise])
    whys = np.zeros((len(histories), len(WHYS)), np.bool_)
    whys[:, _TARGET], whys[:, _RULES] = causes[:, 0], causes[:, 2]
    _tell_days_apart(whys, np.flatnonzero(causes[:, 1]), histories, pairs, then, other)
    return whys


def _with_targets(own: Promise, other: Promise) -> Promise:
    return msgspec.structs.replace(own, targets=other.targets)


def _with_calendar(own: Promise, other: Promise) -> Promise:
    return msgspec.structs.replace(
        own, calendar=other.calendar, follows_calendar=other.follows_calendar
    )


def _with_rules(own: Promise, other: Promise) -> Promise:
    return msgspec.structs.replace(own, **{name: getattr(other, name) for name in _RULE_NAMES})


def _alone(
    histories: Histories, promised: Sequence[Promise], until: datetime, other: Judgement
) -> NDArray[np.bool_]:
    """Tell for each case whether these promises give the other verdict."""
    try:
        judged = judge(histories, promised, until)
    except BeyondCalendar:
        # A part that nobody asked for by itself may reach further than what was asked for.
        return np.zeros(len(histories), np.bool_)
    return np.equal(judged.verdict, other.verdict)


def _tell_days_apart(
    whys: Whys,
    cases: Rows,
    histories: Histories,
    pairs: Sequence[tuple[Promise, Promise]],
    then: Judgement,
    other: Judgement,
) -> None:
    """Set for these cases whether the days until they were due have other holidays or hours."""
    for both, rows in _by_calendars(cases, histories, pairs, then, other).items():
        days = OtherDays(*[calendar_of(ref) for ref in both])
        until = _later(then.due_at[rows], other.due_at[rows])
        hours, holidays = days.between(histories.opened_at[rows], until)
        whys[rows, _HOLIDAYS] = holidays
        # What is other and no holiday is the hours, be it the clock of another zone.
        whys[rows, _HOURS] = hours | ~holidays


def _by_calendars(
    cases: Rows,
    histories: Histories,
    pairs: Sequence[tuple[Promise, Promise]],
    then: Judgement,
    other: Judgement,
) -> Mapping[tuple[CalendarRef, CalendarRef], Rows]:
    """Return which of these cases counted, and would have counted, by which two calendars."""
    calendars = len(histories.calendars) + 1
    code = histories.promise[cases].astype(np.int64) * calendars + then.followed[cases] + 1
    code = code * calendars + other.followed[cases] + 1
    first, alike = np.unique(code, return_index=True, return_inverse=True)[1:]
    numbers: dict[tuple[CalendarRef, CalendarRef], list[int]] = {}
    for number, case in enumerate(cases[first].tolist()):
        own, supposed = pairs[histories.promise[case]]
        both = different_calendars(own, then.calendar_of(case), supposed, other.calendar_of(case))
        numbers.setdefault(both, []).append(number)
    return {both: cases[np.isin(alike, some)] for both, some in numbers.items()}


def different_calendars(
    own: Promise, followed: CalendarRef | None, other: Promise, other_followed: CalendarRef | None
) -> tuple[CalendarRef, CalendarRef]:
    """Return the calendars by which a case counted in the end and would have counted.

    Those that were promised, where it is the same version in the end: then what is other is when it
    began to count.
    """
    ended = followed or own.calendar, other_followed or other.calendar
    return ended if ended[0] != ended[1] else (own.calendar, other.calendar)


def _later(first: Instants, second: Instants) -> Instants:
    """Return the later due times, or the only ones where a clock stands in one of both."""
    later = np.maximum(first, second)
    return np.where(later == FAR, np.minimum(first, second), later)
