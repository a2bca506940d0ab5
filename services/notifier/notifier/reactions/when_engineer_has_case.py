"""When an engineer got a case: it lacks none, even before the clock has read of it (CP-26)."""

from dataclasses import replace

from events.catalogue.case_events import CaseAssigned, CaseHandedOver
from notifier.domain.page_on_call import WatchedCase
from notifier.reactions.page_reaction import PageReaction
from notifier.reactions.when_something_written import SOMETHING_WRITTEN

Given = CaseAssigned | CaseHandedOver


def _remember(case: WatchedCase, _event: Given) -> WatchedCase:
    # For what else is read with it; the row beside the case follows by `cover_missed`.
    return replace(case, cover_missed=False)


def _covered(_event: Given) -> bool:
    return False


CASE_ASSIGNED: PageReaction[CaseAssigned] = PageReaction(remember=_remember, cover_missed=_covered)
HANDED_OVER: PageReaction[CaseHandedOver] = PageReaction(
    relieve=SOMETHING_WRITTEN.relieve, writes=True, remember=_remember, cover_missed=_covered
)
