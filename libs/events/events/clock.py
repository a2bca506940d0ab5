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


_FRESH_FOR_S = 3.0


class SandboxClock:
    """The host's clock, ahead by as much as the sandbox's stores are moved.

    Seconds pass as they do: only `now` is moved. Leases, pauses and tokens stay on the host's time.
    """

    def __init__(self, host: Clock) -> None:
        self._host = host
        # When it was moved, and how far it was ahead then.
        self._moves = [(host.monotonic() - _FRESH_FOR_S, timedelta(0))]

    @property
    def ahead(self) -> timedelta:
        """How far it is ahead of the host's clock."""
        return self._moves[-1][1]

    def now(self) -> datetime:
        """Return the sandbox's time, in UTC."""
        return self._host.now() + self.ahead

    def monotonic(self) -> float:
        """Return seconds that never go back, and that no move adds to."""
        return self._host.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Sleep for so many seconds of the host's."""
        await self._host.sleep(seconds)

    def move(self, ahead: timedelta) -> None:
        """Be at least so far ahead from now on; it does not go back."""
        if ahead > self.ahead:
            cutoff = self._host.monotonic() - _FRESH_FOR_S
            # The last move before that stays: it is what the fresh ones are compared with.
            recent = [move for move in self._moves if move[0] > cutoff]
            before = [move for move in self._moves if move[0] <= cutoff][-1:]
            self._moves = [*before, *recent, (self._host.monotonic(), ahead)]

    def fresh_move(self) -> timedelta:
        """Return by how much it was moved in the last three seconds.

        So much of a watermark's age is no age: it was made before the move.
        """
        cutoff = self._host.monotonic() - _FRESH_FOR_S
        return self.ahead - max(ahead for at, ahead in self._moves if at <= cutoff)


def fresh_move_of(clock: Clock) -> timedelta:
    """Return by how much a sandbox's clock was moved just now; of any other clock, nothing."""
    return clock.fresh_move() if isinstance(clock, SandboxClock) else timedelta(0)
