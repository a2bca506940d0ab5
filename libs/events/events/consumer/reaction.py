"""What a service gives the consumer to run: how it reacts to events, and to instants that have
passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from events.event import Recorded

Tx = TypeVar("Tx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch(Generic[Tx]):
    """Consecutive records of one partition, inside the transaction that also moves the checkpoint.

    None is missing, and none was applied before.
    """

    tx: Tx
    topic: str
    partition: int
    events: Sequence[Recorded]
    head: bool
    """Whether, as far as the broker says, nothing newer is waiting: side effects may begin only at
    the head of the log."""


class Reaction(Protocol[Tx]):
    """Turns a batch into rows and events with `batch.tx`, without I/O that a rollback cannot undo.

    The same batch on the same state must give the same result. Raise Poison (with the event) for
    one that can never be applied, Retryable for trouble that passes, Refused for a bug: see
    `events.errors`.
    """

    async def apply(self, batch: "Batch[Tx]") -> None: ...


class TimedReaction(Reaction[Tx], Protocol[Tx]):
    """A reaction that also has timers: see `events.timers`."""

    async def fire(self, tx: Tx, partition: int, until: datetime) -> None:
        """Fire all timers of the partition due at or before `until`.

        All events recorded at or before `until` have been applied.
        """
        ...
