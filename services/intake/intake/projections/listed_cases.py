"""Computes the rows of the list of cases from events: pure, by the case's own status machine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from events.catalogue.case_events import CaseOpened
from events.event import Recorded
from intake.domain.case_progress import CaseProgress, LaterCaseEvent, advance


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase(CaseProgress):
    """A row's changing columns; `version` is that of the last event in it."""

    case_id: str
    version: int


def opened_cases(events: Iterable[Recorded]) -> Mapping[str, CaseOpened]:
    """Return the openings among the events, by case."""
    openings = (recorded.data for recorded in events if isinstance(recorded.data, CaseOpened))
    return {opened.case_id: opened for opened in openings}


def later_events(events: Iterable[Recorded]) -> Mapping[str, Sequence[Recorded]]:
    """Return what happened to cases after their opening, by case, in order."""
    by_case: dict[str, list[Recorded]] = {}
    for recorded in events:
        if isinstance(recorded.data, LaterCaseEvent):
            by_case.setdefault(recorded.data.case_id, []).append(recorded)
    return by_case


def listed(opened: CaseOpened, later: Iterable[Recorded]) -> ListedCase:
    """Return the row of a case that was just opened, after what happened since."""
    row = ListedCase(case_id=opened.case_id, version=1, priority=opened.priority)
    return moved_on(row, later)


def moved_on(row: ListedCase, later: Iterable[Recorded]) -> ListedCase:
    """Return the row after these events; those that it has already change nothing."""
    # A version that the row has already is left out: applied twice, events change nothing.
    return reduce(_after, (it for it in later if it.version > row.version), row)


def _after(row: ListedCase, recorded: Recorded) -> ListedCase:
    assert isinstance(recorded.data, LaterCaseEvent)
    return replace(advance(row, recorded.data), version=recorded.version)
