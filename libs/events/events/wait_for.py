"""Waits for an event, but not for ever."""

import asyncio


async def wait_for(wake: asyncio.Event, at_most_s: float) -> None:
    """Return when `wake` is set, or after `at_most_s` seconds."""
    try:
        async with asyncio.timeout(at_most_s):
            await wake.wait()
    except TimeoutError:
        return
