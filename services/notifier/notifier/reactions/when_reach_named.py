"""When somebody at the customer was named with a P1: its pages say whom to call (CP-27).

Also those that rang already, and those that come later: the words are read when they are shown.
"""

from dataclasses import replace

from events.catalogue.case_events import ReachNamed
from events.sealing.stand_ins import is_erased, is_unread
from notifier.domain.page_on_call import WatchedCase
from notifier.reactions.page_reaction import PageReaction


def _remember(case: WatchedCase, event: ReachNamed) -> WatchedCase:
    named = event.personal
    # A stand-in would be shown as whom to call, on every later page.
    if is_unread(named) or is_erased(named):
        return case
    return replace(case, reach=f"{named.name}: {named.phone}" if named.name else named.phone)


REACH_NAMED: PageReaction[ReachNamed] = PageReaction(remember=_remember)
