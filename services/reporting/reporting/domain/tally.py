"""Counting verdicts: met, missed, excused, and what share of promises was kept."""

from collections.abc import Iterable
from dataclasses import dataclass

from reporting.domain.deadline_row import DeadlineRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many response targets were met, missed and excused; `attainment` is the percentage met of those met or missed.

    Excused ones count on neither side. `attainment` is None where there was nothing to meet. One decimal, rounded down, so that
    100 % means all.
    """

    met: int
    missed: int
    excused: int
    attainment: float | None


def tally(deadlines: Iterable[DeadlineRow]) -> Tally:
    """Count the verdicts of `deadlines`; those without one do not count."""
    verdicts = [row.verdict for row in deadlines]
    met, missed = verdicts.count("met"), verdicts.count("missed")
    return Tally(met=met, missed=missed, excused=verdicts.count("excused"), attainment=attainment(met, missed))


def attainment(met: int, missed: int) -> float | None:
    """The percentage met of those met or missed, one decimal, rounded down; None for nothing."""
    return None if met + missed == 0 else met * 1000 // (met + missed) / 10
