"""When a case was answered or got a workaround: nobody needs to be paged about it.

Except about an answered P1 that nobody has (CP-26), see `timers/page_for_missed_covers.py`.
"""

from dataclasses import replace

from events.catalogue.case_events import CaseResponded, WorkaroundProvided
from notifier.domain.page_on_call import WatchedCase
from notifier.domain.resolve_page import ABOUT_ANSWER, ABOUT_CASE, Relief
from notifier.reactions.page_reaction import PageReaction


def _answered(event: CaseResponded) -> Relief:
    return Relief(case_id=event.case_id, why="case-answered", reasons=ABOUT_ANSWER)


def _helped(event: WorkaroundProvided) -> Relief:
    return Relief(case_id=event.case_id, why="worked-around", reasons=ABOUT_CASE)


def _remember_answer(case: WatchedCase, _event: CaseResponded) -> WatchedCase:
    return replace(case, needs_answer=False)


def _worked_around(case: WatchedCase, _event: WorkaroundProvided) -> WatchedCase:
    return replace(case, needs_answer=False, has_workaround=True)


CASE_RESPONDED: PageReaction[CaseResponded] = PageReaction(
    relieve=_answered, remember=_remember_answer, writes=True
)
WORKAROUND_PROVIDED: PageReaction[WorkaroundProvided] = PageReaction(
    relieve=_helped, remember=_worked_around, writes=True
)
