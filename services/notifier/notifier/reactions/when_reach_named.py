"""When somebody at the customer was named with a P1: its pages say whom to call (CP-27).

Also those that rang already, and those that come later: the words are read when they are shown.
"""

from dataclasses import replace

from events.catalogue.case_events import ReachNamed
from notifier.domain.page_on_call import WatchedCase
from notifier.reactions.page_reaction import PageReaction


def _remember(case: WatchedCase, event: ReachNamed) -> WatchedCase:
    named = event.personal
    return replace(case, reach=f"{named.name}: {named.phone}" if named.name else named.phone)


REACH_NAMED: PageReaction[ReachNamed] = PageReaction(remember=_remember)
