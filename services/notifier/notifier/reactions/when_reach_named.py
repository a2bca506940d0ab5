"""When somebody at the customer was named with a P1: its pages say whom to call (CP-27).

Also those that rang already, and those that come later: the words are read when they are shown.
"""

from dataclasses import replace

from events.catalogue.case_events import ReachNamed
from events.event import Recorded
from events.sealing.stand_ins import is_erased, is_unread
from notifier.domain.page_on_call import WatchedCase
from notifier.reactions.page_reaction import PageReaction


def _remember(case: WatchedCase, event: ReachNamed) -> WatchedCase:
    named = event.personal
    # A stand-in would be shown as whom to call, on every later page.
    if is_unread(named) or is_erased(named):
        return case
    return replace(case, reach=f"{named.name}: {named.phone}" if named.name else named.phone)


def _wrote(case: WatchedCase, recorded: Recorded, event: ReachNamed) -> WatchedCase:
    # A contact's token is called after customer and user, if its issuer does as we do.
    actor = (recorded.meta.actor or "").removeprefix(f"{case.customer_id}/")
    return replace(case, reach_by=event.user_id or actor, reach_at=recorded.recorded_at)


REACH_NAMED: PageReaction[ReachNamed] = PageReaction(remember=_remember, wrote=_wrote)
