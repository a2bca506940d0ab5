"""Turns the terms into rows that SQL can order cases by: which plan is served first (CP-21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from careplans.terms import TermsCatalogue
from events.catalogue.terms import Plan


@dataclass(frozen=True, slots=True)
class QueueRanks:
    """Each plan's rank in the queue, 1 first, by the version of the terms.

    The first three are columns of one table. `newest` are the plans in the order of the newest
    terms, for a case of terms that are not kept here.
    """

    versions: Sequence[str]
    plans: Sequence[Plan]
    ranks: Sequence[int]
    newest: Sequence[Plan]

    def arguments(self) -> tuple[list[str], list[str], list[int], list[str]]:
        """Return the four as a statement takes them."""
        return list(self.versions), list(self.plans), list(self.ranks), list(self.newest)


def queue_ranks(catalogue: TermsCatalogue) -> QueueRanks:
    """Return the ranks that these terms give."""
    plans: tuple[Plan, ...] = get_args(Plan)
    rows = [
        (terms.version, plan, terms.plan(plan).queue_rank)
        for terms in catalogue.versions
        for plan in plans
    ]
    newest = catalogue.versions[-1]
    return QueueRanks(
        versions=[version for version, _, _ in rows],
        plans=[plan for _, plan, _ in rows],
        ranks=[rank for _, _, rank in rows],
        newest=sorted(plans, key=lambda plan: newest.plan(plan).queue_rank),
    )
