"""Hands a case over from one engineer to the next, so that it is never dropped (CP-26)."""

from dataclasses import dataclass

from events.catalogue.case_events import CaseHandedOver, MessageText
from events.catalogue.certification_events import GivenToUncertified
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.certified_engineers import INITIAL, Certifications, given_to_uncertified
from intake.domain.check_engineer import check_engineer
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverCase:
    """Pass the case to `to_engineer_id`; `summary` tells where it stands.

    `exists`: there is such an engineer, as far as is known. `certifications`: who is of which
    plan's desk; `reason`: why it goes to somebody else (CP-21).
    """

    to_engineer_id: str
    summary: str
    exists: bool = True
    certifications: Certifications = INITIAL
    reason: str | None = None


def decide(command: HandOverCase, case: Case | None) -> list[CaseHandedOver | GivenToUncertified]:
    """Hand the case over. Raises Conflicting (`already-covered`), Invalid (`unknown-engineer`,
    `reason-required`)."""
    case = ready_for("hand-over", case)
    check_engineer(command.to_engineer_id, exists=command.exists)
    # Refused, unlike assigning again: a summary for oneself is likely a slip (CP-26).
    if case.has_engineer and case.engineer_id == command.to_engineer_id:
        raise Conflicting("already-covered", "that engineer has the case already")
    certified = command.certifications.certified(case.promise.plan)
    return [
        CaseHandedOver(
            case_id=case.case_id,
            from_engineer_id=case.engineer_id,
            to_engineer_id=command.to_engineer_id,
            personal=MessageText(text=command.summary),
        ),
        *given_to_uncertified(case, command.to_engineer_id, certified, command.reason),
    ]
