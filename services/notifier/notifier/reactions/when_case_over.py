"""When a case was resolved, closed or excluded: all its pages end, those by hand, too."""

from dataclasses import replace

from events.catalogue.case_events import CaseClosed, CaseExcluded, CaseResolved
from notifier.domain.page_on_call import WatchedCase
from notifier.domain.resolve_page import ABOUT_CASE_OR_BY_HAND, Relief
from notifier.reactions.page_reaction import PageReaction

Over = CaseResolved | CaseClosed | CaseExcluded


def _closed(event: CaseResolved | CaseClosed) -> Relief:
    return Relief(case_id=event.case_id, why="case-closed", reasons=ABOUT_CASE_OR_BY_HAND)


def _excluded(event: CaseExcluded) -> Relief:
    return Relief(case_id=event.case_id, why="deadline-cancelled", reasons=ABOUT_CASE_OR_BY_HAND)


def _remember(case: WatchedCase, _event: Over) -> WatchedCase:
    return replace(case, needs_answer=False, is_over=True)


CASE_RESOLVED: PageReaction[CaseResolved] = PageReaction(
    relieve=_closed, remember=_remember, writes=True
)
CASE_CLOSED: PageReaction[CaseClosed] = PageReaction(relieve=_closed, remember=_remember)
CASE_EXCLUDED: PageReaction[CaseExcluded] = PageReaction(relieve=_excluded, remember=_remember)
