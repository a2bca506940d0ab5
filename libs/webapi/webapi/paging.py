"""Lists come in pages: `?limit=&cursor=` -> `{items, next}`, where the cursor is opaque and checked."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, Generic, TypeAlias, TypeVar

from fastapi import Depends, Query, Request
from pydantic import BaseModel, TypeAdapter, ValidationError

from webapi.problems import Problem

T = TypeVar("T")
Row = TypeVar("Row")

Position: TypeAlias = tuple[str | int | float | None, ...]
"""Where a page ended: the sort key of its last row."""

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 200

_CHECK_SIZE = 9
_POSITION: TypeAdapter[Position] = TypeAdapter(Position)

Limit: TypeAlias = Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="Items a page.")]


class Page(BaseModel, Generic[T]):
    """Some items of a list; `next` is the cursor of the following page, null at the end."""

    items: list[T]
    next: str | None = None


def cursor_position(
    request: Request,
    cursor: Annotated[str | None, Query(max_length=1000, description="`next` of the page before.")] = None,
) -> Position | None:
    """Where to go on from; None for the first page. Raises 400 `bad-cursor` for anything that this list did not give out."""
    return None if cursor is None else read_cursor(request.url.path, cursor)


Cursor: TypeAlias = Annotated[Position | None, Depends(cursor_position)]
"""For a list endpoint: the position after which its page begins, or None."""


@dataclass(frozen=True, slots=True)
class Paging:
    """What a list endpoint needs to answer with a page."""

    path: str
    limit: int
    after: Position | None

    @property
    def fetch(self) -> int:
        """How many rows to read: one more than the page, to know whether another follows."""
        return self.limit + 1

    def page(self, rows: Sequence[Row], position: Callable[[Row], Position]) -> Page[Row]:
        """The page of the rows read; `position` gives a row's sort key."""
        shown = list(rows[: self.limit])
        more = len(rows) > self.limit
        return Page(items=shown, next=write_cursor(self.path, position(shown[-1])) if more else None)


def paging(request: Request, after: Cursor, limit: Limit = DEFAULT_LIMIT) -> Paging:
    """Limit and cursor of this request."""
    return Paging(request.url.path, limit, after)


PagingOf: TypeAlias = Annotated[Paging, Depends(paging)]
"""For a list endpoint: limit and cursor together, and `.page(rows, position)` for its answer."""


def page(items: Sequence[T], next_cursor: str | None) -> Page[T]:
    """A page from its parts."""
    return Page(items=list(items), next=next_cursor)


def write_cursor(path: str, position: Position) -> str:
    """The cursor of a position in the list at `path`."""
    said = json.dumps(position, separators=(",", ":")).encode()
    return urlsafe_b64encode(_check(path, said) + said).decode().rstrip("=")


def read_cursor(path: str, cursor: str) -> Position:
    """The position of a cursor that the list at `path` gave out. Raises 400 `bad-cursor`."""
    try:
        raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        check, said = raw[:_CHECK_SIZE], raw[_CHECK_SIZE:]
        if check != _check(path, said) or write_cursor(path, position := _POSITION.validate_json(said)) != cursor:
            raise _bad_cursor()
    except (binascii.Error, ValidationError, UnicodeEncodeError):
        raise _bad_cursor() from None
    return position


def _check(path: str, said: bytes) -> bytes:
    return blake2b(path.encode() + b"\n" + said, digest_size=_CHECK_SIZE, person=b"tocsin-cursor").digest()


def _bad_cursor() -> Problem:
    return Problem(400, "bad-cursor", "Bad cursor", "Use `next` of the page before, unchanged, on the same list.")
