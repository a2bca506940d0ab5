"""Judges a customer's maintenance in a year by its promise (CP-33)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from careplans.continuity import YearOfContinuity, judge_year
from careplans.month_minutes import minutes_by_month
from careplans.terms_parts import Continuity as Promised
from intake.domain.continuity import Continuity, Maintenance


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedYear:
    """The months so far with their allowances, and the minutes that count for none, by month."""

    judged: YearOfContinuity
    unscheduled: Mapping[int, float]


def judge_maintenance(
    continuity: Continuity, year: int, promised: Promised, today: date, zone: ZoneInfo
) -> JudgedYear:
    """Return the year up to today; the month of today counts as it is so far.

    Each year has all allowances, also the one in which the customer joined.
    """
    counted = _months(year, [it for it in continuity.in_effect if it.window_id], zone)
    past = [month for month in range(1, 13) if (year, month) <= (today.year, today.month)]
    return JudgedYear(
        judged=judge_year({month: counted.get(month, 0) for month in past}, promised),
        unscheduled=_months(year, [it for it in continuity.in_effect if not it.window_id], zone),
    )


def _months(year: int, maintenance: list[Maintenance], zone: ZoneInfo) -> Mapping[int, float]:
    # Split first and chosen afterwards: what runs over New Year belongs to both years in part.
    minutes = minutes_by_month(((it.started_at, it.ended_at) for it in maintenance), zone)
    return {month: length for (its_year, month), length in minutes.items() if its_year == year}
