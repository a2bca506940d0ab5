"""A broker whose publisher ends or freezes its own process right before a send, or right after the
broker's acknowledgement of it."""

import os
import signal
from collections.abc import Iterable

from events.broker.broker import Broker, OutgoingRecord, Publisher
from tests.faults.freezing_broker import FreezingBroker


class DoomedBroker(FreezingBroker):
    """Passes everything on; when the `at`-th send was acknowledged the process gets `by`; at -n,
    right before the n-th send."""

    def __init__(self, broker: Broker, at: int, by: signal.Signals) -> None:
        super().__init__(broker, 0)
        self._doom, self._by, self._sends = at, by, 0

    async def publisher(self) -> Publisher:
        return DoomedPublisher(await super().publisher(), self)

    def sending(self) -> None:
        """Note that the relay has read a run and is about to send it."""
        self._sends += 1
        self._meet_doom(-self._sends)

    def acknowledged(self) -> None:
        """Note that the broker has everything, and nobody knows yet."""
        self._meet_doom(self._sends)

    def _meet_doom(self, moment: int) -> None:
        if moment == self._doom:
            os.kill(os.getpid(), self._by)


class DoomedPublisher:
    """Passes everything on until its hour has come."""

    def __init__(self, publisher: Publisher, broker: DoomedBroker) -> None:
        self._inner, self._broker = publisher, broker

    async def send(self, topic: str, records: Iterable[OutgoingRecord]) -> None:
        self._broker.sending()
        await self._inner.send(topic, records)
        self._broker.acknowledged()

    async def close(self) -> None:
        await self._inner.close()
