"""When a deadline came near or passed unanswered: it pages."""

from events.catalogue.deadline_events import DeadlineBreached, DeadlineWarned
from events.event import Recorded
from notifier.domain.page_on_call import PageWanted, WatchedCase, page_for_deadline
from notifier.reactions.page_reaction import PageReaction


def _page(
    recorded: Recorded, event: DeadlineBreached | DeadlineWarned, case: WatchedCase | None
) -> PageWanted:
    return page_for_deadline(recorded, event, case)


def _uncovered(event: DeadlineBreached) -> bool | None:
    return True if event.goal == "cover" else None


DEADLINE_BREACHED: PageReaction[DeadlineBreached] = PageReaction(
    page=_page, cover_missed=_uncovered
)
DEADLINE_WARNED: PageReaction[DeadlineWarned] = PageReaction(page=_page)
