"""Lists come in pages:

`?limit=&cursor=` -> `{items, next}`, where the cursor is opaque and signed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeAlias, TypeVar

from fastapi import Depends, Query, Request
from pydantic import BaseModel

from webapi.cursors import LONGEST_CURSOR, Position, cursors_of

__all__ = ["DEFAULT_LIMIT", "LARGEST_LIMIT", "Page", "Paging", "PagingOf", "Position", "page"]

T = TypeVar("T")
Row = TypeVar("Row")

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 200

Limit: TypeAlias = Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="Items a page.")]


class Page(BaseModel, Generic[T]):
    """Some items of a list; `next` is the cursor of the following page, null at the end."""

    items: list[T]
    next: str | None = None


def cursor_position(
    request: Request,
    cursor: Annotated[
        str | None, Query(max_length=LONGEST_CURSOR, description="`next` of the page before.")
    ] = None,
) -> Position | None:
    """Return where to go on from; None for the first page.

    Raises 400 `bad-cursor` for anything that this list did not give out.
    """
    return None if cursor is None else cursors_of(request).read(request.url.path, cursor)


Cursor: TypeAlias = Annotated[Position | None, Depends(cursor_position)]
"""For a list endpoint: the position after which its page begins, or None."""


@dataclass(frozen=True, slots=True)
class Paging:
    """What a list endpoint needs to answer with a page. `sign` makes the cursor of a position."""

    sign: Callable[[Position], str]
    limit: int
    after: Position | None

    @property
    def fetch(self) -> int:
        """Return how many rows to read: one more than the page, to know whether another follows."""
        return self.limit + 1

    def page(self, rows: Sequence[Row], position: Callable[[Row], Position]) -> Page[Row]:
        """Return the page of the rows read; `position` gives a row's sort key."""
        shown = list(rows[: self.limit])
        more = len(rows) > self.limit
        return Page(items=shown, next=self.sign(position(shown[-1])) if more else None)


def paging(request: Request, after: Cursor, limit: Limit = DEFAULT_LIMIT) -> Paging:
    """Limit and cursor of this request."""
    cursors, path = cursors_of(request), request.url.path
    return Paging(lambda position: cursors.write(path, position), limit, after)


PagingOf: TypeAlias = Annotated[Paging, Depends(paging)]
"""For a list endpoint: limit and cursor together, and `.page(rows, position)` for its answer."""


def page(items: Sequence[T], next_cursor: str | None) -> Page[T]:
    """Return a page from its parts."""
    return Page(items=list(items), next=next_cursor)
