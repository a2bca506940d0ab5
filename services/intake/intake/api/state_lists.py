"""Cuts pages out of what a stream's state holds, where that is small enough to be read whole."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from webapi.paging import Page, Paging, Position

Item = TypeVar("Item")


def page_of(
    items: Iterable[Item], paging: Paging, position: Callable[[Item], Position]
) -> Page[Item]:
    """Return the page of the items, in the order of their positions."""
    after = tuple(paging.after) if paging.after else ()
    # Compared as texts: a cursor brings them back as texts, and instants as they are written sort
    # as they are.
    ordered = sorted(items, key=lambda item: _texts(position(item)))
    rest = [item for item in ordered if _texts(position(item)) > _texts(after)]
    return paging.page(rest[: paging.fetch], position)


def _texts(position: Position) -> tuple[str, ...]:
    return tuple(str(part) for part in position)
