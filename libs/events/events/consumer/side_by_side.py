"""Runs the work of several partitions side by side, so that they share the disk's flushes."""

import asyncio
from collections.abc import Coroutine, Iterable


async def side_by_side(at_once: int, works: Iterable[Coroutine[object, object, int]]) -> int:
    """Run all of them, at most `at_once` at a time; return the sum."""
    if at_once == 1:
        return sum([await work for work in works])
    free = asyncio.Semaphore(at_once)

    async def in_turn(work: Coroutine[object, object, int]) -> int:
        async with free:
            return await work

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(in_turn(work)) for work in works]
    return sum(task.result() for task in tasks)
