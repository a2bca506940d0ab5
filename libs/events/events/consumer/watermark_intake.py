"""The newest promise for each shard, as it came by Kafka, and how long ago: without promises the clock is blind."""

from collections.abc import Sequence

import structlog

from events.broker.broker import IncomingRecord
from events.envelope import watermark_from_incoming
from events.errors import MalformedEvent
from events.store.event_store import Watermark

_log = structlog.get_logger()


class WatermarkIntake:
    """Keeps the newest watermark of each shard; older ones that come late change nothing."""

    def __init__(self) -> None:
        self._newest: dict[int, Watermark] = {}
        self._taken_at: dict[int, float] = {}

    def take(self, records: Sequence[IncomingRecord], now: float) -> None:
        """Take what came, at `now` (monotonic seconds). A record that is none promises nothing and is logged."""
        for record in records:
            try:
                watermark = watermark_from_incoming(record)
            except MalformedEvent:
                _log.warning("watermark-unreadable", topic=record.topic, partition=record.partition)
                continue
            self._keep(watermark, now)

    def newest(self, shard: int) -> Watermark | None:
        """The newest promise for a shard, if any came."""
        return self._newest.get(shard)

    def watch(self, shard: int, now: float) -> None:
        """The shard was assigned: from now on promises are expected."""
        self._taken_at[shard] = now

    def silent_s(self, shard: int, now: float) -> float:
        """For how many seconds no promise came for a shard that is watched."""
        return now - self._taken_at.get(shard, now)

    def _keep(self, watermark: Watermark, now: float) -> None:
        newest = self._newest.get(watermark.shard)
        if newest is None or (watermark.at, watermark.next_seq) > (newest.at, newest.next_seq):
            self._newest[watermark.shard] = watermark
        self._taken_at[watermark.shard] = now
