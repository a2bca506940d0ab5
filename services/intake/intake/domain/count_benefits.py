"""Counts what a customer had of its benefits in a year (CP-31, CP-32)."""

from careplans import benefits
from careplans.benefits import BenefitCount
from careplans.terms import PlanTerms
from intake.domain.care import Care


def count_benefits(care: Care, year: int, plan: PlanTerms | None) -> tuple[BenefitCount, ...]:
    """Return the count of each benefit, the TAM's visit among them.

    `plan` None: none is in force, so that nothing is in it and nothing is left (CP-4).
    """
    uses = [
        (use.benefit, use.kind)
        for benefit in benefits.KINDS
        for use in care.counted(benefit)
        if use.used_on.year == year
    ]
    visits = [it.state for it in care.visits.values() if it.visit_on.year == year]
    return benefits.count_benefits(plan, uses, visits)
