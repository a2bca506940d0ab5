"""The watermarks of one topic of events, and up to which of them everything is applied here."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime

from events.broker.broker import IncomingRecord
from events.errors import MalformedEvent
from events.log_actions import log_action
from events.watermark import Watermark
from events.watermark_records import watermarks_from_incoming

_MOST_WAITING = 256


class WatermarkIntake:
    """Keeps the newest watermark of each shard, and those that wait for events to be applied.

    A watermark of a shard without events (`next_seq` 1) binds nobody: history may still come into
    it, recorded long before. It says that there is nothing to know, and lets no timer fire.
    """

    def __init__(self) -> None:
        self._empty: dict[int, Watermark] = {}
        self._newest: dict[int, Watermark] = {}
        self._waiting: dict[int, deque[Watermark]] = {}
        self._reached: dict[int, datetime] = {}
        self._shards: int | None = None

    def take(self, records: Sequence[IncomingRecord]) -> None:
        """Take records; one that is no watermark is logged and skipped."""
        for record in records:
            try:
                received = watermarks_from_incoming(record)
            except MalformedEvent:
                log_action("watermark-unreadable", topic=record.topic, partition=record.partition)
                continue
            self._shards = received.shards or self._shards
            for watermark in received.watermarks:
                self._keep(watermark)

    def newest(self, shard: int) -> Watermark | None:
        """Return the newest watermark of a shard; None if none came."""
        return self._newest.get(shard) or self._empty.get(shard)

    def empty_at(self, shard: int) -> datetime | None:
        """Return when a shard was last seen without events.

        None if it never was, or if history came into it since.
        """
        watermark = self._empty.get(shard)
        return watermark.at if watermark else None

    def reached(self, shard: int, next_seq: int) -> datetime | None:
        """Return the newest watermark with everything below `next_seq`; None if there is none."""
        waiting = self._waiting.get(shard)
        # They wait in the order of time, so the first that is not reached ends the search.
        while waiting and waiting[0].next_seq <= next_seq:
            self._reached[shard] = waiting.popleft().at
        return self._reached.get(shard)

    def shards(self) -> Sequence[int]:
        """Return the shards of the store, as far as records said; empty before any came."""
        if self._shards is None:
            return sorted({*self._newest, *self._empty})
        return range(self._shards)

    def _keep(self, watermark: Watermark) -> None:
        if watermark.next_seq == 1:
            if watermark.shard not in self._newest:
                self._empty[watermark.shard] = watermark
            return
        empty_at = self.empty_at(watermark.shard)
        if empty_at is not None and watermark.at < empty_at:
            # History came into it: what was said of the empty shard says nothing any more.
            del self._empty[watermark.shard]
        newest = self._newest.get(watermark.shard)
        if newest is None or (watermark.at, watermark.next_seq) > (newest.at, newest.next_seq):
            self._newest[watermark.shard] = watermark
            self._wait_for(watermark)

    def _wait_for(self, watermark: Watermark) -> None:
        """Remember a watermark until it is reached.

        Of very many only some are kept, since later ones say more.
        """
        waiting = self._waiting.setdefault(watermark.shard, deque())
        if len(waiting) == _MOST_WAITING:
            self._waiting[watermark.shard] = waiting = deque(list(waiting)[::2])
        waiting.append(watermark)
