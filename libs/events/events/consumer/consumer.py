"""Applies topics exactly once in effect: reads, checks the sequence, and runs reactions in the
transaction that moves the checkpoint."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from events.broker.broker import (
    Broker,
    IncomingRecord,
    OffsetGone,
    Subscription,
    TopicPartition,
)
from events.catalogue.registry import Catalogue
from events.clock import Clock, SystemClock
from events.consumer.apply_records import RecordApplier
from events.consumer.broker_silence import BrokerSilence
from events.consumer.checkpoints import CheckpointMoved, Checkpoints
from events.consumer.dead_letters import DeadLetters
from events.consumer.failures import Unforeseen, meaning_of
from events.consumer.first_of import first_of
from events.consumer.known_time import KnownTime
from events.consumer.partition_set import PartitionSet
from events.consumer.position import Position
from events.consumer.reaction import Reaction, TimedReaction
from events.consumer.reaction_runners import TimedRunner, UntimedRunner
from events.consumer.retry_dead_letters import DeadLetterRetry, Retried
from events.consumer.sequence import pick
from events.consumer.status import ConsumerStatus, PartitionStatus
from events.consumer.watchdog import Watchdog
from events.consumer.watermark_feed import WatermarkFeed
from events.errors import Refused, Retryable, SequenceGap
from events.log_actions import LogAction, log_action
from events.run_forever import run_forever
from events.store.connection import Connection, Pool
from events.timers.timers import Timers

_LOOK_AGAIN_S = 30.0
_COMMIT_OFFSETS_S = 5.0
_LOOK_AT_THE_DATABASE_S = 5.0
_LOOK_AT_CHECKPOINTS_S = 1.0

Polled = Mapping[TopicPartition, Sequence[IncomingRecord]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedTopic:
    """A topic whose reaction has timers; they fire by the watermarks of `watermark_topic`.

    Topic names are full (prefix included). `timers` is the object that the reaction arms and claims
    with. `folds_in_order` (see `TimedRunner`) is only for a reaction whose result does not depend
    on how its log is cut into batches.
    """

    topic: str
    watermark_topic: str
    reaction: TimedReaction[Connection]
    timers: Timers
    folds_in_order: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerOptions:
    """How a consumer runs.

    `member` is the static name of this process within the group; `group` is the group's name if it
    differs from the consumer's (topics with a prefix). `committed` is called after something was
    applied: it wakes the relay. `at_once` is how many partitions may be in a transaction at the
    same time and share the disk's flushes; use more than 1 only if the partitions of a reaction
    never write the same rows, and the pool has as many connections. `watermarks` maps further
    topics of events to their topics of watermarks, for `known_until`. `rebuildable` is for a
    reaction that writes nothing but rows which can be made again from the topic (see
    `Checkpoints`).
    """

    catalogue: Catalogue
    member: str = "1"
    group: str | None = None
    clock: Clock = field(default_factory=SystemClock)
    max_records: int = 1_000
    at_once: int = 1
    rebuildable: bool = False
    stuck_after_s: float = 30.0
    watermarks: Mapping[str, str] = field(default_factory=dict)
    committed: Callable[[], None] | None = None


class Consumer:
    """Reads topics, with a reaction for each; partitions are applied independently of each other.

    `name` names the checkpoints, one row for each topic and partition. `reactions` is by full topic
    name; `timed` adds the one topic that has timers.
    """

    def __init__(
        self,
        name: str,
        broker: Broker,
        pool: Pool,
        schema: str,
        reactions: Mapping[str, Reaction[Connection]],
        *,
        timed: TimedTopic | None = None,
        options: ConsumerOptions,
    ) -> None:
        self.name = name
        self._broker, self._timed = broker, timed
        self._options = options
        self._clock = self._options.clock
        self._runners: dict[str, UntimedRunner] = {
            topic: UntimedRunner(reaction) for topic, reaction in reactions.items()
        }
        if timed is not None:
            self._runners[timed.topic] = TimedRunner(
                timed.reaction, timed.timers, folds_in_order=timed.folds_in_order
            )
        checkpoints = Checkpoints(schema, name, rebuildable=self._options.rebuildable)
        self.dead_letters = DeadLetters(schema, name)
        self._applier = RecordApplier(pool, checkpoints, self.dead_letters, self._options.catalogue)
        self._retry = DeadLetterRetry(pool, checkpoints, self.dead_letters, self._options.catalogue)
        self._partitions = PartitionSet(pool, checkpoints)
        self._feed = self._make_feed()
        self._known = KnownTime(self._feed.intakes, timed.topic if timed else None)
        self._subscription: Subscription | None = None
        self._watchdog = Watchdog(self._options.stuck_after_s, self._clock.monotonic())
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
        done += await self._side_by_side(
            self._take_in(subscription, partition, came) for partition, came in records.items()
        )
        # After applying, since only what was read tells whether the topic ends before it.
        self._partitions.notice_lost_records(subscription, self._clock.monotonic())
        # After the records: what this poll brought of an unknown partition was dropped, and loading
        # seeks it again.
        done += await self._load_unknown(subscription)
        # Timers fire after the events that were there before them; an event may disarm one.
        done += await self._fire_due()
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
                back_off_s=1.0,
                back_off_at_most_s=1.0,
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

    async def _take_in(
        self, subscription: Subscription, partition: TopicPartition, came: Sequence[IncomingRecord]
    ) -> int:
        position = self._partitions.reading(partition)
        if position is None or not came:
            return 0
        # Before applying: whether these records are the head, and whether a gap counts as a loss,
        # is judged by how far was read.
        position.read_to(came[-1].offset + 1)
        end = subscription.known_end(partition) or 0
        return await self._guarded(subscription, position, self._apply(position, came, end))

    async def _apply(self, position: Position, came: Sequence[IncomingRecord], end: int) -> int:
        picked = pick(came, position.next_seq)
        if picked.records:
            # Behind a gap nothing is the head, whatever the broker says of the end.
            head = picked.beyond is None and position.next_offset >= end
            await self._applier.apply(
                position, picked, self._runners[position.partition.topic], head=head
            )
        self._judge_gap(position, picked.beyond, end)
        return len(picked.records)

    def _judge_gap(self, position: Position, beyond: int | None, end: int) -> None:
        gap = position.notice_gap(beyond, end)
        if gap is None:
            return
        # The offset may have been wrong, so a gap counts as a loss only when the topic was read
        # from its beginning.
        if position.from_beginning:
            raise SequenceGap(
                position.partition.topic,
                position.partition.partition,
                position.next_seq,
                gap.actual,
            )
        position.reload(self._clock.monotonic(), from_beginning=True)

    async def _load_unknown(self, subscription: Subscription) -> int:
        waiting = [
            position for position in self._partitions if position.may_load(self._clock.monotonic())
        ]
        return sum(
            [await self._guarded(subscription, p, self._load(subscription, p)) for p in waiting]
        )

    async def _load(self, subscription: Subscription, position: Position) -> int:
        # While the partition was elsewhere, another process may have armed or fired its timers.
        self._forget_timers(position)
        await self._partitions.load(position, subscription)
        return 1

    async def _fire_due(self) -> int:
        if self._timed is None or self._subscription is None:
            return 0
        ready = [
            p
            for p in self._partitions.events()
            if p.partition.topic == self._timed.topic and p.state == "reading"
        ]
        return await self._side_by_side(
            self._fire(self._subscription, position) for position in ready
        )

    async def _fire(self, subscription: Subscription, position: Position) -> int:
        topic, shard = position.partition.topic, position.partition.partition
        until = self._feed.intakes[topic].reached(shard, position.next_seq)
        if until is None:
            return 0
        fired, reaction = 0, self._runners[topic]
        if reaction.may_fire(shard, until):
            fired = await self._guarded(
                subscription, position, self._applier.fire(position, until, reaction)
            )
        # Firing may have stopped the partition: then its timers have not fired, and nothing is
        # known.
        if position.state == "reading":
            self._known.note(position.partition, until)
        return fired

    async def _side_by_side(self, works: Iterable[Coroutine[object, object, int]]) -> int:
        """Run all of them, at most `at_once` at a time; return the sum."""
        if self._options.at_once == 1:
            return sum([await work for work in works])
        free = asyncio.Semaphore(self._options.at_once)

        async def in_turn(work: Coroutine[object, object, int]) -> int:
            async with free:
                return await work

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(in_turn(work)) for work in works]
        return sum(task.result() for task in tasks)

    async def _guarded(
        self, subscription: Subscription, position: Position, work: Awaitable[int]
    ) -> int:
        """Run one partition's work, and keep its trouble to that partition.

        Whatever the work raised, its transaction was rolled back.
        """
        try:
            done = await work
        except Exception as error:  # noqa: BLE001 - a reaction may raise anything; the other partitions go on
            self._handle_failure(position, error)
            done = 0
        # Records that were fetched already would be delivered otherwise.
        if position.state != "reading":
            subscription.pause(position.partition)
        elif done and self._options.committed is not None:
            self._options.committed()
        return done

    def _handle_failure(self, position: Position, error: Exception) -> None:
        now, meaning = self._clock.monotonic(), meaning_of(error)
        match meaning:
            case CheckpointMoved():
                position.reload(now)
            case Retryable():
                position.back_off(now, str(meaning))
            case SequenceGap():
                position.stop(str(meaning), look_again_at=now + _LOOK_AGAIN_S)
            case Refused():
                position.stop(str(meaning))
        self._tell(position, error, meaning)

    def _tell(self, position: Position, error: Exception, meaning: Retryable | Refused) -> None:
        action: LogAction = (
            "partition-stopped" if isinstance(meaning, Refused) else "partition-tries-again"
        )
        where = (
            traceback.extract_tb(error.__traceback__)[-1]
            if isinstance(meaning, Unforeseen)
            else None
        )
        log_action(
            action,
            consumer=self.name,
            topic=position.partition.topic,
            partition=position.partition.partition,
            next_seq=position.next_seq,
            problem=f"{type(meaning).__name__}: {meaning}",
            where=where and f"{where.filename}:{where.lineno}",
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
        if self._timed is not None:
            topics[self._timed.watermark_topic] = self._timed.topic
        return WatermarkFeed(self._broker, topics, self._clock)

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
        return PartitionStatus(
            topic=position.partition.topic,
            partition=position.partition.partition,
            state=position.state,
            next_seq=position.next_seq,
            lag=None if end is None else max(0, end - position.next_offset),
            problem=position.problem,
            parked_keys=len(position.checkpoint.parked),
            watermark=watermark.at if watermark else None,
            watermark_lag_s=(self._clock.now() - watermark.at).total_seconds()
            if watermark
            else None,
        )
