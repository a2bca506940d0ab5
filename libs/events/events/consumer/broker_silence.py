"""Knows how long ago the broker last answered; it is asked beside the reader, which reads on."""

import asyncio
from contextlib import suppress

from events.broker.broker import Broker, BrokerTrouble
from events.clock import Clock

_MOMENT_S = 0.05


class BrokerSilence:
    """How long the broker has been silent, by records that came and by pings.

    Nothing that a ping does or raises stops the reader: where one node of a cluster hangs, records
    of the others may go on flowing.
    """

    def __init__(self, broker: Broker, clock: Clock) -> None:
        self._broker, self._clock = broker, clock
        self._answered_at = clock.monotonic()
        self._ping: asyncio.Task[None] | None = None

    @property
    def seconds(self) -> float:
        """Return for how many seconds the broker has not answered."""
        return self._clock.monotonic() - self._answered_at

    def ended(self) -> None:
        """Note that the broker has just answered."""
        self._answered_at = self._clock.monotonic()

    async def ask(self) -> None:
        """Ping the broker, unless a ping is under way; wait for the answer only a moment."""
        if self._ping is None or self._ping.done():
            self._ping = asyncio.create_task(self._ask(), name="ping")
        # `wait` leaves the ping running: an answer that is slow counts when it comes.
        await asyncio.wait({self._ping}, timeout=_MOMENT_S)

    async def close(self) -> None:
        """Give up the ping that is under way."""
        ping, self._ping = self._ping, None
        if ping is not None:
            # `wait`, since awaiting the ping itself would raise its cancellation here.
            ping.cancel()
            await asyncio.wait({ping})

    async def _ask(self) -> None:
        with suppress(BrokerTrouble):
            await self._broker.ping()
            self.ended()
