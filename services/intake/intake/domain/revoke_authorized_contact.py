"""A user is no longer the customer's liaison (CP-8), and the seat is free again (CP-9)."""

from dataclasses import dataclass

from events.catalogue.customer_events import ContactAuthorizationRevoked
from intake.domain.customer import Customer, existing, user_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeAuthorizedContact:
    """Whose authorization ends."""

    user_id: str


def decide(
    command: RevokeAuthorizedContact, customer: Customer | None
) -> list[ContactAuthorizationRevoked]:
    """End it; nothing happens where there is none."""
    found = existing(customer)
    if not user_of(found, command.user_id).authorized:
        return []
    return [ContactAuthorizationRevoked(customer_id=found.customer_id, user_id=command.user_id)]
