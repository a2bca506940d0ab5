"""Waits for an event, or until the time is over."""

import asyncio


async def wait_for(wake: asyncio.Event, at_most_s: float) -> None:
    """Return when `wake` is set, after `at_most_s` seconds at the latest."""
    try:
        async with asyncio.timeout(at_most_s):
            await wake.wait()
    except TimeoutError:
        return
