"""The order in which cases are worked on (CP-21)."""

from datetime import datetime

from careplans.terms import Terms
from careplans.vocabulary import PRIORITIES, Plan, Priority


def queue_key(
    priority: Priority, plan: Plan, opened_at: datetime, terms: Terms
) -> tuple[int, int, datetime]:
    """Sorts cases: by priority, then Platinum before Gold before Silver, then who came first."""
    return PRIORITIES.index(priority), terms.plan(plan).queue_rank, opened_at
