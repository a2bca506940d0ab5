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
from events.catalogue.certification_events import GivenToUncertified
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
    | CaseReleased
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
    | CaseFileAdded
    | CaseNoted
    | GivenToUncertified
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

    `engineer_id` is who has it or, where it was `let_go`, who had it last: somebody let go of it,
    or it was reopened, and nobody took it since (CP-26).
    """

    priority: Priority
    status: Status = "open"
    worked_around: bool = False
    engineer_id: str | None = None
    let_go: bool = False
    first_responded_at: datetime | None = None

    @property
    def needs_cover(self) -> bool:
        """Return whether somebody must be on it at all hours: a P1 without a workaround (CP-26)."""
        return self.priority == "P1" and self.status in _NOT_HELPED and not self.worked_around

    @property
    def uncovered(self) -> bool:
        """Return whether nobody has it although it needs cover: from its opening on (CP-26)."""
        return self.needs_cover and not self.has_engineer

    @property
    def has_engineer(self) -> bool:
        """Return whether somebody has it now."""
        return self.engineer_id is not None and not self.let_go


P = TypeVar("P", bound=CaseProgress)


def advance(progress: P, event: LaterCaseEvent) -> P:
    """Return the progress after one more event."""
    match event:
        case CaseResponded():
            answered_at = progress.first_responded_at or event.responded_at
            return replace(progress, first_responded_at=answered_at)
        case CaseAssigned():
            return replace(progress, engineer_id=event.engineer_id, let_go=False)
        case CaseHandedOver():
            return replace(progress, engineer_id=event.to_engineer_id, let_go=False)
        case CaseReleased():
            return replace(progress, let_go=True)
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
            | CaseFileAdded()
            | CaseNoted()
            | GivenToUncertified()
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
            # What was worked around did not hold: the case starts again without it. And whoever had
            # it went on to other work when it was solved, or went home.
            return replace(progress, status="open", worked_around=False, let_go=True)
        case CaseClosed():
            return replace(progress, status="closed")
        case _:
            assert_never(event)
