"""Tells a task's own cancellation from one that a library caused.

Some libraries swallow a cancellation that arrives while they close a connection; loops call
`end_if_cancelled` to notice it anyway. Others cancel work of their own, which must not end a loop.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from events.errors import Retryable


class GaveUp(Retryable):
    """A library cancelled its own work, for example as a connection broke: try it again."""


def end_if_cancelled() -> None:
    """Raise CancelledError if this task was cancelled and is still running.

    Loops call this once a pass.
    """
    if _is_cancelled():
        raise asyncio.CancelledError


@contextmanager
def reject_stray_cancellation(what: str) -> Iterator[None]:
    """Let a cancellation through only if it was meant for this task; raise GaveUp for any other."""
    try:
        yield
    except asyncio.CancelledError as stray:
        if _is_cancelled():
            raise
        raise GaveUp(f"{what} was given up by the client") from stray


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
