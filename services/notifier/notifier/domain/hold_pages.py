"""Decides which pages may ring now.

A process that reads an old log must not call anybody about a case answered long ago.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from notifier.domain.page_on_call import PageWanted

YOUNG = timedelta(seconds=10)
"""What was recorded this recently rings at once, however many records wait behind it."""

LONGEST_HOLD = timedelta(seconds=60)
"""After this long a page rings on what is known: silence is worse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSoFar:
    """How far a partition is read.

    `head`: to its end; `read_to`: when the last event that was read was recorded.
    """

    head: bool
    read_to: datetime | None


def hold_pages(
    wanted: Sequence[PageWanted], now: datetime, so_far: ReadSoFar
) -> tuple[list[PageWanted], list[PageWanted]]:
    """Split pages into those that ring now and those that wait.

    A page waits until everything that was in the log when it began to wait has been read.

    The instants are those of the stores, which run by one time.
    """
    due = [page for page in wanted if _may_ring(page, now, so_far)]
    held = [page for page in wanted if not _may_ring(page, now, so_far)]
    return due, [page if page.held_since else replace(page, held_since=now) for page in held]


def _may_ring(page: PageWanted, now: datetime, so_far: ReadSoFar) -> bool:
    is_young = now - page.wanted_at < YOUNG
    since = page.held_since
    return so_far.head or is_young or (since is not None and _is_read(since, now, so_far))


def _is_read(since: datetime, now: datetime, so_far: ReadSoFar) -> bool:
    """Tell whether what was in the log at `since` has been read, or was waited for long enough."""
    has_read = so_far.read_to is not None and so_far.read_to >= since
    return has_read or now - since >= LONGEST_HOLD
