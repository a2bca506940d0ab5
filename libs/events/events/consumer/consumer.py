"""Applies topics exactly once in effect: reads, checks the sequence, and runs reactions in the
transaction that moves the checkpoint.

This is the order of a step. What a step does to a partition is in `take_in_records.py`,
`fire_due_timers.py` and `guard_partition.py`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from events.broker.broker import Broker, IncomingRecord, OffsetGone, Subscription, TopicPartition
from events.consumer.apply_records import RecordApplier
from events.consumer.broker_silence import BrokerSilence
from events.consumer.checkpoints import Checkpoints
from events.consumer.consumer_options import ConsumerOptions
from events.consumer.dead_letters import DeadLetters
from events.consumer.fire_due_timers import DueTimers
from events.consumer.first_of import first_of
from events.consumer.guard_partition import PartitionGuard
from events.consumer.known_time import KnownTime
from events.consumer.partition_set import PartitionSet
from events.consumer.position import Position
from events.consumer.reaction import Reaction
from events.consumer.reaction_runners import TimedRunner, UntimedRunner
from events.consumer.read_records import RecordReader
from events.consumer.retry_dead_letters import DeadLetterRetry, Retried
from events.consumer.side_by_side import side_by_side
from events.consumer.status import ConsumerStatus, PartitionStatus, Reached, status_of
from events.consumer.take_in_records import RecordIntake
from events.consumer.watchdog import Watchdog
from events.consumer.watermark_feed import WatermarkFeed
from events.log_actions import log_action
from events.run_forever import Recovery, run_forever
from events.store.connection import Connection, Pool

_COMMIT_OFFSETS_S = 5.0
_LOOK_AT_THE_DATABASE_S = 5.0
_LOOK_AT_CHECKPOINTS_S = 1.0

Polled = Mapping[TopicPartition, Sequence[IncomingRecord]]


class Consumer:
    """Reads topics, with a reaction for each; partitions are applied independently of each other.

    `name` names the checkpoints, one row for each topic and partition. `reactions` is by full topic
    name; `options.timed` adds the one topic that has timers.
    """

    def __init__(
        self,
        name: str,
        broker: Broker,
        pool: Pool,
        schema: str,
        reactions: Mapping[str, Reaction[Connection]],
        *,
        options: ConsumerOptions,
    ) -> None:
        self.name = name
        self._broker, self._options, self._clock = broker, options, options.clock
        self._runners: dict[str, UntimedRunner] = {
            topic: UntimedRunner(reaction) for topic, reaction in reactions.items()
        }
        if timed := options.timed:
            self._runners[timed.topic] = TimedRunner(
                timed.reaction, timed.timers, folds_in_order=timed.folds_in_order
            )
        checkpoints = Checkpoints(schema, name, rebuildable=options.rebuildable)
        self.dead_letters = DeadLetters(schema, name)
        reader = RecordReader(options.catalogue, options.keys, options.unopened)
        applier = RecordApplier(pool, checkpoints, self.dead_letters, reader)
        self._retry = DeadLetterRetry(pool, checkpoints, self.dead_letters, reader)
        self._partitions = PartitionSet(pool, checkpoints)
        self._feed = self._make_feed()
        self._known = KnownTime(self._feed.intakes, timed.topic if timed else None)
        self._guard = PartitionGuard(name, self._clock, options.committed)
        self._intake = RecordIntake(
            self._partitions, applier, self._runners, self._guard, self._clock
        )
        self._due = self._due_timers(applier)
        self._subscription: Subscription | None = None
        self._watchdog = Watchdog(options.stuck_after_s, self._clock.monotonic())
        self._silence = BrokerSilence(broker, self._clock)
        self._committed_at = self._forgot_at = self._looked_at = self._clock.monotonic()

    async def step(self, wait_s: float = 0.0) -> int:
        """Poll and apply once, waiting at most `wait_s` for records.

        Returns how much was done: partitions taken over, records handled, timers fired; 0 if there
        was nothing to do. Raises Retryable if the broker cannot be reached; trouble with one
        partition stays with that partition, and `status` shows it.
        """
        # The order of this step matters: everything below rests on what the poll brought.
        subscription = await self._joined()
        records, done = await self._polled(subscription, wait_s)
        if records:
            self._silence.ended()
        # Before applying: a partition that was assigned again must not be applied from its old
        # position.
        self._partitions.meet(subscription, self._clock.monotonic())
        done += await side_by_side(
            self._options.at_once,
            (
                self._intake.take_in(subscription, partition, came)
                for partition, came in records.items()
            ),
        )
        # After applying, since only what was read tells whether the topic ends before it.
        self._partitions.notice_lost_records(subscription, self._clock.monotonic())
        # After the records: what this poll brought of an unknown partition was dropped, and loading
        # seeks it again.
        done += await self._load_unknown(subscription)
        # Timers fire after the events that were there before them; an event may disarm one.
        done += await self._fire_due(subscription)
        # Only now is what the watermarks promise applied, and its timers have fired.
        self._known.note_applied(self._partitions)
        await self._keep_house(subscription)
        return done

    async def run(self) -> None:
        """Step until cancelled, then leave the group."""

        async def step() -> int:
            return await self.step(wait_s=0.2)

        try:
            await run_forever(
                f"consumer {self.name}",
                step,
                clock=self._clock,
                idle_s=0.0,
                recovery=Recovery(pause_s=1.0, longest_pause_s=1.0),
            )
        finally:
            await self.close()

    async def close(self) -> None:
        """Leave the group; the next step would join it again."""
        subscription, self._subscription = self._subscription, None
        self._partitions.clear()
        await self._watchdog.start_anew(self._clock.monotonic())
        await self._silence.close()
        await self._feed.close()
        if subscription is not None:
            await subscription.close()

    async def retry(self, topic: str, partition: int, key: str) -> Retried:
        """Try a key's dead letters again, in order.

        Works beside a running consumer, in this process or another, and does not join the group.
        """
        return await self._retry.retry(TopicPartition(topic, partition), key, self._runners[topic])

    def status(self) -> ConsumerStatus:
        """Return the state of each assigned partition."""
        return ConsumerStatus(
            partitions=[self._partition_status(position) for position in self._partitions.events()],
            broker_silent_s=self._silence.seconds,
        )

    def known_until(self, topic: str) -> datetime | None:
        """Return the instant up to which everything recorded in a topic is applied (UTC).

        It is the earliest instant of all shards by the store's time, over all processes; a shard
        without events does not hold it back, a stopped one does. For a timed topic all timers due
        by then have fired, too, and only the shards of this process are known. None: nothing is
        known yet, or the topic has no watermarks.
        """
        return self._known.until(topic)

    def known_of(self, topic: str, shard: int) -> datetime | None:
        """Return the instant of one shard, as `known_until` does for all."""
        return self._known.of(TopicPartition(topic, shard))

    async def _joined(self) -> Subscription:
        if self._subscription is None:
            group = self._options.group or self.name
            topics = list(self._runners)
            self._subscription = await self._broker.subscription(
                group, topics, member=self._options.member
            )
            self._silence.ended()
        return self._subscription

    async def _polled(self, subscription: Subscription, wait_s: float) -> tuple[Polled, int]:
        events = subscription.poll(wait_s, self._options.max_records)
        try:
            if not self._feed.intakes:
                return await events, 0
            came, met = await first_of(events, self._feed.take(wait_s))
            return came or {}, met or 0
        except OffsetGone as gone:
            self._partitions.look_from_beginning(gone, self._clock.monotonic())
            return {}, 0

    async def _load_unknown(self, subscription: Subscription) -> int:
        waiting = [
            position for position in self._partitions if position.may_load(self._clock.monotonic())
        ]
        return sum(
            [await self._guard.run(subscription, p, self._load(subscription, p)) for p in waiting]
        )

    async def _load(self, subscription: Subscription, position: Position) -> int:
        # While the partition was elsewhere, another process may have armed or fired its timers.
        self._forget_timers(position)
        await self._partitions.load(position, subscription)
        return 1

    async def _fire_due(self, subscription: Subscription) -> int:
        timed, due = self._options.timed, self._due
        if timed is None or due is None:
            return 0
        return await side_by_side(
            self._options.at_once, due.firing(subscription, timed.topic, self._partitions)
        )

    async def _keep_house(self, subscription: Subscription) -> None:
        now = self._clock.monotonic()
        await self._rebuild_if_stuck(subscription)
        if now - self._forgot_at > _LOOK_AT_THE_DATABASE_S:
            self._forgot_at = now
            await self._join_anew_if_outdated(subscription)
            await self._silence.ask()
            for position in self._partitions.events():
                self._forget_timers(position)
        if now - self._looked_at > _LOOK_AT_CHECKPOINTS_S:
            self._looked_at = now
            await self._partitions.notice_other_checkpoints(now)
        if now - self._committed_at > _COMMIT_OFFSETS_S:
            self._committed_at = now
            await subscription.commit(
                {p.partition: p.next_offset for p in self._partitions if p.state == "reading"}
            )

    async def _join_anew_if_outdated(self, subscription: Subscription) -> None:
        if await subscription.is_outdated():
            log_action(
                "joined-anew", consumer=self.name, problem="a topic has other partitions now"
            )
            await self.close()

    async def _rebuild_if_stuck(self, subscription: Subscription) -> None:
        read_to = {p.partition: p.next_offset for p in self._partitions if p.state == "reading"}
        if self._watchdog.is_stuck(self._clock.monotonic(), subscription, read_to):
            log_action("subscription-rebuilt", consumer=self.name)
            await self.close()

    def _make_feed(self) -> WatermarkFeed:
        topics = {watermarks: events for events, watermarks in self._options.watermarks.items()}
        if timed := self._options.timed:
            topics[timed.watermark_topic] = timed.topic
        return WatermarkFeed(self._broker, topics, self._clock)

    def _due_timers(self, applier: RecordApplier) -> DueTimers | None:
        if (timed := self._options.timed) is None:
            return None
        runner, watermarks = self._runners[timed.topic], self._feed.intakes[timed.topic]
        return DueTimers(applier, runner, watermarks, self._known, self._guard)

    def _forget_timers(self, position: Position) -> None:
        """Forget what memory knows of a shard's timers.

        Another process may have retried dead letters and armed timers that this one has not seen.
        """
        if reaction := self._runners.get(position.partition.topic):
            reaction.forget(position.partition.partition)

    def _partition_status(self, position: Position) -> PartitionStatus:
        end = self._subscription.known_end(position.partition) if self._subscription else None
        intake = self._feed.intakes.get(position.partition.topic)
        watermark = intake.newest(position.partition.partition) if intake else None
        reached = Reached(
            end=end, watermark=watermark, applied_until=self._known.of(position.partition)
        )
        return status_of(position, reached, self._clock.now())
