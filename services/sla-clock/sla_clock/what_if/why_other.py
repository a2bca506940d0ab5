"""Finds why a verdict would have been another one: which part of the other promise made it so."""

from collections.abc import Callable, Sequence
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
    then: Instants,
) -> Whys:
    """Return why the verdict of each case is another one under `promised`.

    `other`: what they give. `then`: when each case was due under its own promise.
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
    return msgspec.structs.replace(own, calendar=other.calendar)


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
    then: Instants,
    other: Judgement,
) -> None:
    """Set for these cases whether the days until they were due have other holidays or hours."""
    refs: dict[tuple[CalendarRef, ...], list[int]] = {}
    for number, (own, supposed) in enumerate(pairs):
        refs.setdefault((own.calendar, supposed.calendar), []).append(number)
    for both, numbers in refs.items():
        rows = cases[np.isin(histories.promise[cases], numbers)]
        if rows.size:
            days = OtherDays(*[calendar_of(ref) for ref in both])
            until = _later(then[rows], other.due_at[rows])
            hours, holidays = days.between(histories.opened_at[rows], until)
            whys[rows, _HOLIDAYS] = holidays
            # What is other and no holiday is the hours, be it the clock of another zone.
            whys[rows, _HOURS] = hours | ~holidays


def _later(first: Instants, second: Instants) -> Instants:
    """Return the later due times, or the only ones where a clock stands in one of both."""
    later = np.maximum(first, second)
    return np.where(later == FAR, np.minimum(first, second), later)
