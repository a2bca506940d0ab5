"""What a case is, folded from its events: the state that every decision about a case is made on."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, assert_never

from events.catalogue.case_events import (
    Area,
    CaseAssigned,
    CaseClosed,
    CaseCommented,
    CaseEscalated,
    CaseExcluded,
    CaseHandedOver,
    CaseNoted,
    CaseOpened,
    CasePriorityChanged,
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
    PhoneCallJoined,
    TeamContactAdded,
    WorkaroundProvided,
)
from events.catalogue.terms import Priority, Promise
from intake.domain.errors import Unknown

Status = Literal["open", "waiting-on-customer", "worked-around", "resolved", "closed", "excluded"]
Talk = (
    CaseResponded
    | CaseCommented
    | CaseNoted
    | InformationRequested
    | InformationProvided
    | PhoneCallJoined
)
Cover = (
    CaseAssigned
    | CaseHandedOver
    | CaseEscalated
    | TeamContactAdded
    | ContactUnreachable
    | ContactReachable
    | LikelyTwinMarked
)
Course = (
    CasePriorityChanged
    | CaseReproduced
    | CaseExcluded
    | WorkaroundProvided
    | CaseResolved
    | CaseReopened
    | CaseClosed
)
CaseEvent = CaseOpened | Talk | Cover | Course


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as its events left it.

    `level` counts support levels from 1; `clock_moved`: its deadline is no longer the one it opened
    with.
    """

    case_id: str
    number: str
    customer_id: str
    reporter_id: str
    priority: Priority
    channel: Channel
    area: Area
    opened_at: datetime
    promise: Promise
    subject: str
    description: str
    status: Status = "open"
    first_responded_at: datetime | None = None
    engineer_id: str | None = None
    level: int = 1
    team_contacts: frozenset[str] = frozenset()
    likely_twins: frozenset[str] = frozenset()
    worked_around: bool = False
    unreachable: bool = False
    clock_moved: bool = False
    reproduced: bool | None = None
    waits_since: datetime | None = None
    exclusion: str | None = None
    exclusion_note: str | None = None

    @property
    def live(self) -> bool:
        """Whether support still works on it."""
        return self.status in {"open", "waiting-on-customer", "worked-around"}


def existing(case: Case | None) -> Case:
    """The case, or Unknown (`unknown-case`) where there is none."""
    if case is None:
        raise Unknown("unknown-case", "there is no such case")
    return case


def evolve(case: Case | None, event: CaseEvent) -> Case:
    """The case after one more event."""
    match event:
        case CaseOpened():
            return _opened(event)
        case (
            CaseResponded()
            | CaseCommented()
            | CaseNoted()
            | InformationRequested()
            | InformationProvided()
            | PhoneCallJoined()
        ):
            return _talked(existing(case), event)
        case (
            CaseAssigned()
            | CaseHandedOver()
            | CaseEscalated()
            | TeamContactAdded()
            | ContactUnreachable()
            | ContactReachable()
            | LikelyTwinMarked()
        ):
            return _covered(existing(case), event)
        case (
            CasePriorityChanged()
            | CaseReproduced()
            | CaseExcluded()
            | WorkaroundProvided()
            | CaseResolved()
            | CaseReopened()
            | CaseClosed()
        ):
            return _ran_its_course(existing(case), event)
        case _:
            assert_never(event)


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


def _talked(case: Case, event: Talk) -> Case:
    match event:
        case CaseResponded():
            return replace(case, first_responded_at=case.first_responded_at or event.responded_at)
        case InformationRequested():
            return replace(
                case, status="waiting-on-customer", clock_moved=True, waits_since=event.requested_at
            )
        case InformationProvided():
            return replace(case, status="worked-around" if case.worked_around else "open")
        case CaseCommented() | CaseNoted() | PhoneCallJoined():
            return case
        case _:
            assert_never(event)


def _covered(case: Case, event: Cover) -> Case:
    match event:
        case CaseAssigned():
            return replace(case, engineer_id=event.engineer_id)
        case CaseHandedOver():
            return replace(case, engineer_id=event.to_engineer_id)
        case CaseEscalated():
            return replace(case, level=event.level)
        case TeamContactAdded():
            return replace(case, team_contacts=case.team_contacts | {event.user_id})
        case ContactUnreachable():
            return replace(case, unreachable=True, clock_moved=True)
        case ContactReachable():
            return replace(case, unreachable=False)
        case LikelyTwinMarked():
            return replace(case, likely_twins=case.likely_twins | {event.twin_id})
        case _:
            assert_never(event)


def _ran_its_course(case: Case, event: Course) -> Case:
    match event:
        case CasePriorityChanged():
            reachable_again = (
                event.new != "P1"
            )  # being unreachable is a P1's: it ends with the lowering (CP-27a)
            unreachable = case.unreachable and not reachable_again
            return replace(case, priority=event.new, clock_moved=True, unreachable=unreachable)
        case CaseReproduced():
            return replace(case, reproduced=event.reproduced)
        case CaseExcluded():
            note = _text(event.personal)
            out = replace(case, status="excluded", exclusion=event.code, exclusion_note=note)
            return replace(out, unreachable=False)
        case WorkaroundProvided():
            return replace(case, status="worked-around", worked_around=True)
        case CaseResolved():
            return replace(case, status="resolved", unreachable=False)
        case CaseReopened():
            return replace(case, status="open", worked_around=False)
        case CaseClosed():
            return replace(case, status="closed", unreachable=False)
        case _:
            assert_never(event)


def _text(message: MessageText | None) -> str | None:
    return message.text if message else None
