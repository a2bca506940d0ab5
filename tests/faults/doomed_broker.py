"""A broker whose publisher ends or freezes its own process right after the broker's acknowledgement, before the relay can note it."""

import os
import signal
from collections.abc import Sequence

from events.broker.broker import Broker, OutgoingRecord, Publisher
from tests.faults.freezing_broker import FreezingBroker


class DoomedBroker(FreezingBroker):
    """Passes everything on; at the `at`-th send that was acknowledged the process gets `by`."""

    def __init__(self, broker: Broker, at: int, by: signal.Signals) -> None:
        super().__init__(broker, 0)
        self._doom, self._by = at, by

    async def publisher(self) -> Publisher:
        return DoomedPublisher(await super().publisher(), self)

    def acknowledged(self) -> None:
        """The broker has it all, and nobody knows yet."""
        self._doom -= 1
        if self._doom == 0:
            os.kill(os.getpid(), self._by)


class DoomedPublisher:
    """Passes everything on."""

    def __init__(self, publisher: Publisher, broker: DoomedBroker) -> None:
        self._inner, self._broker = publisher, broker

    async def send(self, topic: str, records: Sequence[OutgoingRecord]) -> None:
        await self._inner.send(topic, records)
        self._broker.acknowledged()

    async def close(self) -> None:
        await self._inner.close()
