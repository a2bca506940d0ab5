"""Runs one partition's work and keeps its trouble to that partition, which tries again or stops."""

import traceback
from collections.abc import Awaitable, Callable

from events.broker.broker import Subscription
from events.clock import Clock
from events.consumer.checkpoints import CheckpointMoved
from events.consumer.failures import Unforeseen, meaning_of
from events.consumer.position import Position
from events.errors import Refused, Retryable, SequenceGap
from events.log_actions import LogAction, log_action

_LOOK_AGAIN_S = 30.0


class PartitionGuard:
    """Guards the partitions of one consumer.

    `committed`, if given, is called after work that did something.
    """

    def __init__(self, consumer: str, clock: Clock, committed: Callable[[], None] | None) -> None:
        self._consumer, self._clock, self._committed = consumer, clock, committed

    async def run(
        self, subscription: Subscription, position: Position, work: Awaitable[int]
    ) -> int:
        """Run the work; return how much was done, 0 if it failed.

        Whatever it raised, its transaction was rolled back.
        """
        try:
            done = await work
        # A reaction may raise anything; the other partitions go on.
        except Exception as error:  # noqa: BLE001
            self._handle_failure(position, error)
            done = 0
        # Records that were fetched already would be delivered otherwise.
        if position.state != "reading":
            subscription.pause(position.partition)
        elif done and self._committed is not None:
            self._committed()
        return done

    def _handle_failure(self, position: Position, error: Exception) -> None:
        now, meaning = self._clock.monotonic(), meaning_of(error)
        match meaning:
            case CheckpointMoved():
                position.reload(now)
            case Retryable():
                position.back_off(now, str(meaning), longest_s=meaning.longest_pause_s)
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
            consumer=self._consumer,
            topic=position.partition.topic,
            partition=position.partition.partition,
            next_seq=position.next_seq,
            problem=f"{type(meaning).__name__}: {meaning}",
            where=where and f"{where.filename}:{where.lineno}",
        )
