"""Tells whether a year's maintenance kept to the allowances of business continuity (CP-33)."""

from collections.abc import Mapping
from dataclasses import dataclass

from careplans.terms_parts import Continuity


@dataclass(frozen=True, slots=True)
class MonthUse:
    """A month's maintenance in minutes; `allowance` is the length that it took up."""

    month: int
    minutes: float
    allowance: int

    @property
    def broke_promise(self) -> bool:
        """Whether the month took longer than the allowance that was left for it."""
        return self.minutes > self.allowance


@dataclass(frozen=True, slots=True)
class YearOfContinuity:
    """The months with their allowances; `left` counts those that are left, by length."""

    months: tuple[MonthUse, ...]
    left: dict[int, int]


def judge_year(minutes_by_month: Mapping[int, float], promise: Continuity) -> YearOfContinuity:
    """Give each month (1 to 12) an allowance, the longest month first; of equals, the earlier one.

    So the longest months take the long allowances, whichever came first (CP-33). Give 0 for a past
    month without maintenance, and leave out the months to come. Raises ValueError for another month
    or negative minutes.
    """
    if any(not 1 <= month <= 12 or minutes < 0 for month, minutes in minutes_by_month.items()):
        raise ValueError("months are 1 to 12, and minutes are not negative")
    left = {allowance.minutes: allowance.months for allowance in promise.allowances}
    longest_first = sorted(minutes_by_month, key=lambda month: (-minutes_by_month[month], month))
    taken = {month: _take(minutes_by_month[month], left) for month in longest_first}
    months = tuple(
        MonthUse(month, minutes_by_month[month], taken[month]) for month in sorted(taken)
    )
    return YearOfContinuity(months, left)


def _take(minutes: float, left: dict[int, int]) -> int:
    """Take the shortest allowance left that is long enough, else the longest that is left."""
    # There is one always: the allowances' months add up to twelve.
    lengths = [length for length in sorted(left) if left[length]]
    length = next((length for length in lengths if minutes <= length), lengths[-1])
    left[length] -= 1
    return length
