"""When an engineer got a case: it lacks none, even before the clock has read of it (CP-26)."""

from events.catalogue.case_events import CaseAssigned, CaseHandedOver
from notifier.reactions.page_reaction import PageReaction
from notifier.reactions.when_something_written import SOMETHING_WRITTEN

Given = CaseAssigned | CaseHandedOver


def _covered(_event: Given) -> bool:
    return False


CASE_ASSIGNED: PageReaction[CaseAssigned] = PageReaction(cover_missed=_covered)
HANDED_OVER: PageReaction[CaseHandedOver] = PageReaction(
    relieve=SOMETHING_WRITTEN.relieve, writes=True, cover_missed=_covered
)
