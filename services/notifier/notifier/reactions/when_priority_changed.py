"""When a priority was changed: raised to P1 it pages, lowered from P1 its pages are needless."""

from dataclasses import replace

from events.catalogue.case_events import CasePriorityChanged
from events.event import Recorded
from notifier.domain.page_on_call import PageWanted, WatchedCase, page_for_raised_p1
from notifier.domain.resolve_page import ABOUT_P1, Relief
from notifier.reactions.page_reaction import PageReaction


def _page(
    recorded: Recorded, event: CasePriorityChanged, case: WatchedCase | None
) -> PageWanted | None:
    if case is None or event.new != "P1":
        return None
    return page_for_raised_p1(recorded, event, case)


def _relieve(event: CasePriorityChanged) -> Relief | None:
    if event.old != "P1":
        return None
    return Relief(case_id=event.case_id, why="priority-lowered", reasons=ABOUT_P1)


def _remember(case: WatchedCase, event: CasePriorityChanged) -> WatchedCase:
    return replace(case, priority=event.new)


PRIORITY_CHANGED: PageReaction[CasePriorityChanged] = PageReaction(
    page=_page, relieve=_relieve, remember=_remember
)
