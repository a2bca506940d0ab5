"""Counts verdicts, and works out what share of the promises was kept."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many response targets were met, missed and excused; `attainment` is the percentage met of
    those met or missed.

    Excused ones count on neither side, nor do breaches that were withdrawn (CP-27c), nor targets
    that fell due and are not judged yet. `attainment` is None where there was nothing to meet. One
    decimal, rounded down, so that 100 % means all.
    """

    met: int
    missed: int
    excused: int
    attainment: float | None
    withdrawn: int = 0
    due_not_judged: int = 0


def tally_of(
    *, met: int, missed: int, excused: int, withdrawn: int = 0, due_not_judged: int = 0
) -> Tally:
    """Return the tally of these counts."""
    return Tally(
        met=met,
        missed=missed,
        excused=excused,
        attainment=attainment(met, missed),
        withdrawn=withdrawn,
        due_not_judged=due_not_judged,
    )


def attainment(met: int, missed: int) -> float | None:
    """Return the percentage met of those met or missed, to one decimal; None if there are none."""
    # Rounded down in whole numbers: to the nearest, one missed of thousands would show as 100 %.
    return None if met + missed == 0 else met * 1000 // (met + missed) / 10
