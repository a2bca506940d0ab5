"""Notices a stuck reader: records have been there for a while, and it has not got past one of
them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from events.broker.broker import BrokerTrouble, Subscription, TopicPartition

ReadTo = Mapping[TopicPartition, int]


@dataclass(frozen=True, slots=True)
class _Behind:
    """Since when (monotonic seconds) there are records beyond an offset that the reader has not
    left."""

    since: float
    read_to: int


class Watchdog:
    """Looks twice in `patience_s` seconds where partitions end; a reader behind that long is stuck.

    One record that has just come proves nothing: it will be read next. The broker is asked beside
    the reader, which never waits for the answer. A broker that does not answer counts as having
    records.
    """

    def __init__(self, patience_s: float, now: float) -> None:
        self._patience_s, self._looked_at = patience_s, now
        self._behind: dict[TopicPartition, _Behind] = {}
        self._look: asyncio.Task[ReadTo] | None = None
        self._compared_with: ReadTo = {}

    def is_stuck(self, now: float, subscription: Subscription, read_to: ReadTo) -> bool:
        """Return whether a partition stood still for `patience_s` with records beyond it.

        Begins further looks.
        """
        # A reader that has moved on since is not stuck, however long it was behind.
        self._behind = {
            partition: it
            for partition, it in self._behind.items()
            if read_to.get(partition) == it.read_to
        }
        if self._look is not None and self._look.done():
            self._note(now, self._look)
            self._look = None
        if self._look is None and now - self._looked_at >= self._patience_s / 2:
            self._looked_at, self._compared_with = now, dict(read_to)
            self._look = asyncio.create_task(
                _ends(subscription, self._compared_with), name="watchdog"
            )
        return any(now - it.since >= self._patience_s for it in self._behind.values())

    async def start_anew(self, now: float) -> None:
        """Forget what was seen, for a new subscription."""
        look, self._look = self._look, None
        self._looked_at, self._behind = now, {}
        if look is not None:
            look.cancel()
            await asyncio.wait({look})

    def _note(self, now: float, look: "asyncio.Task[ReadTo]") -> None:
        ends = {} if look.cancelled() or look.exception() else look.result()
        for partition, read_to in self._compared_with.items():
            if ends.get(partition, read_to) > read_to:
                self._behind.setdefault(partition, _Behind(now, read_to))


async def _ends(subscription: Subscription, read_to: ReadTo) -> ReadTo:
    try:
        return await subscription.ends(list(read_to))
    except BrokerTrouble:
        return {partition: offset + 1 for partition, offset in read_to.items()}
