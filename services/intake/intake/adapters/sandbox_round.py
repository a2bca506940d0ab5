"""What the four services of a sandbox tell of their time in one round, and what follows from it.

Pure: who asks them is in `move_sandbox.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from events.catalogue.entry import Owner
from webapi.sandbox_clock import TICK, ClockReading

FOLLOWS: Final[Mapping[str, Sequence[Owner]]] = {
    "intake": ("notifier",),
    "sla-clock": ("intake",),
    "notifier": ("intake", "sla-clock"),
    "reporting": ("intake", "sla-clock", "notifier"),
}
"""Whose events each service applies."""
KNOWN_WITHIN: Final = timedelta(seconds=9)
"""Less than what makes a log old for the notifier, and more than it takes to look at one again."""
RINGS_IN_FULL: Final = 50
"""At so many stops of a move each page rings as it would. Then it rings this often on what is left
of the way."""


@dataclass(slots=True)
class RingPace:
    """How long may lie between two stops at which nothing happens but that a page rings.

    A P1 that nobody acknowledges rings for days: that would take longer than anybody waits.
    """

    _goal: datetime | None = None
    _stops: int = 0
    _between: timedelta = timedelta(0)

    def stop(self, now: datetime, goal: datetime) -> timedelta:
        """Count a stop on the way to the goal; return how long what rings may be put off."""
        if goal != self._goal:
            self._goal, self._stops, self._between = goal, 0, timedelta(0)
        self._stops += 1
        # Once for the whole of what is left: taken anew at each stop, it would shrink with the way.
        if self._stops == RINGS_IN_FULL + 1:
            self._between = (goal - now) / RINGS_IN_FULL
        return self._between


@dataclass(frozen=True, slots=True)
class Round:
    """What each service answered, by its name; one that did not answer is missing."""

    readings: Mapping[str, ClockReading]

    @property
    def missing(self) -> Sequence[str]:
        """Return who did not answer."""
        return [name for name in FOLLOWS if name not in self.readings]

    def furthest(self) -> timedelta:
        """Return how far ahead the one is that was moved furthest."""
        return max(reading.ahead_us for reading in self.readings.values()) * TICK

    def behind(self) -> Sequence[str]:
        """Return who is not there yet."""
        furthest = self.furthest() // TICK
        return [name for name, reading in self.readings.items() if reading.ahead_us < furthest]

    def is_busy(self, name: str) -> bool:
        """Return whether a service has something left to do at its present time."""
        reading = self.readings[name]
        unread = any(
            reading.read.get(owner, 0) != self.readings[owner].written for owner in FOLLOWS[name]
        )
        return unread or (reading.next_due_at is not None and reading.next_due_at <= reading.now)

    def is_quiet(self, before: "Round | None") -> bool:
        """Return whether nobody has anything left to do.

        Not by one round: while they answer, something may be on its way from one to the other. Of
        two rounds that are the same, the second began when the first had ended.
        """
        return (
            not self.missing
            and before is not None
            and self._work() == before._work()
            and not any(self.is_busy(name) for name in FOLLOWS)
        )

    def stop_before(self, goal: datetime, between_rings: timedelta) -> datetime:
        """Return how far to move now: to the next instant at which somebody has something to do.

        So each thing is done at its own instant, however far the whole way is; only what rings
        again and again may be put off, to so long after the last stop.
        """
        no_ring_before = self.readings["notifier"].now + between_rings
        due = [
            max(it.next_due_at, no_ring_before) if name == "notifier" else it.next_due_at
            for name, it in self.readings.items()
            if it.next_due_at is not None
        ]
        return min([goal, *due])

    def has_caught_up(self, name: str) -> bool:
        """Return whether whoever asks this service gets everything up to now."""
        if self.missing or name in self.behind() or self.is_busy(name):
            return False
        reading = self.readings[name]
        # Intake is asked for what it has itself; whoever follows others must know of the move.
        return name == "intake" or (
            reading.known_until is not None and reading.now - reading.known_until <= KNOWN_WITHIN
        )

    def _work(self) -> Mapping[str, object]:
        return {
            name: (it.ahead_us, it.written, it.read, it.next_due_at)
            for name, it in self.readings.items()
        }
