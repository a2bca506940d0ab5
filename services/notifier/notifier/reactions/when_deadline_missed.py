"""When a deadline came near or passed unanswered: it pages, once for what was missed at once."""

from collections.abc import Mapping

from events.catalogue.deadline_events import DeadlineBreached, DeadlineWarned
from events.catalogue.on_call_events import PageReason
from events.catalogue.terms import Goal
from events.event import Recorded
from notifier.domain.choose_warning import was_noticed_in_time
from notifier.domain.page_on_call import PageWanted, WatchedCase, page_for_deadline
from notifier.reactions.page_reaction import PageReaction

_WARNINGS: Mapping[Goal, frozenset[PageReason]] = {
    "first_response": frozenset({"deadline-warned"}),
    "cover": frozenset({"cover-warned"}),
    "next_update": frozenset({"next-update-warned"}),
    "workaround": frozenset({"workaround-warned"}),
    "resolution": frozenset({"resolution-warned"}),
}


def _page(
    recorded: Recorded, event: DeadlineBreached, case: WatchedCase | None
) -> PageWanted | None:
    return page_for_deadline(recorded, event, case)


def _page_in_time(
    recorded: Recorded, event: DeadlineWarned, case: WatchedCase | None
) -> PageWanted | None:
    # After downtime of the clock the breach comes with it; two pages at once would be a burst.
    return page_for_deadline(recorded, event, case) if was_noticed_in_time(event) else None


def _replaces(event: DeadlineBreached) -> frozenset[PageReason]:
    return _WARNINGS[event.goal]


def _uncovered(event: DeadlineBreached) -> bool | None:
    return True if event.goal == "cover" else None


DEADLINE_BREACHED: PageReaction[DeadlineBreached] = PageReaction(
    page=_page, replaces=_replaces, cover_missed=_uncovered
)
DEADLINE_WARNED: PageReaction[DeadlineWarned] = PageReaction(page=_page_in_time)
