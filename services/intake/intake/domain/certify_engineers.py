"""Says which engineers are certified for the cases of a plan with a desk of its own (CP-21)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.certification_events import EngineersCertified
from events.catalogue.customer_events import Reason
from events.catalogue.terms import Plan
from intake.domain.certified_engineers import Certifications
from intake.domain.check_engineer import check_engineer
from intake.domain.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifyEngineers:
    """Let these engineers be the plan's desk. `apart`: the plan has one of its own.

    `unknown`: those of them who are no engineers, as far as is known.
    """

    plan: Plan
    engineer_ids: tuple[str, ...]
    apart: bool
    unknown: tuple[str, ...]
    now: datetime
    certified_by: str
    reason: str


def decide(command: CertifyEngineers, known: Certifications) -> list[EngineersCertified]:
    """Certify them, unless it is so already. Raises Invalid (`plan-without-desk`,
    `unknown-engineer`)."""
    if not command.apart:
        raise Invalid("plan-without-desk", f"cases of {command.plan} go to any engineer")
    for engineer_id in command.unknown:
        check_engineer(engineer_id, exists=False)
    wanted = tuple(sorted(set(command.engineer_ids)))
    if frozenset(wanted) == known.certified(command.plan):
        return []
    return [
        EngineersCertified(
            plan=command.plan,
            engineer_ids=wanted,
            certified_at=command.now,
            certified_by=command.certified_by,
            personal=Reason(text=command.reason),
        )
    ]
