"""Counts what a customer had of its benefits in a year (CP-31, CP-32)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from careplans.terms import PlanTerms
from events.catalogue.care_events import Benefit
from intake.domain.care import Care
from intake.domain.record_visit import VISIT
from intake.domain.use_benefit import KINDS, plan_gives, yearly


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A benefit in a year: whether the plan has it, and how often each kind of use was.

    `yearly`: how many a year holds, None where there is no number; `left`: of those.
    """

    benefit: str
    in_plan: bool
    yearly: int | None
    uses: Mapping[str, int]
    left: int | None


def count_benefits(care: Care, year: int, plan: PlanTerms | None) -> tuple[Count, ...]:
    """Return the count of each benefit, the TAM's visit among them.

    `plan` None: none is in force, so that nothing is in it and nothing is left (CP-4).
    """
    return (*(_benefit(care, year, plan, benefit) for benefit in KINDS), _visits(care, year, plan))


def _benefit(care: Care, year: int, plan: PlanTerms | None, benefit: Benefit) -> Count:
    kinds = Counter(use.kind for use in care.counted(benefit) if use.used_on.year == year)
    most = yearly(plan, benefit)
    return Count(
        benefit=benefit,
        in_plan=plan is not None and plan_gives(plan, benefit),
        yearly=most,
        uses={kind: kinds[kind] for kind in KINDS[benefit]},
        left=_left(most, kinds.total()),
    )


def _visits(care: Care, year: int, plan: PlanTerms | None) -> Count:
    states = Counter(it.state for it in care.visits.values() if it.visit_on.year == year)
    most = plan.yearly.get(VISIT, 0) if plan else 0
    return Count(
        benefit=VISIT,
        in_plan=most > 0,
        yearly=most,
        uses={"agreed": states["agreed"], "held": states["held"]},
        left=_left(most, states["held"]),
    )


def _left(most: int | None, used: int) -> int | None:
    # Never below nothing: a plan may have shrunk within the year, and visits are never refused.
    return None if most is None else max(most - used, 0)
