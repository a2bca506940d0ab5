"""A promised length of time, and how it is written in the terms (CP-22).

`24 hours`, `5 business days`.
"""

import re
from typing import Literal

from careplans.say_length import say_number
from events.catalogue.terms import Target

Counts = Literal["always", "working-time"]

# Five digits at most: a longer number is a slip of the pen.
_WRITTEN = re.compile(r"(?P<number>[1-9]\d{0,4}) (?P<unit>minute|hour|business day)s?")
_SECONDS = {"minute": 60, "hour": 3_600}
DAY_S = 86_400
LONGEST_S = 366 * DAY_S
"""No promise is longer than a year: what counts a few hours a week would be due when nobody knows
the holidays any more."""


def budget_s(target: Target) -> int:
    """Return the seconds promised; a business day is 86,400, whatever the clocks do on it."""
    return target.amount * DAY_S if target.unit == "business-days" else target.amount


def check_target(target: Target) -> Target:
    """Return the target.

    Raises ValueError for a length below 1, and for business days around the clock.
    """
    if target.amount < 1:
        raise ValueError(f"a target is at least 1, not {target.amount}")
    if target.unit == "business-days" and target.counts == "always":
        raise ValueError("business days count in working time only")
    return target


def read_target(text: str, counts: Counts) -> Target:
    """Return the target that `1 hour`, `30 minutes` or `5 business days` means.

    Raises ValueError for any other text.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"expected a length such as '24 hours' or '5 business days', got '{text}'")
    number, unit = int(match["number"]), match["unit"]
    if unit == "business day":
        target = check_target(Target(amount=number, unit="business-days", counts=counts))
    else:
        target = Target(amount=number * _SECONDS[unit], unit="seconds", counts=counts)
    if budget_s(target) > LONGEST_S:
        raise ValueError(f"at most a year (366 days) is promised, got '{text}'")
    return target


def is_slower(target: Target, other: Target) -> bool:
    """Return whether `target` may come later than `other`, over a week with a weekend in it."""
    return _weight(target) > _weight(other)


def _weight(target: Target) -> float:
    # Five working days are seven days on the wall: the two ways of counting compare by what they
    # come to on average.
    return budget_s(target) * (1.0 if target.counts == "always" else 7 / 5)


def write_target(target: Target) -> str:
    """Return the target in plain words: `24 working hours`, `1 hour`, `5 business days`."""
    if target.unit == "business-days":
        return say_number(target.amount, "business day")
    number, unit = (
        (target.amount // 3_600, "hour")
        if target.amount % 3_600 == 0
        else _in_minutes(target.amount)
    )
    return say_number(number, f"working {unit}" if target.counts == "working-time" else unit)


def _in_minutes(seconds: int) -> tuple[int, str]:
    return (seconds // 60, "minute") if seconds % 60 == 0 else (seconds, "second")
