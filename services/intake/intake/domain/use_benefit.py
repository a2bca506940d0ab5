"""Records that a customer had a benefit of its plan (CP-32)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from careplans.benefits import KINDS, plan_gives, yearly
from careplans.terms import PlanTerms
from events.catalogue.care_events import Benefit, BenefitUsed
from intake.domain.care import Care, Use
from intake.domain.errors import Conflicting, Invalid, NotEntitled

_OF_AN_OCCASION: Final[frozenset[Benefit]] = frozenset({"speaker-series", "release-notices"})


@dataclass(frozen=True, slots=True, kw_only=True)
class UseBenefit:
    """Record the use; `plan`: what the customer's plan gave on its day."""

    customer_id: str
    use: Use
    plan: PlanTerms
    today: date


def decide(command: UseBenefit, care: Care) -> list[BenefitUsed]:
    """Record it, unless the same is recorded. Raises NotEntitled, Invalid and Conflicting."""
    use = command.use
    _check_given(command.plan, use.benefit)
    _check_makes_sense(use, command.today)
    counted = care.counted(use.benefit)
    if any(same_use(use, other) for other in counted):
        return []
    _check_left(use, command.plan, counted)
    return [
        BenefitUsed(
            customer_id=command.customer_id,
            use_id=use.use_id,
            benefit=use.benefit,
            use=use.kind,
            used_on=use.used_on,
            occasion=use.occasion,
            user_id=use.user_id,
            recorded_by=use.recorded_by,
        )
    ]


def _check_given(plan: PlanTerms, benefit: Benefit) -> None:
    if not plan_gives(plan, benefit):
        raise NotEntitled("plan-without-benefit", f"{plan.name} has no {benefit}")


def _check_makes_sense(use: Use, today: date) -> None:
    if use.kind not in KINDS[use.benefit]:
        kinds = ", ".join(KINDS[use.benefit])
        raise Invalid("not-of-this-benefit", f"of {use.benefit} is recorded: {kinds}")
    # A session or a release is what invitations and notices are counted by.
    if use.occasion is None and use.benefit in _OF_AN_OCCASION:
        raise Invalid("occasion-required", "say which session or release")
    if use.used_on > today:
        raise Invalid("used-in-the-future", "only what took place is counted")


def same_use(use: Use, other: Use) -> bool:
    """Return whether both tell of the same thing."""
    return (use.kind, use.used_on, use.occasion, use.user_id) == (
        other.kind,
        other.used_on,
        other.occasion,
        other.user_id,
    )


def _check_left(use: Use, plan: PlanTerms, counted: tuple[Use, ...]) -> None:
    most = yearly(plan, use.benefit)
    used = sum(other.used_on.year == use.used_on.year for other in counted)
    if most is not None and used >= most:
        raise Conflicting(
            "benefit-used-up",
            f"{plan.name} has {most} a year; {used} were given in {use.used_on.year}",
        )
