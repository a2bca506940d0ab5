"""Withdraws a use of a benefit that was recorded by mistake, or did not come about (CP-32)."""

from dataclasses import dataclass

from events.catalogue.care_events import Benefit, BenefitUseWithdrawn
from events.catalogue.case_events import MessageText
from intake.domain.care import Care, use_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawBenefitUse:
    """Withdraw it, for `reason`."""

    customer_id: str
    benefit: Benefit
    use_id: str
    reason: str
    withdrawn_by: str


def decide(command: WithdrawBenefitUse, care: Care) -> list[BenefitUseWithdrawn]:
    """Withdraw it, unless it is withdrawn. Raises Unknown (`unknown-benefit-use`)."""
    if use_of(care, command.benefit, command.use_id).withdrawn:
        return []
    return [
        BenefitUseWithdrawn(
            customer_id=command.customer_id,
            use_id=command.use_id,
            withdrawn_by=command.withdrawn_by,
            personal=MessageText(text=command.reason),
        )
    ]
