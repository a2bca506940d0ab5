"""What clients are told about cases."""

from datetime import datetime
from typing import Any

import msgspec
from pydantic import BaseModel, ConfigDict

from events.catalogue.case_events import Area, Channel
from events.catalogue.registry import CATALOGUE
from events.catalogue.terms import Plan, Priority
from events.event import Recorded
from intake.adapters.plan_books import PlanBooks
from intake.domain.case import Case, Status
from intake.domain.first_response import due_as_opened


class TargetAnswer(BaseModel):
    """A promise. `due_at` as of the opening; null once a pause or a new priority has moved it: the clock then knows."""

    due_at: datetime | None


class Targets(BaseModel):
    """The promises of a case; none where it is out of entitlement (CP-18 to CP-20)."""

    first_response: TargetAnswer | None = None


class CaseAnswer(BaseModel):
    """A case as it is at `version`."""

    case_id: str
    number: str
    customer_id: str
    reporter_id: str
    status: Status
    priority: Priority
    plan: Plan
    terms_version: str
    targets: Targets
    channel: Channel
    area: Area
    subject: str
    description: str
    opened_at: datetime
    first_responded_at: datetime | None
    engineer_id: str | None
    level: int
    team_contacts: list[str]
    unreachable: bool
    reproduced: bool | None
    exclusion: str | None
    version: int


class QueuedCaseAnswer(BaseModel):
    """A case in the queue."""

    model_config = ConfigDict(from_attributes=True)

    case_id: str
    number: str
    customer_id: str
    reporter_id: str
    plan: Plan
    priority: Priority
    status: Status
    channel: Channel
    subject: str
    engineer_id: str | None
    opened_at: datetime
    first_responded_at: datetime | None
    version: int


class HistoryEntry(BaseModel):
    """One event of a case. `type` as in the event catalogue; `data` as recorded, with what people wrote."""

    version: int
    type: str
    occurred_at: datetime
    recorded_at: datetime
    actor: str | None
    imported: bool
    data: dict[str, Any]


def case_answer(case: Case, version: int, books: PlanBooks) -> CaseAnswer:
    """The case as it is told."""
    return CaseAnswer(
        case_id=case.case_id,
        number=case.number,
        customer_id=case.customer_id,
        reporter_id=case.reporter_id,
        status=case.status,
        priority=case.priority,
        plan=case.promise.plan,
        terms_version=case.promise.terms_version,
        targets=_targets(case, books),
        channel=case.channel,
        area=case.area,
        subject=case.subject,
        description=case.description,
        opened_at=case.opened_at,
        first_responded_at=case.first_responded_at,
        engineer_id=case.engineer_id,
        level=case.level,
        team_contacts=sorted(case.team_contacts),
        unreachable=case.unreachable,
        reproduced=case.reproduced,
        exclusion=case.exclusion,
        version=version,
    )


def history_entry(recorded: Recorded) -> HistoryEntry:
    """The event as it is told."""
    return HistoryEntry(
        version=recorded.version,
        type=CATALOGUE.entry_of(recorded.data).ce_type,
        occurred_at=recorded.occurred_at,
        recorded_at=recorded.recorded_at,
        actor=recorded.meta.actor,
        imported=recorded.meta.imported,
        data=msgspec.to_builtins(recorded.data),
    )


def _targets(case: Case, books: PlanBooks) -> Targets:
    if case.status == "excluded":
        return Targets()
    return Targets(first_response=TargetAnswer(due_at=due_as_opened(case, books.calendar(case.promise))))
