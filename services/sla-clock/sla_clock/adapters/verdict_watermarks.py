"""Makes the watermarks of the clock's own log, which say up to when all verdicts are in it.

Readers of the clock's events, such as reports, rely on them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events.consumer.consumer import Consumer
from events.store.postgres_store import PostgresStore
from events.watermark import Watermark


@dataclass(frozen=True, slots=True)
class VerdictWatermarks:
    """Watermarks up to which intake's events are applied and due timers have fired, by shard.

    A process makes them only for the shards that it follows. What it knew before it lost a shard
    is still true.
    """

    store: PostgresStore
    consumer: Consumer
    topic: str

    @property
    def shards(self) -> int:
        """Return how many shards the store has."""
        return self.store.shards

    async def make_watermarks(self) -> Sequence[Watermark]:
        """Return a watermark for each shard that is followed here and known of."""
        # The bounds come first: whatever was decided up to them is committed, so its seqs are below
        # those that the store reads now.
        bounds = self._bounds()
        return await self.store.make_watermarks_up_to(bounds) if bounds else ()

    def _bounds(self) -> dict[int, datetime]:
        known = {
            shard: self.consumer.known_of(self.topic, shard) for shard in range(self.store.shards)
        }
        return {shard: at for shard, at in known.items() if at is not None}
