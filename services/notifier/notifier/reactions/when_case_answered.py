"""When a case was answered or got a workaround: nobody needs to be paged about it.

Except about an answered P1 that nobody has: while its page rang, none was raised although the clock
said that it was without an engineer for too long (CP-26).
"""

from dataclasses import replace

from events.catalogue.case_events import CaseResponded, WorkaroundProvided
from events.event import Recorded
from notifier.domain.page_on_call import PageWanted, WatchedCase, page_for_uncovered_p1
from notifier.domain.resolve_page import ABOUT_ANSWER, ABOUT_CASE, Relief
from notifier.reactions.page_reaction import PageReaction


def _page(recorded: Recorded, _event: CaseResponded, case: WatchedCase | None) -> PageWanted | None:
    if case is None or not (case.cover_missed and case.needs_cover):
        return None
    return page_for_uncovered_p1(recorded, case)


def _answered(event: CaseResponded) -> Relief:
    return Relief(case_id=event.case_id, why="case-answered", reasons=ABOUT_ANSWER)


def _helped(event: WorkaroundProvided) -> Relief:
    return Relief(case_id=event.case_id, why="case-answered", reasons=ABOUT_CASE)


def _remember_answer(case: WatchedCase, _event: CaseResponded) -> WatchedCase:
    return replace(case, needs_answer=False)


def _worked_around(case: WatchedCase, _event: WorkaroundProvided) -> WatchedCase:
    return replace(case, needs_answer=False, has_workaround=True)


CASE_RESPONDED: PageReaction[CaseResponded] = PageReaction(
    page=_page, relieve=_answered, remember=_remember_answer, writes=True
)
WORKAROUND_PROVIDED: PageReaction[WorkaroundProvided] = PageReaction(
    relieve=_helped, remember=_worked_around, writes=True
)
