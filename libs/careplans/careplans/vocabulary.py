"""The plans' own words, and the shared ones in their order.

What events carry is typed in `events.catalogue`.
"""

from typing import Literal, get_args

from events.catalogue.terms import Plan, Priority

ReviewPeriod = Literal["month", "quarter"]

PLANS: tuple[Plan, ...] = get_args(Plan)
PRIORITIES: tuple[Priority, ...] = get_args(Priority)
