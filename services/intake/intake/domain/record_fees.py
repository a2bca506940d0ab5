"""Records that a customer's fees fell overdue, or were paid; overdue, it has no access (CP-6)."""

from dataclasses import dataclass

from events.catalogue.customer_events import FeesFellOverdue, FeesPaid
from intake.domain.customer import Customer, existing


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFees:
    """Record whether fees are `overdue` from now on."""

    overdue: bool


def decide(command: RecordFees, customer: Customer | None) -> list[FeesFellOverdue | FeesPaid]:
    """Record the change, if it is one."""
    customer = existing(customer)
    if customer.fees_overdue == command.overdue:
        return []
    kind = FeesFellOverdue if command.overdue else FeesPaid
    return [kind(customer_id=customer.customer_id)]
