"""Assigns a case to an engineer."""

from dataclasses import dataclass

from events.catalogue.case_events import CaseAssigned
from events.catalogue.certification_events import GivenToUncertified
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.certified_engineers import INITIAL, Certifications, given_to_uncertified
from intake.domain.check_engineer import check_engineer


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCase:
    """Give the case to `engineer_id`. `exists`: there is such an engineer, as far as is known.

    `certifications`: who is of which plan's desk; `reason`: why it goes to somebody else (CP-21).
    """

    engineer_id: str
    exists: bool = True
    certifications: Certifications = INITIAL
    reason: str | None = None


def decide(command: AssignCase, case: Case | None) -> list[CaseAssigned | GivenToUncertified]:
    """Assign the case, unless the engineer has it already. Raises Invalid (`unknown-engineer`,
    `reason-required`)."""
    case = ready_for("assign", case)
    check_engineer(command.engineer_id, exists=command.exists)
    if case.has_engineer and case.engineer_id == command.engineer_id:
        return []
    certified = command.certifications.certified(case.promise.plan)
    return [
        CaseAssigned(case_id=case.case_id, engineer_id=command.engineer_id),
        *given_to_uncertified(case, command.engineer_id, certified, command.reason),
    ]
