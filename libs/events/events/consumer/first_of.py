"""Waits for the first of two things."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


async def first_of(
    one: Coroutine[object, object, A], other: Coroutine[object, object, B]
) -> tuple[A | None, B | None]:
    """Run both until one is done, cancel the other, and return their results (None: cancelled).

    Raises what either raised. Use it only for work that loses nothing when it is cancelled while it
    waits.
    """
    tasks = asyncio.ensure_future(one), asyncio.ensure_future(other)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        # Both: a task that is done takes no notice, and one that is not must not outlive this call.
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    first, second = tasks
    if not second.cancelled() and (trouble := second.exception()):
        # Look at the other error, too, or asyncio complains that nobody did.
        first.cancelled() or first.exception()
        raise trouble
    return (
        None if first.cancelled() else first.result(),
        None if second.cancelled() else second.result(),
    )
