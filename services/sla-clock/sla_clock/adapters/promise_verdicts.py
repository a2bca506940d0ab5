"""Promises up to when all verdicts are in the log: for readers of the clock's events, such as reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events.consumer.consumer import Consumer
from events.store.postgres_store import PostgresStore
from events.watermark import Watermark


@dataclass(frozen=True, slots=True)
class PromiseVerdicts:
    """No later than the instant up to which intake's events are applied and due timers have fired, shard by shard.

    A process promises for the shards that it follows only; what it knew before it lost one is still true.
    """

    store: PostgresStore
    consumer: Consumer
    topic: str

    async def make_watermarks(self) -> Sequence[Watermark]:
        """Promise for each shard that is followed here; nothing where nothing is known yet."""
        # The bounds come first: whatever was decided up to them is committed, so it is below the seqs that are read now.
        bounds = self._bounds()
        return await self.store.make_watermarks_up_to(bounds) if bounds else ()

    def _bounds(self) -> dict[int, datetime]:
        known = {
            shard: self.consumer.known_of(self.topic, shard) for shard in range(self.store.shards)
        }
        return {shard: at for shard, at in known.items() if at is not None}
