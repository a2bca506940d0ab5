"""When a deadline was met, answered late, cancelled or its breach withdrawn: its pages end.

Only pages about that goal: the two topics have no order between them, and a P1 may be newer.
"""

from collections.abc import Mapping

from events.catalogue.deadline_events import (
    DeadlineAnsweredLate,
    DeadlineBreachWithdrawn,
    DeadlineCancelled,
    DeadlineMet,
)
from events.catalogue.on_call_events import PageReason
from events.catalogue.terms import Goal
from notifier.domain.resolve_page import (
    ABOUT_COVER,
    ABOUT_DEADLINE,
    ABOUT_GOAL,
    Relief,
    ResolveReason,
)
from notifier.reactions.page_reaction import PageReaction

Ended = DeadlineMet | DeadlineAnsweredLate

_ABOUT: Mapping[Goal, frozenset[PageReason]] = {
    "first_response": ABOUT_DEADLINE,
    "cover": ABOUT_COVER,
    **ABOUT_GOAL,
}


def _ended(event: Ended) -> Relief:
    return Relief(case_id=event.case_id, why=_why(event), reasons=_ABOUT[event.goal])


def _why(event: Ended) -> ResolveReason:
    if event.goal in ABOUT_GOAL:
        return "goal-reached"
    if event.goal != "cover":
        return "case-answered"
    # After its breach a stretch ends late, whether somebody took the case or it needs nobody.
    return "case-covered" if isinstance(event, DeadlineMet) else "cover-ended"


def _withdrawn(event: DeadlineBreachWithdrawn) -> Relief:
    return Relief(case_id=event.case_id, why="breach-withdrawn", reasons=_ABOUT[event.goal])


def _cancelled(event: DeadlineCancelled) -> Relief:
    closed = event.reason in ("case-closed", "case-resolved")
    why: ResolveReason = "case-closed" if closed else "deadline-cancelled"
    return Relief(case_id=event.case_id, why=why, reasons=_ABOUT[event.goal])


def _covered(event: Ended | DeadlineCancelled) -> bool | None:
    return False if event.goal == "cover" else None


DEADLINE_ANSWERED: PageReaction[Ended] = PageReaction(relieve=_ended, cover_missed=_covered)
BREACH_WITHDRAWN: PageReaction[DeadlineBreachWithdrawn] = PageReaction(relieve=_withdrawn)
DEADLINE_CANCELLED: PageReaction[DeadlineCancelled] = PageReaction(
    relieve=_cancelled, cover_missed=_covered
)
