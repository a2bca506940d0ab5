"""A broker in memory whose publishers fail when they are told to."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Literal

from events.broker.broker import BrokerTrouble, IncomingRecord, OutgoingRecord
from events.broker.memory_broker import MemoryBroker, MemoryPublisher

Fault = Literal["nothing arrives", "half arrives", "all arrives, the answer is lost"]


class TroubledBroker(MemoryBroker):
    """`faults` are used up one a send; `before_send` and `after_last_record` are called once: a
    test's way in between."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[Fault] = []
        self.before_send: Callable[[], Awaitable[None]] | None = None
        self.after_last_record: Callable[[], Awaitable[None]] | None = None
        self.publishers_made = 0
        self.publishers_closed = 0

    async def last_record(self, topic: str, partition: int) -> IncomingRecord | None:
        """Return the newest record; a test does something before the caller has it."""
        newest = await super().last_record(topic, partition)
        if meanwhile := self.after_last_record:
            self.after_last_record = None
            await meanwhile()
        return newest

    async def publisher(self) -> MemoryPublisher:
        """Return one that may fail."""
        self.publishers_made += 1
        return TroubledPublisher(self)


class TroubledPublisher(MemoryPublisher):
    """Sends as far as the fault lets it."""

    def __init__(self, broker: TroubledBroker) -> None:
        super().__init__(broker)
        self._troubled = broker

    async def send(self, topic: str, records: Iterable[OutgoingRecord]) -> None:
        """Send, or fail as the next fault says."""
        if before := self._troubled.before_send:
            self._troubled.before_send = None
            await before()
        fault = self._troubled.faults.pop(0) if self._troubled.faults else None
        all_of_them = list(records)
        await super().send(topic, all_of_them[: _arriving(fault, len(all_of_them))])
        if fault:
            raise BrokerTrouble(fault)

    async def close(self) -> None:
        """Count the call."""
        self._troubled.publishers_closed += 1


def _arriving(fault: Fault | None, count: int) -> int:
    match fault:
        case "nothing arrives":
            return 0
        case "half arrives":
            return count // 2
        case _:
            return count
