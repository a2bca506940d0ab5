"""Tracks how far a case has come: its status machine, and what else lists show of it.

A case folds it with everything else it knows; the list of cases folds it alone. So the two cannot
disagree.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, TypeVar, assert_never

from events.catalogue.case_events import (
    CaseAssigned,
    CaseClosed,
    CaseCommented,
    CaseEscalated,
    CaseExcluded,
    CaseHandedOver,
    CaseIncluded,
    CaseMovedAhead,
    CaseMovedBack,
    CaseNoted,
    CaseOpened,
    CasePriorityChanged,
    CaseReopened,
    CaseReproduced,
    CaseResolved,
    CaseResponded,
    ContactReachable,
    ContactUnreachable,
    InformationProvided,
    InformationRequested,
    LikelyTwinMarked,
    PhoneCallDated,
    PhoneCallJoined,
    ReachNamed,
    TeamContactAdded,
    TeamContactRemoved,
    WorkaroundProvided,
)
from events.catalogue.service_events import (
    EdiTopicNamed,
    LikelyNoCaseMarked,
    ServiceRequested,
    ServiceRequestMoved,
)
from events.catalogue.terms import Priority

Status = Literal["open", "waiting-on-customer", "worked-around", "resolved", "closed", "excluded"]

LIVE: Final[tuple[Status, ...]] = ("open", "waiting-on-customer", "worked-around")
"""The states in which support works on a case."""

# A question to the customer hides a workaround, which `worked_around` remembers.
_NOT_HELPED: Final[tuple[Status, ...]] = ("open", "waiting-on-customer")

ProgressEvent = (
    CaseResponded
    | CaseAssigned
    | CaseHandedOver
    | CasePriorityChanged
    | InformationRequested
    | InformationProvided
    | WorkaroundProvided
    | CaseExcluded
    | CaseIncluded
    | CaseResolved
    | CaseReopened
    | CaseClosed
)
"""The events that move a case on."""

SideEvent = (
    CaseCommented
    | CaseNoted
    | PhoneCallJoined
    | PhoneCallDated
    | ReachNamed
    | CaseEscalated
    | CaseReproduced
    | CaseMovedAhead
    | CaseMovedBack
    | TeamContactAdded
    | TeamContactRemoved
    | ContactUnreachable
    | ContactReachable
    | LikelyTwinMarked
    | EdiTopicNamed
    | LikelyNoCaseMarked
    | ServiceRequested
    | ServiceRequestMoved
)
"""The events that add to a case and leave it where it is."""

LaterCaseEvent = ProgressEvent | SideEvent
CaseEvent = CaseOpened | LaterCaseEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseProgress:
    """The part of a case that changes while support works on it, as lists show it.

    `worked_around`: it has a workaround, to which it goes back after a question.
    """

    priority: Priority
    status: Status = "open"
    worked_around: bool = False
    engineer_id: str | None = None
    first_responded_at: datetime | None = None

    @property
    def needs_cover(self) -> bool:
        """Return whether somebody must be on it at all hours: a P1 without a workaround (CP-26)."""
        return self.priority == "P1" and self.status in _NOT_HELPED and not self.worked_around

    @property
    def uncovered(self) -> bool:
        """Return whether nobody has it although it needs cover: from its opening on (CP-26)."""
        return self.needs_cover and self.engineer_id is None


P = TypeVar("P", bound=CaseProgress)


def advance(progress: P, event: LaterCaseEvent) -> P:
    """Return the progress after one more event."""
    match event:
        case CaseResponded():
            answered_at = progress.first_responded_at or event.responded_at
            return replace(progress, first_responded_at=answered_at)
        case CaseAssigned():
            return replace(progress, engineer_id=event.engineer_id)
        case CaseHandedOver():
            return replace(progress, engineer_id=event.to_engineer_id)
        case CasePriorityChanged():
            return replace(progress, priority=event.new)
        case (
            InformationRequested()
            | InformationProvided()
            | WorkaroundProvided()
            | CaseExcluded()
            | CaseIncluded()
            | CaseResolved()
            | CaseReopened()
            | CaseClosed()
        ):
            return _changed_status(progress, event)
        case (
            CaseCommented()
            | CaseNoted()
            | PhoneCallJoined()
            | PhoneCallDated()
            | ReachNamed()
            | CaseEscalated()
            | CaseReproduced()
            | CaseMovedAhead()
            | CaseMovedBack()
            | TeamContactAdded()
            | TeamContactRemoved()
            | ContactUnreachable()
            | ContactReachable()
            | LikelyTwinMarked()
            | EdiTopicNamed()
            | LikelyNoCaseMarked()
            | ServiceRequested()
            | ServiceRequestMoved()
        ):
            return progress
        case _:
            assert_never(event)


def _changed_status(
    progress: P,
    event: InformationRequested
    | InformationProvided
    | WorkaroundProvided
    | CaseExcluded
    | CaseIncluded
    | CaseResolved
    | CaseReopened
    | CaseClosed,
) -> P:
    match event:
        case InformationRequested():
            return replace(progress, status="waiting-on-customer")
        # A wait ends with the exclusion: otherwise its clock would stand for what a customer, told
        # that the plan does not cover the case, did not answer.
        case InformationProvided() | CaseIncluded():
            return replace(progress, status="worked-around" if progress.worked_around else "open")
        case WorkaroundProvided():
            return replace(progress, status="worked-around", worked_around=True)
        case CaseExcluded():
            return replace(progress, status="excluded")
        case CaseResolved():
            return replace(progress, status="resolved")
        case CaseReopened():
            # What was worked around did not hold: the case starts again without it.
            return replace(progress, status="open", worked_around=False)
        case CaseClosed():
            return replace(progress, status="closed")
        case _:
            assert_never(event)
