"""Takes back a course that was recorded by mistake (CP-10)."""

from dataclasses import dataclass

from events.catalogue.customer_events import Reason, TrainingWithdrawn
from intake.domain.customer import Customer, existing, user_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawTraining:
    """Take back that `user_id` finished `course`."""

    user_id: str
    course: str
    withdrawn_by: str
    reason: str


def decide(command: WithdrawTraining, customer: Customer | None) -> list[TrainingWithdrawn]:
    """Take the course back, if it is recorded. Raises Unknown (`unknown-user`)."""
    customer = existing(customer)
    user = user_of(customer, command.user_id)
    if command.course not in user.trainings:
        return []
    return [
        TrainingWithdrawn(
            customer_id=customer.customer_id,
            user_id=user.user_id,
            course=command.course,
            withdrawn_by=command.withdrawn_by,
            personal=Reason(text=command.reason),
        )
    ]
