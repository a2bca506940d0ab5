"""What events change in the list of cases: pure, one change a case, so that a batch becomes two
statements.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from events.catalogue.case_events import (
    CaseAssigned,
    CaseClosed,
    CaseExcluded,
    CaseHandedOver,
    CaseOpened,
    CasePriorityChanged,
    CaseReopened,
    CaseResolved,
    CaseResponded,
    InformationProvided,
    InformationRequested,
    WorkaroundProvided,
)
from events.event import Event, Recorded

NO_LONGER_WAITING = "no-longer-waiting"
"""Stands for open or worked-around, whichever the row says it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChange:
    """What to set in a case's row; None: leave it."""

    case_id: str
    version: int
    status: str | None = None
    priority: str | None = None
    engineer_id: str | None = None
    first_responded_at: datetime | None = None
    worked_around: bool | None = None


def openings(events: Iterable[Recorded]) -> list[tuple[CaseOpened, int]]:
    """The cases that were opened, each with the version it then had."""
    return [
        (recorded.data, recorded.version)
        for recorded in events
        if isinstance(recorded.data, CaseOpened)
    ]


def changes(events: Sequence[Recorded]) -> list[CaseChange]:
    """One change for each case that the events touch, in which later ones win."""
    found: dict[str, CaseChange] = {}
    for recorded in events:
        if recorded.stream.startswith("case-"):
            case_id = recorded.stream.removeprefix("case-")
            before = found.get(case_id, CaseChange(case_id=case_id, version=0))
            found[case_id] = replace(_after(before, recorded.data), version=recorded.version)
    return list(found.values())


def _after(change: CaseChange, event: Event) -> CaseChange:
    match event:
        case CaseResponded(first=True):
            return replace(change, first_responded_at=event.responded_at)
        case CaseAssigned():
            return replace(change, engineer_id=event.engineer_id)
        case CaseHandedOver():
            return replace(change, engineer_id=event.to_engineer_id)
        case CasePriorityChanged():
            return replace(change, priority=event.new)
        case _:
            return _status_after(change, event)


def _status_after(change: CaseChange, event: Event) -> CaseChange:
    match event:
        case WorkaroundProvided():
            return replace(change, status="worked-around", worked_around=True)
        case CaseReopened():
            return replace(change, status="open", worked_around=False)
        case InformationRequested():
            return replace(change, status="waiting-on-customer")
        case InformationProvided():
            return replace(change, status=NO_LONGER_WAITING)
        case CaseResolved() | CaseClosed() | CaseExcluded():
            return replace(change, status=_LAST[type(event)])
        case _:
            return change


_LAST: dict[type[Event], str] = {
    CaseResolved: "resolved",
    CaseClosed: "closed",
    CaseExcluded: "excluded",
}
