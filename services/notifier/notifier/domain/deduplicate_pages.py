"""Keeps one open page for one reason of one case: who is asking for help already is not called twice."""

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
    """Those wanted pages, in order, for whose case and reason no page is open and none was wanted before them."""
    known = {(page.case_id, page.reason) for page in open_pages}
    fresh: dict[tuple[str | None, PageReason], PageWanted] = {}
    for page in wanted:
        fresh.setdefault((page.case_id, page.reason), page)
    return [page for key, page in fresh.items() if key not in known]
