"""Whether maintenance kept to the allowances of enhanced business continuity in a calendar year
(CP-33).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from careplans.terms import Continuity


@dataclass(frozen=True, slots=True)
class MonthUse:
    """A month's maintenance in minutes.

    `allowance` is the length it took up, None where it broke the promise.
    """

    month: int
    minutes: float
    allowance: int | None

    @property
    def broke_promise(self) -> bool:
        """Whether no allowance that was left is long enough."""
        return self.allowance is None


@dataclass(frozen=True, slots=True)
class YearOfContinuity:
    """The months with their allowances, and how many of each length are left for the months not yet
    given.
    """

    months: tuple[MonthUse, ...]
    left: dict[int, int]


def judge_year(minutes_by_month: Mapping[int, float], promise: Continuity) -> YearOfContinuity:
    """Give each month (1 to 12), in order, the shortest allowance that is left and long enough.

    A month without maintenance that is over is given as 0; a month to come is left out. Raises
    ValueError for another month or negative minutes.
    """
    if any(not 1 <= month <= 12 or minutes < 0 for month, minutes in minutes_by_month.items()):
        raise ValueError("months are 1 to 12, and minutes are not negative")
    left = {allowance.minutes: allowance.months for allowance in promise.allowances}
    months = tuple(_use(month, minutes_by_month[month], left) for month in sorted(minutes_by_month))
    return YearOfContinuity(months, left)


def _use(month: int, minutes: float, left: dict[int, int]) -> MonthUse:
    fitting = (length for length in sorted(left) if left[length] and minutes <= length)
    allowance = next(fitting, None)
    # A month that broke the promise takes up the shortest that is left, so that it spoils no other
    # month.
    left[
        allowance if allowance is not None else min(length for length in left if left[length])
    ] -= 1
    return MonthUse(month, minutes, allowance)
