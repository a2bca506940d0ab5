"""When a case was marked as a likely twin: it pages nevertheless, and its page says so (CP-16)."""

from collections.abc import Mapping

from events.catalogue.case_events import LikelyTwinMarked
from notifier.domain.page_on_call import PageWanted, WatchedCase, saying_more
from notifier.reactions.page_reaction import PageReaction


def _amend(
    page: PageWanted, event: LikelyTwinMarked, cases: Mapping[str, WatchedCase]
) -> PageWanted:
    if (page.case_id, page.reason) != (event.case_id, "p1-opened"):
        return page
    twin = cases.get(event.twin_id)
    number = twin.number if twin else "another open P1"
    return saying_more(page, f"likely about the same trouble as {number}")


def _other_case(event: LikelyTwinMarked) -> str:
    return event.twin_id


LIKELY_TWIN_MARKED: PageReaction[LikelyTwinMarked] = PageReaction(
    amend=_amend, other_case=_other_case
)
