"""Records that a user finished a course, which acting as an authorized contact takes (CP-10)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from events.catalogue.customer_events import TrainingCompleted
from intake.domain.customer import Customer, existing, user_of
from intake.domain.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTraining:
    """Record that a user finished one of the `known_courses` on a day."""

    user_id: str
    course: str
    completed_on: date
    known_courses: Collection[str]
    today: date


def decide(command: CompleteTraining, customer: Customer | None) -> list[TrainingCompleted]:
    """Record the course, unless it is recorded already.

    Raises Unknown, and Invalid for an unknown course or a day in the future.
    """
    customer = existing(customer)
    user = user_of(customer, command.user_id)
    if command.course not in command.known_courses:
        raise Invalid(
            "unknown-course", f"the courses are: {', '.join(sorted(command.known_courses))}"
        )
    if command.completed_on > command.today:
        raise Invalid("completed-in-the-future", "completed_on is later than today")
    # The first date stands: a course that is taken again changes no right (CP-10).
    if command.course in user.trainings:
        return []
    return [
        TrainingCompleted(
            customer_id=customer.customer_id,
            user_id=command.user_id,
            course=command.course,
            completed_on=command.completed_on,
        )
    ]
