"""Keeps one open page for one reason of one case, so that nobody is called twice for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from events.catalogue.on_call_events import PageReason
from notifier.domain.page_on_call import PageWanted
from notifier.domain.resolve_page import ABOUT_COVER
from notifier.domain.whole_chain import RINGS_AGAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPage:
    """A page that is not resolved: its reason still stands, whether or not somebody has it.

    `rings`: it has a chain, and nobody acknowledged it.
    """

    page_id: str
    case_id: str | None
    reason: PageReason
    rings: bool = False


def deduplicate_pages(
    wanted: Sequence[PageWanted], open_pages: Iterable[OpenPage]
) -> list[PageWanted]:
    """Return, in order, the first wanted page of each case and reason that has no open page.

    While a page about the P1 rings, whoever answers it has the case, so nobody is called a second
    time because it has no engineer (CP-26).
    """
    open_now = list(open_pages)
    known = {(page.case_id, page.reason) for page in open_now}
    # Only pages that begin again by themselves: any other chain may have ended with nobody told.
    ringing = {page.case_id for page in open_now if page.rings and page.reason in RINGS_AGAIN}
    fresh: dict[tuple[str | None, PageReason], PageWanted] = {}
    for page in wanted:
        # The first of a batch wins: later ones of the same reason tell nothing new.
        fresh.setdefault((page.case_id, page.reason), page)
    return [
        page
        for key, page in fresh.items()
        if key not in known and not (page.reason in ABOUT_COVER and page.case_id in ringing)
    ]
