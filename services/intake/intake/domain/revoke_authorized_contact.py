"""Ends a user's authorization as a liaison (CP-8), which frees the seat (CP-9)."""

from dataclasses import dataclass

from events.catalogue.customer_events import ContactAuthorizationRevoked
from intake.domain.customer import Customer, existing, user_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeAuthorizedContact:
    """End the authorization of `user_id`."""

    user_id: str


def decide(
    command: RevokeAuthorizedContact, customer: Customer | None
) -> list[ContactAuthorizationRevoked]:
    """End the authorization, if there is one."""
    customer = existing(customer)
    if not user_of(customer, command.user_id).authorized:
        return []
    return [ContactAuthorizationRevoked(customer_id=customer.customer_id, user_id=command.user_id)]
