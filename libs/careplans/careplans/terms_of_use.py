"""Follows a term of use from its beginning to its renewal, end and return (CP-1 to CP-7)."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from careplans.terms import Terms


@dataclass(frozen=True, slots=True)
class TooLate:
    """A notice that came too late to count.

    `last_day` is the last day on which it would have counted (CP-3).
    """

    last_day: date


def last_day_of_notice(ends_on: date, terms: Terms) -> date:
    """Return the last day for a notice that stops the renewal of a term ending that day (CP-3)."""
    return ends_on - timedelta(days=terms.renewal.notice_days)


def give_notice(given_on: date, ends_on: date, terms: Terms) -> TooLate | None:
    """Return None for a notice in time, else the last day on which it would have been (CP-3)."""
    last_day = last_day_of_notice(ends_on, terms)
    return TooLate(last_day) if given_on > last_day else None


def renewed_term(starts_on: date, ends_on: date) -> tuple[date, date]:
    """Return the next term, which follows without being bought (CP-3).

    It starts the next day and is as many months long, or else as many days. A term from 29 February
    to 28 February is whole years, whichever of them are leap years.
    """
    start = ends_on + timedelta(days=1)
    for months in _whole_months(starts_on, start):
        return start, _months_on(start, months) - timedelta(days=1)
    return start, start + (ends_on - starts_on)


def renewals(starts_on: date, ends_on: date, until: date) -> Sequence[tuple[date, date]]:
    """Return the renewals of a term that has ended, up to the one that holds `until`.

    Empty if it has not ended. `starts_on` is the first day of the whole term of use, even if the
    plan changed within it.
    """
    terms_of_use: list[tuple[date, date]] = []
    while ends_on < until:
        # One by one: a renewal is as long as the term before it, leap days and all.
        starts_on, ends_on = renewed_term(starts_on, ends_on)
        terms_of_use.append((starts_on, ends_on))
    return terms_of_use


def _whole_months(starts_on: date, next_start: date) -> Sequence[int]:
    """Return how many months lie between the two days, if it is a whole number.

    One number, or none.
    """
    about = (next_start.year - starts_on.year) * 12 + next_start.month - starts_on.month
    return [
        months
        # A day that a month lacks counts as the first of the next, so the count may be one too
        # high.
        for months in (about, about - 1)
        if _months_on(starts_on, months) == next_start
    ]


def _months_on(day: date, months: int) -> date:
    """Return the same day so many months later.

    If that month has no such day: the first of the next one.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= monthrange(year, month + 1)[1]:
        return date(year, month + 1, day.day)
    return date(year, month + 1, 1) + timedelta(days=monthrange(year, month + 1)[1])
