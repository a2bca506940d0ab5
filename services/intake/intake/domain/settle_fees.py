"""A customer's fees fall overdue, or are paid: unpaid, it is out of entitlement (CP-6)."""

from dataclasses import dataclass

from events.catalogue.customer_events import FeesFellOverdue, FeesPaid
from intake.domain.customer import Customer, existing


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleFees:
    """Whether fees are `overdue` from now on."""

    overdue: bool


def decide(command: SettleFees, customer: Customer | None) -> list[FeesFellOverdue | FeesPaid]:
    """Record the change; nothing happens where it is so already."""
    found = existing(customer)
    if found.fees_overdue == command.overdue:
        return []
    kind = FeesFellOverdue if command.overdue else FeesPaid
    return [kind(customer_id=found.customer_id)]
