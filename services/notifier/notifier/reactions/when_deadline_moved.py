"""When a deadline was started, moved, resumed or reinstated, or follows a later calendar: when the
first answer is due is remembered, as long as its clock runs.
"""

from events.catalogue.deadline_events import (
    DeadlineFollowedCalendar,
    DeadlineMoved,
    DeadlinePaused,
    DeadlineReinstated,
    DeadlineResumed,
    DeadlineStarted,
)
from notifier.domain.page_on_call import Due
from notifier.reactions.page_reaction import PageReaction

Running = DeadlineStarted | DeadlineReinstated


def _due_at(event: Running) -> Due | None:
    return Due(at=event.due_at) if _is_answer(event) else None


def _is_answer(
    event: Running | DeadlineMoved | DeadlineFollowedCalendar | DeadlineResumed | DeadlinePaused,
) -> bool:
    # Other goals of the case have clocks of their own.
    return event.goal == "first_response"


def _resumed(event: DeadlineResumed) -> Due | None:
    if not _is_answer(event):
        return None
    return Due(at=None if event.still_standing else event.due_at)


def _moved(event: DeadlineMoved) -> Due | None:
    # Whether its clock stands, the event does not say: where it does, nothing is remembered.
    return Due(at=event.due_at, only_if_known=True) if _is_answer(event) else None


def _followed(event: DeadlineFollowedCalendar) -> Due | None:
    return Due(at=event.due_at, only_if_known=True) if _is_answer(event) else None


def _paused(event: DeadlinePaused) -> Due | None:
    # What was due before is due later, once it runs again: an earlier page would be wrong.
    return Due(at=None) if _is_answer(event) else None


DEADLINE_STARTED: PageReaction[Running] = PageReaction(due=_due_at)
DEADLINE_MOVED: PageReaction[DeadlineMoved] = PageReaction(due=_moved)
DEADLINE_FOLLOWED_CALENDAR: PageReaction[DeadlineFollowedCalendar] = PageReaction(due=_followed)
DEADLINE_RESUMED: PageReaction[DeadlineResumed] = PageReaction(due=_resumed)
DEADLINE_PAUSED: PageReaction[DeadlinePaused] = PageReaction(due=_paused)
