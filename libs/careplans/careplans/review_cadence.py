"""Lists which reviews a plan's customer gets, and over which days (CP-29)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from careplans.terms import Terms, TermsCatalogue
from careplans.vocabulary import ReviewPeriod
from events.catalogue.terms import Plan

MONTHS: Mapping[ReviewPeriod, int] = {"month": 1, "quarter": 3}
"""How many months a review covers."""


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a quarter, both days included; `name` is `2026-09` or `2026-Q3`."""

    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class ReviewCadences:
    """Which reviews a plan gives, by the version of the terms that a term was bought under."""

    catalogue: TermsCatalogue

    def of(self, plan: Plan, version: str | None) -> Sequence[ReviewPeriod]:
        """Return how often the plan is reviewed; for terms that are not kept, by the newest."""
        versions = {terms.version: terms for terms in self.catalogue.versions}
        return versions.get(version or "", self.catalogue.versions[-1]).plan(plan).reviews


def reviews_ended(plan: Plan, year: int, until: date, terms: Terms) -> Sequence[Period]:
    """Return that year's periods with a promised review that ended before `until`, by their end."""
    periods = [period for cadence in terms.plan(plan).reviews for period in _periods(cadence, year)]
    return tuple(
        sorted(
            (period for period in periods if period.last_day < until),
            key=lambda period: period.last_day,
        )
    )


def _periods(cadence: ReviewPeriod, year: int) -> list[Period]:
    step = MONTHS[cadence]
    return [_period(cadence, year, month, step) for month in range(1, 13, step)]


def _period(cadence: ReviewPeriod, year: int, month: int, step: int) -> Period:
    after = date(year + (month + step - 1) // 12, (month + step - 1) % 12 + 1, 1)
    name = f"{year}-{month:02}" if cadence == "month" else f"{year}-Q{(month + 2) // 3}"
    return Period(name, date(year, month, 1), after - timedelta(days=1))
