"""When somebody at the customer was named with a P1: its page says whom to call (CP-27).

Only a page that is still to be raised: one that rang already keeps its words.
"""

from collections.abc import Mapping

from events.catalogue.case_events import ReachNamed
from notifier.domain.page_on_call import PageWanted, WatchedCase, saying_more
from notifier.reactions.page_reaction import PageReaction


def _amend(page: PageWanted, event: ReachNamed, _cases: Mapping[str, WatchedCase]) -> PageWanted:
    if (page.case_id, page.reason) != (event.case_id, "p1-opened"):
        return page
    return saying_more(page, f"reach {event.personal.name}: {event.personal.phone}")


REACH_NAMED: PageReaction[ReachNamed] = PageReaction(amend=_amend)
