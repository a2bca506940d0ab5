"""Runs a reaction over events in the order of recorded time, with timers in between: what was due
before an event fires before it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from events.broker.broker import TopicPartition
from events.consumer.reaction import Batch, Reaction, TimedReaction
from events.errors import Poison, Refused
from events.event import Recorded
from events.store.connection import Connection
from events.timers.timers import Timers

_INSTANT = timedelta(microseconds=1)
_GRAIN = timedelta(seconds=1)
"""Events of different keys that lie closer together are applied in one go, though the first might
arm a timer that is due before the last."""
_RUN = 400
"""How many timers may fire in one go if the reaction keeps their order itself."""


class TimerNotFired(Refused):
    """A timer cannot fire, or the reaction did not claim it: a bug.

    The partition stops, and nothing was written.
    """


class UntimedRunner:
    """Runs a reaction without timers: the whole batch in one go."""

    def __init__(self, reaction: Reaction[Connection]) -> None:
        self._reaction = reaction

    async def apply(
        self, tx: Connection, partition: TopicPartition, events: Sequence[Recorded], *, head: bool
    ) -> None:
        """Apply the events in order; `head` says whether the last of them is the newest of all."""
        if events:
            await self._reaction.apply(
                Batch(
                    tx=tx,
                    topic=partition.topic,
                    partition=partition.partition,
                    events=events,
                    head=head,
                )
            )

    async def fire(self, tx: Connection, shard: int, until: datetime) -> int:
        """Fire nothing; return 0."""
        del tx, shard, until
        return 0

    def may_fire(self, shard: int, until: datetime) -> bool:
        """Return False: there are no timers."""
        del shard, until
        return False

    def forget(self, shard: int) -> None:
        """Do nothing: there are no timers to forget."""


class TimedRunner(UntimedRunner):
    """Runs a reaction with timers.

    Before an event that was recorded at r, everything due before r fires, soonest first. Events
    that follow each other closely are applied together unless they have the same key: one may arm a
    timer that the next would disarm too late.

    `folds_in_order`: the reaction itself fires what comes due between the events of a batch, and
    fires many instants in order when it is given the last of them. Then only timers that were armed
    before divide a batch, and due timers fire in runs.
    """

    def __init__(
        self, reaction: TimedReaction[Connection], timers: Timers, *, folds_in_order: bool = False
    ) -> None:
        super().__init__(reaction)
        self._timed, self._timers, self._folds_in_order = reaction, timers, folds_in_order

    async def apply(
        self, tx: Connection, partition: TopicPartition, events: Sequence[Recorded], *, head: bool
    ) -> None:
        """Apply the events in order, and fire what was due before each of them."""
        together: list[Recorded] = []
        for event in events:
            # An event recorded at the very instant of a timer wins, so only earlier ones fire
            # before it.
            before = event.recorded_at - _INSTANT
            if together and not self._folds_in_order and _must_wait(together, event):
                await super().apply(tx, partition, together, head=False)
                together = []
            if self._timers.may_be_due(partition.partition, before):
                await super().apply(tx, partition, together, head=False)
                together = []
                await self.fire(tx, partition.partition, before)
            together.append(event)
        await super().apply(tx, partition, together, head=head)

    async def fire(self, tx: Connection, shard: int, until: datetime) -> int:
        """Fire what is due at or before `until`, and what that arms; return how many timers fired.

        Instants (or runs) fire one after the other.
        """
        at_once = _RUN if self._folds_in_order else 1
        before = self._timers.claimed[shard]
        while (due := await self._timers.step_towards(tx, shard, until, at_once)) is not None:
            await self._fire_instant(tx, shard, due)
        return self._timers.claimed[shard] - before

    def may_fire(self, shard: int, until: datetime) -> bool:
        """Return whether something may be due. Costs no query."""
        return self._timers.may_be_due(shard, until)

    def forget(self, shard: int) -> None:
        """Forget what memory knows of the shard's timers: it may be wrong."""
        self._timers.forget(shard)

    async def _fire_instant(self, tx: Connection, shard: int, due: datetime) -> None:
        claimed = self._timers.claimed[shard]
        try:
            await self._timed.fire(tx, shard, due)
        except Poison as error:
            raise TimerNotFired(f"a timer of shard {shard} cannot fire: {error}") from error
        if self._timers.claimed[shard] == claimed:
            # Memory may be wrong: another process may have claimed the timer. Ask Postgres before
            # blaming the reaction.
            self._timers.forget(shard)
            earliest = await self._timers.earliest(tx, shard)
            if earliest is not None and earliest <= due:
                raise TimerNotFired(f"the reaction left a timer of shard {shard} that is due")


def _must_wait(together: Sequence[Recorded], event: Recorded) -> bool:
    far = event.recorded_at - together[0].recorded_at > _GRAIN
    return far or any(event.key == other.key for other in together)
