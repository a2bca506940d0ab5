"""The one module that reads the host's clock; everything else is given the time.

Promises are never judged by this clock: the authority is the store's time (`recorded_at`). The
host's clock paces polling, back-off and metrics.
"""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the code may ask of a clock.

    Times are aware and in UTC; `monotonic` is in seconds from an arbitrary start.
    """

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The host's clock."""

    def now(self) -> datetime:
        """Return the host's time, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Sleep for so many seconds."""
        await asyncio.sleep(seconds)


class MovableClock:
    """A clock that stands still until it is moved.

    It ships for tests: a story moves a whole system through days in milliseconds.
    """

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs a time with a zone")
        self._now = start.astimezone(UTC)
        self._started = self._now

    def now(self) -> datetime:
        """Return the instant to which the clock was moved, in UTC."""
        return self._now

    def monotonic(self) -> float:
        """Return by how many seconds the clock was moved since it was made."""
        return (self._now - self._started).total_seconds()

    async def sleep(self, seconds: float) -> None:
        """Yield to other tasks once; the time does not move."""
        del seconds
        await asyncio.sleep(0)

    def move(self, step: timedelta) -> None:
        """Go forward by `step`. Raises ValueError for a step back."""
        if step < timedelta(0):
            raise ValueError("a clock does not go back")
        self._now += step

    def move_to(self, instant: datetime) -> None:
        """Go forward to `instant`."""
        self.move(instant.astimezone(UTC) - self._now)
