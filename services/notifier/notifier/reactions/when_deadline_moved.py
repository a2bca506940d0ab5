"""When a deadline was started, moved, resumed or reinstated: its due time is remembered."""

from datetime import datetime

from events.catalogue.deadline_events import (
    DeadlineMoved,
    DeadlineReinstated,
    DeadlineResumed,
    DeadlineStarted,
)
from notifier.reactions.page_reaction import PageReaction

Moving = DeadlineStarted | DeadlineMoved | DeadlineResumed | DeadlineReinstated


def _due_at(event: Moving) -> datetime:
    return event.due_at


DEADLINE_MOVED: PageReaction[Moving] = PageReaction(due_at=_due_at)
