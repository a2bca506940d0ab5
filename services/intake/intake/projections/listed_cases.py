"""Computes the rows of the list of cases from events: pure, by the case's own status machine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from events.catalogue.case_events import CaseEscalated, CaseOpened
from events.event import Recorded
from intake.domain.case_progress import CaseProgress, LaterCaseEvent, advance
from intake.domain.public_history import PUBLIC


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase(CaseProgress):
    """A row's changing columns; `version` is that of the last event in it.

    `level`: of support, 1 first (CP-17). `updated_at`: when the last event was recorded.
    `public_at`: when the last one was that a customer may know of (CP-11).
    """

    case_id: str
    version: int
    level: int = 1
    updated_at: datetime
    public_at: datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """A case's opening, and when it was recorded."""

    data: CaseOpened
    recorded_at: datetime


def opened_cases(events: Iterable[Recorded]) -> Mapping[str, Opening]:
    """Return the openings among the events, by case."""
    return {
        recorded.data.case_id: Opening(recorded.data, recorded.recorded_at)
        for recorded in events
        if isinstance(recorded.data, CaseOpened)
    }


def later_events(events: Iterable[Recorded]) -> Mapping[str, Sequence[Recorded]]:
    """Return what happened to cases after their opening, by case, in order."""
    by_case: dict[str, list[Recorded]] = {}
    for recorded in events:
        if isinstance(recorded.data, LaterCaseEvent):
            by_case.setdefault(recorded.data.case_id, []).append(recorded)
    return by_case


def listed(opening: Opening, later: Iterable[Recorded]) -> ListedCase:
    """Return the row of a case that was just opened, after what happened since."""
    row = ListedCase(
        case_id=opening.data.case_id,
        version=1,
        priority=opening.data.priority,
        updated_at=opening.recorded_at,
        public_at=opening.recorded_at,
    )
    return moved_on(row, later)


def moved_on(row: ListedCase, later: Iterable[Recorded]) -> ListedCase:
    """Return the row after these events; those that it has already change nothing."""
    # A version that the row has already is left out: applied twice, events change nothing.
    return reduce(_after, (it for it in later if it.version > row.version), row)


def _after(row: ListedCase, recorded: Recorded) -> ListedCase:
    event = recorded.data
    assert isinstance(event, LaterCaseEvent)
    return replace(
        advance(row, event),
        version=recorded.version,
        level=event.level if isinstance(event, CaseEscalated) else row.level,
        updated_at=recorded.recorded_at,
        public_at=recorded.recorded_at if type(event) in PUBLIC else row.public_at,
    )
