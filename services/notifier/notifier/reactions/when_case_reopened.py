"""When a case was reopened: a P1 pages again, although its target no longer runs (BR-22)."""

from dataclasses import replace

from events.catalogue.case_events import CaseReopened
from events.event import Recorded
from notifier.domain.page_on_call import PageWanted, WatchedCase, page_for_p1
from notifier.reactions.page_reaction import PageReaction


def _page(recorded: Recorded, _event: CaseReopened, case: WatchedCase | None) -> PageWanted | None:
    if case is None or case.priority != "P1":
        return None
    return page_for_p1(recorded, case, what="the case was reopened; no target runs for it any more")


def _remember(case: WatchedCase, _event: CaseReopened) -> WatchedCase:
    return replace(case, is_over=False, has_workaround=False)


CASE_REOPENED: PageReaction[CaseReopened] = PageReaction(
    page=_page, remember=_remember, writes=True
)
