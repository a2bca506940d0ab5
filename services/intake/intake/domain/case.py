"""Folds a case from its events: the state that every decision about a case is made on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, assert_never

from events.catalogue.case_events import (
    Area,
    CaseAssigned,
    CaseClosed,
    CaseCommented,
    CaseEscalated,
    CaseExcluded,
    CaseFileAdded,
    CaseHandedOver,
    CaseIncluded,
    CaseMovedAhead,
    CaseMovedBack,
    CaseNoted,
    CaseOpened,
    CasePriorityChanged,
    CaseReleased,
    CaseReopened,
    CaseReproduced,
    CaseResolved,
    CaseResponded,
    Channel,
    ContactReachable,
    ContactUnreachable,
    InformationProvided,
    InformationRequested,
    LikelyTwinMarked,
    MessageText,
    PhoneCallDated,
    PhoneCallJoined,
    ReachNamed,
    ReachText,
    TeamContactAdded,
    TeamContactRemoved,
    TriedContact,
    WorkaroundProvided,
)
from events.catalogue.certification_events import GivenToUncertified
from events.catalogue.service_events import (
    EdiTopicNamed,
    LikelyNoCaseMarked,
    ServiceRequested,
    ServiceRequestMoved,
)
from events.catalogue.terms import Promise
from intake.domain.case_files import CaseFile, file_of
from intake.domain.case_progress import LIVE, CaseEvent, CaseProgress, LaterCaseEvent, advance
from intake.domain.errors import Unknown
from intake.domain.service_requests import ServiceRequest, after


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedAhead:
    """Why a case goes ahead of the others of its priority, by whom, and until when (CP-31)."""

    moved_by: str
    moved_at: datetime
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(CaseProgress):
    """A case as its events left it.

    `reach` and `reach_id`: who is available for a P1, if it is not just the reporter. `told_at`:
    when the call came that was logged later, with `told_reason`. `tried`: who could not be reached.

    `level` counts support levels from 1. `clock_moved`: its deadline is no longer the one that it
    opened with. `waits_since`: when the customer was last asked. `edi_topic`: what of EDI it is
    about, if that was said; `service_offered`: the service that does it, since the plan does not.
    """

    case_id: str
    number: str
    customer_id: str
    reporter_id: str
    channel: Channel
    area: Area
    opened_at: datetime
    promise: Promise
    subject: str
    description: str
    level: int = 1
    team_contacts: frozenset[str] = frozenset()
    likely_twins: frozenset[str] = frozenset()
    unreachable: bool = False
    clock_moved: bool = False
    reproduced: bool | None = None
    waits_since: datetime | None = None
    moved_ahead: MovedAhead | None = None
    exclusion: str | None = None
    exclusion_note: str | None = None
    reach: ReachText | None = None
    reach_id: str | None = None
    told_at: datetime | None = None
    told_reason: str | None = None
    tried: tuple[TriedContact, ...] = ()
    twin_reasons: Mapping[str, str] = field(default_factory=dict)
    likely_no_case: bool = False
    edi_topic: str | None = None
    service_offered: str | None = None
    service_requests: Mapping[str, ServiceRequest] = field(default_factory=dict)
    files: tuple[CaseFile, ...] = ()

    @property
    def live(self) -> bool:
        """Whether support still works on it."""
        return self.status in LIVE


INITIAL: Final[Case | None] = None
"""There is no such case before its opening."""


def existing(case: Case | None) -> Case:
    """Return the case. Raises Unknown (`unknown-case`) if there is none."""
    if case is None:
        raise Unknown("unknown-case", "there is no such case")
    return case


def evolve(case: Case | None, event: CaseEvent) -> Case:
    """Return the case after one more event."""
    if isinstance(event, CaseOpened):
        return _opened(event)
    return _with_details(advance(existing(case), event), event)


def _opened(event: CaseOpened) -> Case:
    return Case(
        case_id=event.case_id,
        number=event.number,
        customer_id=event.customer_id,
        reporter_id=event.reporter_id,
        priority=event.priority,
        channel=event.channel,
        area=event.area,
        opened_at=event.opened_at,
        promise=event.promise,
        subject=event.personal.subject,
        description=event.personal.description,
    )


def _with_details(case: Case, event: LaterCaseEvent) -> Case:
    """Return the case with what an event says beyond its progress."""
    match event:
        case TeamContactAdded() | TeamContactRemoved():
            return _with_team(case, event)
        case ReachNamed() | PhoneCallDated():
            return _with_callers(case, event)
        case CaseEscalated() | CaseReproduced() | CaseMovedAhead() | CaseMovedBack():
            return _with_work(case, event)
        case CaseFileAdded():
            return replace(case, files=(*case.files, file_of(event)))
        case (
            LikelyTwinMarked()
            | LikelyNoCaseMarked()
            | EdiTopicNamed()
            | ServiceRequested()
            | ServiceRequestMoved()
        ):
            return _with_suggested(case, event)
        case (
            InformationRequested()
            | CasePriorityChanged()
            | ContactUnreachable()
            | ContactReachable()
            | CaseExcluded()
            | CaseIncluded()
            | CaseResolved()
            | CaseClosed()
        ):
            return _with_clock(case, event)
        case (
            CaseResponded()
            | CaseAssigned()
            | CaseHandedOver()
            | CaseReleased()
            | InformationProvided()
            | WorkaroundProvided()
            | CaseReopened()
            | CaseCommented()
            | CaseNoted()
            | GivenToUncertified()
            | PhoneCallJoined()
        ):
            return case
        case _:
            assert_never(event)


def _with_work(
    case: Case, event: CaseEscalated | CaseReproduced | CaseMovedAhead | CaseMovedBack
) -> Case:
    match event:
        case CaseEscalated():
            return replace(case, level=event.level)
        case CaseReproduced():
            return replace(case, reproduced=event.reproduced)
        case CaseMovedAhead() | CaseMovedBack():
            return replace(case, moved_ahead=_move(event))
        case _:
            assert_never(event)


def _with_suggested(
    case: Case,
    event: LikelyTwinMarked
    | LikelyNoCaseMarked
    | EdiTopicNamed
    | ServiceRequested
    | ServiceRequestMoved,
) -> Case:
    """Return the case with what it may be, or leads to, beside what it was opened as."""
    match event:
        case LikelyTwinMarked():
            reasons = {**case.twin_reasons, event.twin_id: event.because}
            twins = case.likely_twins | {event.twin_id}
            return replace(case, likely_twins=twins, twin_reasons=reasons)
        case LikelyNoCaseMarked():
            return replace(case, likely_no_case=True)
        case EdiTopicNamed():
            return replace(case, edi_topic=event.topic, service_offered=event.service)
        case ServiceRequested() | ServiceRequestMoved():
            return replace(case, service_requests=after(case.service_requests, event))
        case _:
            assert_never(event)


def _with_callers(case: Case, event: ReachNamed | PhoneCallDated) -> Case:
    """Return the case with whom to reach, and when the call about it came."""
    if isinstance(event, ReachNamed):
        return replace(case, reach=event.personal, reach_id=event.user_id)
    # The first call counts; what joins the case later has its own date in the history.
    if case.told_at is not None:
        return case
    return replace(case, told_at=event.told_at, told_reason=event.personal.text)


def _with_clock(
    case: Case,
    event: InformationRequested
    | CasePriorityChanged
    | ContactUnreachable
    | ContactReachable
    | CaseExcluded
    | CaseIncluded
    | CaseResolved
    | CaseClosed,
) -> Case:
    """Return the case with what an event means for its deadline and the excused stretch."""
    match event:
        case InformationRequested():
            # `waits_since` keeps the end of a wait from being earlier than its beginning.
            return replace(case, clock_moved=True, waits_since=event.requested_at)
        case CasePriorityChanged():
            # Being unreachable is a P1's: it ends when the priority is lowered (CP-27a).
            unreachable = case.unreachable and event.new == "P1"
            # It was moved ahead among those of the old priority (CP-31).
            return replace(case, clock_moved=True, unreachable=unreachable, moved_ahead=None)
        case ContactUnreachable():
            tried = event.personal.tried if event.personal else ()
            return replace(case, unreachable=True, clock_moved=True, tried=tried)
        case CaseExcluded():
            note = _text(event.personal)
            return replace(case, exclusion=event.code, exclusion_note=note, unreachable=False)
        case CaseIncluded():
            # Due as before the exclusion, which gained no time.
            return replace(case, exclusion=None, exclusion_note=None)
        case ContactReachable() | CaseResolved() | CaseClosed():
            return replace(case, unreachable=False)
        case _:
            assert_never(event)


def _move(event: CaseMovedAhead | CaseMovedBack) -> MovedAhead | None:
    if isinstance(event, CaseMovedBack):
        return None
    return MovedAhead(
        moved_by=event.moved_by,
        moved_at=event.moved_at,
        until=event.until,
        reason=event.personal.text,
    )


def _text(message: MessageText | None) -> str | None:
    return message.text if message else None


def _with_team(case: Case, event: TeamContactAdded | TeamContactRemoved) -> Case:
    one = {event.user_id}
    is_added = isinstance(event, TeamContactAdded)
    return replace(
        case, team_contacts=case.team_contacts | one if is_added else case.team_contacts - one
    )
