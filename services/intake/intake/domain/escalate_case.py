"""Takes a case that cannot be resolved promptly to a higher level of support (CP-17)."""

from dataclasses import dataclass

from events.catalogue.case_events import CaseEscalated, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalateCase:
    """Take the case to `level` (the first is 1), for `reason`."""

    level: int
    reason: str


def decide(command: EscalateCase, case: Case | None) -> list[CaseEscalated]:
    """Escalate the case. Raises Conflicting (`level-not-higher`)."""
    case = ready_for("escalate", case)
    if command.level <= case.level:
        raise Conflicting("level-not-higher", f"the case is at level {case.level} already")
    why = MessageText(text=command.reason)
    return [CaseEscalated(case_id=case.case_id, level=command.level, personal=why)]
