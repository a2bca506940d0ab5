"""When an exclusion is taken back: a P1 that needs cover pages again, since its pages had ended.

Any other case pages if it is late. The clock tells the breach, too, but its topic has no order with
this one: read before this, the breach pages nobody, or its page ends with the exclusion.
"""

from dataclasses import replace

from events.catalogue.case_events import CaseIncluded
from events.event import Recorded
from notifier.domain.page_on_call import PageWanted, WatchedCase, page_for_late, page_for_p1
from notifier.reactions.page_reaction import PageReaction

_BACK = "its exclusion was taken back"


def _page(recorded: Recorded, event: CaseIncluded, case: WatchedCase | None) -> PageWanted | None:
    if case is None:
        return None
    if not _remember(case, event).needs_cover:
        return _page_if_late(recorded, event, case)
    if event.answered:
        return page_for_p1(
            recorded, case, what=f"{_BACK}; it was answered before, so no target runs"
        )
    # The promise stands as before (CP-18), so the last due time that the clock said holds.
    return page_for_p1(recorded, case, what=_BACK, due_at=case.due_at)


def _page_if_late(recorded: Recorded, event: CaseIncluded, case: WatchedCase) -> PageWanted | None:
    if event.answered or case.due_at is None or case.due_at > event.included_at:
        return None
    return page_for_late(recorded, case, due_at=case.due_at)


def _remember(case: WatchedCase, event: CaseIncluded) -> WatchedCase:
    return replace(case, is_over=False, needs_answer=not event.answered)


CASE_INCLUDED: PageReaction[CaseIncluded] = PageReaction(
    page=_page, remember=_remember, writes=True
)
