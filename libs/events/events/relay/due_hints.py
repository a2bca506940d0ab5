"""When somebody next waits for time to pass.

The clock publishes it in a topic, and the maker of watermarks paces itself by it. It is only a
hint: if one is lost or old, watermarks come at a moderate pace, and no timer fires without one.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from events.broker.broker import (
    Broker,
    IncomingRecord,
    OffsetGone,
    OutgoingRecord,
    Publisher,
    Subscription,
    TopicPartition,
    offset_near_end,
)
from events.ce_headers import CONTENT_TYPE
from events.clock import Clock
from events.log_actions import log_action
from events.run_forever import Recovery, run_forever

REPEATED_AFTER_S = 5.0
"""How often a hint is sent again though it has not changed."""
OLD_AFTER_S = 3 * REPEATED_AFTER_S
KEPT_S = 600
_LOOK_S = 0.05
_AGAIN_S = 1.0
_LAST_HINTS = 20


class DueHint(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The soonest timer of these shards is due at `due_at` (aware); None: none is set."""

    shards: tuple[int, ...]
    due_at: datetime | None


_DECODER = msgspec.json.Decoder(DueHint)


def hint_to_outgoing(hint: DueHint) -> OutgoingRecord:
    """Make the record that carries a hint, to partition 0."""
    return OutgoingRecord(
        partition=0, key=b"due", value=msgspec.json.encode(hint), headers=[CONTENT_TYPE]
    )


class DueHintSender:
    """Sends the hint that `soonest` returns: at once if it changed, else every few seconds.

    It looks every 50 ms.
    """

    def __init__(
        self, broker: Broker, topic: str, soonest: Callable[[], DueHint | None], clock: Clock
    ) -> None:
        self._broker, self._topic, self._soonest, self._clock = broker, topic, soonest, clock
        self._publisher: Publisher | None = None
        self._last_sent: DueHint | None = None
        self._last_sent_at = 0.0

    async def step(self) -> bool:
        """Send the hint if needed; return whether it was. Raises Retryable."""
        hint, now = self._soonest(), self._clock.monotonic()
        if hint is None or (
            hint == self._last_sent and now < self._last_sent_at + REPEATED_AFTER_S
        ):
            return False
        if self._publisher is None:
            await self._broker.create_small_topics({self._topic: KEPT_S})
            self._publisher = await self._broker.publisher()
        await self._publisher.send(self._topic, [hint_to_outgoing(hint)])
        # After sending: a hint that did not go out is sent again with the next step.
        self._last_sent, self._last_sent_at = hint, now
        return True

    async def run(self) -> None:
        """Send hints until cancelled."""
        try:
            await run_forever(
                f"due hints {self._topic}",
                self.step,
                clock=self._clock,
                idle_s=_LOOK_S,
                recovery=Recovery(pause_s=_AGAIN_S, longest_pause_s=_AGAIN_S, let_go=self.close),
            )
        finally:
            await self.close()

    async def close(self) -> None:
        """Disconnect from the broker."""
        publisher, self._publisher = self._publisher, None
        if publisher is not None:
            await publisher.close()


class DueHints:
    """The last hint about each shard, and when it came. `news` is set when one comes."""

    def __init__(self, broker: Broker, topic: str, clock: Clock) -> None:
        self._broker, self._topic, self._clock = broker, topic, clock
        self._due: dict[int, datetime | None] = {}
        self._heard_at: dict[int, float] = {}
        self._subscription: Subscription | None = None
        self._offset: int | None = None
        self._end_when_sought: int | None = None
        self.news = asyncio.Event()

    def soonest(self) -> datetime | None:
        """Return the earliest instant that somebody waits for, over all shards."""
        return min((due for due in self._due.values() if due is not None), default=None)

    def are_fresh(self, shards: int) -> bool:
        """Return whether a hint about every shard came lately."""
        now = self._clock.monotonic()
        return all(
            now - self._heard_at.get(shard, -OLD_AFTER_S) < OLD_AFTER_S for shard in range(shards)
        )

    async def step(self, wait_s: float = 0.0) -> None:
        """Take the hints that have come, waiting at most `wait_s`. Raises Retryable."""
        if self._subscription is None:
            await self._broker.create_small_topics({self._topic: KEPT_S})
            self._subscription = await self._broker.follower([self._topic])
            self._offset = None
        partition = TopicPartition(self._topic, 0)
        try:
            # Nothing can come before the first seek, so do not wait for it.
            came = await self._subscription.poll(wait_s if self._offset is not None else 0.0, 1_000)
            self.take(came.get(partition, ()))
        except OffsetGone:
            self._offset = None
        # A topic that ends below our offset was trimmed or made again. It is sought once for each
        # such end: the end that is known may be old.
        end = self._subscription.known_end(partition)
        if partition in self._subscription.assigned() and (
            self._offset is None
            or (end is not None and end < self._offset and end != self._end_when_sought)
        ):
            # One hint speaks of some shards only, so the last few are read, not just the newest.
            begin, end = await self._subscription.offsets(partition)
            self._offset = offset_near_end(begin, end, _LAST_HINTS)
            self._end_when_sought = self._subscription.known_end(partition)
            await self._subscription.seek(partition, self._offset)

    def take(self, records: Sequence[IncomingRecord]) -> None:
        """Take records; one that is no hint is logged and skipped."""
        for record in records:
            self._offset, self._end_when_sought = record.offset + 1, None
            try:
                hint = _DECODER.decode(record.value or b"")
            except msgspec.MsgspecError:
                log_action("due-hint-unreadable", topic=record.topic)
                continue
            self._due |= dict.fromkeys(hint.shards, hint.due_at)
            self._heard_at |= dict.fromkeys(hint.shards, self._clock.monotonic())
            self.news.set()

    async def run(self) -> None:
        """Listen for hints until cancelled."""
        try:
            await run_forever(
                f"hearing due hints {self._topic}",
                self._listen,
                clock=self._clock,
                idle_s=0.0,
                recovery=Recovery(pause_s=_AGAIN_S, longest_pause_s=_AGAIN_S, let_go=self.close),
            )
        finally:
            await self.close()

    async def _listen(self) -> None:
        await self.step(1.0)

    async def close(self) -> None:
        """Disconnect from the broker."""
        subscription, self._subscription = self._subscription, None
        self._offset = None
        if subscription is not None:
            await subscription.close()
