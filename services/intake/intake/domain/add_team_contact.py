"""Adds a user to one case, to work with support on it and on no other (CP-8)."""

from dataclasses import dataclass

from events.catalogue.case_events import TeamContactAdded
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.customer import Customer, user_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTeamContact:
    """Add `user_id`, one of the people of the case's customer."""

    user_id: str
    customer: Customer


def decide(command: AddTeamContact, case: Case | None) -> list[TeamContactAdded]:
    """Add the user, unless it is on the case already.

    Raises Unknown (`unknown-user`).
    """
    case = ready_for("add-team-contact", case)
    user = user_of(command.customer, command.user_id)
    if user.user_id in case.team_contacts:
        return []
    return [TeamContactAdded(case_id=case.case_id, user_id=user.user_id)]
