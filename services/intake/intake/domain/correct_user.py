"""Corrects a user's name or mail address (CP-8)."""

from dataclasses import dataclass

from events.catalogue.customer_events import CorrectedPerson, UserCorrected
from intake.domain.customer import Customer, existing, user_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectUser:
    """Put in the name and the address that are not None."""

    user_id: str
    name: str | None = None
    email: str | None = None
    corrected_by: str
    reason: str


def decide(command: CorrectUser, customer: Customer | None) -> list[UserCorrected]:
    """Record the correction, if it is one. Raises Unknown (`unknown-user`)."""
    customer = existing(customer)
    user = user_of(customer, command.user_id)
    name, email = command.name or user.name, command.email or user.email
    if (name, email) == (user.name, user.email):
        return []
    return [
        UserCorrected(
            customer_id=customer.customer_id,
            user_id=user.user_id,
            corrected_by=command.corrected_by,
            personal=CorrectedPerson(name=name, email=email, reason=command.reason),
        )
    ]
