"""Erases what is personal of a customer's user: name, address and words, and not the id."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.customer_events import ErasureReason, PersonalDataErased
from intake.domain.customer import Customer, existing, user_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePersonalData:
    """Erase what is personal of `user_id`."""

    user_id: str
    erased_by: str
    reason: ErasureReason
    now: datetime


def decide(command: ErasePersonalData, customer: Customer | None) -> list[PersonalDataErased]:
    """Record the erasure, also of somebody who was removed, and again of what came since.

    Raises Unknown (`unknown-user`).
    """
    customer = existing(customer)
    if command.user_id not in customer.former_users:
        user_of(customer, command.user_id)
    return [
        PersonalDataErased(
            customer_id=customer.customer_id,
            user_id=command.user_id,
            erased_by=command.erased_by,
            reason=command.reason,
            erased_at=command.now,
        )
    ]
