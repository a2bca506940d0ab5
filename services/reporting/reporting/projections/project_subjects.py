"""Keeps the one personal text that a review needs, a case's subject, apart from every other row."""

from collections.abc import Iterable

from events.catalogue.case_events import CaseOpened
from events.event import Recorded


def subjects_of(events: Iterable[Recorded]) -> dict[str, str]:
    """Return the subject of each case opened by `events`, by case id.

    Descriptions and messages are not copied.
    """
    return {
        event.data.case_id: event.data.personal.subject
        for event in events
        if isinstance(event.data, CaseOpened)
    }
