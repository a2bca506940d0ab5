"""A cancellation counts, though a library swallowed it; and one that nobody asked for is a
library's trouble, not an end."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from events.errors import Retryable


class GaveUp(Retryable):
    """A library cancelled its own work, such as a connection's that broke.

    Nobody asked for an end: try the same again.
    """


def end_if_cancelled() -> None:
    """For a loop to ask once a pass.

    Raises CancelledError where this task was asked to end and has not.

    (Some libraries take no notice of a cancellation that comes while they close a connection.)
    """
    if _is_cancelled():
        raise asyncio.CancelledError


@contextmanager
def reject_stray_cancellation(what: str) -> Iterator[None]:
    """Let a cancellation through only where this task was asked to end.

    Raises GaveUp for any other.
    """
    try:
        yield
    except asyncio.CancelledError as stray:
        if _is_cancelled():
            raise
        raise GaveUp(f"{what} was given up by the client") from stray


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
