"""Lets go of a case that nobody takes over, so that the queue and the clock know it (CP-26)."""

from dataclasses import dataclass

from events.catalogue.case_events import CaseReleased, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCase:
    """Let go of the case, for `reason`."""

    reason: str


def decide(command: ReleaseCase, case: Case | None) -> list[CaseReleased]:
    """Let go of the case. Raises Conflicting (`nobody-has-it`)."""
    case = ready_for("release", case)
    if case.engineer_id is None or not case.has_engineer:
        raise Conflicting("nobody-has-it", "no engineer has the case")
    why = MessageText(text=command.reason)
    return [CaseReleased(case_id=case.case_id, engineer_id=case.engineer_id, personal=why)]
