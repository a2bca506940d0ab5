"""Tells whether a year's maintenance kept to the allowances of business continuity (CP-33)."""

from collections.abc import Mapping
from dataclasses import dataclass

from careplans.terms import Continuity


@dataclass(frozen=True, slots=True)
class MonthUse:
    """A month's maintenance in minutes.

    `allowance` is the length it used up; None if it broke the promise.
    """

    month: int
    minutes: float
    allowance: int | None

    @property
    def broke_promise(self) -> bool:
        """Whether no remaining allowance is long enough."""
        return self.allowance is None


@dataclass(frozen=True, slots=True)
class YearOfContinuity:
    """The months with their allowances; `left` counts those that are left, by length."""

    months: tuple[MonthUse, ...]
    left: dict[int, int]


def judge_year(minutes_by_month: Mapping[int, float], promise: Continuity) -> YearOfContinuity:
    """Give each month (1 to 12), in order, the shortest remaining allowance that is long enough.

    Give 0 for a past month without maintenance, and leave out the months to come. Raises ValueError
    for another month or negative minutes.
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
