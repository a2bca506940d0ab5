"""A case that can't be resolved promptly goes to a higher level of support (CP-17)."""

from dataclasses import dataclass

from events.catalogue.case_events import CaseEscalated, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalateCase:
    """Take it to `level` (the first is 1), for `reason`."""

    level: int
    reason: str


def decide(command: EscalateCase, case: Case | None) -> list[CaseEscalated]:
    """Escalate it. Raises Conflicting (`level-not-higher`) where the level is not above today's."""
    found = ready_for("escalate", case)
    if command.level <= found.level:
        raise Conflicting("level-not-higher", f"the case is at level {found.level} already")
    why = MessageText(text=command.reason)
    return [CaseEscalated(case_id=found.case_id, level=command.level, personal=why)]
