"""Says what a plan gives beside cases, and counts what a customer had of it in a year (CP-31,
CP-32)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from careplans.terms import PlanTerms
from events.catalogue.care_events import Benefit
from events.catalogue.care_events import BenefitUse as UseKind

KINDS: Final[Mapping[Benefit, tuple[UseKind, ...]]] = {
    "vip-group": ("joined", "left"),
    "speaker-series": ("invited", "attended"),
    "release-notices": ("sent",),
    "fair-pass": ("given",),
}
"""What can be recorded of each benefit."""

VISIT: Final = "tam-visit"
"""The TAM's visit, which a plan gives a number of each year."""

_YEARLY: Final[Mapping[Benefit, str]] = {"fair-pass": "fair-admission"}
"""Benefits of which a year holds a number, and the name under which the plan's data say it."""

Used: TypeAlias = tuple[Benefit, UseKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitCount:
    """A benefit in a year: whether the plan has it, and how often each kind of use was.

    `yearly`: how many a year holds, None where there is no number; `left`: of those.
    """

    benefit: str
    in_plan: bool
    yearly: int | None
    uses: Mapping[str, int]
    left: int | None


def plan_gives(plan: PlanTerms, benefit: Benefit) -> bool:
    """Return whether the plan has the benefit: the fair by its number, the rest with the group."""
    return bool(yearly(plan, benefit)) if benefit in _YEARLY else plan.vip_user_group


def yearly(plan: PlanTerms | None, benefit: Benefit) -> int | None:
    """Return how many a year holds, without a plan none; None where there is no number."""
    if benefit not in _YEARLY:
        return None
    return plan.yearly.get(_YEARLY[benefit], 0) if plan else 0


def count_benefits(
    plan: PlanTerms | None, uses: Iterable[Used], visits: Iterable[str]
) -> tuple[BenefitCount, ...]:
    """Return the count of each benefit, the TAM's visit among them.

    `uses` are those of the year that count, `visits` the states of the year's visits. `plan` None:
    none is in force, so that nothing is in it and nothing is left (CP-4).
    """
    counted = Counter(uses)
    return (*(_benefit(plan, benefit, counted) for benefit in KINDS), _visits(plan, visits))


def _benefit(plan: PlanTerms | None, benefit: Benefit, counted: Counter[Used]) -> BenefitCount:
    most = yearly(plan, benefit)
    kinds: dict[str, int] = {kind: counted[benefit, kind] for kind in KINDS[benefit]}
    return BenefitCount(
        benefit=benefit,
        in_plan=plan is not None and plan_gives(plan, benefit),
        yearly=most,
        uses=kinds,
        left=_left(most, sum(kinds.values())),
    )


def _visits(plan: PlanTerms | None, visits: Iterable[str]) -> BenefitCount:
    states = Counter(visits)
    most = plan.yearly.get(VISIT, 0) if plan else 0
    return BenefitCount(
        benefit=VISIT,
        in_plan=most > 0,
        yearly=most,
        uses={"agreed": states["agreed"], "held": states["held"]},
        left=_left(most, states["held"]),
    )


def _left(most: int | None, used: int) -> int | None:
    # Never below nothing: a plan may have shrunk within the year, and visits are never refused.
    return None if most is None else max(most - used, 0)
