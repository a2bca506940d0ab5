"""The shape of one row in the reaction table: all that an event of another service can do here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from events.catalogue.on_call_events import PageReason
from events.event import Event, Recorded
from notifier.domain.page_on_call import Due, PageWanted, WatchedCase
from notifier.domain.resolve_page import Relief

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReaction(Generic[E]):
    """What happens when an event of type `E` is read; a part that is None does not happen.

    `page`: it may ask for a page; the case is as it was before the event.
    `relieve`: it may make pages needless.
    `replaces`: pages of its case that are wanted for these reasons and not raised yet, its own page
    says more than they do.
    `amend`: it changes what pages say that are wanted and not raised yet.
    `start` and `remember`: what is remembered of the case from now on.
    `wrote`: who wrote what is remembered of it, and when that was recorded.
    `writes`: with it somebody writes in the case, so the case is not left alone.
    `other_case`: another case that it is about.
    `due`: when the case's first answer is due. `customer`: a customer's id and name.
    `cover_missed`: whether the case has been without an engineer for too long (CP-26).
    """

    page: Callable[[Recorded, E, WatchedCase | None], PageWanted | None] | None = None
    relieve: Callable[[E], Relief | None] | None = None
    replaces: Callable[[E], frozenset[PageReason]] | None = None
    amend: Callable[[PageWanted, E, Mapping[str, WatchedCase]], PageWanted] | None = None
    start: Callable[[E], WatchedCase] | None = None
    remember: Callable[[WatchedCase, E], WatchedCase] | None = None
    wrote: Callable[[WatchedCase, Recorded, E], WatchedCase] | None = None
    writes: bool = False
    other_case: Callable[[E], str] | None = None
    due: Callable[[E], Due | None] | None = None
    cover_missed: Callable[[E], bool | None] | None = None
    customer: Callable[[E], tuple[str, str]] | None = None


Row = tuple[type[Event], PageReaction[Event]]


def on(kind: type[E], reaction: PageReaction[E]) -> Row:
    """Return a row of the table; the type check sees that reaction and event fit."""
    # The cast is sound because rows are looked up by the event's own class.
    return kind, cast("PageReaction[Event]", reaction)
