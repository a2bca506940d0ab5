"""Takes a user off the team of one case (CP-8)."""

from dataclasses import dataclass

from events.catalogue.case_events import MessageText, TeamContactRemoved
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveTeamContact:
    """Take `user_id` off the team."""

    user_id: str
    removed_by: str
    reason: str


def decide(command: RemoveTeamContact, case: Case | None) -> list[TeamContactRemoved]:
    """Take the user off the team, if it is on it.

    Raises Conflicting (`logged-the-case`) for who logged it: that is no matter of the team.
    """
    case = ready_for("remove-team-contact", case)
    if command.user_id == case.reporter_id:
        raise Conflicting("logged-the-case", "who logged a case may work on it, team or not")
    if command.user_id not in case.team_contacts:
        return []
    return [
        TeamContactRemoved(
            case_id=case.case_id,
            user_id=command.user_id,
            removed_by=command.removed_by,
            personal=MessageText(text=command.reason),
        )
    ]
