"""A term of use from its beginning to its renewal, its end, and the way back (CP-1 to CP-7)."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta

from careplans.compare_terms import materially_worse
from careplans.terms import Terms
from careplans.vocabulary import Plan


@dataclass(frozen=True, slots=True)
class TooLate:
    """A notice that does not count any more; `last_day` is the day on which it still would have (CP-3)."""

    last_day: date


def last_day_of_notice(ends_on: date, terms: Terms) -> date:
    """The last day on which a notice still stops the renewal of a term that ends on that day (CP-3)."""
    return ends_on - timedelta(days=terms.renewal.notice_days)


def give_notice(given_on: date, ends_on: date, terms: Terms) -> TooLate | None:
    """None where the notice is in time, else the last day on which it would have been (CP-3)."""
    last_day = last_day_of_notice(ends_on, terms)
    return TooLate(last_day) if given_on > last_day else None


def renewed_term(starts_on: date, ends_on: date) -> tuple[date, date]:
    """The further term that follows by itself: from the next day, as many years long, or else as many days (CP-3)."""
    start = ends_on + timedelta(days=1)
    years = start.year - starts_on.year
    if years > 0 and (start.month, start.day) == (starts_on.month, starts_on.day):
        return start, _same_day(start, start.year + years) - timedelta(days=1)
    return start, start + (ends_on - starts_on)


def start_of_return(old_ends_on: date) -> date:
    """The day on which the term of a customer who comes back starts: the one on which the old term ended, so that the gap is paid (CP-5)."""
    return old_ends_on


def may_take_up(plan: Plan, pinned: Terms, offered: Terms, *, new_term: bool) -> tuple[str, ...]:
    """What stands against newer terms: nothing for a new term, in a running one whatever is materially worse (CP-2)."""
    return () if new_term else materially_worse(plan, pinned, offered)


def _same_day(day: date, year: int) -> date:
    """The day in that year; 29 February where there is none: 1 March."""
    return date(year, 3, 1) if (day.month, day.day) == (2, 29) and not isleap(year) else day.replace(year=year)
