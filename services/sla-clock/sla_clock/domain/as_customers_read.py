"""Keeps what support wrote, and who wrote it, from a customer's people.

They may read a deadline's times and its verdict.
"""

from collections.abc import Mapping
from dataclasses import replace

from msgspec import structs

from events.catalogue.terms import Goal
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.ledger import WAITING, Kind

CUSTOMERS_GOALS: tuple[Goal, ...] = ("first_response", "next_update", "workaround", "resolution")
"""The goals that customers are told of; who of support has a P1, and since when, is its own."""
SUPPORT = "support"
"""Stands for anybody of the vendor where a customer reads."""
_WHY: Mapping[Kind, str] = {
    "paused": WAITING,
    "excused": "nobody at the customer could be reached",
}


def as_customers_read(deadline: Deadline) -> Deadline:
    """Return the deadline without names and reasons.

    Why the clock stood is in the words of the rule (CP-27), not in support's.
    """
    # Before anything is made of it: a sentence that quotes a reason cannot be cleaned afterwards.
    return structs.replace(
        deadline,
        late_reason=None,
        late_reason_by=None,
        late_claims=tuple(
            replace(claim, claimed_by=None, recorded_by=None, reason=None)
            for claim in deadline.late_claims
        ),
        withdrawal=deadline.withdrawal
        and replace(deadline.withdrawal, accepted_by=SUPPORT, reason=None),
        ledger=tuple(
            replace(stretch, reason=_WHY[stretch.kind], recorded_by=None)
            for stretch in deadline.ledger
        ),
    )
