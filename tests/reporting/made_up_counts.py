"""Groups of cases that are alike, as a review counts them; tests change what they are about."""

from dataclasses import replace

from reporting.domain.review_counts import CaseCount

OPEN = CaseCount(
    opened="period",
    opened_priority="P3",
    priority="P3",
    ended=None,
    ended_priority=None,
    excluded=False,
    over_at_start=False,
    open_at_end=True,
    age=0,
    clocked=True,
    count=1,
)
CLOSED = replace(OPEN, ended="period", ended_priority="P3", open_at_end=False, age=None)
