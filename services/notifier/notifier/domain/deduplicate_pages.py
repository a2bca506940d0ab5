"""Keeps one open page for one reason of one case, so that nobody is called twice for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from events.catalogue.on_call_events import PageReason
from notifier.domain.page_on_call import PageWanted


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPage:
    """A page that is not resolved: its reason still stands, whether or not somebody has it."""

    page_id: str
    case_id: str | None
    reason: PageReason


def deduplicate_pages(
    wanted: Sequence[PageWanted], open_pages: Iterable[OpenPage]
) -> list[PageWanted]:
    """Return, in order, the first wanted page of each case and reason that has no open page."""
    known = {(page.case_id, page.reason) for page in open_pages}
    fresh: dict[tuple[str | None, PageReason], PageWanted] = {}
    for page in wanted:
        # The first of a batch wins: later ones of the same reason tell nothing new.
        fresh.setdefault((page.case_id, page.reason), page)
    return [page for key, page in fresh.items() if key not in known]
