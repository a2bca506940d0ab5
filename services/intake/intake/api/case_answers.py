"""Builds what clients are told about cases."""

from collections.abc import Mapping, Set
from datetime import datetime
from typing import Any

import msgspec
from pydantic import BaseModel, ConfigDict

from events.catalogue.case_events import Area, Channel
from events.catalogue.registry import CATALOGUE
from events.catalogue.terms import Plan, Priority
from events.event import Meta, Recorded
from intake.adapters.list_queries import Move, QueuedCase
from intake.adapters.terms_library import TermsLibrary
from intake.api.file_bodies import FileAnswer, file_answers
from intake.api.service_request_bodies import ServiceRequestAnswer, service_request_answers
from intake.domain.case import Case
from intake.domain.case_progress import Status
from intake.domain.first_response import due_as_opened
from intake.domain.public_history import SUPPORT, Audience, shown_fields
from intake.domain.suggestions import SuggestionCode, suggestions_for


class TargetAnswer(BaseModel):
    """A promise.

    `due_at` as of the opening; null once a pause or a new priority has moved it: the clock then
    knows.
    """

    due_at: datetime | None


class Targets(BaseModel):
    """The promises of a case; none where it is out of entitlement (CP-18 to CP-20)."""

    first_response: TargetAnswer | None = None


class ReachAnswer(BaseModel):
    """Who at the customer is available for a P1 (CP-27): the reporter, unless another was named."""

    user_id: str | None
    name: str | None = None
    phone: str | None = None


class TriedAnswer(BaseModel):
    """Whom support tried to reach, how, and when."""

    who: str
    how: str
    at: datetime


class MovedAheadAnswer(BaseModel):
    """Why a case goes ahead of the others of its priority, by whom, and until when (CP-31)."""

    model_config = ConfigDict(from_attributes=True)

    moved_by: str
    moved_at: datetime
    until: datetime
    reason: str | None = None


class SuggestionAnswer(BaseModel):
    """What a case may be beside what it was opened as, by which rule and why.

    `service`: the kind of service request that would be the way; `case_id`: the likely twin.
    """

    model_config = ConfigDict(from_attributes=True)

    code: SuggestionCode
    rule: str
    reason: str
    service: str | None = None
    case_id: str | None = None


class CaseAnswer(BaseModel):
    """A case as it is at `version`. `likely_twins`: ids of P1s that are likely about the same
    trouble (CP-16). `told_at`: when a call came that was logged later, beside the hour that runs
    from `opened_at`. `uncovered`: a P1 without a workaround that no engineer has (CP-26).

    `moved_ahead`: it goes, or went, ahead of the others of its priority until `until` (CP-31).
    `edi_topic`: what of EDI it is about (CP-19). `suggestions`: what it may be, and why.
    `service_requests`: what professional services are asked for (CP-20). `files`: what it refers
    to.

    A customer's people are not told which engineer has it, nor that it was moved ahead, nor what
    was written about an `exclusion` (a code), nor, unless they see every case, of twins; who only
    counts is told no `subject` and no `description`.
    """

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
    subject: str | None
    description: str | None
    opened_at: datetime
    first_responded_at: datetime | None
    engineer_id: str | None
    uncovered: bool | None
    level: int
    team_contacts: list[str]
    likely_twins: list[str]
    unreachable: bool
    reproduced: bool | None
    exclusion: str | None
    exclusion_note: str | None = None
    reach: ReachAnswer | None
    told_at: datetime | None
    told_reason: str | None
    tried: list[TriedAnswer]
    moved_ahead: MovedAheadAnswer | None = None
    edi_topic: str | None = None
    suggestions: list[SuggestionAnswer] = []
    service_requests: list[ServiceRequestAnswer] = []
    files: list[FileAnswer] = []
    version: int


class JoinedTo(BaseModel):
    """The case that a call joined."""

    case_id: str
    number: str
    subject: str | None


class JoinedCaseAnswer(CaseAnswer):
    """A case that was open already, and that a call joined: no case was opened (CP-16)."""

    joined_to: JoinedTo


class QueuedCaseAnswer(BaseModel):
    """A case in the queue. `moved_ahead`: it goes first in its priority until then (CP-31).

    `uncovered`: a P1 without the engineer that it needs until it has a workaround (CP-26).
    A customer's people are not told this, nor which engineer has the case; `updated_at` is the last
    time that something happened which they may know of.
    """

    model_config = ConfigDict(from_attributes=True)

    case_id: str
    number: str
    customer_id: str
    reporter_id: str
    plan: Plan
    priority: Priority
    status: Status
    channel: Channel
    subject: str | None
    engineer_id: str | None
    opened_at: datetime
    first_responded_at: datetime | None
    version: int
    level: int
    updated_at: datetime
    uncovered: bool | None
    moved_ahead: MovedAheadAnswer | None = None


class HistoryEntry(BaseModel):
    """One event of a case. `type` as in the event catalogue; `data` as recorded, as far as the
    asker may read it. `actor_role`: in which role the actor did it, where that was recorded.

    A customer's people are told what is public: no notes, no hand-overs, no reasons that support
    wrote for itself, and `support` where one of the vendor's people wrote something.
    """

    version: int
    type: str
    occurred_at: datetime
    recorded_at: datetime
    actor: str | None
    actor_role: str | None = None
    imported: bool
    data: dict[str, Any]


def case_answer(case: Case, version: int, library: TermsLibrary, audience: Audience) -> CaseAnswer:
    """Return the case as this audience may read it."""
    answer = _for_audience(_whole_case(case, version, library), audience)
    service_requests = list(service_request_answers(case, audience))
    files = list(file_answers(case, audience))
    return answer.model_copy(update={"service_requests": service_requests, "files": files})


def queued_answer(
    row: QueuedCase, audience: Audience, move: Move | None = None
) -> QueuedCaseAnswer:
    """Return a case in the queue as this audience may read it; `move`: why it goes first."""
    answer = QueuedCaseAnswer.model_validate(row)
    if audience == "customer":
        # The last change may have been a note, which a customer never hears of (CP-11).
        answer = answer.model_copy(update={"updated_at": row.public_at})
    moved_ahead = MovedAheadAnswer.model_validate(move) if move else None
    return answer.model_copy(update={"moved_ahead": moved_ahead, **_KEPT_BACK_IN_QUEUE[audience]})


def _for_audience(answer: CaseAnswer, audience: Audience) -> CaseAnswer:
    return answer.model_copy(update=_KEPT_BACK[audience])


_KEPT_BACK: Mapping[Audience, Mapping[str, object]] = {
    "vendor": {},
    "customer": {
        "engineer_id": None,
        "uncovered": None,
        "exclusion_note": None,
        "told_reason": None,
        "tried": [],
        "moved_ahead": None,
    },
    "figures": {
        "subject": None,
        "description": None,
        "exclusion_note": None,
        "reach": None,
        "told_reason": None,
        "tried": [],
        "moved_ahead": None,
    },
}
_KEPT_BACK_IN_QUEUE: Mapping[Audience, Mapping[str, object]] = {
    "vendor": {},
    "customer": {"engineer_id": None, "uncovered": None},
    "figures": {"subject": None},
}


def _whole_case(case: Case, version: int, library: TermsLibrary) -> CaseAnswer:
    return CaseAnswer(
        case_id=case.case_id,
        number=case.number,
        customer_id=case.customer_id,
        reporter_id=case.reporter_id,
        status=case.status,
        priority=case.priority,
        plan=case.promise.plan,
        terms_version=case.promise.terms_version,
        targets=_targets(case, library),
        channel=case.channel,
        area=case.area,
        subject=case.subject,
        description=case.description,
        opened_at=case.opened_at,
        first_responded_at=case.first_responded_at,
        engineer_id=case.engineer_id,
        uncovered=case.uncovered,
        level=case.level,
        team_contacts=sorted(case.team_contacts),
        likely_twins=sorted(case.likely_twins),
        unreachable=case.unreachable,
        reproduced=case.reproduced,
        exclusion=case.exclusion,
        exclusion_note=case.exclusion_note,
        reach=_reach(case),
        told_at=case.told_at,
        told_reason=case.told_reason,
        tried=[TriedAnswer(who=one.who, how=one.how, at=one.at) for one in case.tried],
        moved_ahead=_moved_ahead(case),
        edi_topic=case.edi_topic,
        suggestions=_suggestions(case, library),
        version=version,
    )


def _suggestions(case: Case, library: TermsLibrary) -> list[SuggestionAnswer]:
    suggested = suggestions_for(case, library.coded_for(case.promise))
    return [SuggestionAnswer.model_validate(it) for it in suggested]


def _reach(case: Case) -> ReachAnswer | None:
    if case.priority != "P1":
        return None
    if case.reach is None:
        return ReachAnswer(user_id=case.reporter_id)
    return ReachAnswer(user_id=case.reach_id, name=case.reach.name, phone=case.reach.phone)


def _moved_ahead(case: Case) -> MovedAheadAnswer | None:
    return MovedAheadAnswer.model_validate(case.moved_ahead) if case.moved_ahead else None


def joined_answer(
    case: Case, version: int, library: TermsLibrary, audience: Audience
) -> JoinedCaseAnswer:
    """Return the case that a call joined, as this audience may read it."""
    answer = case_answer(case, version, library, audience)
    to = JoinedTo(case_id=case.case_id, number=case.number, subject=answer.subject)
    return JoinedCaseAnswer(**dict(answer), joined_to=to)


_NOBODY = Meta(correlation_id="")
"""Stands for whoever did it, of whom a customer's people are not told."""


def history_entry(
    recorded: Recorded, audience: Audience, user_ids: Set[str]
) -> HistoryEntry | None:
    """Return the event as this audience may read it; None if it may not know of it.

    `user_ids` are the customer's people.
    """
    shown = shown_fields(type(recorded.data), recorded.data.__struct_fields__, audience)
    if shown is None:
        return None
    data = msgspec.to_builtins(recorded.data)
    values = {field: value for field, value in data.items() if field in shown}
    if audience != "customer":
        return _entry(recorded, recorded.meta, values)
    return _entry(recorded, _NOBODY, _without_engineers(values, user_ids))


def _without_engineers(data: dict[str, Any], user_ids: Set[str]) -> dict[str, Any]:
    """Return the data with `support` as the author unless one of the customer's people wrote it."""
    if data.get("author_id", "") in user_ids or "author_id" not in data:
        return data
    return {**data, "author_id": SUPPORT}


def _entry(recorded: Recorded, by: Meta, data: dict[str, Any]) -> HistoryEntry:
    return HistoryEntry(
        version=recorded.version,
        type=CATALOGUE.entry_of(recorded.data).ce_type,
        occurred_at=recorded.occurred_at,
        recorded_at=recorded.recorded_at,
        actor=by.actor,
        actor_role=by.role,
        imported=recorded.meta.imported,
        data=data,
    )


def _targets(case: Case, library: TermsLibrary) -> Targets:
    # No due time at all, rather than one that nobody will keep (CP-18).
    if case.status == "excluded":
        return Targets()
    return Targets(
        first_response=TargetAnswer(due_at=due_as_opened(case, library.calendar(case.promise)))
    )
