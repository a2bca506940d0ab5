"""The one piece of personal text that a review needs, kept apart from every other row: what a case
is about.
"""

from collections.abc import Iterable

from events.catalogue.case_events import CaseOpened
from events.event import Recorded


def subjects_of(events: Iterable[Recorded]) -> dict[str, str]:
    """The subject of each case opened by `events`, by case id.

    Descriptions and messages are left where they are.
    """
    return {
        event.data.case_id: event.data.personal.subject
        for event in events
        if isinstance(event.data, CaseOpened)
    }
