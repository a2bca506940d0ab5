"""Waits for a condition of the world outside this process, with a bound."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(condition: Callable[[], Awaitable[bool]], *, at_most_s: float = 60.0) -> None:
    """Ask twenty times a second until the answer is yes. Raises TimeoutError."""
    async with asyncio.timeout(at_most_s):
        for pause in iter(lambda: 0.05, None):
            if await condition():
                return
            await asyncio.sleep(pause)
