"""When a deadline was met, answered late, cancelled or its breach withdrawn: its pages end.

Only pages about deadlines: the two topics have no order between them, and a P1 may be newer.
"""

from events.catalogue.deadline_events import (
    DeadlineAnsweredLate,
    DeadlineBreachWithdrawn,
    DeadlineCancelled,
    DeadlineMet,
)
from notifier.domain.resolve_page import ABOUT_DEADLINE, Relief, ResolveReason
from notifier.reactions.page_reaction import PageReaction


def _answered(event: DeadlineMet | DeadlineAnsweredLate) -> Relief:
    return Relief(case_id=event.case_id, why="case-answered", reasons=ABOUT_DEADLINE)


def _withdrawn(event: DeadlineBreachWithdrawn) -> Relief:
    return Relief(case_id=event.case_id, why="breach-withdrawn", reasons=ABOUT_DEADLINE)


def _cancelled(event: DeadlineCancelled) -> Relief:
    closed = event.reason == "case-closed"
    why: ResolveReason = "case-closed" if closed else "deadline-cancelled"
    return Relief(case_id=event.case_id, why=why, reasons=ABOUT_DEADLINE)


DEADLINE_ANSWERED: PageReaction[DeadlineMet | DeadlineAnsweredLate] = PageReaction(
    relieve=_answered
)
BREACH_WITHDRAWN: PageReaction[DeadlineBreachWithdrawn] = PageReaction(relieve=_withdrawn)
DEADLINE_CANCELLED: PageReaction[DeadlineCancelled] = PageReaction(relieve=_cancelled)
