"""Folds which engineers are certified for the cases of which plan, and asks for a reason where a
case is given to another (CP-21)."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from events.catalogue.case_events import MessageText
from events.catalogue.certification_events import EngineersCertified, GivenToUncertified
from events.catalogue.terms import Plan
from intake.domain.case import Case
from intake.domain.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """The engineers who are certified for a plan's cases, since when, by whom and why."""

    engineer_ids: tuple[str, ...]
    certified_at: datetime
    certified_by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Certifications:
    """The newest certification of each plan that has one."""

    by_plan: Mapping[Plan, Certification] = field(default_factory=dict)

    def certified(self, plan: Plan) -> frozenset[str]:
        """Return who is certified for the plan's cases; nobody: they go to anybody."""
        newest = self.by_plan.get(plan)
        return frozenset(newest.engineer_ids) if newest else frozenset()


INITIAL: Final = Certifications()
"""Nobody is certified: every case goes to any engineer."""


def evolve(certifications: Certifications, event: EngineersCertified) -> Certifications:
    """Return the certifications after one more."""
    newest = Certification(
        engineer_ids=event.engineer_ids,
        certified_at=event.certified_at,
        certified_by=event.certified_by,
        reason=event.personal.text,
    )
    return replace(certifications, by_plan={**certifications.by_plan, event.plan: newest})


def given_to_uncertified(
    case: Case, engineer_id: str, certified: AbstractSet[str], reason: str | None
) -> list[GivenToUncertified]:
    """Return the fact that the case goes to somebody outside of its plan's desk, if it does.

    `certified`: who is certified for the plan's cases; nobody: anybody takes them. Raises Invalid
    (`reason-required`).
    """
    if not certified or engineer_id in certified:
        return []
    plan = case.promise.plan
    if not reason:
        raise Invalid(
            "reason-required", f"{engineer_id} is not certified for {plan} cases: say why it is so"
        )
    why = MessageText(text=reason)
    return [
        GivenToUncertified(case_id=case.case_id, engineer_id=engineer_id, plan=plan, personal=why)
    ]
