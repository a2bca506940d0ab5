"""Bands that ages and delays are counted in."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from events.catalogue.terms import Priority
from reporting.domain.case_row import CaseRow
from reporting.domain.deadline_row import DeadlineRow
from reporting.domain.review import AgeBand, LateBand

PRIORITIES: tuple[Priority, ...] = ("P1", "P2", "P3", "P4")
_NO_END = float("inf")
_AGES_DAYS: tuple[tuple[str, float], ...] = (
    ("under 2 days", 2),
    ("2 to 7 days", 7),
    ("7 to 30 days", 30),
    ("30 to 90 days", 90),
    ("90 days and more", _NO_END),
)
_DELAYS_S: tuple[tuple[str, float], ...] = (
    ("under 1 h", 3_600),
    ("1 to 4 h", 14_400),
    ("4 to 24 h", 86_400),
    ("1 to 3 days", 259_200),
    ("3 days and more", _NO_END),
)


def ageing(cases: Sequence[CaseRow], at: datetime) -> tuple[AgeBand, ...]:
    """How old the unresolved of `cases` are at `at`, band by band; a band's lower end is in it, its upper end is not."""
    backlog = [row for row in cases if row.unresolved]
    return tuple(_age_band(label, [row for row in backlog if _age(row, at) == label]) for label, _ in _AGES_DAYS)


def lateness(missed: Sequence[DeadlineRow]) -> tuple[LateBand, ...]:
    """How late the missed were answered, band by band, and last those that nobody has answered."""
    late = [_band(_DELAYS_S, row.answered_late_s) for row in missed if row.answered_late_s is not None]
    bands = [LateBand(label=label, count=late.count(label)) for label, _ in _DELAYS_S]
    return (*bands, LateBand(label="not answered", count=len(missed) - len(late)))


def _age_band(label: str, rows: Sequence[CaseRow]) -> AgeBand:
    priorities = [row.priority for row in rows]
    return AgeBand(label=label, counts={each: priorities.count(each) for each in PRIORITIES}, total=len(rows))


def _age(row: CaseRow, at: datetime) -> str:
    return _band(_AGES_DAYS, (at - row.opened_at) / timedelta(days=1))


def _band(bands: tuple[tuple[str, float], ...], value: float) -> str:
    return next(label for label, end in bands if value < end)
